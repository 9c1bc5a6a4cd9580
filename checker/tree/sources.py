"""Where the bytes come from: a root and the folders to read go in; page paths, bytes and existence come out.

Three sources answer alike: the files of a folder, here, and in `git_sources` a revision and the git index.
"""

from __future__ import annotations

import os
import posixpath
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from ..config import work_tree
from ..page.file_types import can_be_page, decode
from ..patterns.globs import Globs
from . import disk, git

NEVER = frozenset(
    ".git .hg .svn node_modules __pycache__ .venv venv .tox .mypy_cache .ruff_cache .checker_cache".split()
)
"""Names of folders that hold no docs, whatever lies in them."""


class SourceError(Exception):
    """There is nothing to check where the user pointed, or it cannot be read."""


class NoPageError(SourceError):
    """The tree is there, and holds no page."""


@dataclass
class Source(ABC):
    """A docs tree: the pages below `folders` (relative to the root, `""` is the root itself).

    Paths are relative to the root, with `/`. Symbolic links that leave the root are not followed. What a `.gitignore`
    of the tree or `exclude` (patterns as in one) names is left out. `missed` gives what was asked for and could
    not be looked at, by path, with why, and `warnings` say what else went wrong, as far as pages have been asked for.
    """

    root: Path
    folders: Sequence[str] = ("",)
    exclude: Sequence[str] = ()
    missed: dict[str, str] = field(default_factory=dict, repr=False)
    warnings: list[str] = field(default_factory=list, repr=False)
    _specs: dict[str, Globs] = field(default_factory=dict, repr=False)
    _inherited: dict[str, list[tuple[int, Globs]]] = field(default_factory=dict, repr=False)

    @cached_property
    def repository(self) -> git.Repository:
        """The git repository around the root.

        Raises `GitError` where there is none.
        """
        return git.repository(self.root)

    def pages(self) -> list[str]:
        """Return the paths of all files that can be pages, sorted.

        Raises `NoPageError` when there is none, and `SourceError` when nobody knows, since a folder cannot be listed.
        """
        found: set[str] = set()
        for folder in self.folders:
            found.update(path for path in self._walk(folder) if can_be_page(path))
        if not found:
            where = ", ".join(str(self.root / folder) for folder in self.folders)
            if self.missed:
                why = "; ".join(f"{path}: {reason}" for path, reason in sorted(self.missed.items()))
                raise SourceError(f"no Markdown or YAML pages could be found below {where}: {why}")
            raise NoPageError(f"nothing to check: no Markdown or YAML pages below {where}{self._where}")
        return sorted(found)

    def files(self) -> set[str]:
        """Return the paths of all files that nothing leaves out, whatever they are."""
        return {path for folder in self.folders for path in self._walk(folder)}

    @property
    def _where(self) -> str:
        """What to add to a folder's name in a message."""
        return ""

    def covers(self, path: str) -> bool:
        """Tell whether a path lies in the folders that are read, whether or not it is there."""
        folders = [folder.strip("/") for folder in self.folders]
        return any(not folder or path.startswith(f"{folder}/") for folder in folders)

    @abstractmethod
    def read(self, path: str) -> bytes:
        """Return a file's bytes.

        Raises `OSError` when it cannot be read, or lies outside the root.
        """

    def text(self, path: str) -> str:
        """Return a page's text, as `decode` makes it of its bytes; raises as `read` and `decode` do."""
        return decode(self.read(path))

    @abstractmethod
    def exists(self, path: str) -> bool:
        """Tell whether a file or folder is there, below the root, written in exactly this case."""

    @abstractmethod
    def is_folder(self, path: str) -> bool:
        """Tell whether a path below the root is a folder."""

    @abstractmethod
    def names(self, folder: str) -> frozenset[str]:
        """Return the names in a folder; none when there is no such folder."""

    @property
    @abstractmethod
    def is_repository(self) -> bool:
        """Whether the root is the top of a git repository, so that what is not below it is nowhere."""

    @abstractmethod
    def exists_above(self, path: str) -> bool | None:
        """Tell whether a path that climbs out of the root (`../x`) is there in the same repository.

        None where there is no repository around the root, or the path climbs out of it as well.
        """

    @abstractmethod
    def _submodule_folders(self) -> Iterable[str]:
        """Return the folders that hold another repository, relative to the root."""

    def in_submodule(self, path: str) -> bool:
        """Tell whether a path is a submodule or lies in one, checked out or not."""
        folders = self._submodules
        return bool(folders) and any(one in folders for one in (path.strip("/"), *parents(path)))

    @cached_property
    def _submodules(self) -> frozenset[str]:
        return frozenset(self._submodule_folders())

    @abstractmethod
    def _walk(self, folder: str) -> Iterator[str]:
        """Yield the files below a folder that nothing leaves out."""

    def _gitignore_lines(self, folder: str) -> list[str]:
        """Return the lines of a folder's `.gitignore`; of one that cannot be read there is a warning."""
        if ".gitignore" not in self.names(folder):
            return []
        path = f"{folder}/.gitignore" if folder else ".gitignore"
        try:
            return self.read(path).decode("utf-8-sig", "replace").split("\n")
        except OSError as error:
            self.warnings.append(f"{path} is ignored: {error.strerror or error}")
            return []

    def _ignored(self, path: str) -> bool:
        """Tell whether a `.gitignore` between the root and the path, or an exclude, leaves it out."""
        if self._own and self._own.match(path):
            return True
        folder = path.rstrip("/").rpartition("/")[0]
        return self._in_ignored(folder) or bool(self._verdict(path, folder))

    def is_ignored(self, path: str) -> bool:
        """Return whether a `.gitignore` leaves a path out, so that what it names may be made by the build."""
        folder = path.rpartition("/")[0]
        return self._in_ignored(folder) or bool(self._verdict(path, folder))

    def _in_ignored(self, folder: str) -> bool:
        """Tell whether a folder, or one that it is in, is left out by a `.gitignore`."""
        known = self._ignored_folders.get(folder)
        if known is None:
            tops = [*parents(folder), folder] if folder else []
            around = (self._verdict(f"{top}/", top.rpartition("/")[0]) for top in tops if top)
            known = self._ignored_folders[folder] = any(around)
        return known

    @cached_property
    def _ignored_folders(self) -> dict[str, bool]:
        return {}

    def _verdict(self, path: str, folder: str) -> bool | None:
        """Return what the `.gitignore` files around a path in a folder say of it: the innermost that says something."""
        for start, globs in reversed(self._around(folder)):
            said = globs.verdict(path[start:])
            if said is not None:
                return said
        return None

    @cached_property
    def _own(self) -> Globs:
        return Globs(self.exclude)

    def _around(self, folder: str) -> list[tuple[int, Globs]]:
        """Return each `.gitignore` between the root and a folder, with where the paths start that it speaks of."""
        if folder not in self._inherited:
            tops = [*parents(folder), folder] if folder else [""]
            found = ((len(top) + 1 if top else 0, self._gitignore(top)) for top in tops)
            self._inherited[folder] = [(start, globs) for start, globs in found if globs]
        return self._inherited[folder]

    def _gitignore(self, folder: str) -> Globs:
        if folder not in self._specs:
            self._specs[folder] = Globs(self._gitignore_lines(folder))
        return self._specs[folder]


