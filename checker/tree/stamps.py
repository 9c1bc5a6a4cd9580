"""A folder goes in; the size and the times of each file below it come out, by which changes are noticed.

Nothing is read, and what cannot be looked at is passed over: this tells when to look again, never what is there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .sources import NEVER
from .sweep import MOST

Stamp = tuple[int, int, int]
"""The size of a file, when it was changed (in nanoseconds), and its inode."""


def stamps(top: Path) -> dict[str, Stamp]:
    """Return the stamps of the files below a folder, by their paths relative to it; of very many, only some."""
    found: dict[str, Stamp] = {}
    folders = [""]
    while folders and len(found) < MOST:
        folder = folders.pop()
        try:
            with os.scandir(top / folder) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name not in NEVER:
                            folders.append(path)
                    else:
                        stat = entry.stat()
                        found[path] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
        except OSError:  # gone meanwhile, or not for us
            continue
    return found


def differing(before: Mapping[str, Stamp], after: Mapping[str, Stamp]) -> set[str]:
    """Return the files that came, went or changed."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
