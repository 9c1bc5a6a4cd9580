"""The tools of the server: their names, arguments and descriptions, as assistants see them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from .. import __version__
from .answers import ERRORS, MOST_FINDINGS, NOTE, Answer, Answers, QuestionError

_READING = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = f"""\
Finds contradictions in the documentation tree that this server was started in: between pages, samples and tables, and
with known models, versions and dates. All tools only read. Use `check` before and after you edit pages, `where` and
`catalog` to learn what the tree and the catalog know of a model or a version, and `explain` for what a rule is about.
{NOTE}"""


def make(folder: Path) -> MCPServer[Any]:
    """Return a server for the docs tree around a folder; raises as `LiveTree` does."""
    answers = Answers(folder)
    server: MCPServer[Any] = MCPServer(
        "checker", title="checker", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING"
    )

    @server.tool(annotations=_READING)
    def check(
        paths: Annotated[
            list[str] | None, Field(description="Pages or folders, relative to the root; without any, the whole tree.")
        ] = None,
        since: Annotated[
            str, Field(description="Git revision: only findings related to the changes since its merge base with HEAD.")
        ] = "",
        limit: Annotated[int, Field(description=f"Findings to return, at most {MOST_FINDINGS}.")] = 50,
    ) -> dict[str, Any]:
        """Check the documentation; returns findings with all their locations, the most severe first."""
        return _asked(lambda: answers.check(paths or [], since, limit))

    @server.tool(annotations=_READING)
    def where(
        name: Annotated[
            str, Field(description="A model, a model version (`gpt-4o@2024-11-20`), an API version, or a page's path.")
        ],
    ) -> dict[str, Any]:
        """Show where something is mentioned, and in which role: declared, required, used, shown, announced, listed."""
        return _asked(lambda: answers.where(name))

    @server.tool(annotations=_READING)
    def explain(
        name: Annotated[
            str, Field(description="Name of a rule, or the fingerprint of a finding that `check` returned.")
        ],
    ) -> dict[str, Any]:
        """Explain a rule, with examples; or a finding, with its rule."""
        return _asked(lambda: answers.explain(name))

    @server.tool(annotations=_READING)
    def catalog(
        model: Annotated[str, Field(description="A model: its versions, retirement dates and replacement.")] = "",
        service: Annotated[str, Field(description="A service: its API versions, newest first.")] = "",
    ) -> dict[str, Any]:
        """Show what is known of a model or a service, and from where; without arguments, everything by name."""
        return _asked(lambda: answers.catalog(model, service))

    @server.tool(annotations=_READING)
    def diff(
        base: Annotated[str, Field(description="Git revision, or a range such as `main...HEAD`.")],
        head: Annotated[str, Field(description="Git revision; without one, the working tree.")] = "",
    ) -> dict[str, Any]:
        """Show how a change affects models, versions, tables, links and findings."""
        return _asked(lambda: answers.diff(base, head))

    return server


def _asked(question: Callable[[], Answer]) -> Answer:
    """Return the answer to a question; what is wrong with it, or with the tree, becomes an error of the tool."""
    try:
        return question()
    except (QuestionError, *ERRORS) as error:
        raise ToolError(str(error)) from error


def serve(folder: Path) -> None:
    """Serve an assistant on standard input and output until it closes them; raises as `make` does."""
    make(folder).run("stdio")
