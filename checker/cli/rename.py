"""`checker rename`: two models go in; a diff or changed pages, and what needs manual review, come out."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ._output import CLEAN, FAILED, JobError, look_of, say, say_styled, write
from ._tree import read_graph, tree_options

if TYPE_CHECKING:
    from ..edit.codemod import Plan
    from ..findings import Edit
    from ..graph import DocsGraph
    from ..workflows.docs_tree import Tree

EPILOG = (
    "Exit codes: 0 printed or written, 2 error. What needs manual review is listed, and does not affect the exit code."
)


def writing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --write and --diff, and pass it `write_`, whether to write the changes."""

    @click.option("--write", "write_", is_flag=True, help="Write the changes.")
    @click.option("--diff", is_flag=True, help="Print the changes as a diff for `git apply` (the default).")
    @functools.wraps(command)
    def wrapped(tree: Tree, *, write_: bool, diff: bool, **rest: Any) -> Any:
        if write_ and diff:
            raise click.UsageError("--write and --diff are mutually exclusive")
        return command(tree, write_=write_, **rest)

    return wrapped


@click.command(epilog=EPILOG, short_help="Replace a model with another one.")
@click.argument("old")
@click.argument("new")
@tree_options
@writing_options
def rename(tree: Tree, old: str, new: str, write_: bool) -> int:
    """Replace the model OLD with NEW.

    Samples, URLs, deployment instructions and ids in running text are changed. History, tables, headings, display
    names, pinned versions and deployments with names of their own are listed for manual review. PATHS limit what is
    changed; the whole tree is read.
    """
    from ..edit import codemod

    return apply_plan(tree, write_, lambda graph, inside: codemod.rename(graph, old, new, inside))


def apply_plan(tree: Tree, write_: bool, plan_of: Callable[[DocsGraph, Callable[[str], bool]], Plan]) -> int:
    """Make a plan for a tree, print its diff or write its pages, and list what needs manual review."""
    from ..edit import patch
    from ..edit.codemod import CodemodError
    from ..page.file_types import decode

    for warning in (*tree.warnings, *tree.left_out()):
        say(f"warning: {warning}")
    inside = tree.inside()
    graph, code = read_graph(tree.widened())
    try:
        plan = plan_of(graph, inside)
    except CodemodError as error:
        raise JobError(str(error)) from error
    by_page: dict[str, list[Edit]] = {}
    for edit in plan.edits:
        by_page.setdefault(edit.place.path, []).append(edit)
    changes = []
    for path, edits in sorted(by_page.items()):
        data = tree.source.read(path)
        if decode(data) != graph.by_path[path].text:
            raise JobError(f"{path} changed on disk in the meantime")
        changes.append(patch.Change(path, data, patch.apply(data, edits)))
    problems = patch.write(tree.source.root, changes) if write_ else []
    if not write_:
        write(patch.diff(changes), None)
    for problem in problems:
        say(f"Failed: {problem.path}: {problem.reason}")
    _print_plan(plan, {problem.path for problem in problems}, write_)
    return FAILED if problems else code or CLEAN


def _print_plan(plan: Plan, unwritten: set[str], written: bool) -> None:
    from ..report.excerpt import printable

    look = look_of(sys.stderr)

    if plan.left:
        say("For manual review:")
    for left in plan.left:
        place = look.paint(printable(f"{left.place.path}:{left.place.line}:{left.place.column}"), "path")
        say_styled(f"  {place}  {left.role}  {printable(left.text)}: {printable(left.why)}", look)
    done = [edit.place.path for edit in plan.edits if edit.place.path not in unwritten]
    pages = len(set(done))
    verb = "Changed" if written else "Would change"
    say(
        f"{verb} {len(done):,} mention{'' if len(done) == 1 else 's'} on {pages:,} page{'' if pages == 1 else 's'}; "
        f"{len(plan.left):,} left for manual review."
        + ("" if written or not done else " Use --write to apply the changes.")
    )
    for warning in plan.warnings:
        say(f"warning: {warning}")
