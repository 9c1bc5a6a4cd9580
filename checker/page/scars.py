"""The blocks of a page go in, the traces of edits that went wrong come out: doubled stems, stray marks, half a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters

from .blocks import Document, TextBlock
from .facts import Facts, Scar, Span
from .page_text import Judged, PageText
from .text_views import plain, within

_JOINED = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z]{6})(?P<half>[A-Za-z]{3,20})(?P=half)(?P<rest>(?:[A-Z0-9_][A-Za-z0-9_]{0,40})?)(?![A-Za-z0-9])"
)
_LETTERS_ALONE = bytes(byte if chr(byte) in ascii_letters else 32 for byte in range(256))
"""Makes a blank of each byte that is no letter."""
_ANCHOR = re.compile(r"(?:#|\bid=\"|\bname=\")[^\s\"#)]*$")
_PATH = re.compile(r"\.\./(?<=[a-z] \.\./)(?P<word>[a-z]{2,30})(?= [a-z])")
_PLACE = re.compile(r" (?:folders?|director(?:y|ies)|files?|paths?|and|or|in|is|from|to)\b")
_HALF_TAG = re.compile(r"(?<=[>\s.])/?br ?/?>|<br(?=<)")
_MERGE = re.compile(r"^(?:<{7}|>{7}) \S[^\n]{0,200}$", re.M)
_BOLD = re.compile(r"\*\*[\w(][^*]*\w\)?\*\*")
_STARS = re.compile(r"\*\*(?<![\\*]\*\*)(?!\*)")


def read(document: Document, text: PageText, facts: Facts) -> None:
    """Add what edits have left behind to a page's facts."""
    found = list(_joined(document.text))
    if "<<<<<<<" in document.text or ">>>>>>>" in document.text:
        found.extend(_merge(document))
    for _, block in text.blocks:
        if "../" in block.text:
            found.extend(_paths(block))
        if "<br" in block.text:
            found.extend(_half_tags(block))
        if "**" in block.text:
            found.extend(_bold(block))
    facts.scars = sorted(found, key=lambda scar: scar.span)


def _joined(text: str) -> Iterator[Scar]:
    """Yield words that are one of the page's words with its first part doubled."""
    if not _DOUBLED.of(set(text.encode().translate(_LETTERS_ALONE).split())):
        return
    for match in _JOINED.finditer(text):
        once = match["half"] + match["rest"]
        if _ANCHOR.search(text, max(match.start() - 80, 0), match.start()) or (
            match["rest"] and len(match["half"]) < 4
        ):
            continue
        if len(set(match["half"].lower())) > 2 and re.search(rf"(?<![A-Za-z0-9]){once}(?![A-Za-z0-9_])", text):
            yield Scar(Span(*match.span()), "joined", once)


def _is_doubled(word: bytes) -> bool:
    """Tell whether a word starts with the same letters twice."""
    return any(word.startswith(word[:size], size) for size in range(3, len(word) // 2 + 1))


_DOUBLED = Judged(_is_doubled)


def _merge(document: Document) -> Iterator[Scar]:
    """Yield conflict markers, in samples only where their counterpart is missing: the whole is an example."""
    for match in _MERGE.finditer(document.text):
        around = next(
            (
                block
                for block in document.blocks
                if block.kind in ("fence", "code") and block.offsets[0] <= match.start() <= block.at(len(block.text))
            ),
            None,
        )
        other = ">>>>>>> " if match.group().startswith("<") else "<<<<<<< "
        if around is None or other not in around.text:
            yield Scar(Span(*match.span()), "merge")


def _paths(block: TextBlock) -> Iterator[Scar]:
    text = plain(block)
    for match in _PATH.finditer(text):
        if not _PLACE.match(text, match.end()):
            yield Scar(block.span(*match.span()), "path", match["word"])


def _half_tags(block: TextBlock) -> Iterator[Scar]:
    hidden = [(one.start, one.end) for one in block.inlines if one.kind in ("code", "html", "autolink")]
    for match in _HALF_TAG.finditer(block.text):
        if not within(hidden, match.start()):
            yield Scar(block.span(*match.span()), "tag", "<br>")


def _bold(block: TextBlock) -> Iterator[Scar]:
    """Yield bold marks that show: in code, without a counterpart, or with a blank on their inner side."""
    for inline in block.inlines:
        if inline.kind == "code":
            inner = block.text[inline.start : inline.end].strip("` ")
            if _BOLD.fullmatch(inner):
                yield Scar(block.span(inline.start, inline.end), "bold-code", inner[2:-2])
    text = plain(block)
    if "***" in text:
        return
    opened: list[int] = []
    loose: list[int] = []
    for match in _STARS.finditer(text):
        start = match.start()
        if opened and not text[start - 1 : start].isspace():
            opened.pop()
        elif text[start + 2 : start + 3].strip():
            opened.append(start)
        else:
            loose.append(start)
    for start, why in _shown(text, sorted(opened + loose)):
        yield Scar(block.span(start, start + 2), why, where=block.kind)  # type: ignore[arg-type]


def _shown(text: str, marks: list[int]) -> Iterator[tuple[int, str]]:
    """Yield bold marks that pair with none, where they stand at an end of a line, or pair but for a blank."""
    if len(marks) == 2 and "\n" not in text[marks[0] : marks[1]]:
        first, second = (text[start - 1 : start].strip() + "|" + text[start + 2 : start + 3].strip() for start in marks)
        outside = first.startswith("|") and second.endswith("|")
        if outside and (first, second) != ("|", "|") and text[marks[0] + 2 : marks[1]].strip():
            yield marks[0], "bold-blank"
        return
    if len(marks) != 1:
        return
    start = marks[0]
    before, after = text[:start].rpartition("\n")[2], text[start + 2 :].partition("\n")[0]
    if not before.strip() and after[:1].isupper() and len(after.split()) > 2:
        yield start, "bold-open"
    elif not after.strip() and before[-1:].strip() and len(before.split()) > 2:
        yield start, "bold-close"
