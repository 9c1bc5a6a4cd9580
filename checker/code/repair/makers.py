"""A code sample and the place of an error go in; single changes that may repair it come out, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from . import elisions, keywords
from .bracket_makers import bracket_repairs
from .mark_makers import MARK_MAKERS, semicolons
from .near import Near, Repair, indent_at

_CURLY_DOUBLE, _CURLY_SINGLE = re.compile("[\u201c\u201d]"), re.compile("[\u2018\u2019]")
_CURLY_QUOTED = re.compile(
    '[\u201c\u201d][^\u201c\u201d\\n"]*[\u201c\u201d"]|"[^\u201c\u201d\\n"]*[\u201c\u201d]'
    "|(?<!\\w)[\u2018\u2019][^\u2018\u2019\\n']*[\u2018\u2019'](?!\\w)|'[^\u2018\u2019\\n']*[\u2018\u2019](?!\\w)"
)
_SINGLE_QUOTED = ("python", "javascript", "typescript", "tsx", "yaml", "powershell")
"""Languages with texts in single quotes."""


def _curly(near: Near) -> Iterator[Repair]:
    """Yield the texts that stand in curly quotes where code needs straight ones."""
    for match in _CURLY_QUOTED.finditer(near.code):
        if near.low <= match.start() < near.high and not near.scan.in_text(match.start() + 1):
            single = "'" if near.name in _SINGLE_QUOTED else '"'
            straight = _CURLY_SINGLE.sub(single, _CURLY_DOUBLE.sub('"', match.group()))
            size = len(straight)
            yield Repair(*match.span(), "curly quotes are not quotes in code", match.start(), size, straight)


_APOSTROPHE = re.compile(
    r"(?m)(?<![\w\\])'[^'\n]*?(?<!\w)(?P<word>\w++(?P<mark>')\w++)[^'\n]*+'(?=[ \t]*(?:[,;)\]}]|$))"
)
_ESCAPED = ("python", "javascript", "typescript", "tsx")


def _apostrophes(near: Near) -> Iterator[Repair]:
    """Yield the apostrophes that end a text in single quotes before its time."""
    for match in _APOSTROPHE.finditer(near.text, near.low, near.high) if near.name in _ESCAPED else ():
        why = "its apostrophe ends the single-quoted text around it"
        yield Repair(*match.span("word"), why, match.start("mark"), 1, "\\'")


_ENDING = re.compile(r"[)\]},;:]")


def _quotes(near: Near) -> Iterator[Repair]:
    """Yield ways to close the quotes that nothing closes on their line: after a word, before the last marks."""
    for at in near.scan.open_quotes:
        if not near.low <= at < near.high and near.name != "yaml":  # in YAML, a text may go over many lines
            continue
        stop = near.text.find("\n", at)
        line = near.text[at : len(near.text) if stop < 0 else stop].rstrip()
        quote = line[0]
        if stop >= 0 and (over := _joined(near, at, quote)) is not None:
            yield over
        ends = [match.end() for match in re.finditer(r"(?<=.)[\w-]+(?=\s*:)", line[:80])][:1]
        ends += [number for number in range(len(line) - 1, max(1, len(line) - 5), -1) if _ENDING.match(line[number])]
        for end in sorted({*ends, len(line)}):
            if end > 1:
                yield Repair(at, at + end, "the quote before it is never closed", at + end, 0, quote)
        if opening := re.search(r"[\w.-]+$", near.text[max(0, at - 80) : at]):
            start = at - len(opening.group())
            yield Repair(start, at + 1, _NEVER_OPENED, start, 0, quote)
        for start in _starts_of_texts(near.text, at):
            end = near.text.index(quote, start) + 1
            yield Repair(start, end, _NEVER_OPENED, start, 0, quote)


_NEVER_OPENED = "the quote after it was never opened"
_TEXT_START = re.compile(r"(?:(?<=[=(\[{,:>])[ \t]*|^[ \t]*)(?=[\w<$/.@#-])", re.M)
_REACH = 2_000
"""How many characters of a line are looked at before a quote that nothing closes; farther away, a repair is a guess."""


def _starts_of_texts(text: str, at: int) -> list[int]:
    """Return where on its line a value without a quote starts before one: the nearest three, and the first three."""
    line = max(text.rfind("\n", 0, at) + 1, at - _REACH)
    starts = [match.end() for match in _TEXT_START.finditer(text, line, at)]
    return list(dict.fromkeys([*starts[:-4:-1], *starts[:3]]))


def _joined(near: Near, at: int, quote: str) -> Repair | None:
    """Return a repair that puts a quoted text that goes over line ends on one line."""
    closing = near.text.find(quote, at + 1)
    if not 0 <= closing < at + 1_000 or "\n" not in near.text[at:closing] or near.text.count("\n", at, closing) > 6:
        return None
    whole = near.code[at : closing + 1]
    joined = re.sub(r"\s*\n\s*", " ", whole)
    return Repair(at, closing + 1, "a string in these quotes must end on its line", at, len(whole), joined)


_JSON_KEY = re.compile(r"(?P<key>\"[^\"\n]*\")(?=[ \t]*(?:[{\[\"\d]|true\b|false\b|null\b))")
_HEADER = re.compile(
    r"^[ \t]*(?P<head>(?:async[ \t]+)?(?:if|elif|else|for|while|try|except|finally|def|class|with)\b[^\n#]*)$", re.M
)


def _colons(near: Near) -> Iterator[Repair]:
    """Yield keys that a value follows without a colon, and Python's block headers without one."""
    text = near.text
    if near.name in ("json", "javascript", "typescript", "tsx", "python"):
        for match in _JSON_KEY.finditer(text, near.low, near.high):
            if near.inside(match.start()):
                yield Repair(*match.span(), "a colon is missing after it", match.end(), 0, ":")
    if near.name == "python":
        for match in _HEADER.finditer(text, near.low, near.high):
            start, end = match.start("head"), match.start("head") + len(match["head"].rstrip())
            body = re.compile(r"\s*\n([ \t]*)\S").match(text, end)
            deeper = body is not None and len(body[1]) > len(indent_at(text, start))  # else it is a signature, listed
            if deeper and text[end - 1] not in ":,([{\\":
                yield Repair(start, end, "a colon is missing after it", end, 0, ":")


