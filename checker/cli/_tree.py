"""How commands name a docs tree: PATHS, --root, --config and --partial go in, a `Tree` comes out."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._output import CLEAN, FAILED, JobError, report_gaps

if TYPE_CHECKING:
    from ..graph import DocsGraph
    from ..reading.reader import Reader
    from ..workflows.docs_tree import Tree


PARTIAL = "Treat the tree as part of a larger one: do not report links to missing files."


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
        from ..workflows.docs_tree import tree_of

        with job_errors():
            paths, buffers = _with_standard_input(paths, rest.pop("stdin_filename", None))
            tree = tree_of(paths, root, file, partial, buffers=buffers)
            tree = replace(tree, reader=reading(tree.source.root))
            with configured_in(tree.file):
                click.get_current_context().exit(command(tree, **rest))

    return wrapped


_STANDARD_INPUT = Path("-")


def _with_standard_input(paths: tuple[Path, ...], name: Path | None) -> tuple[tuple[Path, ...], dict[Path, bytes]]:
    """Return PATHS with the file that `-` means, and its bytes, which are read from standard input."""
    if name is None:
        return paths, {}
    if _STANDARD_INPUT not in paths:
        raise click.UsageError("--stdin-filename names what `-` in PATHS means, and PATHS has no `-`")
    if name.is_dir():
        raise click.UsageError(f"--stdin-filename must name a file, and {name} is a folder")
    return tuple(name if one == _STANDARD_INPUT else one for one in paths), {name: sys.stdin.buffer.read()}


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --jobs, --cache-dir and --no-cache, and pass it `reading`, a function from root to `Reader`."""

    @click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N", help="Use at most N processes (default: one per CPU)."
    )
    @click.option(
        "--cache-dir",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Cache folder (default: in the user's cache folder).",
    )
    @click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
    @functools.wraps(command)
    def wrapped(*, jobs: int | None, cache_dir: Path | None, no_cache: bool, **rest: Any) -> Any:
        from ..workflows.docs_tree import reader_of

        if cache_dir and no_cache:
            raise click.UsageError("--cache-dir and --no-cache are mutually exclusive")
        return command(reading=functools.partial(reader_of, jobs=jobs, folder=cache_dir, cached=not no_cache), **rest)

    return wrapped


def read_graph(tree: Tree) -> tuple[DocsGraph, int]:
    """Read a tree into its graph; print what could not be read, which makes the exit code 2."""
    from .. import run
    from ..report import progress

    with progress.bar("Reading pages") as moved:
        loaded = run.load(tree.source, tree.config, moved, tree.reader)
    report_gaps(loaded.not_checked, loaded.warnings)
    return loaded.graph, FAILED if loaded.not_checked else CLEAN


@contextmanager
def job_errors() -> Iterator[None]:
    """Turn errors in how a tree is named or configured into the `JobError` that ends a command."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        if isinstance(error, _of_jobs()):
            raise JobError(*getattr(error, "lines", [str(error)])) from error
        raise


@contextmanager
def configured_in(file: Path | None) -> Iterator[None]:
    """Add file and line to what is wrong with the names and options of rules in a configuration."""
    from ..config import ConfigError, described

    try:
        yield
    except ConfigError as error:
        if file is None or not error.faults:
            raise
        raise described(file, error.faults) from error


def _of_jobs() -> tuple[type[Exception], ...]:
    """Return the errors that are a command's own, from modules that take long to load."""
    from ..baseline import BaselineError
    from ..catalog.files import CatalogFileError
    from ..catalog.newer import NewerTableError
    from ..config import ConfigError
    from ..reading.cache import CacheError
    from ..tree.git import GitError
    from ..tree.sources import SourceError

    return BaselineError, CacheError, CatalogFileError, ConfigError, GitError, NewerTableError, SourceError
