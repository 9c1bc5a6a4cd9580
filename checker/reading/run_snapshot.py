"""What a run depends on goes in; the report of the last run that depended on exactly the same comes out, if any.

It is the one place where a report is kept, and it holds for the whole and only where nothing differs: no file of the
work tree, no setting, no argument, not the day, not the program, nor git's history where a rule asks for it. Where that
cannot be known, nothing is kept. It is an entry of the cache, sealed like the others; any damage makes a miss.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..config import Config, work_tree
from ..findings import Report
from ..tree import sources
from ..tree.sources import FolderSource
from ..tree.sweep import MOST_FRESH, Sweep, digest_of, sweep
from . import cache_folder
from .cache import Cache
from .fingerprints import of_everything


@dataclass(frozen=True)
class Arguments:
    """What of the command line decides what is reported, besides the configuration.

    `file` is the configuration file, `outputs` are the files that the run will write.
    """

    only: Sequence[str] | None
    whole_files: bool
    as_of: dt.date | None
    file: Path | None
    outputs: Collection[Path] = ()


class _Kept(msgspec.Struct, array_like=True):
    """A report, and what it depends on: the state of everything, and the `content` of `fresh` files as a digest.

    `history` is what git said of the history where a rule has asked for it, else empty.
    """

    state: bytes
    fresh: tuple[str, ...]
    content: bytes
    history: str
    report: msgspec.Raw


class RunSnapshot:
    """The report of one run: `load` it before the run, else `save` what the run has made.

    `place` is the folder that the user named for the cache. Raises `OSError` where there can be no cache.
    """

    def __init__(self, source: FolderSource, config: Config, given: Arguments, place: Path | None = None) -> None:
        self._source, self._config, self._given = source, config, given
        at = cache_folder.place(source.root, place)
        self._cache = Cache(at.file, b"", at.seal)
        self._day = given.as_of or today()
        self._key = self._slot()
        self._before: tuple[Sweep, bytes, bytes | None] | None = None
        self._history = ""

    def load(self) -> Report | None:
        """Return the report of the last run with these arguments, if it would be the same now."""
        swept = self._swept()
        state = None if swept is None else self._state(swept)
        if swept is None or state is None:
            return None
        data = self._cache.load([self._key]).get(self._key)
        report = None if data is None else self._valid(data, state)
        if report is None:
            fresh = digest_of(self._source.top, swept.fresh) if len(swept.fresh) <= MOST_FRESH else None
            self._before = swept, state, fresh
            if self._config.select or self._config.extend_select:  # no rule that runs by default asks for it
                self._history = history_of(self._source.root)
        return report

    def save(self, report: Report, *, of_history: bool = False) -> None:
        """Keep a report, if all that it depends on is known and did not change meanwhile.

        `of_history` tells that a rule has asked git for the history.
        """
        if self._before is None or not self._is_whole(report) or (of_history and not self._history):
            return
        swept, state, fresh = self._before
        if fresh is None:
            return
        now = self._swept()
        if now is None or self._state(now) != state or digest_of(self._source.top, swept.fresh) != fresh:
            return
        if not all(map(swept.tells, self._source.looked_at())):
            return
        try:
            encoded = msgspec.Raw(msgspec.msgpack.encode(report))
        except (TypeError, ValueError, OverflowError):  # a file name that is not text
            return
        kept = _Kept(state, swept.fresh, fresh, self._history if of_history else "", encoded)
        self._cache.save({self._key: msgspec.msgpack.encode(kept)})

    def _valid(self, data: bytes, state: bytes) -> Report | None:
        """Return the report that an entry holds, if the state is the same and nothing changed unnoticed."""
        try:
            kept = msgspec.msgpack.decode(data, type=_Kept)
            if kept.state != state or digest_of(self._source.top, kept.fresh) != kept.content:
                return None
            if kept.history and kept.history != history_of(self._source.root):
                return None
            return msgspec.msgpack.decode(kept.report, type=Report)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None

    def _is_whole(self, report: Report) -> bool:
        """Return whether a report tells all that there was to tell, of the day that it is kept for."""
        sound = not (report.not_checked or report.since or self._source.missed or self._source.warnings)
        return sound and report.as_of == self._day

    def _slot(self) -> bytes:
        """Return the key of the report: there is one for each way to call the program on a tree."""
        given, source = self._given, self._source
        only = None if given.only is None else sorted(given.only)
        told = (str(source.root), str(source.top), list(source.folders), list(source.exclude), only, given.whole_files)
        missed = sorted(source.missed.items())
        data = msgspec.json.encode((told, missed, str(given.file), given.as_of, self._config), order="sorted")
        return hashlib.blake2b(b"run\0" + data, digest_size=20).digest()

    def _swept(self) -> Sweep | None:
        top = self._source.top
        outputs = (os.path.relpath(os.path.realpath(one), top).replace(os.sep, "/") for one in self._given.outputs)
        return sweep(top, list(outputs))

    def _state(self, swept: Sweep) -> bytes | None:
        """Return a digest of all that the report depends on but the history; None where that cannot be known."""
        program = of_everything()
        if program is None:
            return None
        digest = hashlib.blake2b(program + swept.digest + self._day.isoformat().encode())
        for name in filter(None, (self._config.catalog, self._config.baseline)):
            try:
                data = sources.beside(self._source, name)
            except OSError:
                return None
            digest.update(b"none" if data is None else b"file" + hashlib.blake2b(data).digest())
        return digest.digest()


def today() -> dt.date:
    """Return the day of a run that is not told another."""
    return dt.date.today()


def history_of(root: Path) -> str:
    """Return what tells one history of git from another: HEAD, what replaces what, and whether it is all there.

    That is nothing where git does not know.
    """
    from ..tree import git

    if work_tree(root.resolve()) is None and "GIT_DIR" not in os.environ:
        return "no repository"
    try:
        repository = git.repository(root)
        ids = repository.run("rev-parse", "HEAD", "--glob=refs/replace").decode("ascii").split()
        return f"{' '.join(ids)} {repository.is_shallow()}"
    except git.GitError:
        return ""
