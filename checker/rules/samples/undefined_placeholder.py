"""A sample uses a variable that nothing declares, while one of nearly that name is declared.

The variables of request files (`{{endpoint}}` and `@endpoint = ...`), environment variables (read under one name, told
to be set under another), and the names of a program: the reader does what the page says, and the sample still fails. A
page is read with what it includes and what includes it. A variable that only looks unknown is left alone: there must be
a near miss, or a name that says that the value is another one (`apiVersion` read from `OPENAI_API_KEY`).

````bad requests.md
```http
@baseUrl = https://harbor.contoso.com
@apiKey = <your-key>

GET {{baseUrl}}/boats
api-key: {{api-key}}  // expect: undefined-placeholder
```
````
````bad start.md
Set `AZURE_OPENAI_API_KEY` and `AZURE_OPENAI_ENDPOINT`.

```python
endpoint = os.environ["AZURE_OPENAI_ENDPOINT"]
key = os.environ["AZURE_OPENAI_KEY"]  # expect: undefined-placeholder
```
````
````good start.md
Set `AZURE_OPENAI_API_KEY` and `AZURE_OPENAI_ENDPOINT`.

```python
endpoint = os.environ["AZURE_OPENAI_ENDPOINT"]
key = os.environ["AZURE_OPENAI_API_KEY"]
region = os.environ["SPEECH_REGION"]
```

```http
GET {{baseUrl}}/boats
```
````
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page, expansion
from ...page.facts import Variable
from .._base import Options, finding, related, replacement, rule

Told = tuple[Page, Variable]


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def undefined_placeholder(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the variables of samples that are declared under another name."""
    for page in graph.pages:
        uses = [one for one in page.facts.variables if not one.declares]
        if not uses:
            continue
        around = [graph.by_path[path] for path in _around(graph, page)]
        for kind in ("environment", "http"):
            wanted = [one for one in uses if one.kind == kind]
            if wanted:
                yield from _unset(page, wanted, around, kind)
        yield from _other_value(page, uses)
        yield from _slips(page)
        yield from _other_capitals(page)


def _around(graph: DocsGraph, page: Page) -> list[str]:
    """Return the pages that a reader sees together with one: what it includes, and the same for what includes it."""
    tops, seen = [page.path], {page.path}
    for path in tops:
        for include in graph.parents.get(path, ()):
            if include.parent not in seen:
                seen.add(include.parent)
                tops.append(include.parent)
    found = {path: None for top in tops for path, _ in expansion(graph, top)}
    return [page.path, *(path for path in found if path != page.path)]


def _unset(page: Page, uses: list[Variable], around: list[Page], kind: str) -> Iterator[Finding]:
    """Yield the uses whose name is declared nowhere around, where one nearly like it is, and is not used itself."""
    declared: dict[str, Told] = {}
    used: set[str] = set()
    for other in around:
        for one in other.facts.variables:
            if one.kind == kind and one.declares:
                declared.setdefault(one.name, (other, one))
            elif one.kind == kind:
                used.add(one.name)
    for use in uses:
        if use.name in declared:
            continue
        alike = {name: _likeness(use.name, name) for name in declared}
        near = max(alike, key=lambda name: (alike[name], name), default="")
        # The variables of a request file are all its own: one that it does not declare has no other meaning.
        if near and alike[near] >= _NEAR and (near not in used or kind == "http" or _is_misspelled(use.name, near)):
            yield _finding(page, use, declared[near])


_NEAR = 80
_FILLERS = frozenset({"api", "name", "id", "url", "uri", "string", "value", "resource", "account", "my", "your"})
"""Words that a name may have or lack and still mean the same."""
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in _PARTS.findall(name))


