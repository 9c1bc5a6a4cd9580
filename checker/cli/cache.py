"""`checker cache`: what is cached is listed, or removed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ._output import JobError, say


def _folder_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="Cache folder (default: the user's)."
    )(command)


@click.group(short_help="Show or clear the cache.")
def cache() -> None:
    """Show or clear the cache of what was read from pages."""


@cache.command()
@_folder_option
def info(cache_dir: Path | None) -> None:
    """Print where the cache is, how large it is, and which docs trees it is for."""
    from ..reading import cache_folder

    folder = _folder(cache_dir)
    caches = cache_folder.held(folder)
    say(
        f"{folder}: {_size(sum(one.size for one in caches))} in {len(caches):,} cache{'' if len(caches) == 1 else 's'}",
        err=False,
    )
    for one in caches:
        day = dt.date.fromtimestamp(one.used).isoformat() if one.used else "never used"
        say(f"  {_size(one.size):>10}  {day}  {one.root or one.folder}", err=False)


@cache.command()
@_folder_option
def clear(cache_dir: Path | None) -> None:
    """Remove everything that is cached."""
    from ..reading import cache_folder

    caches = cache_folder.held(_folder(cache_dir))
    for one in caches:
        try:
            cache_folder.remove(one)
        except OSError as error:
            raise JobError(f"cannot remove {one.folder}: {error.strerror or error}") from error
    say(f"Removed {_size(sum(one.size for one in caches))}.", err=False)


def _folder(named: Path | None) -> Path:
    """Return the folder that a command is about, as the other commands choose it."""
    from ..reading import cache_folder
    from ..reading.cache import VARIABLE

    from_environment = os.environ.get(VARIABLE)
    return named or (Path(from_environment) if from_environment else cache_folder.default())


def _size(number: int) -> str:
    return f"{number / 1_000_000:,.1f} MB"
