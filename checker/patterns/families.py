"""`families.toml` goes in, the families of model names come out: makers, heads, series, and the pattern of each."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import msgspec

TAIL = r"(?:[-_.][A-Za-z0-9]+)*"
"""Any further parts of a model's id."""


class Maker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who trains models: `title` as sentences call it, and the `names` that prefixes and sentences have for it."""

    title: str
    names: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that model names of all makers are made of, by what they say."""

    sizes: frozenset[str]
    modalities: frozenset[str]
    stages: frozenset[str]
    training: frozenset[str]


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A family of model names; `families.toml` says what each field means."""

    heads: tuple[str, ...]
    maker: str
    examples: tuple[str, ...]
    source: str
    series: tuple[str, ...] = ()
    kind: str = "chat"
    shape: str = ""
    starts: tuple[str, ...] = ()
    numbered: bool = False
    common: bool = False
    unclear: bool = False
    complete: bool = False
    whole: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """The verbose pattern of its names."""
        if self.shape:
            return self.shape.replace("{tail}", TAIL).replace("{series}", _any(self.series))
        if self.common:
            series = f"(?:{_any(self.series)})(?![A-Za-z])|" if self.series else ""
            return rf"(?:{_any(self.heads)})-(?=v?-?\d|{series}\d)[A-Za-z0-9]+{TAIL}"
        return rf"(?:{_any(self.heads)}){'(?:-|(?=[0-9]))' if self.numbered else '-'}[A-Za-z0-9]+{TAIL}"

    @property
    def beginnings(self) -> tuple[str, ...]:
        """The texts, in lower case, one of which each of its names starts with."""
        return self.starts or tuple(head if self.numbered else f"{head}-" for head in self.heads)


class Families(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known of how models are named."""

    words: Words
    makers: dict[str, Maker]
    families: tuple[Family, ...]


@cache
def load() -> Families:
    """Return what `families.toml` holds."""
    raw = Path(__file__).with_name("families.toml").read_bytes()
    return msgspec.convert(tomllib.loads(raw.decode("utf-8")), Families)


@cache
def of(name: str) -> Family | None:
    """Return the family that a name's head belongs to (`gpt-4o` -> gpt), or None."""
    return next((family for pattern, family in _by_pattern() if pattern.match(name)), None)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _by_pattern() -> list[tuple[re.Pattern[str], Family]]:
    return [(re.compile(family.pattern, re.I | re.X), family) for family in load().families]
