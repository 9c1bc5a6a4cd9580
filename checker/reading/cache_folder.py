"""A docs tree goes in; the file of its cache and the key that seals it come out, neither of them made by the tree.

By default caches are in the user's own cache folder, one for each root. The name of a file and the seals of its entries
come from a random key that only the user can read, so that a file or an entry of somebody else is never looked at.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ..config import work_tree
from ..tree import disk

_APP = "docs-consistency-checker"
_KEY, _ROOT = "key", "root"
_LENGTH = 32
_ROOM = 1024 * 1024 * 1024
"""Bytes that the caches of all roots may take before the ones used longest ago are removed."""
_FORGOTTEN = 30 * 86_400
"""Seconds after which the cache of a root that was not used is removed."""


@dataclass(frozen=True)
class Place:
    """The file of a cache, and the key that seals its entries."""

    file: Path
    seal: bytes


@dataclass(frozen=True)
class Held:
    """The cache of a root: where it is, the root if it is known, its bytes, and the time stamp of its last use."""

    folder: Path
    root: str
    size: int
    used: float


def default() -> Path:
    """Return the folder of all caches, where the platform keeps those of a user."""
    return Path(platformdirs.user_cache_dir(_APP, appauthor=False))


def place(root: Path, named: Path | None = None) -> Place:
    """Return where the cache of a docs tree is, and make its folder; `named` is the one that the user named.

    Raises `OSError` when the folder cannot be used, or lies in the tree and there is no other place for the key.
    """
    if named is not None:
        _prepare(named)
        seal = _key(default() if _is_within(named, root) else named, root)
        return Place(named / _file_name(seal), seal)
    seal = _key(default(), root)
    real = os.path.realpath(root)
    folder = default() / hashlib.blake2b(os.fsencode(real), digest_size=10).hexdigest()
    if not folder.exists():
        _make_room(default())
        folder.mkdir(mode=0o700, exist_ok=True)
        disk.write(folder / _ROOT, os.fsencode(real))
    return Place(folder / _file_name(seal), seal)


def held(folder: Path) -> list[Held]:
    """Return the caches in a folder: its own, if it is one that a user named, and those of roots; the latest first."""
    found = [folder, *_folders(folder)]
    return sorted((one for at in found if (one := _held(at)) is not None), key=lambda one: -one.used)


def remove(one: Held) -> None:
    """Remove a cache; raises `OSError` when that cannot be done."""
    for file in (*_files(one.folder), one.folder / _ROOT):
        file.unlink(missing_ok=True)
    with suppress(OSError):  # a folder that holds something else is left
        one.folder.rmdir()


def _file_name(seal: bytes) -> str:
    """Return the name of a cache's file, which nobody can know who does not know the key."""
    return f"facts-{hashlib.blake2b(b'file', digest_size=10, key=seal).hexdigest()}.sqlite3"


def _key(folder: Path, root: Path) -> bytes:
    """Return the user's key that is kept in a folder, made now if there is none.

    Raises `OSError` when it cannot be kept, or would be in the tree.
    """
    if _is_within(folder, root):
        raise OSError(f"{folder} is within the tree that is checked")
    _prepare(folder)
    file = folder / _KEY
    for _ in range(2):
        if _is_own(file) and len(key := disk.read(file)) == _LENGTH:
            return key
        with suppress(FileNotFoundError):
            file.unlink()
        _make_key(file)
    raise OSError("the key of the cache cannot be kept private")


def _make_key(file: Path) -> None:
    """Write a new key; of several processes that do so at once, the first one's counts."""
    made = file.with_name(f".{_KEY}-{secrets.token_hex(8)}")
    disk.create(made, secrets.token_bytes(_LENGTH), mode=0o600)
    try:
        os.link(made, file)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        os.replace(made, file)
    finally:
        made.unlink(missing_ok=True)


def _is_own(file: Path) -> bool:
    """Tell whether a file is there that this user alone can read and write."""
    try:
        found = os.lstat(file)
    except OSError:
        return False
    if os.name == "nt":
        return stat.S_ISREG(found.st_mode)
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _is_within(folder: Path, root: Path) -> bool:
    """Tell whether a folder is in the work tree around a root, so that a checkout may have brought it."""
    real = root.resolve()
    return folder.resolve().is_relative_to(work_tree(real) or real)


def _prepare(folder: Path) -> None:
    """Make the folder, with the notes that keep it out of version control and backups."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in (
        (".gitignore", b"# made by checker\n*\n"),
        ("CACHEDIR.TAG", b"Signature: 8a477f597d28d172789f06886806bc55\n# This is a cache directory of checker.\n"),
    ):
        with suppress(FileExistsError):
            disk.create(folder / name, text)


def _make_room(folder: Path) -> None:
    """Remove the caches of roots that were not used for long, and the oldest of what takes more room than there is."""
    taken, now = 0, time.time()
    for one in held(folder):
        taken += one.size
        if one.folder != folder and (taken > _ROOM or now - one.used > _FORGOTTEN):
            with suppress(OSError):
                remove(one)


def _folders(folder: Path) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        yield from (Path(one.path) for one in entries if one.is_dir(follow_symlinks=False))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("facts-*.sqlite3*"))


def _held(folder: Path) -> Held | None:
    try:
        found = [file.stat() for file in _files(folder)]
        root = os.fsdecode(disk.read(folder / _ROOT)) if (folder / _ROOT).is_file() else ""
    except OSError:
        return None
    if not found and not root:
        return None
    used = max((one.st_mtime for one in found), default=0.0)
    return Held(folder, root, sum(one.st_size for one in found), used)
