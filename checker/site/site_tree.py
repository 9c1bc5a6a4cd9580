"""A source and the facts of its pages go in; what sites ask of a tree comes out: files, texts, front matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from .aliases import Aliases
from .literals import Value, json_value, yaml_value

if TYPE_CHECKING:
    from ..page.facts import Facts
    from ..tree.sources import Source

PAGES = (".md", ".mdx", ".markdown")
"""How the files of pages end that generators turn into routes."""


class SiteTree:
    """The files of a tree, as a folder, a revision or the index has them; paths are relative to the root.

    `facts` are those of the pages, by path; unless `is_read`, they are empty, and front matter is read when it is
    asked for. With `partial`, a missing file proves nothing.
    """

    def __init__(
        self, source: Source, facts: Mapping[str, Facts], *, partial: bool = False, is_read: bool = True
    ) -> None:
        self.source = source
        self.facts = facts
        self.partial = partial
        self._is_read = is_read
        self._folders: dict[str, bool] = {}
        self._by_lower: dict[str, dict[str, str]] = {}
        self._metadata: dict[str, dict[str, str]] = {}

    def exists(self, path: str) -> bool:
        """Return whether a file or folder is there, in exactly this case; the root itself is."""
        return not path or self.source.exists(path)

    def is_folder(self, path: str) -> bool:
        """Return whether a path is a folder."""
        if path not in self._folders:
            self._folders[path] = not path or (self.source.exists(path) and self.source.is_folder(path))
        return self._folders[path]

    def is_file(self, path: str) -> bool:
        """Return whether a path is a file, in exactly this case."""
        return bool(path) and self.source.exists(path) and not self.is_folder(path)

    def names(self, folder: str) -> frozenset[str]:
        """Return the names in a folder; none when there is no such folder below the root."""
        return self.source.names(folder) if self.is_folder(folder) else frozenset()

    def cased(self, path: str) -> str:
        """Return a path as the tree writes it, whatever its case; empty where there is none."""
        folder = ""
        for part in path.split("/"):
            names = self.names(folder)
            found = part if part in names else self._lowered(folder).get(part.lower(), "")
            if not found:
                return ""
            folder = f"{folder}/{found}" if folder else found
        return folder

    def _lowered(self, folder: str) -> dict[str, str]:
        """Return the names in a folder by their lower case: of those that are the same in it, the first."""
        if folder not in self._by_lower:
            self._by_lower[folder] = {name.lower(): name for name in sorted(self.names(folder), reverse=True)}
        return self._by_lower[folder]

    def text(self, path: str) -> str | None:
        """Return the text of a file, or None where there is none that can be read."""
        if not self.is_file(path):
            return None
        try:
            return self.source.read(path).decode("utf-8-sig", "replace")
        except OSError:
            return None

    def json(self, path: str) -> Value:
        """Return the value of a JSON file, or None."""
        text = self.text(path)
        return None if text is None else json_value(text)

    def yaml(self, path: str) -> Value:
        """Return the value of a YAML file, or None."""
        text = self.text(path)
        return None if text is None else yaml_value(text)

    def metadata(self, path: str) -> Mapping[str, str]:
        """Return the front matter's scalars of a page, read or not."""
        from ..page import front_matter  # loads a parser of YAML

        facts = self.facts.get(path)
        if facts is not None and self._is_read:
            return facts.metadata
        if path not in self._metadata:
            text = self.text(path) or ""
            end = text.find("\n---", 3) if text.startswith("---") else -1
            self._metadata[path] = front_matter.read(text[3:end]).values if end > 0 else {}
        return self._metadata[path]

    @cached_property
    def aliases(self) -> Aliases:
        """The aliases under which pages import modules."""
        return Aliases(self.json)

    @cached_property
    def folders(self) -> list[str]:
        """The folders that hold pages, and all folders around these, in order."""
        found = {""}
        for path in self.facts:
            folder = path.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return sorted(found)


def below(folder: str, path: str) -> str:
    """Return the path of what a folder holds; the root is the empty path."""
    return f"{folder}/{path}" if folder and path else folder or path


def starts(path: str) -> Iterator[str]:
    """Yield a path, the folders that it is in, the inner ones first, and the top."""
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield ""


def inside(folder: str, path: str) -> bool:
    """Return whether a path is a folder or is in it."""
    return not folder or path == folder or path.startswith(f"{folder}/")
