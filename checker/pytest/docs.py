"""The docs in a pytest run: its configuration goes in; their graph, findings and one analysis come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from .. import run
from ..baseline import BaselineError
from ..catalog.files import CatalogFileError
from ..config import ConfigError, described
from ..findings import FAIL_LEVELS, Finding, NotChecked, Report
from ..graph import DocsGraph
from ..page.file_types import can_be_page
from ..reading.cache import CacheError
from ..reading.reader import Reader
from ..report.escape import terminal_line
from ..selection import selected
from ..tree.sources import SourceError
from ..workflows.docs_tree import Tree, reader_of, tree_of


class Analysis(msgspec.Struct):
    """The result of checking the docs: the report, the paths of pages, the rules that ran, and the fail level."""

    report: Report
    pages: list[str]
    rules: list[str]
    fail_on: str


_tree = pytest.StashKey[Tree]()
_readers = pytest.StashKey[Reader]()
_loaded = pytest.StashKey[run.Loaded]()
_analysis = pytest.StashKey[Analysis]()
UNUSABLE = (BaselineError, CacheError, CatalogFileError, ConfigError, SourceError)
"""Errors in how the docs are named or configured; they end the run like an invalid option."""


def _setting(config: pytest.Config, name: str) -> Any:
    given = config.getoption(name)
    return config.getini(name) if given is None else given


def tree_for(config: pytest.Config) -> Tree:
    """Return the docs tree of a run: `checker_paths`, or the configured paths, relative to the rootdir."""
    if _tree not in config.stash:
        paths = [config.rootpath / path for path in _setting(config, "checker_paths")]
        config.stash[_tree] = tree_of(paths, here=config.rootpath)
    return config.stash[_tree]


def _reader(config: pytest.Config) -> Reader:
    if _readers not in config.stash:
        config.stash[_readers] = reader_of(tree_for(config).source.root)
    return config.stash[_readers]


def _load(config: pytest.Config) -> run.Loaded:
    if _loaded not in config.stash:
        tree = tree_for(config)
        config.stash[_loaded] = run.load(tree.source, tree.config, reader=_reader(config))
    return config.stash[_loaded]


def analyse(config: pytest.Config) -> Analysis:
    """Return the result of checking the docs, which is computed once.

    Raises `pytest.UsageError` for invalid options, configuration, revision or baseline.
    """
    if _analysis not in config.stash:
        given = getattr(config, "workerinput", {}).get("checker")
        config.stash[_analysis] = msgspec.json.decode(given, type=Analysis) if given else _check(config)
    return config.stash[_analysis]


def _check(config: pytest.Config) -> Analysis:
    try:
        tree = tree_for(config)
        fail_on = _setting(config, "checker_fail_on") or tree.config.fail_on
        if fail_on not in FAIL_LEVELS:
            raise pytest.UsageError(f"checker_fail_on: `{fail_on}` is not one of {', '.join(FAIL_LEVELS)}")
        loaded = _load(config)
        report = run.check(
            tree.source, tree.config, as_of=_day(config), loaded=loaded, reader=_reader(config), **_narrowed(config)
        )
    except UNUSABLE as error:
        raise pytest.UsageError(_words(config, error)) from None
    report.warnings[:0] = tree.warnings
    unread = {one.path for one in loaded.not_checked if can_be_page(one.path)} - tree.source.missed.keys()
    pages = {page.path for page in loaded.graph.pages} | unread
    rules = {*(rule.name for rule in selected(tree.config)), *(one.rule for one in report.findings)}
    return Analysis(report, sorted(pages), sorted(rules), fail_on)


def _narrowed(config: pytest.Config) -> dict[str, Any]:
    """Return the arguments of `run.check` that limit the findings to new ones."""
    baseline, since = _setting(config, "checker_baseline"), _setting(config, "checker_since")
    return {"baseline": config.rootpath / baseline if baseline else None, "since": since or None}


def _day(config: pytest.Config) -> dt.date | None:
    given = config.getoption("checker_as_of")
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError:
        raise pytest.UsageError(f"--checker-as-of: `{given}` is not a date such as 2025-02-06") from None


def graph_of(config: pytest.Config) -> DocsGraph:
    """Return the graph of the docs; fails the test if a page could not be read, and says which and why."""
    try:
        loaded = _load(config)
    except UNUSABLE as error:
        pytest.fail(_words(config, error), pytrace=False)
    _require_all(loaded.not_checked)
    return loaded.graph


def _words(config: pytest.Config, error: Exception) -> str:
    """Return what is wrong with how the docs are named or configured, with the file and line where they are known."""
    tree = config.stash.get(_tree, None)
    if isinstance(error, ConfigError) and error.faults and tree is not None and tree.file is not None:
        error = described(tree.file, error.faults)
    lines = error.lines if isinstance(error, ConfigError) else [str(error)]
    return "\n".join(terminal_line(f"checker: {line}") for line in lines)


def findings_of(config: pytest.Config) -> Sequence[Finding]:
    """Return the findings of the docs; fails as `graph_of` does."""
    try:
        report = analyse(config).report
    except pytest.UsageError as error:
        pytest.fail(str(error), pytrace=False)
    _require_all(report.not_checked)
    return tuple(report.findings)


def _require_all(not_checked: Sequence[NotChecked]) -> None:
    if not_checked:
        pytest.fail("checker could not check everything\n" + gaps_text(not_checked), pytrace=False)


def gaps_text(not_checked: Sequence[NotChecked]) -> str:
    """Return what could not be checked, one line each."""
    return "".join(terminal_line(f"  not checked: {one.path}: {one.reason}") + "\n" for one in not_checked)
