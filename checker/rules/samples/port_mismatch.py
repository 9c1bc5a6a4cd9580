"""A page publishes one port, and opens a local address with a port that is one digit from it.

A port that a container publishes (`-p 8880:80`, `ports: "8880:80"`) and that no address of the page uses is compared
with the ports of local addresses that no container publishes, and with its own port inside of the container where an
address uses that one. A port that the page has once, and not in an address, is reported too where two of its digits are
swapped in one that it has twice.

````bad guide.md
```bash
docker run -p 6443:443 harbour
```

Then open `https://localhost:8443`. <!-- expect: port-mismatch -->
````
````good guide.md
```bash
docker run -p 6443:443 harbour
```

Then open `https://localhost:6443`. The tides are at `http://localhost:8443`, as before.
````
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph
from ...page.fact import Fact
from ...page.facts import Span
from ...page.page_text import PageText
from ...page.readers import reads
from ...patterns import Shape
from .._base import Options, finding, related, rule


class OddPort(Fact):
    """A port that a page has once, and the other port that it has otherwise, each with one place."""

    port: str
    span: Span
    other: str
    place: Span


class _Place(NamedTuple):
    """Where a page has a port: published by a container, in a local address, or called a port."""

    kind: Literal["published", "address", "named"]
    span: Span
    inside: str = ""
    """The port inside of the container to which it is published."""


_Places = Mapping[str, list[_Place]]
_LOCAL = Shape(
    r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(?P<port>\d{4,5})(?!\d)", needs=("localhost:", "127.0.0.1:", "0.0.0.0:")
)
_PUBLISHED = Shape(
    r"""-(?:p[ =]|-publish[ =]|[ ]["']?)(?:[\d.]{7,15}:)?(?P<port>\d{4,5}):(?P<inside>\d{2,5})(?![\d:])""",
    needs=("-p ", "-p=", "--publish", "- "),
)
_NAMED = Shape(
    r"""[Pp](?<![A-Za-z].)ort(?:["'`]?[ ]?[:=][ ]?["'`]?|[ ]`?|\()(?P<port>\d{4,5})(?![\d:.])""", needs=("port", "Port")
)
_MOST = 100
"""A page with more ports is a list of them."""
_SERIES = 10
"""Ports that differ by less are a series of servers."""


@reads(OddPort)
def odd_ports(page: PageText) -> Iterator[OddPort]:
    """Yield the ports that a page has once and that are one slip away from another one that it has."""
    places, inside = _places(page.document.text)
    if not 1 < len(places) <= _MOST:
        return
    for port, (first, *others) in sorted(places.items()):
        near = [] if others or port in inside else [one for one in places if _contradicts(port, one, places)]
        if len(near) == 1:
            yield OddPort(port, first.span, near[0], places[near[0]][0].span)


def _places(text: str) -> tuple[_Places, Counter[str]]:
    """Return where a page with local addresses has each port, and how often each is one inside of a container."""
    found: dict[str, list[_Place]] = defaultdict(list)
    inside = Counter[str]()
    for match in _LOCAL.finditer(text):
        found[match["port"]].append(_Place("address", Span(*match.span("port"))))
    if not found:
        return found, inside
    for match in _PUBLISHED.finditer(text):
        found[match["port"]].append(_Place("published", Span(*match.span("port")), match["inside"]))
        inside[match["inside"]] += match["inside"] != match["port"]
    for match in _NAMED.finditer(text):
        found[match["port"]].append(_Place("named", Span(*match.span("port"))))
    return found, inside


def _contradicts(port: str, other: str, places: _Places) -> bool:
    """Return whether a port that a page has once is a slip of another one."""
    (one,), others = places[port], places[other]
    if len(port) != len(other) or abs(int(port) - int(other)) < _SERIES:
        return False
    differ = [at for at, (a, b) in enumerate(zip(port, other, strict=True)) if a != b]
    if len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(port) == sorted(other):
        return one.kind != "address" and len(others) > 1  # `misspelled-url` compares addresses
    kinds = {place.kind for place in others}
    if len(differ) != 1:
        return False
    if one.kind == "address":
        return kinds == {"published"}
    return one.kind == "published" and one.inside == other and "address" in kinds


@rule(Severity.SUGGESTION, ground=Ground.PATTERN)
def port_mismatch(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the ports that are one slip away from the one that the page has otherwise."""
    for page, one in graph.each(OddPort):
        message = f"the page has the port `{one.port}` here only, and `{one.other}` otherwise"
        ends = (related(page, one.place, f"has `{one.other}`"),)
        yield finding(port_mismatch, page, one.span, message, related=ends)
