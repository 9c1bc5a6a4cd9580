"""A git repository goes in; the small edits of its pages come out: what the parent had, and what replaced it."""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from checker.tree import git

from .kinds import fenced, is_small, kind_of, words_changed

MOST_PAGES = 8
"""Commits that change more pages are left out: they mostly apply a new style."""
MOST_LINES = 2
MOST_LENGTH = 3000
"""Characters of an edit's lines above which it is left out: a table or a page in one line."""
_ENDINGS = (".md", ".mdx", ".markdown")
_CORRECTS = re.compile(
    r"\b(?:typos?|fix(?:e[sd])?|fixing|broken|dead|wrong|mistakes?|errors?|incorrect|invalid|correct(?:s|ed|ing|ion|ions)?"
    r"|renam(?:e[sd]?|ing)|outdated|obsolete|stale|spell(?:ing)?|misspell\w*|gramm\w*|links?|anchors?|missing|duplicate[sd]?"
    r"|doubled|syntax|nits?|bugs?|repair(?:s|ed)?|mismatch(?:es)?|inconsisten\w+|clean\s?up)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\s*(?:ms\.)?(?:date|author|lastmod|last_updated|updated)\s*:", re.IGNORECASE)
_MARK = "\x01"
_AT_ONCE = 500
_MOST_COMPARED = 4_000_000
"""Pairs of lines above which two versions of a page are not compared: too much of it is new."""


@dataclass(frozen=True)
class Edit:
    """One small edit: in `commit`, the lines `new` replaced the lines `old` of a page, from its 1-based `line` on.

    `date` is the day of the commit in ISO form, and `message` the first line of its message.
    """

    repo: str
    commit: str
    parent: str
    date: str
    path: str
    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    kind: str
    message: str

    @property
    def id(self) -> str:
        """A short digest of where it is."""
        place = f"{self.repo}\0{self.commit}\0{self.path}\0{self.line}"
        return hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:10]

    @property
    def lines(self) -> range:
        """The lines of the page in the parent that it replaced."""
        return range(self.line, self.line + len(self.old))

    def data(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {"id": self.id, **asdict(self)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Edit:
        """Return an edit by its JSON object; raises `KeyError` where a part of it is missing."""
        parts = {one.name: data[one.name] for one in fields(cls)}
        return cls(**{**parts, "old": tuple(data["old"]), "new": tuple(data["new"])})


@dataclass(frozen=True)
class Change:
    """A page that a commit changed: the ids of its bytes before and after."""

    commit: str
    parent: str
    date: str
    message: str
    path: str
    before: str
    after: str


def mined(
    repository: git.Repository, name: str, under: Sequence[str] = ("",), *, any_message: bool = False
) -> list[Edit]:
    """Return the small edits of the pages below some folders, newest first.

    They are those of commits whose message says that something is fixed, or of all commits with `any_message`, except
    merges and those that change many pages. Of edits that change the same words in the same way, only the newest is
    returned. Pages that the repository does not have, as in a partial clone, are left out.
    """
    seen: set[tuple[str, str]] = set()
    found = []
    changes = [one for one in _changes(repository, under) if any_message or _CORRECTS.search(one.message)]
    for start in range(0, len(changes), _AT_ONCE):
        part = changes[start : start + _AT_ONCE]
        sizes = repository.sizes(id_ for one in part for id_ in (one.before, one.after))
        texts = {id_: data.decode("utf-8", "replace") for id_, data in repository.blobs(sizes)}
        for change in part:
            if change.before in texts and change.after in texts:
                for edit in _edits(change, name, texts[change.before], texts[change.after]):
                    words = words_changed(edit.old, edit.new)
                    if words not in seen:
                        seen.add(words)
                        found.append(edit)
    return found


def is_under(path: str, folders: Sequence[str]) -> bool:
    """Return whether a page is in one of some folders, or anywhere where there are none."""
    tops = [folder.strip("/") for folder in folders]
    return not tops or any(not top or path.startswith(f"{top}/") for top in tops)


def _changes(repository: git.Repository, under: Sequence[str]) -> Iterator[Change]:
    """Yield the pages that each commit changed, unless they are many."""
    asked = ["--raw", "-z", "--no-abbrev", "--no-merges", "--no-renames", "--diff-filter=M"]
    paths = [f"{folder.strip('/')}/" for folder in under if folder.strip("/")]
    said = os.fsdecode(repository.diff("log", *asked, f"--format={_MARK}%H %P %cs %s", "HEAD", "--", *paths))
    for block in said.split(_MARK)[1:]:
        head, *rows = block.strip("\0").split("\0")
        commit, parent, date, message = head.split(" ", 3)
        pages = [
            (row.split(), path) for row, path in zip(rows[::2], rows[1::2], strict=True) if path.endswith(_ENDINGS)
        ]
        if len(pages) <= MOST_PAGES:
            for (_, _, before, after, _), path in pages:
                yield Change(commit, parent, date, message, path, before, after)


def _edits(change: Change, name: str, before: str, after: str) -> Iterator[Edit]:
    """Yield the small edits of a page."""
    old, new = before.splitlines(), after.splitlines()
    code = fenced(old)
    for start, end, other, last in _replaced(old, new):
        was, now = tuple(old[start:end]), tuple(new[other:last])
        if max(len(was), len(now)) > MOST_LINES or sum(map(len, was + now)) > MOST_LENGTH or _DATED.match(was[0]):
            continue
        if is_small(was, now):
            kind = kind_of(was, now, in_fence=start + 1 in code)
            where = (name, change.commit, change.parent, change.date, change.path, start + 1)
            yield Edit(*where, was, now, kind, change.message)


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the ranges of lines that were replaced, as 0-based starts and ends in both texts."""
    start, end = 0, 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if len(left) * len(right) > _MOST_COMPARED:
        return
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "replace":
            yield a + start, b + start, c + start, d + start
