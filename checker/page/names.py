"""Model names with their versions, and API versions, in the running text, the tables and the samples of a page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from rapidfuzz.distance import OSA

from .. import patterns
from ..code.scripts import operation_of_url, query_versions
from ..patterns import Shape, models
from .blocks import Document, Inline, TextBlock
from .facts import ApiVersion, Block, Cell, Context, Cue, Facts, Name, Span, Table, Version
from .text_views import Sentences, readable

_is_required = Shape(
    r"\bdeploy(?:ing|s)?\s+(?:(?:a|an|the|your|one of)\b|`)|\bto deploy\b|\bdeployment of\b|"
    r"\bmodels?`?\s+deployed\b|\b(?:your|the) deployed\b|\bdeployed? (?:with|using)\b|\bmodels? (?:is|are) required\b|"
    r"\b(?:select|choose|pick)\s+(?:the|your|a|an)\b|\bsearch for and select\b|\bname of (?:your|the)\b|"
    r"\brequires?\s++(?:(?:the|a|an)\s*+)?`",
    re.I,
    needs="deploy model select choose pick search name require".split(),
).is_in
_is_not_required = Shape(
    r"\bnot\b|n't\b|\bunless\b|\bfor example\b|\bsuch as\b|\be\.g\.|\bif you\b|\bcannot\b|\bno longer\b",
    re.I,
    needs="not n't unless example such e.g. if longer".split(),
).is_in
_is_announced = Shape(
    r"\b(?:was|were|has been|have been|is now|are now|been)\s+(?:\w+\s+)?"
    r"(?:added|introduced|released|announced|retired|deprecated|replaced|upgraded|updated|available)\b|"
    r"\bfirst (?:added|introduced|available|supported)\b|\bformerly\b|\bpreviously\b|\bno longer\b|\bprior to\b|"
    r"\bsince\b|\bdeprecated\b|\bretired\b|\blegacy\b|\bremoved\b|\bstarting (?:with|in|from)\b|"
    r"\bor (?:later|newer|higher|above)\b",
    re.I,
    needs=(
        "add introduced release announced retired deprecated replaced upgraded updated available support formerly "
        "previously longer prior since legacy removed start later newer higher above"
    ).split(),
).is_in
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
    r"^`?\)?\*{0,2}\s*(?:\((?:GA|preview|public preview)\)`?\s*)?(?:(?:GA|preview|stable|REST|data plane)\s+)*API\b",
    re.I,
)
_MAY_BE_API_VERSION = Shape(
    r"version=|microsoft\.[a-z]+(?:/[a-z]+)*@|\d{4}-\d|20\d\d[/._]\d|[/.-]20\d\d",
    re.I,
    sketch=r"version=|@|\d\d\d\d-\d|20\d\d[/._]\d|[/.-]20\d\d",
)
"""What each API version in running text holds, or has before it."""
_TAIL_STOPS = ".,;:)"


def read(document: Document, facts: Facts) -> None:
    """Add the page's model names and the API versions of its running text to its facts."""
    starts = _Starts(document)
    may_be_whole = models.may_be_whole(document.letters)
    may_be_named = bool(starts.ways) or may_be_whole
    dated = document.written.places_of(("20", "="))
    for index in range(len(document.blocks)) if may_be_named else sorted(dated):
        block = document.blocks[index]
        if block.kind in ("paragraph", "heading", "cell"):
            context: Context = "prose" if block.kind == "paragraph" else block.kind
            if (starts.ways and starts.are_in(block)) or (may_be_whole and _fills_a_code_span(block)):
                _read_names(readable(block), block, index, context, facts, starts.ways)
            if index in dated and _MAY_BE_API_VERSION.may_be_in(block.text):
                _read_api_versions(readable(block), block, index, context, facts)
    for number, sample in enumerate(facts.samples):
        block = document.blocks[sample.block]
        for start, end in models.model_names(block.text, starts.ways) if starts.are_in(block) else ():
            end = _trimmed(block.text, start, end)
            name = Name(block.text[start:end], block.span(start, end), "sample", sample.block, sample=number)
            name.versions = list(_versions(block.text, end, block))
            facts.names.append(name)
        for match in patterns.ARM_TYPE.finditer(block.text):
            _add_provider(match, block, sample.block, number, "sample", facts)
    facts.names.sort(key=lambda name: name.span)
    _bind_tables(facts)
    _sort_api_versions(facts)


class _Starts:
    """Where on a page a model name may start."""

    def __init__(self, document: Document) -> None:
        self.ways = models.starts_in(document.lower, document.letters)
        places = patterns.start_places(document.text, self.ways, document.lower)
        self._lines = [bisect_right(document.line_starts, place) - 1 for place in places]

    def are_in(self, block: TextBlock) -> bool:
        """Return whether a name may start on a line of a block."""
        at = bisect_left(self._lines, block.line)
        return at < len(self._lines) and self._lines[at] < block.end_line


