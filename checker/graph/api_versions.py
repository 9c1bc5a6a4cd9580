"""What several readers of a graph ask of the API versions in it: what they can be compared with, whose they are."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalog import Model, channel
from ..catalog.api_versions import well_formed
from .graph import DocsGraph
from .page import ApiMention


def model_version(graph: DocsGraph, mention: ApiMention) -> str:
    """Return a model that has a version written like this API version, where the service has no such one; or ``."""
    catalog, text = graph.catalog, mention.fact.text
    serving = [service.id for service in catalog.services.values() if service.serves_models]
    if mention.service not in (*serving, "") or any((service, text) in catalog.api_versions for service in serving):
        return ""
    if graph.services_by_api_version.get(text, set()) - {"", mention.service}:
        return ""  # the tree uses it as an API version of another service
    holders = [id_ for id_ in graph.models_by_version.get(text, ()) if _is_on_azure(catalog.models[id_])]
    named = graph.models_on.get(mention.page.path, set())
    return min(
        holders, key=lambda id_: (id_ not in named, not catalog.models[id_].declared_in("tree"), id_), default=""
    )


def _is_on_azure(model: Model) -> bool:
    """Tell whether a model can be deployed where dated API versions are, or may be, as far as the catalog knows."""
    return not model.platforms or "azure" in model.platforms or model.maker == "openai"


def topic(mention: ApiMention) -> tuple[str, str]:
    """Return what an API version can be compared within: its service (for ARM its resource type) and channel."""
    scope = mention.fact.address if mention.fact.address.startswith("Microsoft.") else mention.service
    return scope, channel(mention.fact.text)


def comparable(graph: DocsGraph, mention: ApiMention) -> bool:
    """Return whether a mention is used, well-formed, of a known service, and not known to be something else."""
    if mention.role != "used" or not mention.service or not well_formed(mention.fact.text):
        return False
    service = graph.catalog.services.get(mention.service)
    if service is not None and service.complete:
        return (service.id, mention.fact.text) in graph.catalog.api_versions
    return not other_plane(graph, mention)


def declared(graph: DocsGraph) -> Iterator[ApiMention]:
    """Yield the API versions that the tree's own tables declare."""
    return (one for one in graph.api_mentions if one.role == "declared" and one.service and well_formed(one.fact.text))


def used(graph: DocsGraph) -> Iterator[ApiMention]:
    """Yield the comparable mentions outside sections about the past."""
    for mention in graph.api_mentions:
        if comparable(graph, mention) and not mention.page.is_past(mention.fact.block):
            yield mention


def other_plane(graph: DocsGraph, mention: ApiMention) -> str:
    """Return whose API version this is if its call goes to another plane, or an empty text.

    The planes of a service are its data plane, known by its API versions, and its provider in Azure Resource Manager.
    A date that both have, or that the tree declares of the called one, belongs there.
    """
    catalog, text, called = graph.catalog, mention.fact.text, mention.service
    if mention.role not in ("used", "mentioned") or mention.fact.cue in ("prose", "column") or not well_formed(text):
        return ""
    if mention.inferred:
        return ""  # nothing tells where its call goes
    if (entry := catalog.api_versions.get((called, text))) is not None and entry.origin.layer != "use":
        return ""
    if called in catalog.control_planes:
        if text in catalog.control_planes[called]:
            return ""
        owners = [
            service
            for (service, version), entry in sorted(catalog.api_versions.items())
            if version == text and entry.origin.layer != "use" and _provider(graph, service) in ("", called)
        ]
        return owners[0] if owners else ""
    versions = catalog.api_versions.values()
    if not any(entry.origin.layer != "use" and entry.service == called for entry in versions):
        return ""
    if any(one.version == text and one.origin.layer != "use" and one.service in catalog.services for one in versions):
        return ""  # a slip between two data planes
    own = _provider(graph, called)
    providers = [own] if own else sorted(catalog.control_planes)
    return next((one for one in providers if text in catalog.control_planes.get(one, ())), "")


def _provider(graph: DocsGraph, service: str) -> str:
    """Return who manages the resources of a service, or an empty text where that is not known."""
    if service.startswith("Microsoft."):
        return service
    return graph.catalog.services[service].provider if service in graph.catalog.services else ""
