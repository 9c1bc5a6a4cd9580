"""`checker lsp`: an editor's messages go in on standard input, the language server's come out on standard output."""

from __future__ import annotations

import click

from ._output import CLEAN, JobError


@click.command(short_help="Run the language server, for editors.")
@click.option("--stdio", is_flag=True, help="Use standard input and output, as is the default; some editors pass it.")
def lsp(stdio: bool) -> int:  # noqa: ARG001
    """Run the language server on standard input and output.

    Editors start it. Open pages are checked as `checker check` does, unsaved changes included.
    """
    try:
        from ..lsp.session import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise JobError("the language server needs pygls; install `docs-consistency-checker[lsp]`") from error
    serve()
    return CLEAN
