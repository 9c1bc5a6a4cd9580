"""What could not be looked at is named, and ends in 2: by every command and in every format."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.config import Config
from checker.report import FORMATS
from checker.report.diff import FORMATS as DIFF_FORMATS
from checker.run import load
from checker.tree.sources import FolderSource, NoPageError, SourceError

from ..support import TOP
from ..support.repositories import DOUBLED, Repository


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, list(arguments))


def pipe(root: Path) -> str:
    os.mkfifo(root / "pipe.md")
    return "pipe.md"


def device(root: Path) -> str:
    try:
        os.mknod(root / "null.md", 0o666 | 0o020000, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root makes devices")
    return "null.md"


def listener(root: Path) -> str:
    there = Path.cwd()
    os.chdir(root)  # the name of a socket has room for 100 characters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("socket.md")
    finally:
        os.chdir(there)
    return "socket.md"


def not_text(root: Path) -> str:
    (root / "latin.md").write_bytes(b"\xff\xfe")
    return "latin.md"


def too_deep(root: Path) -> str:
    """Make folders in folders until no path names the innermost one; there is a page in it."""
    name = "d" * 250
    handle = os.open(root, os.O_RDONLY)
    for _ in range(17):
        os.mkdir(name, dir_fd=handle)
        inner = os.open(name, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(os.open("page.md", os.O_CREAT | os.O_WRONLY, dir_fd=handle))
    os.close(handle)
    return name


def closed(root: Path) -> str:
    (root / "closed").mkdir()
    (root / "closed" / "c.md").write_text(DOUBLED)
    (root / "closed").chmod(0)
    return "closed"


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let folders without any permission be closed even to root, as these tests may well be run by."""

    def refused(call: Callable[..., object]) -> Callable[..., object]:
        def asked(path: str | Path = ".") -> object:
            if not isinstance(path, int) and os.stat(path).st_mode & 0o777 == 0:
                raise PermissionError(13, "Permission denied", str(path))
            return call(path)

        return asked

    monkeypatch.setattr(os, "scandir", refused(os.scandir))
    monkeypatch.setattr(os, "listdir", refused(os.listdir))
    yield
    monkeypatch.undo()


GAPS = [pipe, device, listener, not_text, too_deep, closed]


@pytest.mark.usefixtures("refusing")
@pytest.mark.parametrize("gap", GAPS, ids=lambda one: str(one.__name__))
def test_each_kind_is_named_and_the_rest_is_checked(gap: Callable[[Path], str], repo: Repository) -> None:
    repo.commit(a=DOUBLED)
    name = gap(repo.root)
    result = run("check")
    assert result.exit_code == 2
    assert f"\nNot checked:\n  {name}" in result.stdout
    assert "stands stands" in result.stdout
    assert "1 not checked" in result.stdout
    (repo.root / name).chmod(0o755) if gap is closed else None


@pytest.fixture
def gappy(repo: Repository) -> Iterator[Repository]:
    """A repository with a page, and with a folder that cannot be listed."""
    repo.commit(a="Deploy a `gpt-4o` model.\n")
    name = closed(repo.root)
    yield repo
    (repo.root / name).chmod(0o755)


COMMANDS = [
    *(f"check --format {name}" for name in FORMATS),
    "check --statistics",
    "check --fix",
    "check --since HEAD",
    "check a.md",
    "report",
    "fix",
    "fix --diff",
    "baseline",
    "rename gpt-4o gpt-4o-mini",
    "bump azure-openai 2024-10-21",
    "where gpt-4o",
    "catalog",
    "graph --format json",
    *(f"diff HEAD --format {name}" for name in DIFF_FORMATS),
    "diff . .",
]


@pytest.mark.usefixtures("refusing")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_format_names_it(command: str, gappy: Repository) -> None:
    result = run(*command.split())
    assert result.exit_code == 2, result.output
    told = result.stdout + result.stderr
    if "html" in command or command == "report":
        told += "".join(file.read_text() for file in (gappy.root / "reports").glob("*"))
    assert "closed" in told
    assert "cannot be listed" in told
    assert "Permission denied" in told


