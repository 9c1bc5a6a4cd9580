"""A page that meets a limit says so, with what was not looked at, in every format; no bound is left unexplained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import cli
from checker.code.repair import repairs
from checker.report import FORMATS
from checker.rules.samples import sample_syntax

from ..support import run, write
from ..support.bounds import limits, unexplained

BROKEN = '```json\n{"boat" "canoe", "days" 1, "seats" 2, "name": "a" "crew": [1 2]}\n```\n\n'
LETTERS = "abcdefghijklmnopqrst"


def pairs(count: int) -> str:
    """Return a page with so many pairs of names that are one slip apart, and no more."""
    names = (f"{LETTERS[one % 20] * 4}_{LETTERS[one // 20] * 4}" for one in range(count))
    return "".join(f"Set `{name}_value` or `{name}_vlaue`.\n\n" for name in names)


@dataclass(frozen=True)
class Example:
    """A page that does not meet a limit yet, one that does, and what is said of the second."""

    path: str
    within: str
    beyond: str
    said: str


EXAMPLES = {
    "ENDLESS": Example(
        "a.mdx",
        "{ a\n\n" * 8,
        "{ a\n\n" * 9,
        "a.mdx:17: more than 8 tags or expressions of this page never end; those from here on that hold a blank line, "
        "or whose end is on a line of its own, are read as Markdown",
    ),
    "_PAIRS": Example(
        "a.md",
        pairs(200),
        pairs(201),
        "a.md:1: more than 200 pairs of names in code are one typo apart; none of them is reported",
    ),
    "_TRIED": Example(
        "a.md",
        BROKEN,
        BROKEN.replace("canoe", "canoe" * 200),
        "a.md:2: this sample of 1,060 characters does not parse; the search for the place ended after too many tries",
    ),
    "_READ": Example(
        "a.md",
        BROKEN * 2,
        "".join(BROKEN.replace("canoe", str(one)) for one in range(40)),
        "a.md:42: from here on, 30 samples were not searched for syntax errors, since those before took too many tries",
    ),
}
"""By the name of each limit."""


@pytest.fixture(autouse=True)
def less_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tries for samples end sooner, so that small samples take too many."""
    monkeypatch.setattr(repairs, "ROOM", 4_000)
    monkeypatch.setattr(repairs, "_TIMES", 0)
    monkeypatch.setattr(sample_syntax, "_READ", replace(sample_syntax._READ, most=20_000))
    monkeypatch.setattr(sample_syntax, "_TIMES", 0)
    repairs.repairs.cache_clear()


def test_each_limit_has_an_example() -> None:
    assert {name.rpartition(".")[2] for name in limits()} == set(EXAMPLES)
    assert len(limits()) == len(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_limit_is_said_where_it_is_met_and_nowhere_else(name: str, tmp_path: Path) -> None:
    one = EXAMPLES[name]
    for text, expected in ((one.within, []), (one.beyond, [one.said])):
        write(tmp_path, {one.path: text})
        assert run(tmp_path, select=("ALL",)).warnings == expected


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_says_it_or_leaves_it_to_the_closing_lines(format_: str, tmp_path: Path) -> None:
    one = EXAMPLES["ENDLESS"]
    write(tmp_path, {one.path: one.beyond})
    command = ["check", "--root", str(tmp_path), "--jobs", "1", "--format", format_, "--cache-dir", str(tmp_path / "c")]
    for _ in ("read", "from the cache"):
        assert "tags or expressions of this page never end" in CliRunner().invoke(cli.cli, command).output


def test_a_limit_of_one_reader_is_not_said_where_its_rule_does_not_run(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": EXAMPLES["_PAIRS"].beyond})
    assert run(tmp_path, select=("doubled-word",)).warnings == []


def test_what_bounds_has_a_reason() -> None:
    assert list(unexplained()) == []
