"""The configurations of scripts go in; the folders that are meant by the aliases of modules come out."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from .literals import Value, at, items, text_at

_CONFIGURATIONS = ("tsconfig.json", "jsconfig.json")


class Aliases:
    """The aliases of a tree's modules: `"~/*": ["src/*"]` of the nearest configuration that has some.

    `value` returns what a JSON file holds, or None.
    """

    def __init__(self, value: Callable[[str], Value]) -> None:
        self._value = value
        self._of: dict[str, dict[str, list[str]]] = {}

    def paths(self, folder: str, written: str) -> list[str]:
        """Return the paths that a module which pages of a folder import under an alias can have; none without one."""
        starts = self._around(folder).get(written[:2], [])
        return [posixpath.join(one, written[2:]) for one in starts]

    def _around(self, folder: str) -> dict[str, list[str]]:
        if folder not in self._of:
            own = dict(self._configured(folder))
            self._of[folder] = own if own or not folder else self._around(posixpath.dirname(folder))
        return self._of[folder]

    def _configured(self, folder: str) -> Iterator[tuple[str, list[str]]]:
        for name in _CONFIGURATIONS:
            options = at(self._value(posixpath.join(folder, name)), "compilerOptions")
            paths = at(options, "paths")
            start = posixpath.join(folder, text_at(options, "baseUrl") or ".")
            for alias, targets in paths.items() if isinstance(paths, dict) else ():
                found = [one[:-1] for one in items(targets) if isinstance(one, str) and one.endswith("/*")]
                if alias.endswith("/*") and found:
                    yield alias[:-1], [posixpath.join(start, one) for one in found]
