"""Pages go in, families come out: pages, zones and tabs that tell the same thing for another language or tool."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from ..page.facts import Span
from ..page.variants import LANGUAGE_WORD, alternatives
from .page import Page


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `siblings.toml` has; its comments say what each field means."""

    languages: str
    interfaces: str


_WORDS = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=_Words)
LANGUAGES = (*_WORDS.languages.split(), *_WORDS.interfaces.split())
"""What the names of variants differ in: languages, ways to call an API, and interfaces to do the same by hand."""
_SUFFIX = re.compile(
    rf"^(?P<stem>.*?)(?:[-_.]|^|(?-i:(?<=[a-z])(?=[A-Z])))"
    rf"(?P<language>{'|'.join(sorted(LANGUAGES, key=len, reverse=True))})(?P<rest>[-_.][\w-]+)?$",
    re.I,
)
_NO_LETTERS = re.compile(r"\W+")


@dataclass(frozen=True)
class Member:
    """A variant: a whole page, or the part of one that a zone or tab covers."""

    page: Page
    language: str
    span: Span | None = None

    def holds(self, offset: int) -> bool:
        """Tell whether an offset of the page belongs to the variant."""
        return self.span is None or self.span.start <= offset < self.span.end


@dataclass(frozen=True)
class Family:
    """Variants of one another, at least two."""

    name: str
    members: tuple[Member, ...]


@lru_cache(maxsize=4096)
def split_language(path: str) -> tuple[str, str]:
    """Split a page's path into what its siblings share and its language; the language is empty for a page of none."""
    folder, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    match = _SUFFIX.match(stem)
    if match is None or (not match["stem"] and not match["rest"]):
        parts = [part for part in folder.split("/") if part.lower() in LANGUAGES]
        if match is not None or parts:
            return _without_languages(folder, name, match is not None), (stem if match else parts[-1]).lower()
        return "", ""
    shared = f"{folder}/{match['stem']}*{match['rest'] or ''}.{suffix}"
    return shared, match["language"].lower()


def _without_languages(folder: str, name: str, name_is_language: bool) -> str:
    parts = ["*" if part.lower() in LANGUAGES else part for part in folder.split("/")]
    return "/".join([*parts, "*" if name_is_language else name])


def step(page: Page, block: int) -> str:
    """Return the heading that a block stands under as variants share it: lower case, without the language's name."""
    return _shared(page.section(block))


@lru_cache(maxsize=4096)
def _shared(heading: str) -> str:
    return _NO_LETTERS.sub(" ", LANGUAGE_WORD.sub("", heading.lower())).strip()


def families(pages: Sequence[Page]) -> list[Family]:
    """Return the families of a tree: language variants by name, and tabs and zones of one page."""
    by_name: dict[str, list[Member]] = defaultdict(list)
    for page in pages:
        shared, language = split_language(page.path)
        if shared:
            by_name[shared].append(Member(page, language))
    found = [Family(name, tuple(members)) for name, members in sorted(by_name.items()) if len(members) > 1]
    for page in pages:
        for number, zones in alternatives(page.facts):
            members = tuple(Member(page, zone.name, zone.span) for zone in zones)
            found.append(Family(f"{page.path}#{number}", members))
    return found
