"""A name in a program is not the one that the program declares or uses everywhere else.

A name that nothing on the page declares is reported where one that differs by a letter at either end is declared in the
same sample and never used (`ompletion` above `completion.total`), or one that is declared before it differs by one slip
(`resonse`) or by nothing but capitals and underscores (`tableID`), provided that the sample parses and leaves nothing
out. What an earlier sample declares is known to those after it, unless the name is the only one that a sample with
imports does not declare, and the close one is declared or imported and never used. In C#, Java and Go, where all is
declared, such an only name may also be another English word (`insight`). A member is reported where the sample writes
it with other capitals everywhere else (`process.enV`). Names that are only unknown are not reported: they may come from
anywhere.

````bad start.md
```javascript
const ompletion = await client.rent({ boat: "canoe" });
console.log(completion.total); // expect: inconsistent-name
```
````
````good start.md
```javascript
const completion = await client.rent({ boat: "canoe" });
console.log(completion.total, result);
```
````
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property

from ...code.declarations import are_close, is_derived, is_imported, is_of_language, is_slip, missing, plain_form
from ...code.imports import imports
from ...code.typed import LANGUAGES as TYPED
from ...english import dictionary
from ...findings import Finding, Ground, Safety, Severity
from ...graph import DocsGraph, Page
from ...page.facts import Variable
from ...patterns.alike import Alike
from .._base import Options, Scope, finding, related, replacement, rule
from ._words import words_of


@rule(Severity.WARNING, fix=Safety.UNSAFE, ground=Ground.CONTRADICTION, scope=Scope.PAGE)
def inconsistent_name(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the names and members of programs that the rest of the program writes differently."""
    for page in graph.pages:
        if any(one.kind in ("name", "called", "member") and not one.declares for one in page.facts.variables):
            yield from undeclared(page)
            yield from _other_capitals(page)


def undeclared(page: Page) -> Iterator[Finding]:
    """Yield the names of a program that are declared nowhere on the page, and close to one that it declares."""
    declared: set[str] = set()
    of_sample: dict[int, list[Variable]] = defaultdict(list)
    used: dict[tuple[int, str], list[Variable]] = defaultdict(list)
    for one in page.facts.variables:
        if one.kind in ("name", "field") and one.declares:
            declared.add(one.name)
            of_sample[one.sample].append(one)
        elif one.kind in ("name", "called"):
            used[one.sample, one.name].append(one)
    programs: dict[int, _Program] = {}
    for (sample, name), uses in sorted(used.items()):
        own_names = {one.name for one in of_sample[sample]}
        if not own_names or name in own_names:
            continue
        if sample not in programs:
            programs[sample] = _Program(page, sample, of_sample[sample])
        program = programs[sample]
        for near in program.like(name):
            own, is_used = program.declared[near], (sample, near) in used
            why = _mistaken(program, uses, own, is_used) if name not in declared else ""
            if why := why or _alone(program, uses, own, is_used, name in declared):
                ends = (related(page, own[0].span, f"declares `{near}`"),)
                fix = replacement(page, uses[0].span, near, Safety.UNSAFE)
                yield finding(inconsistent_name, page, uses[0].span, why, related=ends, fix=fix)


class _Program:
    """A sample with the names that it declares, to be asked which of them another may be a slip of."""

    def __init__(self, page: Page, sample: int, declared: list[Variable]) -> None:
        self.language = page.facts.samples[sample].language
        self._start = page.facts.samples[sample].span.start
        self._code = page.facts.samples[sample].span.slice(page.text)
        self.is_whole = _IMPORT.search(self._code) is not None
        self.declared: dict[str, list[Variable]] = defaultdict(list)
        for one in declared:
            if one.kind == "name" and len(one.name) <= _LONGEST:
                self.declared[one.name].append(one)
        self._alike = Alike(self.declared, 1, longest=_LONGEST)
        self._by_part: dict[str, list[str]] = defaultdict(list)
        for name in self.declared:
            for part in {plain_form(name), *_parts(name)}:
                self._by_part[part].append(name)

    def like(self, name: str) -> list[str]:
        """Return the declared names that are a slip away from another, or that are a part of it, or it of them."""
        if len(name) > _LONGEST or is_of_language(name, self.language):
            return []
        found = {*self._alike.of(name), *(part for part in _parts(name) if part in self.declared)}
        for form in (name, plain_form(name)):
            found.update(self._by_part.get(form, ()))
        return sorted(found)

    @cached_property
    def missing(self) -> set[str]:
        """The names that the program uses and does not declare."""
        return missing(self._code, self.language)

    @cached_property
    def imported(self) -> set[str]:
        """The names that the program imports, as it calls them."""
        return {one.name for one in imports(self._code, self.language)}

    def is_imported(self, one: Variable) -> bool:
        """Return whether a name is declared by an import."""
        start = len(self._code[: one.span.start - self._start].encode())
        return is_imported(self._code, self.language, start, start + len(one.name.encode()))


