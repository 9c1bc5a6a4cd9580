"""A code sample and the place of an error go in; single marks that were mistaken for others come out, put right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from .near import Near, Repair, indent_at

_SLASHED = ("javascript", "typescript", "tsx", "csharp", "java", "go")
"""Languages whose comments start with two slashes."""
_SCRIPTS = ("javascript", "typescript", "tsx")

_Change = tuple[re.Pattern[str], str, str]
_BETWEEN = re.compile(r"(?<=[\w\"')\]}])(?P<mark>[.;])(?=[ \t]*\n[ \t]*[\"'\w(){}\[\]])")
_KEY_EQUALS = re.compile(r"(?<=[\"'\w])(?P<mark>[ \t]*=)(?=[ \t]*[\"'\w\[{-])")
_THIN_ARROW = re.compile(r"(?<=[\w)])[ \t]*(?P<mark>->)(?=\s*[\w({<])")
_ONE_EQUALS = re.compile(r"(?m)^[ \t]*(?:if|elif|while|assert)\b[^\n=]*?[^\n=!<>:](?P<mark>=)(?=[^=\n])")
_HASH = re.compile(r"(?m)(?:^|(?<=[ \t]))(?P<mark>#)(?=[ \t]+[A-Za-z])")
_CHANGES: dict[str, tuple[_Change, ...]] = {
    name: (
        *([(_HASH, "//", "a comment in this language starts with `//`")] if name in _SLASHED else []),
        *([(_THIN_ARROW, "=>", "the arrow of a function is `=>`")] if name in (*_SCRIPTS, "csharp") else []),
        *([(_ONE_EQUALS, "==", "a comparison has `==`")] if name == "python" else []),
        (_BETWEEN, ",", "a comma separates values"),
        *([(_KEY_EQUALS, ":", "a colon separates a key from its value")] if name in (*_SCRIPTS, "json") else []),
    )
    for name in ("python", "json", *_SLASHED)
}


def marks(near: Near) -> Iterator[Repair]:
    """Yield the marks near an error that another one should stand for."""
    for pattern, right, why in _CHANGES.get(near.name, ()):
        for match in pattern.finditer(near.text, near.low, near.high):
            start, end = match.span("mark")
            if not near.scan.in_text(start) and (right not in ",:" or near.inside(start)):
                yield Repair(start, end, why, start, end - start, right)


_STATEMENT_END = re.compile(r"(?P<word>(?<!\w)\w++|[)\]\"])(?=[ \t]*(?://[^\n]*)?(?:\n\s*(?![\s{.?:&|+,)\]=])|$))")
_CUT_OFF = re.compile(r"\s*//")
"""What follows the last statement of a sample that goes on elsewhere: a comment."""
_DECLARATION = re.compile(
    r"(?:\s|//[^\n]*\n)*+(?:(?:using|final|const|private|public|static|readonly)\s+)*+"
    r"(?:[A-Za-z_][\w.]*+(?:<[\w.,<>?\[\] ]{1,80}>)?+(?:\[\])?\??)\s+[A-Za-z_]\w*+\s*+=(?![=>])"
)
"""A variable and its value at the start of a sample, which is neither a signature nor an expression."""


def semicolons(near: Near) -> Iterator[Repair]:
    """Yield the ends of statements near an error that have no semicolon, where the language needs one.

    A sample that has none at all may be a signature, unless it is one declaration with a value, and one that ends in a
    comment may go on elsewhere.
    """
    if near.name not in ("csharp", "java"):
        return
    last = near.text.rfind(";")
    may_be_signature = last < 0 and _DECLARATION.match(near.text) is None
    for match in _STATEMENT_END.finditer(near.text, near.low, near.high):
        start, end = match.span("word")
        is_open = end > last and (may_be_signature or _CUT_OFF.match(near.text, end))
        if near.code[end - 1] == near.text[end - 1] and not near.scan.in_text(end) and not is_open:
            start = near.scan.token_start(start, end)
            yield Repair(start, end, "a semicolon is missing after it", end, 0, ";")


_ENDED_CHAIN = re.compile(r"(?<=\))(?P<mark>;)(?=[ \t]*(?://[^\n]*)?\n\s*+\??\.[A-Za-z_])")


def ended_chains(near: Near) -> Iterator[Repair]:
    """Yield the semicolons before a line that goes on with the chain of calls."""
    if near.name in ("csharp", "java", *_SCRIPTS):
        for match in _ENDED_CHAIN.finditer(near.text, near.low, near.high):
            if not near.scan.in_text(match.start()):
                start, end = match.span("mark")
                yield Repair(start, end, "the chain of calls goes on after it", start, 1)


_OPEN_LINE = re.compile(
    r"""(?m)^(?:"[^\n"]*+"|'[^\n']*+'|[^\n"'#])*+(?P<text>(?P<quote>["'])(?:(?!(?P=quote))[^\n])*(?<=\w))[ \t]*$"""
)


def open_lines(near: Near) -> Iterator[Repair]:
    """Yield the lines of PowerShell that end inside of quotes: the texts there may go on, but hardly ever do."""
    if near.name == "powershell":
        for match in islice(_OPEN_LINE.finditer(near.text), 2):
            start, end = match.span("text")
            yield Repair(start, end, "the quote before it is never closed", end, 0, match["quote"])


_OTHER_QUOTE = {'"': "'", "'": '"'}
_WHY_QUOTE = "it does not close the quote before it, which needs `{}`"


_MIXED = re.compile(r"""(?<=[=(\[{,: ])(?P<quote>["'])(?:(?!["'\n]).)*(?P<mark>["'])(?=[\s/>,;:)\]}]|$)""", re.M)
_MOST_OPEN = 3
"""Quotes of elements that are looked at: their values may go on over lines, so that an error may be far from them."""


def wrong_quotes(near: Near) -> Iterator[Repair]:
    """Yield the quotes of another kind that close a text, or open one."""
    has_elements = near.name in _SCRIPTS and ("</" in near.text or "/>" in near.text)
    for at in near.scan.open_quotes[:_MOST_OPEN] if has_elements else near.scan.open_quotes:
        if has_elements or near.low <= at < near.high:
            yield from _mistaken(near.text, at)


def _mistaken(text: str, at: int) -> Iterator[Repair]:
    """Yield the quotes on the line of one that nothing closes, any of which may be the wrong one."""
    right = text[at]
    first, stop = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    stop = len(text) if stop < 0 else stop
    other = text.find(_OTHER_QUOTE[right], at, stop)
    if other > at + 1:
        yield Repair(other, other + 1, _WHY_QUOTE.format(right), other, 1, right)
    other = text.rfind(_OTHER_QUOTE[right], first, at)
    if other >= 0:
        yield Repair(other, other + 1, "it does not open the text after it", other, 1, right)
    for match in islice(_MIXED.finditer(text, first, at), 2):
        if match["mark"] != match["quote"]:
            mark = match.start("mark")
            yield Repair(mark, mark + 1, _WHY_QUOTE.format(match["quote"]), mark, 1, match["quote"])


_TWO_QUOTES = re.compile(r"(?<![\"\\])\"\"(?!\")")


def triple_quotes(near: Near) -> Iterator[Repair]:
    """Yield the pairs of quotes in Python that should be three."""
    if near.name == "python" and '"""' in near.text:
        for match in list(_TWO_QUOTES.finditer(near.text))[:3]:
            yield Repair(*match.span(), "three quotes open and close a text of several lines", match.start(), 2, '"""')


