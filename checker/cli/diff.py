"""`checker diff`: two revisions or two folders go in; what changed in models, versions, tables and links comes out."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..findings import FAIL_LEVELS
from ..report.diff import FORMATS
from ._output import JobError, exit_code, look_of, report_gaps, say, show
from ._tree import PARTIAL, job_errors, reading_options

if TYPE_CHECKING:
    from ..config import Config
    from ..reading.reader import Reader
    from ..tree.sources import Source
    from ..workflows.compare import Insight, Sides

EPILOG = "Exit codes: 0 no new findings at or above --fail-on, 1 new findings at or above --fail-on, 2 error."


@click.command(epilog=EPILOG, short_help="Show what a change did to models, versions and links.")
@click.argument("base")
@click.argument("head", required=False)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", help="Output format.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to FILE.")
@click.option("--root", type=click.Path(path_type=Path), metavar="DIR", help="Folder that paths are relative to.")
@click.option("--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="Configuration file to use.")
@click.option("--partial", is_flag=True, help=PARTIAL)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Treat DATE as today.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_LEVELS),
    help="Lowest severity that exits with 1 (default: as configured, else warning).",
)
@reading_options
def diff(
    base: str,
    head: str | None,
    format_: str,
    output: Path | None,
    root: Path | None,
    file: Path | None,
    partial: bool,
    as_of: dt.datetime | None,
    fail_on: str | None,
    reading: Callable[[Path], Reader],
) -> None:
    """Show how the change from BASE to HEAD affects models, versions, tables, links and pages.

    BASE and HEAD are two folders, or two revisions of the git repository. Without HEAD, BASE is compared with the
    working tree. `BASE...HEAD` compares the merge base with HEAD, as a pull request does.
    """
    day = as_of.date() if as_of else None
    with job_errors():
        before, after, config, sides = _folders(base, head, file, day) or _revisions(base, head, root, file, day)
        insight = _compared(before, after, _as_asked(config, partial), sides, day, reading(after.root))
    from ..report.diff import render

    look = look_of(None if output else sys.stdout)
    show(render(insight, format_, look), format_, output)
    if output is not None or format_ == "json":
        _note(insight, output)
    click.get_current_context().exit(exit_code(insight.introduced, insight.not_checked, fail_on or config.fail_on))


def _compared(
    before: Source, after: Source, config: Config, sides: Sides, day: dt.date | None, reader: Reader
) -> Insight:
    from ..report import progress
    from ..tree import git
    from ..workflows import compare

    try:
        with progress.bar("Reading pages") as moved:
            as_of = day or dt.date.fromisoformat(sides.date)
            return compare.compare(before, after, config, sides, as_of=as_of, reader=reader, progress=moved)
    except git.GitError as error:
        raise JobError(f"cannot compare {sides.base} with {sides.head}: {error}") from error


def _as_asked(config: Config, partial: bool) -> Config:
    import msgspec

    return msgspec.structs.replace(config, partial=True) if partial else config


def _note(insight: Insight, output: Path | None) -> None:
    """Print to standard error what is easily missed when the report goes to a file or a program."""
    from ..diff.highlights import balance

    report_gaps(insight.not_checked, insight.warnings)
    if output is not None:
        say(f"Wrote {output}. Findings: {balance(insight.introduced, insight.fixed)}.")


# -- two folders


def _folders(
    base: str, head: str | None, file: Path | None, day: dt.date | None
) -> tuple[Source, Source, Config, Sides] | None:
    """Return the two sides if both arguments are folders; the configuration is that of the later one."""
    from ..tree.sources import FolderSource
    from ..workflows.compare import Sides
    from ..workflows.docs_tree import tree_of

    if head is None or not (Path(base).is_dir() and Path(head).is_dir()):
        return None
    tree = tree_of((), Path(head), file)
    new, old = tree.source, Path(base).resolve()
    before = FolderSource(old, [folder for folder in new.folders if (old / folder).is_dir()], new.exclude)
    return before, new, tree.config, Sides(base, head, (day or dt.date.today()).isoformat())


# -- two revisions


def _revisions(
    base: str, head: str | None, root: Path | None, file: Path | None, day: dt.date | None
) -> tuple[Source, Source, Config, Sides]:
    """Return the two sides if the arguments are revisions; raises `JobError` for folders, and as `revisions` does."""
    from ..workflows.docs_tree import tree_of
    from ..workflows.revisions import revisions

    if Path(base).is_dir() and head is not None and not Path(head).exists() and "/" in head:
        raise JobError(f"no such folder: {head}")
    tree = tree_of((), root, file)
    before, after, sides = revisions(tree, base, head, day)
    return before, after, tree.config, sides
