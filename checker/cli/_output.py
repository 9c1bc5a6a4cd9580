"""Output of commands: colours and width of a stream, texts and notes, exit codes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from ..report import Look

if TYPE_CHECKING:
    from ..findings import Finding, NotChecked, Report

CLEAN, FOUND, FAILED = 0, 1, 2
EPILOG = (
    "Exit codes: 0 no findings at or above --fail-on, 1 findings at or above --fail-on, 2 error or incomplete check."
)


class JobError(click.ClickException):
    """The command cannot do its job; the message says why, in one line or in several that are given apart."""

    exit_code = FAILED

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self._lines = lines

    def format_message(self) -> str:
        """Return the message, each line of it as one line; it may name files of the tree."""
        from ..report.escape import terminal_line

        return "\n  ".join(map(terminal_line, self._lines))


def exit_code(found: Sequence[Finding], not_checked: Sequence[NotChecked], fail_on: str) -> int:
    """Return the exit code for these findings, and for what could not be checked."""
    if not_checked:
        return FAILED
    return FOUND if any(finding.fails(fail_on) for finding in found) else CLEAN


def report_gaps(not_checked: Sequence[NotChecked], warnings: Sequence[str]) -> None:
    """Print to standard error what could not be checked, and warnings."""
    for one in not_checked:
        say(f"Not checked: {one.path}: {one.reason}")
    for warning in warnings:
        say(f"warning: {warning}")


def note(report: Report, *, closing: bool) -> None:
    """Print to standard error what is easily missed when the report goes to a file or a program."""
    from ..report.terminal import problems, summary

    look = look_of(sys.stderr)
    for line in [*problems(report, look), *(summary(report, look) if closing else ())]:
        say_styled(line, look)


def say(text: str, *, err: bool = True) -> None:
    """Print a line, to standard error or output; what steers a terminal or a CI runner is written as an escape."""
    from ..report.escape import terminal_line

    click.echo(terminal_line(text), err=err)


def say_styled(line: str, look: Look) -> None:
    """Print a line with colours to standard error; all that comes from the tree is `printable` in it already."""
    from ..report.escape import inert

    click.echo(inert(line), err=True, color=look.colour)


def did_you_mean(name: str, known: Any) -> str:
    """Return a hint that suggests the most similar known name, or an empty string."""
    from ..config import nearest

    hint = nearest(name, list(known))
    return f"; did you mean `{hint}`?" if hint else ""


def look_of(stream: IO[str] | None, statistics: bool = False) -> Look:
    """Return how to format text for a stream; None is a file."""
    terminal = stream is not None and stream.isatty()
    colour = terminal and os.environ.get("TERM") != "dumb"
    if stream is not None and os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        colour = True
    if os.environ.get("NO_COLOR"):
        colour = False
    width = shutil.get_terminal_size((120, 24)).columns if terminal else 120
    return Look(colour, max(40, width), statistics)


def write(text: str, output: Path | None) -> None:
    """Write a text as UTF-8; what UTF-8 cannot encode, such as a broken file name, is written as an escape.

    A file is replaced at once, or stays as it was.
    """
    from ..tree import disk

    data = text.encode("utf-8", "backslashreplace")
    if output is None:
        _print(data)
        return
    try:
        disk.write(output, data)
    except OSError as error:
        raise JobError(f"cannot write {output}: {error.strerror or error}") from error


def unless_named(named: Path | None, root: Path, name: str | Path, option: str) -> Path:
    """Return the file to write: the one that the command line names, else the one called `name` below a root.

    Raises `JobError` where the latter leads out of the root or through a link, which a stranger may have put there.
    """
    from ..tree import disk

    if named is not None:
        return named.absolute()
    try:
        return disk.inside(root, name).absolute()
    except OSError as error:
        raise JobError(f"{name} is not written, since {error}; name the file with {option}") from error


_TEXT, _JSON = frozenset({"text", "full", "markdown"}), frozenset({"json", "jsonl", "sarif", "gitlab", "rdjson"})
_MARKUP = frozenset({"junit", "graphml", "dot"})
"""Formats whose lines are text, and may begin with that of a page; formats that are JSON; and those of tags."""


def show(text: str, format_: str = "text", output: Path | None = None) -> None:
    """Write a text of some format as `write` does; on standard output, nothing in it steers a terminal or a runner."""
    from ..report import escape

    if output is None and format_ in _TEXT:
        text = escape.inert(text)
    elif output is None and format_ in _JSON:
        text = escape.inert_json(text)
    elif output is None and format_ in _MARKUP:
        text = escape.inert_markup(text)
    write(text, output)


def _print(data: bytes) -> None:
    stream = sys.stdout.buffer
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        # The reader has closed the pipe. Python would try again on exit, and click would exit with 1.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(FAILED) from None
