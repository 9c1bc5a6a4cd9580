"""A retired model, or one that retires soon, is required, used or recommended.

The tree's own retirement table decides, then the user's catalog, then the bundled one; only a firm date counts. Text
about the past may name a retired model. A sentence, or a comment of a sample, that presents the model as current is a
suggestion, and so is a model whose retirement the tree's own table or the user's catalog announces for the next days
(`notice_days`, 90 by default; 0 turns this off).

```bad guide.md
Deploy the `gpt-35-turbo` (version 0301) model. <!-- expect: retired-model -->

The best model for letters is `gpt-35-turbo-0301`. <!-- expect: retired-model -->
```
```bad model-retirements.md
| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-35-turbo` | 0301 | February 1, 2025 | `gpt-4o-mini` |
```
```good guide.md
Deploy the `gpt-4o` (version 2024-11-20) model.
```
```good model-retirements.md
| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-4o` | 2024-11-20 | No earlier than March 1, 2025 | |
```
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from ...catalog import Catalog, Retirement
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Mention, Page
from ...page.facts import Span
from ...patterns import families
from .._base import Options, finding, related, rule
from ._current import around, names_a_series, presented_as_current

_SAYS_WHEN = re.compile(r"\b(?:until|retir\w+|deprecat\w+|end of life|sunset\w*|stays?|remains?)\b", re.I)


class RetirementOptions(Options, frozen=True):
    """`notice_days`: a model that the tree or the user's catalog retires within so many days is reported as well."""

    notice_days: int = 90


@rule(Severity.WARNING, RetirementOptions, ground=Ground.TABLE)
def retired_model(graph: DocsGraph, options: RetirementOptions) -> Iterator[Finding]:
    """Yield each model that is required, used or presented as current after its retirement, or shortly before it."""
    found: dict[tuple[object, ...], list[_Case]] = defaultdict(list)
    for case in _cases(graph, options):
        mention = case.mention
        place = mention.span if mention.sample >= 0 else mention.block
        found[mention.page.path, place, mention.model, case.retired.day, case.severity].append(case)
    rows = _rows(graph) if found else {}
    for first, *others in found.values():
        yield _finding(graph, rows, first, [one.mention for one in others], options.as_of)


@dataclass(frozen=True)
class _Case:
    """A mention that names a model, or these `versions` of it, after its retirement or shortly before."""

    mention: Mention
    versions: tuple[str, ...]
    retired: Retirement
    severity: Severity


def _cases(graph: DocsGraph, options: RetirementOptions) -> Iterator[_Case]:
    """Yield each such mention, in page order."""
    soon = options.as_of + dt.timedelta(days=max(0, options.notice_days))
    retired_by = cache(partial(_retired, graph.catalog))
    ends_before = cache(partial(_ends_before, graph.catalog))
    for mention in graph.mentions:
        if not mention.resolved.known or mention.page.is_past(mention.block):
            continue
        pinned = [version] if (version := mention.resolved.version or mention.linked_version) else []
        versions = (*(version.text.lower() for version in mention.versions), *pinned)
        is_run = mention.use is not None and mention.use.slot != "remark"
        if (mention.role == "used" and not is_run) or mention.is_start or _names_series(mention):
            continue
        firm = mention.role in ("required", "used") and not mention.resolved.tail
        if not ends_before(mention.model, soon) or not (firm or presented_as_current(mention)):
            continue
        if families.is_local(mention.platform):
            continue
        retired = retired_by(mention.model, versions, mention.platform, options.as_of)
        going = None if retired else retired_by(mention.model, versions, mention.platform, soon)
        if retired:
            yield _Case(mention, versions, retired, Severity.WARNING if firm else Severity.SUGGESTION)
        elif going and _announced(mention, going):
            yield _Case(mention, versions, going, Severity.SUGGESTION)


def _names_series(mention: Mention) -> bool:
    """Return whether a name is that of a series, whose newest model it may mean, or a display name without number."""
    if names_a_series(mention):
        return True
    return " " in mention.text and not any(character.isdigit() for character in mention.text)


def _announced(mention: Mention, retirement: Retirement) -> bool:
    """Return whether the tree or the user announces a coming retirement, and not the sentence that names the model."""
    says_when = mention.name is not None and _SAYS_WHEN.search(" ".join(around(mention)))
    return not says_when and retirement.origin is not None and retirement.origin.layer in ("tree", "user")


def _ends_before(catalog: Catalog, model: str, day: dt.date) -> bool:
    """Return whether a model, or a version of it, retires before a day on some platform."""
    entry = catalog.models[model]
    every = [*entry.retirements, *(one for version in entry.versions.values() for one in version.retirements)]
    return any(one.day is not None and one.day < day for one in every)


def _retired(
    catalog: Catalog, model: str, versions: tuple[str, ...], platform: str, as_of: dt.date
) -> Retirement | None:
    """Return the retirement that has passed on a platform: of every version named, or of the model.

    A name without a version retires on its own day, whatever its versions do; where it has none, with the last of them.
    """
    entry = catalog.models[model]
    known = [version for version in versions if version in entry.versions]
    if versions and not known:
        return None
    own = catalog.retirement(model, "", platform)
    found = [catalog.retirement(model, version, platform) for version in known or sorted(entry.versions)]
    if not known:
        of_tree = bool(found) and all(_of_tree(one) for one in found)
        served = platform in entry.platforms if platform else bool(entry.platforms)
        if _of_tree(own) or (not of_tree and (own is not None or served or not found)):
            found = [own]
    dates = [one for one in found if one is not None and one.day is not None and one.day < as_of]
    if not found or len(dates) < len(found):
        return None
    return max(dates, key=lambda one: one.day or dt.date.min)


def _of_tree(retirement: Retirement | None) -> bool:
    return retirement is not None and retirement.origin is not None and retirement.origin.layer == "tree"


def _finding(graph: DocsGraph, rows: Rows, case: _Case, others: Sequence[Mention], today: dt.date) -> Finding:
    """Return the finding of a mention, and of others of the same model in its block."""
    mention, versions, retired = case.mention, case.versions, case.retired
    name = f"`{mention.text}`" + (f" ({versions[0]})" if versions and versions[0] not in mention.text else "")
    instead = f"; use `{retired.replacement}`" if retired.replacement else ""
    over = retired.day is not None and retired.day < today
    when = f"was retired on {retired.day}" if over else f"retires on {retired.day}"
    if retired.platform:
        when += f" on {families.platforms().platforms[retired.platform].title}"
        own = families.own_platform(graph.catalog.models[mention.model].maker)
        when += ", the last platform that served it" if over and retired.platform not in (mention.platform, own) else ""
    message = f"{name} {when}{instead}"
    known = Evidence(Ground.TABLE, source=str(retired.origin or ""))
    again = [related(one.page, one.span, "named here as well") for one in others]
    row = rows.get(retired.origin.source) if retired.origin is not None else None
    ends = (*again, *([related(*row, f"retires on {retired.day}")] if row is not None else ()))
    return finding(
        retired_model, mention.page, mention.span, message, related=ends, severity=case.severity, evidence=known
    )


Rows = dict[str, tuple[Page, Span]]
"""Rows of the tree's tables by what the catalog calls them."""


def _rows(graph: DocsGraph) -> Rows:
    found: Rows = {}
    for table in graph.tables:
        page = graph.by_path[table.path]
        for row in table.rows:
            found.setdefault(f"{table.path}:{page.line(row.span.start)}", (page, row.span))
    return found
