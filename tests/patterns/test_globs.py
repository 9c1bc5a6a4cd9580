"""Patterns as in a `.gitignore` mean what git says that they mean, and take no time."""

from __future__ import annotations

import random
import re
import subprocess
import time
from pathlib import Path

import pytest

from checker.patterns.globs import Globs, fault

PIECES = (
    "a",
    "b",
    "ab",
    "*",
    "**",
    "?",
    "/",
    "/",
    "[ab]",
    "[!a]",
    "[a-c]",
    "[[:alpha:]]",
    ".",
    "x.md",
    "\\*",
    "\\a",
    " ",
    "[",
)
NAMES = ("a", "b", "ab", "aab", "c", ".a", "x.md", "ax.md", "*", "[")
LINES = (
    "",
    "# a",
    "\\#a",
    "!",
    "\\!a",
    "a ",
    "a\\ ",
    "a\r",
    "/",
    "//",
    "**/",
    "/**",
    "a/**",
    "**/a/**/b",
    "a/**/**/b",
    "**a",
)


_JOINED = re.compile(r"[^/!]\*\*")
"""Stars that git's manual calls regular ones (`a**/b`), and that git takes for folders where letters come first."""


def some_line(chance: random.Random) -> str:
    if not chance.randrange(6):
        return chance.choice(LINES)
    out = "!" if not chance.randrange(5) else ""
    return out + "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 6)))


def some_path(chance: random.Random) -> str:
    return "/".join(chance.choice(NAMES) for _ in range(chance.randrange(1, 5)))


def said_by_git(root: Path, lines: list[str], paths: list[str]) -> set[str]:
    (root / ".gitignore").write_bytes("\n".join(lines).encode())
    command = ["git", "-c", "core.excludesFile=/dev/null", "check-ignore", "--no-index", "--stdin", "-z"]
    done = subprocess.run(command, check=False, cwd=root, input="\0".join(paths).encode(), capture_output=True)
    assert done.returncode in (0, 1), done.stderr
    return {path for path in done.stdout.decode().split("\0") if path}


def test_git_says_the_same(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    chance = random.Random(11)
    for _ in range(250):
        lines = [line for _ in range(4) if not _JOINED.search(line := some_line(chance))]
        paths = sorted({some_path(chance) for _ in range(40)})
        meant = Globs(lines)
        assert {path for path in paths if meant.match(path)} == said_by_git(tmp_path, lines, paths), lines


@pytest.mark.parametrize(
    ("lines", "path", "meant"),
    [
        (["build/"], "build", False),
        (["build/"], "build/", True),
        (["build/"], "a/build/b.md", True),
        (["docs/*", "!docs/keep"], "docs/keep/a.md", False),
        (["docs/", "!docs/keep.md"], "docs/keep.md", True),
        (["*.md", "!a.md"], "x/a.md", False),
        (["[z-a]", "b.md"], "b.md", True),
        ([], "a.md", False),
    ],
)
def test_folders_and_exceptions(lines: list[str], path: str, meant: bool) -> None:
    assert Globs(lines).match(path) is meant


def test_what_is_no_pattern_is_said() -> None:
    assert all(fault(line) for line in ("!", "[z-a]", "a[", "a\\", "/"))
    assert not any(fault(line) for line in ("", "# a", "a", "!a", "\\#a"))


@pytest.mark.parametrize("line", ["*a" * 60 + "b", "**/a/" * 60 + "b", "?" * 300 + "b", "*[ab]" * 60 + "c"])
def test_no_pattern_goes_back_and_forth(line: str) -> None:
    globs = Globs([line])
    path = "/".join(["a" * 200] * 15)
    start = time.process_time()
    assert not globs.match(path)
    assert time.process_time() - start < 1


def test_many_lines_are_read_and_asked_at_once() -> None:
    globs = Globs(f"name{number}.md" for number in range(20_000))
    start = time.process_time()
    assert [globs.match(f"docs/name{number}.md") for number in (5, 20_000)] == [True, False]
    assert time.process_time() - start < 0.1
