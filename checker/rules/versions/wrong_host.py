"""A URL has the host of one service and the path of another, a misspelled host, or a wrong cloud.

Such a call fails, or goes to a cloud that the reader of the page has no access to. A host is misspelled where one
character sets it apart from that of a service whose path follows. The services of the catalog say
which hosts and paths belong to them; a host that several services share, and one that no service claims, is never
reported.

````bad guide.md
```http
GET https://contoso.search.windows.net/openai/models?api-version=2024-10-21 <!-- expect: wrong-host -->
```
````
````good guide.md
```http
POST https://contoso.openai.azure.com/openai/deployments/chat/chat/completions?api-version=2024-10-21
POST https://contoso.cognitiveservices.azure.com/openai/deployments/chat/chat/completions?api-version=2024-10-21
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial

from rapidfuzz.distance import OSA

from ...catalog import Service, exclusive_host
from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Url
from .._base import Options, finding, rule

_CLOUDS = {
    "Azure Government": re.compile(r"\.azure\.us$|\.usgovcloudapi\.net$|\.azure-api\.us$"),
    "Azure operated by 21Vianet": re.compile(r"\.azure\.cn$|\.chinacloudapi\.cn$"),
}
_ABOUT = {
    "Azure Government": re.compile(r"\b(?:azure|us)[ -]gov(?:ernment)?\b|\bus gov\b", re.I),
    "Azure operated by 21Vianet": re.compile(r"\b21vianet\b|\bazure[ -](?:in[ -])?china\b", re.I),
}


@rule(Severity.ERROR, ground=Ground.TABLE)
def wrong_host(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each URL of a sample whose host and path, or whose host and page, are of different services or clouds."""
    services = sorted(graph.catalog.services.values(), key=lambda one: one.id)
    starts = [(service, tuple(piece.lower() for piece in service.paths)) for service in services if service.paths]
    owners: dict[str, Service | None] = {}
    near = cache(partial(_near, services))
    for page in graph.pages:
        for url in page.facts.urls:
            host, path = _parts(url)
            if host not in owners:
                owners[host] = exclusive_host(services, host)
            owner = owners[host]
            if page.is_past(url.block):
                continue
            if owner is None:
                if (right := near(host)) and any(path.startswith(pieces) for _, pieces in starts):
                    message = f"there is no host `{host}`; it should end in `{right}`"
                    yield finding(wrong_host, page, url.host, message)
                continue
            called = [service for service, pieces in starts if path.startswith(pieces)]
            if called and owner not in called:
                message = (
                    f"the path `{_start(path)}` belongs to {called[0].title}, but the host `{host}` to {owner.title}"
                )
                yield finding(wrong_host, page, url.host, message)
            elif url.sample >= 0 and (message := _foreign_cloud(page, url, owner, host)):
                yield finding(wrong_host, page, url.host, message)


def _near(services: Sequence[Service], host: str) -> str:
    """Return the end of a service's hosts that a host's end differs from by one character, or an empty text."""
    ends = {pattern.split("/", 1)[0].removeprefix("*.") for one in services for pattern in one.hosts if "*." in pattern}
    _, _, end = host.partition(".")
    if host in ends or end in ends or not end:
        return ""
    alike = (one for one in sorted(ends) if one.rpartition(".")[2] == end.rpartition(".")[2])
    return next((one for one in alike if OSA.distance(one, end, score_cutoff=1) == 1), "")


def _parts(url: Url) -> tuple[str, str]:
    """Return the host and the path of a URL, in lower case."""
    length = url.host.end - url.host.start
    start = url.text.index("://") + 3
    rest = url.text[start + length :].lower()
    return url.text[start : start + length].lower(), rest


def _start(path: str) -> str:
    return "/" + path.split("?", 1)[0].strip("/").split("/", 1)[0]


def _foreign_cloud(page: Page, url: Url, owner: Service, host: str) -> str:
    """Return what is wrong with the cloud of a sample's host on its page, or an empty text."""
    cloud = _cloud(host)
    subject = f"{page.path} {page.facts.title} {page.section(url.block)}".replace("_", " ")
    about = next((name for name, words in _ABOUT.items() if words.search(subject)), "")
    if about and not cloud:
        names = [pattern.split("/")[0].lstrip("*") for pattern in owner.hosts]
        there = [name for name in names if _CLOUDS[about].search(name)]
        if there and not any(name in page.text for name in there):  # else it shows both clouds side by side
            return f"the page is about {about}, but `{host}` is a host of the public cloud"
    if cloud and not _ABOUT[cloud].search(page.text):
        return f"`{host}` is a host of {cloud}, which the page does not mention"
    return ""


def _cloud(host: str) -> str:
    return next((name for name, ending in _CLOUDS.items() if ending.search(host)), "")
