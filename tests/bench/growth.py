"""Measures how whole checks grow: by how much twice and four times as much of anything takes longer.

2 is in proportion, 4 is a square. Each shape of a tree is checked by all rules; each rule checks its own corpus, on one
page and in many folders; each format shows findings, in many lines and in one. Two trees are compared that differ in
more and more of anything.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from checker.config import Config
from checker.report import FORMATS, Look, render
from checker.rules import check_rules
from checker.run import check
from checker.tree.sources import FolderSource

from ..support import SEED_DAY, growing_changes, write
from ..support.growing_changes import CHANGES
from ..support.growing_containers import CONTAINERS
from ..support.growing_pairs import PAIRS
from ..support.growing_samples import SAMPLES
from ..support.growth import SHAPES, Files, measurable, repeated, taken
from ..support.growth import seconds as check_seconds

LEAST = 0.03
"""CPU seconds of the smallest of the three; of a comparison, which reads two trees, twice as many."""
DOUBLED = 2.6
"""What no ratio may exceed: twice is 2, a square is 4; between them stands what a busy machine may add."""
SUSPECT = 2.3
"""A ratio above which a row is measured again: noise only ever adds."""
TRIES = 4
TABLES = ("shapes", "rules", "formats", "changes")
IN_LINES, IN_A_LINE = "doubled words", "doubled words of a line"
"""The shapes whose findings formats show."""

Taken = Callable[[int], float]
"""The CPU seconds that so many of something take."""
Work = Callable[[], tuple[int, Taken]]
"""A number that takes measurable time, and what takes it."""


def measure(known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return for each row how many the smallest check had, and the two ratios of doubling.

    Rows that are `known` are kept as they were measured.
    """
    tables: dict[str, dict[str, Any]] = {}
    for table, name, work in rows():
        found = (known or {}).get(table, {}).get(name)
        tables.setdefault(table, {})[name] = found or _row(*work())
    every = [one for table in tables.values() for row in table.values() for one in row["ratios"]]
    python = ".".join(map(str, sys.version_info[:3]))
    return {"python": python, "limit": DOUBLED, "rows": len(every) // 2, "largest": max(every), **tables}


def rows() -> Iterator[tuple[str, str, Work]]:
    """Yield each row of the tables: the table, its name, and what gives a number that takes time, and what takes it."""
    for name, shape in {**SHAPES, **PAIRS, **CONTAINERS, **SAMPLES}.items():
        yield "shapes", name, partial(_check, shape.make, shape.least, "ALL")
    for rule in check_rules():
        for way, make in repeated(rule).items():
            yield "rules", f"{rule}, {way}", partial(_check, make, 2, rule)
    for lines in (IN_LINES, IN_A_LINE):
        for format_ in FORMATS:
            yield "formats", f"{format_}, {lines}", partial(_format, lines, format_)
    for name, change in CHANGES.items():
        yield "changes", name, partial(_change, change.make, change.least)


def _row(count: int, taken: Taken) -> dict[str, Any]:
    return {"count": count, "ratios": doublings(count, taken)}


def over(result: dict[str, Any]) -> list[str]:
    """Return the rows that grow by more than the limit, in words."""
    return [
        f"{table}, {name}: {max(row['ratios'])}"
        for table in TABLES
        for name, row in result.get(table, {}).items()
        if max(row["ratios"]) > DOUBLED
    ]


def doublings(count: int, taken: Taken) -> list[float]:
    """Return by how much twice takes longer than a number, and four times than twice: of the least times."""
    least = [taken(number) for number in (count, 2 * count, 4 * count)]
    for _ in range(TRIES - 1):
        if max(_ratios(least)) <= SUSPECT:
            break
        least = [min(one, taken(number)) for one, number in zip(least, (count, 2 * count, 4 * count), strict=True)]
    return [round(one, 2) for one in _ratios(least)]


def _ratios(times: list[float]) -> list[float]:
    return [later / earlier for earlier, later in pairwise(times)]


def _check(make: Callable[[int], Files], least: int, select: str) -> tuple[int, Taken]:
    return measurable(make, least, [select], LEAST), lambda count: check_seconds(make(count), [select])


def _change(make: Callable[[int], growing_changes.Both], least: int) -> tuple[int, Taken]:
    count = growing_changes.measurable(make, least, 2 * LEAST)
    return count, lambda number: growing_changes.seconds(make(number))


def _format(shape: str, format_: str) -> tuple[int, Taken]:
    """Return how the rendering of findings grows with them."""

    def rendered(count: int) -> float:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write(root, SHAPES[shape].make(count))
            report = check(FolderSource(root), Config(select=["doubled-word"]), as_of=SEED_DAY)
        return min(taken(partial(render, report, format_, Look())) for _ in range(TRIES))

    count = 100
    while rendered(count) < LEAST / 3:
        count *= 2
    return count, rendered
