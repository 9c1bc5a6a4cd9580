"""How commands name a docs tree: PATHS, --root, --config and --partial go in, a `Tree` comes out."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._output import CLEAN, FAILED, JobError

if TYPE_CHECKING:
    from ..config import Config
    from ..graph import DocsGraph
    from ..sources import FolderSource


@dataclass(frozen=True)
class Tree:
    """A docs tree as the arguments name it; `only` holds the files that the report is to be about, if any.

    `file` is the configuration file that counts, and `warnings` say what is odd about the way it was found. `named`
    tells whether the arguments name folders to read.
    """

    source: FolderSource
    config: Config
    only: list[str] | None
    file: Path | None = None
    warnings: tuple[str, ...] = ()
    named: bool = False


def tree_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command PATHS, --root, --config and --partial, and hand it the `Tree` that they name."""

    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
    @click.option("--root", type=click.Path(path_type=Path), metavar="DIR", help="What paths are relative to.")
    @click.option("--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="The configuration file.")
    @click.option("--partial", is_flag=True, help="The tree is a part: a link's missing target proves nothing.")
    @functools.wraps(command)
    def wrapped(*, paths: tuple[Path, ...], root: Path | None, file: Path | None, partial: bool, **rest: Any) -> None:
        with naming_what_failed():
            click.get_current_context().exit(command(tree_of(paths, root, file, partial), **rest))

    return wrapped


def tree_of(
    paths: Sequence[Path],
    root: Path | None = None,
    file: Path | None = None,
    partial: bool = False,
    here: Path | None = None,
) -> Tree:
    """Return the tree that arguments name: its root, what of it is read, and what is reported.

    `here` is the folder to start from where nothing else is named, else the current one.
    """
    import msgspec

    from .. import config, sources

    for path in (*paths, *([root] if root else [])):
        if not path.exists():
            raise JobError(f"no such file or folder: {path}")
    start = (root or _common_folder(paths, here or Path.cwd())).resolve()
    warnings = () if file else tuple(config.ambiguities(start))
    file = file or config.find(start)
    settings = config.load(file) if file else config.Config()
    if partial:
        settings = msgspec.structs.replace(settings, partial=True)
    top = start if root else file.resolve().parent if file else sources.work_tree(start) or start
    folders = sources.relative(top, [path for path in paths if path.is_dir()])
    files = sources.relative(top, [path for path in paths if not path.is_dir()])
    named = bool(folders)
    if not folders:
        folders = sources.relative(top, [top / path for path in settings.paths]) or [""]
    return Tree(sources.FolderSource(top, folders, settings.exclude), settings, files or None, file, warnings, named)


def _common_folder(paths: Sequence[Path], otherwise: Path) -> Path:
    folders = [path if path.is_dir() else path.parent for path in map(Path.absolute, paths)]
    return Path(os.path.commonpath(folders)) if folders else otherwise


def read_graph(tree: Tree) -> tuple[DocsGraph, int]:
    """Read a tree into its graph; what could not be read is named, and makes the exit code 2."""
    from .. import run
    from ..report import progress

    with progress.bar("Reading pages") as moved:
        loaded = run.load(tree.source, tree.config, moved)
    for one in loaded.not_checked:
        click.echo(f"Not read: {one.path}: {one.reason}", err=True)
    return loaded.graph, FAILED if loaded.not_checked else CLEAN


@contextmanager
def naming_what_failed() -> Iterator[None]:
    from ..baseline import BaselineError
    from ..catalog.files import CatalogFileError
    from ..config import ConfigError
    from ..sources import SourceError

    try:
        yield
    except (BaselineError, CatalogFileError, ConfigError, SourceError) as error:
        raise JobError(str(error)) from error
