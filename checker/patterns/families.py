"""`families.toml` and `platforms.toml` go in; makers, families of names, their patterns, and platforms come out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

TAIL = r"(?:[-_.][A-Za-z0-9]+)*"
"""Any further parts of a model's id."""
_NUMBER = r"(?:[VRKMXvr]?\d{1,2}(?:\.\d{1,2})?[a-z]?|\d{1,3}(?:\.\d)?[BbM]|\d{1,2}x\d{1,3}[Bb])(?![\w%]|[.,]\d)"
"""A word of a display name that has a number: 4, 4.5, V3.2, R1, 70B, 8x7B."""
_SHOWN = ("coder", "thinking", "vision", "distill")
"""Words of display names that are in no list of the data."""


class Maker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who trains models: `title` as sentences call it, and the `names` that prefixes have for it."""

    title: str
    names: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that model names of all makers are made of, by what they say."""

    sizes: frozenset[str]
    modalities: frozenset[str]
    stages: frozenset[str]
    training: frozenset[str]
    kinds: dict[str, frozenset[str]]


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A family of model names; `families.toml` says what each field means."""

    heads: tuple[str, ...]
    maker: str
    examples: tuple[str, ...]
    source: str
    series: tuple[str, ...] = ()
    display: tuple[str, ...] = ()
    kind: str = "text"
    point: str = ""
    foreign: str = ""
    shape: str = ""
    starts: tuple[str, ...] = ()
    numbered: bool = False
    common: bool = False
    unclear: bool = False
    open: bool = False
    complete: bool = False
    dated: bool = False
    whole: tuple[str, ...] = ()

    @property
    def beginnings(self) -> tuple[str, ...]:
        """The texts, in lower case, one of which each of its names starts with."""
        ids = self.starts or tuple(head if self.numbered else f"{head}-" for head in self.heads)
        return (*ids, *(f"{head.lower()} " for head in self.display))


class Platform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place where models are served; `platforms.toml` says what each field means."""

    title: str
    prefixes: tuple[str, ...]
    source: str
    maker: str = ""
    clients: str = ""
    hosts: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    cloud: bool = False
    words: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    tree_signs: tuple[str, ...] = ()
    local: bool = False
    gateway: bool = False
    renames: bool = False
    earliest: bool = False


