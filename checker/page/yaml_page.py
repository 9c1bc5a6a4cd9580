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
_MIME = re.compile(r"^\s*#+\s*YamlMime:\s*\w+", re.I)
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
    if root is not None:
        for key, scalar in _scalars(root):
            _add(page, key, scalar)
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


def _add(page: YamlPage, key: str, node: yaml.ScalarNode) -> None:
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
    base = page.document.line_of(start) - 1
    for block in parse_lines(list(_dedented(text, start, end))):
        block.line, block.end_line = block.line + base, block.end_line + base
        block.entry = tuple(line + base for line in block.entry)
        page.document.blocks.append(block)


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
