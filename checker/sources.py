"""Where the bytes come from: a root and the folders to read go in; page paths, bytes and existence come out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pathspec

from .extract import PAGE_SUFFIXES, YAML_SUFFIXES

_NEVER = frozenset(
    {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache", ".ruff_cache"}
)


class SourceError(Exception):
    """There is nothing to check where the user pointed."""


@dataclass
class FolderSource:
    """A working tree: the pages below `folders` (relative to the root, `""` is the root itself).

    Paths are relative to the root, with `/`. Symbolic links that leave the root are not followed.
    """

    root: Path
    folders: Sequence[str] = ("",)
    exclude: Sequence[str] = ()
    _specs: dict[str, pathspec.GitIgnoreSpec | None] = field(default_factory=dict)

    def pages(self) -> list[str]:
        """Return the paths of all files that can be pages, sorted.

        Raises `SourceError` when there is none.
        """
        found: set[str] = set()
        for folder in self.folders:
            found.update(path for path in self._walk(folder) if path.lower().endswith((*PAGE_SUFFIXES, *YAML_SUFFIXES)))
        if not found:
            where = ", ".join(str(self.root / folder) for folder in self.folders)
            raise SourceError(f"nothing to check: no Markdown or YAML page below {where}")
        return sorted(found)

    def read(self, path: str) -> bytes:
        """Return a file's bytes.

        Raises `OSError` when it cannot be read, or lies outside the root.
        """
        full = self.root / path
        if not self._inside(full):
            raise OSError(f"{path} leads outside the root")
        return full.read_bytes()

    def exists(self, path: str) -> bool:
        """Tell whether a file or folder is there, below the root, written in exactly this case."""
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if ".." in parts:
            return False
        folder = ""
        for part in parts:
            if part not in self._names(folder):
                return False
            folder = f"{folder}/{part}" if folder else part
        return self._inside(self.root / path)

    def is_folder(self, path: str) -> bool:
        """Tell whether a path below the root is a folder."""
        return (self.root / path).is_dir()

    def names(self, folder: str) -> frozenset[str]:
        """Return the names in a folder; none when there is no such folder."""
        return self._names(folder.strip("/"))

    @cached_property
    def _listed(self) -> dict[str, frozenset[str]]:
        return {}

    def _names(self, folder: str) -> frozenset[str]:
        if folder not in self._listed:
            try:
                self._listed[folder] = frozenset(os.listdir(self.root / folder))
            except OSError:
                self._listed[folder] = frozenset()
        return self._listed[folder]

    def _inside(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self.root.resolve())

    def _walk(self, folder: str) -> Iterator[str]:
        stack = [folder.strip("/")]
        while stack:
            current = stack.pop()
            try:
                entries = sorted(os.scandir(self.root / current), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                path = f"{current}/{entry.name}" if current else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _NEVER and not self._ignored(path + "/"):
                        stack.append(path)
                elif not self._ignored(path) and self._inside(self.root / path):
                    yield path

    def _ignored(self, path: str) -> bool:
        """Tell whether a `.gitignore` between the work tree's top and the path, or an exclude, leaves it out."""
        if self._own.match_file(path):
            return True
        verdict: bool | None = None
        for folder in _parents(path):
            spec = self._gitignore(folder)
            if spec is not None:
                below = path[len(folder) + 1 :] if folder else path
                result = spec.check_file(below)
                verdict = result.include if result.include is not None else verdict
        return bool(verdict)

    @cached_property
    def _own(self) -> pathspec.GitIgnoreSpec:
        return pathspec.GitIgnoreSpec.from_lines(self.exclude)

    def _gitignore(self, folder: str) -> pathspec.GitIgnoreSpec | None:
        if folder not in self._specs:
            file = self.root / folder / ".gitignore"
            lines = _lines(file)
            self._specs[folder] = pathspec.GitIgnoreSpec.from_lines(lines) if lines else None
        return self._specs[folder]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _parents(path: str) -> Iterator[str]:
    yield ""
    parts = path.rstrip("/").split("/")[:-1]
    for length in range(1, len(parts) + 1):
        yield "/".join(parts[:length])


def work_tree(start: Path) -> Path | None:
    """Return the top of the git work tree that a folder lies in, or None."""
    for folder in (start, *start.parents):
        if (folder / ".git").exists():
            return folder
    return None


def relative(root: Path, paths: Iterable[Path]) -> list[str]:
    """Return paths as relative to the root, with `/`.

    Raises `SourceError` for one that does not exist or lies outside.
    """
    found = []
    for path in paths:
        full = Path(os.path.abspath(path))
        if not full.exists():
            raise SourceError(f"no such file or folder: {path}")
        if not full.resolve().is_relative_to(root.resolve()):
            raise SourceError(f"{path} lies outside the root {root}")
        below = os.path.relpath(full, root.resolve() if full.is_relative_to(root.resolve()) else root)
        found.append("" if below == "." else below.replace(os.sep, "/"))
    return found
