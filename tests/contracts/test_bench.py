"""The bench measures all that it promises, and tells a drop from noise."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from checker.report import FORMATS

from .. import bench
from ..support import CORPORA
from ..support.growth import SHAPES


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """The figures of a small tree, measured once."""

    def small() -> list[Path]:
        return [CORPORA / "rules" / "doubled-word"]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "measured_roots", small)
        patch.setattr(bench, "MANY", 20)
        patch.setattr(bench, "GROWING", 0.01)
        patch.setattr(bench, "SHAPES", {"bold": SHAPES["bold"]})
        return bench.measure(1)


def test_all_parts_are_measured(result: dict[str, Any]) -> None:
    figures = bench.figures(result)
    assert list(figures) == list(bench.NOISE)
    assert set(figures["formats/parse"]) == set(FORMATS)
    assert all(value > 0 for name, value in figures["ratios"].items()), figures
    assert result["jobs"]["pages"] >= 20
    assert [len(ratios) for ratios in result["growth"].values()] == [2]


def test_a_drop_is_told_and_noise_is_not(result: dict[str, Any]) -> None:
    assert bench.drops(result, result) == []
    for group, noise in bench.NOISE.items():
        for factor, told in ((noise * 0.99, 0), (noise * 1.1, 1), (0.5, 0)):
            new = copy.deepcopy(result)
            values = bench.figures(new)[group]
            name = max(values, key=lambda one: values[one])
            values[name] = 100.0
            old = copy.deepcopy(new)
            values[name] *= factor
            assert len(bench.drops(old, new)) == told, (group, factor)


def test_what_is_new_is_no_drop(result: dict[str, Any]) -> None:
    old = copy.deepcopy(result)
    del old["formats/parse"]["html"], old["jobs"]
    assert bench.drops(old, result) == []


def test_other_pages_are_not_compared(result: dict[str, Any]) -> None:
    new = copy.deepcopy(result)
    new["ratios"] = {name: 10 * value for name, value in new["ratios"].items()}
    assert bench.drops(result, new)
    assert bench.drops({**result, "bytes": 1}, new) == []
    assert bench.drops({}, new) == []


def test_the_better_of_two_measurements_counts(result: dict[str, Any]) -> None:
    one, other = copy.deepcopy(result), copy.deepcopy(result)
    one["ratios"]["check/parse"], other["ratios"]["check/parse"] = 9.0, 3.0
    one["jobs"]["ratios"]["all/one"], other["jobs"]["ratios"]["all/one"] = 0.5, 0.8
    kept = bench.best(one, other)
    assert (kept["ratios"]["check/parse"], kept["jobs"]["ratios"]["all/one"]) == (3.0, 0.5)
    assert one["ratios"]["check/parse"] == 9.0
