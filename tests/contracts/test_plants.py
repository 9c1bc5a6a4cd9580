"""Slips planted by hand in the shared trees: they are placed where their file says, one a page at a time."""

from __future__ import annotations

import pytest

from ..support import plants
from ..support.fixed_defects import records
from ..support.plants import Plant

GOAL = 0.75
"""The share of the slips of a kind that are to be found."""
pytestmark = pytest.mark.skipif(not plants.FILE.is_file(), reason="the shared slips are not beside this checkout")


def every() -> list[Plant]:
    found = records(plants.FILE)
    return [one for tree in sorted({record["tree"] for record in found}) for one in plants.plants(tree, found)]


def test_each_slip_has_its_place() -> None:
    valid = {one["id"] for one in records(plants.FILE) if one["result"] != "INVALID"}
    assert {one.id for one in every()} == valid


def test_a_slip_changes_its_lines_only() -> None:
    slip = Plant("x", "a", "page.md", 4, "two\n", "2\n2\n", 2)
    assert slip.into("one\ntwo\nthree\n") == "one\n2\n2\nthree\n"
    assert (slip.first, slip.last) == (2, 3)


def test_the_slips_of_a_page_are_planted_one_after_the_other() -> None:
    rounds = plants.rounds(every())
    assert all(len({one.path for one in some}) == len(some) for some in rounds)
    assert sorted(one.id for some in rounds for one in some) == sorted(one.id for one in every())


def test_every_kind_has_rules_that_answer_for_it() -> None:
    assert {one.kind for one in every()} == {*plants.KINDS}


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, object]]:
    return plants.measure("abcde")


@pytest.mark.parametrize("kind", "abcde")
def test_most_slips_in_models_are_found(kind: str, figures: dict[str, dict[str, object]]) -> None:
    assert float(str(figures[kind]["share"])) >= GOAL, figures[kind]["missed"]