_LINES = r"(?P<gap>(?:[ \t]*(?:(?://|#)[^\n]*)?\n)++)[ \t]*"
"""What is between a value at the end of a line and the next one: the line's end, empty lines, comments."""
_VALUE = re.compile(rf"(?P<word>(?<![\w.])[\w.]++|[\"'`]|[)\]}}])(?={_LINES}[\"'`\w{{\[(-])")
_VALUE_ON_LINE = re.compile(r"(?P<word>[\"\]}])(?=(?P<gap>[ \t]+)[\"{\[\w])")


def _commas(near: Near) -> Iterator[Repair]:
    """Yield the ends of values inside brackets that another value or name follows without a comma."""
    for pattern in (_VALUE, _VALUE_ON_LINE)[: 2 if near.name == "json" else 1]:
        for match in pattern.finditer(near.text, near.low, near.high):
            start, end = match.span("word")
            left_out = elisions.is_partial(near.code[slice(*match.span("gap"))])
            if near.inside(end) and not near.scan.in_text(end) and not left_out:
                start = near.scan.token_start(start, end)
                yield Repair(start, end, "a comma is missing after it", end, 0, ",")


_SLASHES = re.compile(r"(?m)(?:^|(?<=[ \t]))//(?=[ \t]+[A-Za-z])")
_NAMED_VALUE = re.compile(
    r"(?<=[(,\s])(?P<name>[A-Za-z_]\w*)(?P<mark>[ \t]*:[ \t]*)(?=[\"'\w\[{])"
    r"(?!(?:str|int|float|complex|bool|bytes|list|dict|set|frozenset|tuple|type|object)\b|[A-Z]\w*[ \t]*[,)\[|=])"
)
"""A name, a colon and a value; before a type, it is a signature that documents a function (`CountField(name: str)`)."""


