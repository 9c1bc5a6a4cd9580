"""`checker check -`: a page from standard input, the rest of the tree from the disk. And `checker check --watch`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import cli

from ..support import TOP, write

DISK = {
    "docs/models.md": "# Models\n\n## Limits\n\nText.\n",
    "docs/page.md": "# Page\n\nSee [the limits](models.md#limits).\n",
    "docs/other.md": "# Other\n\nThe the page: [page](page.md#page).\n",
}
FAULTY = "# Page\n\nSee [the limits](models.md#limit) in in docs.\n"


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {**DISK, "checker.toml": ""})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(text: str | bytes, *arguments: str) -> Result:
    return CliRunner().invoke(
        cli.cli, ["check", "--root", ".", "--config", "checker.toml", *arguments, "--no-cache"], input=text
    )


def found(result: Result) -> list[tuple[str, str]]:
    """Return the page and rule of each finding of a report in JSON."""
    return [(one["path"], one["rule"]) for one in json.loads(result.stdout)["findings"]]


def test_the_text_of_the_buffer_counts_and_only_its_findings_are_reported() -> None:
    result = check(FAULTY, "-", "--stdin-filename", "docs/page.md", "--format", "json")
    assert found(result) == [("docs/page.md", "broken-anchor"), ("docs/page.md", "doubled-word")]
    assert result.exit_code == 1


def test_it_is_the_report_of_the_page_on_the_disk(tree: Path) -> None:
    buffered = check(FAULTY, "-", "--stdin-filename", "docs/page.md", "--format", "json")
    write(tree, {"docs/page.md": FAULTY})
    assert buffered.stdout == check("", "docs/page.md", "--format", "json").stdout


def test_a_clean_buffer_is_clean_whatever_is_on_the_disk(tree: Path) -> None:
    write(tree, {"docs/page.md": FAULTY})
    result = check(DISK["docs/page.md"], "-", "--stdin-filename", "docs/page.md")
    assert (result.exit_code, "No problems found" in result.stdout) == (0, True)


def test_the_page_need_not_be_on_the_disk() -> None:
    result = check("# New\n\nThe the end.\n", "-", "--stdin-filename", "docs/new/page.md", "--format", "json")
    assert found(result) == [("docs/new/page.md", "doubled-word")]


def test_line_ends_and_a_byte_order_mark_are_those_of_a_file() -> None:
    text = ("\ufeff" + FAULTY.replace("\n", "\r\n")).encode()
    result = check(text, "-", "--stdin-filename", "docs/page.md", "--format", "json")
    assert found(result) == [("docs/page.md", "broken-anchor"), ("docs/page.md", "doubled-word")]


def test_a_text_that_is_no_page_is_not_green() -> None:
    assert check(b"\xff\xfe", "-", "--stdin-filename", "docs/page.md").exit_code == 2
    result = check("text", "-", "--stdin-filename", "docs/page.txt")
    assert (result.exit_code, "must end in one of" in result.output) == (2, True)


def test_a_page_that_is_left_out_is_said_to_be(tree: Path) -> None:
    write(tree, {"checker.toml": 'exclude = ["docs/page.md"]\n'})
    result = check(FAULTY, "-", "--stdin-filename", "docs/page.md")
    assert "docs/page.md was not checked: excluded" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-"], "--stdin-filename names"),
        (["docs", "--stdin-filename", "docs/page.md"], "PATHS has no `-`"),
        (["-", "--stdin-filename", "docs"], "is a folder"),
        (["-", "--stdin-filename", "../page.md"], "outside the root"),
        (["-", "--stdin-filename", "docs/page.md", "--fix"], "--fix changes files"),
        (["-", "--stdin-filename", "docs/page.md", "--watch"], "--watch checks the working tree"),
        (["--watch", "--staged"], "--watch checks the working tree"),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: list[str], message: str) -> None:
    result = check(FAULTY, *arguments)
    assert (result.exit_code, message in result.output) == (2, True), result.output


# -- watching


@contextmanager
def watching(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `checker check --watch` in a folder, and interrupt it in the end."""
    command = [sys.executable, "-m", "checker", "check", "--watch", "--no-cache", "--format", "concise"]
    environment = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(20) == 130
        finally:
            process.kill()
            assert process.stdout is not None
            process.stdout.close()


def until_it_waits(process: subprocess.Popen[str]) -> str:
    """Return what is printed up to the line which says that it waits for a change."""
    assert process.stdout is not None
    lines: list[str] = []
    while not (lines and lines[-1].startswith("Watching ")):
        line = process.stdout.readline()
        assert line, f"it ended: {lines}"
        lines.append(line)
    return "".join(lines)


def test_each_change_is_checked_and_what_is_invalid_meanwhile_is_told(tree: Path) -> None:
    with watching(tree) as process:
        assert "docs/other.md:3:1" in until_it_waits(process)
        write(tree, {"docs/page.md": FAULTY})
        assert "docs/page.md:3:18" in until_it_waits(process)
        write(tree, {"checker.toml": "nonsense = 1\n"})
        assert "nonsense: unknown key" in until_it_waits(process)
        write(tree, {"checker.toml": 'ignore = ["doubled-word"]\n'})
        last = until_it_waits(process)
        assert "broken-anchor" in last
        assert "doubled-word" not in last
