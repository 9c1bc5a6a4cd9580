"""What several rules ask of model mentions."""

from __future__ import annotations

from ..catalog import naming
from ..findings import Related
from ..graph import Mention
from ..patterns import MODEL_NAME
from ._base import related


def names_model(mention: Mention) -> bool:
    """Tell whether a mention names a model that the catalog knows, rather than a deployment called as one likes."""
    return mention.resolved.known


def is_value(mention: Mention) -> bool:
    """Tell whether a mention is the value of a slot in a sample that takes a model or deployment."""
    return mention.use is not None


def model_shaped(text: str) -> bool:
    """Tell whether a text is nothing but a model's name."""
    match = MODEL_NAME.match(text)
    return match is not None and match.end() == len(text)


def differ(one: Mention, other: Mention) -> bool:
    """Tell whether two mentions of one request contradict each other: confusable models, or two pinned versions."""
    if one.model != other.model:
        return naming.confusable(one.model, other.model)
    return bool(one.resolved.version and other.resolved.version) and one.resolved.version != other.resolved.version


def points_at(mention: Mention, says: str) -> Related:
    """Return a mention as the other end of a finding."""
    return related(mention.page, mention.span, says)
