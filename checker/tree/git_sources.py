"""A folder of a git work tree goes in; what a revision or the index holds below it comes out, as a `Source`."""

from __future__ import annotations

import hashlib
import os
import posixpath
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..page.file_types import can_be_page
from . import git
from .sources import NEVER, Source, SourceError, parents

LINK, SUBMODULE = "120000", "160000"
"""How git marks a symbolic link and a submodule."""
_AT_ONCE = 500


@dataclass(frozen=True)
class Entry:
    """A file as git holds it: its mode, and the id of its bytes."""

    mode: str
    id: str


class GitSource(Source):
    """A tree as git holds it: `_listing` names its files, and their bytes come from git's store, never from the disk.

    Raises `SourceError`, from whichever method comes first, where there is no such tree.
    """

    @abstractmethod
    def _listing(self) -> Iterator[tuple[str, Entry]]:
        """Yield the files below the root with their modes and ids."""

    def entries(self) -> dict[str, Entry]:
        """Return every file below the root, whatever is left out, by its path; a link is its own, not what it names."""
        return self._entries

    def state(self, named: Collection[str] = ()) -> bytes:
        """Return a digest of all that the tree holds, and of the names of what the repository has around it.

        Of the files `named`, it tells only that they are there: who asks knows what is in them.
        """
        digest = hashlib.blake2b()
        for path, entry in sorted(self._entries.items()):
            content = "" if path in named and entry.mode != LINK else entry.id
            digest.update(os.fsencode(f"{entry.mode} {content} {path}") + b"\0")
        if self._prefix:
            digest.update(os.fsencode("\0".join([self._prefix, *sorted(self._whole)])))
        return digest.digest()

    def read(self, path: str) -> bytes:
        """Return a file's bytes as git holds them."""
        real = self._real(path)
        if real is None or real not in self._entries:
            raise OSError(f"{path} does not lead to a file{self._where}")
        return self._blob(self._entries[real].id)

    def exists(self, path: str) -> bool:
        """Tell whether a file or folder is there; what lies in a submodule is taken to be."""
        if ".." in path.split("/"):
            return False
        real = self._real("/".join(part for part in path.split("/") if part not in ("", ".")))
        if real is None:
            return False
        return real in self._entries or real in self._folders or self.in_submodule(real)

    def is_folder(self, path: str) -> bool:
        """Tell whether a path below the root is a folder."""
        real = self._real(path.strip("/"))
        return real is not None and (real in self._folders or self._mode(real) == SUBMODULE)

    def names(self, folder: str) -> frozenset[str]:
        """Return the names in a folder; none when there is no such folder."""
        real = self._real(folder.strip("/"))
        return frozenset() if real is None else frozenset(self._folders.get(real, ()))

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        try:
            return dict(self._listing())
        except git.GitError as error:
            raise SourceError(f"cannot read {self.root}{self._where}: {error}") from error
        except ValueError as error:
            raise SourceError(f"cannot read {self.root}{self._where}: unexpected answer from git") from error

    @cached_property
    def _folders(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set, {"": set()})
        for path in self._entries:
            while path:
                path, _, name = path.rpartition("/")
                found[path].add(name)
        return dict(found)

    @cached_property
    def _ready(self) -> dict[str, bytes]:
        return {}

    @cached_property
    def _turns(self) -> dict[str, int]:
        """The ids of the files that can be pages, numbered in the order in which they are going to be asked for."""
        paths = sorted(path for path in self._entries if can_be_page(path))
        ids = dict.fromkeys(self._entries[path].id for path in paths if self._mode(path) != SUBMODULE)
        return {id_: number for number, id_ in enumerate(ids)}

    def _blob(self, id_: str) -> bytes:
        """Return a blob; those that follow are fetched along with it, since a call to git costs more than a page."""
        if id_ not in self._ready:
            start = self._turns.get(id_)
            following = [] if start is None else list(self._turns)[start : start + _AT_ONCE]
            self._ready.clear()
            try:
                self._ready.update(self.repository.blobs([id_, *following]))
            except git.GitError as error:
                raise OSError(str(error)) from error
        return self._ready[id_]

    def _mode(self, path: str) -> str:
        return self._entries[path].mode if path in self._entries else ""

    @property
    def is_repository(self) -> bool:
        """Whether the root is the top of a git repository, so that what is not below it is nowhere."""
        return not self._prefix

    def exists_above(self, path: str) -> bool | None:
        """Tell whether a path that climbs out of the root is there in the same tree; None for out of that too."""
        inside = posixpath.normpath(posixpath.join(self._prefix, path))
        return None if inside == ".." or inside.startswith("../") else inside == "." or inside in self._whole

    @cached_property
    def _prefix(self) -> str:
        """Where the root is in its repository: a folder with `/` behind it, or nothing."""
        return self.repository.text("rev-parse", "--show-prefix")

    @cached_property
    def _whole(self) -> frozenset[str]:
        """The files and folders of the whole repository, from its top."""
        try:
            files = git.fields(self._whole_listing())
        except git.GitError as error:
            raise SourceError(f"cannot read {self.root}{self._where}: {error}") from error
        return frozenset(files).union(*(parents(file) for file in files))

    @abstractmethod
    def _whole_listing(self) -> bytes:
        """Return the names of all files of the repository, each ended by NUL."""

    def _submodule_folders(self) -> Iterator[str]:
        return (path for path, entry in self._entries.items() if entry.mode == SUBMODULE)

    def _real(self, path: str, hops: int = 0) -> str | None:
        """Return where a path leads when links are followed, or None for out of the tree, or round in circles."""
        current = ""
        parts = path.split("/")
        for number, part in enumerate(parts):
            current = f"{current}/{part}" if current else part
            if self._mode(current) != LINK:
                continue
            link = os.fsdecode(self._blob(self._entries[current].id))
            target = posixpath.normpath(posixpath.join(posixpath.dirname(current), link, *parts[number + 1 :]))
            if hops > 40 or target.startswith(("/", "../")) or target == "..":
                return None
            return self._real("" if target == "." else target, hops + 1)
        return current

    def _walk(self, folder: str) -> Iterator[str]:
        top = folder.strip("/")
        for path, entry in self._entries.items():
            inside = not top or path.startswith(f"{top}/")
            if not inside or entry.mode == SUBMODULE or any(self._left_out(parent) for parent in parents(path)):
                continue
            if not self._ignored(path) and self._real(path) is not None:
                yield path

    def _left_out(self, folder: str) -> bool:
        if folder not in self._verdicts:
            name = folder.rpartition("/")[2]
            self._verdicts[folder] = bool(folder) and (name in NEVER or self._ignored(folder + "/"))
        return self._verdicts[folder]

    @cached_property
    def _verdicts(self) -> dict[str, bool]:
        return {}


