"""“a” before a vowel sound, or “an” before a consonant sound.

The sound counts, not the letter: an hour, a user, an MP3 file, an 8-bit color, a UUID. Names of models and code are
checked as well (an `AzureKeyCredential`, a text-embedding model). Where people do not agree on how something is
pronounced (a SQL, an SQL; a URL; an historic), both are right.

```bad guide.md
Take an **tide-table-3** model and a `AnchorCredential` object. <!-- expect: wrong-article -->
It is an unique harbor with a 8-bit clock. <!-- expect: wrong-article -->
```
```good guide.md
An hour, a user, a European port, an MP3 file, a SQL query, an SQL query, an 8-bit clock, a one-time key, an o1 model.
Berth a is free, option a or b, and an LLM with a `UserMessage`.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from ...english import dictionary
from ...findings import Finding, Safety, Severity
from ...graph import DocsGraph
from ...page.page_text import PageText
from ...page.readers import Slip, reads
from ...page.text_views import readable
from .._base import Options, finding, replacement, rule
from .._data import Data, WordList, beside
from .._slips import is_changelog


class WrongArticle(Slip, kw_only=True):
    """An “a” or “an” that is wrong before the sound of the `word` after it."""

    word: str


class Beginning(Data, frozen=True):
    """How words begin that take an `article`, which is empty where both are in use."""

    pattern: str
    article: str
    examples: tuple[str, ...]


class Letters(Data, frozen=True):
    """The letters whose names begin with the sound of a vowel."""

    vowel_sound: str
    examples: tuple[str, ...]


class Articles(Data, frozen=True):
    """What `wrong_article.toml` holds."""

    beginnings: tuple[Beginning, ...]
    letters: Letters
    labels: WordList
    joining: WordList
    conjunctions: WordList
    terms: WordList


@cache
def data() -> Articles:
    """Return what `wrong_article.toml` holds."""
    return beside(__file__, Articles)


_WORD = r"[*_\[]{0,3}`?(?P<word>[^\W_][\w-]*)"
_OPENING = re.compile(r"(?P<article>A(?:(?<=[.!?:] A)|(?<!.A))n?) " + _WORD)
_A = re.compile(r" (?P<article>a) " + _WORD.replace(r"[^\W_]", "[aeiouhAEIOUH18]", 1))
_AN = re.compile(r" (?P<article>an) " + _WORD.replace(r"[^\W_]", "[b-df-hj-zB-DF-HJ-ZeEoO0-9]", 1))
"""They start with letters that cannot vary, so that looking for them is quick."""
_BEFORE = re.compile(r"(?P<word>[A-Za-z]{1,40})[*_`\"”)\],]{0,40}\Z")


@reads(WrongArticle)
def wrong_articles(page: PageText) -> Iterator[WrongArticle]:
    """Yield the articles in running text that are wrong before the word after them.

    Raises `WordListError` without the words of English.
    """
    running, joining = page.readable, _joining()
    for pattern in (_OPENING, _A, _AN):
        for match in pattern.finditer(running.text):
            article, word = match["article"], match["word"]
            right = article_of(word)
            if right not in ("", article.lower()) and word.lower() not in joining:
                place, start = running.place(match.start("article"))
                block = page.blocks[place][1]
                if _is_english(readable(block), start, start + match.start("word") - match.start("article"), word):
                    right = right.capitalize() if article[0].isupper() else right
                    yield WrongArticle(block.span(start, start + len(article)), replacement=right, word=word)


@cache
def _joining() -> frozenset[str]:
    return frozenset(data().joining.all)


@cache
def _labels() -> frozenset[str]:
    return frozenset(data().labels.all)


def _is_english(text: str, start: int, at: int, word: str) -> bool:
    """Return whether the words on both sides of an article leave no doubt that it is one; `word` starts at `at`."""
    before = _BEFORE.search(text, max(start - 40, 0), max(start - 1, 0))
    if not text[max(start - 2, 0) : start].isascii():
        return False
    if before is not None:
        label = before["word"].lower()
        if label in data().conjunctions.all:  # “option b or a” has letters on both sides
            other = _BEFORE.search(text, max(start - 80, 0), max(start - len(before.group()) - 2, 0))
            if other is None or len(other["word"]) < _SHORTEST or other["word"].lower() in _labels():
                return False
        elif label in _labels() or not dictionary.exists(label):
            return False
    if text[at - 1] == "`" or not word.islower() or "-" in word:
        return True
    return dictionary.exists(word) or word in data().terms.all


_SHORTEST = 3
"""Letters of a word that is not a letter or a label itself."""
_NUMBER = re.compile(r"(?P<digits>\d+)")
_SPELLED = re.compile(r"(?P<letter>[A-Za-z])-?\d")
_CAPITALS = re.compile(r"[A-Z]{2}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=20_000)
def article_of(word: str) -> str:
    """Return the article that goes before a word or a name, or an empty text where that is not certain.

    Raises `WordListError` without the words of English.
    """
    first, lower = word[0].lower(), word.lower()
    if number := _NUMBER.match(word):
        digits = number["digits"]
        if digits.startswith("8") or digits in ("11", "18"):
            return "an"
        return "" if digits.startswith(("11", "18")) else "a"
    if _SPELLED.match(word):
        return "an" if first in data().letters.vowel_sound else "a"
    if len(word) == 1 or word[1] == "-":
        return ""
    if _CAPITALS.match(word):
        if first in "aio" or (first == "e" and not lower.startswith("eu")):
            return "an"
        return "a" if first in "bcdgjkpqtvwyz" else ""
    return _by_sound(_CAMEL.split(word, maxsplit=1)[0].lower(), first)


@cache
def _beginnings() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(one.pattern), one.article) for one in data().beginnings]


def _by_sound(lower: str, first: str) -> str:
    """Return the article of what is read as a word, or as letters where it can be no word."""
    for beginning, article in _beginnings():
        if beginning.match(lower):
            return article
    if first in "aeio":
        return "an"
    if first in data().letters.vowel_sound:  # it may be read as letters, unless it is a word for sure
        return "a" if first != "x" and dictionary.exists(re.split(r"[\W\d_]", lower, maxsplit=1)[0]) else ""
    return "" if first == "u" else "a"


@rule(Severity.SUGGESTION, fix=Safety.UNSAFE)
def wrong_article(graph: DocsGraph, options: Options) -> Iterator[Finding]:
    """Yield the articles that are wrong before the word after them."""
    for page, one in graph.each(WrongArticle):
        if not is_changelog(page):
            written = one.span.slice(page.text)
            message = f"use “{one.replacement}” before “{one.word}”"
            fix = replacement(page, one.span, one.replacement, Safety.UNSAFE)
            yield finding(wrong_article, page, one.span, message, fix=fix, key=f"{written} {one.word}")
