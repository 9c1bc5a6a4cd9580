"""Throw-away git repositories, and checks that run in them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.tree import git

DOUBLED = "A word stands stands twice.\n"
Found = list[tuple[str, int, str]]


class Repository:
    """A git repository in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q")
        self.git("symbolic-ref", "HEAD", "refs/heads/main")  # `init -b` is younger than the oldest git

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, **pages: str) -> None:
        for name, text in pages.items():
            file = self.root / (name.replace("__", "/") + ".md")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())

    def commit(self, **pages: str) -> str:
        self.write(**pages)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")
        return self.git("rev-parse", "HEAD")


def git_version() -> tuple[int, ...]:
    """Return the version of the git that the tests run with."""
    return git.version(git._program())


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    repository = Repository(tmp_path / "repo")
    monkeypatch.chdir(repository.root)
    return repository


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, [*map(str, arguments), "--as-of", "2025-02-06"])


def found(*arguments: str | Path) -> Found:
    result = run("check", "--format", "json", *arguments)
    assert result.exit_code in (0, 1), result.stderr
    return [(one["path"], one["line"], one["rule"]) for one in json.loads(result.stdout)["findings"]]