_LONGEST = 80
"""Letters of a name that may be mistaken."""
_END = re.compile(r"(?<![a-z])[a-z]*$")


def _parts(name: str) -> Iterator[str]:
    """Yield what a name is when a word at one of its ends is left out, or letters at the end of its last word."""
    for at, sign in enumerate(name):
        if sign == "_":
            yield name[:at]
            yield name[at + 1 :]
    for at in range(_END.search(name).start(), len(name)):  # type: ignore[union-attr]
        yield name[:at]


def _mistaken(program: _Program, uses: list[Variable], own: list[Variable], is_used: bool) -> str:
    """Return why a name is taken for a slip of one that its program declares, or nothing."""
    name, near = uses[0].name, own[0].name
    if near == f"{name}_":  # https://peps.python.org/pep-0008: what is called like a keyword or built-in gets the `_`
        return ""
    is_after = own[0].span.start < uses[0].span.start
    if is_after and is_slip(name, near) and not _is_word(name, near):
        return f"`{name}` is never declared; the sample declares `{near}`"
    if is_used or all(one.kind == "called" for one in uses):
        return ""
    is_close = are_close(name, near) and not _are_kin(name, near, program.is_whole)
    if is_close or (program.is_whole and is_after and is_derived(name, near)):
        return f"`{name}` is never declared; `{near}` is declared and never used"
    return ""


def _alone(program: _Program, uses: list[Variable], own: list[Variable], is_used: bool, is_known: bool) -> str:
    """Return why the only name that a program does not declare is taken for a slip of one that it does declare.

    Then no other sample of the page is part of the program, so that it does not matter what they declare.
    """
    name, near = uses[0].name, own[0].name
    if own[0].span.start > uses[0].span.start or program.missing != {name}:
        return ""
    if program.is_imported(own[0]):
        is_near = (is_slip(name, near) or is_derived(name, near)) and not _are_kin(name, near, False)
        if is_near and not is_used and near in program.imported:
            return f"`{name}` is never declared; `{near}` is imported and never used"
        return ""
    is_typed = program.language in TYPED and not is_known
    if is_typed and is_used and is_slip(name, near):
        return f"`{name}` is the only name that the sample does not declare; it declares `{near}`"
    is_like = (are_close(name, near) or is_derived(name, near)) and not _are_kin(name, near, True)
    if is_like and not is_used and (program.is_whole or is_typed):
        return f"`{name}` is the only name that the sample does not declare; it declares `{near}` and never uses it"
    return ""


def _is_word(name: str, near: str) -> bool:
    """Return whether a name has an English word of its own where it differs by letters from another."""
    words, others = words_of(name), words_of(near)
    return plain_form(name) != plain_form(near) and all(dictionary.exists(word) for word in words if word not in others)


_IMPORT = re.compile(r"^[ \t]*(?:import|from)\b|\brequire\(", re.M)


def _are_kin(one: str, other: str, is_whole: bool) -> bool:
    """Return whether one name is made of the other: a type's (`AgentT`, `IBoat`), or a plural or a doer (`writer`).

    A program that has its imports is meant to be whole: there, a plural of which nothing is declared is a slip, and so
    is one of a name of several words (`apiVersions`) anywhere.
    """
    short, long = sorted((one, other), key=len)
    if short[0].isupper() and long in (f"{short}T", f"T{short}", f"I{short}"):
        return True
    made = long in (f"{short}r", f"{short}d") or (long == f"{short}s" and len(words_of(short)) == 1)
    return made and not is_whole


_SELVES = ("self", "this", "cls")
"""The object of a class, which may have an instance (`self.boat`) beside the class it is made of (`self.Boat`)."""


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
            owner, written = wrong.name.split(".", 1)
            if owner != right.split(".", 1)[0] or (owner in _SELVES and written[1:] == member[1:]):
                continue
            message = f"`{wrong.name}` is written `{right}` everywhere else in the sample"
            ends = (related(page, forms[right][0].span, f"written `{right}`"),)
            fix = replacement(page, wrong.span, member, Safety.UNSAFE)
            yield finding(inconsistent_name, page, wrong.span, message, related=ends, fix=fix)
