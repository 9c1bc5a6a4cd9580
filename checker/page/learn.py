"""Microsoft Learn's own syntax: a `Document` goes in; zones, tabs, includes, directives and metadata come out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ..patterns import Shape
from .blocks import Document, TextBlock
from .facts import Span, Zone

INCLUDE = Shape(r"\[!(?i:INCLUDE)\s*\[(?P<title>[^\]]{0,400})\]\((?P<target>[^)\n]{0,400})\)\]", needs=("[!",))
CODE_INCLUDE = Shape(r"\[!(?i:code)-?[\w#+-]*\s*\[[^\]]{0,400}\]\((?P<target>[^)\n]{0,400})\)\]", needs=("[!",))
MARKED = Shape(r"\[!|:::", needs=("[!", ":::"))
"""What includes and directives hold."""
ALERT = re.compile(r"\[!(?P<kind>[A-Z]+)\]")
DIRECTIVE = Shape(r"^[ \t>]*:::.*$", re.M, needs=(":::",))
TAB = re.compile(r"\[(?P<title>[^\]]*)\]\(#tabs?/(?P<id>[^)\s]+)\)\s*$", re.I)
_EXPLICIT_ID = re.compile(r"(?<!\s)\s*(?:\{/\*\s*|\{:?\s*|\[)#(?P<id>[\w.-]++)(?:\s*\*/\}|[^{}\[\]]*+[}\]])\s*$")

_ZONE_OPEN = re.compile(
    r"^[ \t>]*:{3,}\s*(?:zone\s+(?:target|pivot)\s*=\s*[\"'](?P<zone>[^\"']*)[\"']"
    r"|moniker\s+range\s*=\s*[\"'](?P<moniker>[^\"']*)[\"'])"
)
_ZONE_CLOSE = re.compile(r"^[ \t>]*:{3,}\s*(?P<kind>zone|moniker)-end", re.I)
_ATTRIBUTE = re.compile(r"(?P<name>source|lightbox)\s*=\s*\"(?P<value>[^\"\n]*)\"")
_DIRECTIVE_KIND = re.compile(r":::\s*(?P<kind>image|code)\b")
_RULE_LINE = re.compile(r"^[ \t>]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")


@dataclass(frozen=True, slots=True)
class DirectiveLink:
    """A path that a `:::image` or `:::code` directive names."""

    kind: str
    target: str
    span: Span


def explicit_id(heading: str) -> re.Match[str] | None:
    """Return the id that a heading's text ends in: `{#id}`, `[#id]` of Fumadocs and Nextra, `{/* #id */}` of MDX."""
    return _EXPLICIT_ID.search(heading) if heading.rstrip().endswith(("}", "]")) else None


def zones(document: Document, code: set[int]) -> list[Zone]:
    """Return zones, monikers and tabs in the order of their start; what is never closed ends with the page."""
    found = [*_directive_zones(document, code), *_tabs(document, code)]
    return sorted(found, key=lambda zone: (zone.span.start, zone.span.end))


def _directive_zones(document: Document, code: set[int]) -> Iterator[Zone]:
    open_zones: list[tuple[str, str, int, int]] = []
    group, last_end = 0, -1
    for number, start, line in directive_lines(document, code):
        if opening := _ZONE_OPEN.match(line):
            kind = "zone" if opening["zone"] is not None else "moniker"
            if not open_zones and document.text[document.line_starts[last_end + 1] : start].strip():
                group += 1
            open_zones.append((kind, opening["zone"] or opening["moniker"] or "", start, number + 1))
        elif open_zones and _ZONE_CLOSE.match(line):
            kind, name, begin, first = open_zones.pop()
            last_end = number
            yield Zone("zone" if kind == "zone" else "moniker", name, Span(begin, start + len(line)), first, group)
    for kind, name, begin, first in open_zones:
        yield Zone("zone" if kind == "zone" else "moniker", name, Span(begin, len(document.text)), first, group)


def directive_lines(document: Document, code: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield the lines outside of code that can hold a directive: their number, their offset and their text."""
    text = document.text
    found = text.find(":::") if document.has_colons else -1
    while found >= 0:
        number = document.line_of(found) - 1
        start, end = document.line_starts[number], text.find("\n", found)
        end = len(text) if end < 0 else end
        if number not in code:
            yield number, start, text[start:end]
        found = text.find(":::", end)


def tab_id(block: TextBlock) -> str:
    """Return the id of the tab that a heading opens, or an empty text for a heading that is one."""
    match = TAB.match(block.text) if block.kind == "heading" and "](#" in block.text else None
    return match["id"] if match else ""


def _tabs(document: Document, code: set[int]) -> Iterator[Zone]:
    """Yield tabs: from `# [Text](#tab/id)` to the next such heading of the same level, or the rule that closes all."""
    headings = (block for block in document.blocks if block.kind == "heading")
    openings = [(block.line, name) for block in headings if (name := tab_id(block))]
    if not openings:
        return
    lines = document.text.split("\n")
    bare = (n for n, line in enumerate(lines) if not line.strip("-*_> \t"))
    closings = [n for n in bare if n not in code and _RULE_LINE.match(lines[n])]
    group, previous_close = 1000, -1
    for index, (line, name) in enumerate(openings):
        following_rule = bisect_right(closings, line)
        close = closings[following_rule] if following_rule < len(closings) else len(lines)
        following = openings[index + 1][0] if index + 1 < len(openings) else len(lines)
        if line > previous_close:
            group += 1
        previous_close = max(previous_close, close) if following > close else max(previous_close, following)
        end = min(close, following)
        stop = document.line_starts[end] if end < len(lines) else len(document.text)
        yield Zone("tab", name, Span(document.line_starts[line], stop), line + 1, group)


def directive_links(document: Document, code: set[int]) -> Iterator[DirectiveLink]:
    """Yield the paths of `:::image` and `:::code` directives."""
    for _, start, line in directive_lines(document, code):
        directive = _DIRECTIVE_KIND.search(line)
        if directive is None:
            continue
        for match in _ATTRIBUTE.finditer(line):
            kind = "image" if directive["kind"] == "image" else "code"
            yield DirectiveLink(kind, match["value"], Span(start + match.start("value"), start + match.end("value")))
