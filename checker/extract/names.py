"""Model names with their versions, and API versions, in the running text, the tables and the samples of a page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from .. import patterns
from ..facts import ApiVersion, Block, Cell, Context, Cue, Facts, Name, Span, Table, Version
from ..markdown import Document, Inline, TextBlock
from ..scripts import operation_of_url, query_versions
from .masks import readable, sentence

_REQUIRED = re.compile(
    r"\bdeploy(?:ing|s)?\s+(?:(?:a|an|the|your|one of)\b|`)|\bto deploy\b|\bdeployment of\b|"
    r"\bmodels?`?\s+deployed\b|\b(?:your|the) deployed\b|\bdeployed? (?:with|using)\b|\bmodels? (?:is|are) required\b|"
    r"\b(?:select|choose|pick)\s+(?:the|your|a|an)\b|\bsearch for and select\b|\bname of (?:your|the)\b|"
    r"\brequires?\s+(?:the|a|an)?\s*`",
    re.I,
)
_NOT_REQUIRED = re.compile(
    r"\bnot\b|n't\b|\bunless\b|\bfor example\b|\bsuch as\b|\be\.g\.|\bif you\b|\bcannot\b|\bno longer\b", re.I
)
_ANNOUNCED = re.compile(
    r"\b(?:was|were|has been|have been|is now|are now|been)\s+(?:\w+\s+)?"
    r"(?:added|introduced|released|announced|retired|deprecated|replaced|upgraded|updated|available)\b|"
    r"\bfirst (?:added|introduced|available|supported)\b|\bformerly\b|\bpreviously\b|\bno longer\b|\bprior to\b|"
    r"\bsince\b|\bdeprecated\b|\bretired\b|\blegacy\b|\bremoved\b|\bstarting (?:with|in|from)\b|"
    r"\bor (?:later|newer|higher|above)\b",
    re.I,
)
_ADVICE = re.compile(
    r"\b(?:replaced?(?:\s+\S+){0,4}\s+(?:by|with)|replacement(?:\s+model)?\s+(?:is|will be)|"
    r"(?:migrat|upgrad|mov|switch|transition)(?:e|es|ed|ing)?(?:\s+\S+){0,4}?\s+to)\s+"
    r"(?:(?:the|a|newer|new|latest|model)\s+){0,3}[`*]{0,3}$",
    re.I,
)
_API_BEFORE = re.compile(
    r"(?:\bapi[-\s]?versions?\b|(?P<model>\bmodel\s+versions?\b)|(?P<other>\b(?<!api )(?<!api-)versions?\b))", re.I
)
_API_AFTER = re.compile(
    r"^`?\)?\*{0,2}\s*(?:\((?:GA|preview|public preview)\)\s*)?(?:(?:GA|preview|stable|REST|data plane)\s+)*API\b", re.I
)
_TAIL_STOPS = ".,;:)"


def read(document: Document, facts: Facts) -> None:
    """Add the page's model names and the API versions of its running text to its facts."""
    whole = document.text.lower()
    hints = [hint for hint in patterns.MODEL_HINTS if hint in whole]
    for index, block in enumerate(document.blocks):
        if block.kind in ("paragraph", "heading", "cell"):
            context: Context = "prose" if block.kind == "paragraph" else block.kind
            if hints and _holds(block.text, hints):
                _read_names(readable(block), block, index, context, facts)
            if "20" in block.text or "=" in block.text:
                _read_api_versions(readable(block), block, index, context, facts)
    for number, sample in enumerate(facts.samples):
        block = document.blocks[sample.block]
        for match in patterns.MODEL_NAME.finditer(block.text) if _holds(block.text, hints) else ():
            start, end = _trimmed(match)
            name = Name(block.text[start:end], block.span(start, end), "sample", sample.block, sample=number)
            name.versions = list(_versions(block.text, end, block))
            facts.names.append(name)
        for match in patterns.ARM_TYPE.finditer(block.text):
            _add_provider(match, block, sample.block, number, "sample", facts)
    for table in facts.tables:
        _bind_columns(table, facts)
    facts.names.sort(key=lambda name: name.span)
    _sort_api_versions(facts)


def _holds(text: str, hints: list[str]) -> bool:
    lower = text.lower()
    return any(hint in lower for hint in hints)


def _sort_api_versions(facts: Facts) -> None:
    """Put the API versions in page order, and let the requests point at their new places."""
    noted = list(facts.api_versions)
    facts.api_versions.sort(key=lambda version: version.span)
    place = {id(version): index for index, version in enumerate(facts.api_versions)}
    for sample in facts.samples:
        for request in sample.requests:
            request.api_versions = [place[id(noted[index])] for index in request.api_versions]


def _read_names(text: str, block: TextBlock, index: int, context: Context, facts: Facts) -> None:
    codes = [inline for inline in block.inlines if inline.kind == "code"]
    for match in patterns.MODEL_NAME.finditer(text):
        start, end = _trimmed(match)
        name = Name(text[start:end], block.span(start, end), context, index)
        around = _around(codes, start, end)
        if (
            around is None
            and text[start : start + 1].islower()
            and re.fullmatch(r"(?:command|phi|cohere|llama|o[1-9])-?\w*", name.text)
        ):
            continue
        name.code = around is not None
        name.exact = around is not None and text[around.start : around.end].strip("` ") == name.text
        name.versions = list(_versions(text, end, block))
        name.cue = cue(text, start, end, block)
        name.advised = bool(_ADVICE.search(text, max(sentence(text, start, end)[0], start - 90), start))
        facts.names.append(name)


