"""The overview of the HTML report: what the rules say, the trend, folders, and a report without findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import cli
from checker.findings import Comparison, NotChecked, Report
from checker.report.html.folders import folders

from ..support.format_samples import ordinary
from ..support.html_page import Page
from ..support.html_reports import data_of, page_of, real
from ..support.repositories import DOUBLED, Repository


def test_the_rules_explain_themselves() -> None:
    page = Page(real())
    linked = {str(one["href"]) for one in page.all("a") if "/overview/rule:" in str(one["href"])}
    there = {one["id"] for one in page.all("details")}
    assert linked
    assert {href.removeprefix("#") for href in linked} <= there
    assert "expect:" not in "".join(
        data for around, data in page.texts if "section" in around and "ol" not in around and "pre" not in around
    )


def test_an_empty_report_says_so_but_not_when_something_was_missed() -> None:
    empty = Report("/docs", pages=3, rules=20)
    assert "No problems found. Checked with" in page_of(empty).text()
    empty.not_checked = [NotChecked("a.md", "not UTF-8")]
    shown = page_of(empty).text()
    assert "agrees with itself" not in shown
    assert "1 part could not be checked." in shown
    assert "not everything could be checked" in shown
    assert "not UTF-8" in shown


def test_a_report_without_findings_says_what_it_passes_over() -> None:
    old = Report("/docs", pages=3, rules=20, hidden=ordinary().findings, older=2, baselined=1, since="main")
    shown = page_of(old).text()
    hidden = "1 in the baseline and 2 older than the changes since main"
    assert f"No new problems found. Not shown: {hidden}." in shown
    assert "agrees with itself" not in shown


def test_the_trend_names_what_is_new_known_and_fixed(tmp_path: Path) -> None:
    report = ordinary()
    assert "Against the" not in page_of(report).text()
    report.comparisons = [Comparison("baseline b.jsonl", 3, 4, (("old.md", "doubled-word", "the the"),) * 5)]
    shown = re.sub(r"\s+", " ", page_of(report).text())
    assert "Compared with the baseline b.jsonl" in shown
    assert "3 new 4 known 5 fixed" in shown
    assert "old.md doubled-word the the" in shown


def test_a_run_is_compared_with_the_baseline_and_with_the_base_of_the_change(repo: Repository) -> None:
    repo.commit(a=DOUBLED + "\nGo to the the end.\n", b="Fine fine.\n")
    CliRunner().invoke(cli.cli, ["baseline", "--output", "known.jsonl"])
    repo.git("switch", "-q", "-c", "topic")
    repo.commit(a=DOUBLED + "\nGo to the end.\n", b="Fine fine.\n\nNew new.\n")
    for options, against in (
        (("--since", "main"), "revision main"),
        (("--baseline", "known.jsonl"), "baseline known.jsonl"),
    ):
        assert CliRunner().invoke(cli.cli, ["report", *options, "--output", "out.html"]).exit_code == 1
        text = Path("out.html").read_text("utf-8")
        shown = re.sub(r"\s+", " ", Page(text).text())
        assert f"Compared with the {against} 1 new, 2 known, 1 fixed 1 new 2 known 1 fixed" in shown
        assert "a.md doubled-word the the" in shown
        assert data_of(text, "findings")["known"] == [0, 1, 1]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a.md", "b/c.md"], ["/", "b"]),
        (["docs/a/x.md", "docs/b/c/y.md"], ["docs/a", "docs/b"]),
        (["docs/x.md", "docs/b/y.md"], ["docs", "docs/b"]),
        (["docs/x.md"], ["docs"]),
        ([], []),
    ],
)
def test_folders_are_the_topmost_that_differ(paths: list[str], expected: list[str]) -> None:
    assert list(folders(paths).values()) == expected
