"""A git directory goes in, a repository comes out that can be asked about all commits and needs no work tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from checker.tree import git
from checker.tree.git_sources import RevisionSource


class History(git.Repository):
    """A repository of which some objects may be missing, as in a partial clone."""

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the bytes of blobs by their ids; those that are missing are empty, so that their files are there."""
        wanted = list(dict.fromkeys(ids))
        present = self.sizes(wanted)
        yield from ((one, b"") for one in wanted if one not in present)
        yield from super().blobs(present)

    def tree(self, commit: str, folders: Sequence[str]) -> RevisionSource:
        """Return the tree of a commit, with the pages below some folders."""
        source = RevisionSource(self.root, tuple(folders) or ("",), revision=commit)
        source.repository = self
        return source


def opened(folder: Path, nowhere: Path) -> History:
    """Return a repository by its git directory, bare or not, or by the work tree that has it.

    `nowhere` is an empty folder, which is used as its work tree. Raises `GitError` if there is no repository.
    """
    inner = folder / ".git"
    found = inner if inner.is_dir() else folder
    if not (found / "objects").is_dir():
        raise git.GitError(f"not a git directory: {folder}")
    known = git.scratch(found.resolve(), nowhere.resolve())
    return History(known.root, known.program, known.environment)
