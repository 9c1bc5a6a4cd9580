"""Measures where the time of a check goes: `python -m tests.bench` writes reports/bench.json.

All parts are measured in one process, one after the other in every round, and compared within the round: a busy machine
slows each part alike, so the ratios hold where the seconds do not. The baseline is a full parse of the same pages with
plain markdown-it-py. The first check of unseen pages and the start of pytest are measured in processes of their own.
What has become worse than the committed report says is measured again, and then told. `growth` tells of generated trees
how a check grows with them: 2 is in proportion, 4 is a square.
"""

from __future__ import annotations

import copy
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from checker.config import Config
from checker.page.facts import Facts
from checker.page.file_types import decode
from checker.reading import extraction
from checker.reading.cache import Cache, open_cache
from checker.reading.outcome import Page
from checker.reading.reader import Progress, Reader, processors
from checker.report import FORMATS, Look, render
from checker.run import check, load
from checker.tree.sources import FolderSource

from .support import CORPORA, SEED_DAY, SHARED, TOP
from .support.growth import SHAPES, measurable, ratios

ROUNDS = 5
MANY = 250
GROWING = 0.1
"""CPU seconds of the smallest check whose growth is measured."""
COMPARED = (
    ("check", "parse"),
    ("extraction", "parse"),
    ("graph_and_rules", "extraction"),
    ("cached_check", "parse"),
)
NOISE = {
    "ratios": 1.15,
    "formats/parse": 1.3,
    "peak_memory_bytes_per_page_byte": 1.1,
    "first_check": 1.15,
    "jobs": 1.4,
    "plain_pytest": 1.1,
}
"""How many times as much is noise: CPU seconds of long parts differ little, those of short ones and the clock more."""
FLOOR = 0.01
"""What is added to that, as nobody feels a hundredth of a parse."""
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
    texts = [(path, decode(source.read(path))) for path in source.pages()]
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
    return [{path: extraction.extract(path, text) for path, text in group.texts} for group in pages]


def judge_all(pages: list[Pages], read: list[dict[str, Facts]]) -> None:
    """Check each root with the facts of its pages at hand: what is left is the graph, the rules and the report."""
    for group, facts in zip(pages, read, strict=True):
        check(FolderSource(group.root, exclude=NO_YAML), Config(partial=True), as_of=SEED_DAY, reader=_Known(facts))


class _Known(Reader):
    """Gives facts that are at hand."""

    def __init__(self, facts: dict[str, Facts]) -> None:
        super().__init__()
        self._facts = facts

    def read(
        self,
        pages: Sequence[Page],
        progress: Progress | None = None,  # noqa: ARG002
        wanted: Sequence[str] | None = None,  # noqa: ARG002
    ) -> list[Facts | str]:
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


def child_seconds(work: Callable[[], object]) -> float:
    """Return the seconds of the processes that some work starts and waits for: other processes are left out."""
    start = os.times()
    work()
    end = os.times()
    return end.children_user + end.children_system - start.children_user - start.children_system