def _around(codes: list[Inline], start: int, end: int) -> Inline | None:
    return next((code for code in codes if code.start <= start and end <= code.end), None)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    text = match.group().rstrip(_TAIL_STOPS + "-_")
    return match.start(), match.start() + len(text)


def cue(text: str, start: int, end: int, block: TextBlock | Block) -> Cue:
    """Return what the sentence around a range of a block's text says of it."""
    first, last = sentence(text, start, end)
    around = text[first:last]
    if _ANNOUNCED.search(around):
        return "announced"
    if block.kind == "paragraph" and _REQUIRED.search(around) and not _NOT_REQUIRED.search(around):
        return "required"
    if block.item and len(text) - (end - start) < 40 and block.kind == "paragraph":
        return "listed"
    return ""


def _versions(text: str, end: int, block: TextBlock) -> Iterator[Version]:
    """Yield the versions that are written behind a name."""
    for pattern in (
        patterns.BOUND_IN_PARENTHESES,
        patterns.BOUND_BY_WORD,
        patterns.BOUND_IN_BOLD,
        patterns.BOUND_BARE,
    ):
        match = pattern.match(text, end)
        if match:
            for one in patterns.ONE_VERSION.finditer(text, match.start("list"), match.end("list")):
                yield Version(one.group(), block.span(*one.span()))
            return


def _read_api_versions(text: str, block: TextBlock, index: int, context: Context, facts: Facts) -> None:
    taken: list[tuple[int, int]] = []
    for use in query_versions(text):
        if not use.text or (
            not any(character.isdigit() for character in use.text) and use.text.lower() not in ("preview", "latest")
        ):
            continue
        taken.append((use.start, use.end))
        span = block.span(use.start, use.end)
        facts.api_versions.append(ApiVersion(use.text, span, "query", context, index, -1, use.address, fault=use.fault))
        operation = operation_of_url(use.address)
        facts.api_versions[-1].operations = [operation] if operation else []
    for match in patterns.ARM_TYPE.finditer(text):
        taken.append(match.span())
        _add_provider(match, block, index, -1, context, facts)
    for match in patterns.API_VERSION_VALUE.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        if _says_api_version(text, match):
            first, last = sentence(text, *match.span())
            fact = ApiVersion(match.group(), block.span(*match.span()), "prose", context, index)
            fact.announced = bool(_ANNOUNCED.search(text[first:last]))
            facts.api_versions.append(fact)


def _says_api_version(text: str, match: re.Match[str]) -> bool:
    """Tell whether the sentence calls a date an API version: the nearest word before it, or the one behind it."""
    first, _ = sentence(text, *match.span())
    before = text[max(first, match.start() - 120) : match.start()]
    if _API_AFTER.match(text[match.end() : match.end() + 60]):
        return True
    words = list(_API_BEFORE.finditer(before))
    if not words or words[-1]["model"] or words[-1]["other"]:
        return False
    found = words[-1]
    return not patterns.MODEL_NAME.search(before, found.end())


def _add_provider(
    match: re.Match[str], block: TextBlock, index: int, sample: int, context: Context, facts: Facts
) -> None:
    span = block.span(*match.span("value"))
    facts.api_versions.append(ApiVersion(match["value"], span, "provider", context, index, sample, match["type"]))


_VERSION_HEADER = re.compile(r"^\**(?:model\s+)?version", re.I)
_VERSION_CELL = re.compile(
    rf"`?(?:{patterns.MODEL_VERSION}|\d(?:\.\d)?)`?(?:[,\s]+`?(?:{patterns.MODEL_VERSION}|\d(?:\.\d)?)`?)*"
)
_API_HEADER = re.compile(r"\bAPI version", re.I)


def _bind_columns(table: Table, facts: Facts) -> None:
    """Give each name of a row's first cells the versions that stand in its Version column."""
    column = next((i for i, cell in enumerate(table.header) if _VERSION_HEADER.match(cell.text)), -1)
    api_column = next((i for i, cell in enumerate(table.header) if _API_HEADER.search(cell.text)), -1)
    starts = [name.span.start for name in facts.names]
    for row in table.rows:
        if not table.header:
            column = 1 if len(row) > 1 and _VERSION_CELL.fullmatch(row[1].text) else -1
        if 0 < column < len(row):
            _bind_row(row, column, facts, starts)
        if 0 <= api_column < len(row):
            beside = " ".join(cell.text for cell in row if cell is not row[api_column])
            _add_column_version(row[api_column], beside, facts)


def _bind_row(row: list[Cell], column: int, facts: Facts, starts: list[int]) -> None:
    versions = [
        Version(match.group(), Span(row[column].span.start + match.start(), row[column].span.start + match.end()))
        for match in re.finditer(
            rf"(?<![\w.-])(?:{patterns.MODEL_VERSION}|\d{{3}}|\d(?:\.\d)?)(?![\w.-])", row[column].text
        )
    ]
    for cell in row[:column]:
        for name in facts.names[bisect_right(starts, cell.span.start - 1) :]:
            if name.span.start >= cell.span.end:
                break
            if name.span.within(cell.span) and not name.versions:
                name.versions = versions


def _add_column_version(cell: Cell, beside: str, facts: Facts) -> None:
    known = {version.span: version for version in facts.api_versions}
    for match in patterns.API_VERSION_VALUE.finditer(cell.text):
        span = Span(cell.span.start + match.start(), cell.span.start + match.end())
        if span in known:
            known[span].cue, known[span].beside = "column", beside
        else:
            facts.api_versions.append(ApiVersion(match.group(), span, "column", "cell", cell.block, beside=beside))
