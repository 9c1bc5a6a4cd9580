"""A folder goes in; a digest of what lies in it comes out, which differs as soon as anything in it does.

Nothing is read: files are told by their sizes, times and inodes, as git does it. What has changed in the very moment of
the sweep can change once more without a trace, so that it is named, to be compared by its bytes.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from . import disk
from .sources import NEVER, parents

MOST = 100_000
"""Files and folders of a tree that are looked at: beyond these, a sweep takes as long as it saves."""
MOST_FRESH = 200
"""Files that changed just before a run and are compared by their bytes; of a tree that has just been written, the next
run keeps what it has found."""
_LARGEST = 10_000_000
"""Bytes of a file that is compared by its bytes, at most."""
_TICK = 2_000_000_000
"""Nanoseconds in which two changes of a file can have the same time: the coarsest that a file system has (FAT)."""


@dataclass(frozen=True)
class Sweep:
    """A digest of the names, kinds, sizes, times and inodes below a folder, and of where symbolic links lead.

    `fresh` are the files that changed so lately that their times would not tell another change. `unseen` are folders
    that were not looked into, and outputs: of what is in these, the digest tells nothing.
    """

    digest: bytes
    fresh: tuple[str, ...]
    unseen: frozenset[str]

    def tells(self, path: str) -> bool:
        """Return whether a change of what is at a path, or of a folder on the way to it, changes the digest."""
        if ".." in path.split("/"):
            return False
        return path not in self.unseen and self.unseen.isdisjoint(parents(path))


def sweep(top: Path, outputs: Collection[str] = (), named: Collection[str] = ()) -> Sweep | None:
    """Look at all that lies below a folder; of `outputs`, which a run writes itself, only whether they are there.

    Of the files `named`, the digest tells only that they are there as well: who asks knows what is in them.

    Returns None where a digest could miss a change: a folder cannot be listed, a symbolic link leads to a folder, out
    of the tree or nowhere, or there is more than a sweep is worth.
    """
    looked = _Look(str(top), frozenset(outputs), frozenset(named))
    try:
        looked.below()
    except (OSError, _Unknown):
        return None
    return Sweep(looked.digest(), tuple(sorted(looked.fresh)), frozenset(looked.unseen))


def digest_of(top: Path, files: Collection[str]) -> bytes | None:
    """Return a digest of the bytes of some files below a folder; None where one cannot be read."""
    digest = hashlib.blake2b()
    try:
        for file in files:
            digest.update(os.fsencode(file) + b"\0" + hashlib.blake2b(disk.read(top / file)).digest())
    except OSError:
        return None
    return digest.digest()


class _Unknown(Exception):
    """Something is there whose changes a digest would miss."""


class _Look:
    """A sweep while it goes on."""

    def __init__(self, top: str, outputs: frozenset[str], named: frozenset[str]) -> None:
        self.fresh: list[str] = []
        self.unseen: set[str] = set()
        self._top, self._real_top = top, os.path.realpath(top)
        self._outputs = outputs
        self._named = named
        self._since = time.time_ns() - _TICK
        self._left = MOST
        self._notes: list[str] = []

    def digest(self) -> bytes:
        """Return a digest of all that was taken in."""
        return hashlib.blake2b(os.fsencode("\0".join(self._notes))).digest()

    def below(self) -> None:
        """Take in all that lies below the top."""
        folders = [""]
        while folders:
            folders.extend(self._at(folders.pop()))

    def _at(self, folder: str) -> list[str]:
        """Take in what lies in a folder, and return the folders in it."""
        with os.scandir(os.path.join(self._top, folder)) as found:
            entries = sorted(found, key=lambda one: one.name)
        self._left -= len(entries)
        if self._left < 0:
            raise _Unknown
        note = self._notes.append
        note(f"folder {len(entries)} {folder}")
        inner = []
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name in NEVER or (path in self._outputs and not entry.is_symlink()):
                self.unseen.add(path)
                note(f"unseen {entry.is_dir(follow_symlinks=False)} {path}")
            elif entry.is_dir(follow_symlinks=False):
                inner.append(path)
            elif entry.is_symlink():
                note(self._link(path))
            else:
                note(self._file(path, entry.stat(follow_symlinks=False)))
        return inner

    def _file(self, path: str, found: os.stat_result) -> str:
        """Return what is noted of a file."""
        if path in self._named:
            return f"named {found.st_mode} {path}"
        if max(found.st_mtime_ns, found.st_ctime_ns) >= self._since and stat.S_ISREG(found.st_mode):
            if found.st_size > _LARGEST:
                raise _Unknown
            self.fresh.append(path)
        times = f"{found.st_mtime_ns} {found.st_ctime_ns}"
        return f"file {found.st_mode} {found.st_size} {times} {found.st_ino} {path}"

    def _link(self, path: str) -> str:
        """Return what is noted of a link to a file of the tree, which is looked at where it lies."""
        real = os.path.realpath(os.path.join(self._top, path))
        inside = os.path.relpath(real, self._real_top)
        parts = inside.split(os.sep)
        unseen = parts[0] == os.pardir or not NEVER.isdisjoint(parts)
        if unseen or inside.replace(os.sep, "/") in self._outputs or not os.path.isfile(real):
            raise _Unknown
        return f"link {inside} {path}"