def interleaved(
    parts: Mapping[str, Callable[[], object]], rounds: int, measured: Callable[[Callable[[], object]], float] = seconds
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


def cached(pages: list[Pages], folder: Path) -> Callable[[], object]:
    """Return a check with a cache in a folder, which knows every page already."""

    def kept() -> Cache | None:
        return open_cache(folder, folder)

    check_all(pages, Reader(open_cache=kept))
    return lambda: check_all(pages, Reader(open_cache=kept))


def formats_of(pages: list[Pages]) -> dict[str, Callable[[], object]]:
    """Return the formats, ready to show what was found on the pages."""
    source = [FolderSource(group.root, exclude=NO_YAML) for group in pages]
    config = Config(partial=True)
    loaded = [load(one, config) for one in source]
    shown = [
        (check(one, config, as_of=SEED_DAY, loaded=tree), Look(graph=tree.graph))
        for one, tree in zip(source, loaded, strict=True)
    ]

    def all_in(name: str) -> None:
        for report, look in shown:
            render(report, name, look)

    return {name: partial(all_in, name) for name in FORMATS}


def many(folder: Path) -> list[Pages]:
    """Return some hundred pages: the measured ones again and again, each with a line of its own."""
    groups = [pages_of(root) for root in measured_roots()]
    for number in range(-(-MANY // sum(len(group.texts) for group in groups))):
        for place, group in enumerate(groups):
            for path, text in group.texts:
                file = folder / f"{number}-{place}" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"{text}\nCopy {number}.\n", encoding="utf-8")
    return [pages_of(folder)]


def jobs(rounds: int) -> dict[str, Any]:
    """Return how long many pages take by the clock in one process and in as many as `--jobs` would take."""
    with tempfile.TemporaryDirectory() as folder:
        pages = many(Path(folder))
        ways = {"one": lambda: check_all(pages), "all": lambda: check_all(pages, Reader(processors()))}
        taken = interleaved(ways, rounds, wall_seconds)
    return {
        "pages": sum(len(group.texts) for group in pages),
        "processors": processors(),
        "wall_seconds": {name: round(min(spent), 2) for name, spent in taken.items()},
        "ratios": {"all/one": ratio(taken, "all", "one")},
    }


def ratio(taken: dict[str, list[float]], one: str, other: str) -> float:
    """Return by how much one part takes longer than another: the median of the rounds.

    Both parts of a round were run within seconds, so what slows the machine for a while slows both.
    """
    ratios = [mine / theirs for mine, theirs in zip(taken[one], taken[other], strict=True)]
    return round(statistics.median(ratios), 3)


def peak(work: Callable[[], object]) -> int:
    """Return the most bytes that Python held at once during some work."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def plugin_start(runs: int) -> dict[str, Any]:
    """Return the least time in milliseconds of plain pytest runs with the plugin and without, in turns.

    Other plugins are left out of both.
    """
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_own.py").write_text("def test_own(): pass\n", encoding="utf-8")

        def started(*arguments: str) -> None:
            command = [sys.executable, "-m", "pytest", "-q", "test_own.py", *arguments]
            subprocess.run(command, cwd=folder, check=True, capture_output=True, env=alone)

        ways = {"with": lambda: started("-p", "checker.pytest.plugin"), "without": started}
        taken = interleaved(ways, runs, child_seconds)
    least = {name: round(min(spent) * 1000, 1) for name, spent in taken.items()}
    difference = round(least["with"] - least["without"], 1)
    return {"milliseconds": {**least, "difference": difference}, "ratios": {"with/without": ratio(taken, *ways)}}


def first_check(runs: int) -> dict[str, Any]:
    """Return by how much the check of pages that a process has never seen takes longer than their parse: the median.

    The process has seen the corpora, so that it has its modules, patterns and grammars at hand, as the parser has.
    """
    command = [sys.executable, "-m", "tests.bench", *map(str, measured_roots())]
    shown = [subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True).stdout for _ in range(runs)]
    return {"ratios": {"check/parse": round(statistics.median(map(float, shown)), 3)}}


def print_first_check(roots: Sequence[str]) -> None:
    """Print by how much the first check of some trees takes longer than their parse."""
    parts = (parse_all, check_all)
    for part in parts:
        part([pages_of(root) for root in (CORPORA / "trees" / "azure-openai", *sorted((CORPORA / "clean").iterdir()))])
    pages = [pages_of(Path(root)) for root in roots]
    parse, checked = (seconds(partial(part, pages)) for part in parts)
    sys.stdout.write(f"{checked / parse}\n")


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return sizes, seconds, and the ratios that the project promises something for."""
    pages = [pages_of(root) for root in measured_roots()]
    size = sum(len(text.encode()) for group in pages for _, text in group.texts)
    formats, parts = formats_of(pages), parts_of(pages)
    with tempfile.TemporaryDirectory() as folder:
        parts["cached_check"] = cached(pages, Path(folder))
        taken = interleaved({**parts, **formats}, rounds)
    return {
        "pages": sum(len(group.texts) for group in pages),
        "bytes": size,
        "rounds": rounds,
        "python": ".".join(map(str, sys.version_info[:3])),
        "seconds": {name: round(min(taken[name]), 3) for name in parts},
        "ratios": {f"{one}/{other}": ratio(taken, one, other) for one, other in COMPARED},
        "formats/parse": {name: ratio(taken, name, "parse") for name in formats},
        "peak_memory_bytes_per_page_byte": {name: round(peak(parts[name]) / size, 1) for name in ("parse", "check")},
        "first_check": first_check(rounds),
        "jobs": jobs(max(1, rounds // 2)),
        "plain_pytest": plugin_start(2 * rounds),
        "growth": growth(rounds),
    }


def growth(rounds: int) -> dict[str, list[float]]:
    """Return for each shape of a tree by how much twice and four times as much of it takes longer, a doubling each."""
    found = {}
    for name, shape in SHAPES.items():
        count = measurable(shape.make, shape.least, ["ALL"], GROWING)
        found[name] = [round(one, 2) for one in ratios(shape.make, (count, 2 * count, 4 * count), ["ALL"], rounds)]
    return found


def figures(result: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return what is compared with an earlier result, by group; less is better for all of it."""
    plain = ("ratios", "formats/parse", "peak_memory_bytes_per_page_byte")
    inner = {name: result.get(name, {}).get("ratios", {}) for name in ("first_check", "jobs", "plain_pytest")}
    return {**{name: result.get(name, {}) for name in plain}, **inner}


def drops(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return what has become worse by more than noise explains, in words; of other pages or another Python, nothing."""
    if any(old.get(key) != new[key] for key in ("pages", "bytes", "python")):
        return []
    was = figures(old)
    return [
        f"{group}, {name}: {was[group][name]} -> {value}"
        for group, values in figures(new).items()
        for name, value in values.items()
        if name in was[group] and value > was[group][name] * NOISE[group] + FLOOR
    ]


def best(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return the first of two results, with the lesser of each of their compared figures: noise only ever adds."""
    kept = copy.deepcopy(one)
    for group, values in figures(kept).items():
        values.update({name: min(value, figures(other)[group][name]) for name, value in values.items()})
    return kept


def main() -> int:
    """Write the report, print it and what has become worse, twice measured; exit with 1 when something has."""
    file = TOP / "reports" / "bench.json"
    old = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    result = measure()
    if drops(old, result):
        result = best(result, measure())
    worse = drops(old, result)
    text = json.dumps(result, indent=2) + "\n"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{text}wrote {file}\n" + "".join(f"worse: {line}\n" for line in worse))
    return bool(worse)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print_first_check(sys.argv[1:])
    else:
        sys.exit(main())
