"""Redirects as configurations write them go in; where a route or a file is sent to comes out.

Patterns are those of Mintlify, Next, Vercel and Netlify: `:name` is one segment, `:name*` and a final `*` are all that
follow; Netlify writes what `*` matched as `:splat`. They are compared segment by segment, so that no pattern of a
stranger takes long. What only a regular expression would show is left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_MOST_HOPS = 20
"""So many redirects Chrome and Firefox follow, before they show an error instead of a page."""
_SPLAT = ":splat"
_PLAIN = re.compile(r"[^:*(){}\\?+]*|:\w+\*?|\*")
"""A segment that is compared as it is, or the name of one or of all that follow."""


class Redirect(NamedTuple):
    """A route or a pattern of routes, and where it is sent; a rewrite shows what is elsewhere under the same route."""

    source: str
    to: str
    is_rewrite: bool = False


@dataclass(frozen=True)
class _Pattern:
    segments: tuple[str, ...]
    to: str

    def match(self, segments: list[str]) -> str | None:
        """Return where it sends a route, or None for one that it does not send anywhere."""
        found: dict[str, str] = {}
        for at, part in enumerate(self.segments):
            if part.endswith("*") and at == len(self.segments) - 1:
                rest = "/".join(segments[at:])
                found.update({part: rest, _SPLAT: rest} if part == "*" else {part: rest})
                return self._filled(found)
            if at >= len(segments) or not (part.startswith(":") or part == "*" or part == segments[at]):
                return None
            found[part] = segments[at]
        return self._filled(found) if len(segments) == len(self.segments) else None

    def _filled(self, found: dict[str, str]) -> str:
        to = self.to
        for name in sorted(found, key=len, reverse=True):
            if name.startswith((":", "*")):
                to = to.replace(name, found[name])
        return to


@dataclass
class _Branch:
    """Patterns by their segments; each is known by its number, and of several at one place the first counts."""

    fixed: dict[str, _Branch] = field(default_factory=dict)
    any: _Branch | None = None
    rest: int | None = None
    end: int | None = None

    def add(self, segments: Sequence[str], number: int) -> None:
        """Add a pattern."""
        branch = self
        for at, part in enumerate(segments):
            if part.endswith("*") and at == len(segments) - 1:
                branch.rest = number if branch.rest is None else branch.rest
                return
            if part.startswith(":") or part == "*":
                branch.any = branch.any or _Branch()
                branch = branch.any
            else:
                branch = branch.fixed.setdefault(part, _Branch())
        branch.end = number if branch.end is None else branch.end

    def first(self, segments: Sequence[str]) -> int | None:
        """Return the first pattern that matches a route."""
        found: list[int] = []
        under_way = [(self, 0)]
        while under_way:
            branch, at = under_way.pop()
            whole = branch.end if at == len(segments) else None
            found += [number for number in (branch.rest, whole) if number is not None]
            if at < len(segments):
                following = (branch.fixed.get(segments[at]), branch.any)
                under_way += [(one, at + 1) for one in following if one is not None]
        return min(found, default=None)


class Redirects:
    """Where routes lead on: given as redirects or pairs of source and destination; the first that matches counts."""

    def __init__(self, redirects: Iterable[Redirect | tuple[str, str]] = ()) -> None:
        self.exact: dict[str, str] = {}
        self._patterns: list[_Pattern] = []
        self._branches = _Branch()
        self._open: set[tuple[str, ...]] = set()
        for one in redirects:
            self._add(Redirect(*one))

    def _add(self, one: Redirect) -> None:
        key = normal(one.source)
        segments = tuple(key.split("/"))
        if one.is_rewrite or not all(_PLAIN.fullmatch(part) for part in segments):
            start = tuple(_fixed(segments))
            if start:
                self._open.add(start)
        elif ":" in key or "*" in key:
            self._branches.add(segments, len(self._patterns))
            self._patterns.append(_Pattern(segments, one.to))
        else:
            self.exact.setdefault(key, one.to)

    def may_lead_on(self, route: str) -> bool:
        """Return whether a rule that cannot be followed here might be for a route: a rewrite, a regular expression."""
        segments = tuple(normal(route).split("/"))
        return bool(self._open) and any(segments[:count] in self._open for count in range(1, len(segments) + 1))

    def of(self, route: str) -> str:
        """Return where a route is sent in the end, as the redirect writes it; empty where no redirect is for it.

        Of redirects that lead round in circles, the route that was reached last.
        """
        reached, key = "", normal(route)
        for _ in range(_MOST_HOPS):
            to = self._once(key)
            if not to or normal(to) == key:
                break
            reached, key = to, normal(to)
            if "://" in to:
                break
        return reached

    def _once(self, key: str) -> str:
        found = self.exact.get(key)
        if found is not None:
            return found
        segments = key.split("/")
        first = self._branches.first(segments)
        return "" if first is None else self._patterns[first].match(segments) or ""


def _fixed(segments: tuple[str, ...]) -> Iterator[str]:
    """Yield the segments before the first that is a name or a pattern."""
    for part in segments:
        if not part or set(part) & set(":*({"):
            return
        yield part


def normal(route: str) -> str:
    """Return a route without what follows its path, and without the slashes at its ends."""
    return route.partition("#")[0].partition("?")[0].strip("/")
