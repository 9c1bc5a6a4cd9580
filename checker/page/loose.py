"""The running text of a page goes in; the model versions that it names without their model come out."""

from __future__ import annotations

import re

from .blocks import Document
from .facts import Facts, LooseVersion
from .text_views import readable

_ADVISED = re.compile(
    r"\b(?:use|uses|using|select|choose|pick|specify|set)\s+(?:the\s+)?(?:latest\s+|newest\s+|current\s+)?"
    r"(?:`(?P<before>\d{4}-\d{2}-\d{2})`\s+model\s+version\b|"
    r"model\s+version:?\s+`(?P<behind>\d{4}-\d{2}-\d{2})`)",
    re.I,
)


def read(document: Document, facts: Facts) -> None:
    """Add the versions that a paragraph advises as a model's while it names no model to a page's facts."""
    if "odel version" not in document.text:
        return
    named = {name.block for name in facts.names}
    for index, block in enumerate(document.blocks):
        if block.kind != "paragraph" or index in named or "20" not in block.text:
            continue
        for match in _ADVISED.finditer(readable(block)):
            group = "before" if match["before"] else "behind"
            facts.loose_versions.append(LooseVersion(block.span(*match.span(group)), index))