def _sort_api_versions(facts: Facts) -> None:
    """Put the API versions in page order, and let the requests point at their new places."""
    noted = list(facts.api_versions)
    facts.api_versions.sort(key=lambda version: version.span)
    place = {id(version): index for index, version in enumerate(facts.api_versions)}
    for sample in facts.samples:
        for request in sample.requests:
            request.api_versions = [place[id(noted[index])] for index in request.api_versions]


def _read_names(text: str, block: TextBlock, index: int, context: Context, facts: Facts, starts: Sequence[str]) -> None:
    codes = [inline for inline in block.inlines if inline.kind == "code"]
    cues, known = Cues(text, block), len(facts.names)
    for start, end in sorted((*models.model_names(text, starts), *_whole_spans(text, codes))):
        end = _trimmed(text, start, end)
        name = Name(text[start:end], block.span(start, end), context, index)
        around = _around(codes, start, end)
        if around is None and models.is_unclear(name.text):
            continue
        name.code = around is not None
        name.exact = around is not None and text[around.start : around.end].strip("` ") == name.text
        name.versions = list(_versions(text, end, block)) or list(_versions_before(text, start, block))
        name.cue = cues.of(start, end)
        name.advised = bool(_ADVICE.search(text, max(cues.sentences.around(start, end)[0], start - 90), start))
        facts.names.append(name)
    if "ersion" in text:
        _bind_chosen(text, block, facts.names[known:])


_CHOSEN = re.compile(
    r"\b(?:choos(?:e|ing)|chose|select(?:ing)?|pick(?:ing)?|us(?:e|ing))\s+(?:the\s+)?(?:\(|version\s+\(?)`?"
    r"(?P<version>(?:0[1-9]|1[0-2])\d\d(?:-preview)?|20\d\d-\d\d-\d\d)`?\)?(?=[\s.,]|$)",
    re.I,
)


def _bind_chosen(text: str, block: TextBlock, names: list[Name]) -> None:
    """Give the only model of a block the version that it tells to choose later: "we choose (0125)"."""
    match = _CHOSEN.search(text) if len({name.text for name in names}) == 1 else None
    if match is not None and not any(name.versions for name in names):
        span = block.span(*match.span("version"))
        name = next((name for name in reversed(names) if name.span.end <= span.start), None)
        if name is not None:
            name.versions, name.cue = [Version(match["version"], span)], "required"


def _fills_a_code_span(block: TextBlock) -> bool:
    """Return whether a code span of a block holds nothing but a model's name that is a word as well."""
    return any(inline.kind == "code" and _is_whole(block.text, inline) for inline in block.inlines)


