"""How users name a docs tree: paths, a root and a configuration file go in, a `Tree` comes out."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from .. import config
from ..config import Config, work_tree
from ..page.file_types import PAGE_SUFFIXES, YAML_SUFFIXES, can_be_page, decode, is_yaml
from ..tree.overlay import OverlaySource
from ..tree.sources import FolderSource, Source, SourceError, relative

if TYPE_CHECKING:
    from ..reading.reader import Reader

NO_BUFFERS: Mapping[Path, bytes] = MappingProxyType({})


@dataclass(frozen=True)
class Tree:
    """A docs tree as the arguments name it; `only` has the files that the report is limited to, if any.

    `file` is the configuration file in effect, and `warnings` are about how it was found. `named` is whether the
    arguments name folders to read. `reader` reads its pages. `again` returns the tree that the same arguments name now.
    """

    source: FolderSource
    config: Config
    only: list[str] | None
    file: Path | None = None
    warnings: tuple[str, ...] = ()
    named: bool = False
    reader: Reader | None = None
    again: Callable[[], Tree] | None = None

    def left_out(self, source: Source | None = None) -> Iterator[str]:
        """Yield a warning for each file in the arguments that is not a page of the tree, or of another `source` of it.

        Raises `SourceError` for one outside the folders in the arguments, which must not pass as checked. One that the
        configuration excludes is only a warning, since hooks pass every changed file. YAML that is not a page is a
        warning only if no other file is checked, since most of the YAML that hooks pass is for other programs.
        """
        source = source or self.source
        pages = set(source.pages()) if self.only else set()
        other_yaml, checked = [], False
        for path in self.only or ():
            if path in self.source.missed:
                continue
            if path in pages:
                if _is_other_yaml(source, path):
                    other_yaml.append(path)
                else:
                    checked = True
                continue
            if self.named and not self.source.covers(path):
                folders = ", ".join(self.source.folders)
                raise SourceError(f"{path} is outside the folders to read: {folders}")
            yield f"{path} was not checked: excluded by paths, exclude or .gitignore"
        if not checked:
            for path in other_yaml:
                yield f"{path} was not checked: it is YAML, but not a page of Microsoft Learn"

    def inside(self) -> Callable[[str], bool]:
        """Return a function that tests whether the arguments name a page."""
        folders = [folder for folder in self.source.folders if not (self.only and folder in self._configured)]

        def inside(path: str) -> bool:
            named = self.only is not None and path in self.only
            return named or any(not folder or path.startswith(f"{folder}/") for folder in folders)

        return inside

    def widened(self) -> Tree:
        """Return the tree with everything that the configuration reads: what names mean depends on other pages too."""
        folders = sorted({*self.source.folders, *self._configured})
        source = FolderSource(self.source.root, folders, self.source.exclude, self.source.missed)
        if self.source.overlaid:
            source = OverlaySource(source, self.source.overlaid)
        return Tree(source, self.config, None, reader=self.reader)

    @property
    def _configured(self) -> list[str]:
        """The folders to read if the arguments name none."""
        return [path.strip("/") for path in self.config.paths] or [""]


def tree_of(
    paths: Sequence[Path],
    root: Path | None = None,
    file: Path | None = None,
    partial: bool = False,
    here: Path | None = None,
    buffers: Mapping[Path, bytes] = NO_BUFFERS,
) -> Tree:
    """Return the tree that arguments name: its root, what of it is read, and what is reported.

    `here` is the folder to start from when nothing else is named (default: the current one). `buffers` are the bytes of
    files that are not taken from the disk, and need not be on it.

    Raises `SourceError` for a path that does not exist, and `ConfigError` for an invalid configuration.
    """
    for path in (*paths, *([root] if root else [])):
        if path not in buffers and not path.exists():
            hint = "; --stdin-filename names the page that standard input holds" if str(path) == "-" else ""
            raise SourceError(f"no such file or folder: {path}{hint}")
    again = functools.partial(tree_of, paths, root, file, partial, here, buffers)
    start = (root or (_common_folder(paths) if paths else here) or current_folder()).resolve()
    warnings = () if file else tuple(config.ambiguities(start))
    file = file or config.find(start)
    settings = _settings(file) if file else Config()
    if partial:
        settings = msgspec.structs.replace(settings, partial=True)
    top = start if root else file.resolve().parent if file else work_tree(start) or start
    folders = relative(top, [path for path in paths if path.is_dir()])
    files = relative(top, [path for path in paths if not path.is_dir()], buffers)
    named = bool(folders)
    if not folders:
        _insist_there(top, settings, file)
        folders = relative(top, [top / path for path in settings.paths]) or [""]
    suffixes = ", ".join((*PAGE_SUFFIXES, *YAML_SUFFIXES))
    missed = {name: f"not a page: its name must end in one of {suffixes}" for name in files if not can_be_page(name)}
    source = FolderSource(top, folders, settings.exclude, missed)
    if buffers:
        source = OverlaySource(source, dict(zip(relative(top, buffers, buffers), buffers.values(), strict=True)))
    return Tree(source, settings, files or None, file, warnings, named, again=again)


def _settings(file: Path) -> Config:
    """Return the configuration of a file; raises `ConfigError` with all that is wrong with it."""
    settings, faults = config.read(file)
    if faults:
        from ..selection import faults as of_rules  # loads the rules

        raise config.described(file, [*faults, *of_rules(settings)])
    return settings


def _insist_there(top: Path, settings: Config, file: Path | None) -> None:
    """Raise `ConfigError` if a folder to read that a configuration names does not exist."""
    missing = [
        config.Fault(("paths",), f"there is no folder `{path}`", path)
        for path in settings.paths
        if not (top / path).exists()
    ]
    if missing and file is not None:
        raise config.described(file, missing)


def _is_other_yaml(source: Source, path: str) -> bool:
    """Return whether a file is YAML but not a page. Files that cannot be read are reported elsewhere."""
    if not is_yaml(path):
        return False
    from ..reading.extraction import is_page  # loads the parsers

    try:
        return not is_page(path, decode(source.read(path)))
    except (OSError, ValueError):
        return False


def _common_folder(paths: Sequence[Path]) -> Path:
    folders = [path if path.is_dir() else path.parent for path in map(Path.absolute, paths)]
    return Path(os.path.commonpath(folders))


def current_folder() -> Path:
    """Return the current folder.

    Raises `SourceError` where it has been deleted.
    """
    try:
        return Path.cwd()
    except OSError as error:
        raise SourceError(f"the current folder cannot be read: {error.strerror or error}") from error


def reader_of(
    root: Path, *, jobs: int | None = None, folder: Path | None = None, cached: bool = True, keeping: bool = False
) -> Reader:
    """Return a reader of a root's pages; by default with all processors and the cache that the environment names.

    With `keeping`, it is for a tree that is read again and again.
    """
    from ..reading.cache import VARIABLE, open_cache
    from ..reading.keeping import KeepingReader
    from ..reading.reader import Reader, processors

    named = os.environ.get(VARIABLE)
    place = folder or (Path(named) if named else None)
    kind = KeepingReader if keeping else Reader
    return kind(jobs or processors(), functools.partial(open_cache, root, place) if cached else None, place)
