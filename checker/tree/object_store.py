"""Bytes and names go in, a throw-away git repository that holds them as trees comes out."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from . import git
from .git_sources import Entry
from .sources import parents

_FOLDER = b"40000"


class ObjectStore:
    """A repository without references or settings of anybody; its objects are written here, since git need not be."""

    def __init__(self, folder: Path) -> None:
        """Make the repository in an empty folder.

        Raises `OSError` where it cannot be written.
        """
        self._folder = folder / "repository"
        self._objects = self._folder / "objects"
        self._work_tree = folder / "nothing"
        for made in (self._objects, self._folder / "refs", self._work_tree):
            made.mkdir(parents=True)
        (self._folder / "HEAD").write_text("ref: refs/heads/none\n", "ascii")
        (self._folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n", "ascii")

    @cached_property
    def repository(self) -> git.Repository:
        """The repository, for git to be asked about.

        Raises `GitError` where there is no git.
        """
        return git.scratch(self._folder, self._work_tree)

    def blob(self, data: bytes) -> str:
        """Store bytes and return their id; raises `OSError` where that cannot be done."""
        return self._store(b"blob", data)

    def tree(self, files: Mapping[str, Entry]) -> str:
        """Store files, by their paths, as a tree and return its id; raises as `blob` does."""
        folders: dict[bytes, list[tuple[bytes, bytes, str]]] = {b"": []}
        for path, entry in files.items():
            for way in parents(path):
                folders.setdefault(os.fsencode(way), [])
            folder, _, name = os.fsencode(path).rpartition(b"/")
            folders[folder].append((entry.mode.encode("ascii"), name, entry.id))
        id_ = ""
        for folder in sorted(folders, key=_depth, reverse=True):
            id_ = self._store(b"tree", b"".join(map(_line, sorted(folders[folder], key=_order))))
            if folder:
                above, _, name = folder.rpartition(b"/")
                folders[above].append((_FOLDER, name, id_))
        return id_

    def _store(self, kind: bytes, data: bytes) -> str:
        whole = b"%s %d\0%s" % (kind, len(data), data)
        id_ = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        file = self._objects / id_[:2] / id_[2:]
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(zlib.compress(whole, 1))
        return id_


def _depth(folder: bytes) -> int:
    return folder.count(b"/") + bool(folder)


def _order(entry: tuple[bytes, bytes, str]) -> bytes:
    """Return what git sorts the entries of a tree by."""
    mode, name, _ = entry
    return name + b"/" if mode == _FOLDER else name


def _line(entry: tuple[bytes, bytes, str]) -> bytes:
    mode, name, id_ = entry
    return b"%s %s\0%s" % (mode, name, bytes.fromhex(id_))