class FolderSource(Source):
    """A working tree. `overlaid` are the bytes of files that are not taken from the disk, by path."""

    overlaid: Mapping[str, bytes] = MappingProxyType({})

    def read(self, path: str) -> bytes:
        """Return a file's bytes.

        Raises `OSError` when it cannot be read, is no regular file, or lies outside the root.
        """
        full = self._full(path)
        if not self._inside(full):
            raise OSError(f"{path} leads outside the root")
        self._read.add(path)
        return disk.read(full)

    @property
    def top(self) -> Path:
        """The top of the work tree around the root, without links on the way to it; the root where there is none."""
        return self._real_root if self._work_tree is None else self._work_tree.root

    def looked_at(self) -> Iterator[str]:
        """Yield the folders that were listed and the files that were read so far, relative to `top`."""
        inner = os.path.relpath(self._real_root, self.top).replace(os.sep, "/")
        start = "" if inner == "." else f"{inner}/"
        yield from (f"{start}{path}".strip("/") for path in (*self._listed, *self._read))
        if self._work_tree is not None:
            yield from (*self._work_tree._listed, *self._work_tree._read)

    @cached_property
    def _read(self) -> set[str]:
        """The files that were read so far."""
        return set()

    def exists(self, path: str) -> bool:
        """Tell whether a file or folder is there, below the root, written in exactly this case."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._is_there([part for part in path.split("/") if part not in ("", ".")])
        return known

    def _is_there(self, parts: list[str]) -> bool:
        """Tell whether each folder on the way to a path names what comes next, and nothing leads out of the root.

        What lies in a folder that cannot be listed is taken to be there: nobody can say that it is not.
        """
        folder = ""
        for part in parts:
            if part == ".." or part not in self._names(folder):
                return part != ".." and folder in self._closed
            folder = f"{folder}/{part}" if folder else part
        return self._inside(self._full(folder), is_link=self._linked.get(folder))

    @cached_property
    def _known(self) -> dict[str, bool]:
        return {}

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
            except (FileNotFoundError, NotADirectoryError):
                self._listed[folder] = frozenset()
            except OSError:
                self._listed[folder] = frozenset()
                self._closed.add(folder)
        return self._listed[folder]

    @cached_property
    def _closed(self) -> set[str]:
        """The folders that are there and cannot be listed."""
        return set()

    def _full(self, path: str) -> str:
        """Return where a path below the root is on the disk."""
        return os.path.join(self.root, path)

    def _inside(self, full: str, *, is_link: bool | None = None) -> bool:
        """Tell whether a path on the disk leads to something below the root, whatever links are on the way.

        `is_link` tells whether the path itself is a link, where that is known.
        """
        folder, name = os.path.split(full)
        if name in ("", ".", "..") or (os.path.islink(full) if is_link is None else is_link):
            return self._is_below(full)
        if folder not in self._inner:
            self._inner[folder] = self._is_below(folder)
        return self._inner[folder]

    def _is_below(self, full: str) -> bool:
        real = os.path.realpath(full)
        # What it leads to is still a link where links lead round in circles.
        return disk.is_inside(self._real_root, Path(real)) and not os.path.islink(real)

    @cached_property
    def _inner(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _linked(self) -> dict[str, bool]:
        """Whether each path in the folders that were walked is a link, as the folder's listing says."""
        return {}

    @cached_property
    def _real_root(self) -> Path:
        return Path(os.path.realpath(self.root))

    @property
    def is_repository(self) -> bool:
        """Whether the root is the top of a git repository, so that what is not below it is nowhere."""
        return ".git" in self._names("")

    def exists_above(self, path: str) -> bool | None:
        """Tell whether a path that climbs out of the root is there in the same work tree; None for out of that too."""
        if self._work_tree is None:
            return None
        inside = os.path.relpath(os.path.join(self._real_root, path), self._work_tree.root)
        if inside == ".." or inside.startswith(f"..{os.sep}"):
            return None
        return self._work_tree.exists(inside.replace(os.sep, "/"))

    @cached_property
    def _work_tree(self) -> FolderSource | None:
        """The whole work tree around the root."""
        top = work_tree(self.root.resolve())
        return None if top is None else FolderSource(top)

    def _submodule_folders(self) -> Iterator[str]:
        whole = self._work_tree
        if whole is None or ".gitmodules" not in whole.names(""):
            return
        try:
            lines = whole.read(".gitmodules").decode("utf-8", "replace").splitlines()
        except OSError:
            return
        for line in lines:
            key, _, value = (part.strip() for part in line.partition("="))
            folder = os.path.relpath(whole.root / value, self._real_root) if key == "path" and value else os.pardir
            if not folder.startswith(os.pardir):
                yield folder.replace(os.sep, "/")

    def _walk(self, folder: str) -> Iterator[str]:
        stack = [folder.strip("/")]
        while stack:
            current = stack.pop()
            try:
                entries = self._scanned(current)
            except OSError as error:
                self.missed[current or "."] = f"the folder cannot be listed: {error.strerror or error}"
                continue
            for name, is_folder in entries:
                path = f"{current}/{name}" if current else name
                if is_folder:
                    if not (name in NEVER or path in self._submodules or self._ignored(path + "/")):
                        stack.append(path)
                elif not self._ignored(path) and self._inside(self._full(path), is_link=self._linked.get(path)):
                    yield path

    def _scanned(self, folder: str) -> list[tuple[str, bool]]:
        """Return the names in a folder, sorted, and whether each is a folder, which a link to one is not."""
        with os.scandir(self._full(folder)) as found:
            listed = sorted((entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink()) for entry in found)
        self._listed[folder] = frozenset(name for name, _, _ in listed)
        start = f"{folder}/" if folder else ""
        self._linked.update((start + name, is_link) for name, _, is_link in listed)
        return [(name, is_folder) for name, is_folder, _ in listed]


