"""A `DocsGraph` goes in; its entities (models, versions, API versions, services) and their occurrences come out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ...graph.roles import Role

if TYPE_CHECKING:
    from ...graph import DocsGraph, Mention
    from ...page.facts import Span

Kind = Literal["model", "version", "api", "service"]
KINDS: tuple[Kind, ...] = ("model", "version", "api", "service")
MOST = 3000
"""How many entities a report has; of a larger tree, those with the fewest occurrences are left out."""

_UNKNOWN = "unknown"
_YEAR = re.compile(r"\d{4}-")
"""What an API version that is a date begins with."""


@dataclass(frozen=True)
class Occurrence:
    """Where an entity occurs: the number of its page, the span there, its role, and the sample around it or -1."""

    page: int
    span: Span
    role: Role
    sample: int


@dataclass
class Entity:
    """A node of the graph that is not a page. `id` is `kind:name`, `owner` the id of a version's model or service."""

    kind: Kind
    name: str
    label: str
    owner: str = ""
    known: bool = False
    occurrences: list[Occurrence] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the node, such as `model:gpt-4o`."""
        return f"{self.kind}:{self.name}"

    @property
    def pages(self) -> list[int]:
        """The numbers of the pages that mention it, each once, in order."""
        return sorted({one.page for one in self.occurrences})


@dataclass(frozen=True)
class Entities:
    """The entities of a graph, by kind and name; `left_out` counts those beyond the limit."""

    all: list[Entity]
    left_out: int

    @property
    def number(self) -> dict[str, int]:
        """The index of each entity in the list, by its id."""
        return {entity.id: number for number, entity in enumerate(self.all)}


def is_free(mention: Mention) -> bool:
    """Return whether a mention is a deployment name that is not a model name."""
    return mention.use is not None and not mention.resolved.known


def versions_of(mention: Mention) -> Iterator[tuple[str, Span]]:
    """Yield the model versions that a mention names, with the span that shows each."""
    for version in mention.versions:
        yield version.text.lower(), version.span
    if mention.resolved.version:
        yield mention.resolved.version.lower(), mention.span


def collect(graph: DocsGraph) -> Entities:
    """Return what a graph mentions, and related catalog entries: versions of its models and of its services."""
    found: dict[str, Entity] = {}
    numbers = {page.path: number for number, page in enumerate(graph.pages)}
    _add_catalog(found, graph)
    _add_mentions(found, graph, numbers)
    _add_api_mentions(found, graph, numbers)
    ordered = sorted(found.values(), key=lambda one: (-len(one.occurrences), KINDS.index(one.kind), one.name))
    kept = {one.id for one in ordered[:MOST]}
    entities = [one for one in found.values() if one.id in kept]
    entities.sort(key=lambda one: (KINDS.index(one.kind), one.name))
    return Entities(entities, len(found) - len(entities))


def _add_catalog(found: dict[str, Entity], graph: DocsGraph) -> None:
    """Add the models that the tree declares."""
    for name, model in graph.catalog.models.items():
        if model.declared_in("tree"):
            _model(found, graph, name)


def _add_mentions(found: dict[str, Entity], graph: DocsGraph, numbers: dict[str, int]) -> None:
    of_known_words = graph.catalog.is_of_known_words
    for mention in graph.mentions:
        if is_free(mention) or not (mention.resolved.known or of_known_words(mention.model)):
            continue
        page = numbers[mention.page.path]
        model = _model(found, graph, mention.model)
        model.occurrences.append(Occurrence(page, mention.span, mention.role, mention.sample))
        for version, span in versions_of(mention):
            one = _version(found, graph, mention.model, version)
            one.occurrences.append(Occurrence(page, span, mention.role, mention.sample))


def _add_api_mentions(found: dict[str, Entity], graph: DocsGraph, numbers: dict[str, int]) -> None:
    for mention in graph.api_mentions:
        service = _service(found, graph, mention.service)
        occurrence = Occurrence(numbers[mention.page.path], mention.fact.span, mention.role, mention.fact.sample)
        service.occurrences.append(occurrence)
        if _YEAR.match(mention.fact.text):
            _api(found, graph, service.name, mention.fact.text).occurrences.append(occurrence)
    for service_id, version in graph.catalog.api_versions:
        if f"service:{service_id}" in found:
            _api(found, graph, service_id, version)


def _model(found: dict[str, Entity], graph: DocsGraph, name: str) -> Entity:
    entity = found.get(f"model:{name}")
    if entity is None:
        known = graph.catalog.models.get(name)
        entity = found[f"model:{name}"] = Entity("model", name, graph.catalog.spelled(name), known=known is not None)
        for version in known.versions if known else ():
            _version(found, graph, name, version)
    return entity


def _version(found: dict[str, Entity], graph: DocsGraph, model: str, version: str) -> Entity:
    name = f"{model}@{version}"
    if f"version:{name}" not in found:
        entry = graph.catalog.models.get(model)
        known = entry is not None and version in entry.versions
        label = f"{graph.catalog.spelled(model)} {version}"
        found[f"version:{name}"] = Entity("version", name, label, f"model:{model}", known)
    return found[f"version:{name}"]


def _service(found: dict[str, Entity], graph: DocsGraph, service: str) -> Entity:
    name = service or _UNKNOWN
    if f"service:{name}" not in found:
        title = graph.catalog.service_title(service) if service else "Unknown service"
        known = service in graph.catalog.services
        found[f"service:{name}"] = Entity("service", name, title, known=known)
    return found[f"service:{name}"]


def _api(found: dict[str, Entity], graph: DocsGraph, service: str, version: str) -> Entity:
    name = f"{service}@{version}"
    if f"api:{name}" not in found:
        known = (service, version) in graph.catalog.api_versions
        found[f"api:{name}"] = Entity("api", name, version, f"service:{service}", known)
    return found[f"api:{name}"]
