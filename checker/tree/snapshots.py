"""Two trees go in; what git says of the difference between them comes out, without a look at anybody's work tree.

Revisions and the index are compared in their repository. Files of a folder are handed to git as bytes, in a throw-away
repository that holds only what differs: there are no attributes, filters, settings or submodules in it to obey.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..page.file_types import PAGE_SUFFIXES, YAML_SUFFIXES, can_be_page
from . import disk, git
from .git_sources import LINK, SUBMODULE, Entry, GitSource, IndexSource, RevisionSource
from .object_store import ObjectStore
from .sources import FolderSource, Source, parents

ONLY_PAGES = ("--", *(f":(icase,glob)**/*{suffix}" for suffix in (*PAGE_SUFFIXES, *YAML_SUFFIXES)))
"""Limits a difference to the files that can be pages."""
_FILE = "100644"
_AT_ONCE = 500
"""Files that are held in memory at once."""
_LARGE = 8_000_000
"""Bytes of a file that is no page, from which on only whether it changed is looked at, and not how."""
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"

Differ = Callable[..., bytes]
"""Answers what a comparing command of git prints with these options, paths relative to the roots of both trees."""


@contextmanager
def between(before: Source, after: Source, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[Differ]:
    """Give what compares two trees; in a folder only files that are `wanted`, by path, for each has to be read.

    What one tree leaves out is compared as well where the other has it.

    Raises `GitError` where git cannot answer, and `SourceError` where a tree cannot be listed.
    """
    if isinstance(before, RevisionSource) and isinstance(after, RevisionSource | IndexSource):
        repository = before.repository
        command, against = ("diff-index", "--cached"), [before.revision]
        if isinstance(after, RevisionSource):
            command, against = ("diff-tree", "-r"), [before.revision, after.revision]
        yield lambda *options: repository.diff(*command, "--relative", *_placed(against, options))
        return
    try:
        with tempfile.TemporaryDirectory(prefix="checker-") as folder:
            store = ObjectStore(Path(folder))
            trees = _stored(store, _differing(_side(before, after), _side(after, before), wanted))
            yield lambda *options: store.repository.diff("diff-tree", "-r", *_placed(trees, options))
    except OSError as error:
        raise git.GitError(f"the trees cannot be compared: {error.strerror or error}") from error


def _placed(against: Sequence[str], options: Sequence[str]) -> list[str]:
    """Put what is compared between the options and the paths that limit it."""
    at = options.index("--") if "--" in options else len(options)
    return [*options[:at], *against, *options[at:]]


def _stored(store: ObjectStore, differing: Iterator[tuple[str, _File | None, _File | None]]) -> list[str]:
    """Store what differs, and return the id of a tree for each side."""
    sides: tuple[dict[str, Entry], dict[str, Entry]] = {}, {}
    for path, *files in differing:
        for side, file in zip(sides, files, strict=True):
            if file is not None:
                side[path] = Entry(file.mode, store.blob(file.data))
    return [store.tree(side) for side in sides]


@dataclass(frozen=True)
class _File:
    """A file with its bytes, and how git marks it."""

    mode: str
    data: bytes


class _Side(Protocol):
    """One of two trees that are compared."""

    def paths(self) -> set[str]:
        """Return the files of the tree that it does not leave out."""

    def entries(self, paths: Sequence[str]) -> Mapping[str, Entry | None]:
        """Return those of some files that are there, whatever is left out; None for one that cannot be read."""

    def files(self, paths: Sequence[str]) -> Mapping[str, _File]:
        """Return files with their bytes."""

    def as_before(self, path: str, was: _File, now: _File) -> _File:
        """Return a file as it would be stored where the other side has it as it was."""


def _side(source: Source, other: Source) -> _Side:
    return _GitSide(source) if isinstance(source, GitSource) else _FolderSide(source, other)


def _differing(
    before: _Side, after: _Side, wanted: Callable[[str], bool]
) -> Iterator[tuple[str, _File | None, _File | None]]:
    """Yield the files that are not the same on both sides, as each side has them."""
    paths = sorted(path for path in before.paths() | after.paths() if wanted(path))
    old, new = before.entries(paths), after.entries(paths)
    changed = [path for path in paths if _differ(old.get(path, _NONE), new.get(path, _NONE))]
    for start in range(0, len(changed), _AT_ONCE):
        some = changed[start : start + _AT_ONCE]
        was = before.files([path for path in some if path in old])
        now = after.files([path for path in some if path in new])
        for path in some:
            one, other = was.get(path), now.get(path)
            if one is not None and other is not None:
                other = after.as_before(path, one, other)
            if one != other:
                yield path, one, other


_NONE = Entry("", "")


def _differ(old: Entry | None, new: Entry | None) -> bool:
    """Tell whether two files differ, be it that one is not there; nobody knows of one that cannot be read."""
    return old is not None and new is not None and (old.id, old.mode == LINK) != (new.id, new.mode == LINK)


class _GitSide:
    """A tree as git holds it."""

    def __init__(self, source: GitSource) -> None:
        self._source = source

    def paths(self) -> set[str]:
        return {path for path, entry in self._source.entries().items() if entry.mode != SUBMODULE}

    def entries(self, paths: Sequence[str]) -> dict[str, Entry | None]:
        held = self._source.entries()
        return {path: held[path] for path in paths if path in held and held[path].mode != SUBMODULE}

    def files(self, paths: Sequence[str]) -> dict[str, _File]:
        held, repository = self._source.entries(), self._source.repository
        sizes = repository.sizes(held[path].id for path in paths if not can_be_page(path))
        small = [path for path in paths if sizes.get(held[path].id, 0) < _LARGE]
        data = dict(repository.blobs(held[path].id for path in small))
        return {
            path: _File(LINK if held[path].mode == LINK else _FILE, data.get(held[path].id, _unseen(held[path].id)))
            for path in paths
        }

    def as_before(self, path: str, was: _File, now: _File) -> _File:  # noqa: ARG002
        return now


class _FolderSide:
    """The files of a folder, as git would store them as they are."""

    def __init__(self, source: Source, other: Source) -> None:
        assert isinstance(source, FolderSource)
        self._source = source
        entries = other.entries().values() if isinstance(other, GitSource) else ()
        self._hash = "sha256" if any(len(one.id) > 40 for one in entries) else "sha1"
        self._linked: dict[str, bool] = {"": False}

    def paths(self) -> set[str]:
        return self._source.files()

    def entries(self, paths: Sequence[str]) -> dict[str, Entry | None]:
        found = {path: self._entry(path) for path in paths}
        return {path: entry for path, entry in found.items() if entry != _NONE}

    def _entry(self, path: str) -> Entry | None:
        if any(self._is_linked(folder) for folder in parents(path)):
            return _NONE  # git sees the link only
        try:
            if (link := self._link(path)) is not None:
                return Entry(LINK, self._id(link))
            if not self._source.exists(path) or os.path.isdir(self._full(path)):
                return _NONE
            return Entry(_FILE, self._id_of_large(path) if self._is_large(path) else self._id(self._source.read(path)))
        except OSError:
            return None

    def files(self, paths: Sequence[str]) -> dict[str, _File]:
        return {path: self._file(path) for path in paths}

    def _file(self, path: str) -> _File:
        if (link := self._link(path)) is not None:
            return _File(LINK, link)
        return _File(_FILE, _unseen(self._id_of_large(path)) if self._is_large(path) else self._source.read(path))

    def as_before(self, path: str, was: _File, now: _File) -> _File:
        """Return a file as git would store it: with the line ends that it had, and as a pointer where it was one.

        What git does at a checkout (`core.autocrlf`, Git LFS) is no change.
        """
        if LINK in (was.mode, now.mode):
            return now
        if was.data.startswith(_POINTER) and not now.data.startswith(_POINTER):
            pointer = f"oid sha256:{self._hash_of(path, 'sha256')}\nsize {os.path.getsize(self._full(path))}\n"
            return _File(_FILE, _POINTER + pointer.encode())
        return now if b"\r" in was.data else _File(_FILE, now.data.replace(b"\r\n", b"\n"))

    def _full(self, path: str) -> str:
        return os.path.join(self._source.root, path)

    def _link(self, path: str) -> bytes | None:
        full = self._full(path)
        return os.fsencode(os.readlink(full)) if os.path.islink(full) else None

    def _is_linked(self, folder: str) -> bool:
        if folder not in self._linked:
            self._linked[folder] = os.path.islink(self._full(folder))
        return self._linked[folder]

    def _is_large(self, path: str) -> bool:
        return not can_be_page(path) and os.path.getsize(self._full(path)) >= _LARGE

    def _id(self, data: bytes) -> str:
        return hashlib.new(self._hash, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()

    def _id_of_large(self, path: str) -> str:
        return self._hash_of(path, self._hash, b"blob %d\0" % os.path.getsize(self._full(path)))

    def _hash_of(self, path: str, name: str, head: bytes = b"") -> str:
        """Return the digest of a file behind `head`, without holding all of it."""
        digest = hashlib.new(name, head, usedforsecurity=False)
        with disk.opened(self._full(path)) as file:
            return hashlib.file_digest(file, lambda: digest).hexdigest()


def _unseen(id_: str) -> bytes:
    """Return what stands for bytes that are not looked at: no text, and the same for the same bytes."""
    return b"\0" + id_.encode()
