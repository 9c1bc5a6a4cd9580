"""A source and a revision go in; what changed since, and which findings concern it, come out."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ..findings import Comparison, Finding, Place
from ..page.file_types import can_be_page
from . import git, snapshots
from .git import Repository
from .git_sources import RevisionSource, revision_of
from .sources import Source, SourceError

HUNK_HEAD = re.compile(r"@@ -(?P<old>\d+)(?:,(?P<gone>\d+))? \+(?P<new>\d+)(?:,(?P<come>\d+))? @@")
_PATCH = ("-p", "-U0", "-M", "--text", "--inter-hunk-context=0", "--src-prefix=a/", "--dst-prefix=b/")


@dataclass(frozen=True)
class Hunk:
    """Lines `old` up to `old + gone` of the base gave way to `new` up to `new + come`; git's numbers."""

    old: int
    gone: int
    new: int
    come: int


@dataclass(frozen=True)
class Changes:
    """What changed since `base` (a commit, or the empty tree): hunks by page, new pages, and moves (old -> new)."""

    base: str
    hunks: Mapping[str, Sequence[Hunk]]
    added: frozenset[str]
    moved: Mapping[str, str]

    def touches(self, place: Place) -> bool:
        """Tell whether a place has a line that is new or was edited."""
        if place.path in self.added or place.path not in self._edges:
            return place.path in self.added
        hunks, edges = self.hunks[place.path], self._edges[place.path]
        first = bisect_right(edges.ends, place.line)
        return first < len(hunks) and hunks[first].new <= place.end_line

    def line_now(self, path: str, line: int) -> int:
        """Return where a line of the base stands now on a page (its present path), or 0 where it was edited."""
        if path not in self._edges:
            return line
        hunks, edges = self.hunks[path], self._edges[path]
        passed = bisect_right(edges.passed, line)
        if passed < len(hunks) and hunks[passed].gone and hunks[passed].old <= line:
            return 0
        return line + edges.shifts[passed]

    @cached_property
    def _edges(self) -> dict[str, _Edges]:
        return {path: _Edges.of(hunks) for path, hunks in self.hunks.items() if hunks}


@dataclass(frozen=True)
class _Edges:
    """Where the hunks of a page end, now (`ends`) and before (`passed`), and by how much lines move behind them."""

    ends: list[int]
    passed: list[int]
    shifts: list[int]

    @classmethod
    def of(cls, hunks: Sequence[Hunk]) -> _Edges:
        """Return the edges of hunks in the order of their page, as git lists them."""
        return cls(
            [hunk.new + hunk.come for hunk in hunks],
            [hunk.old + max(hunk.gone, 1) for hunk in hunks],
            list(accumulate((hunk.come - hunk.gone for hunk in hunks), initial=0)),
        )


@dataclass(frozen=True)
class Concern:
    """The findings that concern a change: those that `touch` its lines, and those that it brought about `elsewhere`."""

    touching: frozenset[Finding]
    elsewhere: frozenset[Finding]

    @property
    def all(self) -> frozenset[Finding]:
        """Both."""
        return self.touching | self.elsewhere


def find(source: Source, revision: str) -> Changes:
    """Return what a source has changed since the merge base of a revision and HEAD.

    Raises `SourceError` where there is no git work tree, no such revision or no merge base, with the command that
    fetches it.
    """
    try:
        return _changes(source, _base(source, revision))
    except git.GitError as error:
        raise SourceError(f"cannot determine what changed since {revision} in {source.root}: {error}") from error


def between(source: RevisionSource, base: str) -> Changes:
    """Return what differs between two commits, without regard to how they are related; raises as `find` does."""
    try:
        return _changes(source, base)
    except git.GitError as error:
        raise SourceError(f"cannot compare {base} with {source.revision} in {source.root}: {error}") from error


def _base(source: Source, revision: str) -> str:
    repository = source.repository
    if revision == "HEAD" and not repository.commit("HEAD"):
        return repository.empty_tree()  # before the first commit, everything is new
    commit = commit_of(repository, revision)
    return merge_base(repository, commit, source.revision if isinstance(source, RevisionSource) else "HEAD", revision)


def commit_of(repository: Repository, revision: str) -> str:
    """Return the id of the commit that a revision names.

    Raises `SourceError` where there is none, with the command that fetches it.
    """
    commit = repository.commit(revision)
    if not commit:
        raise SourceError(
            f"there is no revision `{revision}` in {repository.root}{_how_to_fetch(repository, revision)}"
        )
    return commit


def merge_base(repository: Repository, commit: str, head: str, revision: str) -> str:
    """Return the id of the commit where two parted; `revision` is what the user calls the first one.

    Raises `SourceError` where there is none, with the command that fetches it.
    """
    base = repository.text("merge-base", commit, head)
    if not base and repository.is_shallow():
        problem = f"this clone is too shallow to find the merge base of `{revision}` and HEAD"
        raise SourceError(f"{problem}; {deepen(repository)}")
    if not base:
        raise SourceError(f"`{revision}` and HEAD have no common ancestor, so there is nothing to compare")
    return base


def deepen(repository: Repository) -> str:
    """Return the words that name the command which fetches all that a shallow clone lacks."""
    return f"fetch it: `{f'git fetch --unshallow {_remote(repository)}'.rstrip()}`"


