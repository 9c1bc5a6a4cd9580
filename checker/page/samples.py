"""The code samples of a page: their place, their introduction, what they use and which of it is one request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..code import literals, requests
from ..code.answers import is_output
from ..code.grammars import language as language_of
from ..code.scripts import ModelUse, VersionUse
from ..patterns import Shape
from ..span import Ranges
from .blocks import Document, TextBlock
from .facts import ApiVersion, Facts, Request, Sample, Span, Use, Version
from .text_views import readable

_NO_SAMPLE = frozenset({"mermaid", "diff", "markdown", "md"})
_LONG = 8
"""Samples of no more lines than this are alike too often to say anything."""
_NAMING = Shape(
    r"client\(|api[-_]?version|/deployments/|getchatcompletions|[?&](?:deployment|version)=|--model-name|"
    r"(?:model|deployment|engine)\w*[\"']?\s*[:=]",
    re.I,
    needs="client( version deployment getchatcompletions model engine".split(),
)
"""Without one of these a sample gives no model and no API version to anything."""


def read(document: Document, facts: Facts) -> None:
    """Add the page's samples, with their uses, API versions and requests."""
    previous: TextBlock | None = None
    for index, block in enumerate(document.blocks):
        if block.kind in ("fence", "code"):
            _add(block, index, previous, facts)
        elif block.kind == "paragraph":
            previous = block
        elif block.kind == "heading":
            previous = None


def _add(block: TextBlock, index: int, previous: TextBlock | None, facts: Facts) -> None:
    language = language_of(block.info) if block.kind == "fence" else ""
    first = min(block.line + (2 if block.kind == "fence" else 1), block.end_line)  # a fence can be all there is
    sample = Sample(language, facts.blocks[index].span, first, block.end_line, index)
    sample.intro = _introduction(previous)
    sample.output = is_output(block.text, language)
    number = len(facts.samples)
    facts.samples.append(sample)
    if language in _NO_SAMPLE:
        return
    if len(block.starts) > _LONG:
        sample.lines = list(_lines(block))
    known_uses: dict[tuple[int, int], int] = {}
    if _may_name(block.text):
        _add_requests(block, number, facts, known_uses)
    taken = Ranges(known_uses)
    for use in literals.values(block.text):
        if (use.start, use.end) in known_uses and use.slot == "shown":
            facts.uses[known_uses[use.start, use.end]].slot = "shown"
        elif not taken.hold(use.start, use.end):
            _use(use, block, number, facts, known_uses)


def _add_requests(block: TextBlock, number: int, facts: Facts, known_uses: dict[tuple[int, int], int]) -> None:
    sample = facts.samples[number]
    reading = requests.read(block.text, sample.language)
    known_versions: dict[tuple[int, int], int] = {}
    for request in (*reading.requests, reading.loose):
        uses = [_use(use, block, number, facts, known_uses) for use in request.models]
        versions = [_version(version, block, number, facts, known_versions) for version in request.versions]
        for index in versions if request.operation else ():
            fact = facts.api_versions[index]
            if request.operation not in fact.operations:
                fact.operations = sorted([*fact.operations, request.operation])
        if request is not reading.loose:
            sample.requests.append(Request(uses, versions))


def _may_name(code: str) -> bool:
    """Return whether a sample may give a model or an API version to something, so that it is worth reading."""
    return _NAMING.is_in(code)


def _lines(block: TextBlock) -> Iterator[Span]:
    """Yield the lines of a sample that are not blank, without the blanks around them."""
    for offset, line in zip(block.offsets, block.text.split("\n"), strict=True):
        if text := line.strip():
            first = offset + line.index(text)
            yield Span(first, first + len(text))


def _use(use: ModelUse, block: TextBlock, number: int, facts: Facts, known: dict[tuple[int, int], int]) -> int:
    key = (use.start, use.end)
    if key not in known:
        known[key] = len(facts.uses)
        span = block.span(use.start, use.end)
        fact = Use(use.slot, use.text, span, number, facts.samples[number].block)
        if use.version is not None:
            text, start = use.version
            fact.versions = [Version(text, block.span(start, start + len(text)))]
        facts.uses.append(fact)
    return known[key]


def _version(use: VersionUse, block: TextBlock, number: int, facts: Facts, known: dict[tuple[int, int], int]) -> int:
    key = (use.start, use.end)
    if key in known:
        fact = facts.api_versions[known[key]]
        fact.address, fact.client = fact.address or use.address, fact.client or use.client
        fact.fault = fact.fault or use.fault
        return known[key]
    known[key] = len(facts.api_versions)
    fact = ApiVersion(
        use.text,
        block.span(use.start, use.end),
        "query" if use.cue == "query" else "parameter",
        "sample",
        facts.samples[number].block,
        number,
        use.address,
        use.client,
        fault=use.fault,
    )
    facts.api_versions.append(fact)
    return known[key]


_MARKS = str.maketrans("\0`*", "   ")


def _introduction(previous: TextBlock | None) -> str:
    """Return the last sentence before a sample, without markup."""
    if previous is None:
        return ""
    text = " ".join(readable(previous).translate(_MARKS).split())
    stop = max(text.rfind(". "), text.rfind("! "), text.rfind("? "))
    return text[stop + 2 :] if stop >= 0 else text
