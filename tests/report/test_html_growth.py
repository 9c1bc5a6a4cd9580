"""What a finding costs in the HTML report depends on the lines around it, not on the page or the line that it is on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

import pytest

from checker.findings import Edit, Finding, Fix, Place, Report, Safety, Severity
from checker.report import Look
from checker.report.fix_diff import ROOM, Line, changes
from checker.report.html import findings
from checker.report.html.source import windows

from ..contracts.test_growth import DOUBLED, until
from ..support.format_samples import place

SENTENCE = "Deploy the the model, and take note of what it is called before you go on. "
AT, LENGTH = SENTENCE.index("the the") + 1, len("the ")


def fix(line: int, column: int = AT) -> Fix:
    return Fix(Safety.SAFE, (Edit(place("a.md", line, column, column + LENGTH), ""),))


def report(lines: int, sentences: int = 1) -> Report:
    """Return a report of one page, with a finding in each sentence of each line."""
    made = Report("/docs", texts={"a.md": "\n".join([SENTENCE * sentences] * lines)})
    starts = [AT + len(SENTENCE) * number for number in range(sentences)]
    made.findings = [
        Finding(
            "r", Severity.WARNING, "m", place("a.md", line, start, start + 7), (), fix(line, start), f"{line}-{start}"
        )
        for line in range(1, lines + 1)
        for start in starts
    ]
    return made


class Counted(Sequence[str]):
    """Lines that count how many of them were asked for."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.read = 0

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        found = self.lines[at]
        self.read += 1 if isinstance(at, int) else len(found)
        return found

    def __iter__(self) -> Iterator[str]:
        self.read += len(self.lines)
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)


def test_only_the_lines_around_a_finding_are_read() -> None:
    one = report(30).findings[20]
    taken = []
    for length in (30, 3_000):
        lines = Counted([SENTENCE] * length)
        assert one.fix is not None
        assert [len(found) for _, found in changes(one.fix, {"a.md": lines})] == [2]
        assert len(windows(one, {"a.md": lines})) == 1
        taken.append(lines.read)
    assert taken[0] == taken[1] < 20


def test_of_a_long_line_only_what_is_around_a_fix_is_given() -> None:
    sentences = 50_000
    line = SENTENCE * sentences
    column = AT + len(SENTENCE) * (sentences // 2)
    ((_, lines),) = changes(fix(1, column), {"a.md": [line]})
    gone, come = lines
    assert (gone.sign, come.sign) == ("-", "+")
    assert (gone.before, gone.after) == (come.before, come.after)
    assert gone.before + len(gone.text) + gone.after == len(line)
    assert come.text == gone.text[:ROOM] + gone.text[ROOM + LENGTH :]
    assert len(gone.text) == 2 * ROOM + LENGTH


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([((2, 1, 2, 4), "2nd")], ["-two", "+2nd"]),
        ([((2, 1, 3, 1), "")], ["-two", " three"]),
        ([((2, 4, 2, 4), "\nmore")], [" two", "+more"]),
        ([((1, 1, 1, 1), "a "), ((3, 6, 3, 6), "!")], ["-one", "+a one", " two", "-three", "+three!"]),
        ([((4, 5, 4, 5), " \ufeff")], ["-four", "+four \ufeff"]),
        ([((5, 2, 5, 3), "")], ["-\ufeffx", "+\ufeff"]),
        ([((2, 1, 2, 4), "x"), ((2, 2, 2, 3), "y")], []),
        ([((2, 6, 2, 7), "x")], []),
        ([((9, 1, 9, 2), "x")], []),
        ([((0, 1, 1, 2), "x")], []),
    ],
    ids=["word", "line", "below", "two", "last", "mark", "overlap", "beyond", "below-end", "above"],
)
def test_a_fix_is_the_lines_that_go_and_come(
    edits: list[tuple[tuple[int, int, int, int], str]], expected: list[str]
) -> None:
    lines = ["one", "two", "three", "four", "\ufeffx"]
    made = Fix(Safety.SAFE, tuple(Edit(Place("a.md", *at), text) for at, text in edits))
    assert [one.sign + one.text for _, found in changes(made, {"a.md": lines}) for one in found] == expected


def test_lines_that_are_cut_are_told_apart_by_what_is_left_out() -> None:
    assert Line(" ", "x", 1) != Line(" ", "x", 2)
    long = "x" * (3 * ROOM)
    made = Fix(Safety.SAFE, (Edit(Place("a.md", 1, 3 * ROOM + 1, 1, 3 * ROOM + 1), "\nnew"),))
    ((_, lines),) = changes(made, {"a.md": [long]})
    assert [(one.sign, len(one.text), one.before, one.after) for one in lines] == [
        (" ", ROOM, 2 * ROOM, 0),
        ("+", 3, 0, 0),
    ]


@pytest.mark.parametrize("shape", ["lines", "one line"])
def test_twice_the_findings_on_a_page_take_about_twice_the_time(shape: str) -> None:
    few, many = (report(count) if shape == "lines" else report(1, count) for count in (500, 1000))
    parts: dict[str, Callable[[], object]] = {
        "few": lambda: findings.data(few, Look()),
        "many": lambda: findings.data(many, Look()),
    }
    assert len(findings.data(few, Look())["fingerprints"]) == 500

    def holds(taken: dict[str, float]) -> str:
        ratio = taken["many"] / taken["few"]
        return "" if ratio <= DOUBLED else f"{shape}: twice the findings take {ratio:.2f} times as long"

    until(holds, parts, 2)
