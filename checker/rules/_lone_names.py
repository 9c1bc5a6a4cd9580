"""A graph goes in; for a model's name that occurs once, the name comes out from which it differs in one part.

The tree is a catalog: an id that several places use exists. One that occurs once, that nothing else knows,
and that differs from a usual one by a date, a version number or a word is a slip, unless something says that there are
two: both in one text, list or table, near each other in a sample, or one of several such names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from rapidfuzz.distance import OSA

from ..findings import Severity
from ..graph import DocsGraph, Mention, Page
from ..patterns import families
from ._model_slips import whole
from ._models import is_id
from ._written import Written

_ON_PAGE, _IN_TREE = 2, 4
"""Places of its page, or of the tree, that make a name a usual one, where the other is plainly a slip of it."""
_MUCH = 3
"""Places of its page that make it what the page is about, where the other might be a model as well."""
_SHORT = 3
"""Letters of parts such as `en` and `es`, which differ on purpose."""
_MOST_PARTS = 10
"""Parts of a name; no model's name has more."""
_SERIES = 12
"""So many names that differ in one part alone are a series."""
_NEAR = 3
"""Lines of a sample within which two names are set against each other."""
_NUMBER = re.compile(r"[a-z]?\d{1,2}(?:\.\d{1,2})?$")
_DAY = re.compile(r"\d{4}|\d{6}|\d{8}")
_OF_DAY = re.compile(r"\d\d|20\d\d")
_MONTH_DAY = re.compile(r"[01]\d[0-3]\d")
_JOINT = re.compile(r"(?<=\d)[.-](?=\d(?!\d))")
_HISTORY = ("announced", "shown")
_Key = tuple[str, ...]


class Usual(NamedTuple):
    """A mention of a usual name, and how severe it is that another one is not that."""

    mention: Mention
    severity: Severity


