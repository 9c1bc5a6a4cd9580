"""What several rules ask of model mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..catalog import naming
from ..findings import Fix, Related, Safety
from ..graph import DocsGraph, Mention, Page
from ..page.facts import Zone
from ..patterns import models
from ._base import related, replacement


def names_model(mention: Mention) -> bool:
    """Return whether a mention names a model, in the catalog or not, rather than a deployment called as one likes."""
    return mention.resolved.names_model


_FAMILY = re.compile(r"[`*]*\s+(?:model\s+)?(?:models|family|series|variants|versions)\b", re.I)


def names_family(mention: Mention) -> bool:
    """Return whether a name is that of all models of a series: "the GPT-4o family"."""
    return _FAMILY.match(mention.page.text, mention.span.end) is not None


def sizes(mention: Mention) -> frozenset[str]:
    """Return the words of a model's name that say how large it is."""
    return naming.qualifiers(mention.model) & naming.SIZES


def model_shaped(text: str) -> bool:
    """Return whether a text is nothing but a model's name."""
    return models.is_model_name(text)


def differ(one: Mention, other: Mention) -> bool:
    """Return whether two mentions of one request contradict each other: confusable models, or two pinned versions."""
    if one.model != other.model:
        return naming.confusable(one.model, other.model)
    return bool(one.resolved.version and other.resolved.version) and one.resolved.version != other.resolved.version


def disagree(one: Mention, other: Mention) -> bool:
    """Return whether a request and its answer cannot both be about one model: other models for the same use."""
    if one.model == other.model:
        return differ(one, other)
    shorter, longer = sorted((one.model, other.model), key=len)
    rest = set(longer[len(shorter) :].split("-")) & (naming.SIZES | naming.MODALITIES)
    alias = longer.startswith(shorter) and not rest
    return not alias and naming.kind(one.model) == naming.kind(other.model)


def points_at(mention: Mention, says: str) -> Related:
    """Return a mention as a related place of a finding."""
    return related(mention.page, mention.span, says)


def is_id(text: str) -> bool:
    """Return whether a name is written as an id rather than for display (`gpt-4o`, not `GPT-4o` or `gpt-4o mini`)."""
    return bool(text) and text == text.lower() and not any(character.isspace() for character in text)


def renamed(mention: Mention, other: Mention) -> Fix | None:
    """Return the edit that lets a mention name what another names; None where a version or a tail is in the way."""
    if mention.resolved.tail or other.resolved.tail or mention.versions or not is_id(mention.text):
        return None
    pinned = mention.resolved.version, other.resolved.version
    if is_id(other.text) and bool(pinned[0]) == bool(pinned[1]):
        return replacement(mention.page, mention.span, other.text, Safety.UNSAFE)
    # A display name or a pinned one still names the model; a version that is written here could not be kept.
    return None if pinned[0] else replacement(mention.page, mention.span, other.model, Safety.UNSAFE)


def required(graph: DocsGraph, page: Page) -> list[tuple[Mention, Zone | None]]:
    """Return what a page requires, with the zone that says so; a page that requires nothing asks its parents."""
    return list(_required(graph, page))


def applying(required: list[tuple[Mention, Zone | None]], mention: Mention) -> list[Mention]:
    """Return the requirements that apply to a mention, each with the zone that has it."""
    return [one for one, zone in required if zone is None or _covers(zone, mention)]


def _required(graph: DocsGraph, page: Page) -> Iterator[tuple[Mention, Zone | None]]:
    own = [(one, page.zone_of(one.span.start)) for one in _requirements(graph, page.path)]
    for include in graph.children.get(page.path, ()):
        own += [(one, page.zone_of(include.offset)) for one in _requirements(graph, include.child)]
    if own:
        yield from own
        return
    for include in graph.parents.get(page.path, ()):
        parent = graph.by_path[include.parent]
        around = parent.zone_of(include.offset)
        for one in _requirements(graph, parent.path):
            zone = parent.zone_of(one.span.start)
            if zone is None or zone == around:
                yield one, None
        for sibling in graph.children.get(parent.path, ()):
            zone = parent.zone_of(sibling.offset)
            if sibling.child != page.path and (zone is None or zone == around):
                yield from ((one, None) for one in _requirements(graph, sibling.child))


def _requirements(graph: DocsGraph, path: str) -> list[Mention]:
    return [one for one in graph.by_page.get(path, ()) if one.role == "required" and names_model(one)]


def _covers(zone: Zone, mention: Mention) -> bool:
    return zone.span.start <= mention.span.start < zone.span.end
