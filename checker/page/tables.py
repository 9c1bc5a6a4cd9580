"""The tables of a page: with their header, or rows that were cut off from it, as an include can hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from .blocks import Document, TextBlock, split_row
from .facts import Cell, Facts, Table

_DELIMITER = re.compile(r"^\s*(?:\|\s*)?:?-+:?\s*(?:\|\s*:?-+:?\s*)*(?:\|\s*)?$")


def read(document: Document, facts: Facts) -> None:
    """Add the page's tables to its facts, in page order."""
    found = [*_parsed(document, facts), *_headless(document, facts)]
    facts.tables = sorted(found, key=lambda table: table.line)


def _parsed(document: Document, facts: Facts) -> Iterator[Table]:
    blocks = facts.blocks
    cells = [(index, block) for index, block in enumerate(document.blocks) if block.kind == "cell"]
    for _, run in groupby(_runs(cells), key=lambda item: item[0]):
        rows: dict[int, list[Cell]] = {}
        first = -1
        for _, index, block in run:
            first = index if first < 0 else first
            cell = Cell(block.text, blocks[index].span, index)
            rows.setdefault(block.cell[1], []).append(cell)
        head = blocks[first]
        yield Table(rows.pop(0, []), [rows[number] for number in sorted(rows)], head.line, head.heading)


def _runs(cells: list[tuple[int, TextBlock]]) -> Iterator[tuple[int, int, TextBlock]]:
    """Number the tables: the cells of one follow each other, and its row numbers never fall."""
    number, previous = 0, (-1, -1)
    for index, block in cells:
        position = (block.cell[0], block.cell[1])
        if position < previous or position[0] != previous[0]:
            number += 1
        previous = position
        yield number, index, block


def _headless(document: Document, facts: Facts) -> Iterator[Table]:
    """Yield paragraphs that are table rows without a header."""
    for index, block in enumerate(document.blocks):
        if block.kind != "paragraph" or not block.text.startswith("|"):
            continue
        lines = block.text.split("\n")
        if not all(
            line.strip().startswith("|") and line.strip().endswith("|") and line.count("|") > 2 for line in lines
        ):
            continue
        if any(_DELIMITER.match(line) for line in lines):
            continue
        rows = []
        for start, line in zip(block.starts, lines, strict=True):
            rows.append([Cell(text, block.span(at, at + len(text)), index) for at, text in split_row(line, start)])
        yield Table([], rows, block.line + 1, facts.blocks[index].heading)
