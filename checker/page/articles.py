"""The running text of a page goes in; the places of “a” and “an” that the sound of the next word contradicts come out.

Where the sound is not certain (`SQL` is read as letters by some and as a word by others), nothing is told.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

from ..english import dictionary
from .facts import Facts, WrongArticle
from .page_text import PageText
from .text_views import readable

_WORD = r"[*_\[]{0,3}`?(?P<word>[^\W_][\w-]*)"
_OPENING = re.compile(r"(?P<article>A(?:(?<=[.!?:] A)|(?<!.A))n?) " + _WORD)
_A = re.compile(r" (?P<article>a) " + _WORD.replace(r"[^\W_]", "[aeiouhAEIOUH18]", 1))
_AN = re.compile(r" (?P<article>an) " + _WORD.replace(r"[^\W_]", "[b-df-hj-zB-DF-HJ-ZeEoO0-9]", 1))
"""They start with letters that cannot vary, so that looking for them is quick."""
_BEFORE = re.compile(r"(?P<word>[A-Za-z]+)[*_`\"”)\],]*\Z")
_LABELS = frozenset(
    "option part step appendix figure column row variable letter type class group phase vitamin point table list item "
    "case plan grade vector matrix set node key value between versus vs and or plus minus times".split()
)
"""Before one of these words “a” may be a name: Option a is better."""
_JOINING = frozenset(
    "a an and or in is if of on at as are also it its i after each every even above into out over under any all other "
    "others once ones one-to-one e.g i.e".split()
)


def read(text: PageText, facts: Facts) -> None:
    """Add the wrong articles of a page to its facts."""
    running = text.readable
    found: list[tuple[int, WrongArticle]] = []
    for pattern in (_OPENING, _A, _AN):
        for match in pattern.finditer(running.text):
            article, word = match["article"], match["word"]
            right = article_of(word)
            if right not in ("", article.lower()) and word.lower() not in _JOINING:
                at, start = running.place(match.start("article"))
                number, block = text.blocks[at]
                if _is_english(readable(block), start, start + match.start("word") - match.start("article"), word):
                    put = right.capitalize() if article[0].isupper() else right
                    span = block.span(start, start + len(article))
                    found.append((number, WrongArticle(article, span, number, put, word)))
    facts.wrong_articles = [one for _, one in sorted(found, key=itemgetter(0))]


def _is_english(text: str, start: int, behind: int, word: str) -> bool:
    """Tell whether the words on both sides of an article leave no doubt that it is one; `word` starts at `behind`."""
    before = _BEFORE.search(text, max(start - 40, 0), max(start - 1, 0))
    if not text[max(start - 2, 0) : start].isascii():
        return False
    if before is not None:
        label = before["word"].lower()
        if label in _LABELS or not dictionary.exists(label):
            return False
    if text[behind - 1] == "`" or not word.islower() or "-" in word:
        return True
    return dictionary.exists(word)


_LETTERS_AN = frozenset("aefhilmnorsx")
"""Letters whose names begin with the sound of a vowel."""
_NUMBER = re.compile(r"(?P<digits>\d+)")
_SPELLED = re.compile(r"(?P<letter>[A-Za-z])-?\d")
_CAPITALS = re.compile(r"[A-Z]{2}")
_YOU = re.compile(r"u(?:ni(?:t|q|f|c|x|on|v)|se(?!d-)|su|sag|sab|til|biq|uid|rol|topi)|eu|ewe?(?:r|$)")
_UP = re.compile(r"u(?:n(?![ia])|p|l|m|g|t(?![io])|s(?![eua]))")
_ONE = re.compile(r"one(?![ri])|once")
_SILENT = re.compile(r"hour|hono|heir|honest")
_EITHER = re.compile(r"herb|histor|hotel|habit|homage|hallucin|hysteri|heroic|horr|hypot")


@lru_cache(maxsize=20_000)
def article_of(word: str) -> str:
    """Return the article that goes before a word or a name, or an empty text where that is not certain."""
    first, lower = word[0].lower(), word.lower()
    if number := _NUMBER.match(word):
        digits = number["digits"]
        if digits.startswith("8") or digits in ("11", "18"):
            return "an"
        return "" if digits.startswith(("11", "18")) else "a"
    if _SPELLED.match(word):
        return "an" if first in _LETTERS_AN else "a"
    if len(word) == 1 or word[1] == "-":
        return ""
    if _CAPITALS.match(word):
        if first in "aio" or (first == "e" and not lower.startswith("eu")):
            return "an"
        return "a" if first in "bcdgjkpqtvwyz" else ""
    return _by_sound(lower, first)


def _by_sound(lower: str, first: str) -> str:
    """Return the article of what is read as a word, or as letters where it can be no word."""
    if first in "aeio":
        sounds = _YOU.match(lower) or _ONE.match(lower)
        return "" if lower.startswith("oui") else "a" if sounds else "an"
    if first == "u":
        return "a" if _YOU.match(lower) else "an" if _UP.match(lower) else ""
    if first == "h" and (_SILENT.match(lower) or _EITHER.match(lower)):
        return "an" if _SILENT.match(lower) else ""
    if first in "fhlmnrsx":  # the name of the letter begins with a vowel: it must be a word for sure
        return "a" if first != "x" and dictionary.exists(re.split(r"[\W\d_]", lower, maxsplit=1)[0]) else ""
    return "a"
