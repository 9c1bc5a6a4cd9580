"""Redirects as configurations write them go in; where a route or a file is sent to comes out.

Patterns are those of Mintlify, Next and Netlify: `:name` is one segment, `:name*` and a final `*` are all that follow.
They are compared segment by segment, so that no pattern of a stranger takes long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_MOST_HOPS = 10


@dataclass(frozen=True)
class _Pattern:
    segments: tuple[str, ...]
    to: str

    def match(self, segments: list[str]) -> str | None:
        """Return where it sends a route, or None for one that it does not send anywhere."""
        found: dict[str, str] = {}
        for at, part in enumerate(self.segments):
            if part.endswith("*") and at == len(self.segments) - 1:
                found[part] = "/".join(segments[at:])
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
    """Where routes lead on: given as (source, destination), the first that matches counts."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.exact: dict[str, str] = {}
        self._patterns: list[_Pattern] = []
        for source, to in pairs:
            key = normal(source)
            if ":" in key or "*" in key:
                self._patterns.append(_Pattern(tuple(key.split("/")), to))
            else:
                self.exact.setdefault(key, to)

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


def normal(route: str) -> str:
    """Return a route without what follows its path, and without the slashes at its ends."""
    return route.partition("#")[0].partition("?")[0].strip("/")
