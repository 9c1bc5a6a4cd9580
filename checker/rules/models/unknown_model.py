"""A model does not exist, and its name is close to one that does.

Reported are names with a misspelled part, names that combine known parts in a way that neither the tree's tables nor
the catalog have, and names in running text that have one letter more or less than a known one. Deployment names can be
anything.

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
from ...findings import Finding, Ground, Severity
from ...graph import DocsGraph, Mention
from ...patterns import families
from ...patterns.alike import Alike
from .._base import Options, finding, rule
from .._model_slips import Slips
from .._models import model_shaped
from ._current import names_a_series


@rule(Severity.ERROR, ground=Ground.TABLE)
def unknown_model(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield each name that no layer of the catalog knows and that is near to one that is known."""
    known, slips = _Known(graph.catalog), Slips(graph)
    for mention in graph.mentions:
        resolved = mention.resolved
        if (resolved.known and not resolved.tail) or names_a_series(mention):
            continue
        meant = ""
        if model_shaped(mention.text) and _is_listed(resolved.model):
            meant = known.misspelled(mention)
            if not meant and not resolved.known:
                meant = known.misbuilt(mention) or (known.letter_away(mention.model) if _is_prose(mention) else "")
        meant = meant or (slips.meant(mention) if mention.role != "announced" else "")
        if meant and not _is_shown_as_wrong(mention):
            message = f"there is no model `{mention.text}`; did you mean `{graph.catalog.spelled(meant)}`?"
            yield finding(unknown_model, mention.page, mention.span, message)


@cache
def _is_listed(model: str) -> bool:
    """Return whether the catalog lists all models of a name's family, so that an unknown one is doubtful."""
    family = families.of(model)
    return family is not None and family.complete


_WRONG = re.compile(r"\bdid you mean\b|\bnot found\b|\bno such\b|\bdo(?:es)?(?:n['’]t| not) exist\b|\btypos?\b", re.I)


def _is_shown_as_wrong(mention: Mention) -> bool:
    """Return whether the line of a name, or the one after it, says itself that there is no such model."""
    text = mention.page.text
    first, last = text.rfind("\n", 0, mention.span.start) + 1, mention.span.end
    for _ in range(2):
        last = text.find("\n", last + 1) if last >= 0 else last
    return _WRONG.search(text[first : last if last >= 0 else len(text)]) is not None


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
