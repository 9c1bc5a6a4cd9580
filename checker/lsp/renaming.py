"""A model or an API version and a new name go in; the edits of the whole tree come out, and what is left is shown."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from ..edit import codemod
from ..edit.codemod import CodemodError, Plan
from ..graph import ApiMention, DocsGraph, Mention
from ..page.facts import Span
from .actions import workspace_edit
from .server import Server
from .things import Thing

_MOST = 20
"""Places left for manual review that are listed in the log."""


def register(server: Server) -> None:
    """Answer requests to rename."""

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        here = await server.pointed(params.text_document.uri, params.position)
        named = renamed_span(here.thing) if here is not None else None
        if here is None or named is None:
            return None
        return types.PrepareRenamePlaceholder(here.positions.of(named[0]), named[1])

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        here = await server.pointed(params.text_document.uri, params.position)
        plan = plan_of(here.checked.graph, here.thing, params.new_name) if here is not None else None
        if here is None or plan is None:
            return None
        pages = server.pages(here.root, here.checked)
        _show_left(server, plan)
        by_uri: dict[str, list[types.TextEdit]] = {}
        for edit in plan.edits:
            uri, positions = pages(edit.place.path)
            by_uri.setdefault(uri, []).append(types.TextEdit(positions.range(edit.place), edit.text))
        return workspace_edit(server, by_uri)


def renamed_span(thing: Thing) -> tuple[Span, str] | None:
    """Return the name that can be replaced in something, and its span; None for what has none."""
    if isinstance(thing, Mention):
        return codemod.written_name(thing)
    return (thing.fact.span, thing.fact.text) if isinstance(thing, ApiMention) and thing.service else None


def plan_of(graph: DocsGraph, thing: Thing, new: str) -> Plan | None:
    """Return the plan to replace a model, or one API version of a service, with the rules of the command line.

    Raises `JsonRpcInvalidParams`, whose message the editor shows, for a name that cannot be given.
    """
    try:
        if isinstance(thing, Mention):
            return codemod.rename(graph, codemod.written_name(thing)[1], new)
        if not isinstance(thing, ApiMention) or not thing.service:
            return None
        plan = codemod.bump(graph, thing.service, new, any_channel=True)
    except CodemodError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    old = {one.page.place(one.fact.span) for one in graph.api_mentions if one.fact.text == thing.fact.text}
    left = [one for one in plan.left if one.place in old]
    return Plan([one for one in plan.edits if one.place in old], left, plan.warnings)


def _show_left(server: Server, plan: Plan) -> None:
    """Show how much a plan leaves for manual review, and log where."""
    for text in plan.warnings:
        server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"checker: {text}"))
    if not plan.left:
        return
    number = len(plan.left)
    mentions = f"{number:,} mention{'' if number == 1 else 's'}"
    message = f"checker: {mentions} left for manual review; the log of the server lists them"
    server.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))
    listed = [f"{one.place.path}:{one.place.line} {one.text}: {one.why}" for one in plan.left[:_MOST]]
    more = [f"and {number - _MOST:,} more; `checker rename` lists all"] if number > _MOST else []
    server.window_log_message(types.LogMessageParams(types.MessageType.Info, "\n".join([*listed, *more])))
