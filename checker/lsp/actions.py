"""A range of a page goes in; what can be done about the findings there comes out: fixes, and suppressions."""

from __future__ import annotations

import asyncio
import functools
import gc
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from lsprotocol import types

from ..findings import Edit, Finding, Safety
from ..page.file_types import decode
from ..report.terminal import advice
from ..workflows import fix as fixing
from ..workflows.suppression_comment import suppression_edit
from .diagnostics import SOURCE, shown_at
from .positions import Positions
from .server import Server

if TYPE_CHECKING:
    from ..workflows.live_tree import Checked
    from .roots import Root

_MOST_FINDINGS = 20
"""Findings in a range that actions are offered for: more make a menu that is too long to read, and take long to try."""
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"


def register(server: Server) -> None:
    """Answer requests for code actions."""
    kinds = [types.CodeActionKind.QuickFix, FIX_ALL]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(kinds))
    async def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        found = await server.result(params.text_document.uri)
        if found is None:
            return []
        work = _Work(server, *found)
        only = params.context.only
        made: list[types.CodeAction] = []
        aside = functools.partial(asyncio.get_running_loop().run_in_executor, server.executor)
        if _asked(types.CodeActionKind.QuickFix.value, only):
            made += await aside(lambda: list(work.quick_fixes(params.range)))
        if only and _asked(FIX_ALL, only):
            made += await aside(lambda: list(work.all_fixes()))
            await aside(gc.collect)  # the graphs that were made to try the fixes
        return made


def _asked(kind: str, only: Iterable[types.CodeActionKind | str] | None) -> bool:
    if only is None:
        return True
    asked = [one.value if isinstance(one, types.CodeActionKind) else one for one in only]
    return any(not one or kind == one or kind.startswith(f"{one}.") for one in asked)


class _Work:
    """The actions on a page of a result."""

    def __init__(self, server: Server, root: Root, path: str, checked: Checked) -> None:
        self._server, self._root, self._path, self._checked = server, root, path, checked
        self._pages = server.pages(root, checked)

    def quick_fixes(self, where: types.Range) -> Iterator[types.CodeAction]:
        """Yield the actions for the first findings that touch a range: a fix first, then how to suppress it."""
        for finding in islice(self._touching(where), _MOST_FINDINGS):
            yield from self._fix(finding)
            yield from self._suppressions(finding)

    def _touching(self, where: types.Range) -> Iterator[Finding]:
        _, positions = self._pages(self._path)
        for finding in self._checked.report.findings:
            place = shown_at(finding, self._path)
            if place is not None and _meet(positions.range(place), where):
                yield finding

    def _fix(self, finding: Finding) -> Iterator[types.CodeAction]:
        if finding.fix is None:
            return
        paths = {edit.place.path for edit in finding.fix.edits} | {finding.place.path}
        texts = {path: self._pages(path)[1].lines for path in paths}
        action = self._action(_title(finding, texts), finding, finding.fix.edits)
        action.is_preferred = finding.fix.safety is Safety.SAFE
        yield action

    def _suppressions(self, finding: Finding) -> Iterator[types.CodeAction]:
        page = self._checked.graph.by_path.get(finding.place.path)
        if page is None:
            return
        for whole, where in ((False, "here"), (True, "in this file")):
            edit = suppression_edit(page.path, page.text, finding, "", whole_file=whole, facts=page.facts)
            if edit is not None:
                yield self._action(f"Suppress {finding.rule} {where}", finding, [edit])

    def _action(self, title: str, finding: Finding, edits: Iterable[Edit]) -> types.CodeAction:
        return types.CodeAction(title, types.CodeActionKind.QuickFix, edit=self.edit(edits), data=finding.fingerprint)

    def all_fixes(self) -> Iterator[types.CodeAction]:
        """Yield the action that applies all safe fixes on the page, as far as they do no harm."""

        def wanted(finding: Finding) -> bool:
            return finding.fix is not None and {edit.place.path for edit in finding.fix.edits} == {self._path}

        checked = self._checked
        reader = self._root.live.reader
        outcome = fixing.fix(checked.source, checked.tree.config, wanted=wanted, reader=reader)
        change = next((one for one in outcome.changes if one.path == self._path and one.new != one.old), None)
        if change is not None:
            uri, positions = self._pages(self._path)
            edit = _difference(positions, decode(change.new))
            yield types.CodeAction("Apply all safe fixes", FIX_ALL, edit=workspace_edit(self._server, {uri: [edit]}))

    def edit(self, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        """Return edits of pages as the protocol has them."""
        by_uri: dict[str, list[types.TextEdit]] = {}
        for one in sorted(edits, key=lambda edit: edit.place):
            uri, positions = self._pages(one.place.path)
            by_uri.setdefault(uri, []).append(types.TextEdit(positions.range(one.place), one.text))
        return workspace_edit(self._server, by_uri)


def workspace_edit(server: Server, by_uri: dict[str, list[types.TextEdit]]) -> types.WorkspaceEdit:
    """Return edits by document, with the versions that they are made for if the editor takes these."""
    workspace = server.client_capabilities.workspace
    takes = workspace.workspace_edit.document_changes if workspace and workspace.workspace_edit else False
    if not takes:
        return types.WorkspaceEdit(changes=dict(by_uri))
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri, server.version_of(uri)), list(some)
            )
            for uri, some in by_uri.items()
        ]
    )


def _difference(positions: Positions, new: str) -> types.TextEdit:
    """Return the edit that makes one text of another: from the first line that differs to the last."""
    before, after = positions.lines, new.split("\n")
    most = min(len(before), len(after)) - 1
    first = next((at for at in range(most) if before[at] != after[at]), most)
    least = first - min(len(before), len(after))
    last = next((at for at in range(-1, least, -1) if before[at] != after[at]), least)
    start, end = types.Position(first, 0), positions.end_of(len(before) + last)
    return types.TextEdit(types.Range(start, end), "\n".join(after[first : len(after) + last + 1]))


def _title(finding: Finding, texts: dict[str, list[str]]) -> str:
    """Return what a fix does, as an imperative: `Replace with ...`."""
    kind, _, what = advice(finding, texts).partition(": ")
    said = what[:1].upper() + what[1:]
    return said if kind.startswith(Safety.SAFE.value) else f"{said} (review it)"


def _meet(one: types.Range, other: types.Range) -> bool:
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
