"""`checker baseline`: a tree goes in, the file of its known findings comes out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._output import CLEAN, JobError, say, unless_named, write
from ._tree import tree_options

if TYPE_CHECKING:
    from ..baseline import Baseline
    from ..workflows.docs_tree import Tree


_EPILOG = "Exit codes: 0 written, 2 error or incomplete check."


@click.command(epilog=_EPILOG, short_help="Record current findings as the baseline.")
@tree_options
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Baseline file (default: the configured one)."
)
@click.option("--update", is_flag=True, help="Only remove entries that no longer occur; add nothing.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Treat DATE as today.")
def baseline(tree: Tree, output: Path | None, update: bool, as_of: dt.datetime | None) -> int:
    """Record the current findings as the baseline, so that `check` reports only new ones.

    With PATHS, entries for other pages are kept.
    """
    import msgspec

    from .. import baseline as baselines
    from .. import run
    from ..selection import selected

    name = tree.config.baseline or baselines.DEFAULT_NAME
    file = unless_named(output, tree.source.root, name, "--output")
    known = known_in(file, tree, needed=update or tree.only is not None)
    config = msgspec.structs.replace(tree.config, baseline="")
    report = run.check(tree.source, config, as_of=as_of.date() if as_of else None, reader=tree.reader)
    if report.not_checked:
        gaps = "; ".join(f"{one.path}: {one.reason}" for one in report.not_checked)
        raise JobError(f"no baseline was written because not everything could be checked: {gaps}")
    judged = baselines.judge(
        {rule.name for rule in selected(config)}, tree.source.covers if tree.only is None else tree.only.__contains__
    )
    new = baselines.renewed(known, report.findings, judged, grow=not update)
    write(baselines.render(new).decode(), file)
    for line in _account(known, new, tree, file):
        say(line, err=False)
    return CLEAN


def known_in(file: Path, tree: Tree, *, needed: bool) -> Baseline:
    """Return the baseline of a file; one that is missing or invalid is empty, unless it is needed."""
    from .. import baseline as baselines

    try:
        known = baselines.configured(tree.source, str(file))
    except baselines.BaselineError:
        if needed and file.exists():
            raise
        known = None
    if known is None and needed and not tree.only:
        raise JobError(f"baseline not found: {file}; create it with `checker baseline` without --update")
    return known or baselines.of([])


def _account(known: Baseline, new: Baseline, tree: Tree, file: Path) -> Iterator[str]:
    """Yield what was done, and how to make the baseline take effect."""
    shown = os.path.relpath(file)
    for (page, rule, content), count in sorted((known.counts - new.counts).items()):
        yield f"- {page} [{rule}] {' '.join(content.split())}" + (f" ({count} times)" if count > 1 else "")
    total = new.counts.total()
    added, removed = (new.counts - known.counts).total(), (known.counts - new.counts).total()
    yield f"Wrote {shown}: {total} finding{'' if total == 1 else 's'} ({added} added, {removed} removed)."
    name = os.path.relpath(file, tree.source.root).replace(os.sep, "/")
    if tree.config.baseline != name:
        yield f'To apply it, set `baseline = "{name}"` in the configuration, or use `--baseline {shown}`.'
