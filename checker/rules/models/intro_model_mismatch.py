"""The text beside a sample names one model, and the sample uses another.

The text is that between a sample and the one before it, or the heading, and names a single model of its maker
in code. In a section whose samples all use one model, the heading, a display name and the text after a sample are
compared too, as long as no sample of the page uses the model that they name. An example, a default, a list, a whole
series, and what is said to be newer or older are left out.

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
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...catalog import naming
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Mention, Page
from .._base import Options, finding, rule
from .._models import names_family, points_at, renamed
from .._subjects import Use, is_other, is_value, may_be_one, use_of

_ASIDE = re.compile(
    r"\b(?:e\.g\.|i\.e\.|for example|for instance|such as|defaults?|options?|like|unlike|instead of|other than|"
    r"rather than|not|n[’']t|no longer|or|starting with|since|before|after|than|was|were|previously|from|supported)"
    r"(?!\w)(?:[^.]|\.(?!\s))*$",
    re.I,
)
_AFTER = re.compile(r"[`*]*\s*(?:or|and)\s+(?:later|newer|above|higher|up|older)\b|[`*]*\s*[+/]", re.I)
_REACH = 200
"""Characters before a name in which its sentence is searched; words farther away are not about it."""
_MOST = 30
"""A page whose samples use more models than these is a tour of models."""


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def intro_model_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the samples that use another model than the text before them names, and the texts that name another."""
    for page in graph.pages:
        mentions = graph.by_page.get(page.path, ())
        stated = [one for one in mentions if one.name is not None and one.sample < 0 and one.resolved.maker]
        if stated and len(stated) < len(mentions):
            samples = list(_samples(page, mentions, stated))
            yield from samples
            known = {end.place for one in samples for end in one.related}
            yield from (one for one in _texts(page, mentions, stated) if one.place not in known)


def _samples(page: Page, mentions: Sequence[Mention], stated: Sequence[Mention]) -> Iterator[Finding]:
    by_sample: dict[int, list[Mention]] = {}
    for mention in mentions:
        if is_value(mention):
            by_sample.setdefault(mention.sample, []).append(mention)
    ordered = sorted(stated, key=lambda one: one.span)
    starts = [one.span.start for one in ordered]
    by_section: dict[int, set[str]] = defaultdict(set)
    for one in stated:
        by_section[page.facts.blocks[one.block].heading].add(one.model)
    for number, values in sorted(by_sample.items()):
        start, end = _intro(page, number)
        intro = ordered[bisect_left(starts, start) : bisect_left(starts, end)]
        named = by_section.get(page.facts.blocks[page.facts.samples[number].block].heading, set())
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
    models: dict[Use, set[str]] = defaultdict(set)
    for one in values:
        models[use_of(one)].add(one.model)
    return (one for one in values if len(models[use_of(one)]) == 1)


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
    return not _is_aside(page, mention)


def _is_aside(page: Page, mention: Mention) -> bool:
    start = max(page.facts.blocks[mention.block].span.start, mention.span.start - _REACH)
    before, after = page.text[start : mention.span.start], page.text[mention.span.end : mention.span.end + _REACH]
    return _ASIDE.search(before) is not None or _AFTER.match(after) is not None


def _texts(page: Page, mentions: Sequence[Mention], stated: Sequence[Mention]) -> Iterator[Finding]:
    """Yield the only model that the text of a section names where all of its samples use one other model."""
    values = [one for one in mentions if is_value(one)]
    used, named = (_by_section(page, some) for some in (values, stated))
    models = {one.model for one in values}
    if len(models) > _MOST:
        return
    for (heading, use), texts in named.items():
        here = used.get((heading, use), [])
        mention = texts[0]
        if len({one.model for one in here}) != 1 or len({one.model for one in texts}) != 1:
            continue
        if not any(may_be_one(one, mention.model) for one in models) and _is_subject(page, mention):
            message = f"the text names `{mention.text}`, but the samples of its section use `{here[0].text}`"
            ends = (points_at(here[0], "used here"),)
            certain = mention.name is not None and mention.name.exact
            severity = Severity.WARNING if certain else Severity.SUGGESTION
            yield finding(intro_model_mismatch, page, mention.span, message, related=ends, severity=severity)


def _by_section(page: Page, mentions: Sequence[Mention]) -> dict[tuple[int, Use], list[Mention]]:
    """Return mentions by the heading that they are under, and by whose models they name and what these are for."""
    found: dict[tuple[int, Use], list[Mention]] = defaultdict(list)
    for one in mentions:
        found[page.facts.blocks[one.block].heading, use_of(one)].append(one)
    return found


def _is_subject(page: Page, mention: Mention) -> bool:
    """Return whether a text is about a model itself, not by the way, in a list or a table, and not of a series."""
    name = mention.name
    if name is None or name.context == "cell" or mention.role in ("announced", "listed", "required"):
        return False
    return not names_family(mention) and not _is_aside(page, mention)
