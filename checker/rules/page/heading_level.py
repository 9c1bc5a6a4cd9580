"""A heading skips a level, or has a different level than on sibling pages.

Readers and screen readers take the levels for the outline of the page. A page (an include too) may start at any level,
and whatever an included file contains between two headings is assumed to fill the gap. A level that a page never uses
is reported once, and not at all where most pages of the tree never use it. A link or a sentence with its full stop,
colon, or exclamation mark that has the marks of a heading is emphasized text and belongs to no outline. Sibling pages
are variants of one page for several languages: where they have the same section, the majority of the pages in the
folder that have it decides on its level.

```bad guide.md
# Harbors

## Moor a ship

#### Fees <!-- expect: heading-level -->
```
```good guide.md
# Harbors

## Moor a ship

### Fees

# Lighthouses
```
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...graph.siblings import Family, Member
from ...page.facts import Heading
from .._base import Options, finding, related, rule

Place = tuple[Page, Heading]
_WORD = re.compile(r"[^\W_]+")


@rule(Severity.SUGGESTION)
def heading_level(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield headings that skip a level, and those whose level the siblings contradict."""
    habits = frozenset(_habits(graph))
    yield from (one for _, one in graph.made_alone(_skips, habits))
    folders = _Folders(graph)
    seen: set[tuple[str, int]] = set()
    for family in graph.families:
        for page, heading, found in _drifted(family, folders):
            if (page.path, heading.block) not in seen:
                seen.add((page.path, heading.block))
                yield found


def _habits(graph: DocsGraph) -> set[int]:
    """Return the levels that most pages with headings above and below them leave out: that is how this tree writes."""
    without, holding = Counter[int](), Counter[int]()
    for page in graph.pages:
        levels = {one.level for one in page.facts.headings}
        for level in range(min(levels, default=0) + 1, max(levels, default=0)):
            (holding if level in levels else without)[level] += 1
    return {level for level, count in without.items() if count >= 3 and count > holding[level]}


_EMPTY = "this heading has level {}, right below one of level {}"


def _skips(page: Page, habits: frozenset[int]) -> list[Finding]:
    return [] if page.history.page_is_chronicle else list(_skipped(page, habits))


def _skipped(page: Page, habits: frozenset[int]) -> Iterator[Finding]:
    """Yield the headings that are more than one level below the one before them."""
    levels = {one.level for one in page.facts.headings}
    gaps = [link.span.start for link in page.facts.links if link.kind == "include"]
    reported: set[int] = set()
    for before, after in pairwise(_outline(page)):
        missing = before.level + 1
        if after.level <= missing or any(before.span.start < gap < after.span.start for gap in gaps):
            continue
        if missing not in levels:
            if missing in reported or missing in habits:
                continue
            reported.add(missing)
        message = f"this heading skips from level {before.level} to {after.level}"
        end = related(page, before.span, f"has level {before.level}")
        # Baselines know a heading without text by these words, whatever the message says by now.
        key = "" if after.span.slice(page.text) else _EMPTY.format(after.level, before.level)
        yield finding(heading_level, page, after.span, message, related=(end,), key=key)


_EMPHASIS = re.compile(r"\[[^\[\]\n]+\]\([^()\n]*\)[.:!]?|.*[.:!](?<!\w\.\w\.)(?<!\d\.)[*_]*")
"""A link as a whole, or a sentence: a heading that was chosen for its size, and divides nothing."""


def _outline(page: Page) -> Iterator[Heading]:
    """Yield the headings of a page without those that skip a level because they are emphasized sentences or links."""
    level: int | None = None
    for heading in page.facts.headings:
        skips = level is not None and heading.level > level + 1
        if not (skips and _EMPHASIS.fullmatch(heading.span.slice(page.text).strip())):
            level = heading.level
            yield heading


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _key(heading: Heading, member: Member | None = None) -> str:
    """Return a heading's text as variants share it: lower case, without the language's name."""
    language = member.language.lower() if member else ""
    return " ".join([word for word in _words(heading.text) if word != language])


def _single(headings: Iterator[tuple[str, Heading]]) -> dict[str, Heading]:
    """Return headings by their key, without those that occur twice."""
    found: dict[str, Heading] = {}
    twice = {""}
    for key, heading in headings:
        if key in found:
            twice.add(key)
        found[key] = heading
    return {key: heading for key, heading in found.items() if key not in twice}


@dataclass(frozen=True)
class _Folders:
    """The headings of the pages of each folder by their keys, read when a folder is asked for."""

    graph: DocsGraph
    _read: dict[str, dict[str, list[Place]]] = field(default_factory=dict)

    @cached_property
    def _pages(self) -> dict[str, list[Page]]:
        found: dict[str, list[Page]] = defaultdict(list)
        for page in self.graph.pages:
            found[posixpath.dirname(page.path)].append(page)
        return dict(found)

    def places(self, folder: str, key: str) -> list[Place]:
        """Return the headings with a key on the pages of a folder, but those that a page has twice."""
        if folder not in self._read:
            found: dict[str, list[Place]] = defaultdict(list)
            for page in self._pages[folder]:
                for own, heading in _single((_key(one), one) for one in page.facts.headings).items():
                    found[own].append((page, heading))
            self._read[folder] = dict(found)
        return self._read[folder].get(key, [])


def _have_same_parts(one: Place, other: Place) -> bool:
    """Return whether the section that contains the deeper of two headings is on the other's page too.

    Else the pages are divided differently, and both levels are right.
    """
    (page, heading), (beside, _) = sorted((one, other), key=lambda place: -place[1].level)
    above = [each for each in page.facts.headings if each.block < heading.block and each.level < heading.level]
    if not above:
        return True
    words = set(_key(above[-1]).split())
    return any(len(words ^ set(_key(each).split())) <= 2 for each in beside.facts.headings)  # a language apart


def _drifted(family: Family, folders: _Folders) -> Iterator[tuple[Page, Heading, Finding]]:
    """Yield the headings of a family that most pages with the same section have on another level."""
    sections: dict[str, list[Place]] = defaultdict(list)
    for member in family.members:
        inside = [one for one in member.page.facts.headings if member.holds(one.span.start)]
        for key, heading in _single((_key(one, member), one) for one in inside).items():
            sections[key].append((member.page, heading))
    for key, places in sorted(sections.items()):
        if len({heading.level for _, heading in places}) < 2:
            continue
        folder = posixpath.dirname(places[0][0].path)
        among = {
            (page.path, heading.block): (page, heading) for page, heading in (*places, *folders.places(folder, key))
        }
        votes = Counter(heading.level for _, heading in among.values())
        (usual, agreeing), (_, second) = votes.most_common(2)
        if agreeing < 2 or agreeing == second:
            continue
        model = next((page, heading) for page, heading in among.values() if heading.level == usual)
        evidence = Evidence(Ground.MAJORITY, agreeing, len(among))
        for page, heading in places:
            if heading.level != usual and _have_same_parts((page, heading), model):
                message = (
                    f"“{heading.text}” has level {heading.level} here, but level {usual} on {agreeing} of the "
                    f"{len(among)} pages that have this section"
                )
                end = related(model[0], model[1].span, f"has level {usual}")
                key = "" if heading.span.slice(page.text) else f"level {heading.level}"
                found = finding(heading_level, page, heading.span, message, related=(end,), evidence=evidence, key=key)
                yield page, heading, found
