"""A model does not exist, and its name is close to one that does.

Reported are names with a misspelled part, names that combine known parts in a way that neither the tree's tables nor
the catalog have, and names in running text that have one letter more or less than a known one. Deployment names can be
anything.

The tree is a catalog too: a name that occurs once, that no catalog knows, and that differs in one part (a date, the
point of a number, a word), in the order of its parts or in what joins them (`v3-0`) from a name that its page or the
tree often has is reported as a warning, unless the page has both in one text, list or table.

```bad guide.md
Select the `gpt-4o-mini-realtime-previw` model. <!-- expect: unknown-model -->
```
```good guide.md
Call your deployment `gpt-4o-realtime-preview-1001`, `my-gpt4` or `gpt-35-turbo-ft`.
```
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property

from rapidfuzz.distance import OSA

from ...catalog import Catalog, naming
from ...findings import Evidence, Finding, Ground, Severity
from ...graph import DocsGraph, Mention
from ...patterns import families
from ...patterns.alike import Alike
from ...patterns.recogniser import recognise
from .._base import Options, finding, rule
from .._lone_names import LoneNames, Usual
from .._model_slips import Slips
from .._models import model_shaped, points_at
from ._current import names_a_series


@rule(Severity.ERROR, ground=Ground.TABLE)
def unknown_model(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each name that no layer of the catalog knows and that is near to one that is known."""
    known, slips, lone, lines = _Known(graph.catalog), Slips(graph), LoneNames(graph), _Lines()
    for mention in graph.mentions:
        resolved = mention.resolved
        if names_a_series(mention):
            continue
        if resolved.known and not resolved.tail:
            if wrong := _maker_in_prefix(mention):
                yield _prefixed(mention, wrong)
            elif usual := _of_known(mention, lone):
                yield _alone(mention, usual)
            continue
        meant = ""
        if model_shaped(mention.text) and _is_listed(resolved.model):
            meant = known.misspelled(mention)
            if not meant and not resolved.known:
                meant = known.misbuilt(mention) or (known.letter_away(mention.model) if _is_prose(mention) else "")
        meant = meant or (slips.meant(mention) if mention.role != "announced" else "")
        if lines.show_as_wrong(mention):
            continue
        if meant:
            message = f"there is no model `{mention.text}`; did you mean `{graph.catalog.spelled(meant)}`?"
            yield finding(unknown_model, mention.page, mention.span, message)
        elif usual := lone.meant(mention) or lone.respelled(mention):
            yield _alone(mention, usual)


def _of_known(mention: Mention, lone: LoneNames) -> Usual | None:
    """Return the usual name that a known one is a slip of: by its own table alone, or as it joins its parts."""
    declares = mention.role == "declared" and not lone.is_known(mention)
    return (lone.meant(mention) if declares else None) or lone.respelled(mention)


def _maker_in_prefix(mention: Mention) -> str:
    """Return the maker before the dot of an id (`meta.command-r`), where the model is another's, or an empty text."""
    written = recognise(mention.text) if "." in mention.text else None
    if written is None or not mention.text[: written.start].endswith("."):
        return ""
    prefix = families.maker_of(mention.text[: written.start - 1].rpartition(".")[2].rpartition("/")[2].lower())
    own = families.maker_of_name(written.name)
    return prefix if prefix and own and prefix != own else ""


def _prefixed(mention: Mention, wrong: str) -> Finding:
    makers, own = families.load().makers, families.maker_of_name(mention.model)
    message = f"`{mention.model}` is a model of {makers[own].title}, but `{mention.text}` says {makers[wrong].title}"
    return finding(unknown_model, mention.page, mention.span, message)


def _alone(mention: Mention, usual: Usual) -> Finding:
    """Return what is said of a name that occurs once beside a usual one."""
    right = usual.mention
    message = f"`{mention.text}` is in no catalog and nowhere else in the docs; did you mean `{right.text}`?"
    ends = (points_at(right, f"has `{right.text}`"),)
    return finding(
        unknown_model, mention.page, mention.span, message, related=ends, severity=usual.severity, evidence=_BY_USE
    )


