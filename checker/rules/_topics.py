"""A graph goes in; its parallel pages come out, the subject that each is about, and the sentences that they share.

Pages are parallel where three folders side by side hold one of the same name: the folders' names are their subjects.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..graph import DocsGraph, Page
from ..page.facts import Block

FEWEST = 3
_NO_SUBJECT = re.compile(
    r"^(?:[a-z]{2}-[a-z]{2}|.{0,3}|(?:.*[^a-z])?\d.*|includes?|media|how-?to.*|docs?|common|shared)$", re.I
)
_LINK = re.compile(r"(?<!!)\[[^\[\]\n]*\]\([^()\n]*\)")
_MARKUP = re.compile(r"!\[[^\]\n]*\]\([^()\n]*\)|<[^<>\n]{0,200}>|\[![A-Z]+\]|^[ \t]*(?:>+|#+)|[`*_|]", re.M)
_END = re.compile(r"(?<=[.!?:])\s+")


@dataclass(frozen=True)
class Subject:
    """What a folder is about, by its name."""

    name: str

    @property
    def words(self) -> frozenset[str]:
        """The words of the name that mean something, without a plural's s, and their initials."""
        words = self.name.split()
        return frozenset([*(word.rstrip("s") for word in words if len(word) > 2), "".join(word[0] for word in words)])

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in lower-case text."""
        return re.compile(rf"(?<![\w-]){'[- ]'.join(map(re.escape, self.name.split()))}(?![\w-])")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a block in lower case without markup, with an @ for each link: what it offers may be elsewhere."""

    page: Page
    block: Block
    text: str


@lru_cache(maxsize=1024)
def subject(folder: str) -> Subject | None:
    """Return what a folder's name says that it is about, or None where it says nothing."""
    if _NO_SUBJECT.match(folder):
        return None
    return Subject(" ".join(re.split(r"[-_ ]+", folder.lower())))


@dataclass(frozen=True)
class Parallel:
    """Pages of the same name in the folders of one parent, by the folders' subjects."""

    parent: str
    pages: dict[Subject, Page]


def parallel(graph: DocsGraph) -> list[Parallel]:
    """Return the groups of pages that have the same name in folders side by side."""
    groups: dict[tuple[str, str], dict[Subject, Page]] = defaultdict(dict)
    for page in graph.pages:
        parts = page.path.split("/")
        for at, part in enumerate(parts[:-1]):
            if about := subject(part):
                groups["/".join(parts[:at]), "/".join(parts[at + 1 :])][about] = page
    return [Parallel(parent, group) for (parent, _), group in sorted(groups.items()) if len(group) >= FEWEST]


def sentences(page: Page, shortest: int = 0) -> Iterator[Sentence]:
    """Yield the sentences of a page's headings, paragraphs, list items and cells of so many characters or more."""
    for _, block in page.facts.blocks.longer(["paragraph", "cell", "heading"], shortest):
        text = _MARKUP.sub("", _LINK.sub("@", block.span.slice(page.text)))
        for one in _END.split(text):
            if one.strip():
                yield Sentence(page, block, " ".join(one.lower().split()))
