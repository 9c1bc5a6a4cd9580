"""A sample or URL uses an older API version than the rest of the tree.

Versions are compared only within one service and one channel (GA or preview), and the newer one must be used in the
tree and known to the catalog. A newer preview counts where the tree uses it for the same operation (chat, realtime,
...): whether it serves others too is not known. A preview is also outdated by a newer GA version that the tree uses for
everything that the preview is used for, or that ends the previews of its service: the catalog knows no later preview,
and the tree uses this one no more often than its successor. History is not reported, nor is the older version on a
page, or in a part of one, that is about an older release (`v3-1`, a moniker).

````bad old.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-06-01 <!-- expect: outdated-api-version -->
```
````
````bad new.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
```
````
````good guide.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
GET wss://contoso.openai.azure.com/openai/realtime?api-version=2024-10-01-preview
```
````
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...catalog import channel
from ...findings import Finding, Ground, Safety, Severity
from ...graph import ApiMention, DocsGraph
from ...graph.api_versions import declared, topic, used
from .._base import Options, finding, related, replacement, rule

_RELEASE = re.compile(r"(?:^|[/_.-])(?P<release>v\d+[._-]\d+)(?![0-9])", re.I)


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE, ground=Ground.TABLE)
def outdated_api_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each use of a version for which the tree has a newer one."""
    by_topic: dict[tuple[str, str], list[ApiMention]] = defaultdict(list)
    for mention in used(graph):
        if mention.fact.text[:10] <= options.as_of.isoformat():
            by_topic[topic(mention)].append(mention)
    ended = {(one.place.path, one.place.line, one.place.column): one for one in _ended(graph, by_topic, options)}
    yield from ended.values()
    for one in _outpaced(graph, by_topic, options):
        if (one.place.path, one.place.line, one.place.column) not in ended:
            yield one


def _outpaced(
    graph: DocsGraph, by_topic: dict[tuple[str, str], list[ApiMention]], options: Options
) -> Iterator[Finding]:
    """Yield each use for which the tree has a newer version of the same channel, or a GA version of the same use."""
    of_tables = _declared(graph)
    for (scope, kind), mentions in sorted(by_topic.items()):
        held = [one for one in mentions if (one.service, one.fact.text) in graph.catalog.api_versions]
        held += [one for one in of_tables.get((scope, kind), ()) if _is_held(graph, one, options)]
        newest = _newest_by_operation(held, kind)
        for mention in mentions:
            serving = [newest[operation] for operation in ("", *mention.fact.operations) if operation in newest]
            top = max(serving, key=lambda one: one.fact.text, default=mention)
            if top.fact.text > mention.fact.text and _release(mention) in ("", _release(top)):
                yield _finding(graph, mention, top, scope)
    yield from _superseded(graph, by_topic)


def _declared(graph: DocsGraph) -> dict[tuple[str, str], list[ApiMention]]:
    found: dict[tuple[str, str], list[ApiMention]] = defaultdict(list)
    for one in declared(graph):
        found[topic(one)].append(one)
    return found


def _ended(graph: DocsGraph, by_topic: dict[tuple[str, str], list[ApiMention]], options: Options) -> Iterator[Finding]:
    """Yield each preview of a service whose previews have ended in a GA version that the tree uses or declares."""
    of_tables = _declared(graph)
    for (scope, kind), previews in sorted(by_topic.items()):
        today = options.as_of.isoformat()
        known = [one for one in graph.catalog.api_versions_of(scope) if one.version[:10] <= today]
        known = [one for one in known if one.origin.layer in ("user", "bundled")]
        last = max((one.version for one in known if one.channel == "preview"), default="")
        if kind != "preview" or not last:
            continue
        released = [*by_topic.get((scope, "ga"), ()), *of_tables.get((scope, "ga"), ())]
        held = [one for one in released if one.fact.text > last[:10] and _is_held(graph, one, options)]
        if held and len(held) >= len(previews):
            top = max(held, key=lambda one: one.fact.text)
            yield from (_finding(graph, mention, top, scope) for mention in previews)


def _release(mention: ApiMention) -> str:
    """Return the release that the page of a mention, or the part of it, is about; empty where it names none."""
    match = _RELEASE.search(mention.page.path)
    zone = mention.page.zone_of(mention.fact.span.start)
    moniker = zone.name if zone is not None and zone.kind == "moniker" else ""
    return match["release"] if match else moniker or mention.page.facts.metadata.get("monikerRange", "")


def _superseded(graph: DocsGraph, by_topic: dict[tuple[str, str], list[ApiMention]]) -> Iterator[Finding]:
    """Yield each preview for which the tree uses a newer GA version, and no newer preview, for the same operations."""
    for (scope, kind), previews in sorted(by_topic.items()):
        if kind != "preview":
            continue
        released = by_topic.get((scope, "ga"), [])
        known = [one for one in released if (one.service, one.fact.text) in graph.catalog.api_versions]
        newest, newest_known, newest_preview = map(_newest_of_operations, (released, known, previews))
        for mention in previews:
            operations, text = mention.fact.operations, mention.fact.text
            served = all(one in newest and newest[one].fact.text > text[:10] for one in operations)
            tops = [newest_known[one] for one in operations if one in newest_known]
            top = max(tops, key=lambda one: one.fact.text, default=None)
            if top is None or not served or top.fact.text <= text[:10]:
                continue
            if all(newest_preview[one].fact.text <= text for one in operations):
                yield _finding(graph, mention, top, scope)


def _newest_of_operations(mentions: Sequence[ApiMention]) -> dict[str, ApiMention]:
    """Return the first use of the newest version for each operation that it is used for."""
    newest: dict[str, ApiMention] = {}
    for one in mentions:
        for operation in one.fact.operations:
            if operation not in newest or one.fact.text > newest[operation].fact.text:
                newest[operation] = one
    return newest


def _newest_by_operation(held: list[ApiMention], kind: str) -> dict[str, ApiMention]:
    """Return the first use of the newest version for each operation; the one for every operation has the key ``.

    A GA version serves the whole API, and so does what a table declares; what a preview has is certain only for the
    operations that it is used for.
    """
    newest: dict[str, ApiMention] = {}
    for one in held:
        for operation in [""] if kind == "ga" or one.role == "declared" else one.fact.operations:
            if operation not in newest or one.fact.text > newest[operation].fact.text:
                newest[operation] = one
    return newest


def _is_held(graph: DocsGraph, one: ApiMention, options: Options) -> bool:
    known = (one.service, one.fact.text) in graph.catalog.api_versions
    return known and one.fact.text[:10] <= options.as_of.isoformat()


def _finding(graph: DocsGraph, mention: ApiMention, newest: ApiMention, scope: str) -> Finding:
    label, title = ("GA" if channel(newest.fact.text) == "ga" else "preview"), graph.catalog.service_title(scope)
    verb = "declares" if newest.role == "declared" else "uses"
    message = f"`{mention.fact.text}` is outdated; the tree {verb} the {label} version `{newest.fact.text}` of {title}"
    end = related(newest.page, newest.fact.span, f"{verb} `{newest.fact.text}`")
    fix = replacement(mention.page, mention.fact.span, newest.fact.text, Safety.UNSAFE)
    return finding(outdated_api_version, mention.page, mention.fact.span, message, related=(end,), fix=fix)
