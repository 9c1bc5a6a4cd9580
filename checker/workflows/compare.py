"""Two sources and a configuration go in; what the change from one to the other did to the tree comes out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .. import graph, run
from ..catalog.layers import make_catalog
from ..config import Config
from ..diff.change import STATUS_WORDS, Change, FileChange, FilePage, Insight, Location, Remark, Side, Statement
from ..diff.files import changed_files
from ..diff.highlights import highlights, summary, title_of
from ..diff.kinds import Kind, Part
from ..diff.lines import compare_items
from ..diff.links import IncomingLinks
from ..diff.pages import page_statements
from ..diff.remarks import remarks
from ..diff.tree import tree_statements
from ..findings import Finding, NotChecked, Report
from ..reading.reader import Progress, Reader
from ..rules import Options, Rule, expanded
from ..run import Loaded
from ..selection import all_options, selected, selected_of_change
from ..suppress import Suppressions
from ..tree.changes import Changes
from ..tree.sources import NoPageError, Source

__all__ = [
    "STATUS_WORDS",
    "Change",
    "FileChange",
    "FilePage",
    "Insight",
    "Kind",
    "Location",
    "Part",
    "Remark",
    "Side",
    "Sides",
    "Statement",
    "compare",
]


@dataclass(frozen=True)
class Sides:
    """The names of the two trees, the date of the later one, and a link to their comparison."""

    base: str
    head: str
    date: str
    permalink: str = ""


def compare(
    before: Source,
    after: Source,
    config: Config,
    sides: Sides,
    *,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> Insight:
    """Return what changed between two trees: statements with their locations, and introduced and fixed findings.

    Raises `GitError` where git cannot compare the trees, `SourceError` where neither has a page, and `ConfigError` for
    invalid settings.
    """
    reader = reader or Reader()  # one for both sides, since most pages are the same
    files = changed_files(before, after)
    new = _loaded(after, config, progress, reader)
    old = _loaded(before, config, None, reader)
    if not new.paths and not old.paths:
        raise NoPageError(f"nothing to compare: no Markdown or YAML pages in {sides.base} and {sides.head}")
    change = _change(files, old, new)
    change.day = dt.date.fromisoformat(sides.date)
    report, was = Report(str(after.root), not_checked=list(new.not_checked)), Report("", not_checked=old.not_checked)
    rules, options = selected(config), all_options(config, as_of)
    found = _findings(new, rules, options, config, report)
    known = _findings(old, rules, options, config, was)
    new_ones, fixed = difference(known, found, change.lines)
    introduced = sorted([*new_ones, *_change_findings(change, options, config, report)], key=lambda one: one.order)
    whole = tree_statements(change)
    named = highlights(change, whole)
    return Insight(
        sides.base,
        sides.head,
        sides.date,
        sides.permalink,
        title_of(change),
        summary(change, named, introduced, fixed),
        change,
        named,
        remarks(change, introduced, fixed),
        introduced,
        fixed,
        persisting=len(found) - len(new_ones),
        not_checked=report.not_checked,
        warnings=[
            *report.warnings,
            *(f"before the change, {one.path}: {one.reason}" for one in was.not_checked),
            *(said for one in change.files for said in one.not_compared),
        ],
        texts={Side.BEFORE: _texts(change.before, fixed), Side.AFTER: _texts(change.after, introduced)},
    )


def _loaded(source: Source, config: Config, progress: Progress | None, reader: Reader) -> Loaded:
    """Read a tree; one without pages is empty."""
    try:
        return run.load(source, config, progress, reader)
    except NoPageError:
        catalog = make_catalog(source, config, [])
        empty = graph.build(str(source.root), [], catalog, source=source)
        return Loaded(empty, [])


def _change(files: Sequence[FileChange], old: Loaded, new: Loaded) -> Change:
    pages = []
    incoming = IncomingLinks(old.graph, new.graph)
    for file in files:
        before = None if file.status == "A" else old.graph.by_path.get(file.old_path)
        after = None if file.status == "D" else new.graph.by_path.get(file.path)
        one = FilePage(file, before, after)
        pairs = compare_items(one, old.graph, new.graph)
        one.statements = page_statements(one, pairs, old.graph, new.graph, incoming)
        pages.append(one)
    return Change(old.graph, new.graph, pages)


def _findings(
    loaded: Loaded, rules: Sequence[Rule], options: Mapping[str, Options], config: Config, report: Report
) -> list[Finding]:
    return run.examine(loaded.graph, rules, options, config, report)


def _change_findings(change: Change, options: Mapping[str, Options], config: Config, report: Report) -> list[Finding]:
    """Return the findings of the change rules that are not suppressed, with configured severities."""
    found: list[Finding] = []
    for rule in selected_of_change(config):
        try:
            found.extend(rule.function(change, options[rule.name]))
        except Exception as error:  # a bug in one rule must not cost the whole report
            report.not_checked.append(NotChecked(f"rule {rule.name}", f"crashed: {type(error).__name__}: {error}"))
    per_path = {path: expanded(names) for path, names in config.per_path_ignore.items()}
    suppressions = Suppressions(change.after.pages, per_path)
    return [one for one in run.numbered(found, config) if not suppressions.suppresses(one)]


def difference(
    known: Sequence[Finding], found: Sequence[Finding], lines: Changes
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that only the later tree has, and those that only the earlier one has.

    Two findings are the same if they have the same rule and content, and the line of one became the line of the other;
    of those that remain on a page, if they have the same rule and content, since a line may be edited and still be
    wrong.
    """
    left_found, left_known = list(found), list(known)
    for with_line in (True, False):
        held: Counter[tuple[str, str, int, str]] = Counter()
        for one in left_known:
            path = lines.moved.get(one.place.path, one.place.path)
            held[one.rule, path, lines.line_now(path, one.place.line) if with_line else 0, one.content] += 1
        matched: Counter[tuple[str, str, int, str]] = Counter()
        rest = []
        for one in left_found:
            key = (one.rule, one.place.path, one.place.line if with_line else 0, one.content)
            if matched[key] < held[key]:
                matched[key] += 1
            else:
                rest.append(one)
        left_found = rest
        gone = []
        for one in left_known:
            path = lines.moved.get(one.place.path, one.place.path)
            key = (one.rule, path, lines.line_now(path, one.place.line) if with_line else 0, one.content)
            matched[key] -= 1
            if matched[key] < 0:
                gone.append(one)
        left_known = gone
    return left_found, left_known


def _texts(docs: graph.DocsGraph, findings: Sequence[Finding]) -> dict[str, str]:
    paths = sorted({place.path for one in findings for place in one.places})
    return {path: docs.by_path[path].text for path in paths if path in docs.by_path}
