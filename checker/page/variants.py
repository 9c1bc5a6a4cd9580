"""A page's facts go in; its parts come out that show one step in several languages or tools: alternatives."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..span import Innermost
from .facts import Facts, Sample, Span, Zone

LANGUAGE_WORD = re.compile(
    r"\b(?:python|javascript|typescript|c#|\.net|java|go|rest(?: api)?|http|curl|powershell|azure cli|bash|sdk|c\+\+|"
    r"node\.?js)\b",
    re.I,
)
"""A language or a way to call an API, as headings and labels name it."""
_LABEL = re.compile(rf"\b(?:windows|mac(?:os)?|linux|unix|{LANGUAGE_WORD.pattern})(?!\w)", re.I)
_LONGEST_LABEL = 40
"""Characters of the label of a variant; what is longer is a sentence."""


def alternatives(facts: Facts) -> Iterator[tuple[int, list[Zone]]]:
    """Yield the sets of zones and tabs that are variants of one another, each with its number, in order."""
    return ((number, zones) for number, zones in _sets(facts) if _are_variants(facts, zones))


def _sets(facts: Facts) -> Iterator[tuple[int, list[Zone]]]:
    groups: dict[int, list[Zone]] = defaultdict(list)
    for zone in facts.zones:
        around = groups[zone.group][-1] if groups[zone.group] else None
        if zone.kind != "moniker" and (around is None or zone.span.start >= around.span.end):
            groups[zone.group].append(zone)  # what is inside of an alternative is a part of it
    for number, zones in sorted(groups.items()):
        if len({zone.name for zone in zones}) > 1:
            yield number, zones


def _are_variants(facts: Facts, zones: Sequence[Zone]) -> bool:
    """Return whether alternatives show one thing in several ways, as zones and tabs of Learn always do.

    Panels do where their languages differ; others show several cases.
    """
    panels = [zone for zone in zones if zone.kind == "panel"]
    return not panels or len({_language(facts, zone) for zone in panels} - {""}) > 1


def _language(facts: Facts, panel: Zone) -> str:
    """Return the language of the first sample of a panel, with the words for languages in the panel's name."""
    words = sorted({match.group().lower() for match in LANGUAGE_WORD.finditer(panel.name)})
    first = next((one.language for one in _inside(facts, panel)), "")
    return " ".join([first, *words]).strip()


def _inside(facts: Facts, zone: Zone) -> Iterator[Sample]:
    """Yield the samples of a zone."""
    for number in range(
        bisect_left(facts.samples, zone.span.start, key=lambda one: one.span.start), len(facts.samples)
    ):
        sample = facts.samples[number]
        if sample.span.start >= zone.span.end:
            return
        if sample.span.within(zone.span):
            yield sample


class Variant(NamedTuple):
    """A way to do a step: what it is called, and its samples."""

    name: str
    samples: list[Sample]

    @property
    def language(self) -> str:
        """The language of its first sample."""
        return self.samples[0].language


_OF_ONE_LANGUAGE = 3
"""Of so many variants in one language and fewer, each may show a case of its own."""


def show_one_thing(some: Sequence[Variant]) -> bool:
    """Return whether variants differ in how a thing is done: in their languages or systems, or there are many."""
    return len(some) > _OF_ONE_LANGUAGE or len({one.language for one in some}) > 1 or are_of_systems(some)


def are_of_systems(some: Sequence[Variant]) -> bool:
    """Return whether all variants are named after a system or a language."""
    return all(_LABEL.search(one.name) for one in some)


def variants(facts: Facts, text: str, *, finest: bool = False) -> Iterator[list[Variant]]:
    """Yield the sets of samples that show one step in several ways: in zones, in tabs, or one by one.

    Those that stand one by one have nothing between them, or a label that names a language or a system. What several
    zones have under a heading of the same text is a step as well; with `finest`, the zones as a whole are none then.
    """
    samples = _samples(facts)
    covered = {one.block for some in samples.values() for one in some}
    for _, zones in _sets(facts) if samples else ():
        for step in _rounds(zones):
            found = [Variant(zone.name, samples[zone.span]) for zone in step if zone.span in samples]
            if len(found) > 1:
                sections = _sections(facts, [(zone, samples[zone.span]) for zone in step if zone.span in samples])
                yield from sections
                if not (finest and sections):
                    yield found
    for run in _runs(facts, text):
        languages = {one.language for one in run}
        if len(languages) == len(run) > 1 and covered.isdisjoint(one.block for one in run):
            yield [Variant(one.language, [one]) for one in run]


def _samples(facts: Facts) -> dict[Span, list[Sample]]:
    """Return the samples of each zone or tab, by its span, that are in no other one inside it."""
    zones = [zone for zone in facts.zones if zone.kind != "moniker"]
    innermost = Innermost((zone.span, zone.span) for zone in zones)
    found: dict[Span, list[Sample]] = defaultdict(list)
    for sample in facts.samples if zones else ():
        around = innermost.at(sample.span.start)
        if around is not None and not sample.output:
            found[around].append(sample)
    return found


def _sections(facts: Facts, zones: Sequence[tuple[Zone, Sequence[Sample]]]) -> list[list[Variant]]:
    """Return the samples of some zones under each heading that several of them have, where there are more headings."""
    found: dict[str, list[Variant]] = defaultdict(list)
    for zone, samples in zones:
        by_heading: dict[str, list[Sample]] = defaultdict(list)
        for sample in samples:
            number = facts.blocks[sample.block].heading
            inside = number >= 0 and facts.headings[number].span.start >= zone.span.start
            by_heading[_shared(facts.headings[number].text) if inside else ""].append(sample)
        for heading, some in by_heading.items():
            found[heading].append(Variant(zone.name, some))
    return [some for some in found.values() if len(some) > 1] if len(found) > 1 else []


def _shared(heading: str) -> str:
    """Return a heading without what names a language."""
    return " ".join(LANGUAGE_WORD.sub("", heading.lower()).split())


def _rounds(zones: Sequence[Zone]) -> Iterator[list[Zone]]:
    """Yield zones up to one of a name that was there before, with which the next step begins."""
    step: dict[str, Zone] = {}
    for zone in zones:
        if zone.name in step:
            yield list(step.values())
            step = {}
        step[zone.name] = zone
    yield list(step.values())


def _runs(facts: Facts, text: str) -> Iterator[list[Sample]]:
    """Yield the samples that follow each other with nothing but a label between them."""
    run: list[Sample] = []
    for sample in facts.samples:
        if run and not _is_next(facts, text, run[-1].block, sample.block):
            yield run
            run = []
        run.append(sample)
    yield run


def _is_next(facts: Facts, text: str, first: int, second: int) -> bool:
    if second == first + 1:
        return True
    label = facts.blocks[first + 1]
    length = label.span.end - label.span.start
    return second == first + 2 and length <= _LONGEST_LABEL and _LABEL.search(label.span.slice(text)) is not None
