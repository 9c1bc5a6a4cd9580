"""Twice the pages take about twice the time, and a check costs a few parses: ratios only, no clock is trusted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .bench import Pages, extract_all, interleaved, judge_all, measured_roots, pages_of, parts_of, ways_of
from .labels import unlabelled
from .support import CORPORA, SHARED

COPIES = 2
DOUBLED = 2.6
"""Twice is 2, a square is 4; between them stands what a busy machine may add."""
TRIES = 3


def copies(tree: Path, into: Path, count: int) -> Pages:
    """Return the pages of a tree that stands some times beside itself."""
    for number in range(count):
        shutil.copytree(tree, into / f"copy-{number}")
    return pages_of(into)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("unlabelled")
    unlabelled(CORPORA / "trees" / "azure-openai", root)
    return root


def least(parts: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the shortest time of each part: noise only ever adds."""
    return {name: min(spent) for name, spent in interleaved(parts, rounds).items()}


def until(holds: Callable[[dict[str, float]], str], parts: dict[str, Callable[[], object]], rounds: int) -> None:
    """Assert that a measurement holds at least once in some tries; `holds` returns what is wrong, or nothing."""
    wrong = ""
    for _ in range(TRIES):
        wrong = holds(least(parts, rounds))
        if not wrong:
            return
    pytest.fail(wrong)


@pytest.mark.parametrize("part", ["extraction", "graph and rules"])
def test_twice_the_pages_take_about_twice_the_time(part: str, tree: Path, tmp_path: Path) -> None:
    small = [copies(tree, tmp_path / "small", COPIES)]
    large = [copies(tree, tmp_path / "large", 2 * COPIES)]
    assert len(large[0].texts) == 2 * len(small[0].texts)
    if part == "extraction":
        parts: dict[str, Callable[[], object]] = {
            "small": lambda: extract_all(small),
            "large": lambda: extract_all(large),
        }
    else:
        read_small, read_large = extract_all(small), extract_all(large)
        parts = {"small": lambda: judge_all(small, read_small), "large": lambda: judge_all(large, read_large)}

    def holds(taken: dict[str, float]) -> str:
        ratio = taken["large"] / taken["small"]
        return "" if ratio <= DOUBLED else f"{part}: twice the pages take {ratio:.2f} times as long"

    until(holds, parts, 2)


WARM_LIMIT = 0.6


def test_a_cache_that_knows_every_page_saves_extraction(tree: Path, tmp_path: Path) -> None:
    parts = ways_of([copies(tree, tmp_path / "pages", COPIES)], tmp_path / "cache")
    del parts["workers"]  # the time of other processes is not counted here

    def holds(taken: dict[str, float]) -> str:
        ratio = taken["warm"] / taken["serial"]
        return "" if ratio <= WARM_LIMIT else f"from the cache it takes {ratio:.2f} of the time"

    until(holds, parts, 2)


CHECK_LIMIT = 5.0 if SHARED.is_dir() else 6.0
"""In parses. The aim is 3, which held before the rules came that read samples, lists and values: see the bench.

The corpora stand in where the real pages are missing; they have a sample every few lines.
"""


@pytest.mark.parametrize(
    ("one", "other", "limit"), [("check", "parse", CHECK_LIMIT), ("graph_and_rules", "extraction", 1.0)]
)
def test_a_check_costs_a_few_parses(one: str, other: str, limit: float) -> None:
    every = parts_of([pages_of(root) for root in measured_roots()])
    parts = {name: every[name] for name in (one, other)}

    def holds(taken: dict[str, float]) -> str:
        ratio = taken[one] / taken[other]
        return "" if ratio <= limit else f"{one} takes {ratio:.2f} times as long as {other}, more than {limit}"

    until(holds, parts, 2)
