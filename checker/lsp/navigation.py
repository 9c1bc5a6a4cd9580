"""A position goes in; the places that belong to what is there come out: declarations, mentions, targets of links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from ..findings import Place
from ..graph import ApiMention, DocsGraph, Mention
from ..page.facts import Heading, Link
from ..workflows.live_tree import Checked
from .roots import Root
from .server import Server
from .things import Thing, anchors_of, links_to, target_of


def register(server: Server) -> None:
    """Answer requests for definitions, references and links."""

    async def places(
        params: types.DefinitionParams | types.ReferenceParams,
    ) -> tuple[Root, str, Checked, Thing] | None:
        here = await server.pointed(params.text_document.uri, params.position)
        return None if here is None else (here.root, here.path, here.checked, here.thing)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> list[types.Location]:
        here = await places(params)
        if here is None:
            return []
        root, path, checked, thing = here
        return _locations(server, root, checked, declared(checked.graph, path, thing))

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location]:
        here = await places(params)
        if here is None:
            return []
        root, path, checked, thing = here
        own = set() if params.context.include_declaration else {*declared(checked.graph, path, thing)}
        found = (place for place in mentioned(checked.graph, path, thing) if place not in own)
        return _locations(server, root, checked, found)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    async def links(params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        found = await server.result(params.text_document.uri)
        return list(_links(server, *found)) if found is not None else []


def _locations(server: Server, root: Root, checked: Checked, places: Iterable[Place]) -> list[types.Location]:
    pages = server.pages(root, checked)
    found = ((place, *pages(place.path)) for place in sorted(set(places)))
    return [types.Location(uri, positions.range(place)) for place, uri, positions in found]


def _links(server: Server, root: Root, path: str, checked: Checked) -> Iterator[types.DocumentLink]:
    page = checked.graph.by_path.get(path)
    if page is None:
        return
    pages = server.pages(root, checked)
    _, positions = pages(path)
    for link in page.facts.links:
        found = checked.graph.resolve(page, link)
        if found is not None and found.outcome.arrives and found.path:
            place = target_of(checked.graph, found)
            line = f"#L{place.line}" if place.line > 1 else ""
            target = pages.uri(found.path) + line
            yield types.DocumentLink(positions.of(link.span), target=target, tooltip=found.path)


def declared(graph: DocsGraph, path: str, thing: Thing) -> Iterator[Place]:
    """Yield where something on a page is declared: rows of authoritative tables, or the target of a link."""
    if isinstance(thing, Mention | ApiMention):
        yield from (place for place, role in _same(graph, thing) if role == "declared")
    elif isinstance(thing, Link):
        found = graph.resolve(graph.by_path[path], thing)
        if found is not None and found.outcome.arrives and found.path:
            yield target_of(graph, found)
    elif isinstance(thing, Heading):
        yield graph.by_path[path].place(thing.span)


def mentioned(graph: DocsGraph, path: str, thing: Thing) -> Iterator[Place]:
    """Yield where the same is mentioned: the model, the API version, or the page or heading that links lead to."""
    if isinstance(thing, Mention | ApiMention):
        yield from (place for place, _ in _same(graph, thing))
    elif isinstance(thing, Link):
        found = graph.resolve(graph.by_path[path], thing)
        if found is not None and found.outcome.arrives and found.path:
            yield from _linking(graph, found.path, found.fragment or None)
    elif isinstance(thing, Heading):
        page = graph.by_path[path]
        line = page.line(thing.span.start)
        yield page.place(thing.span)
        for anchor in {one.anchor for one in anchors_of(graph, page) if one.place.line == line}:
            yield from _linking(graph, path, anchor)


def _linking(graph: DocsGraph, path: str, anchor: str | None) -> Iterator[Place]:
    return (page.place(link.span) for page, link in links_to(graph, path, anchor))


def _same(graph: DocsGraph, thing: Mention | ApiMention) -> Iterator[tuple[Place, str]]:
    """Yield each mention of the same model, or of the same version of a service, and its role."""
    if isinstance(thing, Mention):
        yield from ((one.page.place(one.span), one.role) for one in graph.by_model.get(thing.model, ()))
        return
    for one in graph.api_mentions:
        if (one.service, one.fact.text) == (thing.service, thing.fact.text):
            yield one.page.place(one.fact.span), one.role
