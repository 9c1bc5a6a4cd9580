"""A graph goes in; for a model's name that nothing knows, the name that it is a slip from comes out.

What exists is what the catalog knows, and what the tree itself uses in several places: a name that is used once beside
one that is used everywhere is the misspelling, for every maker.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property

from rapidfuzz.distance import OSA

from ..catalog import naming
from ..graph import DocsGraph, Mention
from ..patterns import families, models
from ..patterns.alike import Alike
from ..patterns.recogniser import recognise
from ._models import is_id

_SEVERAL = 3
"""Places of the tree that make a name one that exists; on its own page one other place is enough."""
_SELDOM = 2
"""A name in more places than this is not a typo."""
_SHORTEST = 4
"""Letters that a misspelled part of a name has at least."""
_LONG = 6
"""Letters from which on a part may be two slips away."""
_DIGITS = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")


class Slips:
    """Finds what a name is a slip from."""

    def __init__(self, graph: DocsGraph) -> None:
        self._graph = graph
        self._places: Counter[str] = Counter()
        self._on_page: dict[str, Counter[str]] = defaultdict(Counter)
        for mention in graph.mentions:
            if mention.resolved.maker:
                name = whole(mention.text)
                self._places[name] += 1
                self._on_page[mention.page.path][name] += 1

    def meant(self, mention: Mention) -> str:
        """Return the name that a mention's is a slip from, or an empty text."""
        name = whole(mention.text)
        exact = mention.name is not None and mention.name.exact
        named = exact or _has_number(name) or mention.use is not None  # else it may be a word: claude-code
        if not mention.resolved.maker or self._places[name] > _SELDOM or not named:
            return ""
        own = self._on_page[mention.page.path]
        near = [
            other
            for other in self._near(name)
            if other != name
            and (other in self._known or self._places[other] >= _SEVERAL or own[other] > own[name])
            and (other in self._known or self._places[other] >= self._places[name])
            and self._is_slip(name, other)
            and (_letters(name) != _letters(other) or is_id(mention.text))
        ]
        found = max(near, key=lambda other: (own[other], self._places[other], other), default="")
        return found or self._in_order(mention, name) or self._of_title(mention, name, own)

    def _in_order(self, mention: Mention, name: str) -> str:
        """Return the name with the same parts in another order: `claude-4-sonnet-20250514` for `claude-sonnet-4-...`.

        One without a day may be what a reseller calls it, unless the page has the id of the other one too.
        """
        if mention.resolved.known or not is_id(mention.text):
            return ""
        parts, dated = sorted(name.split("-")), naming.split_version(name)[1]
        alike = [one for one in self._by_signature.get(_signature(name), ()) if one in self._known and one != name]
        found = next((one for one in alike if sorted(one.split("-")) == parts), "")
        return found if found and (dated or self._is_id_on(mention.page.path, found)) else ""

    def _is_id_on(self, path: str, name: str) -> bool:
        return any(is_id(one.text) and whole(one.text) == name for one in self._graph.by_page[path])

    def _of_title(self, mention: Mention, name: str, own: Counter[str]) -> str:
        """Return the name in the title of a page, where this one has another digit, is in no catalog, and is alone."""
        if self._places[name] > 1 or mention.resolved.known or mention.role not in ("mentioned", "used", "required"):
            return ""
        title = mention.page.facts.title
        titles = {whole(title[start:end]) for start, end in models.model_names(title, models.model_starts(title))}
        near = [
            other
            for other in sorted(titles & own.keys())
            if own[other] >= _SEVERAL and _DIGIT.sub("", name) == _DIGIT.sub("", other)
            if OSA.distance(name, other) == 1
        ]
        return near[0] if len(near) == 1 else ""

    @cached_property
    def _known(self) -> set[str]:
        """The names that the catalog knows, with their versions."""
        models = self._graph.catalog.models
        return {name for model in models.values() for name in (model.id, *(f"{model.id}-{v}" for v in model.versions))}

    def _near(self, name: str) -> list[str]:
        """Return the names that exist and that a name may be a slip from."""
        signature, parts = _signature(name), name.split("-")
        near = [other for other in self._by_letters.get(_letters(name), ()) if _signature(other) == signature]
        around = self._around(signature)
        for at, part in enumerate(parts if len(parts) <= _MOST_PARTS else ()):
            beside = around.get((at, _without(parts, at)), {})
            is_head = part in families.misspelled_heads()
            rights = list(beside) if len(beside) <= _FEW or is_head else self._alike(beside).of(part)
            near += [other for right in rights for other in beside[right]]
        return sorted(set(near))

    def _alike(self, parts: dict[str, list[str]]) -> Alike:
        if id(parts) not in self._indexed:
            self._indexed[id(parts)] = Alike(parts, 2)
        return self._indexed[id(parts)]

    @cached_property
    def _indexed(self) -> dict[int, Alike]:
        return {}

    @cached_property
    def _existing(self) -> list[str]:
        return sorted(self._known | {name for name, count in self._places.items() if count > 1})

    @cached_property
    def _by_signature(self) -> dict[_Signature, list[str]]:
        """The names that exist, by maker and digits: a slip of letters leaves the digits alone."""
        found: dict[_Signature, list[str]] = defaultdict(list)
        for name in self._existing:
            found[_signature(name)].append(name)
        return found

    @cached_property
    def _by_letters(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self._existing:
            found[_letters(name)].append(name)
        return found

    def _around(self, signature: _Signature) -> _Around:
        """Return the names of a maker with some digits by all of their parts but one, and then by this one."""
        if signature not in self._arounds:
            found: _Around = defaultdict(lambda: defaultdict(list))
            for name in self._by_signature.get(signature, ()):
                parts = name.split("-")
                for at, part in enumerate(parts if len(parts) <= _MOST_PARTS else ()):
                    found[at, _without(parts, at)][part].append(name)
            self._arounds[signature] = found
        return self._arounds[signature]

    @cached_property
    def _arounds(self) -> dict[_Signature, _Around]:
        return {}

    @cached_property
    def _words(self) -> set[str]:
        """The parts of names that are spelled right: those of the catalog, of the data, and of what the tree uses."""
        words = set(self._graph.catalog.vocabulary()) | naming.QUALIFIERS
        words |= {word for family in families.load().families for word in (*family.series, *family.heads)}
        words |= {part for name, count in self._places.items() if count > _SELDOM for part in name.split("-")}
        return words

    def _is_slip(self, name: str, other: str) -> bool:
        """Return whether two names differ in one part, a misspelling in the first, or in how their parts are joined."""
        if _letters(name) == _letters(other):
            family = families.of(name)
            return family is not None and family.complete
        mine, theirs = name.split("-"), other.split("-")
        if len(mine) != len(theirs):
            return False
        odd = [(one, right) for one, right in zip(mine, theirs, strict=True) if one != right]
        if len(odd) != 1:
            return False
        one, right = odd[0]
        if one in self._words or min(len(one), len(right)) < 3:
            return False
        if one in families.misspelled_heads():
            return one == mine[0]
        if len(right) < _SHORTEST:
            return False
        return OSA.distance(one, right) <= (1 if len(right) < _LONG else 2)


_Signature = tuple[str, str]
_Around = dict[tuple[int, str], dict[str, list[str]]]
_MOST_PARTS = 12
"""Parts of a name that may have a slip; no model's name has as many."""
_FEW = 30
"""Names that are compared one by one in less time than it takes to index them."""


def _without(parts: list[str], at: int) -> str:
    return "-".join((*parts[:at], "", *parts[at + 1 :]))


def whole(text: str) -> str:
    """Return the canonical name of a written one with its version, without prefix and tag."""
    written = recognise(text)
    return naming.canonical(written.name) if written is not None else naming.canonical(text)


def _signature(name: str) -> _Signature:
    return families.maker_of_name(name), " ".join(_DIGITS.findall(name))


def _letters(name: str) -> str:
    return name.replace("-", "").replace(".", "")


def _has_number(name: str) -> bool:
    return any(character.isdigit() for character in name)
