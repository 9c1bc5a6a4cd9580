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
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...catalog import Catalog
from ...catalog.tables import Row, is_api_version
from ...findings import Evidence, Finding, Ground, Related, Severity
from ...graph import DocsGraph, Mention, Page
from ...page.facts import Span
from ...patterns import families
from ...patterns.alike import Alike
from .._base import Options, finding, related, rule
from .._lone_names import LoneNames
from .._models import points_at
from ..versions.model_version_as_api_version import UnboundVersion

_DATE = re.compile(r"(?:turbo-)?(?P<day>\d{4}-\d{2}-\d{2}|20\d{6})$")
_MONTH_AND_DAY = re.compile(r"(?P<month>\d\d)(?P<day>\d\d)(?:-preview)?$")
_SHOWN = 5
"""Rows of tables that a finding shows; a tree may have thousands."""
_LISTED = 20
"""Versions that a message lists."""
_LATELY = dt.timedelta(days=60)
"""A version may be missing from a catalog younger than this when the version appears."""


@rule(Severity.ERROR, ground=Ground.TABLE, facts=(UnboundVersion,))
def unknown_model_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each version that is given to a model which does not have it."""
    rows, reasons, lone = _Rows(graph), _Reasons(graph.catalog, options.as_of), LoneNames(graph)
    yield from _loose(graph, rows, reasons)
    yield from _cased(graph)
    for mention in graph.mentions:
        if not mention.resolved.known or mention.role == "announced":
            continue
        found = list(_of_table(mention, rows, reasons))
        yield from found or _of_use(mention, graph.catalog, lone)


def _of_table(mention: Mention, rows: _Rows, reasons: _Reasons) -> Iterator[Finding]:
    """Yield the versions of a mention that the model cannot have, as tables, the catalog and the calendar say."""
    for version, span in _bound(mention):
        if mention.role == "declared":
            why = "that is an API version" if is_api_version(version) else ""
        else:
            why = reasons.of(mention.model, version)
        if why:
            message = f"`{mention.model}` has no version `{version}`: {why}"
            yield finding(unknown_model_version, mention.page, span, message, related=rows.of(mention.model))


def _of_use(mention: Mention, catalog: Catalog, lone: LoneNames) -> Iterator[Finding]:
    """Yield a version in a name that occurs once beside another one that is usual."""
    version = mention.resolved.version
    if not version or mention.resolved.tail or version in catalog.models[mention.model].versions:
        return
    if usual := lone.meant(mention):
        right = usual.mention
        hint = f"did you mean `{right.text}`?"
        message = f"`{version}` of `{mention.model}` is in no catalog and nowhere else in the docs; {hint}"
        ends = (points_at(right, f"has `{right.text}`"),)
        evidence = Evidence(Ground.PATTERN)
        yield finding(unknown_model_version, mention.page, mention.span, message, related=ends, evidence=evidence)


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


def _loose(graph: DocsGraph, rows: _Rows, reasons: _Reasons) -> Iterator[Finding]:
    """Yield the versions that a step advises without their model, where its section names one model alone."""
    for page in graph.pages:
        unbound = page.of(UnboundVersion)
        named: dict[int, set[str]] = defaultdict(set)
        for one in graph.by_page.get(page.path, ()) if unbound else ():
            if one.resolved.known:
                named[page.facts.blocks[one.block].heading].add(one.model)
        for loose in unbound:
            models = named[page.facts.blocks[loose.block].heading]
            version, model = loose.span.slice(page.text), next(iter(models), "")
            why = reasons.of(model, version) if len(models) == 1 else ""
            if why and not is_api_version(version):
                message = f"`{model}`, the only model of this section, has no version `{version}`: {why}"
                ends = rows.of(model)
                yield finding(unknown_model_version, page, loose.span, message, related=ends)


def _bound(mention: Mention) -> Iterator[tuple[str, Span]]:
    """Yield the versions written beside a name, and the date pinned in it, which has no span of its own."""
    for version in mention.versions:
        yield version.text.lower(), version.span
    if _DATE.match(mention.resolved.version):
        yield mention.resolved.version, mention.span


class _Known:
    """The versions that a model is known to have, as they are asked for again and again."""

    def __init__(self, catalog: Catalog, model: str) -> None:
        self.versions = list(catalog.models[model].versions)
        entries = catalog.models[model].versions.items()
        self.by_tree = sorted(one for one, entry in entries if any(origin.layer == "tree" for origin in entry.origins))
        self.dated = [one for one in self.versions if _DATE.match(one)]
        self.has_tree = {bool(_DATE.match(one)) for one in self.by_tree}
        self._place = {one: number for number, one in enumerate(self.versions)}
        self._alike = Alike(self.versions, 1)
        self._by_digits: dict[str, str] = {}
        for one in self.versions:
            self._by_digits.setdefault("".join(sorted(one)), one)

    def near(self, version: str) -> list[str]:
        """Return the versions that are one slip away, in the catalog's order."""
        return sorted(self._alike.of(version), key=self._place.__getitem__)

    def swapped(self, version: str) -> str:
        """Return the version that has the same digits in another order, where this one cannot be a version."""
        month = _MONTH_AND_DAY.match(version)
        is_day = month is not None and _is_day(f"2024{month['month']}{month['day']}")
        alike = self._by_digits.get("".join(sorted(version)), "")
        return alike if len(version) == len("20240101") or (month is not None and not is_day) else ""


