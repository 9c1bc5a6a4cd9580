"""The text before the cursor goes in; what can be written there comes out: names that the tree and the catalog know."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lsprotocol import types

from ..config import FILE_NAMES
from ..graph import DocsGraph, Page
from ..rules import all_rules
from ..site import targets
from .server import Server
from .things import anchors_of

TRIGGERS = ("(", "/", "#", "=", '"', "'", "`", ":")
_MOST = 300
_LONGEST = 300
"""Characters before the cursor that are considered."""

_SUPPRESSED = re.compile(r"checker:\s*ignore(?:-file|-start|-end)?\s(?:[\w-]+,\s*)*(?P<word>[\w-]*)$")
_TARGET = re.compile(r"\]\((?P<path>[^()\s#]*)(?P<hash>#)?(?P<anchor>[^()\s#]*)$")
_VERSION = re.compile(r"api[-_]?version[\"']?\s*(?:[=:]|,)\s*[\"']?(?P<word>[\w.-]*)$", re.I)
_MODEL = re.compile(
    r"(?:\bmodel|\bdeployment|_MODEL)(?:_?(?:name|id))?[\"']?\s*[=:]\s*[\"'`]?(?P<word>[\w./:@-]*)$", re.I
)
_CODE = re.compile(r"`(?P<word>[\w./:@-]*)$")
_QUOTED = re.compile(r"[\"'](?P<word>[\w-]*)$")


@dataclass(frozen=True)
class Choice:
    """Something that can be written, in place of the `typed` characters before the cursor."""

    text: str
    detail: str
    kind: types.CompletionItemKind
    typed: int


def register(server: Server) -> None:
    """Answer requests for completions."""

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=list(TRIGGERS)))
    async def complete(params: types.CompletionParams) -> types.CompletionList:
        uri = params.text_document.uri
        document = server.document(uri)
        if document is None:
            return types.CompletionList(is_incomplete=False, items=[])
        positions = server.positions(document.source)
        offset = positions.offset(params.position)
        line = positions.lines[params.position.line] if params.position.line < len(positions.lines) else ""
        before = line[: offset - positions.offset(types.Position(params.position.line, 0))][-_LONGEST:]
        if posixpath.basename(uri) in FILE_NAMES:
            found = _rules(before, _QUOTED)
        else:
            result = await server.result(uri)
            found = choices(result[2].graph, result[1], before) if result is not None else []
        made = [_item(one, types.Range(positions.at(offset - one.typed), params.position)) for one in found[:_MOST]]
        return types.CompletionList(is_incomplete=len(found) > _MOST, items=made)


def _item(choice: Choice, typed: types.Range) -> types.CompletionItem:
    edit = types.TextEdit(typed, choice.text)
    return types.CompletionItem(
        choice.text, detail=choice.detail, kind=choice.kind, text_edit=edit, filter_text=choice.text
    )


def choices(graph: DocsGraph, path: str, before: str) -> list[Choice]:
    """Return what can be written after the text `before` the cursor in its line of a page, the likeliest first."""
    page = graph.by_path.get(path)
    if page is None:
        return []
    if _SUPPRESSED.search(before):
        return _rules(before, _SUPPRESSED)
    if match := _TARGET.search(before):
        return list(_anchors(graph, page, match) if match["hash"] else _pages(graph, page, match["path"]))
    if match := _VERSION.search(before):
        return list(_starting(_versions(graph, page), match["word"]))
    if (match := _MODEL.search(before)) or (before.count("`") % 2 and (match := _CODE.search(before))):
        return list(_starting(_models(graph, page), match["word"]))
    return []


def _starting(named: Iterable[tuple[str, str]], word: str) -> Iterator[Choice]:
    """Yield the names that hold what is typed already."""
    typed = word.lower()
    kind = types.CompletionItemKind.Value
    return (Choice(name, detail, kind, len(word)) for name, detail in named if typed in name.lower())


def _rules(before: str, shape: re.Pattern[str]) -> list[Choice]:
    match = shape.search(before)
    if match is None:
        return []
    word, kind = match["word"], types.CompletionItemKind.Keyword
    return [Choice(name, rule.summary, kind, len(word)) for name, rule in sorted(all_rules().items()) if word in name]


def _models(graph: DocsGraph, page: Page) -> Iterator[tuple[str, str]]:
    """Yield models with how often they are used: those of the page, those of the tree, then those of the catalog."""
    here = {one.model for one in graph.by_page.get(page.path, ())}
    of_tree = {model: len(found) for model, found in graph.by_model.items() if found[0].resolved.known}
    for model in sorted(of_tree, key=lambda one: (one not in here, -of_tree[one], one)):
        yield graph.catalog.spelled(model), f"mentioned {of_tree[model]:,} times in this tree"
    for model in sorted(graph.catalog.models.keys() - of_tree.keys()):
        yield graph.catalog.spelled(model), "in the catalog"


def _versions(graph: DocsGraph, page: Page) -> Iterator[tuple[str, str]]:
    """Yield the API versions of the services that the page calls, else of all that the tree calls, newest first."""
    here = {one.service for one in graph.api_by_page.get(page.path, ()) if one.service}
    services = here or {one.service for one in graph.api_mentions if one.service}
    known = [one for service in services for one in graph.catalog.api_versions_of(service)]
    for one in sorted(known, key=lambda one: (one.version, one.service), reverse=True):
        yield (
            one.version,
            f"{'GA' if one.channel == 'ga' else one.channel} version of {graph.catalog.service_title(one.service)}",
        )


def _pages(graph: DocsGraph, page: Page, typed: str) -> Iterator[Choice]:
    """Yield the pages of the tree, as a link from this page names them: relative, or from the root if it starts so."""
    folder = posixpath.dirname(page.path)
    for other in graph.pages:
        if typed.startswith("/"):
            written = f"/{other.path}"
        else:
            written = posixpath.relpath(other.path, folder or ".")
            written = f"./{written}" if typed.startswith("./") and not written.startswith("../") else written
        if typed.lower() in written.lower() and other is not page:
            yield Choice(written, other.facts.title, types.CompletionItemKind.File, len(typed))


def _anchors(graph: DocsGraph, page: Page, match: re.Match[str]) -> Iterator[Choice]:
    """Yield the anchors of the page that a link names."""
    target = targets.parse(match["path"], page.path) if match["path"] else None
    path = graph.sites.of(page.path).file(target.path) if target is not None else page.path
    other = graph.by_path.get(path or "")
    if other is not None:
        word, kind = match["anchor"], types.CompletionItemKind.Reference
        found = dict.fromkeys(one.anchor for one in anchors_of(graph, other) if word.lower() in one.anchor.lower())
        yield from (Choice(anchor, other.facts.title, kind, len(word)) for anchor in found)
