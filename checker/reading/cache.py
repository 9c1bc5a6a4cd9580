"""Encoded facts go in and come out of one file by keys of content, so that a page is extracted once.

The cache is a SQLite file: one file is read and written many times as fast as thousands, and two processes may use it
at once. It is data and a convenience: whatever is wrong with it makes a miss, never an error. Each entry is sealed with
the user's own key (see `cache_folder`), so that nobody else can make one, and who reads one decodes it strictly typed.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from . import cache_folder
from .fingerprints import of_shared_facts

VARIABLE = "CHECKER_CACHE_DIR"
"""The environment variable that names another folder."""

_DAY = 86_400
_FORGOTTEN = 30
"""Days after which an entry that nobody asked for is dropped."""
_RENEWED = 7
"""Days after which a use is noted again; noting each would write as much as a cold run does."""
_ROOM = 256 * 1024 * 1024
"""Bytes of facts that are kept; they are about as many as those of the pages."""
_BUSY = 5.0
"""Seconds to wait for another process that writes."""
_AT_ONCE = 500
_KEEPS = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)
"""What may go wrong while the file is sound."""


_DAMAGED = (sqlite3.Error, OSError, ValueError, OverflowError, TypeError, MemoryError)
"""What a damaged file may raise; `ValueError` where the message of an error quotes bytes of it that are no text."""


class CacheError(Exception):
    """The folder that was named for the cache cannot be used, and why."""


def key(path: str, text: str, extractor: bytes) -> bytes:
    """Return what a page's facts depend on: its text, the ending of its name, and the extractor."""
    digest = hashlib.blake2b(digest_size=20, key=extractor)
    name = path.rpartition("/")[2].lower()
    digest.update(name[name.rfind(".") :].encode("utf-8", "surrogatepass") + b"\0")
    digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.digest()


def open_cache(root: Path, folder: Path | None = None) -> Cache | None:
    """Return the cache of a docs tree, or None where there can be none; `folder` is the one that the user named.

    Without a name it is one of its own in the user's cache folder. Nothing in the tree is ever opened as a cache: what
    came with a checkout was written by whoever wrote the pages.

    Raises `CacheError` when the folder that was named cannot be used.
    """
    import importlib.metadata  # takes longer to load than a run that has nothing to do

    try:
        place = cache_folder.place(root, folder)
        return Cache(place.file, of_shared_facts(), place.seal)
    except OSError as error:
        if folder is None:
            return None
        raise CacheError(f"cannot use {folder} as cache: {error.strerror or error}") from error
    except importlib.metadata.PackageNotFoundError:
        return None  # not installed, so the parsers' versions are not known


@dataclass(frozen=True)
class Cache:
    """Facts by key, in a file that is open only while it is used: a connection would not survive a fork."""

    file: Path
    extractor: bytes
    seal: bytes

    def load(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the entries that are there and whole."""
        found: dict[bytes, bytes] = {}
        wanted = list(dict.fromkeys(keys))
        try:
            with self._connection() as connection:
                today, stale = _today(), []
                for start in range(0, len(wanted), _AT_ONCE):
                    some = wanted[start : start + _AT_ONCE]
                    marks = ",".join("?" * len(some))
                    query = f"SELECT key, used, sum, data FROM facts WHERE key IN ({marks})"
                    for name, used, checksum, data in connection.execute(query, some):
                        if isinstance(data, bytes) and checksum == self.checksum(name, data):
                            found[name] = data
                            if not isinstance(used, int) or abs(today - used) > _RENEWED:
                                stale.append((today, name))
                if stale:
                    connection.executemany("UPDATE facts SET used = ? WHERE key = ?", stale)
        except _DAMAGED:
            pass  # what was read so far is whole
        return found

    def checksum(self, name: bytes, data: bytes) -> bytes:
        """Return what only this user can say of an entry."""
        return hashlib.blake2b(name + data, digest_size=16, key=self.seal).digest()

    def save(self, entries: Mapping[bytes, bytes]) -> None:
        """Add entries, all or none, and drop those that are old; a file that cannot be read is begun anew."""
        if not entries:
            return
        for attempt in (1, 2):
            try:
                self._save(entries)
                return
            except sqlite3.Error as error:
                if attempt == 2 or error.sqlite_errorcode & 0xFF in _KEEPS:
                    return
            except OSError:
                return
            except _DAMAGED:
                if attempt == 2:
                    return
            self._begin_anew()

    def _begin_anew(self) -> None:
        for file in (self.file, self.file.with_name(f"{self.file.name}-journal")):
            with suppress(OSError):
                file.unlink()

    def _save(self, entries: Mapping[bytes, bytes]) -> None:
        today = _today()
        rows = ((name, today, self.checksum(name, data), data) for name, data in entries.items())
        with self._connection() as connection:
            connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", rows)
            _drop_old(connection, today)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction."""
        connection = sqlite3.connect(self.file, timeout=_BUSY)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA synchronous = OFF")  # after a power failure, checksums tell what is whole
            connection.execute(
                "CREATE TABLE IF NOT EXISTS facts (key BLOB PRIMARY KEY, used INTEGER, sum BLOB, data BLOB)"
            )
            with connection:
                yield connection
        finally:
            connection.close()


def _drop_old(connection: sqlite3.Connection, today: int) -> None:
    connection.execute("DELETE FROM facts WHERE used < ? OR used > ?", (today - _FORGOTTEN, today + _FORGOTTEN))
    (held,) = connection.execute("SELECT total(length(data)) FROM facts").fetchone()
    if held > _ROOM:
        connection.execute(
            "DELETE FROM facts WHERE key IN (SELECT key FROM (SELECT key, sum(length(data)) OVER "
            "(ORDER BY used DESC, rowid DESC) AS upto FROM facts) WHERE upto > ?)",
            (_ROOM // 2,),
        )


def _today() -> int:
    return int(time.time()) // _DAY
