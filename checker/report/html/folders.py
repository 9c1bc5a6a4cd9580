"""Paths go in, the folder of each comes out: the topmost one that distinguishes them."""

from __future__ import annotations

from collections.abc import Iterable


def folders(paths: Iterable[str]) -> dict[str, str]:
    """Return for each path its topmost folder that not all paths share, as a path; `/` is the root."""
    parts = {path: path.split("/")[:-1] for path in paths}
    shared = _shared(list(parts.values()))
    return {path: "/".join(some[: shared + 1]) or "/" for path, some in parts.items()}


def _shared(folders: list[list[str]]) -> int:
    """Return how many leading parts all folders share."""
    if not folders:
        return 0
    first, last = min(folders), max(folders)
    return next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
