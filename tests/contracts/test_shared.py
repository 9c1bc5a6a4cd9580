"""The seed's day, the real tree and the history of real fixes: what must be found in them is found."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.findings import Report

from .. import accuracy
from ..support import SEED_DAY, SHARED, TOP, fixed_defects, needs_shared, run
from ..support.fixed_defects import records

AGAIN = "; if that is meant, write it down with: python -m tests.accuracy"
AFTER = {
    "seed-01": "doubled-word",
    "seed-02": "model-version-as-api-version",
    "seed-03": "model-version-as-api-version",
    "seed-04": "model-version-as-api-version",
    "seed-05": "model-version-as-api-version",
    "seed-07": "heading-model-mismatch",
    "seed-16": "sibling-drift",
    "seed-22": "missing-from-table",
    "seed-23": "missing-from-table",
    "seed-25": "model-spelling",
    "seed-26": "model-spelling",
    "seed-30": "lapsed-date",
    "seed-31": "model-spelling",
}
BEFORE = {"seed-40": "unbalanced-backtick", "seed-30": "lapsed-date", "seed-31": "model-spelling"}
GOAL = 0.70


@cache
def seed_side(side: str) -> Report:
    return run(SHARED / "seed" / side, SEED_DAY, partial=True)


@cache
def record(name: str) -> dict[str, Any]:
    return next(one for one in records(SHARED / "seed" / "defects.jsonl") if one["id"] == name)


def lines_of(root: Path, defect: dict[str, Any]) -> list[int]:
    """Return the 1-based lines of a page that are a defect's line."""
    text = (root / defect["path"]).read_text(encoding="utf-8-sig")
    return [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == defect["line"].strip()]


@needs_shared
@pytest.mark.parametrize(
    ("side", "name", "rule"),
    [("after", *one) for one in AFTER.items()] + [("before", *one) for one in BEFORE.items()],
)
def test_a_defect_of_the_seed_is_found_on_its_line(side: str, name: str, rule: str) -> None:
    defect = record(name)
    lines = lines_of(SHARED / "seed" / side, defect)
    assert lines, "the label is on no line of the page"
    got = {(one.place.path, one.place.line, one.rule) for one in seed_side(side).findings}
    assert {(defect["path"], line, rule) for line in lines} & got


@needs_shared
def test_a_defect_that_the_day_repaired_is_gone_after_it() -> None:
    defect = record("seed-40")
    assert not defect["still_in_after"]
    assert not [one for one in seed_side("after").findings if one.rule == "unbalanced-backtick"]


@needs_shared
@pytest.mark.parametrize("side", ["before", "after"])
def test_the_seed_is_read_in_full(side: str) -> None:
    report = seed_side(side)
    assert report.not_checked == []
    assert report.pages == sum(1 for _ in (SHARED / "seed" / side).rglob("*.md"))


@needs_shared
def test_every_known_defect_of_the_real_tree_is_found() -> None:
    known = accuracy.tree()["known_defects"]
    assert known
    assert [name for name, hit in known.items() if not hit] == []


@cache
def fixes() -> dict[str, Any]:
    return fixed_defects.fixes(accuracy.RULES_OF)


GOAL_CATEGORIES = (
    "doubled-word", "backtick", "api-version-wrong", "model-mismatch", "heading-body-mismatch", "name-style",
    "broken-link",
)  # fmt: skip


@needs_shared
def test_most_real_fixes_would_have_been_asked_for() -> None:
    counts = [fixes()["hunk"]["by_category"][name] for name in GOAL_CATEGORIES]
    records_, found = (sum(sum(one.values()) for one in counts), sum(one.get("found", 0) for one in counts))
    assert records_ >= 30
    assert found >= GOAL * records_, counts


@needs_shared
def test_what_a_person_repaired_is_silent_after_it() -> None:
    assert fixes()["hunk"]["ids"].get("found, not silent after", []) == []


# -- what was reached once stays


@cache
def committed() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((TOP / "reports" / "accuracy.json").read_text("utf-8"))
    return loaded


def test_the_committed_accuracy_of_the_corpora_is_the_present_one() -> None:
    now = accuracy.corpora()
    changed = {
        rule: (committed()["corpora"].get(rule), now.get(rule))
        for rule in sorted({*now, *committed()["corpora"]})
        if committed()["corpora"].get(rule) != now.get(rule)
    }
    assert not changed, f"(committed, now) differ: {changed}{AGAIN}"


@needs_shared
def test_no_share_of_the_history_has_dropped() -> None:
    old, new = ({"corpora": {}, "fixes": figures} for figures in (committed()["fixes"], fixes()))
    assert not accuracy.drops(old, new)


@needs_shared
def test_nothing_that_was_found_in_real_pages_is_lost() -> None:
    now = accuracy.seed()
    for side in ("before", "after"):
        lost = set(committed()["seed"][side]["found"]) - set(now[side]["found"])
        assert not lost, f"seed {side}: {sorted(lost)} are found no more{AGAIN}"
    for evidence in ("hunk", "tree", "world"):
        missed, missed_before = (one[evidence]["ids"].get("missed", []) for one in (fixes(), committed()["fixes"]))
        assert not set(missed) - set(missed_before), f"fixes, {evidence}: no more found{AGAIN}"


def test_no_rule_is_wrong_on_its_corpora() -> None:
    for rule, figures in committed()["corpora"].items():
        assert (figures["false"], figures["missed"]) == (0, 0), rule
        assert figures["right"] >= 3, rule
