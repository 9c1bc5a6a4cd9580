"""The text before a sample names one model, and the sample uses another.

The text is that between a sample and the one before it, or the heading, and names a single model of its maker
in code. An example, a default, and what is said to be newer or older are left out.

````bad guide.md
With the `gpt-4o-audio-preview` model, you can send audio:

```python
answer = client.chat.completions.create(model="gpt-4o-mini-audio-preview", messages=[])  # expect: intro-model-mismatch
```
````
````good guide.md
Any model will do, for example `gpt-4o`:

```python
answer = client.chat.completions.create(model="gpt-4.1", messages=[])
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...catalog import naming
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Mention, Page
from .._base import Options, finding, rule
from .._models import points_at, renamed
from .._subjects import Use, is_other, is_value, use_of

_ASIDE = re.compile(
    r"\b(?:e\.g\.|i\.e\.|for example|for instance|such as|defaults?|options?|like|unlike|instead of|other than|"
    r"rather than|not|n[’']t|no longer|or|starting with|since|before|after|than|was|were|previously|from|supported)"
    r"(?!\w)[^.]*$",
    re.I,
)
_AFTER = re.compile(r"[`*]*\s*(?:or|and)\s+(?:later|newer|above|higher|up|older)\b|[`*]*\s*\+", re.I)
_REACH = 200
"""Characters before a name in which its sentence is searched."""


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def intro_model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the samples that use another model than the text before them names."""
    for page in graph.pages:
        mentions = graph.by_page.get(page.path, ())
        stated = [one for one in mentions if one.name is not None and one.sample < 0 and one.resolved.maker]
        if stated and len(stated) < len(mentions):
            yield from _samples(page, mentions, stated)


def _samples(page: Page, mentions: Sequence[Mention], stated: Sequence[Mention]) -> Iterator[Finding]:
    by_sample: dict[int, list[Mention]] = {}
    for mention in mentions:
        if is_value(mention):
            by_sample.setdefault(mention.sample, []).append(mention)
    named = {one.model for one in stated}
    for number, values in sorted(by_sample.items()):
        start, end = _intro(page, number)
        intro = [one for one in stated if start <= one.span.start < end]
        for mention in _only(values) if intro else ():
            other = _meant(page, intro, use_of(mention))
            if other is None or mention.model in named or not is_other(other, mention):
                continue
            if other.role == "required" and naming.confusable(other.model, mention.model):
                continue  # `page-model-mismatch` reports it
            message = f"this sample uses `{mention.text}`, but the text before it names `{other.text}`"
            ends = (points_at(other, "named here"),)
            fix = renamed(mention, other)
            yield finding(intro_model_mismatch, page, mention.span, message, related=ends, fix=fix)


def _intro(page: Page, number: int) -> tuple[int, int]:
    """Return the range of a page between a sample and what precedes it: its heading, or another sample."""
    facts, sample = page.facts, page.facts.samples[number]
    heading = facts.blocks[sample.block].heading
    start = facts.headings[heading].span.start if heading >= 0 else 0
    return max(start, facts.samples[number - 1].span.end if number else 0), sample.span.start


def _only(values: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the values of a sample that are the only model of their maker and use in it."""
    for mention in values:
        if {one.model for one in values if use_of(one) == use_of(mention)} == {mention.model}:
            yield mention


def _meant(page: Page, intro: Sequence[Mention], use: Use) -> Mention | None:
    """Return the mention of the only model of a maker that a text names, if it says to use that one."""
    same = [one for one in intro if use_of(one) == use]
    if len({one.model for one in same}) != 1:
        return None
    return next((one for one in same if _is_said_to_be_used(page, one)), None)


def _is_said_to_be_used(page: Page, mention: Mention) -> bool:
    """Return whether a text names a model by its id, as the one to use and not by the way."""
    name = mention.name
    if name is None or not name.exact or mention.role == "announced" or name.context == "cell":
        return False
    start = max(page.facts.blocks[mention.block].span.start, mention.span.start - _REACH)
    before, after = page.text[start : mention.span.start], page.text[mention.span.end : mention.span.end + _REACH]
    return _ASIDE.search(before) is None and _AFTER.match(after) is None
