"""Variants of one page link to different targets for the same thing.

Variants are pages that share their name except for a language. The rule compares the links in list items, such as those
of prerequisites, that lead out of the tree: where most variants of a page link the same words to one target, the page
that links them to another is reported. Targets that are named for a language are not compared.

```bad setup-python.md
- A harbor account - [Open one for free](https://harbor.contoso.com/free/account)
```
```bad setup-go.md
- A harbor account - [Open one for free](https://harbor.contoso.com/free/account)
```
```bad setup-java.md
- A harbor account - [Open one for free](https://harbor.contoso.com/free/old-name) <!-- expect: link-drift -->
```
```good tour-python.md
- A harbor account - [Open one for free](https://harbor.contoso.com/free/account?source=python)
```
```good tour-go.md
- A harbor account - [Open one for free](https://harbor.contoso.com/free/account)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...graph.siblings import LANGUAGES
from ...page.facts import Link, Span
from .._base import Options, rule
from .._siblings import Siblings, Value, agreeing_fix, drift, once

_TEXT_AFTER = re.compile(r"[^<>\n]{0,100}>(?P<text>[^<\n]{3,80})</a>")
_MARKUP = re.compile(r"<[^>\n]{0,300}>|\]\([^)\n]{0,300}\)|[^\w ]+")
_LANGUAGE_PART = re.compile(rf"\b(?:{'|'.join(map(re.escape, LANGUAGES))})\b", re.I)


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.MAJORITY)
def link_drift(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the links of list items that most variants of a page contradict."""
    values = (Value(page, *offer) for page, offer in graph.made_alone(_offers))
    siblings = Siblings(graph, values)
    yield from once(drift(link_drift, one, agreeing_fix(one)) for _, odd in siblings.odd() for one in odd)


class _Offer(NamedTuple):
    """A link out of the tree that a list item offers, by what the item says."""

    span: Span
    block: int
    topic: tuple[str, ...]
    target: str


def _offers(page: Page) -> list[_Offer]:
    """Return the links out of the tree that the list items of a page offer."""
    return list(_offered(page))


def _offered(page: Page) -> Iterator[_Offer]:
    for link in page.facts.links:
        block = page.facts.blocks[link.block] if link.block >= 0 else None
        if block is None or not block.item or not link.target.startswith("https://"):
            continue
        text = _words(link.text or _text_after(page, link))
        if len(text.split()) < 2 or _LANGUAGE_PART.search(link.target):
            continue
        lead = _words(block.span.slice(page.text)).split()[:3]
        if len(lead) == 3:
            target = link.target.split("?")[0].split("#")[0].rstrip("/").lower()
            yield _Offer(link.span, link.block, (text, *lead), target)


def _text_after(page: Page, link: Link) -> str:
    match = _TEXT_AFTER.match(page.text, link.span.end)
    return match["text"] if match else ""


def _words(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", text).lower().split())
