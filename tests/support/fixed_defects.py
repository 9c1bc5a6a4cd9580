"""Labelled defects of a documentation history go in; which are found on the day they came, and gone after their repair.

A record quotes the hunk around a defect before and after its repair. What proves a defect may stand on other pages:
these are put together from the real pages at hand and from the hunks that other records quote of them.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from checker.config import Config
from checker.findings import Report
from checker.rules import OPT_IN
from checker.run import check
from checker.tree.sources import FolderSource

from . import SHARED, Remembering
from .known_pages import KnownPages, Record, alone_page, day_of, page_of

Rules = Mapping[str, set[str]]


def records(path: Path) -> list[Record]:
    """Return the records of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def lines_found(report: Report, rules: set[str]) -> set[tuple[str, str]]:
    """Return (path, text of the line) of every finding of some rules, and of the lines that it spans."""
    lines = set()
    for one in report.findings:
        if one.rule in rules:
            text = report.texts[one.place.path].split("\n")
            lines |= {(one.place.path, text[n - 1].strip()) for n in range(one.place.line, one.place.end_line + 1)}
    return lines


@dataclass
class InMemory(FolderSource):
    """A docs tree that is nowhere on the disk."""

    texts: dict[str, str] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """Return a page's bytes."""
        return self.texts[path].encode("utf-8")

    def exists(self, path: str) -> bool:
        """Tell whether a page or a folder is there."""
        return path in self.texts or self.is_folder(path)

    def is_folder(self, path: str) -> bool:
        """Tell whether a folder is there."""
        return path in self._held

    def names(self, folder: str) -> frozenset[str]:
        """Return what a folder holds."""
        return frozenset(self._held.get(folder, ()))

    def _walk(self, folder: str) -> Iterator[str]:
        yield from (path for path in self.texts if path.startswith(folder))

    @cached_property
    def _held(self) -> dict[str, set[str]]:
        held: dict[str, set[str]] = defaultdict(set)
        for path in self.texts:
            while path:
                path, _, name = path.rpartition("/")
                held[path].add(name)
        return dict(held)


@dataclass(frozen=True)
class History:
    """All records, so that the page of one can be completed by the hunks of others."""

    known: KnownPages

    def check(self, record: Record, side: str) -> Report | None:
        """Check one side of a record: of what is proved elsewhere, with all pages of its day that are at hand."""
        if not record[side]:
            return None
        alone = record["evidence"] == "hunk" and not record["needs"]
        pages = {page_of(record): alone_page(record, side)} if alone else self.known.tree(record, side)
        source = InMemory(Path("/nowhere"), texts=pages)
        report = check(
            source, Config(partial=True, extend_select=[*OPT_IN]), as_of=day_of(record), reader=Remembering()
        )
        assert not report.not_checked, report.not_checked[:3]
        return report


def _outcome(history: History, record: Record, rules: set[str]) -> str:
    side = "before" if record["fixed"] or not record["after"] else "after"
    report = history.check(record, side)
    if report is None or (page_of(record), record["line"].strip()) not in lines_found(report, rules):
        missing = history.known.missing(record)
        return f"needs {', '.join(missing)}" if missing else "missed"
    if side == "after" or not record["fixed"]:
        return "found"
    repaired = history.check(record, "after")
    return "found, not silent after" if repaired and _still(report, repaired, record, rules) else "found"


def _still(report: Report, repaired: Report, record: Record, rules: set[str]) -> bool:
    """Tell whether the rules still speak of the defect in a line that the repair put in or left as it was.

    They do not where something that they said of it is gone and the rest is as it was: that is another defect, as is
    what the hunk has on other lines before and after.
    """
    line = record["line"].strip()
    before = {what for what, text in _said(report, record, rules) if text == line}
    was, hunk = ({text.strip() for text in record[side].split("\n")} for side in ("before", "after"))
    hunk -= was - {line}
    after = {what for what, text in _said(repaired, record, rules) if record["span"] in text and text in hunk}
    return bool(after) and not after < before


def _said(report: Report, record: Record, rules: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what rules say of a record's page, each with the line that they say it of."""
    for one in report.findings:
        if one.rule in rules and one.place.path == page_of(record):
            yield one.message, report.texts[one.place.path].split("\n")[one.place.line - 1].strip()


@dataclass
class Tally:
    """What came of the records of one evidence."""

    by_category: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    ids: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: Record, outcome: str) -> None:
        """Count a record."""
        kind = "not checkable" if outcome.startswith("needs") else outcome
        self.by_category[record["category"]][kind] += 1
        if kind != "found":
            self.ids[outcome].append(record["id"])

    def data(self) -> dict[str, Any]:
        """Return it as it is written down; what cannot be checked does not count in the share."""
        total = Counter[str]()
        for count in self.by_category.values():
            total.update(count)
        checked = sum(total.values()) - total["not checkable"]
        return {
            "records": sum(total.values()),
            "checked": checked,
            "found": total["found"],
            "share": round(total["found"] / max(checked, 1), 3),
            "by_category": {name: dict(sorted(count.items())) for name, count in sorted(self.by_category.items())},
            "ids": {name: sorted(ids) for name, ids in sorted(self.ids.items())},
        }


def fixes(rules_of: Rules) -> dict[str, Any]:
    """Return by evidence how many defects of the history are found, and the days that day 0 would have saved."""
    every = records(SHARED / "fixes" / "defects.jsonl")
    history, tallies, saved = History(KnownPages(every)), defaultdict[str, Tally](Tally), list[int]()
    for record in every:
        rules = rules_of.get(record["category"], set())
        outcome = _outcome(history, record, rules) if rules else "no rule"
        tallies[record["evidence"]].add(record, outcome)
        if outcome == "found" and record["lag_days"]:
            saved.append(record["lag_days"])
    lags = [record["lag_days"] for record in every if record["lag_days"]]
    return {
        **{evidence: tally.data() for evidence, tally in sorted(tallies.items())},
        "lag_days": {
            "known": len(lags),
            "median": statistics.median(lags),
            "found": len(saved),
            "saved": sum(saved),
            "of": sum(lags),
        },
    }
