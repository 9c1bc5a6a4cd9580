"""A page's text and a doubled word go in; which texts that start with the word the page has undoubled comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

GAP = 40
"""Characters between the two words of a double, at most: a line end and an indent."""
VERB = "{} the"
"""How a word is noted that is followed by an article or a determiner somewhere."""
_OBJECT = re.compile(r" (?:an?|the|this|that|these|those|your|its?|all|any|each)\b")
_WORD_START = re.compile(r"\w+")


def undoubled(text: str, word: str, texts: Iterable[str]) -> Iterator[str]:
    """Yield which texts that start with a word a page has where it is not doubled, and which before an object."""
    for match in _whole(word).finditer(text):
        start = match.start()
        if _is_doubled(text, start, match.end(), match[0]):
            continue
        for one in texts:
            end = start + len(one)
            if text.startswith(one, start) and not text[end : end + 1].isalnum():
                yield one
                if _OBJECT.match(text, end):
                    yield VERB.format(one)


@lru_cache(maxsize=256)
def _whole(word: str) -> re.Pattern[str]:
    """Return the pattern of the start of a word, as a word by itself."""
    start = _WORD_START.match(word)
    whole = re.escape(start[0] if start else word)
    return re.compile(rf"{whole}(?!\w)(?<!\w{whole})")


def _is_doubled(text: str, start: int, end: int, word: str) -> bool:
    after = text[end : end + len(word) + GAP].lstrip(" -\n")
    before = text[max(start - len(word) - GAP, 0) : start].rstrip(" -\n")
    return after[: len(word) + 1].rstrip(" ,.;:\n'’-") == word or before.endswith(word)
