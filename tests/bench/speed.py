"""Measures where the time of a check goes.

All parts of a check are measured in one process, one after the other in every round, and compared within the round: a
busy machine slows each part alike, so the ratios hold where the seconds do not. The first check of unseen pages, the
commands and the start of pytest are measured in processes of their own.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from checker.reading.reader import Reader, processors

from .clock import interleaved, peak, ratio, wall_seconds
from .commands import commands
from .parts import cached, check_all, formats_of, many, measured_roots, pages_of, parts_of
from .processes import first_check, plugin_start

ROUNDS = 5
MANY = 250
"""How many pages are read by one process and by several."""
MANY_FOR_COMMANDS = 1000
COMPARED = (
    ("check", "parse"),
    ("extraction", "parse"),
    ("graph_and_rules", "extraction"),
    ("cached_check", "parse"),
)


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return sizes, seconds, and the ratios that the project promises something for."""
    few = max(1, rounds // 2)
    # Before this process grows: what it starts is said to have held as much as it does.
    whole = commands(few, MANY_FOR_COMMANDS)
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "rounds": rounds,
        **stages(rounds),
        "first_check": first_check(rounds),
        "commands": whole,
        "jobs": jobs(few),
        "plain_pytest": plugin_start(2 * rounds),
    }


def stages(rounds: int) -> dict[str, Any]:
    """Return what each stage of a check and each format costs, as seconds, ratios and memory."""
    pages = [pages_of(root) for root in measured_roots()]
    size = sum(len(text.encode()) for group in pages for _, text in group.texts)
    formats, parts = formats_of(pages), parts_of(pages)
    with tempfile.TemporaryDirectory() as folder:
        parts["cached_check"] = cached(pages, Path(folder))
        taken = interleaved({**parts, **formats}, rounds)
    return {
        "pages": sum(len(group.texts) for group in pages),
        "bytes": size,
        "seconds": {name: round(min(taken[name]), 3) for name in parts},
        "ratios": {f"{one}/{other}": ratio(taken, one, other) for one, other in COMPARED},
        "formats/parse": {name: ratio(taken, name, "parse") for name in formats},
        "peak_memory_bytes_per_page_byte": {name: round(peak(parts[name]) / size, 1) for name in ("parse", "check")},
    }


def jobs(rounds: int) -> dict[str, Any]:
    """Return how long many pages take by the clock in one process and in as many as `--jobs` would take."""
    with tempfile.TemporaryDirectory() as folder:
        pages = [many(Path(folder), MANY)]
        ways = {"one": lambda: check_all(pages), "all": lambda: check_all(pages, Reader(processors()))}
        taken = interleaved(ways, rounds, wall_seconds)
    return {
        "pages": len(pages[0].texts),
        "processors": processors(),
        "wall_seconds": {name: round(min(spent), 2) for name, spent in taken.items()},
        "ratios": {"all/one": ratio(taken, "all", "one")},
    }
