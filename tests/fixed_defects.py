"""Labelled defects of a documentation history go in; which are found on the day they came, and gone after their repair.

A record quotes the hunk around a defect before and after its repair. What proves a defect may stand on other pages:
these are put together from the real pages at hand and from the hunks that other records quote of them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import statistics
import tempfile
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checker.findings import Report

from .support import SEED_DAY, SHARED, Remembering, run

TREE = SHARED / "trees" / "azure-ai-docs-2025-03"
TREE_DAY = dt.date(2025, 3, 31)
Record = dict[str, Any]
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


def day_of(record: Record) -> dt.date:
    """Return the day that counts as today for a record."""
    return dt.date.fromisoformat(record["fixed"] or record["introduced"] or TREE_DAY.isoformat())


def _whole(record: Record, side: str) -> str:
    """Return a hunk with the fence that it starts inside of: its first fence line closes one, or it is code alone."""
    text: str = record[side]
    fences = [line.strip() for line in text.split("\n") if line.lstrip().startswith("```")]
    language = _language(record["path"], text)
    if fences[:1] == ["```"] and (len(fences) % 2 or re.match(r"`+\w", fences[1])):
        return f"```{language}\n{text}"
    return f"```{language}\n{text}\n```\n" if text and record["in_code"] and not fences else text


def _language(path: str, code: str) -> str:
    """Return what a hunk of code is written in, as its path or its shapes tell."""
    named = next((name for name in _LANGUAGES if name in path), "")
    return named or max(_SHAPES, key=lambda name: len(re.findall(_SHAPES[name], code, re.M)))


_SHAPES = {"json": r'^\s*"[^"]*"\s*[:{]', "python": r"^\s*\w+ ?= ?\w+.*[^;{]$", "javascript": r"^\s*(?:const|let) "}
_LANGUAGES = ("python", "javascript", "typescript", "csharp", "dotnet", "java", "go", "powershell", "bash")


def _page(record: Record) -> str:
    """Return the path that a hunk is checked under: one of a YAML page is no YAML, but its strings are Markdown."""
    return re.sub(r"\.ya?ml$", ".md", record["path"])


@dataclass(frozen=True)
class History:
    """All records, so that the page of one can be completed by the hunks of others."""

    records: list[Record]

    def hunks(self, path: str, day: dt.date, *, but: str) -> Iterator[str]:
        """Yield what other records quote of a page as it was on a day."""
        for other in self.records:
            if other["path"] == path and other["id"] != but:
                repaired = other["fixed"] and dt.date.fromisoformat(other["fixed"]) <= day
                text = _whole(other, "after" if repaired or not other["fixed"] else "before")
                if text:
                    yield text

    def page(self, path: str, day: dt.date, *, but: str) -> str:
        """Return what is known of another page on a day, or an empty text."""
        if (TREE / path).is_file():
            return (TREE / path).read_text(encoding="utf-8")
        side = SHARED / "seed" / ("after" if day >= SEED_DAY else "before") / path
        parts = [side.read_text(encoding="utf-8")] if side.is_file() else []
        return "\n\n".join([*parts, *self.hunks(path, day, but=but)])

    def check(self, record: Record, side: str) -> Report | None:
        """Check one side of a record, with the pages that prove it."""
        text = _whole(record, side)
        if not text:
            return None
        day, path = day_of(record), Path(_page(record))
        if record["path"] in record["needs"]:
            text = "\n\n".join([text, *self.hunks(record["path"], day, but=record["id"])])
        if _page(record) != record["path"]:
            text = textwrap.dedent(text)
        folder = Path(tempfile.mkdtemp())
        try:
            if record["evidence"] == "world":  # what a docs repository of these months holds besides
                shutil.copytree(TREE, folder, dirs_exist_ok=True)
            for name in record["needs"]:
                if name != record["path"]:
                    _write(folder / name, self.page(name, day, but=record["id"]))
            _write(folder / path, text)
            return run(folder, day, partial=True, reader=Remembering())
        finally:
            shutil.rmtree(folder)

    def missing(self, record: Record) -> list[str]:
        """Return the pages that prove a record and of which nothing is known."""
        day = day_of(record)
        return [
            name for name in record["needs"] if name != record["path"] and not self.page(name, day, but=record["id"])
        ]


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _outcome(history: History, record: Record, rules: set[str]) -> str:
    if missing := history.missing(record):
        return f"needs {', '.join(missing)}"
    side = "before" if record["fixed"] or not record["after"] else "after"
    report = history.check(record, side)
    if report is None or (_page(record), record["line"].strip()) not in lines_found(report, rules):
        return "missed"
    if side == "after" or not record["fixed"]:
        return "found"
    repaired = history.check(record, "after")
    return "found, not silent after" if repaired and _still(repaired, record, rules) else "found"


def _still(repaired: Report, record: Record, rules: set[str]) -> bool:
    return any(
        one.rule in rules
        and one.place.path == _page(record)
        and record["span"] in repaired.texts[one.place.path].split("\n")[one.place.line - 1]
        for one in repaired.findings
    )


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
    history, tallies, saved = History(every), defaultdict[str, Tally](Tally), list[int]()
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
