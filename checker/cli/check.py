"""`checker check`: a tree goes in, a report comes out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..findings import FAIL_LEVELS
from ..reading.uncollected import uncollected
from ..report import FORMATS
from ._answer import Question, answer, asks_history, snapshot_of
from ._output import EPILOG, exit_code
from ._report import Delivery, copies_of, deliver, expected_format
from ._selection import with_rules
from ._tree import tree_options
from ._watch import watched

if TYPE_CHECKING:
    from ..config import Config
    from ..findings import Report
    from ..graph import DocsGraph
    from ..tree.sources import Source
    from ..workflows.docs_tree import Tree


@click.command(epilog=EPILOG)
@tree_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="Output format (default: text, or that of the CI service).",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to FILE.")
@click.option(
    "--report", "also", multiple=True, metavar="FORMAT=FILE", help="Also write a report in FORMAT to FILE; repeatable."
)
@click.option("--select", multiple=True, metavar="RULE,..", help="Run only these rules.")
@click.option("--extend-select", multiple=True, metavar="RULE,..", help="Run these rules in addition.")
@click.option("--ignore", multiple=True, metavar="RULE,..", help="Do not run these rules.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Treat DATE as today.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_LEVELS),
    help="Lowest severity that exits with 1 (default: as configured, else warning).",
)
@click.option("--fix", is_flag=True, help="Apply safe fixes first, then report what remains.")
@click.option(
    "--since", metavar="REV", help="Report only findings related to changes since the merge base of REV and HEAD."
)
@click.option("--staged", is_flag=True, help="Check the git index, and report only findings related to staged changes.")
@click.option("--whole-files/--changed-lines", help="Whether to report unchanged lines of files in PATHS.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Do not report findings that FILE lists."
)
@click.option("--no-baseline", is_flag=True, help="Ignore the configured baseline.")
@click.option(
    "--min-severity",
    type=click.Choice(FAIL_LEVELS[:-1]),
    help="Show only findings of at least this severity; --fail-on applies to all.",
)
@click.option(
    "--group-by", type=click.Choice(["file", "rule"]), default="file", help="How texts group findings (default: file)."
)
@click.option(
    "--max",
    "most",
    type=click.IntRange(min=1),
    metavar="N",
    help="List only the N most severe findings in texts; the summary and the exit code are about all.",
)
@click.option("--statistics", is_flag=True, help="Print the number of findings per rule instead.")
@click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read the text of FILE from standard input, where PATHS has `-`; the rest of the tree is read from the disk.",
)
@click.option("--watch", is_flag=True, help="Check again whenever a file of the tree changes, until interrupted.")
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
    min_severity: str | None,
    group_by: str,
    most: int | None,
    statistics: bool,
    watch: bool,
) -> int:
    """Check a docs tree and report contradictions.

    Folders in PATHS are what is read (default: the configured paths, else the root). Files in PATHS only limit the
    report to findings that involve them; `-` is the file that --stdin-filename names.
    """
    format_ = format_ or expected_format(output, statistics)
    delivery = Delivery(format_, output, copies_of(also), statistics, group_by, most or 0)
    if statistics and format_ != "text":
        raise click.UsageError(f"--statistics requires --format text, not {format_}")
    if baseline and no_baseline:
        raise click.UsageError("--baseline and --no-baseline are mutually exclusive")
    if staged and fix:
        raise click.UsageError("--fix changes the working tree, but --staged checks the index")
    if fix and tree.source.overlaid:
        raise click.UsageError("--fix changes files, and standard input is none")
    if watch and (fix or staged or tree.source.overlaid):
        raise click.UsageError("--watch checks the working tree, without --fix, --staged or standard input")

    def once(tree: Tree) -> int:
        config = with_rules(tree.config, select, extend_select, ignore)
        config = _with_baseline(config, tree, baseline, no_baseline)
        source, base = (_staged(tree), since or "HEAD") if staged else (None, since)
        asked = Question(tree, config, as_of.date() if as_of else None, source, base, whole_files)
        if tree.reader is not None:
            tree.reader.reads_once = not (watch or fix or base)
        return _delivered(asked, delivery, fix, fail_on, min_severity)

    if watch:
        return watched(tree, once)
    with uncollected(last=True):
        return once(tree)


def _delivered(asked: Question, to: Delivery, fix: bool, fail_on: str | None, min_severity: str | None) -> int:
    """Write the report of a question, after safe fixes if asked for, and return the exit code."""
    tree = asked.tree
    report, graph = _fixed(asked) if fix else _reported(asked, to)
    report.warnings.extend((*tree.warnings, *tree.left_out(asked.source)))
    fail_on = fail_on or asked.config.fail_on
    code = exit_code(report.findings, report.not_checked, fail_on)
    if min_severity:
        report.show_from(min_severity)
    deliver(report, to, root=tree.source.root, fail_on=fail_on, graph=graph)
    return code


def _reported(asked: Question, to: Delivery) -> tuple[Report, DocsGraph | None]:
    """Return the report of a question, and the graph where it was made or is shown."""
    kept = None if to.shows_graph else snapshot_of(asked, to.files)
    report = kept.load() if kept is not None else None
    if report is not None:
        return report, None
    report, graph = answer(asked)
    if kept is not None:
        kept.save(report, of_history=asks_history(asked.config))
    return report, graph


def _fixed(asked: Question) -> tuple[Report, DocsGraph]:
    """Fix what can be fixed safely, and return the report of what remains."""
    from ._fixes import fix_reported

    report, _ = answer(asked)
    unwritten = fix_reported(asked.tree, asked.config, asked.day, report)
    report, graph = answer(asked)
    report.not_checked.extend(unwritten)
    return report, graph


def _staged(tree: Tree) -> Source:
    """Return a tree's source as the git index has it."""
    from ..tree.git_sources import IndexSource

    return IndexSource(tree.source.root, tree.source.folders, tree.source.exclude, tree.source.missed)


def _with_baseline(config: Config, tree: Tree, file: Path | None, none: bool) -> Config:
    """Return the configuration with the baseline that the command line names, or without one."""
    import msgspec

    if none or file is None:
        return msgspec.structs.replace(config, baseline="") if none else config
    full, root = file.absolute(), tree.source.root
    name = full.relative_to(root).as_posix() if full.is_relative_to(root) else str(full)
    return msgspec.structs.replace(config, baseline=name)
