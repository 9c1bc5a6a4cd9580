"""A record of the history goes in, the docs tree of its day comes out, as far as any of its text is at hand.

Known are the whole pages of the real tree, the sparse ones of the seed, and the hunks that the records quote.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import SEED_DAY, SHARED

TREE = SHARED / "trees" / "azure-ai-docs-2025-03"
TREE_DAY = dt.date(2025, 3, 31)
Record = dict[str, Any]


def day_of(record: Record) -> dt.date:
    """Return the day that counts as today for a record."""
    return dt.date.fromisoformat(record["fixed"] or record["introduced"] or TREE_DAY.isoformat())


def page_of(record: Record) -> str:
    """Return the path that a hunk is checked under: one of a YAML page is no YAML, but its strings are Markdown."""
    return re.sub(r"\.ya?ml$", ".md", record["path"])


def whole(record: Record, side: str) -> str:
    """Return a hunk with the fence that it starts inside of: its first fence line closes one, or it is code alone."""
    text: str = record[side]
    fences = [line.strip() for line in text.split("\n") if line.lstrip().startswith("```")]
    language = _language(record["path"], text)
    if fences[:1] == ["```"] and (len(fences) % 2 or re.match(r"`+\w", fences[1])):
        return f"```{language}\n{text}"
    return f"```{language}\n{text}\n```\n" if text and record["in_code"] and not fences else text


def alone_page(record: Record, side: str) -> str:
    """Return a page that is nothing but one side of a record's hunk; what is no code is set to the margin."""
    text = whole(record, side)
    return text if page_of(record) == record["path"] and record["in_code"] else textwrap.dedent(text)


def _language(path: str, code: str) -> str:
    """Return what a hunk of code is written in, as its path or its shapes tell."""
    words = re.findall("[a-z]+", path.lower())
    named = next((name for name in _LANGUAGES if name in words), "")
    return named or max(_SHAPES, key=lambda name: len(re.findall(_SHAPES[name], code, re.M)))


def _closed(text: str) -> str:
    """Return a hunk with an end to the fence that it ends inside of, so that what follows is not code."""
    opened = ""
    for line in text.split("\n"):
        if fence := re.match(r"[ \t]*`{3,}", line):
            opened = "" if opened and not line.strip("` \t") else fence.group()
    return f"{text}\n{opened}" if opened else text


_SHAPES = {"json": r'^\s*"[^"]*"\s*[:{]', "python": r"^\s*\w+ ?= ?\w+.*[^;{]$", "javascript": r"^\s*(?:const|let) "}
_LANGUAGES = ("python", "javascript", "typescript", "csharp", "dotnet", "java", "go", "powershell", "bash")


@dataclass(frozen=True)
class KnownPages:
    """All records, whose hunks complete each other, beside the pages at hand."""

    records: list[Record]

    @cached_property
    def _by_path(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            found[record["path"]].append(record)
        return dict(found)

    @cached_property
    def _tree(self) -> dict[str, str]:
        files = sorted(file for file in TREE.rglob("*") if file.is_file())
        return {file.relative_to(TREE).as_posix(): file.read_text(encoding="utf-8") for file in files}

    @cached_property
    def _seed(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for side in ("before", "after"):
            root = SHARED / "seed" / side
            files = sorted(file for file in root.rglob("*") if file.is_file())
            found[side] = {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in files}
        return found

    def page(self, path: str, day: dt.date, *, but: Record | None = None) -> str:
        """Return what is known of a page on a day, or an empty text; of a record's page, without its own hunk."""
        own = but is not None and but["path"] == path
        if path in self._tree and not own:
            return self._tree[path]
        parts = self._seed["after" if day >= SEED_DAY else "before"].get(path, "").split("<!-- hunk ")
        parts = [f"<!-- hunk {part}" for part in parts[1:]] if parts[1:] else parts
        if own and but is not None:
            parts = [part for part in parts if but["line"].strip() not in part]
            parts = parts if (but["introduced"] or "") <= SEED_DAY.isoformat() else []  # older than the defect
        hunks = self._hunks(path, day, but)
        return "\n\n".join(_closed(part) for part in (*parts, *hunks) if part.strip())

    def _hunks(self, path: str, day: dt.date, but: Record | None) -> Iterator[str]:
        """Yield what other records quote of a page as it was on a day, each hunk once."""
        seen = {but["before"], but["after"]} if but is not None else set()
        for other in self._by_path.get(path, ()):
            turned = other["fixed"] or other["introduced"]
            side = "after" if not turned or dt.date.fromisoformat(turned) <= day else "before"
            mine = but is not None and path == but["path"] and but["line"] in other["before"] + other["after"]
            if other[side] and not mine and not {other["before"], other["after"]} & seen:
                seen |= {other[side]}
                yield whole(other, side)

    def tree(self, record: Record, side: str) -> dict[str, str]:
        """Return the pages of a record's day by path, its own as one side of its hunk has it."""
        day, text = day_of(record), alone_page(record, side)
        paths = {*self._tree, *self._seed["after"], *self._by_path, *record["needs"]}
        pages = {path: self.page(path, day, but=record) for path in paths if not path.endswith((".yml", ".yaml"))}
        own = record["path"]
        now = self._tree.get(own, "")
        if record["after"] and record["after"].strip("\n") in now:
            text = now.replace(record["after"].strip("\n"), record[side].strip("\n"))
        elif rest := self.page(own, day, but=record):
            text = f"{_closed(text)}\n\n{rest}"
        pages[page_of(record)] = text
        return {path: pages[path] for path in sorted(pages) if pages[path]}

    def missing(self, record: Record) -> list[str]:
        """Return the pages that prove a record and of which nothing is known that could."""
        pages = [name for name in record["needs"] if not self.page(name, day_of(record), but=record)]
        return (
            [f"{NOT_AT_HAND[record['id']]} of {', '.join(record['needs'])}"] if record["id"] in NOT_AT_HAND else pages
        )


NOT_AT_HAND = {
    "def-0043": "the row of o3-mini",
    "def-0059": "the table of limits as it is since 2025-02-08",
    "def-0156": "the line of the sample that names its deployment",
}
"""What proves a record and stands in no part of its pages that is at hand."""
