"""A sample calls a different version of the path that the text before it names, or misspells it.

The path is one in a code span of the last text before the sample. It is reported where the sample has it with another
version (`/v2/chat` and `/v1/chat`), or with one part that is a letter off, and not also as the text does.

````bad guide.md
Send the boat to `POST /v2/boats`:

```bash
curl https://harbour.example/v1/boats -d '{"boat": "Anna"}' # expect: path-mismatch
```
````
````good guide.md
Unlike `/v1/boats`, the endpoint `/v2/boats` takes several boats:

```bash
curl https://harbour.example/v2/boats -d '{"boats": ["Anna", "Berta"]}'
```
````
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from ...page.beside import after
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from .._base import Options, finding, related, rule


class OtherPath(Fact):
    """A path that a text names, and the other one that the sample after it has, each with its place."""

    said: str
    span: Span
    used: str
    place: Span


_SAID = re.compile(r"(?<!`)`{1,3}\s?(?:(?:GET|POST|PUT|PATCH|DELETE)\s)?(?P<path>(?:/[\w.{}:<>-]{1,60}+){2,8})/?\s?`")
_USED = re.compile(
    r"(?:https?://[^/\s\"'`<>]{1,200}|(?:GET|POST|PUT|PATCH|DELETE)[ ]|[\"'`}])(?P<path>(?:/[\w.{}:<>$-]{1,60}+){2,12})"
)
_VERSION = re.compile(r"v\d+(?:(?:alpha|beta)\d*)?")
_SHORTEST = 5
"""Letters of a part of a path that may have a typo."""


_MOST_PARTS, _CROWD = 8, 20
"""Parts of the longest path that a text names, and so many paths that differ in one part only are a list: none of them
is a typo of another."""
_Rest = tuple[int, tuple[str, ...]]
"""The place of a part in a path, and the other parts."""


@reads(OtherPath)
def other_paths(page: PageText) -> Iterator[OtherPath]:
    """Yield the paths that the text before a sample names, where the sample has another version, or a typo."""
    fences = {one.block for one in page.facts.samples if not one.output}
    for number, block in page.blocks:
        if block.kind == "paragraph" and "`" in block.text and "/" in block.text:
            at = next(after(page.document.blocks, fences, number), None)
            if at is None:
                continue
            sample = page.document.blocks[at]
            said = list(_SAID.finditer(block.text))
            calls = _calls(sample.text) if said else {}
            for match in said:
                other = _other(match["path"], calls)
                if other is not None and _tail(match["path"], other["path"]) not in {one["path"] for one in said}:
                    places = block.span(*match.span("path")), sample.span(*other.span("path"))
                    yield OtherPath(match["path"], places[0], other["path"], places[1])


def _calls(code: str) -> dict[_Rest, dict[str, re.Match[str]]]:
    """Return the paths that a sample has, with where first, by all of their last parts but one."""
    found: dict[_Rest, dict[str, re.Match[str]]] = defaultdict(dict)
    for match in _USED.finditer(code):
        parts = tuple(match["path"].split("/")[1:])
        for length in range(2, min(len(parts), _MOST_PARTS) + 1):
            for at, rest in _rests(parts[-length:]):
                found[at, rest].setdefault(match["path"], match)
    return found


def _rests(parts: tuple[str, ...]) -> Iterator[_Rest]:
    return ((at, (*parts[:at], *parts[at + 1 :])) for at in range(len(parts)))


def _other(said: str, calls: dict[_Rest, dict[str, re.Match[str]]]) -> re.Match[str] | None:
    """Return the only path of a sample that is another version of one, or has a typo of it, if none is the same."""
    parts = tuple(said.split("/")[1:])
    found: dict[str, re.Match[str]] = {}
    for at, rest in _rests(parts):
        near = calls.get((at, rest), {})
        for path, match in near.items() if len(near) <= _CROWD else ():
            other = path.split("/")[at - len(parts)]
            if other == parts[at]:
                return None
            if _is_other(parts[at], other):
                found[path] = match
    return next(iter(found.values())) if len(found) == 1 else None


def _tail(said: str, used: str) -> str:
    """Return as many of the last parts of a path as another one has."""
    return "/".join(["", *used.split("/")[-said.count("/") :]])


def _is_other(one: str, other: str) -> bool:
    """Return whether two parts of a path are two versions, or one of them a typo."""
    if _VERSION.fullmatch(one) or _VERSION.fullmatch(other):
        return bool(_VERSION.fullmatch(one) and _VERSION.fullmatch(other))
    long = min(len(one), len(other)) >= _SHORTEST and one.isalpha() and other.isalpha()
    return long and OSA.distance(one, other, score_cutoff=1) == 1


@rule(Severity.SUGGESTION, ground=Ground.PATTERN)
def path_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the paths of samples that the text before them names otherwise."""
    for page, one in graph.each(OtherPath):
        message = f"this sample calls `{one.used}`, but the text before it says `{one.said}`"
        ends = (related(page, one.span, "said here"),)
        yield finding(path_mismatch, page, one.place, message, related=ends)
