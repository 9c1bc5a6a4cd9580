"""YAML pages of Microsoft Learn (TOC, index, FAQ): text goes in, a `Document` of their Markdown strings comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from ..span import line_starts
from .blocks import Document, Line
from .document import parse_lines
from .facts import Span

LINK_KEYS = frozenset({"href", "url", "src", "topichref", "tochref", "homepage", "imagesrc"})
_MIME = re.compile(r"^\s*#+\s*YamlMime:\s*(\w+)", re.I)
_NO_PROSE = frozenset({"uid", "displayname", "no-loc"})
"""Keys whose values are ids and keywords, in pages of every kind."""
_KINDS: dict[str, tuple[dict[str, str], frozenset[str]]] = {
    "azurecligroup": (
        {"syntax": "azurecli"},
        frozenset({"name", "commands", "acceptedvalues", "defaultvalue", "editlink", "sourcetype", "status"}),
    ),
}
"""By the kind of a page, the keys whose values are code, with its language, and those that hold names and values."""
_PAGE_NAMES = frozenset({"toc", "index", "faq"})


@dataclass
class YamlPage:
    """A YAML page as read: its blocks, its links (target and span), and its title."""

    document: Document
    links: list[tuple[str, Span]] = field(default_factory=list)
    title: str = ""


def is_page(name: str, text: str) -> bool:
    """Tell whether a YAML file is a page of Learn: by its `YamlMime` line, or by the names TOC, index and FAQ."""
    return bool(_MIME.match(text)) or name.rsplit(".", 1)[0].lower() in _PAGE_NAMES


def parse(text: str) -> YamlPage:
    """Read a YAML page.

    Raises `yaml.YAMLError` for a text that is no YAML.
    """
    page = YamlPage(Document(text, line_starts(text)))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root = yaml.compose(text, Loader=loader)
    mime = _MIME.match(text)
    code, names = _KINDS.get(mime[1].lower() if mime else "", ({}, frozenset[str]()))
    if root is not None:
        for key, scalar in _scalars(root):
            if key.lower() not in names | _NO_PROSE:
                _add(page, key, scalar, code.get(key.lower(), ""))
    return page


def _scalars(root: yaml.Node) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Yield each scalar value with the key that it stands under; what aliases repeat is given once."""
    seen: set[int] = set()
    ahead: list[tuple[str, yaml.Node]] = [("", root)]
    while ahead:
        key, node = ahead.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            ahead.extend((_name(name), value) for name, value in reversed(node.value))
        elif isinstance(node, yaml.SequenceNode):
            ahead.extend((key, value) for value in reversed(node.value))
        elif isinstance(node, yaml.ScalarNode):
            yield key, node


def _name(key: yaml.Node) -> str:
    return str(key.value) if isinstance(key, yaml.ScalarNode) else ""


def _add(page: YamlPage, key: str, node: yaml.ScalarNode, language: str = "") -> None:
    """Add a value to a page: a link, the title, or blocks of Markdown; with a language, a block of code."""
    text = page.document.text
    start, end = node.start_mark.index, node.end_mark.index
    raw = text[start:end]
    if node.style in ("'", '"'):
        start, end = start + 1, end - 1
    elif node.style in ("|", ">"):
        header = raw.find("\n")
        start = start + header + 1 if header >= 0 else end
    if key.lower() in LINK_KEYS:
        page.links.append((node.value, Span(start, end)))
        return
    if key.lower() == "title" and not page.title:
        page.title = node.value
    if not node.value.strip() or not any(character in node.value for character in " `[]<"):
        return
    lines = list(_dedented(text, start, end))
    first = page.document.line_of(start) - 1
    rows = list(range(first, first + len(lines) + 1))
    if language:
        while len(lines) > 1 and not lines[-1][1].strip():
            lines.pop()
        lines, rows = [(start, f"```{language}"), *lines, (end, "```")], [first - 1, *rows, rows[-1]]
    elif node.style != "|":
        kept = list(_folded(lines))
        lines, rows = [lines[number] for number in kept], [rows[number] for number in (*kept, -1)]
    for block in parse_lines(lines):
        block.line, block.end_line = rows[block.line], rows[max(block.end_line - 1, 0)] + 1
        block.entry = tuple(rows[line] for line in block.entry)
        page.document.blocks.append(block)


def _folded(lines: list[Line]) -> Iterator[int]:
    """Yield which lines of a scalar are its value's, if its line ends are folded: a blank one stands for a line end.

    Lines that are indented more keep their line ends.
    """
    for number, (_, line) in enumerate(lines):
        before = lines[number - 1][1] if number else ""
        after = lines[number + 1][1] if number + 1 < len(lines) else ""
        if line.strip() or not before.strip() or before.startswith(" ") or after.startswith(" "):
            yield number


def _dedented(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of a scalar without their common indentation, each with its offset in the page."""
    lines: list[Line] = []
    offset = start
    for line in text[start:end].split("\n"):
        lines.append((offset, line))
        offset += len(line) + 1
    later = [len(line) - len(line.lstrip(" ")) for _, line in lines[1:] if line.strip()]
    first_is_inner = start > 0 and text[start - 1] != "\n"
    indent = min(later, default=0)
    if not first_is_inner and lines[0][1].strip():
        indent = min([*later, len(lines[0][1]) - len(lines[0][1].lstrip(" "))])
    for number, (at, line) in enumerate(lines):
        shift = 0 if number == 0 and first_is_inner else min(indent, len(line) - len(line.lstrip(" ")))
        yield at + shift, line[shift:]
