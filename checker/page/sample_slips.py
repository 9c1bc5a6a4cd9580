"""The samples of a page go in; what a slip of the keys left in them comes out: a mark too many, a comma too few."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..english import dictionary
from .blocks import Document
from .facts import Facts, SampleSlip

_ENDING_IN_MARKS = frozenset({"csharp", "java", "javascript", "typescript", "tsx", "c", "cpp", "rust", "php"})
_SHELLS = frozenset({"bash", "console", "powershell", "cmd", "http", "output", ""})
_TWO_MARKS = re.compile(r"[\w)\]}\"'](?P<bad>;;)[ \t]*$", re.M)
_STRAY = re.compile(r"(?P<bad>;(?<=[\"')\]];)\w{1,2})[ \t]*$", re.M)
_VERB_IN_URL = re.compile(
    r"curl(?<!\wcurl)\b[^\n]{0,200}?[\"'](?P<bad>GET|POST|PUT|PATCH|DELETE)(?P<rest>[ ]+)(?=https?:|[{$%<])"
)
_BLANK_KEY = re.compile(r"\"(?P<bad>[a-z]{3,20} [a-z]{3,20})\"[ \t]*:")
_NO_COMMA = re.compile(
    r"(?:\(|,)[ \t]*\n(?P<indent>[ \t]+)(?P<bad>[A-Za-z_]\w*[ ]?=[ ]?[\w.\"'\[\]()/:-]*[\w\"'\])])[ \t]*\n"
    r"(?P=indent)[A-Za-z_]\w*[ ]?=[ ]?[^=\s]"
)
_ASKED = re.compile(r"\b(?P<bad>[A-Z]{3,12}) YOUR\b")


def read(document: Document, facts: Facts) -> None:
    """Add the slips in samples to a page's facts, but those that keep a sample from being parsed."""
    told = [fault.span for fault in facts.syntax_faults]
    for number, sample in enumerate(facts.samples):
        block = document.blocks[sample.block]
        for match, why, put, tail in _slips(block.text, sample.language, document.text):
            start, end = match.span("bad")
            span, edit = block.span(start, end), block.span(start, end + tail)
            if not any(span.start < one.end and one.start < span.end for one in told):
                facts.sample_slips.append(SampleSlip(span, number, sample.block, why, edit, put))


_Slip = tuple[re.Match[str], str, str, int]
"""Where it is, what is wrong, what goes there instead, and how much more than the place gives way to it."""


def _slips(code: str, language: str, page: str) -> Iterator[_Slip]:
    if language in _ENDING_IN_MARKS:
        for match in _TWO_MARKS.finditer(code) if ";;" in code else ():
            yield match, "one semicolon is too many", ";", 0
        for match in _STRAY.finditer(code):
            yield match, "what stands behind the semicolon belongs to nothing", ";", 0
    if language in _SHELLS and "curl" in code:
        for match in _VERB_IN_URL.finditer(code):
            yield match, "the method stands inside of the URL", "", len(match["rest"])
    if language == "python" or (not language and "import " in code):
        for match in _NO_COMMA.finditer(code):
            yield match, "a comma is missing after it", match["bad"] + ",", 0
    if '":' in code or '" :' in code:
        for match in _BLANK_KEY.finditer(code):
            joined = match["bad"].replace(" ", "_")
            if f'"{joined}"' in page or f"`{joined}`" in page:
                yield match, f"the rest of the page has `{joined}`", joined, 0
    if "YOUR " in code:
        yield from _asked(code)


def _asked(code: str) -> Iterator[_Slip]:
    """Yield what a placeholder asks for (PUR YOUR KEY HERE) that is a slip of what the others of the sample ask for."""
    matches = list(_ASKED.finditer(code))
    counts = Counter(match["bad"] for match in matches)
    for match in matches:
        word = match["bad"]
        if counts[word] > 1:
            continue
        near = {other.upper() for other, _ in dictionary.typos(word.lower())}
        right = max(counts, key=lambda other: (counts[other], other))
        if right in near and counts[right] > 1:
            yield match, f"the other placeholders have “{right}”", right, 0
