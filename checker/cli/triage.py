"""`checker triage`: a triage file goes in; comments, baseline entries and fixes on the tree come out, or a diff."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._fixes import count, pages_of
from ._output import CLEAN, FAILED, FOUND, JobError, look_of, write
from ._tree import tree_options
from .baseline import known_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..findings import Finding, NotChecked
    from ..workflows.docs_tree import Tree
    from ..workflows.triage import Applied, Entry

_EPILOG = (
    "Exit codes: 0 done, or nothing to do; 1 with --diff, if there is something to do; 2 could not do the job, or a "
    "part of it. Decisions about findings that are no longer there are listed, and are no failure."
)


@click.command(epilog=_EPILOG, short_help="Carry out what was decided in the HTML report.")
@click.argument("decisions", metavar="FILE", type=click.Path(path_type=Path))
@tree_options
@click.option("--diff", is_flag=True, help="Print what would change, as a diff for `git apply`, and change nothing.")
@click.option("--fix", is_flag=True, help="Make the safe fixes of what was accepted.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="The baseline (else the configuration's)."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day that counts as today.")
def triage(tree: Tree, decisions: Path, diff: bool, fix: bool, baseline: Path | None, as_of: dt.datetime | None) -> int:
    """Carry out what was decided about findings in the HTML report, as its triage view exports it to FILE.

    What is for later goes into the baseline. A false alarm is silenced by a comment at its place, with the words of the
    decision as its reason. What was accepted is left to a person, or mended with --fix. PATHS narrow what is changed.
    """
    from .. import baseline as baselines
    from ..edit import patch
    from ..report import progress
    from ..workflows import triage as triages

    entries = _read(decisions)
    file = (baseline or tree.source.root / (tree.config.baseline or baselines.DEFAULT_NAME)).absolute()
    known = known_in(file, tree, needed=True) if file.exists() else baselines.of([])
    with progress.bar("Reading pages") as moved:
        applied = triages.apply(
            tree.widened().source,
            tree.config,
            entries,
            known,
            as_of=as_of.date() if as_of else None,
            inside=tree.inside(),
            mend=fix,
            progress=moved,
            reader=tree.reader,
        )
    if applied.report.not_checked:
        missed = "; ".join(f"{one.path}: {one.reason}" for one in applied.report.not_checked)
        raise JobError(f"nothing is changed, because not everything could be checked: {missed}")
    changes = applied.outcome.changes if applied.outcome else []
    if diff:
        write(patch.diff(changes), None)
    problems = [] if diff else patch.write(tree.source.root, changes)
    if applied.added.counts and not diff:
        write(baselines.render(applied.baseline).decode(), file)
    _tell(applied, problems, file, dry=diff, fix=fix)
    name = os.path.relpath(file, tree.source.root).replace(os.sep, "/")
    if applied.baseline.counts and tree.config.baseline != name:
        click.echo(f'To pass over what {name} knows, write `baseline = "{name}"` into the configuration.', err=True)
    if problems or applied.failed:
        return FAILED
    return FOUND if diff and (changes or applied.added.counts) else CLEAN


def _read(file: Path) -> list[Entry]:
    from ..workflows import triage as triages

    try:
        return triages.parse(file.read_bytes(), str(file))
    except OSError as error:
        raise JobError(f"{file}: {error.strerror or error}") from error
    except triages.TriageError as error:
        raise JobError(str(error)) from error


def _tell(applied: Applied, problems: Sequence[NotChecked], file: Path, *, dry: bool, fix: bool) -> None:
    """Tell on the error stream what became of each decision."""
    from ..report.excerpt import printable
    from ..workflows.fix import can_fix

    look = look_of(sys.stderr)

    def say(line: str) -> None:
        click.echo(printable(line), err=True, color=look.colour)

    unwritten = {one.path for one in problems}
    silenced = [one for one in applied.silenced if one.place.path not in unwritten]
    mended = [one for one in applied.mended if not pages_of(one) & unwritten]
    for done, findings in ((("Silenced", "Would silence"), silenced), (("Fixed", "Would fix"), mended)):
        for one in findings:
            say(f"{done[dry]} {_line(one)}: {one.message}")
    for one in applied.along:
        say(f"{('Silenced', 'Would silence')[dry]} as well, though nobody decided it: {_line(one)}: {one.message}")
    for line in _left(applied, problems):
        say(line)
    added, known = applied.added.counts.total(), len(applied.of("later"))
    say(
        f"{('Silenced', 'Would silence')[dry]} {count(len(silenced), 'false alarm')}, "
        f"{('fixed', 'would fix')[dry]} {count(len(mended), 'accepted finding')}, "
        f"{('added', 'would add')[dry]} {count(added, 'finding')} to {os.path.relpath(file)}"
        + (f" ({known - added:,} known already)." if known > added else ".")
    )
    accepted = applied.of("accept")
    more = sum(can_fix(one, unsafe=False) for one in accepted)
    if more and not fix:
        say(f"{count(len(accepted), 'finding')} accepted; {count(more, 'safe fix', 'safe fixes')} with --fix.")


def _left(applied: Applied, problems: Sequence[NotChecked]) -> Iterator[str]:
    """Yield what could not be carried out, and decisions that are about nothing any more."""
    for finding, why in applied.failed:
        yield f"Not silenced: {_line(finding)}: {why}"
    for dropped in applied.dropped:
        yield f"Not fixed: {_line(dropped.finding)}: {dropped.why}"
    for problem in problems:
        yield f"Not done: {problem.path}: {problem.reason}"
    for entry, why in applied.missed:
        yield f"Nothing to do: {entry.path}:{entry.line} {entry.rule} ({entry.verdict}): {why}"


def _line(finding: Finding) -> str:
    return f"{finding.place.path}:{finding.place.line} {finding.rule}"