@pytest.mark.usefixtures("refusing")
def test_a_fix_and_a_decision_do_not_pass_over_it(gappy: Repository) -> None:
    (gappy.root / "decisions.json").write_text('{"checker-triage": 1, "entries": []}')
    result = run("triage", "decisions.json")
    assert result.exit_code == 2
    assert "closed: the folder cannot be listed" in result.stderr


NOT_A_PAGE = [
    "check x.txt",
    "check x.txt a.md --format json",
    "check --staged x.txt",
    "fix x.txt",
    "baseline x.txt",
    "rename gpt-4o gpt-4o-mini x.txt",
    "where gpt-4o x.txt",
    "catalog x.txt",
    "graph --format dot x.txt",
    "history x.txt",
    "report x.txt",
]


@pytest.mark.parametrize("command", NOT_A_PAGE)
def test_a_file_that_is_no_page_cannot_be_looked_at(command: str, repo: Repository) -> None:
    (repo.root / "x.txt").write_text("the the")
    repo.commit(a="Deploy a `gpt-4o` model.\n")
    result = run(*command.split())
    assert result.exit_code == 2
    assert "x.txt: not a page: its name must end in one of .md, .mdx" in result.stdout + result.stderr


@pytest.mark.usefixtures("refusing")
def test_no_page_at_all(tmp_path: Path) -> None:
    name = closed(tmp_path)
    with pytest.raises(SourceError, match="closed: the folder cannot be listed: Permission denied") as caught:
        FolderSource(tmp_path).pages()
    assert not isinstance(caught.value, NoPageError)
    (tmp_path / name).chmod(0o755)


@pytest.mark.usefixtures("refusing")
def test_nothing_is_claimed_of_what_lies_in_it(gappy: Repository) -> None:
    gappy.write(a="See [c](closed/c.md), [d](closed/d/e.md) and [this](gone.md).\n")
    result = run("check", "--select", "broken-link", "--format", "jsonl")
    assert result.exit_code == 2
    assert result.stdout.count("broken-link") == 1


@pytest.mark.usefixtures("refusing")
def test_the_baseline_is_not_blamed_for_it(gappy: Repository) -> None:
    (gappy.root / "closed").chmod(0o755)
    assert run("baseline").exit_code == 0
    (gappy.root / "closed").chmod(0)
    result = run("check", "--baseline", "checker-baseline.jsonl")
    assert result.exit_code == 2
    assert "no longer there" not in result.output


@pytest.mark.parametrize("kind", ["pipe", "closed"])
def test_a_gitignore_that_cannot_be_read_is_a_warning(
    kind: str, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(a="Fine.\n")
    if kind == "pipe":
        os.mkfifo(repo.root / ".gitignore")
    else:
        (repo.root / ".gitignore").symlink_to("/etc/hostname")
    result = run("check")
    assert result.exit_code == 0
    assert "warning: .gitignore is ignored: " in result.stdout


def test_what_is_left_out_need_not_be_readable(repo: Repository) -> None:
    pipe(repo.root)
    (repo.root / ".gitignore").write_text("pipe.md\n")
    (repo.root / "node_modules").mkdir()
    os.mkfifo(repo.root / "node_modules" / "other.md")
    repo.commit(a="Fine.\n")
    assert load(FolderSource(repo.root), Config()).not_checked == []


def test_the_pytest_plugin_fails_for_it(repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    pipe(repo.root)
    deep = too_deep(repo.root)
    command = [sys.executable, "-m", "pytest", "--checker", "-p", "no:cacheprovider", f"--ignore={deep}"]
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    done = subprocess.run(
        command, cwd=repo.root, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1, done.stdout
    assert "not checked: pipe.md: not a regular file, but a pipe (FIFO)" in done.stdout
    assert f"not checked: {deep}" in done.stdout
    assert "2 failed, 1 passed" in done.stdout
