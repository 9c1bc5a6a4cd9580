"""The pipeline: a source and a configuration go in, a `Report` comes out."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from .baseline import Baseline, configured, judge, stale, unknown, warning
from .catalog.layers import make_catalog
from .config import Config
from .findings import Comparison, Finding, NotChecked, Report, Severity
from .graph import DocsGraph, build
from .graph import Page as GraphPage
from .graph.graph import Kept
from .graph.memo import Memo, digest
from .page import ms_date
from .page.facts import Facts, Suppression
from .patterns.globs import Globs
from .reading import extraction
from .reading.kept_findings import KeptFindings
from .reading.kept_memo import KeptMemo
from .reading.outcome import Page, reason
from .reading.reader import Progress, Reader
from .reading.uncollected import uncollected
from .rules import OPT_IN, Needs, Options, Rule, Scope, expanded, meant, readers, readers_of
from .selection import all_options, renamed, rules_to_run, selected, selected_for_check
from .suppress import Suppressions, unused_patterns
from .tree import changes
from .tree.changes import Concern
from .tree.git import GitError
from .tree.ms_date_history import changed_since
from .tree.sources import NoPageError, Source, parents

Unused = Callable[[], Sequence[tuple[GraphPage, Suppression]]]


@dataclass
class Loaded:
    """A tree as read: its graph, what could not be read, and what else a person should know.

    `memo` keeps what is made of its pages for the next run.
    """

    graph: DocsGraph
    not_checked: list[NotChecked]
    warnings: list[str] = field(default_factory=list)
    memo: KeptMemo | None = None

    @property
    def paths(self) -> list[str]:
        """The paths of all pages, including those that could not be read."""
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
    """Check a tree and return the report; `only` keeps findings that involve one of these paths.

    `since` keeps findings related to the change since the merge base of this revision and HEAD: those with a location
    on a changed line, and those that the change caused elsewhere, the latter regardless of `only`; with `whole_files`,
    findings on unchanged lines of `only` are kept too. Of an `IndexSource`, the change is what is staged. `baseline` is
    the file of findings not to report (default: the configured one). `reader` gives the facts of pages (default: they
    are extracted in this process). `loaded` is the tree as `load` returned it, for callers that need its graph as well.

    Raises `SourceError` when there is nothing to check or no such revision, `BaselineError` for an invalid baseline and
    `ConfigError` for invalid settings.
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
    report.warnings.extend(unused_patterns(config, source.folders, loaded.paths))
    found = examine(loaded.graph, rules, options, config, report)
    if any(rule.group == "links" for rule in rules):
        report.links = loaded.graph.link_counts()
    if loaded.memo is not None and not report.not_checked:
        loaded.memo.save()
    every, concern = found, None
    if changed is not None:
        kept = KeptFindings(reader.cache, config, report.as_of)
        if not (report.not_checked or _ask_history(rules)):
            kept.save(source, every)
        then = _before(changes.before(source, changed), rules, options, config, report, reader)
        concern = changes.concern(found, then, changed)
        report.comparisons.append(changes.comparison(f"revision {since}", found, then, changed))
    if known is not None:
        found = _unknown(found, known, concern, source, rules, report)
    report.findings = narrowed(found, concern, only, whole_files)
    shown = set(report.findings)
    if since is not None:
        report.since, report.older = since, sum(one not in shown for one in narrowed(found, None, only))
    report.hidden = [one for one in every if one not in shown]
    named = {place.path for finding in report.findings for place in finding.places}
    report.texts = {page.path: page.text for page in loaded.graph.pages if page.path in named}
    return report


def _opened(loaded: Loaded, rules: Sequence[Rule]) -> Report:
    """Return a report with the counts of what is checked, and no findings yet."""
    graph = loaded.graph
    report = Report(graph.root, not_checked=list(loaded.not_checked), warnings=list(loaded.warnings))
    report.pages, report.rules = len(graph.pages), len(rules)
    report.samples = sum(len(page.facts.samples) for page in graph.pages)
    report.mentions = len(graph.mentions) + len(graph.api_mentions)
    report.catalog_day = graph.catalog.day
    report.off = {group: len(meant(group)) for group in OPT_IN if not any(rule.group == group for rule in rules)}
    return report


