"""`checker report`: a tree goes in, one HTML file for a person to work through comes out, and where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ._output import EPILOG, JobError
from .check import check

DEFAULT = Path("reports") / "checker.html"
_FIXED = {"format_": "html", "also": (), "fix": False, "statistics": False}
"""What `check` may be asked, and `report` may not."""


def _report(output: Path | None, **given: Any) -> None:
    """Check a docs tree and write the HTML report, then say where it is.

    All else is as in `checker check --format html`, the exit code too.
    """
    file = output or DEFAULT
    if output is None:
        try:
            file.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise JobError(f"cannot make the folder {file.parent}: {error.strerror or error}") from error
    assert check.callback
    try:
        check.callback(output=file, **_FIXED, **given)
    except click.exceptions.Exit:  # the way a command ends that has done its job, whatever its code
        click.echo(f"Wrote {file}")
        raise


def _parameters() -> list[click.Parameter]:
    """Return the parameters of `check` that `report` has too, and its own `--output`."""
    own = click.Option(
        ["--output"], type=click.Path(path_type=Path), metavar="FILE", help=f"The file (else {DEFAULT.as_posix()})."
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
