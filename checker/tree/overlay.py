"""A working tree and the bytes of some of its files go in; the tree as it would be with these comes out, as a `Source`.

That is how an editor's unsaved buffers, a page on standard input, and fixes that are only tried count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from ..page.file_types import can_be_page, decode
from .sources import FolderSource, parents


class OverlaySource(FolderSource):
    """A working tree, some of whose files have other bytes than on the disk, or are on no disk yet.

    `overlaid` holds them by path, relative to the root; it must not change. Everything else is asked of `under`, which
    may be used again with other overlays.
    """

    def __init__(self, under: FolderSource, overlaid: Mapping[str, bytes]) -> None:
        super().__init__(under.root, under.folders, under.exclude, dict(under.missed))
        self.overlaid = MappingProxyType({**under.overlaid, **overlaid})
        self._under = under

    def pages(self) -> list[str]:
        """Return the paths of all files that can be pages, sorted; raises as `Source.pages` does."""
        if any(path.rpartition("/")[2] == ".gitignore" or not self._under.exists(path) for path in self.overlaid):
            return super().pages()
        found = self._under.pages()
        self.missed.update(self._under.missed)
        self.warnings[:] = self._under.warnings
        return found

    def read(self, path: str) -> bytes:
        """Return a file's bytes: those that are laid over it, or its own; raises as `FolderSource.read` does."""
        over = self.overlaid.get(path)
        return self._under.read(path) if over is None else over

    def text(self, path: str) -> str:
        """Return a page's text; raises as `Source.text` does."""
        over = self.overlaid.get(path)
        return self._under.text(path) if over is None else decode(over)

    def exists(self, path: str) -> bool:
        """Tell whether a file or folder is there, below the root, written in exactly this case."""
        return path in self.overlaid or path in self._added or self._under.exists(path)

    def is_folder(self, path: str) -> bool:
        """Tell whether a path below the root is a folder."""
        return path in self._added or self._under.is_folder(path)

    @property
    def is_repository(self) -> bool:
        """Whether the root is the top of a git repository, so that what is not below it is nowhere."""
        return self._under.is_repository

    def exists_above(self, path: str) -> bool | None:
        """Tell whether a path that climbs out of the root is there in the same work tree; None for out of that too."""
        return self._under.exists_above(path)

    def in_submodule(self, path: str) -> bool:
        """Tell whether a path is a submodule or lies in one, checked out or not."""
        return self._under.in_submodule(path)

    def _submodule_folders(self) -> Iterator[str]:
        return iter(self._under._submodules)

    @cached_property
    def _added(self) -> Mapping[str, frozenset[str]]:
        """The folders on the way to overlaid files, each with the names in it that lead to one."""
        found: dict[str, set[str]] = {}
        for path in self.overlaid:
            for folder in parents(path):
                name = path[len(folder) :].lstrip("/").partition("/")[0]
                found.setdefault(folder, set()).add(name)
        return {folder: frozenset(names) for folder, names in found.items()}

    def _names(self, folder: str) -> frozenset[str]:
        return self._under.names(folder) | self._added.get(folder, frozenset())

    def _scanned(self, folder: str) -> list[tuple[str, bool]]:
        more = self._added.get(folder, frozenset())
        try:
            entries = super()._scanned(folder)
        except (FileNotFoundError, NotADirectoryError):
            if not more:
                raise
            entries = []
        known = {name for name, _ in entries}
        start = f"{folder}/" if folder else ""
        return sorted([*entries, *((name, start + name in self._added) for name in more - known)])


class HeldSource(OverlaySource):
    """A working tree as first read: its pages and their bytes stay the same, whatever becomes of the files.

    `forget` makes it look again.
    """

    def __init__(self, under: FolderSource) -> None:
        super().__init__(under, {})
        self._held: dict[str, bytes] = {}
        self._texts: dict[str, str] = {}
        self._paths: list[str] | None = None

    def pages(self) -> list[str]:
        """Return the paths of the pages, the same on every call; raises as `Source.pages` does."""
        if self._paths is None:
            self._paths = super().pages()
        return self._paths

    def read(self, path: str) -> bytes:
        """Return a file's bytes as first read; raises as `FolderSource.read` does."""
        data = self._held.get(path)
        if data is None:
            data = super().read(path)
            if can_be_page(path):
                self._held[path] = data
        return data

    def text(self, path: str) -> str:
        """Return a page's text as first read, which is decoded once; raises as `Source.text` does."""
        text = self._texts.get(path)
        if text is None:
            text = self._texts[path] = decode(self.read(path))
        return text

    def forget(self, paths: Iterable[str]) -> None:
        """Read these files again the next time; which files there are is not looked at again."""
        for path in paths:
            self._held.pop(path, None)
            self._texts.pop(path, None)
