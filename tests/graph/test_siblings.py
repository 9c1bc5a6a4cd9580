"""Which pages are variants of one another, and the docs tree of a day that the history is measured on."""

from __future__ import annotations

import json

import pytest

from checker.graph.siblings import split_language

from ..support import SHARED, TOP, needs_shared
from ..support.fixed_defects import InMemory
from ..support.known_pages import TREE, KnownPages, alone_page, page_of


@pytest.mark.parametrize(
    ("path", "shared", "language"),
    [
        ("docs/chat-go.md", "docs/chat*.md", "go"),
        ("docs/assistants-typescript.md", "docs/assistants*.md", "typescript"),
        ("docs/startPython.md", "docs/start*.md", "python"),
        ("docs/use_js_x.md", "docs/use*_x.md", "js"),
        ("docs/python.md", "docs/*", "python"),
        ("docs/python/start.md", "docs/*/start.md", "python"),
        ("docs/assistants.md", "", ""),
        ("docs/category.md", "", ""),
    ],
)
def test_a_language_is_a_word_of_its_own_in_a_name(path: str, shared: str, language: str) -> None:
    assert split_language(path) == (shared, language)


def record(name: str, **fields: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": name,
        "path": "a/one.md",
        "introduced": None,
        "fixed": None,
        "needs": [],
        "in_code": False,
    }
    return {**plain, "evidence": "tree", "before": "old", "after": "new", "line": "old", "span": "old", **fields}


def test_a_page_of_the_day_is_made_of_the_hunks_of_that_day() -> None:
    earlier = record("x", path="a/two.md", fixed="2025-02-01", before="two was", after="two is")
    later = record("y", path="a/two.md", fixed="2025-03-01", before="three was", after="three is")
    own = record("z", fixed="2025-02-20", needs=["a/two.md"])
    pages = KnownPages([earlier, later, own]).tree(own, "before")
    assert pages["a/two.md"] == "two is\n\nthree was"
    assert pages["a/one.md"] == "old"


def test_the_own_page_has_its_other_hunks_but_never_its_own_twice() -> None:
    own = record("x", fixed="2025-02-20", before="```python\nold", after="```python\nnew")
    again = record("y", fixed="2025-02-20", before="```python\nold", after="```python\nnew", line="other")
    other = record("z", fixed="2025-02-01", before="it was", after="it is", line="it was")
    known = KnownPages([own, again, other])
    assert known.tree(own, "after")["a/one.md"] == "```python\nnew\n```\n\nit is"
    assert known.missing(record("w", path="a/none.md", needs=["a/none.md"])) == ["a/none.md"]
    assert known.missing({**own, "needs": ["a/one.md"]}) == []


def test_a_tree_in_memory_answers_like_a_folder() -> None:
    source = InMemory(TOP, texts={"a/b/one.md": "one", "two.md": "two"})
    assert source.pages() == ["a/b/one.md", "two.md"]
    assert source.exists("a/b")
    assert source.is_folder("a")
    assert not source.is_folder("two.md")
    assert source.names("a") == {"b"}
    assert source.read("two.md") == b"two"


@needs_shared
def test_a_page_that_is_known_in_full_is_laid_out_in_full() -> None:
    lines = (SHARED / "fixes" / "defects.jsonl").read_text(encoding="utf-8").splitlines()
    every = [json.loads(line) for line in lines]
    own = next(one for one in every if one["fixed"] and one["after"].strip() and (TREE / one["path"]).is_file())
    text = KnownPages(every).tree(own, "before")[page_of(own)]
    assert own["line"] in text
    assert len(text) > len(alone_page(own, "before"))
