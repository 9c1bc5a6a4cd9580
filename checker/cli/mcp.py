"""`checker mcp`: questions of an assistant go in on standard input, answers about the docs tree come out."""

from __future__ import annotations

from pathlib import Path

import click

from ._output import CLEAN, JobError
from ._tree import job_errors


@click.command(short_help="Run the Model Context Protocol server, for assistants.")
@click.option(
    "--root", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR", help="Folder of the tree."
)
def mcp(root: Path | None) -> int:
    """Run the Model Context Protocol server on standard input and output.

    Its tools check the docs tree around the current folder, and only read.
    """
    try:
        from ..mcp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "pydantic"):
            raise
        raise JobError("the server needs the SDK `mcp`; install `docs-consistency-checker[mcp]`") from error
    from ..workflows.docs_tree import current_folder

    with job_errors():
        serve(root or current_folder())
    return CLEAN
