"""The pipeline: a source and a configuration go in, a `Report` comes out."""

from __future__ import annotations

import datetime as dt
import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pathspec

from .baseline import Baseline, configured, judge, stale, unknown, warning
from .catalog import own_names
from .catalog.layers import make_catalog
from .config import Config
from .findings import Comparison, Finding, NotChecked, Report, Severity
from .graph import DocsGraph, build
from .graph import Page as GraphPage
from .page.facts import Facts, Suppression
from .page.file_types import decode
from .reading import extraction
from .reading.outcome import Page, reason
from .reading.reader import Progress, Reader
from .rules import Needs, Options, Rule, readers, readers_of
from .rules.names import expanded, meant
from .selection import all_options, consulted, renamed, selected, selected_for_check
from .suppress import Silences, dead_patterns
from .tree import changes
from .tree.changes import Concern
from .tree.git import GitError
from .tree.ms_date_history import changed_since
from .tree.sources import NoPageError, Source, parents


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking all that was read so far again and again: it is all still needed."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass
class Loaded:
    """A tree as read: its graph, what could not be read, and what else a person should know."""

    graph: DocsGraph
    not_checked: list[NotChecked]
    warnings: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """The pages, those that could not be read among them."""
        return [*self.graph.by_path, *(one.path for one in self.not_checked)]


def check(
    source: Source,
    config: Config,
    *,
    as_of: dt.date | None = None,
    only: Iterable[str] | None = None,
    since: str | None = None,
    whole_files: bool = False,
    baseline: Path | None = None,
    progress: Progress | None = None,
    reader: Reader | None = None,
    loaded: Loaded | None = None,
) -> Report:
    """Check a tree and return what was found; `only` keeps findings with an end in one of these paths.

    `since` keeps what concerns the change since the merge base of this revision and HEAD: findings with an end on
    lines that it touched, and findings that it brought about elsewhere, the latter whatever `only` says; with
    `whole_files` the lines of these paths need not be touched. Of an `IndexSource`, the change is what is staged.
    `baseline` is the file of what is known and passed over, else the configuration names it. `reader` gives the facts
    of pages, else each is extracted here. `loaded` is the tree as `load` has read it, for whoever needs its graph as
    well.

    Raises `SourceError` when there is nothing to check or no such revision, `BaselineError` for an unusable baseline
    and `ConfigError` for unusable settings.
    """
    rules = selected_for_check(config)
    options = all_options(config, as_of)
    known = configured(source, config.baseline if baseline is None else str(baseline))
    changed = None if since is None else changes.find(source, since)
    reader = reader or Reader()
    loaded = loaded or load(source, config, progress, reader)
    report = _opened(loaded, rules)
    report.as_of = as_of or dt.date.today()
    report.warnings.extend(renamed(config))
    report.warnings.extend(dead_patterns(config, source.folders, loaded.paths))
    found = examine(loaded.graph, rules, options, config, report)
    every, concern = found, None
    if changed is not None:
        then = _before(changes.before(source, changed), rules, options, config, report, reader)
        concern = changes.concern(found, then, changed)
        report.comparisons.append(changes.comparison(f"revision {since}", found, then, changed))
    if known is not None:
        found = _unknown(found, known, concern, source, rules, report)
    report.findings = narrowed(found, concern, only, whole_files)
    shown = set(report.findings)
    if since is not None:
        report.since, report.older = since, sum(one not in shown for one in narrowed(found, None, only))
    report.passed = [one for one in every if one not in shown]
    named = {place.path for finding in report.findings for place in finding.places}
    report.texts = {page.path: page.text for page in loaded.graph.pages if page.path in named}
    return report


def _opened(loaded: Loaded, rules: Sequence[Rule]) -> Report:
    """Return a report that tells what is looked at, and holds no finding yet."""
    graph = loaded.graph
    report = Report(graph.root, not_checked=list(loaded.not_checked), warnings=list(loaded.warnings))
    report.pages, report.rules = len(graph.pages), len(rules)
    report.samples = sum(len(page.facts.samples) for page in graph.pages)
    report.mentions = len(graph.mentions) + len(graph.api_mentions)
    return report


