"""The findings in the HTML report: both ends and the fix can be read without scripts; filters know what is there."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from checker.findings import Edit, Finding, Fix, Place, Related, Report, Safety, Severity
from checker.report import render
from checker.report.html.findings import KNOWN
from checker.report.html.source import AROUND, Mark, pieces, windows

from ..support.format_samples import finding, many, ordinary, place
from ..support.html_reports import data_of, page_of, real


def test_findings_can_be_read_without_scripts() -> None:
    page = page_of(ordinary())
    shown = page.text("details")
    for one in ordinary().findings:
        assert one.message.replace("`", "") in shown
        assert f"{one.place.path}:{one.place.line}" in shown
    assert "the table [1] declares it" in shown
    assert "use b." in shown
    assert "a row" in shown
    assert "\x7f" not in shown
    assert [one["id"] for one in page.all("details") if "finding" in (one.get("class") or "")] == [
        f"/findings/{one.fingerprint}" for one in ordinary().findings
    ]
    assert not any("hidden" in one for one in page.all("section") if "data-view" in one)


def test_both_ends_are_marked_and_the_fix_is_a_diff() -> None:
    text = "one\ntwo\nuse gpt-4o here\nfour\nfive\nsix\nseven\n"
    report = Report("/docs", texts={"a.md": text, "b.md": "x\nneeds gpt-4\n"})
    end = Related(Place("b.md", 2, 7, 2, 12), "needs it")
    fix = Fix(Safety.SAFE, (Edit(Place("a.md", 3, 5, 3, 11), "gpt-4"),))
    report.findings = [finding(path="a.md", fingerprint="f")]
    report.findings = [Finding("r", Severity.ERROR, "m", Place("a.md", 3, 5, 3, 11), (end,), fix, fingerprint="f")]
    made = render(report, "html")
    assert "<li>use <mark>gpt-4o</mark> here</li>" in made
    assert '<li>needs <mark class="other">gpt-4</mark></li>' in made
    assert "<del>- use <mark>gpt-4o</mark> here</del><ins>+ use <mark>gpt-4</mark> here</ins>" in made
    assert '<ol class="code" start="1">' in made
    assert "<li>six</li>" not in made  # only so many lines around


def test_ends_that_lie_close_together_share_a_window() -> None:
    lines = [f"line {number}" for number in range(1, 31)]
    near, far = Related(place("a.md", 6, 1, 5), "near"), Related(place("a.md", 25, 1, 5), "far")
    one = Finding("r", Severity.ERROR, "m", place("a.md", 4, 1, 5), (far, near))
    shown = windows(one, {"a.md": lines})
    assert [(window.first, len(window.lines)) for window in shown] == [(4 - AROUND, 7), (25 - AROUND, 5)]
    assert [message for _, _, message in shown[0].messages] == ["", "near"]
    kinds = {piece.kind for line in shown[0].lines for piece in line}
    assert kinds == {"", "own", "other"}


@given(
    st.text(alphabet="ab \t\u202e", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
)
def test_pieces_lose_nothing_of_a_short_line(line: str, ranges: list[tuple[int, int]]) -> None:
    marks = [Mark(min(one, len(line)), min(two, len(line)), "own") for one, two in ranges]
    shown = "".join(piece.text for piece in pieces(line, marks))
    assert shown == line.replace("\u202e", "\\u202e")
    marked = sum(len(piece.text.replace("\\u202e", "x")) for piece in pieces(line, marks) if piece.kind)
    assert marked == len({at for mark in marks for at in range(mark.start, mark.end)})


@given(st.lists(st.integers(0, 9_000), min_size=1, max_size=6))
def test_a_long_line_is_cut_around_its_marks_and_says_how_much(starts: list[int]) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(10_000))
    marks = [Mark(start, start + 10, "own") for start in starts]
    found = pieces(line, marks)
    left = sum(int(re.sub(r"\D", "", piece.text)) for piece in found if piece.kind == "cut")
    assert sum(len(piece.text) for piece in found if piece.kind != "cut") + left == len(line)
    assert left > 0
    assert sum(len(piece.text) for piece in found if piece.kind == "own") == len(
        {at for mark in marks for at in range(mark.start, mark.end)}
    )


def test_what_is_passed_over_is_shown_as_such() -> None:
    report = many(1, 0, 0)
    assert "State" not in page_of(report).text()
    report.hidden = [finding(Severity.WARNING, number + 2) for number in range(KNOWN + 7)]
    page = page_of(report)
    assert "7 more known findings not shown" in re.sub(r"\s+", " ", page.text())
    data = data_of(render(report, "html"), "findings")
    assert data["known"] == [0] + [1] * KNOWN
    assert page.text().count("known") > KNOWN


def test_findings_can_be_filtered_by_what_stands_at_their_ends() -> None:
    data = data_of(real(), "findings")
    number = len(data["fingerprints"])
    for facet in ("rule", "folder", "model", "version"):
        values, of = data["facets"][facet]["values"], data["facets"][facet]["of"]
        assert values == sorted(set(values))
        assert len(of) == number
        assert {at for some in of for at in some} == set(range(len(values)))
    assert "gpt-4o-mini-audio-preview" in data["facets"]["model"]["values"]
    assert "2025-01-01-preview" in data["facets"]["version"]["values"]