class LoneNames:
    """Finds what a name that occurs once is a slip of, in one of its parts."""

    def __init__(self, graph: DocsGraph) -> None:
        self._graph = graph
        self._mentions: dict[str, list[Mention]] = defaultdict(list)
        self._on_page: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        self._spelled: dict[tuple[str, str], dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
        self._written = Written(
            graph, lambda: (_own(places[0]) for forms in self._spelled.values() for places in forms.values())
        )
        for mention in graph.mentions:
            if mention.resolved.maker or mention.use is not None:
                name = whole(mention.text)
                self._mentions[name].append(mention)
                before, spelled = _spelled(mention)
                self._spelled[name, before][spelled].append(mention)
                self._on_page[name, mention.page.path].append(mention)

    def meant(self, mention: Mention) -> Usual | None:
        """Return the one usual name that this one is a slip of, on its own page where that has it, or None."""
        name = whole(mention.text)
        if len(self._mentions[name]) > 1 or not is_id(_own(mention)):
            return None
        found = [
            (other, severity)
            for other in self._alike(name)
            if (severity := self._severity(mention, name, other)) is not None
        ]
        best = max((severity for _, severity in found), default=Severity.SUGGESTION)
        likely = [other for other, severity in found if severity is best]
        if len(likely) != 1 or self._is_written_elsewhere(mention):
            return None
        places = self._on_page.get((likely[0], mention.page.path)) or self._mentions[likely[0]]
        return Usual(places[0], best)

    def respelled(self, mention: Mention) -> Usual | None:
        """Return a usual place of a name that a single mention joins otherwise: `v3-0` for `v3.0`, or None.

        Its maker joins numbers so nowhere else.
        """
        name, (before, spelled) = whole(mention.text), _spelled(mention)
        forms = self._spelled.get((name, before), {})
        if not 1 < len(forms) < _SERIES or len(forms.get(spelled, ())) != 1 or not is_id(spelled):
            return None
        usual = max(forms, key=lambda form: len(forms[form]))
        if len(forms[usual]) < _IN_TREE:
            return None
        is_other = _letters(spelled) == _letters(usual) and spelled.count("-") != usual.count("-")
        own = self._joints[families.maker_of_name(name)]
        if not is_other or own.issuperset(match[0] for match in _JOINT.finditer(spelled)):
            return None
        return None if self._is_written_elsewhere(mention) else Usual(forms[usual][0], Severity.WARNING)

    def _alike(self, name: str) -> Iterator[str]:
        """Yield the names of several places that have the same parts but one, or the same in another order."""
        parts = name.split("-")
        if not 1 < len(parts) <= _MOST_PARTS:
            return
        near = {one for at in range(len(parts)) for one in self._by_rest.get(_without(parts, at), ())}
        yield from sorted({*near, *self._by_parts.get(tuple(sorted(parts)), ())} - {name})

    @cached_property
    def _by_rest(self) -> dict[_Key, list[str]]:
        """The names of several places by all of their parts but one; a series of names is left out."""
        found: dict[_Key, list[str]] = defaultdict(list)
        for name in self._usual:
            parts = name.split("-")
            for at in range(len(parts) if len(parts) <= _MOST_PARTS else 0):
                found[_without(parts, at)].append(name)
        return {key: names for key, names in found.items() if len(names) < _SERIES}

    @cached_property
    def _by_parts(self) -> dict[_Key, list[str]]:
        found: dict[_Key, list[str]] = defaultdict(list)
        for name in self._usual:
            found[tuple(sorted(name.split("-")))].append(name)
        return found

    @cached_property
    def _joints(self) -> dict[str, set[str]]:
        """How the usual names of each maker join two numbers: with a point, or with a hyphen."""
        found: dict[str, set[str]] = defaultdict(set)
        for (name, _), forms in self._spelled.items():
            often = (form for form, places in forms.items() if len(places) > 1)
            found[families.maker_of_name(name)].update(match[0] for one in often for match in _JOINT.finditer(one))
        return found

    @cached_property
    def _usual(self) -> list[str]:
        return [name for name, places in self._mentions.items() if len(places) >= _ON_PAGE]

    def _severity(self, mention: Mention, name: str, other: str) -> Severity | None:
        """Return how sure it is that one name is a slip of the other, or None where it is not."""
        maker, places = families.maker_of_name(name), self._mentions[other]
        own = self._on_page.get((other, mention.page.path), [])
        if maker != families.maker_of_name(other) or self._are_together(mention, other):
            return None
        is_usual = len(own) >= _ON_PAGE or len(places) >= (_ON_PAGE if self.is_known(places[0]) else _IN_TREE)
        is_history = mention.role in _HISTORY
        if sorted(name.split("-")) == sorted(other.split("-")):
            return Severity.WARNING if is_usual and not is_history else None
        at, one, right = _odd_part(name, other)
        if self._is_typo(name, one, right) or _is_swapped(one, right):
            return Severity.WARNING if is_usual else None
        if is_history:  # another day or number is another model
            return None
        if _is_other_day(name.split("-"), at, right) or _lacks_zero(one, right):
            return Severity.WARNING if is_usual else None
        if self._is_enumerated(mention, maker):
            return None
        if _lacks_point(one, right):
            return Severity.WARNING if own and is_usual else None
        are_words = one.isalpha() and right.isalpha() and {one, right} <= self._words[maker]
        return Severity.SUGGESTION if are_words and len(own) >= _MUCH and _has_digit(name) else None

    def is_known(self, mention: Mention) -> bool:
        """Return whether something else than the tree's own tables knows a name, with its version."""
        resolved = mention.resolved
        model = self._graph.catalog.models.get(resolved.model)
        if model is None or resolved.tail:
            return False
        entry = model.versions.get(resolved.version) if resolved.version else model
        return entry is not None and any(origin.layer in ("user", "bundled") for origin in entry.origins)

    def _are_together(self, mention: Mention, other: str) -> bool:
        """Return whether a page has two names in one text, list or table, or near each other in a sample."""
        key, page = (other, mention.page.path), mention.page
        if key not in self._on_page:
            return False
        if key not in self._around:
            own = self._on_page[key]
            lines = {(one.block, page.line(one.span.start)) for one in own}
            self._around[key] = lines, {one.block for one in own}, {_group(one) for one in own}
        lines, blocks, groups = self._around[key]
        if mention.sample < 0:
            return mention.block in blocks or _group(mention) in groups
        line = page.line(mention.span.start)
        return any((mention.block, line + step) in lines for step in range(-_NEAR, _NEAR + 1))

    @cached_property
    def _around(self) -> dict[tuple[str, str], tuple[set[tuple[int, int]], set[int], set[int]]]:
        """The lines, blocks and groups that names have on pages."""
        return {}

    def _is_enumerated(self, mention: Mention, maker: str) -> bool:
        """Return whether a name is one of several of its maker's in a list or a table."""
        return len(self._blocks[mention.page.path, _group(mention), maker] - {mention.block}) > 0

    @cached_property
    def _blocks(self) -> dict[tuple[str, int, str], set[int]]:
        """The blocks with names, by page, list or table, and maker."""
        found: dict[tuple[str, int, str], set[int]] = defaultdict(set)
        for one in self._graph.mentions:
            found[one.page.path, _group(one), one.resolved.maker].add(one.block)
        return found

    def _is_typo(self, name: str, one: str, right: str) -> bool:
        """Return whether a word of a name, which its maker gives no model, is a typo or a short form of another."""
        if not (one.isalpha() and right.isalpha()):
            return False
        near = OSA.distance(one, right) == 1 and (len(one) != len(right) or len(one) > _SHORT)
        is_near = near or (one[:2] == right[:2] and len(one) > 2)
        return is_near and one not in self._words[families.maker_of_name(name)]

    @cached_property
    def _words(self) -> dict[str, set[str]]:
        """The words that each maker's names are made of: those that the catalog knows, and those of several places."""
        found: dict[str, set[str]] = defaultdict(set)
        known = (one.id for one in self._graph.catalog.models.values() if one.declared_in("bundled"))
        for name in (*known, *self._usual):
            found[families.maker_of_name(name)].update(name.split("-"))
        return found

    def _is_written_elsewhere(self, mention: Mention) -> bool:
        """Return whether the tree has the name at another place where nothing was read as a model's name."""
        return self._written.count(_own(mention)) > 1


def _own(mention: Mention) -> str:
    """Return the name of a mention without what is before its last slash."""
    return mention.text.rpartition("/")[2]


def _without(parts: list[str], at: int) -> _Key:
    return (*parts[:at], "", *parts[at + 1 :])


def _has_digit(name: str) -> bool:
    return any(map(str.isdigit, name))


def _odd_part(name: str, other: str) -> tuple[int, str, str]:
    """Return the part in which two names differ: its number, and how each has it."""
    pairs = zip(name.split("-"), other.split("-"), strict=True)
    return next((at, one, right) for at, (one, right) in enumerate(pairs) if one != right)


def _is_other_day(parts: list[str], at: int, right: str) -> bool:
    """Return whether a part of a name and that of another are days, or of days, and differ by a slip."""
    one = parts[at]
    if not (one.isdigit() and right.isdigit()):
        return False
    if len(one) == 2 and len(right) in (2, 4):
        beside = parts[max(0, at - 1) : at] + parts[at + 1 : at + 2]
        return (len(right) == 2 or right == f"20{one}") and any(_OF_DAY.fullmatch(part) for part in beside)
    is_day = len(one) == len(right) and _DAY.fullmatch(one) is not None
    return is_day and OSA.distance(one, right) <= (2 if len(one) == len("20240513") else 1)


def _is_swapped(one: str, right: str) -> bool:
    """Return whether two parts with digits differ in the order of two neighbors: `2042` and `2024`."""
    if len(one) != len(right) or _MONTH_DAY.fullmatch(one) or (one.isdigit() and len(one) <= _SHORT):
        return False
    return _has_digit(one) and sorted(one) == sorted(right) and OSA.distance(one, right) == 1


def _spelled(mention: Mention) -> tuple[str, str]:
    """Return what is before the last slash of a name, since a gateway has ids of its own, and the rest as written."""
    before, _, spelled = mention.text.lower().rpartition("/")
    return before, spelled


def _letters(name: str) -> str:
    """Return a name without what joins its parts."""
    return name.replace("-", "").replace(".", "")


def _lacks_zero(one: str, right: str) -> bool:
    """Return whether two numbers differ in zeros: `v4` and `v4.0`, `02` and `002`."""
    if one.isdigit() and right.isdigit():
        return right.startswith("0") and one.lstrip("0") == right.lstrip("0")
    return one != right and one.removesuffix(".0") == right.removesuffix(".0") and _NUMBER.match(one) is not None


def _lacks_point(one: str, right: str) -> bool:
    """Return whether a number was written without the digits after its point: `3` for `3.1`."""
    whole_, point, _ = right.partition(".")
    return bool(point) and one == whole_ and _NUMBER.match(right) is not None


def _group(mention: Mention) -> int:
    """Return the first block of the list or table that a mention is in, or its own."""
    return mention.page.once(_groups).get(mention.block, mention.block)


def _groups(page: Page) -> dict[int, int]:
    """Return for the blocks of lists and tables the first block of their list or table."""
    found: dict[int, int] = {}
    for one in page.facts.lists:
        found.update((item.block, one.items[0].block) for item in one.items)
    for table in page.facts.tables:
        cells = [cell.block for row in (table.header, *table.rows) for cell in row]
        found.update((block, cells[0]) for block in cells)
    return found