def beside(source: Source, name: str) -> bytes | None:
    """Return the bytes of a file that a configuration names, relative to the root, or None where there is none.

    Inside the root it is read as the source holds it, so that an old revision has its own; elsewhere from the disk.

    Raises `OSError` when it cannot be read.
    """
    inside = posixpath.normpath(name)
    if not isinstance(source, FolderSource) and not inside.startswith(("/", "../")):
        return source.read(inside) if source.exists(inside) else None
    if isinstance(source, FolderSource) and inside in source.overlaid:
        return source.overlaid[inside]
    file = source.root / name
    return disk.read(file) if file.is_file() else None


def parents(path: str) -> Iterator[str]:
    """Yield the folders on the way to a path, the root (`""`) first."""
    yield ""
    parts = path.rstrip("/").split("/")[:-1]
    for length in range(1, len(parts) + 1):
        yield "/".join(parts[:length])


def relative(root: Path, paths: Iterable[Path], unsaved: Collection[Path] = ()) -> list[str]:
    """Return paths as relative to the root, with `/`.

    Raises `SourceError` for one that does not exist, unless it is among `unsaved`, and for one that lies outside.
    """
    found = []
    for path in paths:
        full = Path(os.path.abspath(path))
        if path not in unsaved and not full.exists():
            raise SourceError(f"no such file or folder: {path}")
        if not full.resolve().is_relative_to(root.resolve()):
            raise SourceError(f"{path} is outside the root {root}")
        named = next((top for top in (root.resolve(), root) if full.is_relative_to(top)), None)
        below = os.path.relpath(full, named) if named else os.path.relpath(full.resolve(), root.resolve())
        found.append("" if below == "." else below.replace(os.sep, "/"))
    return found