_GLUED = re.compile(r"(?m)^[ -]*(?P<key>[A-Za-z_][\w-]*):(?=[^\s:/])")
_NO_COLON = re.compile(r"(?m)^[ -]*(?P<key>[A-Za-z_][\w-]*)(?=[ \t]+[^\s:#][^\n:#]*$)")


def yaml_keys(near: Near) -> Iterator[Repair]:
    """Yield the keys of YAML that have no colon, or no space after it, and lines that are indented like no other."""
    if near.name != "yaml":
        return
    for match in _GLUED.finditer(near.text, near.low, near.high):
        yield Repair(*match.span("key"), "a space is missing after its colon", match.end(), 0, " ")
    for match in _NO_COLON.finditer(near.text, near.low, near.high):
        yield Repair(*match.span("key"), "a colon is missing after it", match.end("key"), 0, ":")
    yield from _indents(near)


_LINE = re.compile(r"(?m)^(?P<indent> *)(?P<word>[^\s#]+)[^\n]*$")


def _indents(near: Near) -> Iterator[Repair]:
    """Yield the lines whose indent is a space away from that of the line before or after."""
    lines = list(_LINE.finditer(near.text, near.low, near.high))
    for index, match in enumerate(lines):
        written = len(match["indent"])
        for other in (*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2]):
            right = len(indent_at(near.text, other.start()))
            if abs(right - written) == 1:
                why = f"its indent of {written} is not that of the lines around it, {right}"
                yield Repair(*match.span("word"), why, match.start(), written, " " * right)


MARK_MAKERS: tuple[Callable[[Near], Iterator[Repair]], ...] = (
    marks,
    wrong_quotes,
    triple_quotes,
    ended_chains,
    open_lines,
    yaml_keys,
)