def _whole_spans(text: str, codes: list[Inline]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the names that fill a code span, and are words elsewhere."""
    for code in codes:
        if _is_whole(text, code):
            name = text[code.start : code.end].strip("` ")
            start = text.index(name, code.start)
            yield start, start + len(name)


def _is_whole(text: str, code: Inline) -> bool:
    return code.end - code.start < _LONGEST_WHOLE and models.is_whole_name(text[code.start : code.end].strip("` "))


_LONGEST_WHOLE = 40
"""Code spans of more characters, backticks included, hold more than a name."""


def _around(codes: list[Inline], start: int, end: int) -> Inline | None:
    at = bisect_right(codes, start, key=lambda code: code.start) - 1
    return codes[at] if at >= 0 and end <= codes[at].end else None


def _trimmed(text: str, start: int, end: int) -> int:
    """Return where a name ends without the marks that close its sentence."""
    return start + len(text[start:end].rstrip(_TAIL_STOPS + "-_"))


class Cues:
    """What the sentences of a block say of the names in them; each sentence is looked at once."""

    def __init__(self, text: str, block: TextBlock | Block) -> None:
        self._text, self._block = text, block
        self._said: dict[tuple[int, int], Cue] = {}

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences, which most blocks without a name are not asked for."""
        return Sentences(self._text)

    def of(self, start: int, end: int) -> Cue:
        """Return what the sentence around a range of the text says of it."""
        around = self.sentences.around(start, end)
        if around not in self._said:
            self._said[around] = self._says(self._text[slice(*around)])
        short = len(self._text) - (end - start) < 40
        listed = self._block.item and self._block.kind == "paragraph" and short
        said = self._said[around]
        aside = said == "required" and _is_aside(self._text[max(0, around[0] - 8) : start])
        return ("" if aside else said) or ("listed" if listed else "")

    def _says(self, sentence: str) -> Cue:
        if _is_announced(sentence):
            return "announced"
        is_told = self._block.kind == "paragraph" and _is_required(sentence)
        return "required" if is_told and not _is_not_required(sentence) else ""


def _is_aside(before: str) -> bool:
    """Return whether a sentence names something by the way: as an example, or in parentheses that tell of it."""
    return _EXAMPLE.match(before) is not None or _OPENED.search(before) is not None


_EXAMPLE = re.compile(r".{0,4}\b(?:e\.g|i\.e)\.\s", re.S)
"""What a sentence starts behind that was ended by the full stop of an abbreviation."""
_OPENED = re.compile(r"\([^()]*\bdefaults?\b[^()]*$", re.I)


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


_FAR_BEFORE = 90
"""Characters before a name in which its versions may stand."""


def _versions_before(text: str, start: int, block: TextBlock) -> Iterator[Version]:
    """Yield the versions that are written before a name: "version 0301 of `gpt-35-turbo`"."""
    first = max(0, start - _FAR_BEFORE)
    match = patterns.BOUND_BEFORE.search(text[first:start]) if "ersion" in text[first:start] else None
    if match is not None:
        for one in patterns.ONE_VERSION.finditer(match["list"]):
            at = first + match.start("list") + one.start()
            yield Version(one.group(), block.span(at, at + len(one.group())))


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
    taken.sort()
    cues = Cues(text, block)
    for match in patterns.API_VERSION_VALUE.finditer(text):
        before = bisect_right(taken, (match.start(), len(text))) - 1
        if before >= 0 and match.start() < taken[before][1]:
            continue
        if _says_api_version(text, match, cues.sentences):
            taken.append(match.span())
            fact = ApiVersion(match.group(), block.span(*match.span()), "prose", context, index)
            fact.announced = cues.of(*match.span()) == "announced"
            facts.api_versions.append(fact)

    for match in patterns.API_VERSION_MISWRITTEN.finditer(text) if "20" in text else ():
        in_code = text[: match.start()].endswith("`") and text.startswith("`", match.end())
        said = in_code and _says_api_version(text, match, cues.sentences)
        if (said or _is_preview(match.group())) and not any(start < match.end() <= end for start, end in taken):
            facts.api_versions.append(ApiVersion(match.group(), block.span(*match.span()), "prose", context, index))


def _says_api_version(text: str, match: re.Match[str], sentences: Sentences) -> bool:
    """Return whether the sentence calls a date an API version: the nearest word before it, or the one behind it."""
    first, _ = sentences.around(*match.span())
    before = text[max(first, match.start() - 120) : match.start()]
    if _is_preview(match.group()) and not before.endswith(_JOINTS):
        return True
    if _API_AFTER.match(text[match.end() : match.end() + 60]):
        return True
    words = list(_API_BEFORE.finditer(before))
    if not words or words[-1]["model"] or words[-1]["other"]:
        return False
    found = words[-1]
    return not models.MODEL_NAME.search(before, found.end())


_JOINTS = ("-", "_", "/", ".", "@")
"""What joins a date to a name before it, such as that of a folder or a release."""
_MOST_SLIPS = 2
"""Letters in which a misspelled `preview` differs."""


def _is_preview(date: str) -> bool:
    """Return whether a date ends in `-preview`, or nearly so: only API versions do."""
    suffix = date.rpartition("-")[2].lower()
    return suffix[:1].isalpha() and OSA.distance(suffix, "preview", score_cutoff=_MOST_SLIPS) <= _MOST_SLIPS


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


def _bind_tables(facts: Facts) -> None:
    """Give the names and API versions of tables what stands beside them."""
    starts = [name.span.start for name in facts.names]
    known = {version.span: version for version in facts.api_versions}
    for table in facts.tables:
        _bind_columns(table, facts, starts, known)


def _bind_columns(table: Table, facts: Facts, starts: list[int], known: dict[Span, ApiVersion]) -> None:
    """Give each name of a row's first cells the versions that stand in its Version column."""
    column = next((i for i, cell in enumerate(table.header) if _VERSION_HEADER.match(cell.text)), -1)
    api_column = next((i for i, cell in enumerate(table.header) if _API_HEADER.search(cell.text)), -1)
    for row in table.rows:
        if not table.header:
            column = 1 if len(row) > 1 and _VERSION_CELL.fullmatch(row[1].text) else -1
        if 0 < column < len(row):
            _bind_row(row, column, facts, starts)
        if 0 <= api_column < len(row):
            beside = " ".join(cell.text for cell in row if cell is not row[api_column])
            _add_column_version(row[api_column], beside, facts, known)


def _bind_row(row: list[Cell], column: int, facts: Facts, starts: list[int]) -> None:
    versions = [
        Version(match.group(), Span(row[column].span.start + match.start(), row[column].span.start + match.end()))
        for match in re.finditer(
            rf"(?<![\w.-])(?:{patterns.MODEL_VERSION}|\d{{3}}|\d(?:\.\d)?)(?![\w.-])", row[column].text, re.I
        )
    ]
    for cell in row[:column]:
        for name in facts.names[bisect_left(starts, cell.span.start) : bisect_left(starts, cell.span.end)]:
            if name.span.within(cell.span) and not name.versions:
                name.versions = versions


def _add_column_version(cell: Cell, beside: str, facts: Facts, known: dict[Span, ApiVersion]) -> None:
    for match in patterns.API_VERSION_VALUE.finditer(cell.text):
        span = Span(cell.span.start + match.start(), cell.span.start + match.end())
        if span in known:
            known[span].cue, known[span].beside = "column", beside
        else:
            facts.api_versions.append(ApiVersion(match.group(), span, "column", "cell", cell.block, beside=beside))
