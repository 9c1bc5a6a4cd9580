"""The name of an environment variable is one slip away from the one that the rest of its page uses.

A reader who sets `DATABSE_PATH` sets nothing. A name that the tree has once or twice is reported where the same page
has another name that differs by a single letter, by two swapped letters or by underscores alone, and that the tree has
three times as often. It does not matter whether a sample or the text has the name. Names that differ by a digit or by
an `S` at the end of a word are different names, and so are two that differ in an English word, and those that a
paragraph or a line mentions together. A name that the tree has once and that differs by a letter, also by an `S`, from
one that only other pages have, at least three times, is a suggestion.

````bad start.md
The client reads `HARBOR_API_KEY`. Create a key, and set it:

```bash
export HARBOR_APIKEY="..." # expect: misspelled-variable
```

If `HARBOR_API_KEY` is not set, the client asks for it. The server reads `HARBOR_API_KEY` too.
````
````good start.md
The client reads `HARBOR_API_KEY`. Create a key, and set it:

```bash
export HARBOR_API_KEY="..."
export HARBOR_API_KEY2="..."
```

If `HARBOR_API_KEY` is not set, the client asks for it. Older clients read `HARBOR_APIKEY` instead of `HARBOR_API_KEY`.
````
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ...english import dictionary
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Variable
from ...patterns.alike import Alike
from .._base import Options, finding, related, replacement, rule
from .undefined_placeholder import on_page

_RARE = 2
"""So often a tree may have a misspelled name."""
_USUAL = 3
"""So many times as often it must have the right one."""
_SHORTEST, _LONGEST = 7, 80
"""Letters of a name that may be a typo: shorter ones are alike by chance, longer ones are data."""
_LONG_WORD = 4
"""Letters of a word that is compared across pages; `ZAI` and `XAI` are two makers."""


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def misspelled_variable(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the rare names of environment variables that are a slip away from a usual one on their page."""
    near = {page.path: _near(page, rare) for page, rare in _rare(graph)}
    far = list(_far(graph))
    wanted = {name for pairs in near.values() for pair in pairs for name in pair}
    wanted |= {variable.name for pair in far for _, variable in pair}
    counts = _occurrences(graph, wanted)
    for one, usual in far:
        if counts[one[1].name] == 1 and counts[usual[1].name] >= _USUAL:
            yield _of_tree(one, usual)
    for page in graph.pages:
        for name, right in near.get(page.path, ()):
            if (
                counts[name] <= _RARE
                and counts[right] >= _USUAL * counts[name]
                and not _are_mentioned_together(page, name, right)
            ):
                yield from _findings(graph, page, name, right)


def _rare(graph: DocsGraph) -> Iterator[tuple[Page, set[str]]]:
    """Yield the pages that have several variables, with those of them that the tree seldom names."""
    counts = Counter(one.name for page in graph.pages for one in _environment(page))
    for page in graph.pages:
        names = {one.name for one in _environment(page)}
        rare = {name for name in names if counts[name] <= _RARE and len(name) >= _SHORTEST}
        if rare and len(names) > 1:
            yield page, rare


_Place = tuple[Page, Variable]


def _far(graph: DocsGraph) -> Iterator[tuple[_Place, _Place]]:
    """Yield the only place of each name that the tree has once, with one of a name on other pages a letter away."""
    places: dict[str, list[_Place]] = {}
    pages: dict[str, set[str]] = {}
    for page in graph.pages:
        for one in _environment(page):
            places.setdefault(one.name, []).append((page, one))
            pages.setdefault(one.name, set()).add(page.path)
    usual = Alike((name for name, found in places.items() if len(found) >= _USUAL), 1, longest=_LONGEST)
    for name, found in places.items():
        if len(found) == 1 and len(name) >= _SHORTEST:
            for other in usual.of(name):
                if _differ_in_long_word(name, other) and found[0][0].path not in pages[other]:
                    yield found[0], places[other][0]


