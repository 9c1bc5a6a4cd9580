"""One request names two models that can be mistaken for each other.

The deployment that a client is created with, the call's `model=`, the URL's `/deployments/NAME/`, the body's `"model"`
and the answer's `"model"` must name the same model. Names of one series that differ in a qualifier (mini, audio,
preview) contradict each other; a chat and an embedding model in one sample do not.

````bad guide.md
```python
url = f"{endpoint}/openai/deployments/gpt-4o-mini-audio-preview/chat/completions?api-version=2025-01-01-preview"
body = {"model": "gpt-4o-audio-preview", "messages": []}  # expect: model-mismatch
answer = requests.post(url, json=body)
```
````
````good guide.md
```python
client = AzureOpenAI(azure_deployment="gpt-4o-mini-1001", api_version="2024-10-21")
answer = client.chat.completions.create(model="gpt-4o-mini", messages=[])
vector = client.embeddings.create(model="text-embedding-3-small", input="x")
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Mention, Page
from .._base import Options, finding, rule
from .._models import applying, differ, disagree, names_model, points_at, renamed, required


@rule(Severity.ERROR, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each name that contradicts an earlier one of its request, and each answer that contradicts its request."""
    for page in graph.pages:
        values = {mention.span: mention for mention in graph.by_page.get(page.path, ()) if mention.use is not None}
        reported: set[tuple[int, int]] = set()
        for sample in page.facts.samples:
            for request in sample.requests:
                named = [values[page.facts.uses[index].span] for index in request.uses]
                yield from _within(graph, page, [one for one in named if names_model(one)], reported)
        yield from _answers(page, list(values.values()))


def _within(graph: DocsGraph, page: Page, named: list[Mention], reported: set[tuple[int, int]]) -> Iterator[Finding]:
    for index, later in enumerate(named):
        earlier = next((one for one in named[:index] if differ(one, later)), None)
        key = (later.span.start, later.span.end)
        if earlier is None or key in reported:
            continue
        reported.add(key)
        message = f"`{later.text}` contradicts `{earlier.text}` in the same request"
        ends = (points_at(earlier, f"names `{earlier.text}`"),)
        yield finding(model_mismatch, page, later.span, message, related=ends, fix=_agreeing(graph, earlier, later))


def _agreeing(graph: DocsGraph, earlier: Mention, later: Mention) -> Fix | None:
    """Return the edit that makes two names one: towards what the page requires, else towards the earlier."""
    wanted = {one.model for one in applying(required(graph, later.page), later)}
    if later.model in wanted and earlier.model not in wanted:
        return renamed(earlier, later)
    return renamed(later, earlier)


_OUTPUT = re.compile(
    r"^\W*(?:(?:example|sample|expected|the|json|api)\s+)*(?:outputs?|responses?|results?|answers?)(?:\s+(?:example|body|format))?\W*$",
    re.I,
)


def _section(page: Page, heading: int) -> int:
    """Return the heading of the request, where an answer has a heading such as Output of its own."""
    while heading > 0 and _OUTPUT.match(page.facts.headings[heading].text):
        heading -= 1
    return heading


def _answers(page: Page, values: list[Mention]) -> Iterator[Finding]:
    """Yield answers that name another model than the request shown before them in the same section."""
    asked: dict[int, list[Mention]] = {}
    last_sample: dict[int, int] = {}
    for mention in sorted(values, key=lambda one: one.span):
        heading = _section(page, page.facts.blocks[mention.block].heading)
        if not names_model(mention):
            if mention.role == "used" and mention.use is not None and mention.use.slot in ("model", "body", "url"):
                asked.pop(heading, None)  # a placeholder names no model, so the answer can name any
            continue
        if mention.role == "used":
            if last_sample.get(heading) != mention.sample:
                asked[heading] = []
            last_sample[heading] = mention.sample
            asked.setdefault(heading, []).append(mention)
            continue
        requests = asked.get(heading, [])
        if requests and all(disagree(one, mention) for one in requests):
            other = requests[-1]
            message = f"this answer is from `{mention.text}`, but the request is for `{other.text}`"
            ends = (points_at(other, "the request"),)
            yield finding(model_mismatch, page, mention.span, message, related=ends, fix=renamed(mention, other))