def _likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 100: one word misspelled, or one more that says nothing; never a number."""
    from rapidfuzz import fuzz

    a, b = _parts(one), _parts(other)
    if a == b:
        return 100
    if [part for part in a if part.isdigit()] != [part for part in b if part.isdigit()]:
        return 0
    if set(a) < set(b) or set(b) < set(a):
        few, many = sorted((a, b), key=len)
        more = Counter(many) - Counter(few)
        return 90 if len(few) >= 2 and sum(more.values()) == 1 and set(more) <= _FILLERS else 0
    if len(a) != len(b) or sum(x != y for x, y in zip(a, b, strict=True)) != 1:
        return 0
    return min(fuzz.ratio(x, y) for x, y in zip(a, b, strict=True))


def _is_misspelled(one: str, other: str) -> bool:
    """Tell whether two names are the same but for the letters of one long word."""
    a, b = _parts(one), _parts(other)
    return len(a) == len(b) and all(x == y or min(len(x), len(y)) > 5 for x, y in zip(a, b, strict=True))


def _finding(page: Page, use: Variable, told: Told) -> Finding:
    other, declared = told
    what = "variable that is declared" if use.kind == "http" else "one that the text tells of"
    message = f"nothing around sets `{use.name}`; the {what} is `{declared.name}`"
    ends = (related(other, declared.span, f"names it `{declared.name}`"),)
    fix = replacement(page, use.span, declared.name, Safety.UNSAFE)
    return finding(undefined_placeholder, page, use.span, message, related=ends, fix=fix)


_VALUES = frozenset({"key", "version", "endpoint", "region", "secret"})


def _other_value(page: Page, uses: list[Variable]) -> Iterator[Finding]:
    """Yield the environment variables that are read into a name for another kind of value."""
    for use in uses:
        if use.kind != "environment" or not use.into:
            continue
        into, name = _parts(use.into), _parts(use.name)
        if {into[-1:][0] if into else "", name[-1]} <= _VALUES and into[-1] not in name and name[-1] not in into:
            message = f"`{use.into}` is read from `{use.name}`, which names another value"
            yield finding(undefined_placeholder, page, use.span, message)


def _slips(page: Page) -> Iterator[Finding]:
    """Yield the names of a program that are declared nowhere on the page, where one a letter off is never used."""
    declared: dict[str, list[Variable]] = defaultdict(list)
    used: dict[tuple[int, str], list[Variable]] = defaultdict(list)
    for one in page.facts.variables:
        if one.kind == "name" and one.declares:
            declared[one.name].append(one)
        elif one.kind == "name":
            used[one.sample, one.name].append(one)
    for (sample, name), uses in sorted(used.items()):
        if name in declared:
            continue
        for near in sorted(declared):
            own = [one for one in declared[near] if one.sample == sample]
            if own and (sample, near) not in used and (near in (name[:-1], name[1:]) or name in (near[:-1], near[1:])):
                message = f"nothing declares `{name}`; `{near}` is declared and never used"
                ends = (related(page, own[0].span, f"declares `{near}`"),)
                fix = replacement(page, uses[0].span, near, Safety.UNSAFE)
                yield finding(undefined_placeholder, page, uses[0].span, message, related=ends, fix=fix)


def _other_capitals(page: Page) -> Iterator[Finding]:
    """Yield the members that are written with other capitals than the same object's are everywhere else."""
    found: dict[tuple[int, str], dict[str, list[Variable]]] = defaultdict(lambda: defaultdict(list))
    for one in page.facts.variables:
        if one.kind == "member":
            found[one.sample, one.name.lower()][one.name].append(one)
    for _, forms in sorted(found.items()):
        counts = Counter({name: len(uses) for name, uses in forms.items()}).most_common(2)
        if len(counts) == 2 and counts[1][1] == 1 and counts[0][1] >= 2:
            right, wrong = counts[0][0], forms[counts[1][0]][0]
            member = right.split(".", 1)[1]
            if wrong.name.split(".", 1)[0] != right.split(".", 1)[0]:
                continue
            message = f"`{wrong.name}` is `{right}` everywhere else in the sample"
            ends = (related(page, forms[right][0].span, f"`{right}`"),)
            fix = replacement(page, wrong.span, member, Safety.UNSAFE)
            yield finding(undefined_placeholder, page, wrong.span, message, related=ends, fix=fix)