def _differ_in_long_word(one: str, other: str) -> bool:
    """Return whether two names differ in a word of some letters, which may be a plural, and not in a number."""
    pairs = list(zip(one.split("_"), other.split("_"), strict=False))
    odd = [pair for pair in pairs if pair[0] != pair[1]]
    if one.count("_") != other.count("_") or len(odd) != 1 or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    short, long = sorted(odd[0], key=len)
    is_plural = long == f"{short}S"
    return len(short) >= _LONG_WORD - is_plural and (is_plural or not all(map(_is_word, odd[0])))


def _is_word(word: str) -> bool:
    return dictionary.exists(word.lower())


def _of_tree(place: _Place, usual: _Place) -> Finding:
    """Return what is said of a name that no other place has, while other pages have one that is a letter away."""
    (page, one), (other, right) = place, usual
    message = f"`{one.name}` is nowhere else in the docs; other pages have `{right.name}`"
    ends = (related(other, right.span, f"has `{right.name}`"),)
    fix = replacement(page, one.span, right.name, Safety.UNSAFE)
    severity = Severity.SUGGESTION
    return finding(misspelled_variable, page, one.span, message, related=ends, fix=fix, severity=severity)


def _occurrences(graph: DocsGraph, names: set[str]) -> Counter[str]:
    """Return how often a tree has each of some names, in whatever role."""
    pages = graph.pages if names else []
    return Counter(name for page in pages for name in _NAME.findall(page.text) if name in names)


_NAME = re.compile(r"(?<![A-Z0-9_])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Z0-9_])")


def _environment(page: Page) -> list[Variable]:
    return [one for one in page.facts.variables if one.kind == "environment"]


def _near(page: Page, rare: set[str]) -> list[tuple[str, str]]:
    """Return the rare names with those that are one slip away, or nothing but underscores, on the same page."""
    names = sorted({one.name for one in _environment(page)})
    alike = Alike(names, 1, longest=_LONGEST)
    joined: dict[str, list[str]] = {}
    for name in names:
        joined.setdefault(name.replace("_", ""), []).append(name)
    return [
        (name, other)
        for name in sorted(rare)
        for other in sorted({*alike.of(name), *joined[name.replace("_", "")]} - {name})
        if not _are_two(name, other)
    ]


def _are_two(one: str, other: str) -> bool:
    """Return whether two names are meant to be two: by a digit, by an `S` at the end of a word, by two known words."""
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return True
    parts, others = one.split("_"), other.split("_")
    if len(parts) != len(others):
        return one.replace("_", "") != other.replace("_", "")
    a, b = next((a, b) for a, b in zip(parts, others, strict=True) if a != b)
    short, long = sorted((a, b), key=len)
    return min(len(a), len(b)) < 3 or long == f"{short}S" or all(dictionary.exists(word.lower()) for word in (a, b))


def _are_mentioned_together(page: Page, name: str, right: str) -> bool:
    """Return whether a line or a paragraph of a page mentions both, which are two then."""
    places = {text: [one for one in _environment(page) if one.name == text] for text in (name, right)}
    lines, blocks = (
        {text: {of(one) for one in found} for text, found in places.items()}
        for of in (lambda one: page.line(one.span.start), lambda one: one.block)
    )
    paragraphs = {at for at in blocks[name] & blocks[right] if page.facts.blocks[at].kind == "paragraph"}
    return bool(paragraphs or lines[name] & lines[right])


def _findings(graph: DocsGraph, page: Page, name: str, right: str) -> Iterator[Finding]:
    """Yield the places of a misspelled name, as far as no other rule reports them."""
    usual = next(one for one in _environment(page) if one.name == right)
    known = {one.place for one in on_page(graph, page)}
    for one in _environment(page):
        if one.name == name and page.place(one.span) not in known:
            message = f"`{name}` is a typo of `{right}`, which the page uses elsewhere"
            ends = (related(page, usual.span, f"has `{right}`"),)
            fix = replacement(page, one.span, right, Safety.UNSAFE)
            yield finding(misspelled_variable, page, one.span, message, related=ends, fix=fix)
