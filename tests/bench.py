"""Measures where the time of a check goes: `python -m tests.bench` writes reports/bench.json.

All parts are measured in one process, one after the other in every round, and the medians are compared: a busy machine
slows each part alike, so the ratios hold where the seconds do not. The baseline is a full parse of the same pages with
plain markdown-it-py.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from checker import extract
from checker.cache import Cache, open_cache
from checker.config import Config
from checker.facts import Facts
from checker.reading import Page, Progress, Reader, processors
from checker.run import check
from checker.sources import FolderSource

from .support import CORPORA, SEED_DAY, SHARED, TOP

ROUNDS = 7
MANY = 2000
NO_YAML = ("*.yml", "*.yaml")
"""The baseline parses Markdown pages, so nothing else is checked."""


@dataclass(frozen=True)
class Pages:
    """The Markdown pages of one root: (path, text)."""

    root: Path
    texts: list[tuple[str, str]]


def pages_of(root: Path) -> Pages:
    """Return the Markdown pages below a folder that can be read."""
    source = FolderSource(root, exclude=NO_YAML)
    texts = [(path, extract.decode(source.read(path))) for path in source.pages()]
    return Pages(root, texts)


def measured_roots() -> list[Path]:
    """Return the trees to measure on: the real pages where they are there, else the corpora."""
    if SHARED.is_dir():
        return [SHARED / "trees" / "azure-ai-docs-2025-03", SHARED / "seed" / "before", SHARED / "seed" / "after"]
    return [CORPORA / "trees" / "azure-openai", *sorted((CORPORA / "clean").iterdir())]


def parse_all(pages: list[Pages]) -> None:
    """Parse each page in full, as the baseline."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(front_matter_plugin)
    for group in pages:
        for _, text in group.texts:
            parser.parse(text)


def extract_all(pages: list[Pages]) -> list[dict[str, Facts]]:
    """Read the facts of each page, by its path."""
    return [{path: extract.extract(path, text) for path, text in group.texts} for group in pages]


def judge_all(pages: list[Pages], read: list[dict[str, Facts]]) -> None:
    """Check each root with the facts of its pages at hand: what is left is the graph, the rules and the report."""
    for group, facts in zip(pages, read, strict=True):
        check(FolderSource(group.root, exclude=NO_YAML), Config(partial=True), as_of=SEED_DAY, reader=_Known(facts))


class _Known(Reader):
    """Gives facts that are at hand."""

    def __init__(self, facts: dict[str, Facts]) -> None:
        super().__init__()
        self._facts = facts

    def read(self, pages: Sequence[Page], progress: Progress | None = None) -> list[Facts | str]:  # noqa: ARG002
        return [self._facts[path] for path, _ in pages]


def check_all(pages: list[Pages], reader: Reader | None = None) -> None:
    """Check each root, from its bytes to its report."""
    for group in pages:
        check(FolderSource(group.root, exclude=NO_YAML), Config(partial=True), as_of=SEED_DAY, reader=reader)


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes, in seconds of this process: other work on the machine is left out."""
    start = time.process_time()
    work()
    return time.process_time() - start


def wall_seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes by the clock, in seconds: work of other processes counts."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(
    parts: dict[str, Callable[[], object]], rounds: int, measured: Callable[[Callable[[], object]], float] = seconds
) -> dict[str, list[float]]:
    """Return the seconds of each part in each round; a first round warms up and is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in parts}
    for number in range(rounds + 1):
        for name, work in parts.items():
            spent = measured(work)
            if number:
                taken[name].append(spent)
    return taken


def parts_of(pages: list[Pages]) -> dict[str, Callable[[], object]]:
    """Return the parts of a check, ready to run."""
    read = extract_all(pages)
    return {
        "parse": lambda: parse_all(pages),
        "extraction": lambda: extract_all(pages),
        "graph_and_rules": lambda: judge_all(pages, read),
        "check": lambda: check_all(pages),
    }


