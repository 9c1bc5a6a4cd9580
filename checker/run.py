"""The pipeline: a source and a configuration go in, a `Report` comes out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pathspec
import yaml

from . import extract
from .catalog import Catalog
from .catalog.files import add_bundled, add_file
from .catalog.tables import learn
from .config import Config, ConfigError, nearest
from .facts import Facts
from .findings import Finding, NotChecked, Place, Report, Severity
from .graph import DocsGraph, build
from .markdown import line_starts
from .rules import Options, Rule, all_rules
from .sources import FolderSource

Progress = Callable[[int, int], None]


@dataclass
class Loaded:
    """A tree as read: its graph, and what could not be read."""

    graph: DocsGraph
    not_checked: list[NotChecked]


def check(
    source: FolderSource,
    config: Config,
    *,
    as_of: dt.date | None = None,
    only: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a tree and return what was found; `only` keeps findings with an end in one of these paths.

    Raises `SourceError` when there is nothing to check and `ConfigError` for unusable settings.
    """
    rules = list(selected(config))
    options = {rule.name: options_of(rule, config, as_of) for rule in rules}
    loaded = load(source, config, progress)
    graph = loaded.graph
    report = Report(graph.root, not_checked=list(loaded.not_checked))
    report.pages, report.rules = len(graph.pages), len(rules)
    report.samples = sum(len(page.facts.samples) for page in graph.pages)
    report.mentions = len(graph.mentions) + len(graph.api_mentions)
    found = [finding for rule in rules for finding in _run(rule, graph, options[rule.name], report)]
    report.findings = finish(found, config, only)
    named = {place.path for finding in report.findings for place in _places(finding)}
    report.texts = {page.path: page.text for page in graph.pages if page.path in named}
    return report


def load(source: FolderSource, config: Config, progress: Progress | None = None) -> Loaded:
    """Read a tree into its graph."""
    read: list[tuple[str, str, Facts]] = []
    not_checked: list[NotChecked] = []
    paths = source.pages()
    for number, path in enumerate(paths):
        try:
            text = extract.decode(source.read(path))
            read.append((path, text, extract.extract(path, text)))
        except extract.NotAPage:
            continue
        except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError, RecursionError) as error:
            not_checked.append(NotChecked(path, _reason(error)))
        if progress is not None:
            progress(number + 1, len(paths))
    catalog = make_catalog(source.root, config, read)
    history = pathspec.GitIgnoreSpec.from_lines(config.history)
    graph = build(
        str(source.root),
        read,
        catalog,
        exists=source.exists,
        names_in=source.names,
        partial=config.partial,
        is_history=history.match_file,
    )
    return Loaded(graph, not_checked)


def make_catalog(root: Path, config: Config, read: Sequence[tuple[str, str, Facts]]) -> Catalog:
    """Make the catalog of a tree: bundled, the user's file, and what its own tables declare."""
    catalog = Catalog()
    platform = config.platform if config.platform != "auto" else _platform(read)
    catalog.platform = platform
    add_bundled(catalog, platform)
    file = root / config.catalog
    if file.is_file():
        add_file(catalog, file, platform)
    elif config.catalog != "checker-catalog.toml":
        raise ConfigError(f"no such catalog file: {file}")
    catalog.aliases.update({written.lower(): model for written, model in config.aliases.items()})
    catalog.free_names.update(name.lower() for name in config.deployments)
    for path, text, facts in sorted(read, key=lambda one: one[0]):
        if facts.tables:
            starts = line_starts(text)
            learn(catalog, path, facts, _line_of(starts))
    return catalog


def _line_of(starts: list[int]) -> Callable[[int], int]:
    from bisect import bisect_right

    return lambda offset: bisect_right(starts, offset)


def _platform(read: Sequence[tuple[str, str, Facts]]) -> str:
    """Return `azure` for a tree that mentions Azure in its API calls, paths or titles, else `openai`."""
    for path, _, facts in read:
        if "azure" in path.lower() or "azure" in facts.title.lower():
            return "azure"
        if any("azure" in (fact.address + fact.client).lower() for fact in facts.api_versions):
            return "azure"
    return "azure" if any("zure OpenAI" in text for _, text, _ in read) else "openai"


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"
    if isinstance(error, yaml.YAMLError):
        return "no valid YAML: " + " ".join(str(error).split())
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error) or type(error).__name__


def selected(config: Config) -> Iterator[Rule]:
    """Yield the rules that the configuration selects.

    Raises `ConfigError` for a name that is no rule.
    """
    rules = all_rules()
    for name in (*config.select, *config.ignore, *config.severity, *config.rules):
        if name not in rules:
            hint = nearest(name, list(rules))
            raise ConfigError(f"unknown rule `{name}`" + (f"; did you mean `{hint}`?" if hint else ""))
    for name, rule in rules.items():
        if (not config.select or name in config.select) and name not in config.ignore:
            yield rule


def options_of(rule: Rule, config: Config, as_of: dt.date | None) -> Options:
    """Return a rule's options from the configuration.

    Raises `ConfigError` for an option that the rule does not have, or a value of the wrong kind.
    """
    given = dict(config.rules.get(rule.name, {}))
    known = [
        field.encode_name for field in msgspec.structs.fields(rule.options) if field.name not in ("as_of", "partial")
    ]
    for key in given:
        if key not in known:
            hint = nearest(key, known)
            raise ConfigError(
                f"rule `{rule.name}` has no option `{key}`" + (f"; did you mean `{hint}`?" if hint else "")
            )
    try:
        options = msgspec.convert(given, rule.options)
    except msgspec.ValidationError as error:
        raise ConfigError(f"rule `{rule.name}`: {error}") from error
    return msgspec.structs.replace(options, as_of=as_of or dt.date.today(), partial=config.partial)


def _run(rule: Rule, graph: DocsGraph, options: Options, report: Report) -> Iterator[Finding]:
    """Yield a rule's findings; a rule that crashes is named, and the others go on."""
    try:
        yield from rule.run(graph, options)
    except Exception as error:  # whatever a rule does wrong must not take the report with it
        report.not_checked.append(NotChecked(f"rule {rule.name}", f"crashed: {type(error).__name__}: {error}"))


def _places(finding: Finding) -> Iterator[Place]:
    yield finding.place
    yield from (one.place for one in finding.related)


def finish(found: Iterable[Finding], config: Config, only: Iterable[str] | None) -> list[Finding]:
    """Put findings in order, give them severities and fingerprints, and keep those that concern the asked paths."""
    severities = {name: Severity[label.upper()] for name, label in config.severity.items()}
    counts: Counter[tuple[str, str, str]] = Counter()
    finished = []
    for finding in sorted(set(found), key=lambda one: one.order):
        identity = (finding.rule, finding.place.path, finding.key)
        fingerprint = finding.fingerprint_for(counts[identity])
        counts[identity] += 1
        severity = severities.get(finding.rule, finding.severity)
        finished.append(replace(finding, severity=severity, fingerprint=fingerprint))
    if only is None:
        return finished
    wanted = set(only)
    return [one for one in finished if any(place.path in wanted for place in _places(one))]
