"""Trees go in, the parts of a check of them come out, ready to run one after the other in this process.

The baseline is a full parse of the same pages with plain markdown-it-py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from checker.config import Config
from checker.page.facts import Facts
from checker.page.file_types import decode
from checker.reading import extraction
from checker.reading.cache import Cache, open_cache
from checker.reading.outcome import Page
from checker.reading.reader import Progress, Reader
from checker.reading.uncollected import uncollected
from checker.report import FORMATS, Look, render
from checker.run import check, load
from checker.tree.sources import FolderSource

from ..support import CORPORA, SEED_DAY, SHARED

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


@uncollected()
def parse_all(pages: list[Pages]) -> None:
    """Parse each page in full, as the baseline; the collector pauses as in a check, or it would count what is held."""
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


def many(folder: Path, count: int) -> Pages:
    """Return at least so many pages: the measured ones again and again, each with a line of its own."""
    groups = [pages_of(root) for root in measured_roots()]
    for number in range(-(-count // sum(len(group.texts) for group in groups))):
        for place, group in enumerate(groups):
            for path, text in group.texts:
                file = folder / f"{number}-{place}" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"{text}\nCopy {number}.\n", encoding="utf-8")
    return pages_of(folder)