def ways_of(pages: list[Pages], folder: Path) -> dict[str, Callable[[], object]]:
    """Return a check of all pages in one process, with workers, and with a cache that knows every page."""

    def kept() -> Cache | None:
        return open_cache(folder, folder)

    check_all(pages, Reader(open_cache=kept))
    return {
        "serial": lambda: check_all(pages),
        "workers": lambda: check_all(pages, Reader(processors())),
        "warm": lambda: check_all(pages, Reader(open_cache=kept)),
    }


def many(folder: Path) -> list[Pages]:
    """Return about 2,000 pages: the measured ones again and again, each with a line of its own."""
    groups = [pages_of(root) for root in measured_roots()]
    for number in range(-(-MANY // sum(len(group.texts) for group in groups))):
        for place, group in enumerate(groups):
            for path, text in group.texts:
                file = folder / f"{number}-{place}" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"{text}\nCopy {number}.\n", encoding="utf-8")
    return [pages_of(folder)]


def speed_up(rounds: int = 3) -> dict[str, Any]:
    """Return the median wall seconds of the ways to check many pages, and what workers and the cache save."""
    with tempfile.TemporaryDirectory() as pages_in, tempfile.TemporaryDirectory() as cache_in:
        pages = many(Path(pages_in))
        taken = interleaved(ways_of(pages, Path(cache_in)), rounds, wall_seconds)
    medians = {name: statistics.median(spent) for name, spent in taken.items()}
    return {
        "pages": sum(len(group.texts) for group in pages),
        "processors": processors(),
        "wall_seconds": {name: round(spent, 2) for name, spent in medians.items()},
        "ratios": {
            "workers/serial": round(medians["workers"] / medians["serial"], 2),
            "warm/serial": round(medians["warm"] / medians["serial"], 2),
        },
    }


def peak(work: Callable[[], object]) -> int:
    """Return the most bytes that Python held at once during some work."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def plugin_start(runs: int = 20) -> dict[str, float]:
    """Return the median wall time in milliseconds of plain pytest runs with the plugin and without, in turns.

    Other plugins are left out of both.
    """
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ways: dict[str, tuple[str, ...]] = {"with": ("-p", "checker.pytest_plugin"), "without": ()}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_own.py").write_text("def test_own(): pass\n", encoding="utf-8")
        for _ in range(runs):
            for name, arguments in ways.items():
                start = time.perf_counter()
                command = [sys.executable, "-m", "pytest", "-q", "test_own.py", *arguments]
                subprocess.run(command, cwd=folder, check=True, capture_output=True, env=alone)
                taken[name].append((time.perf_counter() - start) * 1000)
    medians = {name: round(statistics.median(spent), 1) for name, spent in taken.items()}
    return {**medians, "difference": round(medians["with"] - medians["without"], 1)}


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return sizes, median seconds, and the ratios that the project promises something for."""
    pages = [pages_of(root) for root in measured_roots()]
    size = sum(len(text.encode()) for group in pages for _, text in group.texts)
    parts = parts_of(pages)
    taken = {name: statistics.median(spent) for name, spent in interleaved(parts, rounds).items()}
    memory = {name: peak(parts[name]) for name in ("parse", "check")}
    return {
        "pages": sum(len(group.texts) for group in pages),
        "bytes": size,
        "rounds": rounds,
        "python": ".".join(map(str, sys.version_info[:3])),
        "seconds": {name: round(spent, 3) for name, spent in taken.items()},
        "ratios": {
            "check/parse": round(taken["check"] / taken["parse"], 2),
            "extraction/parse": round(taken["extraction"] / taken["parse"], 2),
            "graph_and_rules/extraction": round(taken["graph_and_rules"] / taken["extraction"], 2),
        },
        "peak_memory_bytes_per_page_byte": {name: round(held / size, 1) for name, held in memory.items()},
        "many_pages": speed_up(),
        "plain_pytest_milliseconds": plugin_start(),
    }


def main() -> None:
    """Write the report and print it."""
    text = json.dumps(measure(), indent=2) + "\n"
    file = TOP / "reports" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{text}{file}\n")


if __name__ == "__main__":
    main()