class _Reasons:
    """Why a model cannot have a version, in words; an empty text where it may."""

    def __init__(self, catalog: Catalog, as_of: dt.date) -> None:
        self._catalog = catalog
        self._as_of = as_of
        self._known: dict[str, _Known] = {}

    def of(self, model: str, version: str) -> str:
        """Return why a model does not have a version."""
        if version in self._catalog.models[model].versions:
            return ""
        if is_api_version(version):
            return "that is an API version"
        date = _DATE.match(version)
        if date and not _is_day(date["day"]):
            return "that date does not exist"
        if model not in self._known:
            self._known[model] = _Known(self._catalog, model)
        known = self._known[model]
        if slip := known.swapped(version):
            return f"did you mean `{slip}`?"
        if bool(date) in known.has_tree and len(version) > 2:
            return f"the tree's own tables declare {_first(known.by_tree)}"
        return self._of_day(model, version, date["day"]) if date else ""

    def _of_day(self, model: str, version: str, day: str) -> str:
        known, future = self._known[model], dt.date.fromisoformat(day) > self._as_of
        near = next((one for one in known.near(version) if one[:4] == version[:4] or future), "")
        if near:
            return f"the nearest is `{near}`"
        would_be_known = known.dated and _would_be_known(self._catalog, model, day)
        return f"the catalog has {_first(sorted(known.dated))}" if would_be_known else ""


def _would_be_known(catalog: Catalog, model: str, day: str) -> bool:
    """Return whether the catalog lists all dated versions that a model had on a day."""
    family = families.of(model)
    as_of = max((origin.as_of for origin in catalog.models[model].origins if origin.as_of), default="")
    known_then = bool(as_of) and dt.date.fromisoformat(day) < dt.date.fromisoformat(as_of) - _LATELY
    return family is not None and family.dated and known_then


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


class _Rows:
    """The rows of tables that declare versions, to be asked for those of a model."""

    def __init__(self, graph: DocsGraph) -> None:
        self._rows: dict[str, list[tuple[Page, Row]]] = defaultdict(list)
        for table in graph.tables:
            for row in table.rows:
                if row.versions:
                    self._rows[row.resolved.model].append((graph.by_path[table.path], row))
        self._shown: dict[str, tuple[Related, ...]] = {}

    def of(self, model: str) -> tuple[Related, ...]:
        """Return the first rows of a model; the last one says how many there are besides."""
        if model not in self._shown:
            rows = self._rows[model]
            ends = [related(page, row.span, f"declared with {_first(row.versions)}") for page, row in rows[:_SHOWN]]
            if more := len(rows) - len(ends):
                ends[-1] = replace(ends[-1], message=f"{ends[-1].message}; {more} more rows declare some")
            self._shown[model] = tuple(ends)
        return self._shown[model]


def _first(versions: Sequence[str]) -> str:
    """Return versions in words: the first ones, and how many there are besides."""
    shown = ", ".join(f"`{version}`" for version in versions[:_LISTED])
    more = len(versions) - _LISTED
    return f"{shown} and {more} more" if more > 0 else shown
