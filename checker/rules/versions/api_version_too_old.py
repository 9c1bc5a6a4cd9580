"""A sample uses an API version that is older than the one its page requires.

The requirement is a sentence such as "was first added in API version X" or "requires API version X or later", on the
page or on one that is shown with it.

````bad realtime.md
# The Realtime API

Support for the Realtime API was first added in API version `2024-10-01-preview`.

```http
wss://contoso.openai.azure.com/openai/realtime?api-version=2024-08-01-preview <!-- expect: api-version-too-old -->
```
````
````good realtime.md
# The Realtime API

Support for the Realtime API was first added in API version `2024-10-01-preview`.

```http
wss://contoso.openai.azure.com/openai/realtime?api-version=2024-12-01-preview
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalog import naming
from ...findings import Finding, Ground, Severity
from ...graph import ApiMention, DocsGraph, Page, expansion
from ...graph.api_versions import comparable
from ...page.blocks import TextBlock
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import Fact, reads
from ...page.text_views import Sentences, readable
from ...patterns import Shape
from ...patterns.models import MODEL_NAME
from .._base import Options, finding, related, rule


class RequiredApiVersion(Fact):
    """A statement that something exists since an API version: "first added in API version X".

    `subject` is the sentence before it, `block` indexes `Facts.blocks`.
    """

    api_version: str
    span: Span
    subject: str
    block: int


_REQUIRED = Shape(
    r"(?:(?:first\s+)?(?:added|introduced|available|supported)\s+(?:in|with|from|since|starting\s+with)\s+(?:the\s+)?"
    r"|requires?\s+(?:at\s+least\s+)?(?:the\s+)?|starting\s+(?:with|from|in)\s+(?:the\s+)?|must\s+be\s+(?:at\s+least\s+)?)"
    r"(?:REST\s+)?(?:API\s+version\s+)?`?(?P<version>20\d\d-\d{2}-\d{2}(?:-preview)?)`?",
    re.I,
    needs=("20",),
)
_API = re.compile(r"\bapi\b", re.I)
_REACH = 1_000
"""How many characters of its sentence before a requirement are kept."""


@reads(RequiredApiVersion)
def required_api_versions(page: PageText) -> Iterator[RequiredApiVersion]:
    """Yield the API versions that the running text says are needed, in sentences about an API."""
    for place in page.readable.holding(_REQUIRED):
        yield from _required_in(*page.blocks[place])


def _required_in(number: int, block: TextBlock) -> Iterator[RequiredApiVersion]:
    text = readable(block)
    sentences: Sentences | None = None
    for match in _REQUIRED.finditer(text):
        sentences = sentences or Sentences(text)
        first, last = sentences.around(*match.span())
        if _API.search(text, first, last) is not None:
            subject = text[max(first, match.start() - _REACH) : match.start()]
            yield RequiredApiVersion(match["version"], block.span(*match.span("version")), subject, number)


_WORD = re.compile(r"[A-Za-z][A-Za-z-]{3,}")
_CODE = re.compile(r"`([^`]+)`")
_COMMON = frozenset(
    "support supported model models version versions service azure openai first added introduced with this that "
    "feature".split()
)


@rule(Severity.ERROR, ground=Ground.TABLE)
def api_version_too_old(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each use of an API version that is older than one that its page requires."""
    reported: set[tuple[str, int]] = set()
    for top in graph.pages:
        pages = [graph.by_path[path] for path, _ in expansion(graph, top.path)]
        required = [(page, one) for page in pages for one in page.of(RequiredApiVersion)]
        for page in pages if required else ():
            for mention in graph.api_by_page.get(page.path, ()):
                key = (page.path, mention.fact.span.start)
                if key in reported or not comparable(graph, mention):
                    continue
                unmet = next(((p, n) for p, n in required if _unmet(graph, top, p, n, mention)), None)
                if unmet is not None:
                    reported.add(key)
                    yield _finding(mention, *unmet)


def _unmet(graph: DocsGraph, top: Page, page: Page, need: RequiredApiVersion, mention: ApiMention) -> bool:
    """Return whether a requirement is about what a use calls, and asks for a newer version."""
    services = {one.service for one in graph.api_by_page.get(page.path, ()) if one.fact.span == need.span} - {""}
    if (services and mention.service not in services) or mention.fact.text[:10] >= need.api_version[:10]:
        return False
    models = [graph.catalog.resolve(match.group()).model for match in MODEL_NAME.finditer(need.subject)]
    sample = (
        mention.page.facts.samples[mention.fact.sample].span.slice(mention.page.text)
        if mention.fact.sample >= 0
        else ""
    )
    if models:
        return any(naming.canonical(model) in naming.canonical(sample) for model in models)
    codes = [code for code in _CODE.findall(need.subject) if "api-version" not in code]
    if codes:
        return any(code.strip("/") in sample for code in codes)
    words = {word.lower() for word in _WORD.findall(need.subject)} - _COMMON
    about = f"{top.path} {top.facts.title} {page.path} {mention.fact.address} {page.section(need.block)}".lower()
    return not words or any(word in about for word in words)


def _finding(mention: ApiMention, page: Page, need: RequiredApiVersion) -> Finding:
    message = f"API version `{mention.fact.text}` is older than `{need.api_version}`, which the page requires"
    ends = (related(page, need.span, f"requires `{need.api_version}`"),)
    return finding(api_version_too_old, mention.page, mention.fact.span, message, related=ends)
