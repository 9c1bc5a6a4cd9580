"""A code sample goes in; the lines that are only an ellipsis, and what the parser is given in their place, come out.

A line of its own that is only `...` or `…`, in brackets or not, leaves out any number of lines of any kind: values,
statements, closing brackets. So nothing may be missing next to it, and a bracket that is open there may be closed by
what was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...patterns import Shape
from .brackets import Scan, scan

_DOTS: Final = r"(?:\.{3,}|\u2026)"
_LINE: Final = Shape(
    rf"^[ \t]*(?P<mark>(?:{_DOTS}|[\[(<{{]{_DOTS}[\])>}}])[ \t]*+,?)[ \t]*$", re.M, needs=("...", "\u2026")
)
_COMMENT: Final = Shape(
    r"^[ \t]*(?:#|//|/\*)[^\n]*?(?:\.{3}|\u2026)|"
    r"^[ \t]*(?:#|//|/\*)[ \t]*(?:add |put |the )?(?:your|rest of|existing)\b[^\n]*\b(?:code|logic|implementation)\b",
    re.M | re.I,
    needs=("...", "\u2026", "your", "rest of", "existing"),
)
_KEY: Final = re.compile(r"\s{0,99}(?:[\"'`]?[\w-]{1,80}[\"'`]?[ \t]{0,9}:(?!:)|[A-Z]\w{0,80}[ \t]{0,9}=(?![=>]))")
"""The start of an entry of an object or of an initializer, in brackets that may hold statements as well."""


_REMOVED: Final = Shape(r"\[!code --(?::(?P<lines>\d{1,3}))?\]", needs=("[!code --",))
"""The mark of a line, or of several, that a colored diff takes away:
https://vitepress.dev/guide/markdown#colored-diffs-in-code-blocks, https://shiki.style/packages/transformers."""


_LISTED: Final = re.compile(r"(?<![\w-])del=\{(?P<lines>[\d,\- ]{1,200})\}")
"""The lines of a fence that a diff takes away: https://expressive-code.com/key-features/text-markers."""


def without_removed(code: str) -> str:
    """Return a sample with spaces for the lines that it marks as removed; no offset changes."""
    for match in reversed(list(_REMOVED.finditer(code))):
        start = code.rfind("\n", 0, match.start()) + 1
        end = start
        for _ in range(int(match["lines"] or 1)):
            end = code.find("\n", end + 1) if end < len(code) else end
            end = len(code) if end < 0 else end
        code = code[:start] + re.sub(r"[^\n]", " ", code[start:end]) + code[end:]
    return code


def without_listed(code: str, info: str) -> str:
    """Return a sample with spaces for the lines that its fence lists as removed; no offset changes."""
    if not (found := list(_LISTED.finditer(info))):
        return code
    lines = code.split("\n")
    for match in found:
        for first, last in _ranges(match["lines"]):
            lines[first:last] = [" " * len(line) for line in lines[first:last]]
    return "\n".join(lines)


def _ranges(listed: str) -> Iterator[tuple[int, int]]:
    """Yield where lines such as `3,5-7` start, from 0, and where they end."""
    for one in listed.split(","):
        first, _, last = one.strip().partition("-")
        if first.isascii() and first.isdecimal():
            yield max(int(first) - 1, 0), int(last if last.isascii() and last.isdecimal() else first)


def places(code: str) -> list[int]:
    """Return where the lines of a sample that are only an ellipsis have it."""
    return [match.start("mark") for match in _LINE.finditer(code)]


def is_partial(code: str) -> bool:
    """Return whether a sample says that code was left out: a line that is only an ellipsis, or a comment with one."""
    return next(_LINE.finditer(code), None) is not None or next(_COMMENT.finditer(code), None) is not None


def is_cut_line(code: str) -> bool:
    """Return whether a sample is one line that ends in an ellipsis: what follows was left out, whatever is open."""
    line = code.strip()
    return "\n" not in line and line.endswith(("...", "\u2026"))


def without_lines(text: str, name: str) -> str:
    """Return a sample with a comma or spaces for each line that is only an ellipsis; no offset changes.

    Where Python has it as a statement, it stays. `name` is the sample's canonical language.
    """
    found = [match.span("mark") for match in _LINE.finditer(text)]
    if not found:
        return text
    brackets = scan(text, name)
    for start, end in found:
        if brackets.in_text(start):
            continue
        opener = brackets.opener(start)
        if opener is None and name == "python":
            if _is_statement(text, start, end):
                continue
            mark = ""
        else:
            mark = "," if _needs_comma(text, start, end, opener, name, brackets) else ""
        before = text[:start]
        if name == "json" and not mark and _next(text, end) in ("", "}", "]") and before.rstrip().endswith(","):
            at = before.rindex(",")
            before = before[:at] + " " + before[at + 1 :]
        text = before + mark + " " * (end - start - len(mark)) + text[end:]
    return text


def _is_statement(text: str, start: int, end: int) -> bool:
    """Return whether an ellipsis outside of brackets has the indent of a statement of the program."""
    line = text.rfind("\n", 0, start) + 1
    after = re.compile(r"\s*\n([ \t]*)\S").match(text, end)
    opens = text[:line].rstrip().endswith(":")
    return opens or after is None or len(after[1]) <= start - line


def _needs_comma(text: str, start: int, end: int, opener: str | None, name: str, brackets: Scan) -> bool:
    """Return whether the values before and after an ellipsis need a comma between them to be parsed."""
    if opener is None or _next(text, end) in ("", ",", ")", "]", "}"):
        return False
    before = brackets.last_mark(start)
    if before in (",", ";", ":", "=", "(", "[", "{", ""):
        return False
    return opener != "{" or name in ("json", "python") or _KEY.match(text, end) is not None


def _next(text: str, end: int) -> str:
    return text[end:].lstrip()[:1]
