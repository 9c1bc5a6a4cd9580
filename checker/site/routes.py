"""A folder of pages and how a generator names them go in; the page that a route shows comes out.

Routes are looked up by going down the folders, so that pages which are not read (an exclude, other paths) count too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .site_tree import PAGES, SiteTree, below

NUMBERED = re.compile(r"^(?!\d+[-_.]\d+)\d+\s*[-_.]+\s*(?=[^-_.\s])")
"""The number prefix that Docusaurus and others cut (`01-start`), but no date and no version (`2024-05-notes`, `7.0-x`):
docusaurus-plugin-content-docs, numberPrefix.ts."""


def same(name: str) -> str:
    """Return a name as it is."""
    return name


def without_number(name: str) -> str:
    """Return a name without its number prefix."""
    return NUMBERED.sub("", name, count=1) if name[:1].isdigit() else name


@dataclass(frozen=True)
class Naming:
    """How a generator makes the segments of a route of the names of folders and pages.

    `indexes` are the pages that are shown for their folder; if `like_folder`, so is a page with the name of its folder.
    If `transparent`, a folder such as `(group)` makes no segment.
    """

    segment: Callable[[str], str] = same
    indexes: tuple[str, ...] = ("index",)
    like_folder: bool = False
    transparent: bool = False
    suffixes: tuple[str, ...] = PAGES


class Routes:
    """The pages below a folder by their routes."""

    def __init__(self, tree: SiteTree, folder: str, naming: Naming | None = None) -> None:
        self.tree = tree
        self.folder = folder
        self.naming = naming or Naming()
        self._named: dict[str, dict[str, list[str]]] = {}

    def page(self, route: str) -> str:
        """Return the page that a route shows, or an empty text."""
        return next(self._pages([part for part in route.split("/") if part]), "")

    def folder_of(self, route: str) -> str | None:
        """Return the folder that a route names, with or without a page for it; None where there is none."""
        return next(iter(self._down([part for part in route.split("/") if part])), None)

    def route(self, path: str) -> str:
        """Return the route of a page below the folder, without slashes at its ends."""
        parts = (path.removeprefix(f"{self.folder}/") if self.folder else path).split("/")
        kept = [self.naming.segment(part) for part in parts[:-1] if not self._is_transparent(part)]
        stem = self._stem(parts[-1])
        if not (stem.lower() in self.naming.indexes or (self.naming.like_folder and _bare(parts[-1]) == parts[-2:-1])):
            kept.append(stem)
        return "/".join(kept)

    def _pages(self, segments: Sequence[str]) -> Iterator[str]:
        for folder in self._down(segments[:-1]) if segments else ():
            for name in self._in(folder).get(segments[-1], ()):
                path = below(folder, name)
                if name.lower().endswith(self.naming.suffixes) and not self.tree.is_folder(path):
                    yield path
        for folder in self._down(segments):
            yield from self._index(folder, segments[-1] if segments else "")

    def _index(self, folder: str, last: str) -> Iterator[str]:
        """Yield the pages that are shown for a folder."""
        for name in sorted(self.tree.names(folder)):
            is_like = self.naming.like_folder and last and _bare(name) == [folder.rpartition("/")[2]]
            is_index = self._stem(name).lower() in self.naming.indexes or is_like
            if is_index and name.lower().endswith(self.naming.suffixes):
                yield below(folder, name)

    def _down(self, segments: Sequence[str]) -> list[str]:
        """Return the folders that some segments lead to; two can have one name without their numbers."""
        level = self._opened([self.folder] if self.tree.is_folder(self.folder) else [])
        for segment in segments:
            named = (below(folder, name) for folder in level for name in self._in(folder).get(segment, ()))
            level = self._opened([path for path in named if self.tree.is_folder(path)])
        return level

    def _opened(self, folders: list[str]) -> list[str]:
        """Return folders, and the transparent ones in them."""
        if not self.naming.transparent:
            return folders
        found = list(folders)
        for folder in found:
            found.extend(below(folder, name) for name in sorted(self.tree.names(folder)) if self._is_transparent(name))
        return found

    def _is_transparent(self, name: str) -> bool:
        return self.naming.transparent and name.startswith("(") and name.endswith(")")

    def _in(self, folder: str) -> dict[str, list[str]]:
        """Return the names in a folder by their segments."""
        if folder not in self._named:
            found: dict[str, list[str]] = {}
            for name in sorted(self.tree.names(folder)):
                found.setdefault(self._stem(name), []).append(name)
            self._named[folder] = found
        return self._named[folder]

    def _stem(self, name: str) -> str:
        """Return the segment that a file or a folder makes."""
        suffix = next((one for one in self.naming.suffixes if name.lower().endswith(one)), "")
        return self.naming.segment(name[: len(name) - len(suffix)])


def _bare(name: str) -> list[str]:
    """Return the name of a file without its ending, in a list as a slice of names is."""
    return [name.rpartition(".")[0]]
