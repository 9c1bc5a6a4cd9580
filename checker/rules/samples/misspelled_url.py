"""A URL has a path or a port that is one slip away from the one that the other URLs have.

A part of a path is reported where the tree has it once or twice, and in the same place of URLs of the same host and
length at least five times as often one that differs by a letter (`/api/v1/predictions/{id}` and
`/api/v1/prediction/{id}`). Local hosts and placeholders count as one host. A port of a local host is reported where two
of its digits are swapped, and the page has the other one at least twice. A host, of links too, is reported where its
domain is a typo of one that the tree has twenty times, and appears once or twice itself.

````bad start.md
```bash
curl http://localhost:3000/api/v1/rental/canoe
curl http://localhost:3000/api/v1/rental/kayak
curl http://localhost:3000/api/v1/rental/raft
curl http://localhost:3000/api/v1/rental/ferry
curl http://localhost:3000/api/v1/rental/dinghy
curl http://localhost:3000/api/v1/rentals/canoe # expect: misspelled-url
```
````
````good start.md
```bash
curl http://localhost:3000/api/v1/rental/canoe
curl http://localhost:3000/api/v1/rental/kayak
curl http://localhost:3000/api/v1/rental/raft
curl http://localhost:3000/api/v1/rental/ferry
curl http://localhost:3000/api/v1/rental/dinghy
curl http://localhost:3000/api/v1/rentals
```
````
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Span, Url
from ...patterns.alike import Alike
from .._base import Options, finding, related, replacement, rule

_RARE = 2
"""So often a tree may have a misspelled part of a path."""
_USUAL = 5
"""So many times as often it must have the right one."""
_OWN_HOST = re.compile(r"localhost|127\.|0\.0\.0\.0|[<{$\[]|(?:[a-z0-9]+[._-])*(?:your|example)(?![a-z0-9])", re.I)
_LOCAL_PORT = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(?P<port>\d{4,5})")
_PART = re.compile(r"[a-z][a-z_-]{4,40}")
_VALUE = re.compile(r"<.*>|\$?\{.*\}|\[.*\]|:\w+|[\da-f-]{8,}")
"""A part of a path that is replaced, or is the id of one thing."""

_LONGEST, _MOST = 41, 12
"""Letters of a part of a path, and parts of a path: longer ones are made by programs, and no one mistypes them."""
_Place = tuple[str, tuple[str, ...], int]
"""A host, the parts of a path before one, and how many follow."""


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.PATTERN)
def misspelled_url(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the parts of paths and the ports that are one slip away from those of the other URLs."""
    yield from _paths(graph)
    yield from _hosts(graph)
    yield from (one for _, one in graph.made_alone(_ports))


_HOST = re.compile(r"https?://(?:[\w-]+\.)*(?P<domain>[a-z]{5,40}\.(?:com|org|net|dev|io|ai))(?=[/:?#]|$)")
_FAMILIAR = 20
"""So often a tree must have a domain that another one is a typo of."""


def _hosts(graph: DocsGraph) -> Iterator[Finding]:
    """Yield the hosts whose domain is a typo of one that the tree has again and again."""
    found: dict[str, list[tuple[Page, Span]]] = defaultdict(list)
    for page, (domain, span) in graph.made_alone(_domains):
        found[domain].append((page, span))
    alike = Alike({domain for domain, places in found.items() if len(places) >= _FAMILIAR}, 1, longest=_LONGEST)
    for domain, places in sorted(found.items()):
        near = alike.of(domain) if len(places) <= _RARE else []
        for page, span in places if len(near) == 1 else ():
            other, right = found[near[0]][0]
            message = f"`{domain}` in this URL is a typo of `{near[0]}`, which the other URLs contain"
            ends = (related(other, right, f"has `{near[0]}`"),)
            fix = replacement(page, span, near[0], Safety.UNSAFE)
            yield finding(misspelled_url, page, span, message, related=ends, fix=fix)


