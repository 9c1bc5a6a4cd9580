"""What `--checker` does: a pytest configuration goes in, one analysis and one test for each page come out.

Each finding is reported once: by the first page among its locations that the run has a test for. So a full run reports
it on its own page, and a run of one page (`pytest docs/page.md`, `-k`, `--lf`) everything that involves that page.

Under pytest-xdist the controller analyses, and passes the result to its workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import pytest
from _pytest._code.code import ReprEntryNative, ReprExceptionInfo, ReprFileLocation, ReprTraceback
from _pytest.runner import collect_one_node

from ..findings import Finding, NotChecked
from ..page.file_types import PAGE_SUFFIXES, YAML_SUFFIXES
from ..report import Look
from ..report.escape import inert, terminal_line
from ..report.terminal import count, listing
from .docs import UNUSABLE, Analysis, analyse, gaps_text, tree_for

_BELOW = "checker"
"""The section of a test's report with the findings below the fail level."""


_SUFFIXES = frozenset((*PAGE_SUFFIXES, *YAML_SUFFIXES))


class Contradicted(Exception):
    """A test fails: its text, its headline, and the line that it is about."""

    def __init__(self, text: str, headline: str, line: int) -> None:
        super().__init__(headline)
        self.text, self.line = text, line


class PageItem(pytest.Item):
    """The test of a page: for all rules, or for one."""

    def __init__(self, *, page: str, rule: str, items: Items, **rest: Any) -> None:
        super().__init__(**rest)
        self.page, self.rule, self.items = page, rule, items
        self.add_marker("checker")

    def runtest(self) -> None:
        """Fail if there are findings at or above the fail level, or the page could not be checked."""
        findings, gaps = self.items.reported_by(self)
        failing = [one for one in findings if one.fails(self.items.analysis.fail_on)]
        below = [one for one in findings if one not in failing]
        if below:
            lines = (f"{_where(one)}: {one.severity.label}: {one.message} [{one.rule}]" for one in below)
            self.add_report_section("call", _BELOW, "".join(f"{terminal_line(line)}\n" for line in lines))
        if gaps:
            raise Contradicted(gaps_text(gaps), f"not checked: {gaps[0].reason}", 1)
        if failing:
            several = f"{len(failing)} findings, the first: " if len(failing) > 1 else ""
            first = failing[0]
            raise Contradicted(
                self.items.shown(failing), f"{several}{first.message} [{first.rule}]", self._line(failing)
            )

    def _line(self, findings: Sequence[Finding]) -> int:
        """Return the first line of the page with a location of these findings, 1-based."""
        places = (place for one in findings for place in one.places)
        return min((place.line for place in places if place.path == self.page), default=1)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the test's own text, without a traceback, at its page and line."""
        error = excinfo.value
        if not isinstance(error, Contradicted):
            return super().repr_failure(excinfo, style)
        place = ReprFileLocation(terminal_line(str(self.path)), error.line, terminal_line(str(error)))
        return ReprExceptionInfo(
            reprcrash=place, reprtraceback=ReprTraceback([ReprEntryNative([error.text])], None, "native")
        )

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the page, its first line with a finding (0-based), and the name of the test."""
        findings, _ = self.items.reported_by(self)
        return (
            Path(terminal_line(str(self.path))),
            self._line(findings) - 1,
            f"checker::{self.rule}" if self.rule else "checker",
        )


class RulesCollector(pytest.Collector):
    """The tests of a page, one for each rule."""

    def __init__(self, *, page: str, items: Items, **rest: Any) -> None:
        super().__init__(**rest)
        self.page, self.items = page, items

    def collect(self) -> Iterator[PageItem]:
        """Yield a test for each rule that runs."""
        for rule in self.items.analysis.rules:
            yield PageItem.from_parent(self, name=rule, page=self.page, rule=rule, items=self.items)


class PageFile(pytest.File):
    """A page of the docs."""

    def __init__(self, *, page: str, items: Items, **rest: Any) -> None:
        super().__init__(**rest)
        self.page, self.items = page, items

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Yield the test of the page, or the collector of its rules."""
        if self.items.per_rule:
            yield RulesCollector.from_parent(self, name="checker", page=self.page, items=self.items)
        else:
            yield PageItem.from_parent(self, name="checker", page=self.page, rule="", items=self.items)


