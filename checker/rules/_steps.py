"""A graph goes in; the values that its pages give their readers in steps come out, to be compared among siblings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..graph import DocsGraph, Page
from ..graph.siblings import LANGUAGES, split_language
from ..page.facts import Link, Span, Step


@dataclass(frozen=True, order=True)
class Topic:
    """What a value is a value of: its kind, and what within the kind, such as the name of a package and its tool."""

    kind: Literal["model", "api", "package", "folder", "variable", "link"]
    about: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """A value that a variant uses; values with the same `topic` can contradict each other.

    `whole` ones are compared wherever they stand on the page, the others under the same heading only.
    """

    page: Page
    span: Span
    block: int
    topic: Topic
    value: str
    whole: bool = False


def values(graph: DocsGraph) -> Iterator[Value]:
    """Yield the packages with their versions, the folders, the environment variables and the links of the pages."""
    for page in graph.pages:
        yield from _packages(page)
        yield from _folders(page)
        yield from _environment(page)
        yield from _links(page)


def _packages(page: Page) -> Iterator[Value]:
    for one in page.facts.steps:
        if one.kind == "package" and one.version:
            yield Value(page, one.span, one.block, Topic("package", (one.tool, one.name)), one.version, True)


def _folders(page: Page) -> Iterator[Value]:
    made = [one for one in page.facts.steps if one.kind == "folder"]
    if len({one.name for one in made}) == 1:
        topic = Topic("folder", (split_language(page.path)[0],))
        yield Value(page, made[0].span, made[0].block, topic, made[0].name, True)


def fitting(values: Iterable[Value]) -> Iterator[tuple[Topic, str]]:
    """Yield the folders that are named after the page that makes them: what others make is often a copy's remains."""
    for one in values:
        if one.topic.kind == "folder":
            words = set(re.findall(r"[a-z]{3,}", one.value.lower())) - {"quickstart", "tutorial", "app", "sample"}
            if words & set(re.findall(r"[a-z]{3,}", one.page.path.rsplit("/", 1)[-1].lower())):
                yield one.topic, one.value


_KINDS = frozenset({"quickstart", "tutorial", "app", "sample", "demo", "project", "example"})


def foreign_folders(graph: DocsGraph) -> Iterator[tuple[Page, Step, Page]]:
    """Yield the folders that are named after another family of pages in the same folder, with a page of that family.

    Such a name is a family's and what kind of page it is (`chat-quickstart`); it has no word of its own page's name.
    """
    making = [page for page in graph.pages if any(one.kind == "folder" for one in page.facts.steps)]
    families: dict[tuple[str, str], Page] = {}
    for page in graph.pages if making else ():
        if shared := split_language(page.path)[0]:
            folder, _, name = shared.rpartition("/")
            families.setdefault((folder, _plain(name)), page)
    for page in making:
        shared = split_language(page.path)[0]
        folder, _, name = shared.rpartition("/")
        for one in page.facts.steps if shared else ():
            if one.kind != "folder":
                continue
            words = _plain(one.name).split()
            meant = " ".join(word for word in words if word not in _KINDS)
            other = families.get((folder, meant)) if meant and len(meant.split()) < len(words) else None
            if other is not None and not _share(meant, _plain(name)):
                yield page, one, other


def _share(one: str, other: str) -> bool:
    """Tell whether two names share a word, or the start of one: `chat` and `chatgpt`."""
    return any(a.startswith(b) or b.startswith(a) for a in one.split() for b in other.split())


def _plain(name: str) -> str:
    """Return the words of a file's or a folder's name, without what it is written in."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\.md[x]?$", "", name.lower())))


_FILLERS = frozenset({"API", "NAME", "SERVICE", "RESOURCE"})


def _environment(page: Page) -> Iterator[Value]:
    seen = set()
    for one in page.facts.variables:
        if one.kind == "environment" and not one.declares and one.name not in seen:
            seen.add(one.name)
            words = tuple(sorted(set(one.name.split("_")) - _FILLERS))
            yield Value(page, one.span, one.block, Topic("variable", words), one.name, True)


_TEXT_AFTER = re.compile(r"[^<>\n]{0,100}>(?P<text>[^<\n]{3,80})</a>")
_MARKUP = re.compile(r"<[^>\n]{0,300}>|\]\([^)\n]{0,300}\)|[^\w ]+")
_LANGUAGE_PART = re.compile(rf"\b(?:{'|'.join(map(re.escape, LANGUAGES))})\b", re.I)


def _links(page: Page) -> Iterator[Value]:
    """Yield the links out of the tree that a list item offers, by what the item says."""
    for link in page.facts.links:
        block = page.facts.blocks[link.block] if link.block >= 0 else None
        if block is None or not block.item or not link.target.startswith("https://"):
            continue
        text = _words(link.text or _text_after(page, link))
        if len(text.split()) < 2 or _LANGUAGE_PART.search(link.target):
            continue
        lead = _words(block.span.slice(page.text)).split()[:3]
        if len(lead) == 3:
            target = link.target.split("?")[0].split("#")[0].rstrip("/").lower()
            yield Value(page, link.span, link.block, Topic("link", (text, *lead)), target, True)


def _text_after(page: Page, link: Link) -> str:
    match = _TEXT_AFTER.match(page.text, link.span.end)
    return match["text"] if match else ""


def _words(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", text).lower().split())


@dataclass(frozen=True)
class Label:
    """A name on screen that a step has otherwise than the same step on other pages."""

    page: Page
    step: Step
    usual: tuple[Page, Step]
    agreeing: int
    among: int


_BOLD = re.compile(r"\*\*[^*\n]{2,60}\*\*")
_AGREEING = 3
"""In how many places at least a name is the usual one."""


def odd_labels(graph: DocsGraph) -> Iterator[Label]:
    """Yield the names on screen that differ a little from those in the same sentence of at least three other steps."""
    sentences: dict[tuple[str, int], list[tuple[Page, Step]]] = defaultdict(list)
    for page in graph.pages:
        by_block: dict[int, list[Step]] = defaultdict(list)
        for one in page.facts.steps:
            if one.kind == "label":
                by_block[one.block].append(one)
        for block, labels in by_block.items():
            text = page.facts.blocks[block].span.slice(page.text)
            frame = " ".join(_BOLD.sub("{}", text).lower().split())
            if len(frame.split()) - len(labels) >= 5:
                for number, label in enumerate(labels):
                    sentences[frame, number].append((page, label))
    for key in sorted(key for key, places in sentences.items() if len(places) > _AGREEING):
        yield from _odd(sentences[key])


def _odd(places: list[tuple[Page, Step]]) -> Iterator[Label]:
    counts = Counter(step.name.casefold() for _, step in places)
    best, agreeing = max(counts.items(), key=lambda one: (one[1], one[0]))
    if agreeing < _AGREEING or agreeing * 4 < len(places) * 3:
        return
    usual = next(place for place in places if place[1].name.casefold() == best)
    for page, step in places:
        if step.name.casefold() != best and _resembles(step.name, best):
            yield Label(page, step, usual, agreeing, len(places))


def _resembles(name: str, other: str) -> bool:
    """Tell whether two names on screen can be one: they share a word, or most of their letters."""
    from rapidfuzz import fuzz

    a, b = ({word.rstrip("s") for word in text.casefold().split()} for text in (name, other))
    return a != b and (a <= b or b <= a or fuzz.ratio(name.casefold(), other) >= 85)