@_uncollected()
def load(source: Source, config: Config, progress: Progress | None = None, reader: Reader | None = None) -> Loaded:
    """Read a tree into its graph, with what the selected rules read for themselves.

    `reader` gives the facts of its pages, else each is extracted here. Raises `ConfigError` for unusable settings.
    """
    reader = reader or Reader()
    pages, not_checked = _texts(source)
    wanted = readers_of(consulted(selected(config), config))
    read: list[tuple[str, str, Facts]] = []
    for (path, text), facts in zip(pages, reader.read(pages, progress, wanted), strict=True):
        if isinstance(facts, str):
            not_checked.append(NotChecked(path, facts))
        else:
            read.append((path, text, facts))
    not_checked += _failed(facts for _, _, facts in read)
    not_checked.sort(key=lambda one: one.path)
    if config.names:
        own = own_names.matcher(config.names)
        read = [(path, text, own_names.added(facts, text, own)) for path, text, facts in read]
    catalog = make_catalog(source, config, read)
    history = pathspec.GitIgnoreSpec.from_lines(config.history)
    graph = build(
        str(source.root),
        read,
        catalog,
        exists=source.exists,
        names_in=source.names,
        partial=config.partial,
        is_history=history.match_file,
        readers=frozenset(wanted),
    )
    return Loaded(graph, not_checked, list(source.warnings))


def _failed(read: Iterable[Facts]) -> Iterator[NotChecked]:
    """Yield for each reader that failed on some pages what that costs: the rules of its file see nothing of them."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for facts in read:
        for name, why in facts.failed.items():
            reasons[name].append(why)
    for name, found in sorted(reasons.items()):
        rule = readers()[name].module.rpartition(".")[2].replace("_", "-")
        pages = f"{len(found)} page{'s' if len(found) > 1 else ''}"
        yield NotChecked(f"rule {rule}", f"could not read {pages}: {found[0]}")


def _texts(source: Source) -> tuple[list[Page], list[NotChecked]]:
    """Return the pages of a source, and those that cannot be read with why."""
    pages: list[Page] = []
    not_checked: list[NotChecked] = []
    for path in source.pages():
        try:
            text = decode(source.read(path))
        except (OSError, ValueError) as error:
            not_checked.append(NotChecked(path, reason(error)))
            continue
        if extraction.is_page(path, text):
            pages.append((path, text))
    not_checked.extend(NotChecked(path, why) for path, why in source.missed.items())
    return pages, not_checked


@_uncollected()
def examine(
    graph: DocsGraph, rules: Sequence[Rule], options: Mapping[str, Options], config: Config, report: Report
) -> list[Finding]:
    """Run the rules over a graph and return what is not suppressed, in order, with severities and fingerprints.

    Suppressions are heard here and nowhere else: after the rules that find, before those that judge suppressions.
    """
    silences = Silences(graph.pages, {path: expanded(names) for path, names in config.per_path_ignore.items()})
    asked, kept, ran = {rule.name for rule in rules}, list[Finding](), list[str]()
    for late in (False, True):
        found = list[Finding]()
        for rule in consulted(rules, config):
            if rule.late is late and _run(rule, graph, options[rule.name], silences.unused(ran), found, report):
                ran.append(rule.name)
        for finding in numbered(found, config):
            silent = silences.silences(finding)
            report.suppressed += silent and finding.rule in asked
            if not silent and finding.rule in asked:
                kept.append(finding)
    return sorted(kept, key=lambda one: one.order)


def _run(
    rule: Rule,
    graph: DocsGraph,
    options: Options,
    unused: Sequence[tuple[GraphPage, Suppression]],
    found: list[Finding],
    report: Report,
) -> bool:
    """Add a rule's findings and tell whether it came to its end; one that crashes is named, and the others go on."""
    try:
        for finding in findings_of(rule, graph, options, unused):
            found.append(finding)  # one by one, so that what came before a crash is kept
    except GitError as error:
        report.not_checked.append(NotChecked(f"rule {rule.name}", f"git cannot read the history: {error}"))
        return False
    except Exception as error:  # whatever a rule does wrong must not take the report with it
        report.not_checked.append(NotChecked(f"rule {rule.name}", f"crashed: {type(error).__name__}: {error}"))
        return False
    return True


