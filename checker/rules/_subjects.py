"""The mentions of a page go in; the one model that the page is about comes out, and whether a name is that of another.

Names may be those of a series: `gemini-3` names `gemini-3-pro-preview` too. Only models of one maker for one use are
compared, for a page about a chat model may well embed its texts with another.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..catalog import naming
from ..graph import Mention, Page
from ..patterns import models
from ._models import names_model

_SAMPLES = 2
"""How many samples of a page use the model that it is about, beside the one that does not."""
_NAMED = 3
"""How often running text that names no other model makes a page one about it."""

Use = tuple[str, str]
"""A maker, and what a model is for."""


@dataclass(frozen=True)
class Lone:
    """The one mention of a page that uses another model than all other samples, and the evidence against it.

    `others` are the uses of the model that the page is about, one for each sample, and `stated` is what says so.
    """

    mention: Mention
    others: Sequence[Mention]
    stated: Mention


def use_of(mention: Mention) -> Use:
    """Return whose model a mention names, and what that is for."""
    return mention.resolved.maker, naming.kind(mention.model)


def covers(name: str, model: str) -> bool:
    """Return whether all words of the id of a model or a series are in the id of another, or the other way round."""
    one, other = _words(name), _words(model)
    return one <= other or other <= one


class Covering:
    """Ids of models, to be asked whether one of them `covers` another or is covered by it."""

    def __init__(self, models: Iterable[str]) -> None:
        self._words = [_words(model) for model in models]
        self._having: dict[str, list[set[str]]] = defaultdict(list)
        for words in self._words:
            for word in words:
                self._having[word].append(words)
        self._rarest: dict[str, list[set[str]]] = defaultdict(list)
        for words in self._words:
            self._rarest[min(words, key=lambda word: (len(self._having[word]), word))].append(words)

    def any(self, model: str) -> bool:
        """Return whether there is one."""
        words = _words(model)
        if any(shorter <= words for word in words for shorter in self._rarest.get(word, ())):
            return True
        return any(words <= longer for longer in min((self._having.get(word, []) for word in words), key=len))


def is_other(named: Mention, used: Mention) -> bool:
    """Return whether what a text names and what a sample uses are two models; a series and one of it are not."""
    if not covers(named.model, used.model):
        return True
    rest = _words(named.model) ^ _words(used.model)
    return named.resolved.known and bool(rest & (naming.SIZES | naming.MODALITIES))


def may_be_one(one: str, other: str) -> bool:
    """Return whether the names of two models may be those of one, or of a series and a model of it (`gpt-4`).

    A name without a number is one that a maker gives to whatever its latest model is.
    """
    short, long = sorted((one, other), key=len)
    if covers(one, other) or long.startswith(f"{short}."):
        return True
    return not (_NUMBER.search(one) and _NUMBER.search(other))


_NUMBER = re.compile(r"\d")


def _words(model: str) -> set[str]:
    return {word.removesuffix(".0") for word in model.split("-")}


def is_value(mention: Mention) -> bool:
    """Return whether a mention is a value in a sample that names a model."""
    return mention.use is not None and mention.role == "used" and names_model(mention)


def lone(page: Page, mentions: Sequence[Mention]) -> Iterator[Lone]:
    """Yield the values of a page about one model that alone name another, which nothing else on the page names."""
    by_use: dict[Use, list[Mention]] = defaultdict(list)
    for mention in mentions if len(mentions) > _SAMPLES else ():
        if mention.resolved.maker:
            by_use[use_of(mention)].append(mention)
    for group in by_use.values():
        values = [one for one in group if is_value(one)]
        found = _alone(values)
        if found is None or sum(one.model == found[0].model for one in group) > 1:
            continue
        stated = _evidence(page, group, found[1][0].model, found[0].model)
        if stated is not None:
            yield Lone(*found, stated)


def _alone(values: Sequence[Mention]) -> tuple[Mention, list[Mention]] | None:
    """Return the only value of its model, and one a sample of the only other model; None where there are not these."""
    counts = Counter(one.model for one in values)
    if len(counts) != 2 or min(counts.values()) != 1:
        return None
    odd = next(one for one in reversed(values) if counts[one.model] == 1)
    others = {one.sample: one for one in reversed(values) if one.model != odd.model}
    if len(others) < _SAMPLES or odd.sample in others:
        return None
    return odd, [others[sample] for sample in sorted(others)]


def _evidence(page: Page, group: Sequence[Mention], subject: str, odd: str) -> Mention | None:
    """Return a mention of the model that a page is about, by its title or as the text names no other; else None."""
    stated = [one for one in group if one.sample < 0]
    about = [one for one in stated if covers(one.model, subject) and not covers(one.model, odd)]
    if not about:
        return None
    titles = _titles(page, group[0])
    of_title = bool(titles) and all(covers(one, subject) and not covers(one, odd) for one in titles)
    return about[0] if of_title or (len(stated) >= _NAMED and len(about) == len(stated)) else None


def _titles(page: Page, like: Mention) -> set[str]:
    """Return the models of the title of a page that are for the same use as another mention's."""
    title = page.facts.title
    names = {title[start:end] for start, end in models.model_names(title, models.model_starts(title))}
    return {name for name in map(naming.canonical, names) if naming.kind(name) == naming.kind(like.model)}
