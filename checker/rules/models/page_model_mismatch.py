"""A page requires or is about one model, and its samples use another.

Reported is a sample that uses a model which can be mistaken for the one that the page (or the page that includes it)
says to deploy, or that is the only one of its page to use another; and a model that a page says to deploy where all its
samples use one other model. A page is about a model if its title names that one alone, or its text again and again no
other, and if all its samples use it but the one reported. Headings, labels and the text before a sample have rules of
their own: `heading-model-mismatch`, `model-label-mismatch` and `intro-model-mismatch`.

````bad guide.md
## Prerequisites

- You need to deploy a `gpt-4o-mini-audio-preview` model.

```python
deployment = "gpt-4o-audio-preview"  # expect: page-model-mismatch
```
````
````good guide.md
## Prerequisites

- You need to deploy a `gpt-4o-audio-preview` or `gpt-4o-mini-audio-preview` model.

```python
deployment = "gpt-4o-audio-preview"
```
````
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator

from ...catalog import naming
from ...findings import Evidence, Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Mention, Page
from .._base import Options, finding, rule
from .._models import names_family, names_model, points_at, renamed
from .._required import Requirements, Wanted, model_of, series_of, zone_key
from .._subjects import Covering, Use, lone, use_of


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def page_model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the samples that use another model than their page requires, and requirements that no sample meets."""
    requirements = Requirements(graph)
    for page in graph.pages:
        if page.path in graph.by_page:
            yield from _samples(graph, page, requirements)
            yield from _unused(graph, page)
            yield from _lone(graph, page)


def _samples(graph: DocsGraph, page: Page, requirements: Requirements) -> Iterator[Finding]:
    used = [one for one in graph.by_page.get(page.path, ()) if one.use and one.role == "used" and names_model(one)]
    if not used or not requirements.any(page):
        return
    beside = _Beside(graph, page, used, requirements)
    for mention in used:
        if requirements.first(mention, model_of) is not None:
            continue
        found = requirements.first(mention, series_of) or beside.first(mention)
        if found is not None:
            wanted = found.mention
            fix = renamed(mention, wanted) if found.alone else None
            message = f"this sample uses `{mention.text}`, but the page requires `{wanted.text}`"
            ends = (points_at(wanted, "required here"),)
            yield finding(page_model_mismatch, page, mention.span, message, related=ends, fix=fix)


class _Beside:
    """The requirements that another sample meets, for what a page names just once, though it is of another series."""

    def __init__(self, graph: DocsGraph, page: Page, used: list[Mention], requirements: Requirements) -> None:
        self._requirements = requirements
        self._counts = Counter(one.model for one in graph.by_page[page.path])
        self._used: dict[str, set[int]] = defaultdict(set)
        for one in used:
            self._used[one.model].add(one.sample)
        required: dict[Use, set[str]] = defaultdict(set)
        for one in requirements.of(page):
            required[use_of(one)].add(one.model)
        self._covering = {use: Covering(sorted(models)) for use, models in required.items()}

    def first(self, mention: Mention) -> Wanted | None:
        """Return the first of them that applies to a mention, unless the mention's own sample alone meets it."""
        use = use_of(mention)
        if self._counts[mention.model] > 1 or use not in self._covering or self._covering[use].any(mention.model):
            return None
        found = self._requirements.first(mention, self._met)
        return None if found is None or self._used[found.mention.model] == {mention.sample} else found

    def _met(self, mention: Mention) -> tuple[Use, bool]:
        return use_of(mention), mention.model in self._used


def _lone(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield the sample of a page about one model that alone uses another."""
    for one in lone(page, graph.by_page[page.path]):
        mention, other = one.mention, one.others[0]
        if page.is_past(mention.block):
            continue
        about = f"the page is about `{other.text}`, which all other samples use"
        message = f"this sample uses `{mention.text}`, but {about}"
        ends = (points_at(one.stated, "named here"), points_at(other, "used here"))
        evidence = Evidence(Ground.MAJORITY, len(one.others) + 1, len(one.others) + 2)
        fix = renamed(mention, other)
        yield finding(page_model_mismatch, page, mention.span, message, related=ends, fix=fix, evidence=evidence)


def _unused(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield what a page requires and no sample uses, where all of them use one other model of its maker and kind."""
    mentions = [one for one in graph.by_page.get(page.path, ()) if names_model(one)]
    used = [one for one in mentions if one.use and one.role == "used"]
    wanted = [one for one in mentions if one.role == "required" and one.sample < 0] if used else []
    here: dict[Hashable, dict[str, Mention]] = defaultdict(dict)
    for one in used if wanted else ():
        for zone in (None, page.zone_of(one.span.start)):
            here[_kind(one), zone_key(zone)].setdefault(one.model, one)
    required = {one.model for one in wanted}
    for mention in wanted:
        models = here.get((_kind(mention), zone_key(page.zone_of(mention.span.start))), {})
        if len(models) != 1 or not required.isdisjoint(models) or names_family(mention):
            continue
        (other,) = models.values()
        if not naming.confusable(mention.model, other.model):  # what can be mistaken is reported at the sample
            message = f"the page requires `{mention.text}`, but all its samples use `{other.text}`"
            ends = (points_at(other, "used here"),)
            yield finding(page_model_mismatch, page, mention.span, message, related=ends)
            return


def _kind(mention: Mention) -> tuple[str, str]:
    return mention.model.split("-")[0], naming.kind(mention.model)
