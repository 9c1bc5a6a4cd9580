"""The blocks of a page and its words go in; names of products that are not written as their owners do come out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from .. import patterns
from ..english import products
from .blocks import TextBlock
from .facts import Misnomer
from .page_text import Judged, PageText
from .text_views import mask, opens_sentence, plain

_LABEL = re.compile(r"\*\*[^*\n]{1,200}\*\*|__[^_\n]{1,200}__|\"[^\"\n]{1,80}\"|“[^”\n]{1,80}”")

_ENGLISH = frozenset("the and of to is for with in".split())
"""Two of these are on a page in English; what looks like a slip on another page may be a word of its language."""
_SLIPS: Judged[str, str] = Judged(products.of_word)
_OTHER_LETTERS: Judged[str, str] = Judged(partial(products.of_word, slips=False))


def misnomers(text: PageText, words: set[str]) -> Iterator[Misnomer]:
    """Yield the misspelled names of products in the running text of a page, given all its words."""
    in_english = len(_ENGLISH & words) > 1
    wrong = (_SLIPS if in_english else _OTHER_LETTERS).of(words)
    wrong.update(products.phrases(words))
    if not wrong:
        return
    either = "|".join(re.escape(one).replace(r"\ ", r"\s") for one in sorted(wrong, key=len, reverse=True))
    wanted = re.compile(rf"{patterns.NO_WORD_BEFORE}(?:{either}){patterns.NO_WORD_AFTER}")
    firsts = {one.split()[0] for one in wrong}
    for place in sorted(text.plain.places_of(firsts)):
        _, block = text.blocks[place]
        yield from _in_block(block, without_labels(plain(block)), wanted, wrong)


def without_labels(text: str) -> str:
    """Return a text with what is bold or in quotes blanked: a label of a user interface, which may be as it is."""
    return mask(text, [match.span() for match in _LABEL.finditer(text)])


def _in_block(block: TextBlock, text: str, wanted: re.Pattern[str], wrong: dict[str, str]) -> Iterator[Misnomer]:
    for match in wanted.finditer(text):
        written = " ".join(match.group().split())
        if written.islower() and _is_value(block, text, match):
            continue
        opens = opens_sentence(block, text, match.start())
        if " " in written and opens and " " not in wrong[written]:
            continue  # an order may be what opens it: "Open AI Foundry"
        yield Misnomer(wrong[written], block.span(*match.span()))


_VALUES = re.compile(r"(?:[a-z]+, (?:and |or )?){2}$")


def _is_value(block: TextBlock, text: str, match: re.Match[str]) -> bool:
    """Tell whether a word in lower case is an id: all of a cell, or one of a list of such words."""
    alone = block.kind == "cell" and text.strip() == match.group()
    return alone or bool(_VALUES.search(text, max(match.start() - 60, 0), match.start()))
