"""Redirects as configurations write them go in; where a route or a file is sent to comes out.

Patterns are those of Mintlify, Next, Vercel and Netlify: `:name` is one segment, `:name*` and a final `*` are all that
follow; Netlify writes what `*` matched as `:splat`. They are compared segment by segment, so that no pattern of a
stranger takes long. What only a regular expression would show is left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

_MOST_HOPS = 10
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


class Redirects:
    """Where routes lead on: given as redirects or pairs of source and destination; the first that matches counts."""

    def __init__(self, redirects: Iterable[Redirect | tuple[str, str]] = ()) -> None:
        self.exact: dict[str, str] = {}
        self._patterns: list[_Pattern] = []
        self._open: list[tuple[str, ...]] = []
        for one in redirects:
            self._add(Redirect(*one))

    def _add(self, one: Redirect) -> None:
        key = normal(one.source)
        segments = tuple(key.split("/"))
        if one.is_rewrite or not all(_PLAIN.fullmatch(part) for part in segments):
            start = tuple(_fixed(segments))
            if start:
                self._open.append(start)
        elif ":" in key or "*" in key:
            self._patterns.append(_Pattern(segments, one.to))
        else:
            self.exact.setdefault(key, one.to)

    def may_lead_on(self, route: str) -> bool:
        """Return whether a rule that cannot be followed here might be for a route: a rewrite, a regular expression."""
        segments = tuple(normal(route).split("/"))
        return any(segments[: len(start)] == start for start in self._open)

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
        return next((to for one in self._patterns if (to := one.match(segments)) is not None), "")


def _fixed(segments: tuple[str, ...]) -> Iterator[str]:
    """Yield the segments before the first that is a name or a pattern."""
    for part in segments:
        if not part or set(part) & set(":*({"):
            return
        yield part


def normal(route: str) -> str:
    """Return a route without what follows its path, and without the slashes at its ends."""
    return route.partition("#")[0].partition("?")[0].strip("/")
