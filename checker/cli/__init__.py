"""The command line: arguments go in, a report and an exit code come out (0 clean, 1 findings, 2 error).

Each command is imported when it is called, and nothing heavy before it runs, so that `--help` and `--version` are fast.
To add a command, add its module and its line in `COMMANDS`.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click

from ._output import EPILOG, FAILED, did_you_mean, say

COMMANDS = {
    "check": "check",
    "report": "report",
    "diff": "diff",
    "history": "history",
    "fix": "fix",
    "triage": "triage",
    "rename": "rename",
    "bump": "bump",
    "baseline": "baseline",
    "config": "config",
    "cache": "cache",
    "init": "init",
    "rules": "rules",
    "rule": "rules",
    "explain": "rules",
    "where": "lookup",
    "catalog": "catalog",
    "graph": "lookup",
    "lsp": "lsp",
    "mcp": "mcp",
}
"""Commands by name, in the order of the help, with their modules. `explain` is another name of `rule`."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f".{COMMANDS[cmd_name]}", __package__), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; for an unknown one, suggest the nearest, or `check` where it is a path."""
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS:
            path = Path(name).exists()
            ctx.fail(
                f"no such command `{name}`"
                + (f"; did you mean `checker check {name}`?" if path else did_you_mean(name, COMMANDS))
            )
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="docs-consistency-checker", prog_name="checker")
def cli() -> None:
    """Find contradictions in documentation: models, versions, API versions, links and samples, across pages."""


def _annotate(error: click.ClickException) -> None:
    """Show an error where GitHub Actions shows findings: there, the log of a step is folded away."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    from ..report.escape import command_data
    from ..report.excerpt import printable

    lines = error.format_message().split("\n")
    click.echo(f"::error title=checker::{command_data(chr(10).join(map(printable, lines)))}")


def main() -> NoReturn:
    """Run the command line and exit with its code; a crash is 2, never 1."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        for line in shown.getvalue().rstrip("\n").split("\n"):
            say(line)
        _annotate(error)
        code = error.exit_code
    except click.Abort:
        code = 130
    except Exception:  # Python would exit with 1, which means findings
        for line in traceback.format_exc().rstrip("\n").split("\n"):
            say(line)
        code = FAILED
    sys.exit(code)
