"""The commands that write the HTML report: where it goes, exit codes, and names that are no text."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import cli

from ..support.html_page import Page


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "wrong.md").write_text("A word stands stands twice.\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("options", "code"), [((), 1), (("--fail-on", "error"), 0), (("--ignore", "doubled-word"), 0)])
def test_report_writes_a_file_and_says_where(docs: Path, options: tuple[str, ...], code: int) -> None:
    result = CliRunner().invoke(cli.cli, ["report", "docs", *options])
    assert result.exit_code == code
    assert result.stdout == f"Wrote {Path('reports') / 'checker.html'}\n"
    assert (
        "stands stands" in Page((docs / "reports" / "checker.html").read_text("utf-8")).text()
        or "doubled-word" in options
    )
    assert (docs / "reports" / ".gitignore").read_text() == "*\n"
    same = CliRunner().invoke(cli.cli, ["check", "docs", *options, "--format", "html"])
    assert same.stdout == (docs / "reports" / "checker.html").read_text("utf-8")


def test_a_folder_of_reports_that_is_there_stays_as_it_is(docs: Path) -> None:
    (docs / "reports").mkdir()
    assert CliRunner().invoke(cli.cli, ["report", "docs"]).exit_code == 1
    assert [one.name for one in (docs / "reports").iterdir()] == ["checker.html"]


def test_report_exits_with_2_when_something_was_missed_or_cannot_be_written(docs: Path) -> None:
    (docs / "docs" / "broken.md").write_bytes(b"\xff")
    result = CliRunner().invoke(cli.cli, ["report", "docs", "--output", "out.html"])
    assert result.exit_code == 2
    assert result.stdout == "Wrote out.html\n"
    assert "not UTF-8" in (docs / "out.html").read_text("utf-8")
    (docs / "reports").write_text("a file")
    result = CliRunner().invoke(cli.cli, ["report", "docs"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot create the folder reports" in result.stderr
    result = CliRunner().invoke(cli.cli, ["report", "nowhere"])
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_page_whose_name_is_no_text_has_its_place(docs: Path) -> None:
    name = b"byte\xff.md"
    try:
        with open(bytes(docs / "docs") + b"/" + name, "wb") as file:
            file.write(b"A word stands stands twice.\n")
    except OSError:
        pytest.skip("this file system takes no such name")
    result = CliRunner().invoke(cli.cli, ["report", "docs"])
    assert result.exit_code == 1
    page = Page((docs / "reports" / "checker.html").read_text("utf-8"))
    assert "byte\\udcff.md:1" in page.text()
    assert "#/pages/byte%EF%BF%BD.md" in {one["href"] for one in page.all("a")}
