"""However much of a tree is held at once, remembered or shared, the facts of its pages are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import checker
from checker.page.file_types import decode
from checker.reading import extraction, reader, record
from checker.reading.cache import open_cache
from checker.reading.reader import Reader
from checker.tree.sources import FolderSource

from ..support import CORPORA

TREE = CORPORA / "trees" / "azure-openai"
SOURCE = FolderSource(TREE)
TEXTS = [(path, decode(SOURCE.read(path))) for path in SOURCE.pages()]
PAGES = [(path, text) for path, text in TEXTS if extraction.is_page(path, text)]
FACTS = [extraction.extract(path, text) for path, text in PAGES]


def extracted_again() -> int:
    """Read a tree twice, and return how many pages were extracted for the second time."""
    twice = Reader()
    assert twice.read(PAGES) == twice.read(PAGES) == FACTS
    return twice.extracted - len(PAGES)


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert extracted_again() == 0
    monkeypatch.setattr(reader, "_REMEMBERED", 30_000)
    assert 0 < extracted_again() < len(PAGES)


def test_of_a_tree_that_is_read_once_nothing_is_remembered() -> None:
    once, pages = Reader(), [*PAGES, (f"copy/{PAGES[0][0]}", PAGES[0][1])]
    once.reads_once = True
    facts = once.read(pages)
    assert facts == [*FACTS, FACTS[0]]
    assert facts[0] is not facts[-1]  # each page has facts of its own, though the two have the same text
    once.read(PAGES)
    assert once.extracted == 2 * len(PAGES)


@pytest.mark.parametrize("at_once", [1, 4, 1000])
def test_it_makes_no_difference_how_many_pages_are_cached_at_once(
    at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_AT_ONCE", at_once)
    for extracted in (len(PAGES), 0):
        one = Reader(open_cache=lambda: open_cache(tmp_path, tmp_path))
        assert one.read(PAGES) == FACTS
        assert one.extracted == extracted


def test_what_is_empty_on_all_pages_stays_empty() -> None:
    for root in (TREE, CORPORA / "sites"):
        checker.check(root)
    assert record._NO_FACTS == []
    assert record._NONE_FAILED == {}
