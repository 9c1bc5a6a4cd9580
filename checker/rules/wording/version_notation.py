"""Lists of the same models write their versions in two ways.

One item of a list has the version in the id (`gpt-4o-2024-11-20`) where the others, and most of the page, have it
after the id. Or two pages list the same models under the same heading, one as `gpt-4o` (2024-11-20) and the other as
`gpt-4o` (version 2024-11-20): the way that most such lists have is right, or the way of the tree's own tables.

```bad guide.md
The gauges take these:

- `gpt-4o-mini-2024-07-18` <!-- expect: version-notation -->
- `gpt-4o` (version 2024-11-20)
- `gpt-4o-audio-preview` (version 2024-12-17)
- `gpt-4o-mini-audio-preview` (version 2024-12-17)
```
```good guide.md
The gauges take these:

- `gpt-4o-2024-11-20`
- `gpt-4o-mini-2024-07-18`
```
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Mention, Page
from ...page.facts import TextList, Version
from .._base import Options, finding, related, rule
from .._data import Data, beside
from .._models import names_model


class Limits(Data, frozen=True):
    """What `version_notation.toml` holds; its comments say what each figure means."""

    beside: int
    times: int
    items: int


@cache
def data() -> Limits:
    """Return what `version_notation.toml` holds."""
    return beside(__file__, Limits)


@rule(Severity.SUGGESTION, ground=Ground.MAJORITY)
def version_notation(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the versions of models that most of their page, or other lists of the same models, write in another way."""
    for page in graph.pages:
        if not page.history.page_is_chronicle:
            yield from _in_ids(graph, page)
    for odd, usual in _odd_lists(graph):
        message = f"this list writes versions as “{odd.shown}”; a list of the same models writes “{usual.shown}”"
        end = related(usual.page, usual.first.span, "the same models here")
        evidence = Evidence(Ground.MAJORITY, 1, 2)
        yield finding(version_notation, odd.page, odd.first.span, message, related=(end,), evidence=evidence)


# -- versions in ids


def _in_ids(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield ids that hold their version in a list that has versions after the ids too, as most of the page has."""
    by_block: dict[int, list[Mention]] = defaultdict(list)
    inside, after = list[Mention](), list[Mention]()
    for mention in graph.by_page.get(page.path, ()):
        if mention.name is not None and mention.name.exact and mention.sample < 0 and names_model(mention):
            by_block[mention.block].append(mention)
            if mention.versions:
                after.append(mention)
            elif mention.resolved.version:
                inside.append(mention)
    if not inside or len(after) < max(data().beside, data().times * len(inside)):
        return
    evidence = Evidence(Ground.MAJORITY, len(after), len(after) + len(inside))
    are_after, are_inside = set(map(id, after)), set(map(id, inside))
    for whole in page.facts.lists:
        listed = [one for item in whole.items for one in by_block.get(item.block, ())]
        model = next((one for one in listed if id(one) in are_after), None)
        for one in listed if model is not None else ():
            if id(one) in are_inside:
                assert model is not None
                message = f"write the version of `{one.text}` after the id, as in the rest of the list"
                end = related(page, model.span, "the version is after the id")
                yield finding(version_notation, page, one.span, message, related=(end,), evidence=evidence)


# -- lists of the same models


@dataclass(frozen=True)
class ModelList:
    """A list whose items are a model and its version each; `way` is how all of them write the version, the `first`."""

    page: Page
    first: Version
    way: str

    @property
    def shown(self) -> str:
        """The way to write it, with its first version."""
        return self.way.strip("`* ").replace("{}", self.first.text)


_CLOSING = re.compile(r"[`*)\]]*")
_Key = tuple[str, tuple[tuple[str, str], ...]]


def _odd_lists(graph: DocsGraph) -> Iterator[tuple[ModelList, ModelList]]:
    """Yield each list that writes versions in another way than one of the same models under the same heading.

    The way that most such lists have wins; where they are even, the one that the tree's own tables have.
    """
    groups: dict[_Key, list[ModelList]] = defaultdict(list)
    for page in graph.pages:
        if page.facts.lists and not page.history.page_is_chronicle and len(graph.by_page.get(page.path, ())) > 2:
            for key, one in _lists(graph, page):
                groups[key].append(one)
    mixed = [group for _, group in sorted(groups.items()) if len({one.way for one in group}) > 1]
    tables = _declared(graph) if mixed else Counter[str]()
    for group in mixed:
        lists = Counter(one.way for one in group)
        ranked = sorted(((lists[way], tables[way], way) for way in lists), reverse=True)
        if ranked[0][:2] > ranked[1][:2] and len({one.page.path for one in group}) > 1:
            usual = next(one for one in group if one.way == ranked[0][2])
            yield from ((one, usual) for one in group if one.way != usual.way)


def _lists(graph: DocsGraph, page: Page) -> Iterator[tuple[_Key, ModelList]]:
    """Yield the lists of models with versions, by their heading and by what they list, in whatever order."""
    by_block: dict[int, list[Mention]] = defaultdict(list)
    for mention in graph.by_page[page.path]:
        if mention.name is not None and mention.sample < 0:
            by_block[mention.block].append(mention)
    for whole in page.facts.lists:
        named = _named(whole, by_block) if len(whole.items) >= data().items else []
        ways = {_way(page, one) for one in named}
        if len(ways) == 1:
            key = tuple(sorted((one.model, one.versions[0].text) for one in named))
            yield (page.section(named[0].block).casefold(), key), ModelList(page, named[0].versions[0], ways.pop())


def _named(whole: TextList, by_block: dict[int, list[Mention]]) -> list[Mention]:
    """Return the one model of each item of a list; nothing for a list that has other items too."""
    found = [by_block.get(item.block, []) for item in whole.items]
    sound = all(len(one) == 1 and names_model(one[0]) and len(one[0].versions) == 1 for one in found)
    return [one[0] for one in found] if sound else []


def _way(page: Page, mention: Mention) -> str:
    """Return the text between a model's name and its version, and what closes that after the version."""
    version = mention.versions[0].span
    closing = _CLOSING.match(page.text, version.end)
    return f"{page.text[mention.span.end : version.start]}{{}}{closing.group() if closing else ''}"


def _declared(graph: DocsGraph) -> Counter[str]:
    """Count how the tree's own tables write the versions that are in the cell of the model."""
    found = Counter[str]()
    for mention in graph.mentions:
        if mention.role == "declared" and mention.versions:
            between = mention.page.text[mention.span.end : mention.versions[0].span.start]
            if "|" not in between:
                found[_way(mention.page, mention)] += 1
    return found
