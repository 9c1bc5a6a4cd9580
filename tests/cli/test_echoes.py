"""Names and texts of the tree steer neither a terminal nor a CI runner, whichever command prints them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from checker.report.escape import inert, inert_json, inert_markup, terminal_line

from ..support import TOP
from ..support.repositories import DOUBLED, Repository

NAMES = [
    "\x1b]0;pwn\x07\x1b[2Ja",
    "a\n::error::x",
    "::error file=x::pwn",
    " ::stop-commands::x",
    "\u2003::debug::x",
    "##[add-mask]x",
    "##vso[task.setvariable variable=x]y",
    "right \u202e to left",
    "\x9b31m",
    "tab\tand\rreturn",
]
PAGE = (
    "# ::error::title\n\nDeploy a `gpt-4o` model.\n\n::notice::Some text.\n"
    f"{DOUBLED}\n::error::The the ##[error]x ##vso[y]z\n"
)
_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


@pytest.fixture
def hostile(repo: Repository) -> Repository:
    """A repository with pages, and with unreadable pages, whose names are commands."""
    repo.commit(fine="Fine.\n")
    for name in NAMES:
        (repo.root / f"{name}.md").write_text(PAGE)
        (repo.root / f"{name} unreadable.md").write_bytes(b"\xff")
    repo.git("add", "-A")
    return repo


COMMANDS = [
    "check",
    "check --format full",
    "check --format markdown",
    "check --format github",
    "check --format json",
    *(f"check --format {name}" for name in ("jsonl", "sarif", "gitlab", "rdjson", "junit")),
    "check --since HEAD",
    "check --staged",
    "check --fix",
    "check --statistics --output out.txt",
    "report",
    "fix",
    "baseline",
    "triage decisions.json",
    "where gpt-4o",
    "where nothing",
    "catalog",
    *(f"graph --format {name}" for name in ("json", "graphml", "dot")),
    *(f"{command} --format {name}" for command in ("history", "diff HEAD") for name in ("json", "markdown")),
    "rename gpt-4o gpt-4o-mini --write",
    "bump azure-openai 2024-10-21",
    "diff HEAD",
    "diff HEAD --format json --output out.json",
    "history",
    "config",
    "init",
    "pytest --checker -p no:cacheprovider",
    "pytest --checker --checker-fail-on never -v -p no:cacheprovider",
]


def run(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    module, *rest = command.split() if command.startswith("pytest") else ("checker", *command.split())
    return subprocess.run(
        [sys.executable, "-m", module, *rest],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TOP), **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )


def assert_harmless(done: subprocess.CompletedProcess[bytes], *, github: bool = False) -> None:
    for stream in (done.stdout, done.stderr):
        text = stream.decode("utf-8", "replace")
        assert _STEERS.findall(text) == []
        for line in text.split("\n"):
            if github and re.match(r"::(error|warning|notice|group|endgroup)\b", line):
                continue
            assert not line.lstrip().startswith("::"), line
            assert not re.search(r"##\w*\[", line), line
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_what_steers(command: str, hostile: Repository) -> None:
    (hostile.root / "decisions.json").write_text('{"checker-triage": 1, "entries": []}')
    assert_harmless(run(command, hostile.root), github="github" in command)


def test_what_is_taken_out_of_the_baseline_is_shown(hostile: Repository) -> None:
    for file in hostile.root.glob("* unreadable.md"):
        file.unlink()
    assert run("baseline", hostile.root).returncode == 0
    for file in hostile.root.glob("*.md"):
        if "fine" not in file.name:
            file.write_text("Fine.\n")
    done = run("baseline --update", hostile.root)
    assert_harmless(done)
    assert b"- \\x1b]0;pwn\\x07\\x1b[2Ja.md [doubled-word]" in done.stdout
    assert_harmless(run("check --baseline checker-baseline.jsonl", hostile.root))


def test_arguments_and_configurations_that_are_wrong(hostile: Repository, tmp_path: Path) -> None:
    name = "\x1b[2J::error::x"
    assert_harmless(run("check", hostile.root, LANG="C"))
    for arguments in (
        ["check", name],
        ["check", f"--{name}"],
        [name],
        ["rule", name],
        ["diff", name, name],
        ["triage", name],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "checker", *arguments],
            cwd=hostile.root,
            env={**os.environ, "PYTHONPATH": str(TOP)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 2
        assert_harmless(done)
    (hostile.root / "checker.toml").write_text('"\\u001b[2J" = 1\n')
    assert_harmless(run("check", hostile.root))
    assert_harmless(run("pytest --checker", hostile.root))


def test_a_crash_is_printed_as_text(hostile: Repository) -> None:
    script = (
        "import checker.cli.check as c, sys\n"
        "def crash(*a, **k): raise RuntimeError('\\x1b[2J\\n::error::x')\n"
        "from checker.workflows import docs_tree\n"
        "docs_tree.tree_of = crash\n"
        "sys.argv[1:] = ['check']\n"
        "from checker.cli import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=hostile.root,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "RuntimeError" in done.stderr
    assert "\x1b" not in done.stderr
    assert "\n::error" not in done.stderr


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("  \t::error::x", "  \t\\x3a:error::x"),
        ("\x1b[1m::error::x", "\x1b[1m\\x3a:error::x"),
        ("a\n::b", "a\n\\x3a:b"),
        ("std::vector", "std::vector"),
        ("- ::x", "- ::x"),
        ("##[error]x", "#\\x23[error]x"),
        ("see ##vso[a]b", "see #\\x23vso[a]b"),
        ("## [1.0]", "## [1.0]"),
        ("### Title", "### Title"),
    ],
)
def test_only_commands_are_escaped(given: str, expected: str) -> None:
    assert inert(given) == expected
    assert inert(expected) == expected


def test_what_is_escaped_still_says_the_same() -> None:
    text = "##[error]x ##vso[y] \x9b31m \u202e end"
    assert json.loads(inert_json(json.dumps({text: [text]}, ensure_ascii=False))) == {text: [text]}
    assert ElementTree.fromstring(inert_markup("<a b='##[x]'>##[y]</a>")).attrib == {"b": "##[x]"}


def test_a_line_is_one_line() -> None:
    assert terminal_line("a\nb\x1b[2J") == "a\\x0ab\\x1b[2J"


def test_a_terminal_with_colours_sees_no_escapes_but_ours(hostile: Repository) -> None:
    done = run("check", hostile.root, FORCE_COLOR="1")
    text = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout.decode("utf-8", "replace"))
    assert _STEERS.findall(text) == []
