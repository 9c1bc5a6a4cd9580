"""A page goes in, its outline comes out; a query goes in, models, API versions and pages come out; and code lenses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lsprotocol import types

from ..findings import Place
from ..graph import DocsGraph, Page
from ..page.facts import Heading, Span
from ..workflows.live_tree import Checked
from .positions import Positions
from .roots import Root
from .server import Server

_MOST = 200


def register(server: Server) -> None:
    """Answer requests for symbols and code lenses."""

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def document_symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        found = await server.result(params.text_document.uri)
        page = found[2].graph.by_path.get(found[1]) if found is not None else None
        if found is None or page is None:
            return []
        return outline(page, server.pages(found[0], found[2])(page.path)[1])

    @server.feature(types.WORKSPACE_SYMBOL)
    async def workspace_symbols(params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
        found: list[types.SymbolInformation] = []
        for root in list(server.roots.values()):
            checked = await root.current()
            if checked is not None:
                found.extend(_symbols(server, root, checked, params.query))
        return found[:_MOST]

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        found = await server.result(params.text_document.uri)
        if found is None:
            return []
        root, path, checked = found
        _, positions = server.pages(root, checked)(path)
        return [
            types.CodeLens(positions.of(span), types.Command(title, ""))
            for span, title in rows_with_use(checked.graph, path)
        ]


def outline(page: Page, positions: Positions) -> list[types.DocumentSymbol]:
    """Return the headings of a page, each with those below it."""
    top: list[types.DocumentSymbol] = []
    made: list[types.DocumentSymbol] = []
    headings = page.facts.headings
    for index, (heading, outer) in enumerate(zip(headings, page.outer_headings, strict=True)):
        whole = positions.of(Span(heading.span.start, _end(headings, index, len(page.text))))
        name = heading.text.strip() or f"Heading {index + 1}"
        one = types.DocumentSymbol(name, types.SymbolKind.String, whole, positions.of(heading.span), children=[])
        made.append(one)
        siblings = top if outer < 0 else made[outer].children
        assert isinstance(siblings, list)
        siblings.append(one)
    return top


def _end(headings: Sequence[Heading], index: int, end: int) -> int:
    """Return where the section of a heading ends: where the next one of its level or above it begins."""
    level = headings[index].level
    later = (headings[other] for other in range(index + 1, len(headings)))
    return next((one.span.start for one in later if one.level <= level), end)


def _symbols(server: Server, root: Root, checked: Checked, query: str) -> Iterator[types.SymbolInformation]:
    pages = server.pages(root, checked)
    wanted = query.casefold()
    for name, kind, place in _named(checked.graph):
        if wanted in name.casefold():
            uri, positions = pages(place.path)
            yield types.SymbolInformation(types.Location(uri, positions.range(place)), name, kind)


def _named(graph: DocsGraph) -> Iterator[tuple[str, types.SymbolKind, Place]]:
    """Yield models, API versions and pages by name, each with where it is declared, or else first mentioned."""
    for model, mentions in sorted(graph.by_model.items()):
        if any(one.resolved.known for one in mentions):
            first = min(mentions, key=lambda one: one.role != "declared")
            yield graph.catalog.spelled(model), types.SymbolKind.Constant, first.page.place(first.span)
    seen: set[tuple[str, str]] = set()
    for api in sorted(graph.api_mentions, key=lambda one: (one.service, one.fact.text, one.role != "declared")):
        if (api.service, api.fact.text) not in seen:
            seen.add((api.service, api.fact.text))
            title = graph.catalog.service_title(api.service) if api.service else "API version"
            yield f"{title} {api.fact.text}", types.SymbolKind.Number, api.page.place(api.fact.span)
    for page in graph.pages:
        yield page.facts.title or page.path, types.SymbolKind.File, Place(page.path, 1, 1, 1, 1)


def rows_with_use(graph: DocsGraph, path: str) -> Iterator[tuple[Span, str]]:
    """Yield the rows of the authoritative tables of a page, with how many pages require and use their models."""
    for table in graph.tables:
        if table.path != path:
            continue
        for row in table.rows:
            pages: Counter[str] = Counter()
            for role, _ in {(one.role, one.page.path) for one in graph.by_model.get(row.resolved.model, ())}:
                pages[role] += 1
            said = [f"{role} on {_count(pages[role])}" for role in ("required", "used") if pages[role]]
            yield row.span, ", ".join(said) or "not required or used on any page"


def _count(pages: int) -> str:
    return f"{pages:,} page{'' if pages == 1 else 's'}"