def _other_languages(near: Near) -> Iterator[Repair]:
    """Yield what JavaScript would have in Python: comments after slashes, arguments with a colon."""
    if near.name != "python":
        return
    for match in _SLASHES.finditer(near.text, near.low, near.high):
        if not near.scan.in_text(match.start()):
            yield Repair(*match.span(), "a comment in Python starts with `#`", match.start(), 2, "#")
    for match in _NAMED_VALUE.finditer(near.text, near.low, near.high):
        if near.scan.opener(match.start()) == "(" and not near.scan.in_text(match.start()):
            at, end = match.span("mark")
            yield Repair(match.start(), end, "an argument has `=` after its name", at, end - at, "=")


_TABS = re.compile(r"(?m)^[ ]*\t[ \t]*(?=\S)")


def _tabs(near: Near) -> Iterator[Repair]:
    """Yield the lines of YAML that a tab indents; what they hold is the place, for blanks cannot be seen."""
    if near.name == "yaml":
        for match in _TABS.finditer(near.text, near.low, near.high):
            word = re.compile(r"\S+").match(near.text, match.end())
            if word is not None:
                spaces = match.group().replace("\t", "  ")
                why = "it is indented with a tab, which YAML does not allow"
                yield Repair(*word.span(), why, match.start(), len(match.group()), spaces)


_LITERAL = re.compile(r"(?<=[:\[,])[ \t\n]*(?P<word>True|False|None)\b(?=\s*[,}\]\n])")
_IN_JSON = {"True": "true", "False": "false", "None": "null"}


def _literals(near: Near) -> Iterator[Repair]:
    """Yield the values of Python that stand in JSON."""
    for match in _LITERAL.finditer(near.text, near.low, near.high) if near.name == "json" else ():
        if not near.scan.in_text(match.start("word")):
            start, end = match.span("word")
            right = _IN_JSON[match["word"]]
            yield Repair(start, end, f"JSON has `{right}` for it", start, end - start, right)


_WORD = re.compile(r"(?<![\w.$@#])[a-z]{3,12}(?=[ \t]+[\w{*\"'(\[])")
"""A word in lower case that another word, a quoted text or a bracket follows after a space, as it does a keyword."""


def _misspelled_keywords(near: Near) -> Iterator[Repair]:
    """Yield the words that the sample has once, and that are one slip away from a keyword of its language."""
    for match in _WORD.finditer(near.text, near.low, near.high):
        word = match[0]
        if near.scan.in_text(match.start()) or len(re.findall(rf"\b{word}\b", near.text)) > 1:
            continue
        for right in keywords.near(word, near.name):
            yield Repair(*match.span(), f"it is a typo of `{right}`", match.start(), len(word), right)


_SURPLUS = re.compile(r",(?=\s*[}\]])|,(?=\s*,)|:(?=[ \t]*:)")


def _surplus(near: Near) -> Iterator[Repair]:
    """Yield commas that nothing follows, and marks that stand twice."""
    for match in _SURPLUS.finditer(near.text, near.low, near.high):
        if not near.scan.in_text(match.start()):
            doubled = near.text[match.end() :].lstrip()[:1] == match.group()
            why = "it is doubled" if doubled else "no comma is allowed after the last value"
            yield Repair(*match.span(), why, match.start(), 1)


MAKERS: tuple[Callable[[Near], Iterator[Repair]], ...] = (
    _curly,
    _tabs,
    _apostrophes,
    _other_languages,
    _literals,
    _misspelled_keywords,
    *MARK_MAKERS,
    _quotes,
    _surplus,
    bracket_repairs,
    _colons,
    _commas,
    semicolons,
)
