"""`checker check`: a tree goes in, a report comes out."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..report import FORMATS
from ._output import EPILOG, JobError, exit_code, look_of, note, write
from ._tree import Tree, tree_options

if TYPE_CHECKING:
    from ..config import Config


@click.command(epilog=EPILOG)
@tree_options
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", help="How to report.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to a file.")
@click.option("--select", multiple=True, metavar="RULE,..", help="Run these rules only.")
@click.option("--ignore", multiple=True, metavar="RULE,..", help="Leave these rules out.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day that counts as today.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "suggestion", "never"]),
    help="The least severity that exits with 1 (else the configuration's, else suggestion).",
)
@click.option("--statistics", is_flag=True, help="Print counts by rule in place of the findings.")
def check(
    tree: Tree,
    format_: str,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_of: dt.datetime | None,
    fail_on: str | None,
    statistics: bool,
) -> int:
    """Check a docs tree and report where it contradicts itself.

    Folders in PATHS are what is read (else the configuration's paths, else the root); files in PATHS only narrow the
    report to findings with an end in them.
    """
    from .. import run
    from ..report import progress, render

    if statistics and format_ != "text":
        raise click.UsageError(f"--statistics is for text; --format {format_} holds the findings to count")
    config = _with_rules(tree.config, _names(select), _names(ignore))
    with progress.bar("Reading pages") as moved:
        day = as_of.date() if as_of else None
        report = run.check(tree.source, config, as_of=day, only=tree.only, progress=moved)
    report.warnings.extend(_left_out(tree))
    text = render(report, format_, look_of(None if output else sys.stdout, statistics))
    write(text, output)
    if output or format_ != "text":
        note(report, closing=output is not None)
    return exit_code(report, fail_on or config.fail_on)


def _left_out(tree: Tree) -> Iterator[str]:
    """Yield a warning for each file that was asked for and is no page of the tree.

    Raises `JobError` for one that lies outside the folders that were read, so that it cannot pass as checked.
    """
    pages = set(tree.source.pages()) if tree.only else set()
    for path in tree.only or ():
        if path in pages:
            continue
        if not any(not folder or path.startswith(f"{folder}/") for folder in tree.source.folders):
            raise JobError(f"{path} lies outside the folders that are read: {', '.join(tree.source.folders)}")
        yield f"{path} was not read: it is no Markdown or YAML page, or an exclude or .gitignore leaves it out"


def _with_rules(config: Config, select: list[str], ignore: list[str]) -> Config:
    """Return the configuration with the rules that the command line asks for; its word counts more."""
    import msgspec

    kept = [name for name in config.ignore if name not in select]
    return msgspec.structs.replace(config, select=select or config.select, ignore=[*kept, *ignore])


def _names(given: Sequence[str]) -> list[str]:
    return [name.strip() for text in given for name in text.split(",") if name.strip()]
