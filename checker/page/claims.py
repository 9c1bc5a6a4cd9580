"""The running text of a page goes in; the languages that it says its examples are written in come out."""

from __future__ import annotations

import re

from .blocks import Document
from .facts import Claim, Facts
from .text_views import readable

_CLAIM = re.compile(
    r"ollowing\s+(?P<language>Python|JavaScript|TypeScript|C#|\.NET|Java|Go|Ruby|Rust|PHP|Kotlin|Swift|PowerShell)\s+"
    r"(?:code\s+)?(?:example|sample|code|snippet|program|class|function)s?\b"
)
"""It starts with letters that cannot vary, so that looking for it is quick."""
_LEAD = re.compile(r"(?:[Tt]he\s+)?[Ff]$")


def read(document: Document, facts: Facts) -> None:
    """Add what a page's sentences announce as an example in a language to its facts."""
    if not _CLAIM.search(document.text):
        return
    for index, block in enumerate(document.blocks):
        if block.kind in ("paragraph", "cell") and "ollowing" in block.text:
            text = readable(block)
            for match in _CLAIM.finditer(text):
                if lead := _LEAD.search(text, max(match.start() - 8, 0), match.start()):
                    facts.claims.append(Claim(match["language"].lower(), block.span(lead.start(), match.end()), index))
