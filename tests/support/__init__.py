"""What several tests need: where things are, and a check of a folder in one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
import pytest

from checker.config import Config, find, load
from checker.findings import Report
from checker.page.facts import Facts, Span
from checker.page.readers import F
from checker.reading.extraction import extract
from checker.reading.outcome import Page, reason
from checker.reading.reader import Progress, Reader
from checker.rules import OPT_IN, readers
from checker.run import check
from checker.tree.sources import FolderSource

TOP = Path(__file__).resolve().parents[2]
CORPORA = TOP / "corpora"
SHARED = TOP.parent / "shared"
SEED_DAY = dt.date(2025, 2, 6)
CORPUS_DAY = dt.date(2025, 6, 1)

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared real pages are not beside this checkout")


class Remembering(Reader):
    """Extracts each page once, for whoever checks many trees that share most of their pages."""

    def read(
        self,
        pages: Sequence[Page],
        progress: Progress | None = None,  # noqa: ARG002
        wanted: Sequence[str] | None = None,  # noqa: ARG002
    ) -> list[Facts | str]:
        """Return the facts of each page."""
        return [_facts(path, text) for path, text in pages]


@cache
def _facts(path: str, text: str) -> Facts | str:
    try:
        return extract(path, text)
    except Exception as error:
        return reason(error)


def run(
    root: Path,
    as_of: dt.date = CORPUS_DAY,
    *,
    select: tuple[str, ...] = (),
    partial: bool = False,
    wording: bool = True,
    reader: Reader | None = None,
) -> Report:
    """Check a folder with its own configuration, if it has one; without a selection and with `wording`, that too."""
    file = find(root)
    config = load(file) if file is not None and file.is_relative_to(root) else Config()
    config.select = list(select) or config.select
    if wording and not config.select:
        config.extend_select = [*config.extend_select, *OPT_IN]
    config.partial = partial or config.partial
    return check(FolderSource(root, config.paths or ("",), config.exclude), config, as_of=as_of, reader=reader)


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write files, by their paths below a folder."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def own_facts(text: str, fact: type[F]) -> list[F]:
    """Return what the reader of a type of fact finds on a page."""
    return extract("guide.md", text, [fact.__name__]).of(fact)


def spans(value: object) -> Iterator[Span]:
    """Yield every span in some facts, those that readers of single rules have found among them."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, Facts):
        for name in (one for one in value.__struct_fields__ if one not in ("own", "failed")):
            yield from spans(getattr(value, name))
        for reader in readers().values():
            yield from spans(value.of(reader.fact))
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from spans(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from spans(item)


def found(report: Report) -> set[tuple[str, int, str]]:
    """Return a report as (path, line, rule)."""
    return {(one.place.path, one.place.line, one.rule) for one in report.findings}
