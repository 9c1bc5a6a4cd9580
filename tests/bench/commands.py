"""A tree goes in, what the command line costs on it comes out, beside rumdl where that is installed.

All are whole processes, with one of them at work at a time. rumdl is a Markdown linter in Rust that follows links
between files too.
"""

from __future__ import annotations

import datetime as dt
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..support import SEED_DAY, SHARED
from ..support.repositories import Repository
from .clock import ratio
from .parts import many
from .processes import Cost, cost

CHANGED = 3
"""How many pages are staged."""

Way = Callable[[int], Cost]
"""What one way of checking costs, in the round of a number."""


def commands(rounds: int, count: int) -> dict[str, Any]:
    """Return the CPU seconds and the memory of each way, and the ratios; of the corpora, at least so many pages."""
    with tempfile.TemporaryDirectory() as folder:
        tree, changing = (_Tree(Path(folder, name), count) for name in ("same", "changing"))
        tree.cached()  # of a tree that was just written, no run keeps its report before the second
        costs = _costs({**tree.ways(), **changing.changes(), **rumdl_ways(tree.root, Path(folder))}, rounds)
    taken = {name: [one.seconds for one in each] for name, each in costs.items()}
    other = "rumdl" if "rumdl" in costs else "cold"
    return {
        "tree": tree.name,
        "pages": len(tree.pages),
        "bytes": tree.size,
        "rumdl": rumdl_version(),
        "cpu_seconds": {name: round(statistics.median(each), 2) for name, each in taken.items()},
        "peak_megabytes": {name: round(max(one.bytes for one in each) / 1e6, 1) for name, each in costs.items()},
        "peak_bytes_per_page_byte": round(max(one.bytes for one in costs["cold"]) / tree.size, 1),
        "ratios": {f"{name}/{other}": ratio(taken, name, other) for name in taken if name != other},
    }


def rumdl_ways(root: Path, folder: Path) -> dict[str, Way]:
    """Return how rumdl checks a tree, anew and with its cache; nothing where it is not installed."""
    program = shutil.which("rumdl")
    if program is None:
        return {}
    command = [program, "check", "--silent", "."]

    def run(*more: str) -> Cost:
        return cost([*command, *more], root, (0, 1))

    return {
        "rumdl": lambda _: run("--no-cache"),
        "rumdl, nothing changed": lambda _: run("--cache-dir", str(folder / "rumdl-cache")),
    }


def rumdl_version() -> str:
    """Return which rumdl is compared with, or an empty text."""
    program = shutil.which("rumdl")
    if program is None:
        return ""
    return subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]


def _costs(ways: Mapping[str, Way], rounds: int) -> dict[str, list[Cost]]:
    """Return what each way costs in each round; a first round fills the caches and is not counted."""
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            found = way(number)
            if number:
                costs[name].append(found)
    return costs


class _Tree:
    """A copy of a tree in a git repository: the largest of the real ones, else the corpora again and again."""

    def __init__(self, folder: Path, count: int) -> None:
        self.root, self._cache = folder / "tree", folder / "cache"
        real = SHARED / "trees" / "d365"
        if real.is_dir():
            self.name = real.name
            shutil.copytree(real, self.root, copy_function=shutil.copyfile)
            for one in (self.root, *self.root.rglob("*")):
                one.chmod(0o755 if one.is_dir() else 0o644)
        else:
            self.name = "corpora"
            many(self.root, count)
        self._repository = Repository(self.root)
        self._repository.commit()
        self.pages = sorted(self.root.rglob("*.md"))
        self.size = sum(page.stat().st_size for page in self.pages)

    def ways(self) -> dict[str, Way]:
        """Return the ways to check it as it is; each with a cache has one of its own."""
        return {
            "cold": lambda _: self._check("--no-cache"),
            "cold, with wording": lambda _: self._check("--no-cache", "--extend-select", "wording"),
            "nothing changed": lambda _: self.cached(),
            "another day": lambda number: self.cached("day", "--as-of", str(SEED_DAY + dt.timedelta(days=number))),
        }

    def changes(self) -> dict[str, Way]:
        """Return the ways to check it with a change that is taken back afterwards; the cache knows the tree before."""
        return {"one page changed": self._one_changed, "three pages staged": self._staged}

    def cached(self, cache: str = "same", *more: str) -> Cost:
        """Check it with a cache."""
        return self._check("--cache-dir", str(self._cache / cache), *more)

    def _check(self, *more: str) -> Cost:
        days = () if "--as-of" in more else ("--as-of", str(SEED_DAY))
        fixed = ("--root", str(self.root), "--jobs", "1", "--fail-on", "never", *days)
        return cost([sys.executable, "-m", "checker", "check", *fixed, *more], self.root)

    def _one_changed(self, number: int) -> Cost:
        self._change(number, 1)
        try:
            return self.cached("one")
        finally:
            self._repository.git("reset", "-q", "--hard")

    def _staged(self, number: int) -> Cost:
        self._change(number, CHANGED)
        self._repository.git("add", "-A")
        try:
            return self.cached("staged", "--staged")
        finally:
            self._repository.git("reset", "-q", "--hard")

    def _change(self, number: int, count: int) -> None:
        for page in self.pages[number * count : (number + 1) * count]:
            with page.open("a", encoding="utf-8") as file:
                file.write(f"\nOne line more: {number}.\n")
