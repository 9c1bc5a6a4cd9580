"""Twice as much of anything takes a whole check, or a comparison, about twice the time, whatever there is more of."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from checker.config import Config
from checker.patterns.globs import Globs
from checker.report import FORMATS, Look, render
from checker.rules import check_rules
from checker.run import check
from checker.tree.sources import FolderSource

from ..support import SEED_DAY, growing_changes, write
from ..support.growing_changes import CHANGES
from ..support.growing_containers import CONTAINERS
from ..support.growing_pairs import PAIRS
from ..support.growing_samples import SAMPLES
from ..support.growth import SHAPES, Files, measurable, ratios, repeated
from .test_growth import DOUBLED, until

LEAST = 0.015
"""CPU seconds of the smaller check: what is the same for each check, some thousandths, no longer hides what grows."""
LEAST_OF_TWO = 0.06
"""The same for a comparison of two trees, each of which is read."""
TRIES = 4
EVERY = {**SHAPES, **PAIRS, **CONTAINERS, **SAMPLES}


def assert_linear(make: Callable[[int], Files], count: int, *select: str) -> None:
    """Assert that four times as much takes less than twice `DOUBLED`; what looks otherwise is measured again."""
    count = measurable(make, count, select, LEAST)
    for rounds in range(1, TRIES + 1):
        (ratio,) = ratios(make, (count, 4 * count), select, rounds)
        if ratio <= DOUBLED**2:
            return
    pytest.fail(f"four times {count} take {ratio:.1f} times as long")


@pytest.mark.parametrize("name", EVERY)
def test_a_check_of_any_shape_is_linear(name: str) -> None:
    assert_linear(EVERY[name].make, EVERY[name].least, "ALL")


@pytest.mark.parametrize("name", CHANGES)
def test_a_comparison_of_any_shape_is_linear(name: str) -> None:
    make = CHANGES[name].make
    count = growing_changes.measurable(make, CHANGES[name].least, LEAST_OF_TWO)
    for rounds in range(1, TRIES + 1):
        few, many = (min(growing_changes.seconds(make(size)) for _ in range(rounds)) for size in (count, 4 * count))
        if many <= DOUBLED**2 * few:
            return
    pytest.fail(f"four times {count} take {many / few:.1f} times as long")


@pytest.mark.parametrize("rule", check_rules())
@pytest.mark.parametrize("way", ["page", "folders"])
def test_a_rule_is_linear_on_what_it_looks_for(way: str, rule: str) -> None:
    assert_linear(repeated(rule)[way], 2, rule)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("shape", ["doubled words", "doubled words of a line"])
def test_a_format_is_linear_in_findings(shape: str, format_: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    parts: dict[str, Callable[[], object]] = {}
    for count in (1, 4):
        root = tmp_path_factory.mktemp("tree")
        write(root, SHAPES[shape].make(120 * count))
        report = check(FolderSource(root), Config(select=["doubled-word"]), as_of=SEED_DAY)
        assert len(report.findings) > 100 * count
        parts[str(count)] = lambda report=report: render(report, format_, Look())  # type: ignore[misc]

    def holds(taken: dict[str, float]) -> str:
        ratio = taken["4"] / (taken["1"] + 0.001)
        return "" if ratio <= DOUBLED**2 else f"four times the findings take {ratio:.1f} times as long"

    until(holds, parts, 1)


@pytest.mark.parametrize("line", ["*a*a*a*a*a*b", "**/a/**/a/**/a/**/a/**/b", "[ab]*[ab]*[ab]*c"])
def test_patterns_are_linear_in_a_path(line: str) -> None:
    def asked(length: int) -> float:
        globs, path = Globs([line]), "/".join(["a" * 40] * length)
        start = time.process_time()
        for _ in range(20):
            globs.verdict(path)
        return time.process_time() - start

    assert min(asked(800) for _ in range(3)) <= DOUBLED**2 * min(asked(200) for _ in range(3)) + 0.005
