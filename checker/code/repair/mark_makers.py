"""A code sample and the place of an error go in; single marks that were mistaken for others come out, put right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

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


def semicolons(near: Near) -> Iterator[Repair]:
    """Yield the ends of statements near an error that have no semicolon, where the language needs one.

    A sample that has none at all may be a signature, and one that ends in a comment may go on elsewhere.
    """
    if near.name not in ("csharp", "java"):
        return
    last = near.text.rfind(";")
    for match in _STATEMENT_END.finditer(near.text, near.low, near.high):
        start, end = match.span("word")
        is_open = end > last and (last < 0 or _CUT_OFF.match(near.text, end))
        if near.code[end - 1] == near.text[end - 1] and not near.scan.in_text(end) and not is_open:
            start = near.scan.token_start(start, end)
            yield Repair(start, end, "a semicolon is missing after it", end, 0, ";")


_OTHER_QUOTE = {'"': "'", "'": '"'}
_WHY_QUOTE = "it does not close the quote before it, which needs `{}`"


def wrong_quotes(near: Near) -> Iterator[Repair]:
    """Yield the quotes of another kind that close a text, or open one."""
    for at in near.scan.open_quotes:
        if near.low <= at < near.high:
            right = near.text[at]
            stop = near.text.find("\n", at)
            stop = len(near.text) if stop < 0 else stop
            other = near.text.find(_OTHER_QUOTE[right], at, stop)
            if other > at + 1:
                yield Repair(other, other + 1, _WHY_QUOTE.format(right), other, 1, right)
            line = near.text.rfind("\n", 0, at) + 1
            other = near.text.rfind(_OTHER_QUOTE[right], line, at)
            if other >= 0:
                yield Repair(other, other + 1, "it does not open the text after it", other, 1, right)


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
    yaml_keys,
)
