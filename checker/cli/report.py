"""`checker report`: a tree goes in, one HTML file to review in a browser comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ._output import EPILOG, JobError, say, unless_named
from ._tree import job_errors
from .check import check

DEFAULT = Path("reports") / "checker.html"
_FIXED = {"format_": "html", "also": (), "fix": False, "statistics": False}
"""Parameters of `check` that `report` does not take."""


def _report(output: Path | None, **given: Any) -> None:
    """Check a docs tree and write the HTML report.

    Everything else works as in `checker check --format html`, including the exit code.
    """
    from ..workflows.docs_tree import current_folder

    file = output or DEFAULT
    if output is None:
        with job_errors():
            unless_named(output, current_folder(), DEFAULT, "--output")
        _make_folder(file.parent)
    assert check.callback
    try:
        check.callback(output=file, **_FIXED, **given)
    except click.exceptions.Exit:  # how a command ends that has done its job, whatever its exit code
        say(f"Wrote {file}", err=False)
        raise


def _make_folder(folder: Path) -> None:
    """Create the folder of reports, which git ignores unless it is there already."""
    if folder.is_dir():
        return
    try:
        folder.mkdir()
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise JobError(f"cannot create the folder {folder}: {error.strerror or error}") from error


def _parameters() -> list[click.Parameter]:
    """Return the parameters that `report` shares with `check`, and its own `--output`."""
    own = click.Option(
        ["--output"],
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=f"Report file (default: {DEFAULT.as_posix()}).",
    )
    return [own if one.name == "output" else one for one in check.params if one.name not in _FIXED]


report = click.Command(
    "report",
    callback=_report,
    params=_parameters(),
    help=_report.__doc__,
    epilog=EPILOG,
    short_help="Check a docs tree and write the HTML report.",
)
