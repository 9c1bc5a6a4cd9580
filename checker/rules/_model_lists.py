"""A graph goes in; lists of the same models on several pages that write their versions in different ways come out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ..graph import DocsGraph, Mention, Page
from ..page.facts import TextList, Version
from ._models import names_model

_LEAST_ITEMS = 3
_CLOSING = re.compile(r"[`*)\]]*")
_Key = tuple[str, tuple[tuple[str, str], ...]]


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


def odd_ways(graph: DocsGraph) -> Iterator[tuple[ModelList, ModelList]]:
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
        named = _named(whole, by_block) if len(whole.items) >= _LEAST_ITEMS else []
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
    """Return what stands between a model's name and its version, and what closes that behind the version."""
    version = mention.versions[0].span
    closing = _CLOSING.match(page.text, version.end)
    return f"{page.text[mention.span.end : version.start]}{{}}{closing.group() if closing else ''}"


def _declared(graph: DocsGraph) -> Counter[str]:
    """Count how the tree's own tables write the versions that stand in the cell of the model."""
    found = Counter[str]()
    for mention in graph.mentions:
        if mention.role == "declared" and mention.versions:
            between = mention.page.text[mention.span.end : mention.versions[0].span.start]
            if "|" not in between:
                found[_way(mention.page, mention)] += 1
    return found
