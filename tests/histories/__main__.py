"""`python -m tests.histories REPOSITORY...`: how many mistakes that real commits have fixed are found.

REPOSITORY is a git directory, bare or not, with a name in front if you like: `NAME=DIR`. The commits whose message says
that something is fixed are searched for edits of one or two lines in Markdown pages. An edit is found when a finding on
its lines, in the tree before the commit, is gone after it. Many edits improve what was not wrong; to measure with
mistakes only, print the edits with `--list`, remove the others, and check the rest with `--edits`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

from checker.tree.git import GitError

from .checks import Outcome, outcomes
from .edits import Edit, is_under, mined
from .repositories import opened
from .table import as_markdown

MOST = 50
MOST_OF_A_COMMIT = 3
"""Edits of a commit that are taken, since they are often all of one kind."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, or the edits; exit with 2 if a repository cannot be read."""
    given = _parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = [one for repository in given.repositories for one in _of(repository, given, Path(folder))]
    except GitError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if given.list:
        sys.stdout.writelines(f"{json.dumps(one.edit.data())}\n" for one in found)
        return 0
    if given.data:
        given.data.write_text(json.dumps([one.data() for one in found], indent=2) + "\n", "utf-8")
    sys.stdout.write(as_markdown(found))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.histories", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("repositories", nargs="+", metavar="REPOSITORY")
    add("--under", action="append", default=[], metavar="FOLDER", help="Check only this folder; repeatable.")
    add("--any", action="store_true", help="Take the edits of all commits, whatever their message says.")
    add("--max", type=int, default=MOST, metavar="N", help=f"Edits of each repository (default: {MOST}).")
    add("--list", action="store_true", help="Print the edits as JSON Lines, and check nothing.")
    add("--edits", type=Path, metavar="FILE", help="Check the edits of this file, as --list prints them.")
    add("--data", type=Path, metavar="FILE", help="Write what was found of each edit to this file, as JSON.")
    return parser


def _of(repository: str, given: argparse.Namespace, scratch: Path) -> Iterator[Outcome]:
    """Yield the outcomes of a repository's edits; they are not checked if they are only to be listed."""
    name, _, path = repository.rpartition("=")
    history = opened(Path(path), _made(scratch / "nowhere"))
    name = name or _name(Path(path).resolve())
    if given.edits:
        lines = given.edits.read_text("utf-8").splitlines()
        every = [Edit.of(json.loads(line)) for line in lines if line.strip()]
        edits = [one for one in every if one.repo == name and is_under(one.path, given.under)]
    else:
        edits = sample(mined(history, name, given.under, any_message=given.any), given.max)
    if given.list:
        yield from (Outcome(one) for one in edits)
    else:
        cache = _made(scratch / hashlib.sha256(repository.encode()).hexdigest()[:10])
        yield from outcomes(history, edits, given.under, cache, lambda commit: _progress(f"{name} {commit[:12]}"))


def sample(edits: Sequence[Edit], most: int) -> list[Edit]:
    """Return at most so many edits, a few of each commit, in an order that depends on nothing but their ids."""

    def order(edit: Edit) -> tuple[str, str]:
        return hashlib.sha256(edit.commit.encode()).hexdigest(), edit.id

    found: list[Edit] = []
    for _, some in groupby(sorted(edits, key=order), key=lambda one: one.commit):
        found += islice(some, MOST_OF_A_COMMIT)
    return found[:most]


def _name(folder: Path) -> str:
    """Return what a repository is called: its folder, or the one around its `.git`."""
    return folder.parent.name if folder.name == ".git" else folder.name.removesuffix(".git")


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _progress(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
