"""Two words go in; whether one is the other with a slip of the fingers comes out, however rare the words are.

`dictionary` weighs typos by how frequent words are in English. Here nothing is weighed: this is for words of which
something else shows that they were meant, as their number in a docs tree does.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
from rapidfuzz.distance import OSA, Postfix, Prefix

from .dictionary import british, ranks, typos


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Pairs(_Strict, frozen=True):
    """Pairs of words, or contractions, that are written as one word by mistake."""

    words: tuple[str, ...]
    source: str
    example: str


class _Keys(_Strict, frozen=True):
    rows: tuple[str, ...]
    source: str
    example: tuple[str, str]


class _Two(_Strict, frozen=True):
    letters: int
    same: int
    example: tuple[str, str]


class _Glued(_Strict, frozen=True):
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    letters: int
    rank: int
    source: str
    example: str


class _Alone(_Strict, frozen=True):
    letters: int
    rank: int
    example: tuple[str, str]


class Slips(_Strict, frozen=True):
    """What `slips.toml` holds; its comments say what each part means."""

    joined: Pairs
    contracted: Pairs
    glued: _Glued
    keys: _Keys
    two: _Two
    alone: _Alone


@cache
def data() -> Slips:
    """Return what `slips.toml` holds."""
    return msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=Slips)


class Slip(NamedTuple):
    """How many slips make one word of another, and whether one of them replaces a letter."""

    letters: int
    is_replaced: bool


def run_together(word: str) -> str:
    """Return what a word (lower case) is without a space or an apostrophe: `of course` for `ofcourse`, else nothing.

    Raises `WordListError`.
    """
    return _run_together().get(word, "") or _parted(word)


def _parted(word: str) -> str:
    """Return a word that begins or ends in one that holds sentences together as two, if the rest is a frequent one."""
    known, glued = ranks(), data().glued
    for size in range(len(word) - glued.letters, 2, -1):
        first, last = word[:size], word[-size:]
        if last in glued.ends and known.get(word[:-size], glued.rank) < glued.rank:
            return f"{word[:-size]} {last}"
        if first in glued.starts and known.get(word[size:], glued.rank) < glued.rank:
            return f"{first} {word[size:]}"
    return ""


@cache
def _run_together() -> dict[str, str]:
    pairs = data()
    return {one.replace(" ", "").replace("'", ""): one for one in (*pairs.joined.words, *pairs.contracted.words)}


def slip(word: str, meant: str) -> Slip | None:
    """Return the slips that make one word of another (both in lower case), or None where it is hardly that.

    One slip leaves a letter out, adds one, transposes two, or hits a key or a vowel for another. A letter that is added
    to the end makes another form of the word instead, unless it is doubled. Two slips are accepted only in long
    words whose start and end are right.
    """
    two = data().two
    most = 2 if len(word) >= two.letters else 1
    count = OSA.distance(word, meant, score_cutoff=most)
    if word in british(meant) or meant in british(word):
        return None
    if count == 1:
        return _one(word, meant)
    if count == 2 and most == 2 and min(Prefix.similarity(word, meant), Postfix.similarity(word, meant)) >= two.same:
        return _two(word, meant)
    return None


def likely(word: str) -> list[str]:
    """Return the words of English that are one slip away from a long word, the most frequent first, at most three.

    Raises `WordListError`.
    """
    if len(word) < data().alone.letters:
        return []
    known = ranks()
    near = {known[other]: other for other, _ in typos(word) if other in known and other[0] == word[0]}
    found = [near[rank] for rank in sorted(near) if rank < data().alone.rank and _is_likely(word, near[rank])]
    return found[:3]


def _is_likely(word: str, meant: str) -> bool:
    if meant[:-1] == word or slip(word, meant) is None:
        return False
    return len(word) != len(meant) or {*word} ^ {*meant} <= _VOWELS


def _one(word: str, meant: str) -> Slip | None:
    if len(word) > len(meant):
        return Slip(1, False) if word[:-1] != meant or word[-1] == word[-2] else None
    if len(word) < len(meant) or sorted(word) == sorted(meant):
        return Slip(1, False)
    at = Prefix.similarity(word, meant)
    wrong, right = word[at], meant[at]
    is_vowel = wrong in _VOWELS and right in _VOWELS and at < len(word) - 1
    return Slip(1, True) if is_vowel or right in _beside()[wrong] else None


def _two(word: str, meant: str) -> Slip | None:
    """Two letters that are left out, or that change places; or one that is left out or added, and one such slip."""
    more, less = Counter(word) - Counter(meant), Counter(meant) - Counter(word)
    if not more or (not less and more.total() == 1):
        return Slip(2, False)
    is_vowel = more.total() == 1 and less.total() < 3 and more.keys() <= _VOWELS and bool(less.keys() & _VOWELS)
    return Slip(2, True) if is_vowel else None


_VOWELS = frozenset("aeiou")


@cache
def _beside() -> dict[str, frozenset[str]]:
    """Return the letters whose keys are beside that of each letter."""
    rows = data().keys.rows
    pairs = [pair for row in rows for pair in pairwise(row)]
    for upper, lower in pairwise(rows):
        pairs += [*zip(upper, lower, strict=False), *zip(upper[1:], lower, strict=False)]
    found: dict[str, set[str]] = {letter: set() for row in rows for letter in row}
    for left, right in pairs:
        found[left].add(right)
        found[right].add(left)
    return {letter: frozenset(others) for letter, others in found.items()}
