"""The text of a code sample goes in; its quoted texts, comments and brackets, and a text without placeholders come out.

Nothing here moves a character: whatever is replaced is replaced by as many.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_STAND_INS = {"\u200b": " ", "\ufeff": " ", "\u2026": " ", **dict.fromkeys("\u2018\u2019\u201c\u201d", "?")}


def as_ascii(code: str) -> str:
    """Return a text whose offsets in bytes are its offsets in characters: blanks for blanks, `_` for the rest.

    Curly quotes become what no language takes for a name.
    """
    return code if code.isascii() else _NOT_ASCII.sub(_plain, code)


def _plain(match: re.Match[str]) -> str:
    return _STAND_INS.get(match.group()) or (" " if match.group().isspace() else "_")


# -- placeholders

_NO_PROGRAM = {
    "python": re.compile(r"^[ \t]*(?:>>> |\$ |pip3? |python3? |conda |In \[\d)", re.M),
    "json": re.compile(r"^[ \t]*(?:event: |data: |HTTP/|[A-Z]{3,7} /|\$ |<\w+)", re.M),
    "yaml": re.compile(r"^[ \t]*(?:\$ |> )", re.M),
}
"""Commands, sessions, event streams and headers that stand in a fence of another name."""
_MAGIC = re.compile(r"^[ \t]*[!%](?:.*\\\n)*.*$", re.M)
_HASH_COMMENT = re.compile(r"^[ \t]*#.*$", re.M)
_ELLIPSIS = re.compile(r"\.\.\.\.*(?![\w\[{(])|(?:\. ){2}\.")
_NEXT_COMMA = re.compile(r"[ \t]*,")
_ANGLE_QUOTED = re.compile(r"<(?=[\"'])|(?<=[\"'])>")
_ANGLE = re.compile(r"<[A-Za-z][^<>\n\"'=;{}()]{0,60}>")
_CLOSING_TAG = re.compile(r"</([\w.-]{1,60})")
_BRACES = re.compile(r"\{\{[^{}\n]{1,60}\}\}")
_BARE = re.compile(r"(:[ \t]*)(?!(?:true|false|null|True|False|None)\b)([A-Za-z_]\w*(?:[ \t|]+\w+)*)(?=[ \t]*[,}\n])")


def settled(text: str, name: str) -> str | None:
    """Return a sample with words for its placeholders and blanks for its ellipses; None for what is no such sample."""
    pattern = _NO_PROGRAM.get(name)
    if pattern is not None and pattern.search(text):
        return None
    if name == "python":
        text = _MAGIC.sub(_blank, text)
    if name == "json":
        text = _HASH_COMMENT.sub(_blank, text)
    elements = frozenset(_CLOSING_TAG.findall(text)) if "</" in text else frozenset()
    if not elements:
        text = _ANGLE_QUOTED.sub(_blank, text)
    for pattern in (_ANGLE, _BRACES):
        text = pattern.sub(lambda match: _stand_in(match, name, elements), text)
    text = _without_ellipses(text, name)
    if name == "json":
        text = _BARE.sub(lambda match: match[1] + "1" * len(match[2]), text)
        if text.rstrip().endswith(","):
            end = len(text.rstrip()) - 1
            text = text[:end] + " " + text[end + 1 :]
    return text


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _stand_in(match: re.Match[str], name: str, elements: frozenset[str]) -> str:
    """Return what stands for a placeholder; an element that is closed somewhere is none, and no value of JSX is one."""
    if elements and re.split(r"[\s/>]", match[0][1:], maxsplit=1)[0] in elements:
        return match[0]
    before = match.string[max(0, match.start() - 40) : match.start()]
    if name in _SCRIPTS and before.endswith("=") and match[0].startswith("{"):
        return match[0]
    bare = name == "json" and before.rstrip().endswith((":", "[", ","))
    return ("1" if bare else "_") * len(match.group())


def _without_ellipses(text: str, name: str) -> str:
    """Return a text with a value for each ellipsis that stands for one, and blanks for the others."""
    if "..." not in text and ". . ." not in text:
        return text
    parts: list[str] = []
    position, last = 0, ""
    for match in _ELLIPSIS.finditer(text):
        start, end = match.span()
        gap = text[position:start]
        last = gap.rstrip()[-1:] or last
        if last in tuple(":=([>") and not (last == ":" and name == "python"):
            stand_in = '"' + "_" * (end - start - 2) + '"'
        else:
            stand_in = ("_" if name == "python" else " ") * (end - start)
        if last == "," and name == "json" and (comma := gap.rfind(",")) >= 0:
            gap = gap[:comma] + " " + gap[comma + 1 :]
        parts += [gap, stand_in]
        position = end
        if name != "python" and last in tuple("{,(") and (after := _NEXT_COMMA.match(text, end)):
            parts.append(" " * (after.end() - end))
            position = after.end()
    return "".join([*parts, text[position:]])


# -- brackets

_SLASHES = r"(?<!:)//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?"
_DOUBLE = r'"(?:[^"\\\n]|\\.)*"'
_SINGLE = r"'(?:[^'\\\n]|\\.)*'"
_TRIPLE = r'"""(?:[^"]|"(?!""))*"""'
_TOKENS = {
    "python": rf"#[^\n]*|{_TRIPLE}|'''(?:[^']|'(?!''))*'''|{_DOUBLE}|{_SINGLE}",
    "json": rf"{_SLASHES}|{_DOUBLE}",
    "yaml": rf"(?<!\S)#[^\n]*|(?<!\S){_DOUBLE}|(?<!\S)'(?:[^'\n]|'')*'",
    "javascript": rf"{_SLASHES}|{_DOUBLE}|{_SINGLE}|`(?:[^`\\]|\\.)*`",
    "go": rf"{_SLASHES}|{_DOUBLE}|{_SINGLE}|`[^`]*`",
    "java": rf"{_SLASHES}|{_TRIPLE}|{_DOUBLE}|{_SINGLE}",
    "csharp": rf'{_SLASHES}|{_TRIPLE}|\$?@\$?"(?:[^"]|"")*"|{_DOUBLE}|{_SINGLE}',
    "powershell": r"#[^\n]*|@\"\n(?:[^\n]|\n(?!\"@))*\n\"@|@'\n(?:[^\n]|\n(?!'@))*\n'@|\"(?:[^\"`]|`.)*\"|'[^']*'",
}
_QUOTES = {"json": '"', "yaml": "\"'", "powershell": ""}
_SCRIPTS = ("javascript", "typescript", "tsx")
_PAIRS = {"(": ")", "[": "]", "{": "}"}


@cache
def _token(name: str) -> re.Pattern[str]:
    kind = "javascript" if name in ("typescript", "tsx") else name
    return re.compile(f"(?P<text>{_TOKENS[kind]})|(?P<mark>[\"'(){{}}\\[\\]])", re.S)


@dataclass
class Scan:
    """A sample's brackets: `open` and `close` match; the others are `unclosed`, `stray`, or closed by a wrong one.

    `texts` are the ranges of quoted texts and comments, `open_quotes` the quotes that nothing closes on their line.
    """

    text: str
    texts: list[tuple[int, int]] = field(default_factory=list)
    open_quotes: list[int] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)
    wrong: list[tuple[int, int]] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)

    @cached_property
    def starts(self) -> frozenset[int]:
        """Where the quoted texts and the comments start."""
        return frozenset(start for start, _ in self.texts)

    @property
    def unpaired(self) -> int:
        """How many brackets and quotes have no partner."""
        return len(self.unclosed) + len(self.stray) + len(self.wrong) + len(self.open_quotes)

    def in_text(self, offset: int) -> bool:
        """Return whether an offset lies inside a quoted text or a comment."""
        at = bisect_right(self.texts, (offset, -1)) - 1
        return at >= 0 and self.texts[at][0] < offset < self.texts[at][1]

    def inside(self, offset: int) -> bool:
        """Return whether brackets are open at an offset, those that nothing closes among them."""
        return any(one < offset for one in self.unclosed) or any(a < offset <= b for a, b in self.pairs)

    def opener(self, offset: int) -> str | None:
        """Return the innermost bracket that is open at an offset; none where no bracket is."""
        around = [a for a, b in self.pairs if a < offset <= b] + [one for one in self.unclosed if one < offset]
        return self.text[max(around)] if around else None

    def last_mark(self, offset: int) -> str:
        """Return the last character of the code before an offset, comments aside; "" where there is none."""
        while at := len(self.text[:offset].rstrip()):
            comment = next((a for a, b in self.texts if b == at and self.text[a] in "#/"), None)
            if comment is None:
                return self.text[at - 1]
            offset = comment
        return ""

    def token_start(self, start: int, end: int) -> int:
        """Return where the quoted text starts that ends at an offset, or `start` when none does."""
        return next((first for first, last in self.texts if last == end and self.text[last - 1] in "\"'`"), start)

    def is_head(self, offset: int) -> bool:
        """Return whether nothing but brackets that close stands before an offset on its line."""
        return not self.text[self.text.rfind("\n", 0, offset) + 1 : offset].strip(" \t)]}")

    @property
    def ends(self) -> tuple[str, str]:
        """The brackets that a piece lacks before its first and after its last line."""
        heads = [at for at in self.stray if self.is_head(at)]
        opening = {closer: opener for opener, closer in _PAIRS.items()}
        before = "".join(opening[self.text[at]] for at in reversed(heads))
        return before, "\n" * bool(self.unclosed) + "".join(_PAIRS[self.text[at]] for at in reversed(self.unclosed))


def closer(opener: str) -> str:
    """Return the bracket that closes one."""
    return _PAIRS[opener]


@lru_cache(maxsize=8)
def scan(text: str, name: str) -> Scan:
    """Read the brackets of a sample; `name` is its canonical language. Its frames and its first tries ask for it."""
    found = Scan(text)
    quotes = _QUOTES.get(name, "\"'")
    has_prose = name not in ("python", "json") and (name not in _SCRIPTS or "</" in text)
    for match in _token(name).finditer(text):
        if match.lastgroup == "text":
            found.texts.append(match.span())
            continue
        at = match.start()
        mark = text[at]
        if mark in "\"'":
            is_apostrophe = has_prose and mark == "'" and text[max(0, at - 1) : at].isalnum()
            if mark in quotes and not is_apostrophe:
                found.open_quotes.append(at)
        elif mark in _PAIRS:
            found.unclosed.append(at)
        elif not found.unclosed:
            found.stray.append(at)
        elif _PAIRS[text[found.unclosed[-1]]] == mark:
            found.pairs.append((found.unclosed.pop(), at))
        else:
            found.wrong.append((found.unclosed[-1], at))
    return found