def _domains(page: Page) -> list[tuple[str, Span]]:
    """Return the domains of other sites that the URLs and links of a page have, and where."""
    found = []
    links = {link.span: link.target for link in page.facts.links if link.target.startswith("http")}
    for span, text in sorted({**links, **{url.span: url.text for url in page.facts.urls}}.items()):
        match = _HOST.match(text)
        if match is not None and span.slice(page.text) == text and not _OWN_HOST.match(match["domain"]):
            found.append((match["domain"], Span(*(span.start + at for at in match.span("domain")))))
    return found


def _paths(graph: DocsGraph) -> Iterator[Finding]:
    found: dict[_Place, dict[str, list[tuple[Page, Url, int]]]] = defaultdict(lambda: defaultdict(list))
    for page, (url, place, part, at) in graph.made_alone(_all_parts):
        found[place][part].append((page, url, at))
    for parts in found.values():
        rare = [part for part in parts if len(parts[part]) <= _RARE] if len(parts) > 1 else []
        usual = {part for part in parts if len(parts[part]) >= _USUAL} if rare else set()
        alike = Alike(usual, 1, longest=_LONGEST)
        for part in sorted(rare):
            near = [one for one in alike.of(part) if len(parts[one]) >= _USUAL * len(parts[part])]
            for page, url, at in parts[part] if len(near) == 1 else ():
                other, right, _ = parts[near[0]][0]
                message = f"`{part}` in this URL is a typo of `{near[0]}`, which the other URLs contain"
                ends = (related(other, right.span, f"has `{near[0]}`"),)
                text = url.text[:at] + near[0] + url.text[at + len(part) :]
                fix = replacement(page, url.span, text, Safety.UNSAFE)
                yield finding(misspelled_url, page, url.span, message, related=ends, fix=fix)


def _all_parts(page: Page) -> list[tuple[Url, _Place, str, int]]:
    """Return the words of the paths of a page's URLs."""
    return [(url, *one) for url in page.facts.urls for one in _parts(url)]


def _parts(url: Url) -> Iterator[tuple[_Place, str, int]]:
    """Yield the words of the path of a URL, each with its place and where it is in the URL."""
    path = url.text[url.host.end - url.span.start :].partition("?")[0].partition("#")[0]
    host = url.text[url.host.start - url.span.start : url.host.end - url.span.start].lower()
    parts = path.split("/")[1:]
    if len(parts) > _MOST or len(url.text) != url.span.end - url.span.start:
        return
    before: tuple[str, ...] = ()
    at = url.host.end - url.span.start + 1
    for number, part in enumerate(parts):
        if _PART.fullmatch(part):
            place = ("" if _OWN_HOST.match(host) else host, before, len(parts) - number)
            yield place, part, at
        before = (*before, "*" if _VALUE.fullmatch(part) else part)
        at += len(part) + 1


def _ports(page: Page) -> list[Finding]:
    """Return the findings of the ports of local hosts that a page has once: two digits of another one are swapped."""
    found: dict[str, list[Span]] = defaultdict(list)
    for url in page.facts.urls:
        match = _LOCAL_PORT.fullmatch(url.host.slice(page.text))
        if match is not None:
            found[match["port"]].append(url.host)
    digits: dict[str, list[str]] = defaultdict(list)
    for port in found:
        digits["".join(sorted(port))].append(port)
    slips = []
    for port, hosts in sorted(found.items()):
        near = [one for one in digits["".join(sorted(port))] if len(found[one]) > 1 and _are_swapped(port, one)]
        if len(hosts) == 1 and len(near) == 1:
            host, right = hosts[0], found[near[0]][0]
            message = f"the port `{port}` is a typo of `{near[0]}`, which the other URLs on the page use"
            ends = (related(page, right, f"has `{near[0]}`"),)
            text = host.slice(page.text).replace(port, near[0])
            fix = replacement(page, host, text, Safety.UNSAFE)
            slips.append(finding(misspelled_url, page, host, message, related=ends, fix=fix))
    return slips


def _are_swapped(one: str, other: str) -> bool:
    """Return whether two numbers differ by two neighboring digits that are swapped."""
    differ = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(differ) == 2 and differ[1] == differ[0] + 1 and one[differ[0]] == other[differ[1]]