def findings_of(
    rule: Rule, graph: DocsGraph, options: Options, unused: Sequence[tuple[GraphPage, Suppression]] = ()
) -> Iterator[Finding]:
    """Yield a rule's findings over a graph, with what the rule needs besides; `unused` are the unused suppressions."""
    if rule.needs is Needs.UNUSED_SUPPRESSIONS:
        return rule.function(graph, options, unused)
    if rule.needs is Needs.LATER_CHANGES:
        dated = {page.path: page.text for page in graph.pages if page.facts.dated}
        return rule.function(graph, options, changed_since(Path(graph.root), dated) if dated else {})
    return rule.function(graph, options)


def numbered(found: Iterable[Finding], config: Config) -> Iterator[Finding]:
    """Yield findings in order, each once, with the configuration's severities, and fingerprints that count equals."""
    severities = _severities(config)
    counts: Counter[tuple[str, str, str]] = Counter()
    for finding in sorted(dict.fromkeys(found), key=lambda one: one.order):
        identity = (finding.rule, finding.place.path, finding.content)
        fingerprint = finding.fingerprint_for(counts[identity])
        counts[identity] += 1
        severity = severities.get(finding.rule, finding.severity)
        yield replace(finding, severity=severity, fingerprint=fingerprint)


def _severities(config: Config) -> dict[str, Severity]:
    """Return the configured severities by the ids of rules; one of a rule counts over that of its group."""
    given = {name: Severity[label.upper()] for name, label in config.severity.items()}
    of_several = {one: severity for name, severity in given.items() for one in meant(name)}
    return of_several | {name: severity for name, severity in given.items() if name in of_several}


def _before(
    source: Source,
    rules: Sequence[Rule],
    options: Mapping[str, Options],
    config: Config,
    report: Report,
    reader: Reader,
) -> list[Finding]:
    """Return what the same check finds in the tree as it was; a tree without a page has no finding."""
    try:
        loaded = load(source, config, reader=reader)
    except NoPageError:
        return []
    then = Report(report.root, not_checked=loaded.not_checked)
    found = examine(loaded.graph, rules, options, config, then)
    report.warnings.extend(f"as it was before the change, {one.path}: {one.reason}" for one in then.not_checked)
    return found


def _unknown(
    found: list[Finding],
    known: Baseline,
    concern: Concern | None,
    source: Source,
    rules: Sequence[Rule],
    report: Report,
) -> list[Finding]:
    """Return what a baseline does not know, and warn of what it knows in vain, as far as this run can judge."""
    unread = {one.path for one in report.not_checked}
    ran = {rule.name for rule in rules if f"rule {rule.name}" not in unread}
    judged = judge(ran, lambda path: source.covers(path) and unread.isdisjoint((path, ".", *parents(path))))
    new = unknown(known, found, preferred=concern.all if concern else frozenset())
    report.baselined = len(found) - len(new)
    gone = stale(known, found, judged)
    report.comparisons.append(
        Comparison(f"baseline {known.name}", len(new), report.baselined, tuple(sorted(gone.counts.elements())))
    )
    report.warnings.extend(filter(None, [warning(gone)]))
    return new


def narrowed(
    found: Iterable[Finding], concern: Concern | None, only: Iterable[str] | None, whole_files: bool = False
) -> list[Finding]:
    """Return the findings that concern the change and have an end in the asked paths, or that it caused elsewhere.

    With `whole_files` those in the asked paths need not concern the change.
    """
    whole = whole_files and only is not None
    kept = [one for one in found if concern is None or whole or one in concern.all]
    if only is None:
        return kept
    wanted = set(only)
    elsewhere = concern.elsewhere if concern else frozenset()
    return [one for one in kept if one in elsewhere or any(place.path in wanted for place in one.places)]
