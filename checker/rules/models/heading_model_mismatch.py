"""A section is about one model, and its heading names another.

Reported is a text that names a sibling of the model in its heading (the larger one, where the heading has the mini
model), a section that names nothing but a model for another kind of input than the heading, and a heading that leaves
out the size of the one model that its section names again and again.

````bad guide.md
### GPT-4o mini audio released

The `gpt-4o-audio-preview` model speaks. <!-- expect: heading-model-mismatch -->

### Talk to GPT-4o audio <!-- expect: heading-model-mismatch -->

Deploy `gpt-4o-mini-audio-preview`, and then select `gpt-4o-mini-audio-preview` in the list.
````
````good guide.md
### GPT-4o audio released

The `gpt-4o-audio-preview` model speaks, and so does `gpt-4o-mini-audio-preview`.
````
"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import naming
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Mention, Page
from ...page.facts import Heading
from .._base import Options, finding, related, rule
from .._models import names_family, names_model, points_at, sizes

_DISTINCTIVE = naming.SIZES | naming.MODALITIES
_VAGUE = frozenset({"turbo", "vision"})


@rule(Severity.WARNING, ground=Ground.CONTRADICTION)
def heading_model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the texts whose heading names another model, and the headings whose text does."""
    for page in graph.pages:
        if page.path in graph.by_page:
            yield from _headings(graph, page)


def _headings(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    by_heading: dict[int, list[Mention]] = {}
    titles: dict[int, list[Mention]] = {}
    for mention in graph.by_page.get(page.path, ()):
        heading = page.facts.blocks[mention.block].heading
        if mention.name and mention.name.context == "heading":
            titles.setdefault(heading, []).append(mention)
        elif mention.name and mention.name.code and mention.sample < 0:
            by_heading.setdefault(heading, []).append(mention)
    for heading, announced in sorted(titles.items()):
        if len(announced) == 1 and heading >= 0:
            yield from _under(graph, page, page.facts.headings[heading], announced[0], by_heading.get(heading, []))
            yield from _over(announced[0], by_heading.get(heading, []))


def _under(graph: DocsGraph, page: Page, heading: Heading, title: Mention, body: list[Mention]) -> Iterator[Finding]:
    """Yield the first name under a heading that lacks a qualifier of it, where the sibling that has it exists."""
    wanted = naming.qualifiers(title.model) & _DISTINCTIVE - _VAGUE
    series = naming.series(title.model)
    same = [one for one in body if naming.series(one.model) == series]
    if not wanted or any(wanted <= naming.qualifiers(one.model) for one in same):
        return
    for mention in same:
        has = naming.qualifiers(mention.model)
        meant = next(
            (
                m
                for m in sorted(graph.catalog.models)
                if naming.series(m) == series and naming.qualifiers(m) == has | wanted
            ),
            None,
        )
        if meant is not None and names_model(mention):
            message = f"the heading names “{title.text}”, but the text names `{mention.text}`, not `{meant}`"
            end = related(page, title.span, "the heading")
            yield finding(heading_model_mismatch, page, mention.span, message, related=(end,))
            return
    yield from _beside(graph, page, title, same)


def _beside(graph: DocsGraph, page: Page, title: Mention, body: list[Mention]) -> Iterator[Finding]:
    """Yield the one model that a section is about, of another modality than the model that its heading names.

    The tree's tables have to declare the one of the heading.
    """
    wanted, models = _modalities(title.model), {one.model for one in body}
    if len(models) != 1 or not wanted or not names_model(body[0]):
        return
    has, series = _modalities(body[0].model), naming.series(title.model)
    meant = [
        model
        for model, entry in sorted(graph.catalog.models.items())
        if naming.series(model) == series and _modalities(model) == wanted and entry.declared_in("tree")
    ]
    if meant and has and not has & wanted:
        message = f"the heading names “{title.text}”, but its section names only `{body[0].text}`, not `{meant[0]}`"
        end = related(page, title.span, "the heading")
        yield finding(heading_model_mismatch, page, body[0].span, message, related=(end,))


def _modalities(model: str) -> frozenset[str]:
    return naming.qualifiers(model) & naming.MODALITIES - _VAGUE


def _over(title: Mention, body: list[Mention]) -> Iterator[Finding]:
    """Yield a heading that lacks the size of the one model of its series that its section names, several times."""
    same = [one for one in body if naming.series(one.model) == naming.series(title.model) and names_model(one)]
    if len(same) < 2 or len({one.model for one in same}) > 1 or names_family(title):
        return
    named = same[0]
    lacks = sizes(named) - sizes(title)
    if lacks and not sizes(title) - sizes(named):
        message = f"the heading names “{title.text}”, but its section names only `{named.text}`"
        evidence = Evidence(Ground.MAJORITY, len(same), len(same) + 1)
        end = (points_at(named, "named here"),)
        yield finding(heading_model_mismatch, title.page, title.span, message, related=end, evidence=evidence)