class GapItem(pytest.Item):
    """A test that fails for something that belongs to no page, such as a rule that crashed."""

    def __init__(self, *, gap: NotChecked, **rest: Any) -> None:
        super().__init__(**rest)
        self.gap = gap
        self.add_marker("checker")

    def runtest(self) -> None:
        """Fail, always."""
        pytest.fail(gaps_text([self.gap]).strip(), pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the root, no line, and the name of the test."""
        return self.path, None, self.name


class Items:
    """The hooks of a run with `--checker`."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.per_rule = bool(config.getoption("checker_per_rule"))
        self._reported: dict[tuple[str, str], list[Finding]] | None = None
        self._items: list[pytest.Item] = []

    @property
    def analysis(self) -> Analysis:
        """The result of checking the docs."""
        return analyse(self.config)

    @cached_property
    def paths(self) -> dict[Path, str]:
        """The pages that this run is asked for, by absolute path; without any, nothing is analysed."""
        source = tree_for(self.config).source
        root = source.root.resolve()
        asked = _asked(self.config)
        if not any(asked(root / page) for page in source.pages()):
            return {}
        return {root / page: page for page in self.analysis.pages if asked(root / page)}

    def shown(self, findings: Sequence[Finding]) -> str:
        """Return findings as text, with the source lines of all their locations."""
        named = {place.path for one in findings for place in one.places}
        texts = {path: text for path, text in self.analysis.report.texts.items() if path in named}
        return inert("\n".join(line.rstrip() for line in listing(findings, texts, Look())))

    def reported_by(self, item: PageItem) -> tuple[list[Finding], list[NotChecked]]:
        """Return the findings that a test reports, and why its page could not be checked."""
        if self._reported is None:
            self._reported = self._assigned()
        gaps = [one for one in self.analysis.report.not_checked if one.path == item.page]
        return self._reported.get((item.page, item.rule), []), gaps

    def _assigned(self) -> dict[tuple[str, str], list[Finding]]:
        """Assign each finding to the first of its locations that has a test."""
        reported: dict[tuple[str, str], list[Finding]] = {
            (item.page, item.rule): [] for item in self._items if isinstance(item, PageItem)
        }
        for finding in self.analysis.report.findings:
            keys = [(place.path, rule) for place in finding.places for rule in (finding.rule, "")]
            for key in keys:
                if key in reported:
                    reported[key].append(finding)
                    break
        return reported

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Analyse before anything is collected, so that errors come first."""
        try:
            self.paths  # noqa: B018  computed for its errors
        except UNUSABLE as error:
            raise pytest.UsageError(terminal_line(f"checker: {error}")) from None

    def pytest_report_header(self) -> list[str]:
        """Say what was checked."""
        if not self.paths:
            return ["checker: none of the given paths contains a page of the docs; nothing was checked"]
        report = self.analysis.report
        checked = [count(report.pages, "page"), count(report.samples, "sample"), count(report.mentions, "mention")]
        found = f"{count(len(report.findings), 'finding')} (fail-on: {self.analysis.fail_on})"
        root = os.path.relpath(report.root, self.config.rootpath)
        where = "" if root == "." else f" of {root}"
        lines = [f"checker: {', '.join(checked)}{where} with {count(report.rules, 'rule')}: {found}"]
        return [terminal_line(line) for line in (*lines, *(f"checker: warning: {one}" for one in report.warnings))]

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Pass the result to a worker of pytest-xdist."""
        if self.paths:
            node.workerinput["checker"] = msgspec.json.encode(self.analysis).decode()

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect a file if it is a page."""
        if file_path.suffix.lower() not in _SUFFIXES:
            return None
        page = self.paths.get(file_path.resolve())
        return None if page is None else self._file(page, file_path, parent)

    def _file(self, page: str, path: Path, parent: pytest.Collector) -> PageFile:
        nodeid = terminal_line(os.path.relpath(path, self.config.rootpath).replace(os.sep, "/"))
        return PageFile.from_parent(parent, path=path, nodeid=nodeid, page=page, items=self)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> Generator[None, None, None]:
        """Add the pages that pytest does not collect (`norecursedirs`, outside `testpaths`), before it selects.

        What belongs to no page is added after that: no selection is complete while a rule is missing.
        """
        root = self.config.rootpath
        collected = {item.page for item in items if isinstance(item, PageItem)}
        for path, page in self.paths.items():
            if page in collected or _is_ignored(self.config, path):
                continue
            real = root.resolve()
            shown = root / path.relative_to(real) if path.is_relative_to(real) else path
            items.extend(_tests(self._file(page, shown, session)))
        yield
        if any(isinstance(item, PageItem) for item in items):
            items.extend(self._gaps(session))

    def _gaps(self, session: pytest.Session) -> Iterator[GapItem]:
        pages = set(self.analysis.pages)
        for gap in self.analysis.report.not_checked:
            if gap.path not in pages:
                name = terminal_line(gap.path.replace(" ", "-"))
                yield GapItem.from_parent(session, name=name, nodeid=f"checker::{name}", gap=gap)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Record which tests are run."""
        self._items, self._reported = session.items, None

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """List the findings below the fail level."""
        section = f"Captured {_BELOW} call"
        reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
        lines = [text for report in reports for name, text in report.sections if name == section]
        if lines and not terminalreporter.no_summary:
            terminalreporter.section(f"checker: below {self.analysis.fail_on}")
            terminalreporter.write("".join(sorted(lines)))


def _where(finding: Finding) -> str:
    return f"{finding.place.path}:{finding.place.line}:{finding.place.column}"


def _tests(collector: pytest.Collector) -> Iterator[pytest.Item]:
    """Collect as pytest does, so that what is added here is counted and shown like the rest."""
    report = collect_one_node(collector)
    collector.ihook.pytest_collectreport(report=report)
    for node in report.result:
        if isinstance(node, pytest.Item):
            node.ihook.pytest_itemcollected(item=node)
            yield node
        elif isinstance(node, pytest.Collector):
            yield from _tests(node)


def _is_ignored(config: pytest.Config, path: Path) -> bool:
    """Return whether `--ignore` or `--ignore-glob` name a page or a folder that contains it."""
    here = config.invocation_params.dir
    ignored = {(here / one).resolve() for one in config.getoption("ignore") or ()}
    globs = [str(here / one) for one in config.getoption("ignore_glob") or ()]
    around = (path, *path.parents)
    return any(one in ignored or any(one.match(glob) for glob in globs) for one in around)


def _asked(config: pytest.Config) -> Callable[[Path], bool]:
    """Return a function that tests whether the arguments ask for a path.

    Without arguments they ask for all pages, in or out of `testpaths`; in a folder below the rootdir, for its own.
    """
    here = config.invocation_params.dir
    if config.args_source is config.ArgsSource.ARGS:
        tops = [(here / arg.split("::", 1)[0]).resolve() for arg in config.args]
    elif here != config.rootpath and here.is_relative_to(config.rootpath) and not config.getini("testpaths"):
        tops = [here.resolve()]
    else:
        tops = []
    return lambda path: not tops or any(path == top or top in path.parents for top in tops)
