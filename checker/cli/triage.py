"""`checker triage`: a triage file goes in; suppression comments, baseline entries and fixes, or a diff, come out."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._fixes import count, pages_of
from ._output import CLEAN, FAILED, FOUND, JobError, say, unless_named, write
from ._tree import tree_options
from .baseline import known_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..findings import Finding, NotChecked
    from ..workflows.docs_tree import Tree
    from ..workflows.triage import Applied, Entry

_EPILOG = (
    "Exit codes: 0 done, or nothing to do; 1 with --diff, if there is something to do; 2 error, or not all decisions "
    "could be applied. Decisions about findings that no longer occur are listed, and do not affect the exit code."
)


@click.command(epilog=_EPILOG, short_help="Apply triage decisions from the HTML report.")
@click.argument("decisions", metavar="FILE", type=click.Path(path_type=Path))
@tree_options
@click.option("--diff", is_flag=True, help="Print the changes as a diff for `git apply`; change nothing.")
@click.option("--fix", is_flag=True, help="Apply the safe fixes of accepted findings.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Baseline file (default: the configured one)."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Treat DATE as today.")
def triage(tree: Tree, decisions: Path, diff: bool, fix: bool, baseline: Path | None, as_of: dt.datetime | None) -> int:
    """Apply the triage decisions in FILE, which the triage view of the HTML report exports.

    Findings marked “later” are added to the baseline. A false alarm is suppressed by a comment at its location, with
    the decision's comment as the reason. Accepted findings are left to you, or fixed with --fix if a safe fix exists.
    PATHS limit what is changed.
    """
    from .. import baseline as baselines
    from ..edit import patch
    from ..report import progress
    from ..workflows import triage as triages

    entries = _read(decisions)
    configured = tree.config.baseline or baselines.DEFAULT_NAME
    file = (baseline or tree.source.root / configured).absolute()
    if not diff and any(one.verdict == "later" for one in entries):
        file = unless_named(baseline, tree.source.root, configured, "--baseline")
    known = known_in(file, tree, needed=True) if file.exists() else baselines.of([])
    with progress.bar("Reading pages") as moved:
        applied = triages.apply(
            tree.widened().source,
            tree.config,
            entries,
            known,
            as_of=as_of.date() if as_of else None,
            inside=tree.inside(),
            fix=fix,
            progress=moved,
            reader=tree.reader,
        )
    if applied.report.not_checked:
        gaps = "; ".join(f"{one.path}: {one.reason}" for one in applied.report.not_checked)
        raise JobError(f"nothing was changed because not everything could be checked: {gaps}")
    changes = applied.outcome.changes if applied.outcome else []
    if diff:
        write(patch.diff(changes), None)
    problems = [] if diff else patch.write(tree.source.root, changes)
    if applied.added.counts and not diff:
        write(baselines.render(applied.baseline).decode(), file)
    _print_applied(applied, problems, file, dry=diff, fix=fix)
    name = os.path.relpath(file, tree.source.root).replace(os.sep, "/")
    if applied.baseline.counts and tree.config.baseline != name:
        say(f'To apply the baseline, set `baseline = "{name}"` in the configuration.')
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


def _print_applied(applied: Applied, problems: Sequence[NotChecked], file: Path, *, dry: bool, fix: bool) -> None:
    """Print to standard error what became of each decision."""
    from ..workflows.fix import can_fix

    unwritten = {one.path for one in problems}
    suppressed = [one for one in applied.suppressed if one.place.path not in unwritten]
    fixed = [one for one in applied.fixed if not pages_of(one) & unwritten]
    for done, findings in ((("Suppressed", "Would suppress"), suppressed), (("Fixed", "Would fix"), fixed)):
        for one in findings:
            say(f"{done[dry]} {_line(one)}: {one.message}")
    for one in applied.side_effects:
        say(f"{('Also suppressed', 'Would also suppress')[dry]}, without a decision: {_line(one)}: {one.message}")
    for line in _left(applied, problems):
        say(line)
    added, known = applied.added.counts.total(), len(applied.of("later"))
    say(
        f"{('Suppressed', 'Would suppress')[dry]} {count(len(suppressed), 'false alarm')}, "
        f"{('fixed', 'would fix')[dry]} {count(len(fixed), 'accepted finding')}, "
        f"{('added', 'would add')[dry]} {count(added, 'finding')} to {os.path.relpath(file)}"
        + (f" ({known - added:,} already in it)." if known > added else ".")
    )
    accepted = applied.of("accept")
    more = sum(can_fix(one, unsafe=False) for one in accepted)
    if more and not fix:
        say(
            f"{count(len(accepted), 'finding')} accepted; {count(more, 'safe fix', 'safe fixes')} available with --fix."
        )


def _left(applied: Applied, problems: Sequence[NotChecked]) -> Iterator[str]:
    """Yield decisions that could not be applied, and those about findings that no longer occur."""
    for finding, why in applied.failed:
        yield f"Not suppressed: {_line(finding)}: {why}"
    for dropped in applied.dropped:
        yield f"Not fixed: {_line(dropped.finding)}: {dropped.why}"
    for problem in problems:
        yield f"Failed: {problem.path}: {problem.reason}"
    for entry, why in applied.unmatched:
        yield f"Nothing to do: {entry.path}:{entry.line} {entry.rule} ({entry.verdict}): {why}"


def _line(finding: Finding) -> str:
    return f"{finding.place.path}:{finding.place.line} {finding.rule}"
