"""The tree before a change is looked at once: the next check knows what was found in it, and finds the same."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import run
from checker.config import Config
from checker.reading.cache import Cache
from checker.reading.kept_findings import KeptFindings
from checker.tree.git_sources import IndexSource, RevisionSource
from checker.tree.sources import FolderSource

from ..support import SEED_DAY
from ..support.repositories import Repository
from .test_run_snapshot import outcome


class Staged:
    """Checks what is staged with a cache, and counts the trees that are read."""

    def __init__(self, repo: Repository, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.repo, self.folder, self.loads = repo, folder, 0
        load = run.load

        def counted(*given: object, **named: object) -> object:
            self.loads += 1
            return load(*given, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(run, "load", counted)

    def trees(self, *more: str) -> int:
        """Check with the cache and without; the outcome is the same. Return how many trees the former has read."""
        before = self.loads
        found = outcome(self.repo.root, "--cache-dir", self.folder, *more)
        read = self.loads - before
        assert found == outcome(self.repo.root, "--no-cache", *more)
        return read


@pytest.fixture
def staged(repo: Repository, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Staged:
    repo.commit(a="# A\n\nSee [b](b.md#set-up).\n", b="# B\n\n## Set up\n\nA word stands stands twice.\n")
    repo.write(b="# B\n\nA word stands stands twice, and and so on.\n")
    repo.git("add", "-A")
    return Staged(repo, str(tmp_path_factory.mktemp("cache")), monkeypatch)


def test_the_tree_before_is_read_once(staged: Staged) -> None:
    assert staged.trees("--staged") == 2
    assert staged.trees("--staged") == 1
    assert staged.trees("--staged", "--ignore", "doubled-word") == 2
    assert staged.trees("--staged", "--as-of", "2024-01-01") == 2


def test_what_was_staged_is_known_once_it_is_committed(staged: Staged) -> None:
    staged.trees("--staged")
    staged.repo.git("commit", "-qm", "a change")
    staged.repo.write(c="# C\n\nSee [b](b.md#set-up), which which is gone.\n")
    staged.repo.git("add", "-A")
    assert staged.trees("--staged") == 1


def test_the_base_of_a_branch_is_read_once(staged: Staged) -> None:
    assert staged.trees("--since", "HEAD") == 2
    staged.repo.write(a="# A\n\nNo link, no no.\n")
    assert staged.trees("--since", "HEAD") == 1


def test_a_rule_that_asks_for_the_history_reads_both(staged: Staged) -> None:
    asking = ("--staged", "--extend-select", "outdated-ms-date")
    assert staged.trees(*asking) == 2
    assert staged.trees(*asking) == 2


def test_what_could_not_be_read_is_not_kept(staged: Staged) -> None:
    (staged.repo.root / "bad.md").write_bytes(b"\xff\n")
    staged.repo.git("add", "-A")
    staged.repo.git("commit", "-qm", "a change")
    staged.repo.write(a="# A\n\nOther.\n")
    staged.repo.git("add", "-A")
    assert staged.trees("--staged") == 2
    assert staged.trees("--staged") == 2


def test_a_revision_and_the_index_that_hold_the_same_have_one_state(staged: Staged) -> None:
    root = staged.repo.root
    index, head = IndexSource(root), RevisionSource(root)
    assert index.state() != head.state()
    staged.repo.git("commit", "-qm", "a change")
    assert index.state() == RevisionSource(root).state() != head.state()


@pytest.mark.usefixtures("staged")
def test_findings_come_back_as_they_were(repo: Repository) -> None:
    cache = Cache(repo.root.parent / "facts.sqlite3", b"", bytes(32))
    kept, source = KeptFindings(cache, Config(), SEED_DAY), RevisionSource(repo.root)
    found = run.check(source, Config(), as_of=SEED_DAY).findings
    assert found
    assert kept.load(source) is None
    kept.save(source, found)
    assert kept.load(source) == found
    assert KeptFindings(cache, Config(partial=True), SEED_DAY).load(source) is None
    assert kept.load(FolderSource(repo.root)) is None
    [key] = [key for key in [kept._key(source)] if key]
    cache.save({key: msgspec.msgpack.encode("other")})
    assert kept.load(source) is None


PAGES = st.sampled_from(["a", "b", "sub__c"])
TEXTS = st.sampled_from(
    ["# A\n\nSee [b](b.md#set-up).\n", "# B\n\n## Set up\n\nIt it is.\n", "See [c](sub/c.md) and and [a](a.md).\n"]
)


@settings(
    deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(PAGES, TEXTS, st.booleans()), min_size=1, max_size=4))
def test_whatever_is_staged_the_outcome_is_that_of_a_cold_check(
    staged: Staged, steps: list[tuple[str, str, bool]]
) -> None:
    for page, text, commits in steps:
        staged.repo.write(**{page: text})
        staged.repo.git("add", "-A")
        assert staged.trees("--staged") <= 2
        if commits:
            staged.repo.git("commit", "--allow-empty", "-qm", "a change")
