"""The git history of a folder and its pages go in; which of them changed after their `ms.date` was set comes out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..page.ms_date import parts, says_the_same
from . import git


@dataclass(frozen=True)
class _Change:
    """A commit's change of a file: its day, and the blobs before (None for a new file) and after it."""

    day: dt.date
    before: str | None
    after: str


def changed_since(root: Path, texts: Mapping[str, str]) -> dict[str, dt.date]:
    """Return of pages, given as text by path, the day of the last change of their content that their date has missed.

    The date counts as set by the last commit that changed its line; a later commit that changed nothing but white space
    or the front matter is none. Pages that are not as the last commit has them are left out, and so are all where there
    is no history or only the end of it. git is asked a fixed number of times, however many pages and commits there are.

    Raises `GitError` where there is a history that git cannot read, as in a partial clone.
    """
    try:
        repository = git.repository(root)
    except git.NoRepositoryError:
        return {}
    has_commits = bool(repository.text("rev-parse", "--verify", "--quiet", "HEAD"))
    return _missed(repository, texts) if has_commits and not repository.is_shallow() else {}


def _missed(repository: git.Repository, texts: Mapping[str, str]) -> dict[str, dt.date]:
    raw = repository.run("rev-list", "--no-merges", "--format=%cs", "HEAD", "--", ".").decode("ascii")
    lines = raw.split()  # "commit", its id, its day
    days = {one: git.date(when) for one, when in zip(lines[1::3], lines[2::3], strict=True)}
    every = _changes(repository, days, texts)
    stamps = _changes(repository, days, texts, r"-G^ms\.date:")
    later = {
        path: every[path][: next(n for n, one in enumerate(every[path]) if one.after == stamps[path][0].after)]
        for path in stamps
    }
    ids = {blob for changes in later.values() for one in changes for blob in (one.before, one.after) if blob}
    bodies = {one: parts(_decoded(data))[2] for one, data in repository.blobs(sorted(ids))} if ids else {}
    found = {}
    for path, changes in sorted(later.items()):
        content = [one for one in changes if one.before and not says_the_same(bodies[one.before], bodies[one.after])]
        if content and says_the_same(bodies[changes[0].after], parts(texts[path])[2]):
            found[path] = content[0].day
    return found


def _changes(
    repository: git.Repository, days: dict[str, dt.date], paths: Collection[str], *only: str
) -> dict[str, list[_Change]]:
    """Return what commits did to paths, the last first."""
    form = ["-r", "--root", "--raw", "-z", "--no-renames", "--relative", "--no-abbrev"]
    raw = repository.diff("diff-tree", "--stdin", *form, *only, given="".join(f"{one}\n" for one in days).encode())
    found: dict[str, list[_Change]] = defaultdict(list)
    commit, fields = "", iter(git.fields(raw))
    for one in fields:
        if not one.startswith(":"):
            commit = one.strip()
            continue
        _, _, before, after, status = one.split()
        if (path := next(fields)) in paths and status in ("A", "M"):
            found[path].append(_Change(days[commit], None if status == "A" else before, after))
    return dict(found)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
