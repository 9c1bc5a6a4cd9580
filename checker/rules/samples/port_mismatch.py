"""A port of a local service is one digit away from the one that the rest of its page uses.

The text says to open `http://localhost:8080`, and the command listens on port 8800. Compared are the addresses of
local hosts, `-p 8080:80` and `ports:`, options and settings called port, and “port 8080” in the text. A port is
reported where one line alone has it, and others have one that differs in a digit or in the order of two. Where a
sample, a sentence or a table has both, a text mentions another port, or the page has a series of ports, there are two.
Two commands that each start the service are two ways to do so.

````bad guide.md
```bash
docker run -p 8800:80 harbour # expect: port-mismatch
```

Open `http://localhost:8080`, and sign in at <http://localhost:8080/login>.
````
````good guide.md
```bash
docker run -p 8080:80 -p 8081:81 harbour
```

Open `http://localhost:8080`, and sign in at <http://localhost:8080/login>. If it is in use, choose another port:

```bash
docker run -p 8880:80 harbour
```
````
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from ...page.blocks import TextBlock
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...patterns import AnyOf, Shape
from .._base import Options, Scope, finding, related, rule


class OddPort(Fact):
    """A port that one line of a page has, and the other one that the page has elsewhere, with a place of each."""

    port: str
    span: Span
    other: str
    others: list[Span]


_HOST = r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)"
_PORT = r"[1-9]\d{3,4}"
_WORDS = "(?:[ ](?:is|of|number))?"
_MARKS = "[ \"'`*:=(>]{1,6}"
_PORTS = Shape(
    rf"{_HOST}:(?P<url>{_PORT})(?![\d:]|,\d)"
    rf"|(?<![\w.])(?P<host>{_PORT}):(?P<inner>\d{{2,5}})(?![\d:.])"
    rf"|(?:[Pp]orts?|PORT){_WORDS}{_MARKS}(?P<option>{_PORT})(?![\w.,:%]*\d)"
    rf"|(?<![\w-])-p[ =](?P<short>{_PORT})(?![\w.,:%]*\d)"
    rf"|\bEXPOSE[ ](?P<exposed>{_PORT})(?!\d)",
    sketch=rf"{_PORT}:\d\d|(?:host|\.\d|internal|(?:[Pp]orts?|PORT){_WORDS}|-p|EXPOSE){_MARKS}{_PORT}",
)
_LOCAL = AnyOf("localhost:", "127.0.0.1:", "0.0.0.0:", "host.docker.internal:", "EXPOSE ", " -p ", "--port", "ports:")
"""What a page has that is about a local service; other ports are those of firewalls and other machines."""
_OTHER = re.compile(
    r"\b(?:an?other|different|other|instead|change[ds]?|conflicts?|in use|occupied|taken|alternative\w*|if you|custom|"
    r"free|override|default\w*)\b|n[’']t\b",
    re.I,
)
"""What says that there are several ports, or that a reader may choose one."""
_MOST = 40
"""A page with more ports than that lists ports."""


class _Place(NamedTuple):
    """A port at one place: the number and line of its block, its span, and the other side of a mapping.

    One that `starts` is what a command makes a service listen on; others are where it is said to be.
    """

    block: int
    line: int
    span: Span
    role: str
    partner: str = ""
    starts: bool = False


@reads(OddPort)
def odd_ports(page: PageText) -> Iterator[OddPort]:
    """Yield the ports that one line has, where the others have one that differs in a digit."""
    if not _LOCAL.is_in(page.document.text):
        return
    found: dict[str, list[_Place]] = defaultdict(list)
    for number in page.document.written.holding(_PORTS):
        for port, place in _ports(page.document.blocks[number], number):
            found[port].append(place)
    if not 1 < len(found) <= _MOST:
        return
    lone = [port for port, places in found.items() if len({(one.block, one.line) for one in places}) == 1]
    for port in lone:
        near = [other for other in found if _are_near(port, other)]
        if len(near) != 1 or [port] != [one for one in found if _are_near(one, near[0])]:
            continue  # a series
        if _contradict(page, found[port][0], near[0], found[near[0]]):
            yield OddPort(port, found[port][0].span, near[0], [one.span for one in found[near[0]]])


def _ports(block: TextBlock, number: int) -> Iterator[tuple[str, _Place]]:
    """Yield the ports of a block."""
    line = end = 0
    for match in _PORTS.finditer(block.text):
        line, end = line + block.text.count("\n", end, match.start()), match.start()
        for role in ("url", "host", "inner", "option", "short", "exposed"):
            if port := match[role]:
                partner = {"host": match["inner"], "inner": match["host"]}.get(role) or ""
                before = block.text[max(match.start() - _REACH, 0) : match.start()]
                starts = role in _STARTING or _OPTION.search(before) is not None
                yield port, _Place(number, line, block.span(*match.span(role)), role, partner, starts)


_STARTING = ("host", "inner", "short", "exposed")
_OPTION = re.compile(r"(?:^|\s)--[\w-]*\Z")
_REACH = 40
"""Characters before a port in which the option begins that it is the value of."""


def _are_near(one: str, other: str) -> bool:
    """Return whether two ports differ in one digit, or in the order of two neighbors."""
    if len(one) != len(other):
        return False
    odd = [at for at in range(len(one)) if one[at] != other[at]]
    return len(odd) == 1 or _are_swapped(one, other)


def _are_swapped(one: str, other: str) -> bool:
    odd = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(odd) == _PAIR and odd[1] == odd[0] + 1 and one[odd[0]] == other[odd[1]] and one[odd[1]] == other[odd[0]]


_PAIR = 2


def _contradict(page: PageText, place: _Place, usual: str, places: Sequence[_Place]) -> bool:
    """Return whether a port at one place and the usual one at others cannot both be right."""
    if len(places) < _USUAL or (place.role == "inner") != all(one.role == "inner" for one in places):
        return False
    if place.starts and all(one.starts for one in places) and len({(one.block, one.line) for one in places}) == 1:
        return False
    beside = [one for one in places if one.block == place.block]
    if place.partner == usual:
        return any(one.block != place.block and one.role != "inner" for one in places)
    if place.role == "url" and abs(int(place.span.slice(page.document.text)) - int(usual)) == 1:
        return False  # a second server
    if beside and not _are_swapped(place.span.slice(page.document.text), usual):
        return False
    return not any(map(_OTHER.search, _texts(page, place.block)))


_USUAL = 2
"""So many places have the usual port; both sides of a mapping count."""


def _texts(page: PageText, number: int) -> Iterator[str]:
    """Yield the text around a port: its block, or the lines of a sample that are comments, and the text before it."""
    blocks = page.document.blocks
    if blocks[number].kind not in ("fence", "code"):
        yield blocks[number].text
        return
    for block in blocks[max(number - 2, 0) : number]:
        if block.kind in ("paragraph", "heading"):
            yield block.text


@rule(Severity.WARNING, ground=Ground.MAJORITY, scope=Scope.PAGE)
def port_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the ports that differ in a digit from the one that the rest of their page has."""
    for page, one in graph.each(OddPort):
        message = f"this port is `{one.port}`, and the rest of the page has `{one.other}`"
        ends = tuple(related(page, span, f"has `{one.other}`") for span in one.others)
        yield finding(port_mismatch, page, one.span, message, related=ends)
