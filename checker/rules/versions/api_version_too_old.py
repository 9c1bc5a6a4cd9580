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
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

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
    r"(?:REST\s+)?(?:API\s+version\s+)?`?(?P<version>20\d\d-\d{2}-\d{2}(?:-preview)?)`?"
    r"|\b(?:enabled|available|supported|works?)\s+(?:only\s+)?(?:for|in|with|from)\s+API\s+versions?\s+"
    r"`?(?P<first>20\d\d-\d{2}-\d{2}(?:-preview)?)`?\s+(?:and|or)\s+(?:later|newer|higher|above)\b",
    re.I,
    needs=("20",),
)
_API = re.compile(r"\bapi\b", re.I)
_REACH = 1_000
"""How many characters of its sentence before a requirement are kept; what it requires them for is not farther away."""


@reads(RequiredApiVersion)
def required_api_versions(page: PageText) -> Iterator[RequiredApiVersion]:
    """Yield the API versions that the running text says are needed, in sentences about an API."""
    for number, block in page.holding(_REQUIRED):
        yield from _required_in(number, block)


def _required_in(number: int, block: TextBlock) -> Iterator[RequiredApiVersion]:
    text = readable(block)
    sentences: Sentences | None = None
    for match in _REQUIRED.finditer(text):
        sentences = sentences or Sentences(text)
        first, last = sentences.around(*match.span())
        if _API.search(text, first, last) is not None:
            subject = text[max(first, match.start() - _REACH) : match.start()]
            group = "version" if match["version"] else "first"
            yield RequiredApiVersion(match[group], block.span(*match.span(group)), subject, number)


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
    needs = {page.path: _needs(graph, page) for page in graph.pages if page.of(RequiredApiVersion)}
    for top in _showing(graph, set(needs)):
        pages = [graph.by_path[path] for path, _ in expansion(graph, top.path)]
        required: dict[tuple[object, ...], _Need] = {}
        for need in (need for page in pages for need in needs.get(page.path, ())):
            required.setdefault(need.key, need)
        for page in pages:
            for mention in graph.api_by_page.get(page.path, ()):
                key = (page.path, mention.fact.span.start)
                if key in reported or not comparable(graph, mention):
                    continue
                unmet = next((need for need in required.values() if need.is_unmet(top, mention)), None)
                if unmet is not None:
                    reported.add(key)
                    yield _finding(mention, unmet.page, unmet.fact)


def _showing(graph: DocsGraph, paths: set[str]) -> list[Page]:
    """Return the pages that show some pages: those themselves, and all that include them."""
    ahead = list(paths)
    while ahead:
        above = {include.parent for include in graph.parents.get(ahead.pop(), ())} - paths
        paths = paths | above
        ahead += above
    return [page for page in graph.pages if page.path in paths]


@dataclass(frozen=True)
class _Need:
    """A requirement and what it is about: services, and models, code or else words; `place` is what names its place."""

    page: Page
    fact: RequiredApiVersion
    services: frozenset[str]
    models: tuple[str, ...]
    codes: tuple[str, ...]
    words: frozenset[str]
    place: str

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it another requirement than others: the same one twice is one."""
        return self.fact.api_version, self.services, self.models, self.codes, self.words, self.place

    def is_unmet(self, top: Page, mention: ApiMention) -> bool:
        """Return whether the requirement is about what a use calls, and asks for a newer version."""
        if (self.services and mention.service not in self.services) or (
            mention.fact.text[:10] >= self.fact.api_version[:10]
        ):
            return False
        if not self.models and not self.codes:
            about = f"{top.path} {top.facts.title} {self.place} {mention.fact.address}".lower()
            return not self.words or any(word in about for word in self.words)
        facts = mention.page.facts
        sample = facts.samples[mention.fact.sample].span.slice(mention.page.text) if mention.fact.sample >= 0 else ""
        if self.models:
            return any(model in naming.canonical(sample) for model in self.models)
        return any(code in sample for code in self.codes)


def _needs(graph: DocsGraph, page: Page) -> list[_Need]:
    """Return what a page requires, in its order."""
    required = page.of(RequiredApiVersion)
    services: dict[Span, set[str]] = defaultdict(set)
    for mention in graph.api_by_page.get(page.path, ()) if required else ():
        if mention.service:
            services[mention.fact.span].add(mention.service)
    return [_need(graph, page, one, frozenset(services.get(one.span, ()))) for one in required]


def _need(graph: DocsGraph, page: Page, fact: RequiredApiVersion, services: frozenset[str]) -> _Need:
    models = (graph.catalog.resolve(match.group()).model for match in MODEL_NAME.finditer(fact.subject))
    codes = (code.strip("/") for code in _CODE.findall(fact.subject) if "api-version" not in code)
    words = frozenset(word.lower() for word in _WORD.findall(fact.subject)) - _COMMON
    place = f"{page.path} {page.section(fact.block)}"
    return _Need(page, fact, services, tuple(map(naming.canonical, models)), tuple(codes), words, place)


def _finding(mention: ApiMention, page: Page, need: RequiredApiVersion) -> Finding:
    message = f"API version `{mention.fact.text}` is older than `{need.api_version}`, which the page requires"
    ends = (related(page, need.span, f"requires `{need.api_version}`"),)
    return finding(api_version_too_old, mention.page, mention.fact.span, message, related=ends)