class Families(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that `families.toml` says of how models are named."""

    words: Words
    makers: dict[str, Maker]
    families: tuple[Family, ...]


class Platforms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that `platforms.toml` says of where models are served."""

    segments: frozenset[str]
    joined: tuple[str, ...]
    regions: tuple[str, ...]
    platforms: dict[str, Platform]


@cache
def load() -> Families:
    """Return what `families.toml` holds."""
    return msgspec.convert(_read("families.toml"), Families)


@cache
def platforms() -> Platforms:
    """Return what `platforms.toml` holds."""
    return msgspec.convert(_read("platforms.toml"), Platforms)


def _read(name: str) -> object:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def pattern() -> str:
    """Return the verbose pattern of all model names, to be compiled with free case; one for each way of writing."""
    known = load().families
    plain = [family for family in known if not family.shape]
    heads = {head for family in plain for head in family.heads}
    makers = {name.partition("-") for maker in load().makers.values() for name in maker.names}
    ends = sorted({end for head, _, end in makers if end and head in heads})
    no_maker = rf"(?!(?:{_any(ends)})(?![\w-]))"  # `mistral-ai` is who makes models, and none of them
    return "|".join(
        (
            _display_pattern([family for family in known if family.display]),
            *(_own_pattern(family) for family in known if family.shape),
            rf"(?:{_any(_heads(plain, numbered=False))})-{no_maker}[A-Za-z0-9]+{TAIL}",
            rf"(?:{_any(_heads(plain, numbered=True))})(?:-|(?=\d)){no_maker}[A-Za-z0-9]+{TAIL}",
            rf"(?:{'|'.join(_common_head(family) for family in plain if family.common)})-?[A-Za-z0-9]+{TAIL}",
        )
    )


def _heads(among: list[Family], *, numbered: bool) -> list[str]:
    return [head for one in among if not one.common and one.numbered == numbered for head in one.heads]


def _own_pattern(family: Family) -> str:
    return family.shape.replace("{tail}", TAIL).replace("{series}", _any(family.series))


def _common_head(family: Family) -> str:
    """Return the pattern of heads that are words, before what shows that they are names here."""
    series = rf"|(?:{_any(family.series)})(?![A-Za-z])" if family.series else ""
    number = r"|\d" if family.numbered else ""
    return rf"(?:{_any(family.heads)})(?=-(?:[a-z]{{0,2}}-?\d{series}){number})"


def _display_pattern(among: list[Family]) -> str:
    """Return the pattern of display names; the capitals of their words set them apart from the sentence."""
    known = load().words
    words = {word for family in among for word in family.series}
    words |= {*known.sizes, *known.stages, *known.training, *_SHOWN}
    heads = "|".join(rf"(?:{_any(one.display)})(?=[ ]{_shown_word(one.series)})" for one in among)
    return rf"(?-i:(?:{heads})(?:[ ]{_shown_word(words)})+)"


def _shown_word(words: Iterable[str]) -> str:
    """Return the pattern of a word of a display name: a number, or one of some words."""
    titles = {_title(word) for word in words}
    shown = _any(titles | {title.replace("-", " ") for title in titles})
    return rf"(?:{_NUMBER}|(?:{shown})(?![\w+]))" if titles else _NUMBER


def _title(word: str) -> str:
    return word.upper() if len(word) < 3 else "-".join(part.capitalize() for part in word.split("-"))


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@cache
def of(name: str) -> Family | None:
    """Return the family that a name belongs to by the way it starts (`gpt-4o` -> gpt), or None."""
    lower = name.lower()
    for start, family in _by_start():
        if lower.startswith(start) and not lower[len(start) : len(start) + 1].isalpha():
            return family
    head = _LETTERS.match(lower)
    return misspelled_heads().get(head.group()) if head is not None else None


@cache
def _by_start() -> list[tuple[str, Family]]:
    """Return what names start with, and the family that it means; longer starts come first."""
    found: dict[str, Family] = {}
    for family in load().families:
        heads = {*family.heads, *family.whole, *(head.lower() for head in family.display)}
        starts = {f"{head}-{word}" for head in family.heads for word in family.series} if family.shape else heads
        for start in starts or heads:
            found.setdefault(start, family)
    for family in load().families:  # a family without series of its own takes what the others leave
        for head in family.heads:
            found.setdefault(head, family)
    return sorted(found.items(), key=lambda one: (-len(one[0]), one[0]))


@cache
def _dotted() -> re.Pattern[str]:
    makers = {name for maker in load().makers.values() for name in maker.names if name.isalnum()}
    return re.compile(rf"(?:(?:{_any(platforms().regions)})\.)?(?:{_any(makers)})\.", re.I)


@cache
def dotted_maker(text: str) -> str:
    """Return what Amazon Bedrock has before a model's name, where a text starts with that: `us.anthropic.`."""
    match = _dotted().match(text)
    return match.group() if match else ""


@cache
def misspelled_heads() -> dict[str, Family]:
    """Return the likely misspellings of heads (`gtp`, `comand`, `gemeni`), and the family that each means."""
    heads = {head: one for one in reversed(load().families) for head in one.heads if _may_be_misspelled(head, one)}
    found = {slip: one for head, one in heads.items() for slip in _slips(head)}
    every = {head for one in load().families for head in one.heads} | _WORDS_OF_ENGLISH
    return {slip: one for slip, one in found.items() if slip not in every}


def _may_be_misspelled(head: str, family: Family) -> bool:
    """Return whether the slips of a head are told from other words and heads: what is in a list, or long enough."""
    listed = not family.common and bool(family.display or family.complete)
    return head.isalpha() and (len(head) >= _LONG_HEAD or (listed and len(head) > 2))


_LONG_HEAD = 5
"""Letters of a head that is no short word of something else."""
_LETTERS = re.compile(r"[a-z]*")


@cache
def misspelled_series() -> frozenset[str]:
    """Return the likely misspellings of the words of series that display names have (`sonet`, `flahs`)."""
    words = {word for one in load().families if one.display for word in one.series if word.isalpha() and len(word) > 3}
    return frozenset(slip for word in words for slip in _slips(word)) - words - _WORDS_OF_ENGLISH


_VOWELS = "aeiou"
_WORDS_OF_ENGLISH = frozenset(
    "chat code text fast flesh flush smell bets seal coded coders live love abba chip coed commend cure curia curio "
    "dale gamma heres image jamb lyra reran soar".split()
)
"""Heads that are words of the sentence, and words that one slip makes of a word of a series."""


def _slips(word: str) -> set[str]:
    """Return a word with two letters swapped, one left out, one doubled, or one vowel for another."""
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    doubled = {word[:at] + word[at] + word[at:] for at in range(len(word))} if len(word) > 3 else set()
    shorter = {word[:at] + word[at + 1 :] for at in range(1, len(word))} if len(word) > 4 else set()
    vowels = {
        word[:at] + vowel + word[at + 1 :]
        for at in range(1, len(word))
        if word[at] in _VOWELS and len(word) > 4
        for vowel in _VOWELS
    }
    return (swapped | doubled | shorter | vowels) - {word}


@cache
def maker_of(segment: str) -> str:
    """Return the key of the maker that a segment of a prefix names (`meta-llama` -> `meta`), or an empty text."""
    return next((key for key, maker in load().makers.items() if segment in maker.names), "")


@cache
def own_platform(maker: str) -> str:
    """Return the key of a maker's own platform, or an empty text."""
    return next((key for key, one in platforms().platforms.items() if maker and one.maker == maker), "")


def is_head(name: str) -> bool:
    """Return whether a name in lower case is the head of a family and no model's name by itself."""
    family = of(name)
    return family is not None and not family.shape and name in family.heads and name not in family.whole


def is_local(platform: str) -> bool:
    """Return whether a platform, by its key, runs weights that are one's own."""
    known = platforms().platforms.get(platform)
    return known is not None and known.local


def maker_of_name(name: str) -> str:
    """Return the key of the maker of a model, as the family of its name says, or an empty text."""
    family = of(name)
    return family.maker if family is not None else ""


@cache
def platform_of(segment: str) -> str:
    """Return the key of the platform that a segment of a prefix names (`azure_ai` -> `azure`), or an empty text."""
    return next((key for key, one in platforms().platforms.items() if segment in one.prefixes), "")
