"""A docs tree that is checked again and again, while its files and the buffers of an editor change.

Paths and texts of buffers go in, a `Checked` comes out: the same report as a run of its own would give. What did not
change is not read again.
"""

from __future__ import annotations

import datetime as dt
import gc
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


class LiveTree:
    """The docs tree around a folder, as `checker check` reads it there.

    Raises as `tree_of` does, when it is made and when it is renewed, and `ConfigError` for what no rule is called, too.
    """

    def __init__(self, folder: Path, *, day: dt.date | None = None, reader: Reader | None = None) -> None:
        self._folder = folder
        self._day = day
        self._tree = _valid_tree(folder)
        self.reader = reader or reader_of(self._tree.source.root, keeping=True)
        self._held = HeldSource(self._tree.source)
        self._stamps: dict[str, Stamp] | None = None
        self._last: _Last | None = None
        self._replaced = False

    @property
    def tree(self) -> Tree:
        """The tree as its configuration says."""
        return self._tree

    @property
    def root(self) -> Path:
        """The folder that paths are relative to."""
        return self._tree.source.root

    def path_of(self, file: Path) -> str | None:
        """Return the path of a file below the root, or None for one elsewhere."""
        for found in (file, file.parent.resolve() / file.name):
            for top in (self.root, self.root.resolve()):
                if found.is_relative_to(top):
                    return found.relative_to(top).as_posix()
        return None

    def renew(self) -> None:
        """Read the configuration again, and look again at which files there are."""
        tree = _valid_tree(self._folder)
        self._tree, self._held = tree, HeldSource(tree.source)

    def changed(self, path: str, *, there_before_and_after: bool = False) -> None:
        """Note that a file changed on the disk, came or went; raises as `renew` does where that asks for it."""
        parts = path.split("/")
        if not NEVER.isdisjoint(parts):
            return
        if parts[-1] in FILE_NAMES:
            self.renew()
        elif there_before_and_after and can_be_page(path):
            self._held.forget([path])
        else:
            self._held = HeldSource(_fresh(self._tree.source))

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
        source = OverlaySource(self._held, buffers)
        last, self._last = self._last, None
        same = last is not None and last.has_the_same_files(source, self._held)
        kept = Kept(last.graph if last is not None and same else None)
        loaded = run.load(source, self._tree.config, progress, self.reader, kept)
        self._last = _Last(loaded.graph, source, self._held)
        if last is None:
            gc.collect()  # what stays for good counts as old from now on: it is traversed seldom
        self._replaced |= not same
        config, day, reader = self._tree.config, self._day, self.reader
        report = run.check(source, config, as_of=day, only=only, since=since, reader=reader, loaded=loaded)
        return Checked(report, loaded.graph, source, self._tree)

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
