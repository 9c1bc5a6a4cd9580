"""What several rules ask of model mentions."""

from __future__ import annotations

import re

from ..catalog import naming
from ..findings import Fix, Related, Safety
from ..graph import Mention
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


def is_rest(rest: str) -> bool:
    """Return whether what a longer id adds to a shorter one leaves both to be one model: no size, no modality."""
    return (naming.SIZES | naming.MODALITIES).isdisjoint(rest.split("-"))


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
