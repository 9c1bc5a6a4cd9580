"""The command line: arguments go in, a report and an exit code come out (0 clean, 1 findings, 2 could not do the job).

Nothing heavy is imported before a command runs, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import click

from . import __version__
from .report import FORMATS, Look

if TYPE_CHECKING:
    from .config import Config
    from .findings import Report
    from .graph import DocsGraph
    from .sources import FolderSource

CLEAN, FOUND, FAILED = 0, 1, 2
_EPILOG = "Exit codes: 0 checked and clean, 1 findings at or above --fail-on, 2 could not do the job."


class JobError(click.ClickException):
    """The job cannot be done; the message says why."""

    exit_code = FAILED


class _Commands(click.Group):
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; an unknown one names the nearest, and a path names `check`."""
        name = args[0]
        if not name.startswith("-") and name not in self.commands:
            where = (
                f"; to check it: `checker check {name}`" if Path(name).exists() else _did_you_mean(name, self.commands)
            )
            ctx.fail(f"no such command `{name}`{where}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="checker")
def cli() -> None:
    """Make a documentation repository agree with itself: models, versions and API versions, across pages."""


def main() -> NoReturn:
    """Run the command line and leave with its exit code; a crash is a 2, never a 1."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = 130
    except Exception:  # a traceback alone would end in 1, which means findings
        traceback.print_exc()
        code = FAILED
    sys.exit(code)


@dataclass(frozen=True)
class Tree:
    """A docs tree as the arguments name it; `only` holds the files that the report is to be about, if any."""

    source: FolderSource
    config: Config
    only: list[str] | None


def tree_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command PATHS, --root, --config and --partial, and hand it the `Tree` that they name."""

    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
    @click.option("--root", type=click.Path(path_type=Path), metavar="DIR", help="What paths are relative to.")
    @click.option("--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="The configuration file.")
    @click.option("--partial", is_flag=True, help="The tree is a part: a link's missing target proves nothing.")
    @functools.wraps(command)
    def wrapped(*, paths: tuple[Path, ...], root: Path | None, file: Path | None, partial: bool, **rest: Any) -> None:
        with _naming_what_failed():
            click.get_current_context().exit(command(_tree(paths, root, file, partial), **rest))

    return wrapped


@cli.command(epilog=_EPILOG)
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
    from . import run
    from .report import progress, render

    if statistics and format_ != "text":
        raise click.UsageError(f"--statistics is for text; --format {format_} holds the findings to count")
    config = _with_rules(tree.config, _names(select), _names(ignore))
    with progress.bar("Reading pages") as moved:
        day = as_of.date() if as_of else None
        report = run.check(tree.source, config, as_of=day, only=tree.only, progress=moved)
    report.warnings.extend(_left_out(tree))
    text = render(report, format_, _look(None if output else sys.stdout, statistics))
    _write(text, output)
    if output or format_ != "text":
        _note(report, closing=output is not None)
    return _exit_code(report, fail_on or config.fail_on)


@cli.command()
def rules() -> None:
    """List the rules: name, severity, fix and summary."""
    from .rules import all_rules

    found = list(all_rules().values())
    look, widest = _look(sys.stdout), max((len(rule.name) for rule in found), default=0)
    lines = []
    for rule in found:
        severity = look.paint(f"{rule.severity.label:<10}", rule.severity.label)
        fixable = f"{rule.fix} fix" if rule.fix else ""
        lines.append(f"{rule.name:<{widest}}  {severity}  {fixable:<10}  {rule.summary}\n")
    _write("".join(lines), None)


@cli.command()
@click.argument("name")
def rule(name: str) -> None:
    """Print the page of one rule, with examples and options."""
    from .report.rule_page import readable, rule_page
    from .rules import all_rules

    known = all_rules()
    if name not in known:
        raise JobError(f"no such rule `{name}`{_did_you_mean(name, known)}")
    page = rule_page(known[name])
    look = _look(sys.stdout)
    if not look.colour:
        _write(page, None)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(width=min(look.width, 100)).print(Markdown(readable(page)))


@cli.command()
@click.argument("name")
@tree_options
def where(tree: Tree, name: str) -> int:
    """Tell where NAME stands and in which role.

    NAME is a model (`gpt-4o`), a model version (`gpt-4o@2024-11-20`), an API version (`2024-10-21`) or a page.
    """
    from .where import describe, nearest

    graph, code = _graph(tree)
    look = _look(sys.stdout)
    lines = describe(graph, name, look)
    if lines:
        _write("\n".join(lines) + "\n", None)
        return code
    near = nearest(graph, name)
    hint = f"; did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else ""
    click.echo(f"Nothing is called `{name}` here{hint}", err=True)
    return code or FOUND


@cli.command()
@tree_options
@click.option(
    "--export", type=click.Path(path_type=Path), metavar="FILE", help="Write it for another repository to use."
)
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day that the export is dated with."
)
def catalog(tree: Tree, export: Path | None, as_of: dt.datetime | None) -> int:
    """Print the models, versions, API versions and services that are known, and from where."""
    from .catalog import files
    from .where import catalog_lines

    graph, code = _graph(tree)
    if export is None:
        _write("\n".join(catalog_lines(graph.catalog, _look(sys.stdout))) + "\n", None)
        return code
    day = as_of.date() if as_of else dt.date.today()
    _write(files.export(graph.catalog, tree.source.root.name, day), export)
    click.echo(f"Wrote {len(graph.catalog.models):,} models to {export}", err=True)
    return code


@cli.command()
@tree_options
@click.option(
    "--format", "format_", type=click.Choice(["graphml", "json", "dot"]), required=True, help="What to write."
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a file.")
def graph(tree: Tree, format_: str, output: Path | None) -> int:
    """Write the cross-reference graph as GraphML, JSON or DOT."""
    from .export import export

    docs, code = _graph(tree)
    _write(export(docs.network, format_), output)
    return code


def _tree(paths: Sequence[Path], root: Path | None, file: Path | None, partial: bool) -> Tree:
    """Return the tree that arguments name: its root, what of it is read, and what is reported."""
    import msgspec

    from . import config, sources

    for path in (*paths, *([root] if root else [])):
        if not path.exists():
            raise JobError(f"no such file or folder: {path}")
    start = (root or _common_folder(paths)).resolve()
    file = file or config.find(start)
    settings = config.load(file) if file else config.Config()
    if partial:
        settings = msgspec.structs.replace(settings, partial=True)
    top = start if root else file.resolve().parent if file else sources.work_tree(start) or start
    folders = sources.relative(top, [path for path in paths if path.is_dir()])
    files = sources.relative(top, [path for path in paths if not path.is_dir()])
    if not folders:
        folders = sources.relative(top, [top / path for path in settings.paths]) or [""]
    return Tree(sources.FolderSource(top, folders, settings.exclude), settings, files or None)


def _common_folder(paths: Sequence[Path]) -> Path:
    folders = [path if path.is_dir() else path.parent for path in map(Path.absolute, paths)]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


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


def _graph(tree: Tree) -> tuple[DocsGraph, int]:
    """Read a tree into its graph; what could not be read is named, and makes the exit code 2."""
    from . import run
    from .report import progress

    with progress.bar("Reading pages") as moved:
        loaded = run.load(tree.source, tree.config, moved)
    for one in loaded.not_checked:
        click.echo(f"Not read: {one.path}: {one.reason}", err=True)
    return loaded.graph, FAILED if loaded.not_checked else CLEAN


def _exit_code(report: Report, fail_on: str) -> int:
    from .findings import Severity

    if report.not_checked:
        return FAILED
    if fail_on == "never":
        return CLEAN
    least = Severity[fail_on.upper()]
    return FOUND if any(finding.severity >= least for finding in report.findings) else CLEAN


def _note(report: Report, *, closing: bool) -> None:
    """Tell on the error stream what a person would miss when the report goes elsewhere."""
    from .report.terminal import problems, summary

    look = _look(sys.stderr)
    for line in [*problems(report, look), *(summary(report, look) if closing else ())]:
        click.echo(line, err=True, color=look.colour)


def _did_you_mean(name: str, known: Any) -> str:
    from .config import nearest

    hint = nearest(name, list(known))
    return f"; did you mean `{hint}`?" if hint else ""


@contextmanager
def _naming_what_failed() -> Iterator[None]:
    from .catalog.files import CatalogFileError
    from .config import ConfigError
    from .sources import SourceError

    try:
        yield
    except (CatalogFileError, ConfigError, SourceError) as error:
        raise JobError(str(error)) from error


def _look(stream: IO[str] | None, statistics: bool = False) -> Look:
    """Return how a stream wants its text; None is a file."""
    terminal = stream is not None and stream.isatty()
    colour = terminal and os.environ.get("TERM") != "dumb"
    if stream is not None and os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        colour = True
    if os.environ.get("NO_COLOR"):
        colour = False
    width = shutil.get_terminal_size((120, 24)).columns if terminal else 120
    return Look(colour, max(40, width), statistics)


def _write(text: str, output: Path | None) -> None:
    """Write a text as UTF-8; what has no UTF-8, such as a broken file name, is written as an escape."""
    data = text.encode("utf-8", "backslashreplace")
    if output is None:
        _print(data)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise JobError(f"cannot write {output}: {error.strerror or error}") from error


def _print(data: bytes) -> None:
    stream = sys.stdout.buffer
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        # Who read along has gone. Python would try again on its way out, and click would leave with a 1.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(FAILED) from None
