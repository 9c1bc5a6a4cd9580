"""The running text of a page goes in; the words that English does not have come out, with what they may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..english import dictionary
from .blocks import Document, TextBlock
from .facts import Facts, UnknownWord
from .page_text import Judged, PageText, Running
from .text_views import BLANK, plain

_EDGES = f"{BLANK}.,;:!?()[]*_~\"'“”‘’<>|"
_LONGEST = 200_000
"""Pages of more characters than this are logs and listings, and no text that somebody reads through."""
_SHORTEST = 4
_FOREIGN = 0.2
"""From this share of unknown words on, a page is in another language."""
_MOST_NAMES = 80
"""A page with more unknown words that start with a capital lists people."""
_MOST_PLACES = 4
"""What a page writes more often is a word of its trade."""
_GLUE = frozenset("_/.@#$%&={'’\"“`\\+-")
"""What joins a word to what stands before it, so that it is none of its own."""
_OPENS = re.compile(r"(?:^|[.!?:]\s|\n[ \t]*)[\s*_(\[#+-]*\Z")
_CLOSES = re.compile(r"[\w/@$=}(\\+\"”`-]|[.:]\w|['’](?!s\b)")
_GOES_ON = re.compile(r"[*_]{0,2}\s+(?:[a-z]+\b(?![A-Z])|[A-Z]{2,})|\s*\Z")
"""What follows a first word that is no name; a heading or a cell may be that word alone."""
_NEXT = re.compile(r"[*_,]{0,2}\s+[*_]{0,2}([a-z]+)\b")
_LAST = re.compile(r"\b([a-z]+)[*_,]{0,2}\s+[*_]{0,2}\Z")
_COMMENT = re.compile(
    r"(?:#(?<!\S#)|//(?<!\S//))[ \t]+(?P<text>[A-Za-z]+(?:[ ,.'-]{1,3}[A-Za-z]+){3}[^\n]{0,300})$", re.M
)
_SENTENCE = re.compile(r"^[ \t]*(?P<text>(?:[A-Za-z]+[.:]?[ \t]+)?(?:[A-Za-z]+[,;]?[ ]){7}[^\n]{0,2000})$", re.M)
"""A line of running text that its indent has made code."""
_NEAR = 60
"""Characters before a word that tell whether it opens a sentence."""


class _Passage(NamedTuple):
    """A stretch of running text: all of a block, or a comment in a sample that starts at an offset of it."""

    number: int
    block: TextBlock
    start: int
    text: str


class _Passages:
    """The running text of a page and the comments in its samples."""

    def __init__(self, text: PageText, comments: list[_Passage]) -> None:
        self.page = text.document
        self._text, self._comments = text, comments
        self._in_comments = Running([comment.text for comment in comments])

    def find(self, word: str) -> Iterator[tuple[_Passage, int]]:
        """Yield where a word begins: the passage and the offset into its text."""
        for place, start in self._text.plain.find(word):
            number, block = self._text.blocks[place]
            yield _Passage(number, block, 0, plain(block)), start
        for place, start in self._in_comments.find(word):
            yield self._comments[place], start


def read(document: Document, text: PageText, facts: Facts, words: set[str]) -> None:
    """Add the words that English does not have to a page's facts, and those that it could have made.

    `words` are those of its running text.
    """
    if len(document.text) > _LONGEST:
        return
    comments = list(_comments(document))
    if comments:
        words = words.union([token.strip(_EDGES) for comment in comments for token in comment.text.split()])
    unknown = sorted(_UNKNOWN.of(words))
    lower = [word for word in unknown if word.islower()]
    if not unknown or len(lower) > max(5, len(words) * _FOREIGN):
        return
    passages = _Passages(text, comments)
    for word in unknown if len(unknown) - len(lower) < _MOST_NAMES else lower:
        if dictionary.is_built(word.lower()):
            facts.coined_words[word.lower()] = facts.coined_words.get(word.lower(), 0) + document.text.count(word)
        else:
            facts.unknown_words.extend(_unknown(word, passages))
    facts.unknown_words.sort(key=lambda one: one.span)


def _comments(document: Document) -> Iterator[_Passage]:
    """Yield the comments in samples that are sentences, and the sentences that an indent has made code."""
    for number, block in enumerate(document.blocks):
        if block.kind == "fence" and ("# " in block.text or "// " in block.text):
            for match in _COMMENT.finditer(block.text):
                yield _Passage(number, block, match.start("text"), match["text"])
        elif block.kind == "code":
            for match in _SENTENCE.finditer(block.text):
                yield _Passage(number, block, match.start("text"), match["text"])


def _is_unknown(word: str) -> bool:
    shape = len(word) >= _SHORTEST and word.isascii() and word.isalpha() and word[1:].islower()
    return shape and not word.endswith("js") and not dictionary.exists(word.lower())


_UNKNOWN = Judged(_is_unknown)


def _unknown(word: str, passages: _Passages) -> list[UnknownWord]:
    """Return the places of a word; none of a name, of what the page has in code, and of what it writes all the time."""
    places: list[tuple[_Passage, int]] = []
    on_page = _whole_words(passages.page.text, word)
    if not 0 < on_page <= _MOST_PLACES:
        return []
    for passage, start in passages.find(word):
        end = start + len(word)
        if _is_whole(passage.text, start, end):
            if not _is_word(passage.text, start, end):
                return []
            places.append((passage, start))
    if len(places) != on_page:
        return []
    near = [one for one in dictionary.meant(word.lower()) if word.islower() or not _is_retyped(one, word.lower())]
    spans = [one.block.span(one.start + start, one.start + start + len(word)) for one, start in places]
    return [UnknownWord(word, span, one.number, near) for (one, _), span in zip(places, spans, strict=True)]


def _is_retyped(one: str, other: str) -> bool:
    """Tell whether two words differ by a letter in the place of another, as many a name and a word do."""
    return len(one) == len(other) and sorted(one) != sorted(other)


def _is_whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    return not (before.isalnum() or before in _GLUE) and not _CLOSES.match(text, end)


def _is_word(text: str, start: int, end: int) -> bool:
    """Tell whether a word is one of the sentence around it: no name and no piece of another language."""
    before = text[max(start - _NEAR, 0) : start]
    if text[start].isupper() and not (_OPENS.search(before) and _GOES_ON.match(text, end)):
        return False
    beside = (_LAST.search(before), _NEXT.match(text, end))
    return all(match is None or len(match[1]) < 3 or dictionary.exists(match[1]) for match in beside)


def _whole_words(text: str, word: str) -> int:
    """Return how often a word stands in a text by itself, in whatever part of it; what a link jumps to is no part."""
    count, at = 0, text.find(word)
    while at >= 0:
        end = at + len(word)
        sides = text[at - 1 : at] + text[end : end + 1]
        count += not any(one.isalnum() or one in "_-#" for one in sides)
        at = text.find(word, end)
    return count
