"""Pages go in, families come out: pages, zones and tabs that tell the same thing for another language or tool."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from ..page.facts import Span, Zone
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
_LANGUAGE_WORD = re.compile(
    r"\b(?:python|javascript|typescript|c#|\.net|java|go|rest(?: api)?|http|curl|powershell|azure cli|bash|sdk|c\+\+|"
    r"node\.?js)\b",
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
    return _NO_LETTERS.sub(" ", _LANGUAGE_WORD.sub("", heading.lower())).strip()


def families(pages: Sequence[Page]) -> list[Family]:
    """Return the families of a tree: language variants by name, and tabs and zones of one page."""
    by_name: dict[str, list[Member]] = defaultdict(list)
    for page in pages:
        shared, language = split_language(page.path)
        if shared:
            by_name[shared].append(Member(page, language))
    found = [Family(name, tuple(members)) for name, members in sorted(by_name.items()) if len(members) > 1]
    for page in pages:
        groups: dict[int, list[Zone]] = defaultdict(list)
        for zone in page.facts.zones:
            around = groups[zone.group][-1] if groups[zone.group] else None
            if zone.kind != "moniker" and (around is None or zone.span.start >= around.span.end):
                groups[zone.group].append(zone)  # what is inside of an alternative is a part of it
        samples = _Samples(page) if groups else None
        for number, zones in sorted(groups.items()):
            if samples is not None and len({zone.name for zone in zones}) > 1 and _are_variants(samples, zones):
                members = tuple(Member(page, zone.name, zone.span) for zone in zones)
                found.append(Family(f"{page.path}#{number}", members))
    return found


def _are_variants(samples: _Samples, zones: Sequence[Zone]) -> bool:
    """Return whether alternatives show one thing in several ways, as zones and tabs of Learn always do.

    Panels do where their languages differ; others show several cases.
    """
    panels = [zone for zone in zones if zone.kind == "panel"]
    return not panels or len({samples.language(zone) for zone in panels} - {""}) > 1


class _Samples:
    """The samples of a page, to be asked for those of its panels."""

    def __init__(self, page: Page) -> None:
        self._samples = sorted(page.facts.samples, key=lambda one: one.span)
        self._starts = [one.span.start for one in self._samples]

    def language(self, panel: Zone) -> str:
        """Return the language of the first sample of a panel, with the words for languages in the panel's name."""
        words = sorted({match.group().lower() for match in _LANGUAGE_WORD.finditer(panel.name)})
        at = bisect_left(self._starts, panel.span.start)
        is_inside = at < len(self._samples) and self._samples[at].span.within(panel.span)
        language = self._samples[at].language if is_inside else ""
        return " ".join([language, *words]).strip()
