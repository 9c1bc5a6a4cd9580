"""A model version does not exist.

The tree's own tables decide which versions a model has, or the catalog where they have none. A version that is not a
date of the calendar, or is a typo away from one that exists, is reported in any case, and so is a date that ends in
`-preview`: only API versions are written like that, even in a table of models.

```bad models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |
| `gpt-4o` (2024-08-06) | Text and images | 128,000 |

Deploy `gpt-4o` (version 2024-11-21). <!-- expect: unknown-model-version -->

Or deploy `gpt-4o` (2024-10-01-preview). <!-- expect: unknown-model-version -->
```
```good models.md
| Model ID | Description | Max request (tokens) |
|---|---|---|
| `gpt-4o` (2024-11-20) | Text and images | 128,000 |

Deploy `gpt-4o` (version 2024-11-20), or a deployment named `gpt-4o-1001`.
```
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from ...catalog import Catalog
from ...catalog.tables import is_api_version
from ...findings import Finding, Ground, Related, Severity
from ...graph import DocsGraph, Mention
from ...page.facts import Span
from ...patterns import families
from .._base import Options, finding, related, rule
from ..versions.model_version_as_api_version import UnboundVersion

_DATE = re.compile(r"(?:turbo-)?(?P<day>\d{4}-\d{2}-\d{2}|20\d{6})$")
_MONTH_AND_DAY = re.compile(r"(?P<month>\d\d)(?P<day>\d\d)(?:-preview)?$")
_LATELY = dt.timedelta(days=60)
"""A version may be missing from a catalog younger than this when the version appears."""


@rule(Severity.ERROR, ground=Ground.TABLE, facts=(UnboundVersion,))
def unknown_model_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each version that is given to a model which does not have it."""
    yield from _loose(graph, options.as_of)
    yield from _cased(graph)
    for mention in graph.mentions:
        if not mention.resolved.known or mention.role == "announced":
            continue
        for version, span in _bound(mention):
            if mention.role == "declared":
                why = "that is an API version" if is_api_version(version) else ""
            else:
                why = _why(graph.catalog, mention.model, version, options.as_of)
            if why:
                message = f"`{mention.model}` has no version `{version}`: {why}"
                ends = tuple(_declared(graph, mention.model))
                yield finding(unknown_model_version, mention.page, span, message, related=ends)


def _cased(graph: DocsGraph) -> Iterator[Finding]:
    """Yield the versions that a sample deploys in another case than the tree's tables have them."""
    declared: dict[tuple[str, str], dict[str, Mention]] = {}
    for mention in graph.mentions:
        for version in mention.versions if mention.role == "declared" else ():
            declared.setdefault((mention.model, version.text.lower()), {}).setdefault(version.text, mention)
    for mention in graph.mentions:
        for version in mention.use.versions if mention.use and declared else ():
            written = declared.get((mention.model, version.text.lower()), {})
            if written and version.text not in written:
                right, row = next(iter(written.items()))
                message = f"`{mention.model}` has no version `{version.text}`; the table spells it `{right}`"
                ends = (related(row.page, row.span, f"declared with `{right}`"),)
                yield finding(unknown_model_version, mention.page, version.span, message, related=ends)


def _loose(graph: DocsGraph, today: dt.date) -> Iterator[Finding]:
    """Yield the versions that a step advises without their model, where its section names one model alone."""
    for page in graph.pages:
        for loose in page.of(UnboundVersion):
            heading = page.facts.blocks[loose.block].heading
            named = {
                one.model
                for one in graph.by_page.get(page.path, ())
                if one.resolved.known and page.facts.blocks[one.block].heading == heading
            }
            version = loose.span.slice(page.text)
            why = _why(graph.catalog, model := named.pop(), version, today) if len(named) == 1 else ""
            if why and not is_api_version(version):
                message = f"`{model}`, the only model of this section, has no version `{version}`: {why}"
                ends = tuple(_declared(graph, model))
                yield finding(unknown_model_version, page, loose.span, message, related=ends)


def _bound(mention: Mention) -> Iterator[tuple[str, Span]]:
    """Yield the versions written beside a name, and the date pinned in it, which has no span of its own."""
    for version in mention.versions:
        yield version.text.lower(), version.span
    if _DATE.match(mention.resolved.version):
        yield mention.resolved.version, mention.span


def _why(catalog: Catalog, model: str, version: str, as_of: dt.date) -> str:
    known = catalog.models[model].versions
    if version in known:
        return ""
    if is_api_version(version):
        return "that is an API version"
    date = _DATE.match(version)
    if date and not _is_day(date["day"]):
        return "that date does not exist"
    if slip := _swapped(version, known):
        return f"did you mean `{slip}`?"
    by_tree = sorted(v for v, entry in known.items() if any(origin.layer == "tree" for origin in entry.origins))
    comparable = [v for v in by_tree if bool(_DATE.match(v)) == bool(date)]
    if comparable and len(version) > 2:
        return "the tree's own tables declare " + ", ".join(f"`{v}`" for v in by_tree)
    future = date is not None and dt.date.fromisoformat(date["day"]) > as_of
    near = [v for v in known if date and OSA.distance(v, version) == 1 and (v[:4] == version[:4] or future)]
    if near:
        return f"the nearest is `{near[0]}`"
    dated = [v for v in known if _DATE.match(v)]
    return (
        f"the catalog has {_listed(dated)}" if date and dated and _would_be_known(catalog, model, date["day"]) else ""
    )


def _swapped(version: str, known: Iterable[str]) -> str:
    """Return the known version that has the same digits in another order, where this one cannot be a version."""
    month = _MONTH_AND_DAY.match(version)
    is_day = month is not None and _is_day(f"2024{month['month']}{month['day']}")
    alike = [one for one in known if one != version and sorted(one) == sorted(version)]
    return alike[0] if alike and (len(version) == len("20240101") or (month is not None and not is_day)) else ""


def _would_be_known(catalog: Catalog, model: str, day: str) -> bool:
    """Return whether the catalog lists all dated versions that a model had on a day."""
    family = families.of(model)
    as_of = max((origin.as_of for origin in catalog.models[model].origins if origin.as_of), default="")
    known_then = bool(as_of) and dt.date.fromisoformat(day) < dt.date.fromisoformat(as_of) - _LATELY
    return family is not None and family.dated and known_then


def _listed(versions: list[str]) -> str:
    return ", ".join(f"`{version}`" for version in sorted(versions))


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _declared(graph: DocsGraph, model: str) -> Iterator[Related]:
    for table in graph.tables:
        page = graph.by_path[table.path]
        for row in table.rows:
            if row.resolved.model == model and row.versions:
                yield related(page, row.span, "declared with " + ", ".join(f"`{v}`" for v in row.versions))
