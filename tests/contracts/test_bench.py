"""The bench measures all that it promises, notes each part by itself, and tells a drop from noise."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from checker.report import FORMATS
from checker.rules import check_rules

from ..bench import __main__ as command
from ..bench import commands, comparison, growth, parts, scale, speed
from ..support import CORPORA, TOP, growing_changes
from ..support.distinct_pages import FOLDER, pages
from ..support.growing_changes import CHANGES
from ..support.growing_containers import CONTAINERS
from ..support.growing_pairs import PAIRS
from ..support.growing_samples import SAMPLES
from ..support.growth import SHAPES


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """The figures of a small tree, measured once."""

    def small() -> list[Path]:
        return [CORPORA / "rules" / "doubled-word"]

    with pytest.MonkeyPatch.context() as patch:
        for module in (parts, speed):
            patch.setattr(module, "measured_roots", small)
        patch.setattr(speed, "MANY", 20)
        patch.setattr(speed, "MANY_FOR_COMMANDS", 20)
        patch.setattr(commands, "SHARED", TOP / "no such folder")
        return speed.measure(1)


def test_all_parts_are_measured(result: dict[str, Any]) -> None:
    figures = comparison.figures(result)
    assert list(figures) == list(comparison.NOISE)
    assert set(figures["formats/parse"]) == set(FORMATS)
    assert all(value > 0 for name, value in figures["ratios"].items()), figures
    assert result["jobs"]["pages"] >= 20


def test_the_commands_are_measured_beside_rumdl_where_it_is(result: dict[str, Any]) -> None:
    found = result["commands"]
    ways = {"cold", "cold, with wording", "nothing changed", "another day", "one page changed", "three pages staged"}
    beside = {"rumdl", "rumdl, nothing changed"} if shutil.which("rumdl") else set()
    assert set(found["cpu_seconds"]) == set(found["peak_megabytes"]) == ways | beside
    assert bool(found["rumdl"]) == bool(beside)
    assert all(value > 0 for group in ("cpu_seconds", "peak_megabytes", "ratios") for value in found[group].values())


def test_a_drop_is_told_and_noise_is_not(result: dict[str, Any]) -> None:
    assert comparison.drops(result, result) == []
    for group, noise in comparison.NOISE.items():
        for factor, told in ((noise * 0.99, 0), (noise * 1.1, 1), (0.5, 0)):
            new = copy.deepcopy(result)
            values = comparison.figures(new)[group]
            name = max(values, key=lambda one: values[one])
            values[name] = 100.0
            old = copy.deepcopy(new)
            values[name] *= factor
            assert len(comparison.drops(old, new)) == told, (group, factor)


def test_what_is_new_is_no_drop(result: dict[str, Any]) -> None:
    old = copy.deepcopy(result)
    del old["formats/parse"]["html"], old["jobs"]
    assert comparison.drops(old, result) == []


def test_other_pages_are_not_compared(result: dict[str, Any]) -> None:
    new = copy.deepcopy(result)
    new["ratios"] = {name: 10 * value for name, value in new["ratios"].items()}
    assert comparison.drops(result, new)
    assert comparison.drops({**result, "bytes": 1}, new) == []
    assert comparison.drops({}, new) == []


def test_the_better_of_two_measurements_counts(result: dict[str, Any]) -> None:
    one, other = copy.deepcopy(result), copy.deepcopy(result)
    one["ratios"]["check/parse"], other["ratios"]["check/parse"] = 9.0, 3.0
    one["jobs"]["ratios"]["all/one"], other["jobs"]["ratios"]["all/one"] = 0.5, 0.8
    kept = comparison.best(one, other)
    assert (kept["ratios"]["check/parse"], kept["jobs"]["ratios"]["all/one"]) == (3.0, 0.5)
    assert one["ratios"]["check/parse"] == 9.0


# -- growth


def test_growth_has_a_row_for_every_shape_rule_format_and_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "measurable", lambda *_: 1)
    monkeypatch.setattr(growing_changes, "measurable", lambda *_: 1)
    monkeypatch.setattr(growth, "LEAST", 0.0)
    names = [(table, name) for table, name, work in growth.rows() if work()[0]]
    assert (
        len(names)
        == len(set(names))
        == len({**SHAPES, **PAIRS, **CONTAINERS, **SAMPLES}) + 2 * len(check_rules()) + 2 * len(FORMATS) + len(CHANGES)
    )


def test_what_grows_like_a_square_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        ("shapes", "straight", lambda: (3, float)),
        ("rules", "square", lambda: (3, lambda count: float(count * count))),
        ("formats", "straight", lambda: (3, float)),
        ("changes", "straight", lambda: (3, float)),
    ]
    monkeypatch.setattr(growth, "rows", lambda: iter(rows))
    found = growth.measure()
    assert found["rules"] == {"square": {"count": 3, "ratios": [4.0, 4.0]}}
    assert (found["rows"], found["largest"]) == (4, 4.0)
    assert growth.over(found) == ["rules, square: 4.0"]
    held = {"shapes": {"straight": {"count": 9, "ratios": [1.5, 1.5]}, "gone": {"count": 3, "ratios": [2.0, 2.0]}}}
    assert growth.measure(held)["shapes"] == {"straight": held["shapes"]["straight"]}


def test_a_ratio_that_looks_too_large_is_measured_again() -> None:
    noise = iter([1.0, 3.0, 6.0, 1.0, 2.0, 4.0])
    assert growth.doublings(5, lambda _: next(noise)) == [2.0, 2.0]


# -- scale


def test_no_two_generated_pages_have_a_paragraph_in_common() -> None:
    count = 2 * FOLDER + 5
    texts = dict(pages(count))
    assert len(texts) == count
    paragraphs = [part for text in texts.values() for part in text.split("\n\n")[1:]]
    assert len(set(paragraphs)) == len(paragraphs)
    assert scale.all_differ(count)


def test_scale_measures_each_size_on_pages_without_a_finding() -> None:
    found = scale.measure([20, 40])
    assert list(found["pages"]) == ["20", "40"]
    assert all(value > 0 for one in found["pages"].values() for value in one.values())
    assert found["distinct"]
    assert scale.over(found) == []


def test_what_is_not_in_proportion_or_too_large_is_told() -> None:
    def one(milliseconds: float, megabytes: float) -> dict[str, float]:
        return {"milliseconds_per_page": milliseconds, "peak_megabytes": megabytes}

    small, fine, slow, big = one(9, 50), one(1, 200), one(1.2, 900), one(1.1, 1100)
    assert scale.over({"pages": {"1000": small, "10000": fine, "100000": slow}}) == [
        "100000 pages: 1.2 ms a page, 1 with 10000"
    ]
    assert scale.over({"pages": {"1000": small, "10000": fine, "100000": big}}) == ["100000 pages: 1100 MB"]


# -- the report


def test_each_part_is_noted_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "FILE", tmp_path / "reports" / "bench.json")
    rows = {"count": 3, "ratios": [2.0, 2.1]}
    for part, figures in (("growth", {"shapes": {"a": rows}}), ("speed", {"pages": 1}), ("speed", {"pages": 2})):
        command.note(part, figures)
    assert '"a": {"count": 3, "ratios": [2.0, 2.1]}' in command.FILE.read_text()
    found = command.kept()
    assert list(found) == ["speed", "growth"]
    assert (found["speed"]["pages"], found["growth"]["shapes"]) == (2, {"a": rows})
    assert all(one["commit"] and one["day"] for one in found.values())


def test_the_exit_code_tells_whether_something_is_worse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "FILE", tmp_path / "bench.json")
    monkeypatch.setattr(growth, "rows", lambda: iter([(name, "a", lambda: (1, float)) for name in growth.TABLES]))
    assert command.main(["growth"]) == 0
    monkeypatch.setattr(growth, "DOUBLED", 1.9)
    assert command.main(["growth"]) == 1
    with pytest.raises(SystemExit):
        command.main(["sped"])


def test_the_report_has_its_parts_in_order_and_nothing_grows_too_fast() -> None:
    report = json.loads((TOP / "reports" / "bench.json").read_text(encoding="utf-8"))
    assert list(report) == [part for part in command.PARTS if part in report]
    assert all(one["commit"] and one["day"] for one in report.values())
    assert growth.over(report["growth"]) == [] if "growth" in report else list(report) == ["speed", "scale"]
    assert scale.over(report["scale"]) == []
    assert set(map(int, report["scale"]["pages"])) >= set(scale.SIZES)
