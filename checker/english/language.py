"""The words of a text go in; whether it is in another language that is written in Latin letters comes out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec


class Closed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that hold the sentences of some languages together, those that English has as well left out."""

    words: str
    source: str
    example: str


class Languages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `language.toml` holds."""

    english: Closed
    others: dict[str, Closed]


@cache
def data() -> Languages:
    """Return what `language.toml` holds."""
    return msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=Languages)


@cache
def _english() -> frozenset[str]:
    return frozenset(data().english.words.split())


@cache
def _others() -> frozenset[str]:
    return frozenset(word for one in data().others.values() for word in one.words.split())


def is_foreign(words: Iterable[str]) -> bool:
    """Return whether some words (lower case) are held together by more words of other languages than of English.

    Words that English does not spell, with letters beyond ASCII, count as foreign too. Give each word once for a whole
    page, which may quote a sentence in another language.
    """
    balance = 0
    for word in words:
        if word in _english():
            balance -= 1
        elif word in _others() or (word.isalpha() and not word.isascii()):
            balance += 1
    return balance > 0
