"""How commands name a docs tree: PATHS, --root, --config and --partial go in, a `Tree` comes out."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._output import CLEAN, FAILED, JobError

if TYPE_CHECKING:
    from ..config import Config
    from ..graph import DocsGraph
    from ..reading.reader import Reader
    from ..tree.sources import FolderSource


PARTIAL = "Treat the tree as part of a larger one: do not report links to missing files."


@dataclass(frozen=True)
class Tree:
    """A docs tree as the arguments name it; `only` has the files that the report is limited to, if any.

    `file` is the configuration file in effect, and `warnings` are about how it was found. `named` is whether the
    arguments name folders to read. `reader` reads its pages.
    """

    source: FolderSource
    config: Config
    only: list[str] | None
    file: Path | None = None
    warnings: tuple[str, ...] = ()
    named: bool = False
    reader: Reader | None = None


def tree_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command PATHS, --root, --config and --partial, and pass it the `Tree` that they name.

    It also takes the options for reading: --jobs, --cache-dir and --no-cache.
    """

    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
    @click.option("--root", type=click.Path(path_type=Path), metavar="DIR", help="Folder that paths are relative to.")
    @click.option(
        "--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="Configuration file to use."
    )
    @click.option("--partial", is_flag=True, help=PARTIAL)
    @reading_options
    @functools.wraps(command)
    def wrapped(
        *,
        paths: tuple[Path, ...],
        root: Path | None,
        file: Path | None,
        partial: bool,
        reading: Callable[[Path], Reader],
        **rest: Any,
    ) -> None:
        with job_errors():
            tree = tree_of(paths, root, file, partial)
            tree = replace(tree, reader=reading(tree.source.root))
            click.get_current_context().exit(command(tree, **rest))

    return wrapped


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --jobs, --cache-dir and --no-cache, and pass it `reading`, a function from root to `Reader`."""

    @click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N", help="Use at most N processes (default: one per CPU)."
    )
    @click.option(
        "--cache-dir",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Cache folder (default: .checker_cache in the root).",
    )
    @click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
    @functools.wraps(command)
    def wrapped(*, jobs: int | None, cache_dir: Path | None, no_cache: bool, **rest: Any) -> Any:
        if cache_dir and no_cache:
            raise click.UsageError("--cache-dir and --no-cache are mutually exclusive")
        return command(reading=functools.partial(reader_of, jobs=jobs, folder=cache_dir, cached=not no_cache), **rest)

    return wrapped


def reader_of(root: Path, *, jobs: int | None = None, folder: Path | None = None, cached: bool = True) -> Reader:
    """Return a reader of a root's pages; by default with all processors and the cache that the environment names."""
    from ..reading.cache import VARIABLE, open_cache
    from ..reading.reader import Reader, processors

    named = os.environ.get(VARIABLE)
    place = folder or (Path(named) if named else None)
    return Reader(jobs or processors(), functools.partial(open_cache, root, place) if cached else None)


def tree_of(
    paths: Sequence[Path],
    root: Path | None = None,
    file: Path | None = None,
    partial: bool = False,
    here: Path | None = None,
) -> Tree:
    """Return the tree that arguments name: its root, what of it is read, and what is reported.

    `here` is the folder to start from when nothing else is named (default: the current one).
    """
    import msgspec

    from .. import config
    from ..tree import sources

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
    """Read a tree into its graph; print what could not be read, which makes the exit code 2."""
    from .. import run
    from ..report import progress

    with progress.bar("Reading pages") as moved:
        loaded = run.load(tree.source, tree.config, moved, tree.reader)
    for one in loaded.not_checked:
        click.echo(f"Not read: {one.path}: {one.reason}", err=True)
    return loaded.graph, FAILED if loaded.not_checked else CLEAN


@contextmanager
def job_errors() -> Iterator[None]:
    """Turn errors of what the user named or wrote into a `JobError` with their message."""
    from ..baseline import BaselineError
    from ..catalog.files import CatalogFileError
    from ..config import ConfigError
    from ..reading.cache import CacheError
    from ..tree.sources import SourceError

    try:
        yield
    except (BaselineError, CacheError, CatalogFileError, ConfigError, SourceError) as error:
        raise JobError(str(error)) from error
