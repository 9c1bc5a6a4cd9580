"""A word, or all words of a page, go in; the product names that they misspell come out, in their official spelling.

The names, with the pages of their owners, are in `products.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from . import dictionary

_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])|\.(?=js$)")


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    pass


class _Listed(_Strict, frozen=True):
    names: tuple[str, ...]
    example: tuple[str, str]


class _Numbered(_Listed, frozen=True):
    words: tuple[str, ...]
    source: str


class _Typos(_Strict, frozen=True):
    letters: int


class Products(_Strict, frozen=True):
    """What `products.toml` holds; its comments say what each part means."""

    names: dict[str, str]
    apart: _Listed
    never_lower: _Listed
    numbered: _Numbered
    phrases: dict[str, str]
    typos: _Typos

    @property
    def official(self) -> set[str]:
        """Every official spelling."""
        return {*self.names, *self.phrases.values(), *self.numbered.names}


@cache
def load() -> Products:
    """Return what `products.toml` holds."""
    return msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=Products)


def form(text: str) -> str:
    """Return what all spellings of a name share: lower case, without hyphens, full stops and spaces."""
    return text.lower().replace("-", "").replace(".", "").replace(" ", "")


@lru_cache(maxsize=50_000)
def of_word(word: str, *, typos: bool = True) -> str:
    """Return the name, or the plural of the name, that a capitalized word misspells, or an empty text.

    Either other letters are capitals, there is a full stop or a hyphen too many or too few, or, with `typos`, there is
    one typo in it that makes no word of English. Raises `WordListError` where it would have to be looked up.
    """
    if not word[:1].isupper() or word.isupper() or len(word) < 4 or word.endswith("-"):
        return ""
    written = form(word)
    for ending in ("", "s"):
        name = _forms().get(written.removesuffix(ending), "") if written.endswith(ending) else ""
        if name:
            return "" if word == name + ending else name + ending
    long = len(written) >= load().typos.letters
    return _mistyped(written) if typos and long and word.isascii() and word.isalpha() and word[1:].islower() else ""


def _mistyped(written: str) -> str:
    """Return the name that is one typo away, after the first letter, where this is not a word of its own."""
    from rapidfuzz.distance import OSA

    near = {key for cut in _cuts(written) for key in _near().get(cut, ())}
    found = [key for key in sorted(near) if OSA.distance(key, written) == 1]
    return _forms()[found[0]] if len(found) == 1 and not dictionary.exists(written) else ""


def phrases(words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the misspelled names of several words that may be on a page with these words, with the right ones."""
    for last in words.intersection(_phrases()):
        for parts, wrong, right in _phrases()[last]:
            if parts <= words:
                yield wrong, right


@cache
def _forms() -> dict[str, str]:
    return {form(name): name for name in load().names}


@cache
def _near() -> dict[str, tuple[str, ...]]:
    """Return the longer names by what is left of them when one letter is missing."""
    found: dict[str, tuple[str, ...]] = {}
    for key in _forms():
        if len(key) >= load().typos.letters:
            for cut in _cuts(key):
                found[cut] = (*found.get(cut, ()), key)
    return found


def _cuts(word: str) -> set[str]:
    """Return a word, and the word without each of the letters after its first one."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


@cache
def _phrases() -> dict[str, list[tuple[frozenset[str], str, str]]]:
    """Return misspelled names of several words by their last one, each with its words and the right name."""
    products = load()
    found = products.phrases | {name.lower(): name for name in products.never_lower.names}
    for name in products.apart.names:
        apart = _CAMEL_CASE.sub(" ", name)
        found[apart] = found[apart.replace(" js", " JS")] = name
    counted = re.compile(rf"\b(?:{'|'.join(products.numbered.words)})s?\b")
    for name in products.numbered.names:
        for match in counted.finditer(name):
            word = match.group()
            other = word.removesuffix("s") if word.endswith("s") else f"{word}s"
            found[name[: match.start()] + other + name[match.end() :]] = name
    by_last: dict[str, list[tuple[frozenset[str], str, str]]] = {}
    for wrong, right in found.items():
        words = wrong.split()
        by_last.setdefault(words[-1], []).append((frozenset(words), wrong, right))
    return by_last
