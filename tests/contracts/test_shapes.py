"""Quick ways skip searching and decide nothing: with all of them turned off, every page is read the same."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import checker
from checker.code import literals, prefilter, requests, scripts
from checker.code.answers import is_output
from checker.page import front_matter, names, samples, urls
from checker.page.running import Running
from checker.patterns import AnyOf, AnyWord, Shape, models
from checker.reading.extraction import NotAPage, extract
from checker.rules.page import doubled_word, mangled_edit, unbalanced_bold

from ..support import CORPORA, SHARED, needs_shared
from ..support.markdown_pages import CODE_LINES, PAGES

SUFFIXES = (".md", ".mdx")
EVERY = 60
"""Of the shared pages every so many is read both ways."""
QUICK = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    report_multiple_bugs=False,
)


def pages_below(folder: Path, every: int = 1) -> list[Path]:
    """Return every so many of the pages below a folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in SUFFIXES)[::every]


CORPUS_PAGES = pages_below(CORPORA)


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


class Anywhere(prefilter.Telling):
    """Reads a sample in full."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.in_url = True

    def is_in(self, node: object) -> bool:  # noqa: ARG002
        """Return that any part of a sample may name something."""
        return True


def caches() -> Iterator[Callable[[], None]]:
    """Yield what clears each cache of what was read from a text."""
    for module in pkgutil.walk_packages(checker.__path__, "checker."):
        if module.name.startswith(("checker.code.", "checker.page.")):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, functools._lru_cache_wrapper) and getattr(value, "__module__", "") == module.name:
                    yield value.cache_clear


CLEAR = tuple(caches())


def every_start(known: Mapping[bytes, Sequence[str]] | None = None) -> list[str]:
    """Return the ways in which names of models, and misspelled ones, may start; else all that are known."""
    return models.starts() if known is None else [start for starts in known.values() for start in starts]


def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn every quick way off: all shapes are searched, in all blocks and samples."""
    monkeypatch.setattr(AnyOf, "is_in", lambda *_: True)
    monkeypatch.setattr(AnyWord, "is_among", lambda *_: True)
    monkeypatch.setattr(Shape, "may_be_in", lambda *_: True)
    monkeypatch.setattr(Running, "holding", lambda running, _: range(len(running._texts)))
    monkeypatch.setattr(Running, "repeating", lambda running: range(len(running._texts)))
    monkeypatch.setattr(doubled_word, "may_repeat", lambda _: True)
    monkeypatch.setattr(unbalanced_bold, "_all_paired", lambda _: False)
    monkeypatch.setattr(front_matter, "_plain_values", lambda _: None)
    monkeypatch.setattr(models, "may_be_whole", lambda _: True)
    monkeypatch.setattr(names._Starts, "are_in", lambda *_: True)
    for module in (models, literals):
        monkeypatch.setattr(module, "starts_in", lambda *given: every_start(*given[2:]))
    monkeypatch.setattr(scripts, "start_places", lambda text, _: range(len(text)))
    monkeypatch.setattr(urls, "_written", urls._URL.compiled.finditer)
    monkeypatch.setattr(samples, "_may_name", lambda _: True)
    monkeypatch.setattr(requests, "Telling", Anywhere)
    monkeypatch.setattr(mangled_edit, "_may_be_joined", lambda _: True)


def facts(path: str, text: str) -> dict[str, object]:
    """Return what is read from a page, field by field, those of each reader among them; nothing for other YAML."""
    for clear in CLEAR:
        clear()
    try:
        read = extract(path, text)
    except NotAPage:
        return {}
    own = {name: msgspec.msgpack.decode(data) for name, data in read.own.items()}
    return {**{name: getattr(read, name) for name in read.__struct_fields__ if name != "own"}, **own}


def differing(path: str, text: str) -> list[str]:
    """Return the fields that are read otherwise when every quick way is off."""
    quick = facts(path, text)
    with pytest.MonkeyPatch.context() as patch:
        slowly(patch)
        slow = facts(path, text)
    return sorted(name for name in {*quick, *slow} if quick.get(name) != slow.get(name))


def test_a_quick_way_that_decides_something_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "```output\nMicrosoft.Search/searchServices@2023-11-01\n```\n"
    assert differing("a.md", text) == []
    monkeypatch.setattr(samples, "is_output", lambda code, name: samples._may_name(code) and is_output(code, name))
    assert differing("a.md", text) == ["samples"]


@pytest.mark.parametrize("tree", sorted({path.relative_to(CORPORA).parts[:2] for path in CORPUS_PAGES}), ids="/".join)
def test_a_corpus_is_read_the_same_quickly_and_slowly(tree: tuple[str, str]) -> None:
    pages = [path for path in CORPUS_PAGES if path.relative_to(CORPORA).parts[:2] == tree]
    assert {path: found for path in pages if (found := differing(path.name, text_of(path)))} == {}


@needs_shared
def test_real_pages_are_read_the_same_quickly_and_slowly() -> None:
    pages = pages_below(SHARED / "trees", EVERY)
    assert len(pages) > 20
    assert {path: found for path in pages if (found := differing(path.name, text_of(path)))} == {}


@QUICK
@given(PAGES)
def test_a_generated_page_is_read_the_same_quickly_and_slowly(page: str) -> None:
    assert differing("a.md", page) == []


@QUICK
@given(st.sampled_from(["python", "bash", "json", "http", "output", ""]), st.lists(CODE_LINES, max_size=8))
def test_a_generated_sample_is_read_the_same_quickly_and_slowly(language: str, lines: list[str]) -> None:
    assert differing("a.md", "\n".join([f"```{language}", *lines, "```", ""])) == []
