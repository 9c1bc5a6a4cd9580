"""A position goes in; what the tree and the catalog know of what is there comes out, as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from ..catalog import exclusive_host
from ..graph import ApiMention, DocsGraph, Mention
from ..page.facts import Heading, Link, Url
from ..report import Look
from ..report.excerpt import printable
from ..report.where import summary
from ..site.resolution import Outcome, Resolution
from .server import Server
from .things import Thing, anchors_of, links_to

_MOST_LINES = 30
_MOST_COLUMNS = 200


def register(server: Server) -> None:
    """Answer requests for hovers."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        here = await server.pointed(params.text_document.uri, params.position)
        lines = known_of(here.checked.graph, here.path, here.thing) if here is not None else []
        if here is None or not lines:
            return None
        # Plain text: what comes from the tree must not become markup.
        content = types.MarkupContent(types.MarkupKind.PlainText, "\n".join(lines))
        return types.Hover(content, here.positions.of(here.span))


def known_of(graph: DocsGraph, path: str, thing: Thing) -> list[str]:
    """Return what is known of something on a page, as a few lines."""
    lines = [line[:_MOST_COLUMNS] for line in _known(graph, path, thing)]
    more = len(lines) - _MOST_LINES
    return lines if more <= 0 else [*lines[:_MOST_LINES], f"and {more} more lines"]


def _known(graph: DocsGraph, path: str, thing: Thing) -> Iterator[str]:
    if isinstance(thing, Mention):
        yield from _model(graph, thing)
    elif isinstance(thing, ApiMention):
        yield from _api_version(graph, thing)
    elif isinstance(thing, Link):
        yield from _link(graph, path, thing)
    elif isinstance(thing, Url):
        service = exclusive_host(graph.catalog.services.values(), thing.host.slice(graph.by_path[path].text))
        if service is not None:
            yield from _service(graph, service.id)
    elif isinstance(thing, Heading):
        yield from _heading(graph, path, thing)


def _model(graph: DocsGraph, mention: Mention) -> Iterator[str]:
    version = mention.resolved.version
    name = f"{mention.model}@{version}" if version else mention.model
    yield from summary(graph, name, Look()) or summary(graph, mention.model, Look())
    yield f"Here it is {mention.role}."


def _api_version(graph: DocsGraph, mention: ApiMention) -> Iterator[str]:
    name = f"{mention.service} {mention.fact.text}" if mention.service else mention.fact.text
    yield from summary(graph, name, Look())
    if mention.service:
        yield from _service(graph, mention.service)
    yield f"Here it is {mention.role}."


def _service(graph: DocsGraph, service: str) -> Iterator[str]:
    yield f"Service: {printable(graph.catalog.service_title(service))}"
    known = graph.catalog.api_versions_of(service)
    for channel, title in (("ga", "GA"), ("preview", "preview")):
        newest = [one.version for one in known if one.channel == channel][-1:]
        yield from (f"  newest known {title} version: {version}" for version in newest)


def _link(graph: DocsGraph, path: str, link: Link) -> Iterator[str]:
    found = graph.resolve(graph.by_path[path], link)
    if found is None:
        return
    yield _outcome(found)
    page = graph.by_path.get(found.path) if found.outcome.arrives else None
    if page is not None:
        yield printable(page.facts.title)
        others = {other.path for other, _ in links_to(graph, page.path)}
        yield f"{len(others):,} page{'' if len(others) == 1 else 's'} link to it"


def _outcome(found: Resolution) -> str:
    if found.outcome is Outcome.THERE:
        return printable(found.path + (f"#{found.fragment}" if found.fragment else ""))
    if found.outcome is Outcome.MOVED:
        return printable(f"A redirect leads on to {found.to}")
    if found.reason is not None:
        return f"Not judged: it is one of the links to {found.reason.text}"
    return printable(found.why or f"Nothing is at {found.route or found.path}")


def _heading(graph: DocsGraph, path: str, heading: Heading) -> Iterator[str]:
    page = graph.by_path[path]
    line = page.line(heading.span.start)
    anchors = [one.anchor for one in anchors_of(graph, page) if one.place.line == line]
    for anchor in dict.fromkeys(anchors):
        number = sum(1 for _ in links_to(graph, path, anchor))
        yield f"#{printable(anchor)}: {number:,} link{'' if number == 1 else 's'} to it"
