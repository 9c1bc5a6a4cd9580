"""A comment or a label in a sample names one model, and the value next to it is another.

The only model in a comment, or in a name, a title or a description, is compared with the value on its line or at most
two lines below. A series covers its models, and a name without a number whatever is the latest one.

````bad start.md
```python
agent = Agent(model="gpt-4o-mini")  # GPT-4.1 is good at tools # expect: comment-model-mismatch
```
````
````good start.md
```python
# Claude 4 writes the summary
agent = Agent(model="claude-sonnet-4-5")  # not gpt-4o, which is too slow
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ...catalog import naming
from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Mention, Page
from ...patterns import families
from .._base import Options, finding, rule
from .._models import points_at
from .._subjects import is_value, may_be_one, use_of

_COMMENT = re.compile(r"(?:^|\s)(?:#|//|/\*|\*|--|<!--)(?=\s)")
_LABEL = re.compile(r"""^[\s{\[,-]*["']?(?:name|title|label|description|display_?name)["']?\s*[:=]\s*["']?""", re.I)
_ASIDE = re.compile(
    r"\b(?:or|not|instead|than|unlike|like|similar|default|example|e\.g|previously|formerly|was|from|also|any|another|"
    r"alternat\w+|options?)\b|n[’']t\b",
    re.I,
)


@rule(Severity.SUGGESTION, ground=Ground.PATTERN)
def comment_model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the comments and labels in samples that name another model than the value beside them."""
    for page in graph.pages:
        for text, near in named_beside_values(page, graph.by_page.get(page.path, ())):
            if all(_are_two(text.model, one.model) for one in near):
                message = f"the text names `{text.text}`, but the value beside it is `{near[0].text}`"
                ends = (points_at(near[0], "the value"),)
                yield finding(comment_model_mismatch, page, text.span, message, related=ends)


def named_beside_values(page: Page, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Sequence[Mention]]]:
    """Yield the models that comments and labels in the samples of a page name, each with the values beside it."""
    inside = [one for one in mentions if one.sample >= 0]
    if any(one.use is None for one in inside) and any(one.use is not None for one in inside):
        for _, some in groupby(inside, key=lambda one: one.sample):
            yield from _of_sample(page, list(some))


def _of_sample(page: Page, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Sequence[Mention]]]:
    texts: dict[int, list[Mention]] = {}
    values: dict[int, list[Mention]] = {}
    for one in mentions:
        if one.use is None and one.resolved.maker:
            texts.setdefault(page.line(one.span.start), []).append(one)
        elif is_value(one):
            values.setdefault(page.line(one.span.start), []).append(one)
    for line, named in texts.items():
        lines = _lines_of_value(page, named[0]) if len(named) == 1 else ()
        if near := next((some for at in lines if (some := _alike(values.get(line + at, ()), named[0]))), None):
            yield named[0], near


def _alike(values: Sequence[Mention], text: Mention) -> list[Mention]:
    return [one for one in values if use_of(one) == use_of(text)]


def _lines_of_value(page: Page, mention: Mention) -> Sequence[int]:
    """Return on which lines the value of a comment or a label may be, counted from its own; none for other text."""
    start = page.text.rfind("\n", 0, mention.span.start) + 1
    before, end = page.text[start : mention.span.start], page.text.find("\n", mention.span.end)
    if _LABEL.match(before):
        return (0, 1, 2, -1)
    comment = _COMMENT.search(before)
    whole = page.text[start + comment.start() : end if end >= 0 else len(page.text)] if comment else ""
    if comment is None or _ASIDE.search(whole):
        return ()
    return (0,) if before[: comment.start()].strip() else (0, 1, 2)


def _are_two(text: str, used: str) -> bool:
    """Return whether a name is that of another model, by a number or by a word that makes two models of one name."""
    if may_be_one(text, used):
        return False
    family = families.of(text)
    words = naming.SIZES | naming.MODALITIES | set(family.series if family is not None else ())
    rest = set(text.split("-")) - set(used.split("-"))
    return any(part in words or any(map(str.isdigit, part)) for part in rest)
