"""The routes that links name go in, with how many do; what a route that is a slip was meant to be comes out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from ..findings import Evidence, Ground
from ..patterns.alike import Alike

_LEAST_LETTERS = 5
_LEAST_LINKS = 3
_TIMES = 3
"""How often another route is named for each time that this one is, before this one is its slip."""
_LONGEST = 60
"""Letters of a part of a route that may have a slip; longer ones are made of a title."""
_DIGITS = re.compile(r"[0-9]+")


class RouteSlips:
    """Routes without slashes at their ends; `named` counts the links that name each."""

    def __init__(self, named: Mapping[str, int]) -> None:
        self._named = named

    def meant(self, route: str) -> tuple[str, Evidence] | None:
        """Return the route in the same folder that is one letter away and named far more often, with how often.

        None where there is none or several, or where only numbers differ.
        """
        folder, _, name = route.rpartition("/")
        if folder not in self._beside or len(name) < _LEAST_LETTERS:
            return None
        near = [one for one in self._beside[folder].of(name) if _DIGITS.sub("", one) != _DIGITS.sub("", name)]
        meant = f"{folder}/{near[0]}".lstrip("/") if len(near) == 1 else ""
        times, own = self._named.get(meant, 0), self._named.get(route, 1)
        if times < _LEAST_LINKS or times < _TIMES * own:
            return None
        return meant, Evidence(Ground.MAJORITY, times, times + own)

    @cached_property
    def _beside(self) -> dict[str, Alike]:
        names: dict[str, list[str]] = defaultdict(list)
        for route in self._named:
            folder, _, name = route.rpartition("/")
            names[folder].append(name)
        return {folder: Alike(some, 1, longest=_LONGEST) for folder, some in names.items()}