@uncollected()
def load(
    source: Source,
    config: Config,
    progress: Progress | None = None,
    reader: Reader | None = None,
    kept: Kept | None = None,
) -> Loaded:
    """Read a tree into its graph, including the facts that only the selected rules need.

    `reader` gives the facts of its pages (default: extracted in this process). `kept` is what an earlier graph of the
    same files with the same configuration had. Raises `ConfigError` for invalid settings.
    """
    reader = reader or Reader()
    pages, not_checked = _texts(source)
    wanted = readers_of(rules_to_run(selected(config), config))
    read: list[tuple[str, str, Facts]] = []
    for (path, text), facts in zip(pages, reader.read(pages, progress, wanted), strict=True):
        if isinstance(facts, str):
            not_checked.append(NotChecked(path, facts))
        else:
            read.append((path, text, facts))
    not_checked += _failed(facts for _, _, facts in read)
    not_checked.sort(key=lambda one: one.path)
    catalog = make_catalog(source, config, read)
    memo = KeptMemo(reader.cache, source, config, wanted) if kept is None and reader.cache is not None else None
    graph = build(
        str(source.root),
        read,
        catalog,
        source=source,
        site=config.site,
        partial=config.partial,
        is_history=Globs(config.history).match,
        readers=frozenset(wanted),
        kept=kept or memo,
    )
    return Loaded(graph, not_checked, [*source.warnings, *_partly_read(read)], memo)


def _partly_read(read: Iterable[tuple[str, str, Facts]]) -> Iterator[str]:
    """Yield a warning for each part of a page that could not be read, or is too much; the rest is checked."""
    for path, _, facts in read:
        yield from (f"{path}:{one.line}: front matter: {one.why}" for one in facts.front_matter_faults)
        yield from (f"{path}:{line}: {why}" for line, why in sorted({(one.line, one.why) for one in facts.not_read}))


def _failed(read: Iterable[Facts]) -> Iterator[NotChecked]:
    """Yield an entry for each reader that failed on some pages, since its rule did not see them."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for facts in read:
        for name, why in facts.failed.items():
            reasons[name].append(why)
    for name, found in sorted(reasons.items()):
        rule = readers()[name].module.rpartition(".")[2].replace("_", "-")
        pages = f"{len(found)} page{'s' if len(found) > 1 else ''}"
        yield NotChecked(f"rule {rule}", f"could not read {pages}: {found[0]}")


def _texts(source: Source) -> tuple[list[Page], list[NotChecked]]:
    """Return the pages of a source, and those that cannot be read with the reason."""
    pages: list[Page] = []
    not_checked: list[NotChecked] = []
    for path in source.pages():
        try:
            text = source.text(path)
        except (OSError, ValueError) as error:
            not_checked.append(NotChecked(path, reason(error)))
            continue
        if extraction.is_page(path, text):
            pages.append((path, text))
    not_checked.extend(NotChecked(path, why) for path, why in source.missed.items())
    return pages, not_checked


@uncollected()
def examine(
    graph: DocsGraph, rules: Sequence[Rule], options: Mapping[str, Options], config: Config, report: Report
) -> list[Finding]:
    """Run the rules over a graph and return what is not suppressed, in order, with severities and fingerprints.

    Suppressions are applied here and nowhere else: after the other rules, before the late ones that judge suppressions.
    """
    suppressions = Suppressions(graph.pages, {path: expanded(names) for path, names in config.per_path_ignore.items()})
    asked, kept, ran = {rule.name for rule in rules}, list[Finding](), list[str]()
    for late in (False, True):
        found = list[Finding]()
        for rule in rules_to_run(rules, config):
            unused = functools.partial(suppressions.unused, tuple(ran))
            if rule.late is late and _run(rule, graph, options[rule.name], unused, found, report):
                ran.append(rule.name)
        for finding in numbered(found, config):
            suppressed = suppressions.suppresses(finding)
            report.suppressed += suppressed and finding.rule in asked
            if not suppressed and finding.rule in asked:
                kept.append(finding)
    return sorted(kept, key=lambda one: one.order)


def _run(
    rule: Rule,
    graph: DocsGraph,
    options: Options,
    unused: Unused,
    found: list[Finding],
    report: Report,
) -> bool:
    """Add a rule's findings and return whether it completed; a crash is recorded, and the other rules still run."""
    try:
        for finding in findings_of(rule, graph, options, unused):
            found.append(finding)  # one by one, so that findings before a crash are kept
    except GitError as error:
        report.not_checked.append(NotChecked(f"rule {rule.name}", f"git cannot read the history: {error}"))
        return False
    except (Exception, SystemExit) as error:  # a bug in one rule must not cost the whole report, or end in a 0
        report.not_checked.append(NotChecked(f"rule {rule.name}", f"crashed: {type(error).__name__}: {error}"))
        return False
    return True


