"""A text and where a word is in it go in; whether it is a word of the sentence around it comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..english import dictionary
from ..english.language import is_foreign

_BEFORE = frozenset("_/.@#$%&={'’\"“`\\+-")
"""What joins a word to the text before it, so that it is none of its own."""
_OPENS = re.compile(r"(?:^|[.!?:]\s|\n)[\s*_(\[#+-]{0,60}\Z")
_AFTER = re.compile(r"[\w/@$=}(\\+\"”`-]|[.:]\w|['’](?!s\b)|\.\.|…|\.\s+[a-z]")
"""What joins it to the text after it, or leaves out the rest of it."""
_GOES_ON = re.compile(r"[*_]{0,2}(?:(?<=ly),)?\s+(?:[a-z]+\b(?![A-Z])|[A-Z]{2,})|\s*\Z")
"""What follows a first word that is not a name: an adverb has a comma; a heading or a cell may be that word alone."""
_NEXT = re.compile(r"[*_,]{0,2}\s+[*_]{0,2}([a-z]+)\b(?:[*_,]{0,2}\s+[*_]{0,2}([a-z]+)\b)?")
_LAST = re.compile(r"(?:\b([a-z]+)[*_,]{0,2}\s+[*_]{0,2})?(?<!['’])\b([a-z]+)[*_,]{0,2}\s+[*_]{0,2}\Z")
_EMPHASIS = re.compile(r"(?:^|[^\w`*])_\Z")
"""A mark of emphasis at the start of a word, and the same backwards at its end."""
_QUOTES = frozenset('"“”')
_LONG_QUOTE, _QUOTED = 3, 20
"""Spaces and characters of a quotation: a longer one is a text with words of its own, and not what is spoken of."""
_NEAR = 60
"""Characters before a word that decide whether it opens a sentence."""
_LETTERS = re.compile(r"[^\W\d_]+")


def is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a word is one by itself, and no part of a name, a path, code or a word in quotation marks."""
    if _is_emphasized(text, start, end):
        return True
    before = text[start - 1 : start]
    if before.isalnum() or (before in _BEFORE and not _opens_quotation(text, start, end)):
        return False
    return not _AFTER.match(text, end) or _closes_quotation(text, start, end)


def _is_emphasized(text: str, start: int, end: int) -> bool:
    return bool(_EMPHASIS.match(text[max(start - 2, 0) : start]) and _EMPHASIS.match(text[end : end + 2][::-1]))


def _opens_quotation(text: str, start: int, end: int) -> bool:
    """Return whether a word is the first one of a text of several words in quotation marks."""
    if text[start - 1] not in _QUOTES or text[end : end + 1] != " ":
        return False
    return text[end : end + _NEAR].count(" ") >= _LONG_QUOTE and not _QUOTES.intersection(text[end : end + _QUOTED])


def _closes_quotation(text: str, start: int, end: int) -> bool:
    """Return whether a word is the last one of a text of several words in quotation marks."""
    if text[end] not in _QUOTES or text[start - 1 : start] != " ":
        return False
    return text[max(start - _NEAR, 0) : start].count(" ") >= _LONG_QUOTE and not _QUOTES.intersection(
        text[max(start - _QUOTED, 0) : start]
    )


def may_be_name(text: str, start: int, end: int) -> bool:
    """Return whether a word has a capital that no sentence gives it, as a name, a label or a title has."""
    return text[start].isupper() and not (
        _OPENS.search(text, max(start - _NEAR, 0), start) and _GOES_ON.match(text, end)
    )


def is_of_sentence(text: str, start: int, end: int) -> bool:
    """Return whether the words beside a word are English."""
    before = text[max(start - _NEAR, 0) : start]
    last, following = _LAST.search(before), _NEXT.match(text, end)
    beside = [match[number] or "" for match, number in ((last, 2), (following, 1)) if match]
    beyond = [match[number] or "" for match, number in ((last, 1), (following, 2)) if match]
    unknown = sum(not _is_known(word) for word in beside)
    known = sum(bool(word) and _is_known(word) for word in beside + beyond)
    if unknown and (unknown > 1 or known < 2):
        return False
    return not is_foreign(_around(text, start, end))


def _around(text: str, start: int, end: int) -> Iterator[str]:
    """Yield the words around a word, in lower case."""
    for part in (text[max(start - _NEAR, 0) : start], text[end : end + _NEAR]):
        yield from (word.lower() for word in _LETTERS.findall(part))


_OF_TWO = frozenset("am an as at be by do go he if in is it me my no of on or so to up us we".split())
"""The words of two letters: those of other languages are in the list of English as well."""


def _is_known(word: str) -> bool:
    return word in _OF_TWO if len(word) == 2 else len(word) < 2 or dictionary.exists(word)


def count_whole(text: str, word: str) -> int:
    """Return how often a word is found by itself, in whatever part of a text; the target of a link does not count."""
    count, at = 0, text.find(word)
    while at >= 0:
        end = at + len(word)
        sides = text[at - 1 : at] + text[end : end + 1]
        count += not any(one.isalnum() or one in "_-#" for one in sides) or _is_emphasized(text, at, end)
        at = text.find(word, end)
    return count
