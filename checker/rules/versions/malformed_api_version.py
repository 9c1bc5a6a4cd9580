"""An API version is malformed, or not passed as a query parameter.

Reported are dates that do not exist, dates on a path of the v1 API, which takes none, months and days without their
leading zero, misspelled or capitalized suffixes, a bare `preview` outside the v1 API, and a missing `?`, `&` or
parameter name.

````bad guide.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-5-01-preview <!-- expect: malformed-api-version -->
```
````
````good guide.md
```http
GET https://contoso.openai.azure.com/openai/models?api-version=2024-10-21
```
````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from ...catalog import Service
from ...catalog.api_versions import is_day, is_placeholder
from ...findings import Finding, Fix, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import ApiVersion, Span
from .._base import Options, finding, replacement, rule

_LOOSE = re.compile(r"(?P<year>\d{4})[-/._](?P<month>\d{1,2})[-/._](?P<day>\d{1,2})(?P<suffix>-[A-Za-z][\w.-]*)?$")
_SUFFIXES = ("preview", "alpha", "beta", "privatepreview", "stable")
_FAULTS = {
    "missing-separator": "`?` (or `&`) is missing before `api-version`",
    "doubled-separator": "there is more than one separator before `api-version`",
    "missing-name": "the parameter is called `api-version`, not `version`",
}


@rule(Severity.ERROR, fix=Safety.SAFE)
def malformed_api_version(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each API version that is malformed, or passed in a way that the service does not read."""
    dated = [one for one in graph.catalog.services.values() if one.undated_below]
    for page in graph.pages:
        for fact in page.facts.api_versions:
            if fact.fault and not (fact.fault == "missing-name" and is_placeholder(fact.text)):
                yield finding(malformed_api_version, page, fact.span, _FAULTS[fact.fault], fix=_attached(page, fact))
            elif why := _why(fact, dated):
                yield finding(malformed_api_version, page, fact.span, why, fix=_fix(page, fact))


def _why(fact: ApiVersion, dated: list[Service]) -> str:
    """Return what is wrong with an API version, or an empty text; `dated` services need a date in it, mostly."""
    text = fact.text
    if text.lower() in ("preview", "latest") and fact.cue == "query":
        wrong = any(_needs_date(service, fact.address) for service in dated)
        return f"`{text}` is not an API version here; only the v1 API accepts it" if wrong else ""
    if is_placeholder(text):
        return ""
    match = _LOOSE.match(text)
    if match is not None and fact.cue == "query" and any(_takes_no_date(one, fact.address) for one in dated):
        return f"the v1 API takes no dated API version such as `{text}`"
    if match is None:
        partial = re.match(r"\d+-\d+|20\d\d$", text)
        return f"`{text}` is not an API version; it needs a date in the form `YYYY-MM-DD`" if partial else ""
    if set(text[4 : match.end("day")]) & set("/._"):
        return f"`{text}` must use hyphens, as in `YYYY-MM-DD`"
    if len(match["month"]) < 2 or len(match["day"]) < 2:
        return f"`{text}` lacks a leading zero; months and days have two digits"
    if not is_day(text[:10]):
        return f"the date of `{text}` does not exist"
    return _why_suffix(text, match["suffix"] or "")


def _needs_date(service: Service, address: str) -> bool:
    return any(piece in address for piece in service.paths) and service.undated_below not in address


def _takes_no_date(service: Service, address: str) -> bool:
    """Return whether a URL is below the path of a service whose API versions have no date."""
    return any(f"{piece.rstrip('/')}{service.undated_below}/" in address for piece in service.paths)


def _why_suffix(text: str, suffix: str) -> str:
    word = suffix.lstrip("-")
    if not word:
        return ""
    if word != word.lower():
        return f"the suffix of `{text}` must be in lower case"
    stem = re.split(r"[.\-\d]", word, maxsplit=1)[0]
    near = next((s for s in _SUFFIXES if 0 < OSA.distance(stem, s) <= 2), "")
    return f"`{text}` ends in “{word}”, which should be “{near}”" if stem and stem not in _SUFFIXES and near else ""


def _fix(page: Page, fact: ApiVersion) -> Fix | None:
    match = _LOOSE.match(fact.text)
    if match is None:
        return None
    day = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    stem, rest = _split_suffix((match["suffix"] or "").lower())
    near = [stem] if not stem or stem in _SUFFIXES else [s for s in _SUFFIXES if OSA.distance(stem, s) <= 2]
    if len(near) != 1 or not is_day(day):
        return None
    right = day + (f"-{near[0]}" if stem else "") + rest
    return replacement(page, fact.span, right, Safety.SAFE) if right != fact.text else None


def _split_suffix(suffix: str) -> tuple[str, str]:
    """Split `-preview.1` into `preview` and `.1`."""
    word = suffix.removeprefix("-")
    stem = re.split(r"[.\-\d]", word, maxsplit=1)[0]
    return stem, word[len(stem) :]


_ATTACHED = re.compile(r"(?P<separator>[?&]*)(?P<name>api-?version|version)=$", re.I)


def _attached(page: Page, fact: ApiVersion) -> Fix | None:
    """Return the edit that attaches an API version as a query parameter, where the URL around it leaves one reading."""
    start = max(fact.span.start - 40, 0)
    match = _ATTACHED.search(page.text[start : fact.span.start])
    if match is None:
        return None
    if fact.fault == "missing-name":
        name = start + match.start("name")
        return replacement(page, Span(name, name), "api-", Safety.SAFE) if is_day(fact.text[:10]) else None
    before = page.text[start + match.start() - 1]
    first = fact.address.rstrip("?&")
    if before in "/{$=;" or not first:
        return None
    separator = Span(start + match.start("separator"), start + match.end("separator"))
    return replacement(page, separator, "&" if "?" in first else "?", Safety.SAFE)
