"""Questions to git go in, its plumbing's answers come out: listings, blobs, revisions and what differs between two.

Only plumbing is asked, since it heeds no one's taste in diffs; a revision never reaches it as an option.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path


class GitError(Exception):
    """git could not answer: its words, or why it could not be asked."""


def run(root: Path, *arguments: str, given: bytes | None = None, fine: Collection[int] = (0,)) -> bytes:
    """Return what a git command prints when run in a folder; `fine` are the exit codes that are no failure.

    Raises `GitError` with git's own words when it fails.
    """
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, input=given, capture_output=True, check=False, env=_environment(root)
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed" if root.is_dir() else f"no such folder: {root}") from error
    if done.returncode not in fine:
        words = done.stderr.decode("utf-8", "replace").strip()
        raise GitError(words or f"git {arguments[0]} ended with {done.returncode}")
    return done.stdout


def _environment(root: Path) -> Mapping[str, str]:
    """Return the environment for git: English, no locks, and in a hook the work tree that the hook runs for."""
    found = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    found.pop("GIT_EXTERNAL_DIFF", None)
    if "GIT_DIR" in found and "GIT_WORK_TREE" not in found:
        # With GIT_DIR alone git takes the current folder for the top of the work tree.
        top = next((folder for folder in (root.resolve(), *root.resolve().parents) if (folder / ".git").exists()), None)
        if top is not None:
            found["GIT_WORK_TREE"] = str(top)
    return found


def text(root: Path, *arguments: str) -> str:
    """Return a command's answer of one line, or an empty text where git says no."""
    try:
        return os.fsdecode(run(root, *arguments)).strip()
    except GitError:
        return ""


def fields(raw: bytes) -> list[str]:
    """Split an answer in which NUL ends each field."""
    return [os.fsdecode(one) for one in raw.split(b"\0")[:-1]]


def blobs(root: Path, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of blobs by their ids.

    Raises `GitError` for one that is missing, as in a partial clone without its remote.
    """
    wanted = list(dict.fromkeys(ids))
    raw = run(root, "cat-file", "--batch", given="".join(f"{one}\n" for one in wanted).encode())
    position = 0
    for one in wanted:
        end = raw.index(b"\n", position)
        head = raw[position:end].split()
        if len(head) != 3 or head[1] != b"blob":
            raise GitError(f"object {one} is missing")
        size = int(head[2])
        yield one, raw[end + 1 : end + 1 + size]
        position = end + size + 2


def commit(root: Path, revision: str) -> str:
    """Return the id of the commit that a revision names, or an empty text where there is none."""
    if revision.startswith("-") or "\0" in revision or not revision.strip():
        return ""
    return text(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")


def empty_tree(root: Path) -> str:
    """Return the id of the tree without a file, which every git knows; what a first commit is compared with."""
    return text(root, "hash-object", "-t", "tree", "/dev/null")
