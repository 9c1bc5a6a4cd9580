"""A docs tree that is checked again and again, while its files and the buffers of an editor change.

Paths and texts of buffers go in, a `Checked` comes out: the same report as a run of its own would give. What did not
change is not read again. One thread may check while another one notes changes, which then count in the next check.
"""

from __future__ import annotations

import datetime as dt
import gc
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import run
from ..config import FILE_NAMES, described
from ..findings import Report
from ..graph import DocsGraph
from ..graph.kept import Kept
from ..page.file_types import can_be_page
from ..reading.reader import Progress, Reader
from ..reading.uncollected import uncollected
from ..selection import faults, selected_for_check
from ..tree.overlay import HeldSource, OverlaySource
from ..tree.sources import NEVER, FolderSource
from ..tree.stamps import Stamp, differing, stamps
from .docs_tree import Tree, reader_of, tree_of


@dataclass(frozen=True)
class Checked:
    """What a check has found, and the graph that it was found in; `source` is the tree with the buffers."""

    report: Report
    graph: DocsGraph
    source: OverlaySource
    tree: Tree


@dataclass(frozen=True)
class _Now:
    """The tree as its configuration says, and what was read of it; both are replaced together, and never changed."""

    tree: Tree
    held: HeldSource


class LiveTree:
    """The docs tree around a folder, as `checker check` reads it there.

    Raises as `tree_of` does, when it is made and when it is renewed, and `ConfigError` for what no rule is called, too.
    """

    def __init__(self, folder: Path, *, day: dt.date | None = None, reader: Reader | None = None) -> None:
        self._folder = folder
        self._day = day
        self._now = _unread(folder)
        self.reader = reader or reader_of(self.root, keeping=True)
        self._noting = threading.Lock()
        self._stale: set[str] = set()
        """Pages that a check is to read again; it forgets them itself, since it may be reading them now."""
        self._stamps: dict[str, Stamp] | None = None
        self._last: _Last | None = None
        self._replaced = False

    @property
    def tree(self) -> Tree:
        """The tree as its configuration says."""
        return self._now.tree

    @property
    def root(self) -> Path:
        """The folder that paths are relative to."""
        return self._now.tree.source.root

    def path_of(self, file: Path) -> str | None:
        """Return the path of a file below the root, or None for one elsewhere."""
        for found in (file, file.parent.resolve() / file.name):
            for top in (self.root, self.root.resolve()):
                if found.is_relative_to(top):
                    return found.relative_to(top).as_posix()
        return None

    def renew(self) -> None:
        """Read the configuration again, and look again at which files there are."""
        with self._noting:
            self._now = _unread(self._folder)

    def changed(self, path: str, *, there_before_and_after: bool = False) -> None:
        """Note that a file changed on the disk, came or went; raises as `renew` does where that asks for it."""
        parts = path.split("/")
        if not NEVER.isdisjoint(parts):
            return
        if parts[-1] in FILE_NAMES:
            self.renew()
        elif there_before_and_after and can_be_page(path):
            self._stale.add(path)
        else:
            with self._noting:
                tree = self._now.tree
                self._now = _Now(tree, HeldSource(_fresh(tree.source)))

    def look(self) -> bool:
        """Look for changes on the disk, for an editor that does not report them; return whether there are any.

        Raises as `renew` does, after everything else that changed was noted.
        """
        now = stamps(self.root)
        before, self._stamps = self._stamps, now
        if before is None:
            self.renew()  # the configuration may have changed since it was read
            return False
        found = sorted(differing(before, now), key=lambda path: (path.rpartition("/")[2] in FILE_NAMES, path))
        for path in found:  # a configuration last, since it may be invalid
            self.changed(path, there_before_and_after=path in before and path in now)
        return bool(found)

    @uncollected()
    def check(
        self,
        buffers: Mapping[str, bytes],
        progress: Progress | None = None,
        *,
        only: Iterable[str] | None = None,
        since: str | None = None,
    ) -> Checked:
        """Check the tree with these bytes of files, by path; the rest, and what is raised, is as of `run.check`."""
        now = self._now
        while self._stale:
            now.held.forget([self._stale.pop()])
        config, day, reader = now.tree.config, self._day, self.reader
        source = OverlaySource(now.held, buffers)
        last, self._last = self._last, None
        same = last is not None and last.has_the_same_files(source, now.held)
        kept = Kept(last.graph if last is not None and same else None)
        loaded = run.load(source, config, progress, reader, kept)
        self._last = _Last(loaded.graph, source, now.held)
        if last is None:
            gc.collect()  # what stays for good counts as old from now on: it is traversed seldom
        self._replaced |= not same
        report = run.check(source, config, as_of=day, only=only, since=since, reader=reader, loaded=loaded)
        return Checked(report, loaded.graph, source, now.tree)

    def tidy(self) -> None:
        """Free what is left of graphs that were replaced since the last time; this may take as long as a change.

        Pages and the catalog refer to each other in circles, and the collector, which seldom traverses what is old,
        would let many of them gather.
        """
        replaced, self._replaced = self._replaced, False
        if replaced:
            gc.collect()


@dataclass(frozen=True)
class _Last:
    """The last graph, and the tree that it was made of."""

    graph: DocsGraph
    source: OverlaySource
    held: HeldSource

    def has_the_same_files(self, source: OverlaySource, held: HeldSource) -> bool:
        """Return whether a tree differs in the texts of pages only, and not in which files there are."""
        if held is not self.held:
            return False
        before, now = self.source.overlaid, source.overlaid
        changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
        return all(path in self.graph.by_path and held.exists(path) for path in changed)


def _unread(folder: Path) -> _Now:
    """Return the tree around a folder, of which nothing is read; raises as `LiveTree` does."""
    tree = _valid_tree(folder)
    return _Now(tree, HeldSource(tree.source))


def _valid_tree(folder: Path) -> Tree:
    """Return the tree around a folder, whose configuration a check can use; raises as `LiveTree` does."""
    tree = tree_of([], here=folder)
    found = faults(tree.config)
    if found and tree.file is not None:
        raise described(tree.file, found)
    selected_for_check(tree.config)
    return tree


def encoded(texts: Mapping[str, str]) -> dict[str, bytes]:
    """Return the texts of buffers as the bytes of files."""
    return {path: text.encode("utf-8", "surrogatepass") for path, text in texts.items()}


def _fresh(source: FolderSource) -> FolderSource:
    """Return the same tree, with nothing remembered of which files there are."""
    return FolderSource(source.root, source.folders, source.exclude)
