"""A sample uses a variable that is never set, while the page sets one with nearly the same name.

The reader does what the page says, and the sample still fails. This covers the variables of request files
(`{{endpoint}}` and `@endpoint = ...`) and environment variables (the sample reads one name, the text says to set
another, or the sample sets one that nothing reads while the text names another). The only variable that is read but
not set and the only one that is set but not read are compared more freely: one may have a word more. A page is read
together with what it includes and what includes it. A variable that is only unknown is not reported: there must be a
near miss. Names of a program are the matter of `inconsistent-name`.

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

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page, expansion
from ...page.facts import Variable
from .._base import Options, finding, related, replacement, rule
from ._words import words_of

Declared = tuple[Page, Variable]


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION)
def undefined_placeholder(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the variables of samples that are set under another name."""
    for page in graph.pages:
        yield from on_page(graph, page)


def on_page(graph: DocsGraph, page: Page) -> Iterator[Finding]:
    """Yield the variables of a page's samples that are set under another name."""
    uses = [one for one in page.facts.variables if not one.declares]
    set_here = [one for one in page.facts.variables if one.declares and one.kind == "environment" and _is_set(one)]
    if not uses and not set_here:
        return
    around = [graph.by_path[path] for path in _around(graph, page)]
    for kind in ("environment", "http"):
        wanted = [one for one in uses if one.kind == kind]
        if wanted:
            yield from _unset(page, wanted, around, kind)
    yield from _unread(page, set_here, around)


def _is_set(variable: Variable) -> bool:
    """Return whether a variable is set by a sample, and not only named by a text."""
    return variable.sample >= 0


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
    declared: dict[str, Declared] = {}
    used: set[str] = set()
    for other in around:
        for one in other.facts.variables:
            if one.kind == kind and one.declares:
                declared.setdefault(one.name, (other, one))
            elif one.kind == kind:
                used.add(one.name)
    partner = _partner({one.name for one in uses} - declared.keys(), declared.keys() - used, kind)
    names = _Names(name for name in declared if not _is_literal(name, kind))
    for use in uses:
        if use.name in declared:
            continue
        if partner:
            yield _finding(page, use, declared[partner])
            continue
        alike = names.like(use.name)
        near = max(alike, key=lambda name: (alike[name], name), default="")
        # The variables of a request file are all its own: one that it does not declare has no other meaning.
        if near and (near not in used or kind == "http" or _is_misspelled(use.name, near)):
            yield _finding(page, use, declared[near])


def _partner(unset: set[str], unread: set[str], kind: str) -> str:
    """Return the only name that is set and not read, where one name alone is read and not set that means the same."""
    if kind != "environment" or len(unset) != 1 or len(unread) != 1:
        return ""
    (wanted,), (found,) = unset, unread
    few, many = sorted((words_of(wanted), words_of(found)), key=len)
    more = Counter(many) - Counter(few)
    is_longer = (
        len(few) > 2 and len(many) == len(few) + 1 and sum(more.values()) == 1 and not any(map(str.isdigit, more))
    )
    is_secret = few[:-1] == many[:-1] and few != many and {few[-1], many[-1]} <= _SECRETS
    return found if (is_longer or is_secret) and not _is_literal(found, kind) else ""


_SECRETS = frozenset({"key", "secret", "token", "password"})
"""Words for what only its owner may know."""


def _unread(page: Page, set_here: list[Variable], around: list[Page]) -> Iterator[Finding]:
    """Yield the variables that a sample sets and nothing else mentions, where a text names one nearly alike."""
    others = [(other, one) for other in around for one in other.facts.variables if one.kind == "environment"]
    counts = Counter(one.name for _, one in others)
    taken = {one.name for _, one in others if _is_set(one) or not one.declares}
    named = {one.name: (other, one) for other, one in reversed(others) if one.name not in taken}
    names = _Names(named)
    for one in set_here:
        near = list(names.like(one.name)) if counts[one.name] == 1 else []
        if len(near) == 1 and not _is_literal(near[0], "environment"):
            other, text = named[near[0]]
            message = f"nothing reads `{one.name}`; the text says `{text.name}`"
            ends = (related(other, text.span, f"says `{text.name}`"),)
            fix = replacement(page, one.span, text.name, Safety.UNSAFE)
            yield finding(undefined_placeholder, page, one.span, message, related=ends, fix=fix)


def _is_literal(name: str, kind: str) -> bool:
    """Return whether a name in capitals is text to be replaced (`YOUR_API_KEY`), which sets no variable."""
    return kind == "environment" and name.startswith(("YOUR_", "REPLACE_"))


_NEAR = 80
"""How alike, of 100, two names are that mean the same."""
_FILLERS = frozenset({"api", "name", "id", "url", "uri", "string", "value", "resource", "account", "my", "your"})
"""Words that a name may have or lack and still mean the same."""


class _Names:
    """Names, to be asked which of them are like another; only those are compared that have all words but one alike."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[_Rest, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for name in names:
            for rest, word in _rests(words_of(name)):
                self._names[rest][word].append(name)

    def like(self, name: str) -> dict[str, float]:
        """Return the names that are so much like another that one of them may be meant, and how much."""
        from rapidfuzz import fuzz, process

        found: dict[str, float] = {}
        for rest, word in _rests(words_of(name)):
            words = self._names.get(rest, {})
            near = process.extract(word, list(words), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=None) if word else ()
            for one in ("", *(near_word for near_word, *_ in near)):
                found.update((other, _likeness(name, other)) for other in words.get(one, ()) if other not in found)
        return {one: likeness for one, likeness in found.items() if likeness >= _NEAR}


_Rest = tuple[int, int, int]


def _rests(words: Sequence[str]) -> Iterator[tuple[_Rest, str]]:
    """Yield what two names that are alike have in common, as a digest, and the word in which they differ there.

    That is all words but the one at the same place, or all words, in any order and but for a filler in one of them.
    """
    every, placed = sum(map(hash, words)), [hash(pair) for pair in enumerate(words)]
    whole = sum(placed)
    yield (-1, 0, every), ""
    for at, word in enumerate(words):
        yield (at, len(words), whole - placed[at]), word
        if word in _FILLERS:
            yield (-1, 0, every - hash(word)), ""


def _likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 100: one word misspelled, or one more that says nothing; never a number."""
    from rapidfuzz import fuzz

    a, b = words_of(one), words_of(other)
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
    """Return whether two names are the same but for the letters of one long word."""
    a, b = words_of(one), words_of(other)
    return len(a) == len(b) and all(x == y or min(len(x), len(y)) > 5 for x, y in zip(a, b, strict=True))


def _finding(page: Page, use: Variable, near: Declared) -> Finding:
    other, declared = near
    message = f"`{use.name}` is never set; the page defines `{declared.name}`"
    ends = (related(other, declared.span, f"defines `{declared.name}`"),)
    fix = replacement(page, use.span, declared.name, Safety.UNSAFE)
    return finding(undefined_placeholder, page, use.span, message, related=ends, fix=fix)
