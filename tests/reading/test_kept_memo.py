"""What functions made of pages is kept from run to run, and made again of those pages only that it may differ on."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.graph.memo import Made

from ..support import CORPORA
from ..support.repositories import Repository
from ..workflows.test_live_tree import edited
from .test_run_snapshot import outcome

PAGES = {
    "a.md": "# A\n\nSee [b](b.md#set-up) and [above](../x.md).\n\nA word stands **twice* here.\n",
    "b.md": "# B\n\n## Set up\n\nSee [c](sub/c.md).\n",
    "sub/c.md": "# C [!INCLUDE [name](../includes/name.md)]\n\nSee [d](#c-the-name).\n",
    "includes/name.md": "The name\n",
    "media/one.png": "1",
}
ALONE, LINKED = "mangled-edit", "broken-link"


class Kept:
    """Checks a tree with a cache, and tells which pages were looked at."""

    def __init__(self, root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.folder = root, folder
        self.made: dict[str, set[str]] = defaultdict(set)
        keep = Made.keep

        def noted(made: Made, path: str, value: list[object]) -> list[object]:
            self.made[ALONE if ALONE in made.name else LINKED if "broken_link." in made.name else ""].add(path)
            return keep(made, path, value)

        monkeypatch.setattr(Made, "keep", noted)

    def looked_at(self, *more: str) -> tuple[set[str], set[str]]:
        """Check with the cache and without; the outcome is the same. Return which pages the former has looked at:
        alone, and with their links.
        """
        cold = outcome(self.root, "--no-cache", *more)
        self.made.clear()
        assert outcome(self.root, "--cache-dir", str(self.folder), *more) == cold
        return self.made[ALONE], self.made[LINKED]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    root = tmp_path / "docs"
    for name, text in PAGES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return Kept(root, tmp_path / "cache", monkeypatch)


EVERY = {name for name in PAGES if name.endswith(".md")}


def append(name: str, text: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_text((root / name).read_text("utf-8") + text, encoding="utf-8")


def moved(root: Path) -> None:
    (root / "b.md").rename(root / "bb.md")


CHANGES: dict[str, tuple[Callable[[Path], object], set[str], set[str]]] = {
    "words": (append("a.md", "\nMore words.\n"), {"a.md"}, {"a.md"}),
    "a heading": (append("b.md", "\n## More\n"), {"b.md"}, EVERY),
    "a link": (append("b.md", "\n[x](a.md)\n"), {"b.md"}, EVERY),
    "a page that a heading shows": (append("includes/name.md", "and more\n"), {"includes/name.md"}, EVERY),
    "an image": (append("media/one.png", "1"), set(), EVERY),
    "an image that goes": (lambda root: (root / "media/one.png").unlink(), set(), EVERY),
    "a new page": (lambda root: (root / "d.md").write_text("# D\n"), {"d.md"}, {*EVERY, "d.md"}),
    "a page that goes": (lambda root: (root / "b.md").unlink(), set(), EVERY - {"b.md"}),
    "a page that moves": (moved, {"bb.md"}, EVERY - {"b.md"} | {"bb.md"}),
    "what is left out": (lambda root: (root / ".gitignore").write_text("b.md\n"), set(), EVERY - {"b.md"}),
    "a setting": (lambda root: (root / "checker.toml").write_text("partial = true\n"), EVERY, EVERY),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_has_nothing_to_do_with_is_not_looked_at(kept: Kept, change: str) -> None:
    assert kept.looked_at() == (EVERY, EVERY)
    make, alone, linked = CHANGES[change]
    make(kept.root)
    assert kept.looked_at() == (alone, linked)


def test_another_day_or_rule_is_no_reason_to_look_at_links_again(kept: Kept) -> None:
    kept.looked_at("--as-of", "2026-01-01")
    assert kept.looked_at("--as-of", "2026-01-02") == (EVERY, set())  # a rule may look at the day
    assert kept.looked_at("--as-of", "2026-01-02", "--ignore", "doubled-word") == (EVERY, EVERY)


def test_what_was_staged_is_known_to_the_next_commit(repo: Repository, tmp_path: Path) -> None:
    repo.commit(**{name.removesuffix(".md").replace("/", "__"): PAGES[name] for name in EVERY})
    with pytest.MonkeyPatch.context() as monkeypatch:
        kept = Kept(repo.root, tmp_path / "cache", monkeypatch)
        for number, looked_at in enumerate((EVERY, {"a.md"})):
            append("a.md", f"\nMore **words* {number}.\n")(repo.root)
            repo.git("add", "-A")
            assert kept.looked_at("--staged") == (looked_at, looked_at)


def test_damage_and_another_seal_make_a_miss(kept: Kept) -> None:
    kept.looked_at()
    for file in kept.folder.rglob("seal*"):
        file.write_bytes(bytes(32))
    append("a.md", "\nMore.\n")(kept.root)
    kept.looked_at()


STEPS = st.sampled_from(["edit", "edit", "edit", "rename", "delete", "write", "image", "setting", "day"])


@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["trees/azure-openai", "clean/mkdocs", "clean/docusaurus", "rules/broken-anchor"]),
    st.integers(0, 1_000_000),
    st.lists(STEPS, min_size=2, max_size=6),
)
def test_whatever_happens_the_outcome_is_that_of_a_cold_run(tree: str, seed: int, steps: list[str]) -> None:
    chance, options = random.Random(seed), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder, "tree"), Path(folder, "cache")
        shutil.copytree(CORPORA / tree, root)
        for step in steps:
            page = chance.choice(sorted(root.rglob("*.md*")))
            if step == "edit":
                page.write_text(edited(page.read_text("utf-8"), chance), encoding="utf-8")
            elif step == "rename":
                page.rename(page.with_name(chance.choice(["new.md", "index.md", page.name.upper()])))
            elif step == "delete":
                page.unlink()
            elif step == "write":
                (root / "new.md").write_text("# New\n\nSee [x](#new).\n", encoding="utf-8")
            elif step == "image":
                (page.parent / "one.png").write_text(str(chance.random()), encoding="utf-8")
            elif step == "setting":
                (root / "checker.toml").write_text('extend-select = ["wording"]\n', encoding="utf-8")
            else:
                options = ["--as-of", f"2026-01-0{chance.randint(1, 9)}"]
            cold = outcome(root, "--no-cache", *options)
            assert outcome(root, "--cache-dir", str(cache), *options) == cold, (step, page)
