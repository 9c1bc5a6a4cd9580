"""Reports: what the text shows of a finding, and the shape of the JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from checker.findings import Edit, Finding, Fix, NotChecked, Place, Related, Report, Safety, Severity
from checker.report import FORMATS, Look, addresses, progress, render
from checker.report.excerpt import excerpt, printable


def place(path: str, line: int, column: int, end_column: int, end_line: int = 0) -> Place:
    return Place(path, line, column, end_line or line, end_column)


def report(*findings: Finding, **texts: str) -> Report:
    made = Report("/docs", list(findings), pages=2, samples=1, mentions=1200, rules=1)
    made.texts = {f"{name}.md": text for name, text in texts.items()}
    return made


CONTRADICTION = Finding(
    "model-mismatch",
    Severity.ERROR,
    "`b` contradicts `a`",
    place("guide.md", 2, 5, 6),
    (Related(place("models.md", 10, 1, 2), "the table declares it"),),
    Fix(Safety.SAFE, (Edit(place("guide.md", 2, 5, 6), "a"),)),
    fingerprint="0123456789abcdef",
)


def test_text_shows_both_ends_with_marks() -> None:
    text = render(report(CONTRADICTION, guide="one\nuse b.", models="\n" * 9 + "a row"), "text")
    assert text == (
        "guide.md\n"
        "  2:5  error  `b` contradicts `a`  [model-mismatch]\n"
        "     2 | use b.\n"
        "       |     ^\n"
        "       --> models.md:10:1  the table declares it\n"
        "    10 | a row\n"
        "       | -\n"
        "       = safe fix: replace with `a`\n"
        "\n"
        "Checked 2 pages, 1 sample and 1,200 mentions with 1 rule.\n"
        "Found 1 error, 0 warnings and 0 suggestions.\n"
        "Next: `checker fix` applies 1 safe fix, `checker rule model-mismatch` explains the rule and `checker report` "
        "shows everything in a browser.\n"
    )


WARNINGS = [Finding("r", Severity.WARNING, "m", place("about.md", line, 1, 2)) for line in (1, 2)]


def test_text_by_rule_has_the_most_severe_rule_first_and_paths_on_each_line() -> None:
    lines = render(report(*WARNINGS, CONTRADICTION), "text", Look(group_by="rule")).split("\n")
    assert [line for line in lines if line.endswith(("finding", "findings"))] == [MISMATCH, "r: 2 findings"]
    assert "  about.md:1:1  warning  m  [r]" in lines
    assert "By rule: 1 model-mismatch and 2 r." in lines


@pytest.mark.parametrize("name", ["text", "full"])
def test_the_page_with_the_most_severe_finding_comes_first(name: str) -> None:
    below = Finding("r", Severity.SUGGESTION, "m", place("guide.md", 1, 1, 2))
    lines = render(report(*WARNINGS, below, CONTRADICTION), name).split("\n")
    assert [line for line in lines if line.endswith(".md")] == ["guide.md", "about.md"]
    assert [line.split()[0] for line in lines if line.endswith("]")] == ["1:1", "2:5", "1:1", "2:1"]


@pytest.mark.parametrize("name", ["text", "full", "concise"])
def test_a_limit_keeps_the_most_severe_and_the_summary_counts_all(name: str) -> None:
    found = report(*WARNINGS, CONTRADICTION)
    text = render(found, name, Look(most=2))
    assert text.count("[model-mismatch]") == text.count("[r]") == 1
    assert "about.md:1:1" in text or "\n  1:1  warning  m  [r]" in text
    assert "Found 1 error, 2 warnings and 0 suggestions." in text
    assert "Not shown: 1 beyond `--max 2`." in text
    assert "beyond" not in render(found, name, Look(most=3))


def test_a_rule_has_an_address_where_the_docs_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "://" not in render(report(CONTRADICTION), "text")
    assert "helpUri" not in render(report(CONTRADICTION), "sarif")
    monkeypatch.setattr(addresses, "_site", lambda: "https://docs.e.org/checker")
    address = "https://docs.e.org/checker/rules/model-mismatch/"
    assert f"`checker rule model-mismatch` or {address} explains the rule" in render(report(CONTRADICTION), "text")
    assert f'"helpUri": "{address}"' in render(report(CONTRADICTION), "sarif")
    (found,) = json.loads(render(report(CONTRADICTION), "rdjson"))["diagnostics"]
    assert found["code"] == {"value": "model-mismatch", "url": address}


MISMATCH = "model-mismatch: 1 finding"


def test_a_concise_text_has_one_line_for_each_finding() -> None:
    first, second, *_ = render(report(CONTRADICTION), "concise").split("\n")
    assert (first, second) == ("guide.md:2:5: error: `b` contradicts `a` [model-mismatch]", "")


def test_the_summary_names_five_rules_and_counts_the_others() -> None:
    found = [Finding(f"r{number}", Severity.WARNING, "m", place("a.md", 1, 1, 2)) for number in range(7)]
    assert "By rule: 1 r0, 1 r1, 1 r2, 1 r3, 1 r4 and 2 by 2 other rules." in render(report(*found), "text")


def test_what_is_below_the_lowest_severity_shown_is_counted() -> None:
    made = report(CONTRADICTION, Finding("r", Severity.WARNING, "m", place("guide.md", 1, 1, 2)))
    made.show_from("error")
    text = render(made, "text")
    assert [one.rule for one in made.findings] == ["model-mismatch"]
    assert "Not shown: 1 below `--min-severity error`." in text
    assert "`checker fix` applies safe fixes" in text


def test_text_groups_findings_by_page() -> None:
    other = Finding("r", Severity.WARNING, "m", place("guide.md", 1, 1, 2))
    text = render(report(other, CONTRADICTION, guide="one\nuse b."), "text")
    assert text.count("\nguide.md\n") + text.startswith("guide.md\n") == 1


def test_text_of_a_clean_run() -> None:
    assert render(report(), "text").endswith("with 1 rule.\nNo problems found.\n")


def test_text_says_how_many_findings_are_passed_over_and_why() -> None:
    made = report()
    made.older, made.since = 1_200, "ma\x1bin"
    assert render(made, "text").endswith(
        "with 1 rule.\nNo new problems found.\nNot shown: 1,200 older than the changes since ma\\x1bin.\n"
    )
    made.suppressed, made.baselined = 1, 2
    assert render(made, "text").endswith(
        "Not shown: 1 suppressed, 2 in the baseline and 1,200 older than the changes since ma\\x1bin.\n"
    )
    made.findings = [CONTRADICTION]
    assert "Found 1 error, 0 warnings and 0 suggestions.\nNot shown: 1 suppressed" in render(made, "text")
    made.suppressed = made.older = 0
    assert "\nNot shown: 2 in the baseline.\n" in render(made, "text")


def test_text_names_what_was_not_checked_and_warns() -> None:
    made = report()
    made.not_checked.append(NotChecked("b\x1b.md", "not UTF-8"))
    made.warnings.append("look here")
    text = render(made, "text")
    assert "Not checked:\n  b\\x1b.md: not UTF-8\n" in text
    assert "warning: look here\n" in text
    assert text.endswith("0 suggestions; 1 not checked.\n")


def test_text_of_a_finding_on_a_page_whose_text_is_gone() -> None:
    assert "2:5  error" in render(report(CONTRADICTION), "text")


def test_statistics_count_by_rule_most_frequent_first() -> None:
    warning = Finding("often", Severity.WARNING, "m", place("a.md", 1, 1, 2))
    text = render(report(CONTRADICTION, *[warning] * 12, guide="x"), "text", Look(statistics=True))
    assert text.startswith("12  warning     often\n 1  error       model-mismatch\n\nChecked")


def test_colours_change_nothing_but_colours() -> None:
    import re

    made = report(CONTRADICTION, guide="one\nuse b.", models="\n" * 9 + "a row")
    coloured = render(made, "text", Look(colour=True))
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == render(made, "text")


def test_source_lines_cannot_steer_the_terminal() -> None:
    line = "use \x1b[2Jb\u202e\u2066\x9b\x7f\udcff now"
    found = Finding("r", Severity.ERROR, "says \x1b]0;", place("g\x07.md", 1, 9, 10))
    made = report(found)
    made.texts = {"g\x07.md": line}
    text = render(made, "text")
    assert all(character == "\n" or character.isprintable() for character in text)
    assert "use \\x1b[2Jb\\u202e\\u2066\\x9b\\x7f\\udcff now" in text


@pytest.mark.parametrize(
    ("line", "start", "end", "before", "marks"),
    [
        ("say hello", 4, 9, "say ", "    ^^^^^"),
        ("\tuse b", 5, 6, "    use ", "        ^"),
        ("日本 b", 3, 4, "日本 ", "     ^"),
        ("use 日本 now", 4, 6, "use ", "    ^^^^"),
        ("e\u0301 b", 3, 4, "e\u0301 ", "  ^"),
        ("\x00 b", 2, 3, "\\x00 ", "     ^"),
        ("", 0, 0, "", "^"),
        ("end", 3, 3, "end", "   ^"),
        ("short", 90, 95, "short", "     ^"),
    ],
)
def test_marks_stand_under_what_they_mark(line: str, start: int, end: int, before: str, marks: str) -> None:
    shown = excerpt(line, start, end, 80)
    assert (shown.before, shown.marks("^")) == (before, marks)


@pytest.mark.parametrize("start", [0, 3, 50, 400, 900])
@pytest.mark.parametrize("character", ["x", "日", "\t", "\x1b"])
def test_long_lines_are_cut_around_the_mark(start: int, character: str) -> None:
    from rich.cells import cell_len

    line = character * start + "HERE" + character * (1000 - start)
    shown = excerpt(line, start, start + 4, 60)
    assert shown.marked == "HERE"
    assert 50 <= cell_len(shown.text) <= 60 or character == "\t"
    assert shown.before.startswith("…") == (start > 10)
    assert shown.after.endswith("…")
    assert len(shown.marks("^")) == cell_len(shown.before) + 4


def test_a_mark_that_is_wider_than_the_room_is_cut_too() -> None:
    shown = excerpt("a" + "b" * 500, 1, 501, 40)
    assert shown.before in ("a", "…")
    assert len(shown.marks("^")) <= 40


def test_a_span_of_many_lines_marks_the_first_to_its_end() -> None:
    found = Finding("r", Severity.ERROR, "m", place("g.md", 1, 5, 3, end_line=3))
    text = render(report(found, g="use this\nand\nthat"), "text")
    assert "    1 | use this\n      |     ^^^^\n\nChecked" in text


def test_printable_leaves_writing_alone() -> None:
    assert printable("naïve 日本 🎉 a\u00a0b") == "naïve 日本 🎉 a\u00a0b"


def test_json_is_the_documented_contract() -> None:
    made = report(CONTRADICTION, guide="one\nuse b.")
    made.not_checked.append(NotChecked("ü.md", "not UTF-8"))
    made.baselined, made.older, made.since, made.off = 3, 12, "main", {"wording": 10}
    made.warnings.append("look here")
    text = render(made, "json")
    spot = {"path": "guide.md", "line": 2, "column": 5, "end_line": 2, "end_column": 6}
    other = {"path": "models.md", "line": 10, "column": 1, "end_line": 10, "end_column": 2}
    wanted: dict[str, Any] = {
        "version": 1,
        "root": "/docs",
        "summary": {
            "pages": 2,
            "samples": 1,
            "mentions": 1200,
            "rules": 1,
            "findings": {"error": 1, "warning": 0, "suggestion": 0},
            "not_checked": [{"path": "ü.md", "reason": "not UTF-8"}],
            "links": None,
            "passed_over": {"suppressed": 0, "baseline": 3, "older": 12},
            "since": "main",
            "not_run": {"wording": 10},
            "warnings": ["look here"],
            "catalog": None,
        },
        "findings": [
            {
                "rule": "model-mismatch",
                "severity": "error",
                "message": "`b` contradicts `a`",
                **spot,
                "related": [{**other, "message": "the table declares it"}],
                "fix": {"safety": "safe", "edits": [{**spot, "text": "a"}]},
                "fingerprint": "0123456789abcdef",
                "confidence": "high",
                "evidence": {"ground": "text"},
            }
        ],
    }
    assert text == json.dumps(wanted, indent=2, ensure_ascii=False) + "\n"


def test_json_has_null_for_no_fix() -> None:
    found = Finding("r", Severity.ERROR, "m", place("g.md", 1, 1, 2))
    assert json.loads(render(report(found), "json"))["findings"][0]["fix"] is None


def test_every_format_renders_an_empty_report() -> None:
    assert all(render(report(), name).endswith("\n") for name in FORMATS)


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    with progress.bar("Reading") as moved:
        assert moved is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("CI", "true")
    with progress.bar("Reading") as moved:
        assert moved is None  # a log's lines would start with what removes the bar
    monkeypatch.delenv("CI")
    with progress.bar("Reading") as moved:
        assert moved is not None
        moved(1, 2)


def test_progress_appears_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    monkeypatch.setenv("TERM", "xterm")
    with progress.bar("Reading") as moved:
        assert moved is not None
        moved(1, 2)
    assert "Reading" in screen.getvalue()
