"""Measures how a cold check grows with the tree: CPU time a page, and the most memory, on pages that all differ."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..support import SEED_DAY
from ..support.distinct_pages import pages, write_pages
from .processes import cost

SIZES = (1_000, 10_000, 100_000)
LINEAR_FROM = 10_000
"""Below it, the start of the process counts."""
LINEAR = 1.15
"""By how much a page of a larger tree may take longer."""
MOST_MEGABYTES = 1000


def measure(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Return for each number of pages the CPU milliseconds that a page takes, and the most memory."""
    found = {str(size): _measured(size) for size in sizes}
    return {"python": ".".join(map(str, sys.version_info[:3])), "distinct": all(map(all_differ, sizes)), "pages": found}


def over(result: dict[str, Any]) -> list[str]:
    """Return what is not in proportion, or takes too much memory, in words."""
    large = {size: one for size, one in result["pages"].items() if int(size) >= LINEAR_FROM}
    base = next((one["milliseconds_per_page"] for one in large.values()), 0.0)
    slow = [
        f"{size} pages: {one['milliseconds_per_page']} ms a page, {base} with {next(iter(large))}"
        for size, one in large.items()
        if one["milliseconds_per_page"] > base * LINEAR
    ]
    big = [
        f"{size} pages: {one['peak_megabytes']} MB"
        for size, one in result["pages"].items()
        if one["peak_megabytes"] > MOST_MEGABYTES
    ]
    return slow + big


def all_differ(count: int) -> bool:
    """Tell whether no two pages of a tree have the same text."""
    return len({hashlib.blake2b(text.encode(), digest_size=16).digest() for _, text in pages(count)}) == count


def _measured(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "docs")
        size = write_pages(root, count)
        options = ("--root", str(root), "--no-cache", "--jobs", "1", "--as-of", SEED_DAY.isoformat())
        used = cost([sys.executable, "-m", "checker", "check", *options, "--fail-on", "never"], Path(folder))
    return {
        "bytes": size,
        "cpu_seconds": round(used.seconds, 2),
        "milliseconds_per_page": round(used.seconds / count * 1000, 3),
        "peak_megabytes": round(used.bytes / 1e6, 1),
    }
