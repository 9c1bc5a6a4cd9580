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
from collections import defaultdict
from collections.abc import Iterator

from ...catalog import naming
from ...findings import Finding, Fix, Ground, Safety, Severity
from ...graph import DocsGraph, Mention, Page
from ...page.facts import Span
from .._base import Options, finding, rule
from .._models import differ, is_rest, names_model, points_at, renamed
from .._required import Requirements, model_of


@rule(Severity.ERROR, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each name that contradicts an earlier one of its request, and each answer that contradicts its request."""
    requirements = Requirements(graph)
    for page in graph.pages:
        values = {mention.span: mention for mention in graph.by_page.get(page.path, ()) if mention.use is not None}
        reported: set[Span] = set()
        for sample in page.facts.samples:
            for request in sample.requests:
                named = [values[page.facts.uses[index].span] for index in request.uses]
                for earlier, later in _within([one for one in named if names_model(one)]):
                    if later.span not in reported:
                        reported.add(later.span)
                        yield _contradiction(requirements, earlier, later)
        yield from _answers(page, list(values.values()))


def _within(named: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield the first name of a request that a later one differs from, and that one.

    That is the first of another model of its series or, of the same model, the first of another version.
    """
    models: dict[str, list[int]] = defaultdict(list)
    versions: dict[str, list[int]] = defaultdict(list)
    for index, later in enumerate(named):
        first, pinned = models[naming.series(later.model)], versions[later.model]
        earlier = min([at for at in (*first, *pinned) if differ(named[at], later)], default=None)
        if earlier is not None:
            yield named[earlier], later
        if len(first) < _ALTERNATIVES and all(named[at].model != later.model for at in first):
            first.append(index)
        version = later.resolved.version
        if version and len(pinned) < _ALTERNATIVES and all(named[at].resolved.version != version for at in pinned):
            pinned.append(index)


_ALTERNATIVES = 2
"""Of so many models or versions, any other one differs from one of them."""


def _contradiction(requirements: Requirements, earlier: Mention, later: Mention) -> Finding:
    message = f"`{later.text}` contradicts `{earlier.text}` in the same request"
    ends = (points_at(earlier, f"names `{earlier.text}`"),)
    fix = _agreeing(requirements, earlier, later)
    return finding(model_mismatch, later.page, later.span, message, related=ends, fix=fix)


def _agreeing(requirements: Requirements, earlier: Mention, later: Mention) -> Fix | None:
    """Return the edit that makes two names one: towards what the page requires, else towards the earlier."""
    is_wanted = [requirements.first(one, model_of) is not None for one in (earlier, later)]
    return renamed(earlier, later) if is_wanted == [False, True] else renamed(later, earlier)


_OUTPUT = re.compile(
    r"^\W*(?:(?:example|sample|expected|the|json|api)\s+)*(?:outputs?|responses?|results?|answers?)(?:\s+(?:example|body|format))?\W*$",
    re.I,
)


def _sections(page: Page) -> list[int]:
    """Return for each heading that of the request, where an answer has a heading such as Output of its own."""
    found: list[int] = []
    for index, heading in enumerate(page.facts.headings):
        found.append(found[-1] if found and _OUTPUT.match(heading.text) else index)
    return found


class _Asked:
    """The models that the requests of a sample name, to be asked whether an answer can be from one of them."""

    def __init__(self) -> None:
        self.named: list[Mention] = []
        self._versions: dict[str, set[str]] = {}
        self._kinds: set[str] = set()
        self._starts: set[str] = set()

    def add(self, mention: Mention) -> None:
        model = mention.model
        if model not in self._versions:
            self._kinds.add(naming.kind(model))
            self._starts.update(model[:cut] for cut in range(1, len(model)) if is_rest(model[cut:]))
        self.named.append(mention)
        self._versions.setdefault(model, set()).add(mention.resolved.version)

    def may_answer(self, mention: Mention) -> bool:
        """Return whether one of the requests can have this answer.

        It names the same model, maybe without its version, or a shorter or longer id of it, or one for another use.
        """
        model, version = mention.model, mention.resolved.version
        known = self._versions.get(model)
        if known is not None and (not version or not known.isdisjoint(("", version))):
            return True
        if self._kinds - {naming.kind(model)} or model in self._starts:
            return True
        return any(model[:cut] in self._versions and is_rest(model[cut:]) for cut in range(1, len(model)))


def _answers(page: Page, values: list[Mention]) -> Iterator[Finding]:
    """Yield answers that name another model than the request shown before them in the same section."""
    asked: dict[int, _Asked] = {}
    last_sample: dict[int, int] = {}
    sections = _sections(page)
    for mention in sorted(values, key=lambda one: one.span):
        heading = page.facts.blocks[mention.block].heading
        heading = sections[heading] if heading >= 0 else heading
        if not names_model(mention):
            if mention.role == "used" and mention.use is not None and mention.use.slot in ("model", "body", "url"):
                asked.pop(heading, None)  # a placeholder names no model, so the answer can name any
            continue
        if mention.role == "used":
            if last_sample.get(heading) != mention.sample:
                asked[heading] = _Asked()
            last_sample[heading] = mention.sample
            asked.setdefault(heading, _Asked()).add(mention)
            continue
        requests = asked.get(heading)
        if requests is not None and not requests.may_answer(mention):
            other = requests.named[-1]
            message = f"this answer is from `{mention.text}`, but the request is for `{other.text}`"
            ends = (points_at(other, "the request"),)
            yield finding(model_mismatch, page, mention.span, message, related=ends, fix=renamed(mention, other))