_BY_USE = Evidence(Ground.PATTERN)


@cache
def _is_listed(model: str) -> bool:
    """Return whether the catalog lists all models of a name's family, so that an unknown one is doubtful."""
    family = families.of(model)
    return family is not None and family.complete


_WRONG = re.compile(r"\bdid you mean\b|\bnot found\b|\bno such\b|\bdo(?:es)?(?:n['’]t| not) exist\b|\btypos?\b", re.I)


class _Lines:
    """The lines of names, to be asked whether they say themselves that there is no such model; each is read once."""

    def __init__(self) -> None:
        self._wrong: dict[tuple[str, int, int], bool] = {}

    def show_as_wrong(self, mention: Mention) -> bool:
        """Return whether the line of a name, or the one after it, says that the name is wrong."""
        text = mention.page.text
        first, last = text.rfind("\n", 0, mention.span.start) + 1, mention.span.end
        for _ in range(2):
            last = text.find("\n", last + 1) if last >= 0 else last
        key = mention.page.path, first, last if last >= 0 else len(text)
        if key not in self._wrong:
            self._wrong[key] = _WRONG.search(text, *key[1:]) is not None
        return self._wrong[key]


class _Known:
    """What the catalog knows, to be asked what an unknown name was meant to be; each name once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._nearest = cache(catalog.nearest_model)
        self.letter_away = cache(self._letter_away)
        """Returns the known model whose name a text differs from by one letter too few or too many (`GPT-4-mini`)."""

    @cached_property
    def _words(self) -> Alike:
        """The words that model names are made of."""
        parts = self._catalog.vocabulary() | naming.QUALIFIERS
        return Alike((part for part in parts if part.isalpha() and len(part) > 2), 2)

    @cached_property
    def _models(self) -> Alike:
        return Alike(self._catalog.models, 1)

    @cached_property
    def _declared(self) -> Counter[str]:
        """How many models of each series the tree's own tables declare."""
        models = self._catalog.models.values()
        return Counter(str(naming.series(one.id)) for one in models if one.declared_in("tree"))

    def misspelled(self, mention: Mention) -> str:
        """Return the model that is meant where a part of the name is a misspelt word, or an empty text."""
        parts = naming.canonical(mention.text).split("-")
        for index, part in enumerate(parts[:_MOST_PARTS]):
            near = self._words.of(part) if len(part) > 2 and part.isalpha() else []
            for word in near if part not in near else ():
                if OSA.distance(part, word) <= (1 if len(part) < 6 else 2):
                    fixed = self._catalog.resolve("-".join([*parts[:index], word, *parts[index + 1 :]]))
                    if fixed.known and not fixed.tail and fixed.model != mention.model:
                        return fixed.model
        return ""

    def misbuilt(self, mention: Mention) -> str:
        """Return the nearest model of a series that the tree's own tables declare but that lacks this name."""
        if mention.use is not None or mention.name is None or not mention.name.exact or mention.role == "announced":
            return ""
        parts = mention.model.split("-")
        if mention.resolved.tail or not all(part in naming.QUALIFIERS for part in parts[2:]) or len(parts) < 3:
            return ""
        declared = self._declared[str(naming.series(mention.model))]
        return self._nearest(mention.model) if declared > 2 else ""

    def _letter_away(self, name: str) -> str:
        for model in self._models.of(name):
            if abs(len(model) - len(name)) != 1:
                continue
            longer, shorter = (model, name) if len(model) > len(name) else (name, model)
            at = next((i for i, one in enumerate(shorter) if one != longer[i]), len(shorter))
            if longer[at].isalpha() and longer[:at] + longer[at + 1 :] == shorter:
                return model
        return ""


_MOST_PARTS = 12
"""Parts of a name that are read; no model's name has as many."""


def _is_prose(mention: Mention) -> bool:
    """Return whether a name is in running text that announces nothing, and names nothing but a model."""
    return mention.name is not None and mention.role != "announced" and not mention.resolved.tail
