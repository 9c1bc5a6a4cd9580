"""Paths go in; the folder of each comes out, and for each the shortest name that no other has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


def folders(paths: Iterable[str]) -> dict[str, str]:
    """Return for each path its topmost folder that not all paths share, as a path; `/` is the root."""
    parts = {path: path.split("/")[:-1] for path in paths}
    shared = _shared(list(parts.values()))
    return {path: "/".join(some[: shared + 1]) or "/" for path, some in parts.items()}


def short_names(paths: Iterable[str]) -> dict[str, str]:
    """Return for each path its last part, with as many folders as make it unlike the others and more than wildcards."""
    names: dict[str, str] = {}
    alike, depth = [set(paths)], 1
    while alike:
        groups: dict[str, set[str]] = defaultdict(set)
        for path in set[str]().union(*alike):
            names[path] = "/".join(path.split("/")[-depth:])
            groups["" if set(names[path]) <= {"*", "/"} else names[path]].add(path)
        alike = [
            some
            for name, some in groups.items()
            if (len(some) > 1 or not name) and some != {names[one] for one in some}
        ]
        depth += 1
    return names


def _shared(folders: list[list[str]]) -> int:
    """Return how many leading parts all folders share."""
    if not folders:
        return 0
    first, last = min(folders), max(folders)
    return next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
