"""`checker check`: a tree goes in, a report comes out."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..findings import FAIL_LEVELS
from ..report import FORMATS
from ._output import EPILOG, exit_code
from ._report import Delivery, copies_of, deliver, expected_format
from ._selection import with_rules
from ._tree import tree_options

if TYPE_CHECKING:
    from ..config import Config
    from ..tree.sources import Source
    from ..workflows.docs_tree import Tree


@click.command(epilog=EPILOG)
@tree_options
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), help="How to report (else text, or as CI reads)."
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to a file.")
@click.option("--report", "also", multiple=True, metavar="FORMAT=FILE", help="Write the report to this file as well.")
@click.option("--select", multiple=True, metavar="RULE,..", help="Run these rules only.")
@click.option("--extend-select", multiple=True, metavar="RULE,..", help="Run these rules besides the usual ones.")
@click.option("--ignore", multiple=True, metavar="RULE,..", help="Leave these rules out.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day that counts as today.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_LEVELS),
    help="The least severity that exits with 1 (else the configuration's, else suggestion).",
)
@click.option("--fix", is_flag=True, help="Make the safe fixes first, and report what is left.")
@click.option("--since", metavar="REV", help="Report only what concerns the change since REV and HEAD parted.")
@click.option("--staged", is_flag=True, help="Check what is staged in git, and report only what concerns it.")
@click.option("--whole-files/--changed-lines", help="With files in PATHS, report their untouched lines as well.")
@click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Pass over what this file knows.")
@click.option("--no-baseline", is_flag=True, help="Pass over nothing, whatever the configuration says.")
@click.option("--statistics", is_flag=True, help="Print counts by rule in place of the findings.")
def check(
    tree: Tree,
    format_: str | None,
    output: Path | None,
    also: tuple[str, ...],
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_of: dt.datetime | None,
    fail_on: str | None,
    fix: bool,
    since: str | None,
    staged: bool,
    whole_files: bool,
    baseline: Path | None,
    no_baseline: bool,
    statistics: bool,
) -> int:
    """Check a docs tree and report where it contradicts itself.

    Folders in PATHS are what is read (else the configuration's paths, else the root); files in PATHS only narrow the
    report to findings with an end in them.
    """
    from .. import run
    from ..report import progress

    format_ = format_ or expected_format(output, statistics)
    delivery = Delivery(format_, output, copies_of(also), statistics)
    if statistics and format_ != "text":
        raise click.UsageError(f"--statistics is for text; --format {format_} holds the findings to count")
    if baseline and no_baseline:
        raise click.UsageError("--baseline and --no-baseline contradict each other")
    if staged and fix:
        raise click.UsageError("--fix changes the working tree, and --staged looks at the index")
    config = with_rules(tree.config, select, extend_select, ignore)
    config = _with_baseline(config, tree, baseline, no_baseline)
    source, since = (_staged(tree), since or "HEAD") if staged else (tree.source, since)
    checked = functools.partial(run.check, only=tree.only, since=since, whole_files=whole_files, reader=tree.reader)
    day = as_of.date() if as_of else None
    with progress.bar("Reading pages") as moved:
        loaded = run.load(source, config, moved, tree.reader)
        report = checked(source, config, as_of=day, loaded=loaded)
    if fix:
        from ._fixes import mend_reported

        unwritten = mend_reported(tree, config, day, report)
        loaded = run.load(source, config, reader=tree.reader)
        report = checked(source, config, as_of=day, loaded=loaded)
        report.not_checked.extend(unwritten)
    report.warnings.extend((*tree.warnings, *tree.left_out(source)))
    fail_on = fail_on or config.fail_on
    deliver(report, delivery, root=tree.source.root, fail_on=fail_on, graph=loaded.graph)
    return exit_code(report.findings, report.not_checked, fail_on)


def _staged(tree: Tree) -> Source:
    """Return a tree's source as the git index holds it."""
    from ..tree.git_sources import IndexSource

    return IndexSource(tree.source.root, tree.source.folders, tree.source.exclude, tree.source.missed)


def _with_baseline(config: Config, tree: Tree, file: Path | None, none: bool) -> Config:
    """Return the configuration with the baseline that the command line names, or with none."""
    import msgspec

    if none or file is None:
        return msgspec.structs.replace(config, baseline="") if none else config
    full, root = file.absolute(), tree.source.root
    name = full.relative_to(root).as_posix() if full.is_relative_to(root) else str(full)
    return msgspec.structs.replace(config, baseline=name)
