"""The parts of a `DocsGraph` go in, its networkx graph comes out; the only importer of networkx."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import networkx as nx

from ..catalog import Catalog
from ..page.facts import Link
from .page import ApiMention, Mention, Page
from .siblings import Family

_VERBS = {
    "declared": "declares", "required": "requires", "used": "uses", "shown": "shows", "announced": "announces",
    "listed": "lists", "mentioned": "mentions",
}  # fmt: skip


def build(
    catalog: Catalog,
    pages: Sequence[Page],
    mentions: Iterable[Mention],
    api_mentions: Iterable[ApiMention],
    families: Iterable[Family],
    linked: Callable[[Page, Link], Page | None],
) -> nx.MultiDiGraph[str]:
    """Make the graph: node ids are `kind:name`; an edge carries its kind, how often, and its first places.

    `linked` gives the page that a link leads to, if it leads to one.
    """
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    _add_catalog(network, catalog)
    for page in pages:
        _add_page(network, page)
    for mention in mentions:
        _add_mention(network, catalog, mention)
    for api in api_mentions:
        _add_api_mention(network, catalog, api)
    for page in pages:
        _add_links(network, page, linked)
    for family in families:
        _add_family(network, family)
    return network


def communities(weights: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Return the groups of closely connected nodes, given the weight of each edge; the largest group comes first."""
    network: nx.Graph[int] = nx.Graph()
    for (one, other), weight in sorted(weights.items()):
        network.add_edge(one, other, weight=weight)
    if not weights:
        return []
    found = [sorted(group) for group in nx.community.louvain_communities(network, weight="weight", seed=0)]
    return sorted(found, key=lambda group: (-len(group), group[0]))


def _connect(network: nx.MultiDiGraph[str], one: str, other: str, kind: str, place: str = "") -> None:
    data: dict[str, Any] | None = network.get_edge_data(one, other, kind)
    if data is None:
        network.add_edge(one, other, key=kind, kind=kind, count=1, places=place)
        return
    data["count"] += 1
    if place and data["count"] <= 20:
        data["places"] = f"{data['places']}, {place}" if data["places"] else place


def _add_catalog(network: nx.MultiDiGraph[str], catalog: Catalog) -> None:
    """Add the models and versions that the tree itself declares; a bundled one is added when the tree mentions it."""
    for name, model in sorted(catalog.models.items()):
        if model.declared_in("tree"):
            _add_model(network, catalog, name)


def _add_model(network: nx.MultiDiGraph[str], catalog: Catalog, name: str) -> str:
    node = f"model:{name}"
    if node in network:
        return node
    network.add_node(node, kind="model", label=name, known=name in catalog.models)
    model = catalog.models.get(name)
    for version in sorted(model.versions) if model else ():
        _add_version(network, catalog, name, version)
    retirement = catalog.retirement(name)
    for one in [retirement, *(catalog.retirement(name, version) for version in (model.versions if model else ()))]:
        if one is not None and one.replacement:
            target = catalog.resolve(one.replacement).model
            network.add_node(f"model:{target}", kind="model", label=target, known=target in catalog.models)
            _connect(network, node, f"model:{target}", "replaced by")
    return node


def _add_version(network: nx.MultiDiGraph[str], catalog: Catalog, model: str, version: str) -> str:
    node = f"version:{model}@{version}"
    if node not in network:
        known = model in catalog.models and version in catalog.models[model].versions
        network.add_node(node, kind="model version", label=f"{model} {version}", known=known)
        network.add_node(f"model:{model}", kind="model", label=model, known=model in catalog.models)
        _connect(network, node, f"model:{model}", "version of")
    return node


def _add_page(network: nx.MultiDiGraph[str], page: Page) -> None:
    node = f"page:{page.path}"
    network.add_node(node, kind="page", label=page.path, title=page.facts.title)
    for heading in page.facts.headings:
        section = f"section:{page.path}#{heading.slug}"
        network.add_node(section, kind="section", label=heading.text, line=heading.line)
        _connect(network, node, section, "contains", f"{page.path}:{heading.line}")
    for sample in page.facts.samples:
        name = f"sample:{page.path}:{sample.line}"
        network.add_node(name, kind="sample", label=f"{page.path}:{sample.line}", language=sample.language)
        _connect(network, node, name, "contains", f"{page.path}:{sample.line}")
    for zone in page.facts.zones:
        name = f"zone:{page.path}:{zone.line}"
        network.add_node(name, kind=zone.kind, label=zone.name, line=zone.line)
        _connect(network, node, name, "contains", f"{page.path}:{zone.line}")


def _add_mention(network: nx.MultiDiGraph[str], catalog: Catalog, mention: Mention) -> None:
    if mention.use is not None and not mention.resolved.known:
        return  # a deployment's free name
    page, verb = f"page:{mention.page.path}", _VERBS[mention.role]
    place = f"{mention.page.path}:{mention.page.line(mention.span.start)}"
    model = _add_model(network, catalog, mention.model)
    _connect(network, page, model, verb, place)
    versions = [version.text.lower() for version in mention.versions]
    for version in [*versions, *([mention.resolved.version] if mention.resolved.version else [])]:
        _connect(network, page, _add_version(network, catalog, mention.model, version), verb, place)
    if mention.sample >= 0:
        sample = mention.page.facts.samples[mention.sample]
        _connect(network, f"sample:{mention.page.path}:{sample.line}", model, verb, place)


def _add_api_mention(network: nx.MultiDiGraph[str], catalog: Catalog, api: ApiMention) -> None:
    service = api.service or "unknown"
    place = f"{api.page.path}:{api.page.line(api.fact.span.start)}"
    node = f"api:{service}@{api.fact.text}"
    network.add_node(node, kind="API version", label=f"{service} {api.fact.text}")
    network.add_node(f"service:{service}", kind="service", label=catalog.service_title(service))
    _connect(network, node, f"service:{service}", "version of")
    _connect(network, f"page:{api.page.path}", node, _VERBS[api.role], place)


def _add_links(network: nx.MultiDiGraph[str], page: Page, linked: Callable[[Page, Link], Page | None]) -> None:
    for link in page.facts.links:
        other = None if link.target.startswith("#") else linked(page, link)
        if other is not None:
            kind = "includes" if link.kind == "include" else "links to"
            place = f"{page.path}:{page.line(link.span.start)}"
            _connect(network, f"page:{page.path}", f"page:{other.path}", kind, place)


def _add_family(network: nx.MultiDiGraph[str], family: Family) -> None:
    nodes = []
    for member in family.members:
        page = member.page.path
        nodes.append(f"page:{page}" if member.span is None else f"zone:{page}:{member.page.line(member.span.start)}")
    for index, one in enumerate(nodes):
        for other in nodes[index + 1 :]:
            if one in network and other in network and one != other:
                _connect(network, one, other, "sibling of")
