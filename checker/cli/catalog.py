"""`checker catalog`: what is known of models and services is listed or exported, or taken from a newer table."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._output import FOUND, JobError, look_of, say, show, unless_named, write
from ._tree import job_errors, read_graph, tree_options

if TYPE_CHECKING:
    from ..catalog.newer import Newer
    from ..catalog.table import Known
    from ..workflows.docs_tree import Tree

_DEFAULT = "show"


class _WithDefault(click.Group):
    """Runs `show` where no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else [_DEFAULT, *args])


@click.group(cls=_WithDefault, short_help="Print the catalog and its sources, or update it.")
def catalog() -> None:
    """Print the known models, versions, API versions and services, or update the models from a newer table.

    Without a command, `show` runs: `checker catalog gpt-4o`. A folder called `show` or `update` is written `./show`.
    """


class _WithName(click.Command):
    """Takes what is not a file or a folder in PATHS as --name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        paths = ctx.params.get("paths", ())
        names = [str(path) for path in paths if not path.exists()]
        if names:
            if len(names) > 1 or ctx.params["name"]:
                raise click.UsageError(f"no such file or folder: {names[-1]}")
            ctx.params["name"] = names[0]
            ctx.params["paths"] = tuple(path for path in paths if path.exists())
        return rest

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx)[:-1], "[NAME]", "[PATHS]..."]


@catalog.command(cls=_WithName, name=_DEFAULT, short_help="Print the catalog and its sources.")
@tree_options
@click.option("--name", metavar="NAME", help="Print only what has NAME in its name; `*` and `?` are wildcards.")
@click.option(
    "--export",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Export the catalog to FILE, for another repository.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Date of the export.")
def show_catalog(tree: Tree, name: str | None, export: Path | None, as_of: dt.datetime | None) -> int:
    """Print the known models, versions, API versions and services, and the source of each.

    NAME limits it to what has NAME in its name, as --name does.
    """
    from ..catalog import files
    from ..report.where import catalog_lines

    graph, code = read_graph(tree)
    if name and export:
        raise click.UsageError("--name and --export are mutually exclusive")
    if export is None:
        lines = catalog_lines(graph.catalog, look_of(sys.stdout), name or "")
        if not lines:
            say(f"Nothing in the catalog is called `{name}`")
            return code or FOUND
        show("\n".join(lines) + "\n")
        return code
    day = as_of.date() if as_of else dt.date.today()
    write(files.export(graph.catalog, tree.source.root.name, day), export)
    say(f"Wrote {len(graph.catalog.models):,} models to {export}")
    return code


@catalog.command(short_help="Update the models from a newer table.")
@click.argument("table", required=False, type=click.Path(path_type=Path), metavar="[TABLE]")
@click.option("--package", type=click.Choice(["litellm"]), help="Use the table of an installed package.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Date that the table describes (a feed has it)."
)
@click.option("--diff", is_flag=True, help="Print the changes only; write nothing.")
@click.option("--root", type=click.Path(path_type=Path), metavar="DIR", help="Root of the docs tree.")
@click.option("--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="Configuration file to use.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Catalog file to update (default: the configured one, in the root).",
)
def update(
    table: Path | None,
    package: str | None,
    as_of: dt.datetime | None,
    diff: bool,
    root: Path | None,
    file: Path | None,
    output: Path | None,
) -> None:
    """Update the models of the catalog from a newer public table, and print what changes.

    TABLE is the JSON table of litellm, or a JSON feed of deprecations as deprecations.info publishes it. Nothing is
    downloaded. Only what the bundled catalog lacks is written to the catalog file; what you wrote there yourself is
    kept, and counts over it.
    """
    if (table is None) == (package is None):
        raise click.UsageError("name one table: a file, or --package litellm")
    from ..workflows.docs_tree import tree_of

    with job_errors():
        newer = _newer(table, package, as_of.date() if as_of else None)
        tree = tree_of((), root, file)
        for warning in tree.warnings:
            say(f"warning: {warning}")
        target = unless_named(output, tree.source.root, tree.config.catalog, "--output")
        _update(target, newer, diff=diff)


def _newer(file: Path | None, package: str | None, as_of: dt.date | None) -> Newer:
    from ..catalog.newer import package_table, read_newer

    if file is not None:
        return read_newer(file, file.name, as_of)
    assert package is not None
    return read_newer(*package_table(package), as_of)


def _update(target: Path, newer: Newer, *, diff: bool) -> None:
    """Print what a newer table changes, and write it to a catalog file unless that is not wanted."""
    from ..catalog import files, table, updates
    from ..report.catalog_changes import change_lines, change_summary
    from ..report.terminal import count

    source = newer.source
    own, held = files.parts(target)
    old = files.updated(held)
    if source.as_of < old.day:
        raise JobError(f"the table is of {source.as_of}, and the catalog has a newer one, of {old.day}")
    new = table.read([source])
    if not new.models:
        raise JobError(f"{source.name}: no entry names a model of a known maker and platform")
    every = updates.changes(new, old, files.bundled_models().day if newer.is_whole else None)
    stated = files.stated_days()
    found = [one for one in every if (one.model, one.version, one.platform) not in stated]
    show("".join(f"{line}\n" for line in change_lines(found, look_of(sys.stdout))))
    say(change_summary(found, source.name, source.as_of), err=False)
    shown = os.path.relpath(target)
    if diff:
        say(f"Nothing was written, because of --diff; without it, {shown} is updated.", err=False)
        return
    known = _beyond_bundled(new, held)
    write(files.with_update(own, known, target), target)
    say(f"Wrote {shown}, with {count(len(known.models), 'model')} beyond the bundled catalog.", err=False)


def _beyond_bundled(new: Known, held: Known | None) -> Known:
    """Return what a new table and the earlier updates say beyond the bundled tables, which are older."""
    from ..catalog import files, updates

    bundled = files.bundled_models()
    earlier = None if held is None or held.day < bundled.day else held
    return updates.beyond(new if earlier is None else updates.merge(new, earlier), bundled)