def findings_of(rule: Rule, graph: DocsGraph, options: Options, unused: Unused = list) -> Iterator[Finding]:
    """Yield a rule's findings over a graph, with what it needs besides; `unused` gives the unused suppressions."""
    if rule.needs is Needs.UNUSED_SUPPRESSIONS:
        return rule.function(graph, options, unused())
    if graph.memo is not None and rule.scope is not Scope.TREE:
        return _of_pages(rule, graph.memo, graph, options)
    if rule.needs is Needs.LATER_CHANGES:
        dated = {page.path: page.text for page in graph.pages if ms_date.parts(page.text)[0]}
        return rule.function(graph, options, changed_since(Path(graph.root), dated) if dated else {})
    return rule.function(graph, options)


def _of_pages(rule: Rule, memo: Memo, graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield a rule's findings; it runs again only on pages of which the memo does not have what it found."""
    known = memo.of(f"rule {rule.name} {digest(options)}", list[Finding], of_links=rule.scope is Scope.LINKS)
    fresh = [page for page in graph.pages if page.path not in known.none and page.path not in known.some]
    by_page: dict[str, list[Finding]] = defaultdict(list)
    for finding in rule.function(replace(graph, pages=fresh), options) if fresh else ():
        by_page[finding.place.path].append(finding)
    for page in fresh:
        known.keep(page.path, by_page[page.path])
    for page in graph.pages:
        yield from known.some.get(page.path, ())


def numbered(found: Iterable[Finding], config: Config) -> Iterator[Finding]:
    """Yield findings in order, without duplicates, with configured severities and with fingerprints."""
    severities = _severities(config)
    counts: Counter[tuple[str, str, str]] = Counter()
    for finding in _ordered(found):
        identity = (finding.rule, finding.place.path, finding.content)
        fingerprint = finding.fingerprint_for(counts[identity])
        counts[identity] += 1
        severity = severities.get(finding.rule, finding.severity)
        yield replace(finding, severity=severity, fingerprint=fingerprint)


def _ordered(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings in order, and of those that are equal the first; only in one place and of one rule can they be."""
    for _, group in groupby(sorted(found, key=lambda one: one.order), key=lambda one: one.order):
        first, *others = group
        yield from dict.fromkeys((first, *others)) if others else (first,)


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
    """Return what the same check finds in the tree before the change; a tree without pages has no findings."""
    assert report.as_of is not None
    kept = KeptFindings(reader.cache, config, report.as_of)
    known = None if _ask_history(rules) else kept.load(source)
    if known is not None:
        return known
    try:
        loaded = load(source, config, reader=reader)
    except NoPageError:
        return []
    then = Report(report.root, not_checked=loaded.not_checked)
    found = examine(loaded.graph, rules, options, config, then)
    report.warnings.extend(f"before the change, {one.path}: {one.reason}" for one in then.not_checked)
    if not (then.not_checked or _ask_history(rules)):
        kept.save(source, found)
    return found


def _ask_history(rules: Iterable[Rule]) -> bool:
    """Return whether what some rules find depends on the history of the repository too."""
    return any(rule.needs is Needs.LATER_CHANGES for rule in rules)


def _unknown(
    found: list[Finding],
    known: Baseline,
    concern: Concern | None,
    source: Source,
    rules: Sequence[Rule],
    report: Report,
) -> list[Finding]:
    """Return the findings that are not in a baseline, and warn about its entries that no longer occur."""
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
    """Return the findings that are related to the change and involve the given paths, or that it caused elsewhere.

    With `whole_files`, those that involve the given paths need not be related to the change.
    """
    whole = whole_files and only is not None
    kept = [one for one in found if concern is None or whole or one in concern.all]
    if only is None:
        return kept
    wanted = set(only)
    elsewhere = concern.elsewhere if concern else frozenset()
    return [one for one in kept if one in elsewhere or any(place.path in wanted for place in one.places)]