@dataclass
class RevisionSource(GitSource):
    """The tree of a commit (or a tree) of the git repository around the root."""

    revision: str = "HEAD"

    @property
    def _where(self) -> str:
        return f" at {self.revision[:12]}"

    def _listing(self) -> Iterator[tuple[str, Entry]]:
        for line in git.fields(self.repository.run("ls-tree", "-r", "-z", self.revision)):
            head, _, path = line.partition("\t")
            mode, _, id_ = head.split()
            yield path, Entry(mode, id_)

    def _whole_listing(self) -> bytes:
        return self.repository.run("ls-tree", "-r", "-z", "--full-tree", "--name-only", self.revision)


class IndexSource(GitSource):
    """What is staged: the git index, so that a commit can be checked as it is going to be."""

    @property
    def _where(self) -> str:
        return " in the git index"

    def _listing(self) -> Iterator[tuple[str, Entry]]:
        for line in git.fields(self.repository.run("ls-files", "-s", "-z")):
            head, _, path = line.partition("\t")
            mode, id_, stage = head.split()
            if stage != "0":
                raise SourceError(f"{path} is not merged; resolve the conflict and add it first")
            yield path, Entry(mode, id_)

    def _whole_listing(self) -> bytes:
        return self.repository.run("ls-files", "-z", "--full-name", ":/")


def revision_of(source: Source, revision: str) -> RevisionSource:
    """Return what a revision has of a tree.

    Raises `GitError` where there is no repository.
    """
    found = RevisionSource(source.root, source.folders, source.exclude, revision=revision)
    found.repository = source.repository
    return found
