"""A page of MDX goes in; its elements that are never closed come out, the closing tags that close none, and each `<`
that MDX takes for the start of a tag that it cannot read.

As MDX reads it: what is in braces is JavaScript, a block that starts with `import` or `export` is a script, and each
tag that does not close itself needs a closing one (https://mdxjs.com/docs/what-is-mdx/#markdown).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import Document, texts
from .comments import code_spans, comments
from .containers import Mark, Unpaired, unpaired
from .mdx import end_of_braces, end_of_tag
from .text_views import mask, within


class _UnreadableError(Exception):
    """A brace or a tag has no end."""


def of_elements(document: Document) -> list[Unpaired]:
    """Return the tags that pair with none, in no order; none of a page that cannot be read as MDX to its end."""
    try:
        return list(unpaired(list(_tags(_shown(document)))))
    except _UnreadableError:
        return []


def unreadable_signs(document: Document) -> list[int]:
    """Return where a `<` starts no tag, but is no sign of less to MDX either, since no space follows it: `<5`, `<=`.

    None of a page that cannot be read as MDX to its end, and none in a formula.
    """
    try:
        shown = _shown(document)
        signs = [start for start, match, _ in _starts(shown) if match is None and shown[start + 1 : start + 2].strip()]
    except _UnreadableError:
        return []
    return [start for start in signs if not _is_in_formula(shown, start)]


def _is_in_formula(text: str, start: int) -> bool:
    """Return whether a `$` is open before an offset of a line, and closed behind it."""
    end = text.find("\n", start)
    before = text.count("$", text.rfind("\n", 0, start) + 1, start)
    return before % 2 == 1 and "$" in text[start : end if end >= 0 else len(text)]


_SIGN = re.compile(r"[<{]")
_TAG = re.compile(r"<(?P<close>/?)(?:(?P<name>[A-Za-z_$][\w.:$-]*)(?=[\s/>{])|(?=>))")
"""A space after `<` makes it a sign of less."""


def _tags(text: str) -> Iterator[Mark]:
    """Yield the tags of a text that do not close themselves, each up to the end of its name."""
    for start, match, end in _starts(text):
        if match and (match["close"] or not text[match.end() : end - 1].rstrip().endswith("/")):
            yield Mark(match["name"] or "", start, match.end(), bool(match["close"]))


def _starts(text: str) -> Iterator[tuple[int, re.Match[str] | None, int]]:
    """Yield each `<` outside of braces with the tag that it starts, if it does, and the offset behind it."""
    position = 0
    while sign := _SIGN.search(text, position):
        start, position = sign.span()
        if _is_escaped(text, start):
            continue
        if text[start] == "{":
            position = _known(end_of_braces(text, start))
            continue
        match = _TAG.match(text, start)
        if match:
            position = _known(end_of_tag(text, start))
        yield start, match, position


def _is_escaped(text: str, start: int) -> bool:
    before = start
    while before and text[before - 1] == "\\":
        before -= 1
    return (start - before) % 2 == 1


def _known(end: int) -> int:
    if not end:
        raise _UnreadableError
    return end


def _shown(document: Document) -> str:
    """Return the text with its front matter, code, comments and scripts blanked."""
    text = document.text
    fences = [
        (document.line_starts[block.line], _line_start(document, block.end_line))
        for block in document.blocks
        if block.kind == "fence"
    ]
    head = text.find(document.front_matter) + len(document.front_matter) if document.front_matter else 0
    spans = [*code_spans(document), *_code_in_html(document), *_targets(document)]
    hidden = sorted([(0, head), *fences, *spans, *comments(document), *_formulas(text)])
    return mask(text, sorted([*hidden, *_scripts(text, hidden)]))


def _line_start(document: Document, line: int) -> int:
    return document.line_starts[line] if line < len(document.line_starts) else len(document.text)


def _code_in_html(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the code spans in lines that the parser took for HTML: to MDX, they are text as any other."""
    from .parser import parsed_inlines  # loads the parser of Markdown

    for block in document.blocks:
        if block.kind == "html" and "`" in block.text:
            for inline in parsed_inlines(block.text, {}):
                if inline.kind == "code":
                    yield block.at(inline.start), block.at(inline.end - 1) + 1


def _targets(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the targets of links in angle brackets, which are no tags: `[a](<b c>)`."""
    for block in texts(document.blocks):
        for inline in block.inlines:
            if inline.target and block.text.startswith("<", max(inline.target[0] - 1, 0)):
                yield block.at(inline.target[0] - 1), block.at(inline.target[1]) + 1


_FORMULA = re.compile(r"^[ \t>]*\$\$.*?\$\$", re.S | re.M)


def _formulas(text: str) -> Iterator[tuple[int, int]]:
    """Yield the formulas between lines of `$$`, whose braces are none of JavaScript."""
    if "$$" in text:
        yield from (match.span() for match in _FORMULA.finditer(text))


_SCRIPT = re.compile(r"(?:import|export)\b")
_IN_SCRIPT = re.compile(
    r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|\\.|(?<!:)//[^\n]*|/\*.*?(?:\*/|\Z)|[{}()\[\]]|\n[ \t]*(?=\n)", re.S
)


def _scripts(text: str, hidden: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the blocks of imports and exports: each ends at the first blank line outside of all brackets."""
    position = 0
    for start in sorted([0, *_line_starts(text, "import"), *_line_starts(text, "export")]):
        line_before = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
        opens = start >= position and not line_before.strip("- \t") and _SCRIPT.match(text, start)
        if opens and not within(hidden, start):
            position = _end_of_script(text, start)
            yield start, position


def _line_starts(text: str, word: str) -> Iterator[int]:
    """Yield where lines behind the first start with a word."""
    at = text.find(f"\n{word}")
    while at >= 0:
        yield at + 1
        at = text.find(f"\n{word}", at + 1)


def _end_of_script(text: str, start: int) -> int:
    depth, position = 0, start
    while match := _IN_SCRIPT.search(text, position):
        sign, position = match.group(), match.end()
        if sign == "{":
            position = _known(end_of_braces(text, match.start()))
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign.startswith("\n") and depth <= 0:
            return match.start()
    return len(text)
