"""What several pages say in the same line is listed once for people, and at every place for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, SupportsIndex

import pytest

from checker.findings import Report
from checker.report import Look, render
from checker.report.repeats import shown_once

from ..support import run, write

LINE = "The lock of the harbor is is open."


@pytest.fixture
def report(tmp_path: Path) -> Report:
    pages = {f"v{number}/a.md": f"# Locks\n\n{LINE}\n" for number in range(3)}
    write(tmp_path, {**pages, "b.md": "# B\n\nIt is is.\n", "c.md": "# C\n\nIt is is.\n"})
    return run(tmp_path, select=("doubled-word",))


@pytest.mark.parametrize("format_", ["text", "full", "markdown"])
def test_an_equal_line_is_listed_once_with_its_places(report: Report, format_: str) -> None:
    text = render(report, format_)
    lines = [line.strip() for line in text.splitlines()]
    assert sum(line.startswith("3 | The lock") for line in lines) == 1
    assert "= also at v1/a.md:3, v2/a.md:3" in lines
    assert text.count("repeated word “is”") == 3
    assert "5 warnings" in text


def test_the_closing_lines_count_all_of_them(report: Report) -> None:
    text = render(report, "text")
    assert "By rule: 5 doubled-word." in text
    assert "Combined: 2 findings, each listed with another one on an identical line." in text
    assert "Combined: " not in render(report, "text", Look(statistics=True))


@pytest.mark.parametrize("format_", ["concise", "json", "github"])
def test_programs_read_every_place(report: Report, format_: str) -> None:
    assert render(report, format_).count("repeated word “is”") == 5
    assert len(json.loads(render(report, "json"))["findings"]) == 5


def test_what_differs_is_not_the_same(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": f"# A\n\n{LINE}\n", "b.md": f"# A\n\n{LINE} It it is.\n"})
    report = run(tmp_path, select=("doubled-word",))
    assert "Combined: " not in render(report, "text")
    assert render(report, "text").count("[doubled-word]") == 3


def test_a_finding_that_is_less_than_sure_says_so(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A\n\nThe harborharbor is open, as a harbor is.\n"})
    text = render(run(tmp_path, select=("mangled-edit", "doubled-word")), "text")
    assert "= medium confidence: it matches a pattern that is usually a mistake" in text
    write(tmp_path, {"a.md": f"# A\n\n{LINE}\n"})
    assert "confidence" not in render(run(tmp_path, select=("mangled-edit", "doubled-word")), "text")


def test_a_line_is_read_once_however_many_findings_it_has(tmp_path: Path) -> None:
    class Lines(list[str]):
        asked = 0

        def __getitem__(self, index: SupportsIndex | slice) -> Any:
            self.asked += 1
            return super().__getitem__(index)

    text = "The the lock of the harbor is is open. " * 50
    write(tmp_path, {"a.md": text, "b.md": text})
    found = run(tmp_path, select=("doubled-word",)).findings
    texts = {name: Lines([text]) for name in ("a.md", "b.md")}
    shown, also = shown_once(found, texts)
    assert (len(found), len(shown), sum(map(len, also.values()))) == (200, 2, 198)
    assert [lines.asked for lines in texts.values()] == [1, 1]
