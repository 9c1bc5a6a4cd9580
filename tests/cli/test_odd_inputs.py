"""Files that people or strangers write oddly are read as meant, or named in one line; nothing ends in a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.config import load, parse_toml

from ..support import TOP
from ..support.repositories import DOUBLED, Repository, found

DEEP = "[" * 5000
LONG = "1" * 5000
MARK = b"\xef\xbb\xbf"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, list(arguments))


def assert_named(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    for word in words:
        assert word in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_byte_order_mark_is_no_part_of_toml(repo: Repository) -> None:
    repo.commit(a=DOUBLED)
    (repo.root / "checker.toml").write_bytes(MARK + b'exclude = ["a.md"]\r\n')
    assert load(repo.root / "checker.toml").exclude == ["a.md"]
    (repo.root / "checker.toml").write_bytes(MARK + b"ignore = []\n")
    (repo.root / "checker-catalog.toml").write_bytes(MARK + b'[catalog]\nsource = "ours"\n\n[models.contoso-1]\n')
    assert found() == [("a.md", 1, "doubled-word")]
    assert "contoso-1" in run("catalog").stdout


@pytest.mark.parametrize("name", ["checker.toml", "checker-catalog.toml", "pyproject.toml"])
@pytest.mark.parametrize("text", [f"a = {DEEP}", f"a = {LONG}", f"[{'a.' * 5000}a]", "a = \x00", "\ufeff\ufeffa = 1"])
def test_toml_that_python_cannot_hold_is_named(name: str, text: str, repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    (repo.root / name).write_text(text, encoding="utf-8")
    result = run("check")
    assert isinstance(result.exception, SystemExit | None), result.exception
    if result.exit_code:
        assert_named(result, name)


@pytest.mark.parametrize(
    "text", [DEEP, f'{{"checker-triage": {LONG}}}', f'{{"checker-triage": 1, "entries": [{LONG}]}}']
)
def test_decisions_that_python_cannot_hold_are_named(text: str, repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    (repo.root / "decisions.json").write_text(text)
    assert_named(run("triage", "decisions.json"), "decisions.json: ")


@pytest.mark.parametrize("count", ["300000000", str(2**63 - 1), "1" + "0" * 23, LONG])
def test_a_baseline_cannot_use_up_the_memory(count: str, repo: Repository) -> None:
    repo.commit(a=DOUBLED)
    entry = f'{{"page":"a.md","rule":"doubled-word","content":"x","count":{count}}}'
    (repo.root / "known.jsonl").write_text(f'{{"checker-baseline":1}}\n{entry}\n')
    start = time.process_time()
    for command in (["check", "--baseline", "known.jsonl"], ["baseline", "--update", "--output", "known.jsonl"]):
        assert_named(run(*command), "known.jsonl")
    assert time.process_time() - start < 10


def test_a_baseline_may_be_large(repo: Repository) -> None:
    repo.commit(a=DOUBLED)
    entry = '{"page":"a.md","rule":"doubled-word","content":"x","count":999999}'
    (repo.root / "known.jsonl").write_text(f'{{"checker-baseline":1}}\n{entry}\n')
    result = run("check", "--baseline", "known.jsonl")
    assert result.exit_code == 1
    assert "999999" in result.output


@pytest.mark.parametrize(
    "command", ["check", "fix", "baseline", "report", "init", "config", "history", "diff a b", "where x", "check a.md"]
)
def test_the_current_folder_may_be_gone(command: str, tmp_path: Path) -> None:
    script = "import os, sys; os.rmdir(os.getcwd()); from checker.cli import main; main()"
    (tmp_path / "gone").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script, *command.split()],
        cwd=tmp_path / "gone",
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"a = 1\xff", "utf-8"), (b"a = ", "Invalid value"), (f"a = {DEEP}".encode(), "nested too deeply")],
)
def test_what_is_no_toml_is_one_kind_of_error(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_toml(data)