def _how_to_fetch(repository: Repository, revision: str) -> str:
    """Return the words that name the command which fetches a revision, or the one that was meant."""
    remotes, remote = repository.remotes(), _remote(repository)
    if f"{remote}/{revision}" != revision and repository.commit(f"{remote}/{revision}"):
        return f"; did you mean `{remote}/{revision}`?"
    if not remotes or revision.startswith("-") or not re.fullmatch(r"[\w./+-]+", revision):
        return ""
    first, _, branch = revision.partition("/")
    deepen = "--unshallow " if repository.is_shallow() else ""
    if re.fullmatch(r"[0-9a-f]{40,64}", revision):
        return f"; fetch it: `git fetch {deepen}{remote} {revision}`"
    if branch and first in remotes:
        return f"; fetch it: `git fetch {deepen}{first} +refs/heads/{branch}:refs/remotes/{first}/{branch}`"
    return f"; fetch it: `git fetch {deepen}{remote} +refs/heads/{revision}:refs/remotes/{remote}/{revision}`" + (
        f", and name it `{remote}/{revision}`"
    )


def _remote(repository: Repository) -> str:
    remotes = repository.remotes()
    return "origin" if "origin" in remotes or not remotes else next(iter(remotes))


def _changes(source: Source, base: str) -> Changes:
    with snapshots.between(revision_of(source, base), source, can_be_page) as differ:
        listed = differ("-z", "-M", "--name-status", *snapshots.ONLY_PAGES)
        patch = differ(*_PATCH, *snapshots.ONLY_PAGES)
    added, moved = _listed(git.fields(listed))
    return Changes(base, dict(_hunks(patch)), frozenset(added), moved)


def _listed(fields: Sequence[str]) -> tuple[set[str], dict[str, str]]:
    """Read what `--name-status -z` lists: the pages that are new, and the moves."""
    added: set[str] = set()
    moved: dict[str, str] = {}
    rest = iter(fields)
    for status in rest:
        path = next(rest)
        if status.startswith(("R", "C")):
            new = next(rest)
            moved[path] = new
        elif status == "A":
            added.add(path)
    return added, moved


def _hunks(patch: bytes) -> Iterator[tuple[str, list[Hunk]]]:
    """Yield each page of a patch without context with its hunks; the lines that a hunk holds are stepped over."""
    lines = iter(patch.split(b"\n"))
    path, hunks = "", list[Hunk]()
    for raw in lines:
        if raw.startswith(b"diff --git "):
            if hunks:
                yield path, hunks
            path, hunks = "", []
        elif raw.startswith(b"+++ "):
            path = patch_path(raw[4:])
        elif match := HUNK_HEAD.match(raw.decode("ascii", "replace")):
            gone, come = (1 if match[one] is None else int(match[one]) for one in ("gone", "come"))
            hunks.append(Hunk(int(match["old"]), gone, int(match["new"]), come))
            left = gone + come
            while left:
                left -= not next(lines).startswith(b"\\")  # "\ No newline at end of file" is no line of the page
    if hunks:
        yield path, hunks


_ESCAPE = re.compile(rb"\\(?:(?P<octal>[0-7]{3})|(?P<letter>.))")
_LETTERS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def patch_path(written: bytes) -> str:
    """Return the path of a `+++` line; git quotes unusual names as C does, and ends those with blanks with a tab."""
    if written.startswith(b'"'):

        def plain(match: re.Match[bytes]) -> bytes:
            if match["octal"]:
                return bytes([int(match["octal"], 8)])
            return _LETTERS.get(match["letter"], match["letter"])

        written = _ESCAPE.sub(plain, written[1 : written.rindex(b'"')])
    return os.fsdecode(written.removesuffix(b"\t").removeprefix(b"b/"))


def before(source: Source, changes: Changes) -> RevisionSource:
    """Return the tree as it was."""
    return revision_of(source, changes.base)


def concern(found: Iterable[Finding], known: Iterable[Finding], changes: Changes) -> Concern:
    """Return which findings concern a change; `known` are those that the same check has on the base.

    A finding away from the changed lines is new where the base has none of its rule and content on the line that its
    line was.
    """
    held: Counter[tuple[str, str, int, str]] = Counter()
    for one in known:
        path = changes.moved.get(one.place.path, one.place.path)
        held[one.rule, path, changes.line_now(path, one.place.line), one.content] += 1
    touching: set[Finding] = set()
    elsewhere: set[Finding] = set()
    for one in found:
        if any(changes.touches(place) for place in one.places):
            touching.add(one)
            continue
        identity = (one.rule, one.place.path, one.place.line, one.content)
        if held[identity]:
            held[identity] -= 1
        else:
            elsewhere.add(one)
    return Concern(frozenset(touching), frozenset(elsewhere))


def comparison(against: str, found: Iterable[Finding], then: Iterable[Finding], changes: Changes) -> Comparison:
    """Return how findings compare with those `then`, by page (where it is now), rule and content; lines may move."""
    now = Counter((one.place.path, one.rule, one.content) for one in found)
    before = Counter((changes.moved.get(one.place.path, one.place.path), one.rule, one.content) for one in then)
    gone = tuple(sorted((before - now).elements()))
    return Comparison(against, (now - before).total(), (now & before).total(), gone)
