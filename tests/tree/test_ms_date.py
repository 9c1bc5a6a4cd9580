"""The date of a page against its git history: what counts as a change since, and what is left alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from checker.config import Config
from checker.page.ms_date import day, parts
from checker.rules import check_rules
from checker.run import load
from checker.tree import git
from checker.tree.sources import FolderSource

from ..support.repositories import Repository, found, repo, run

__all__ = ["repo"]
RULE = "outdated-ms-date"
SELECT = ("--no-cache", "--select", RULE)


def page(text: str, date: str = "01/21/2024", title: str = "Tides") -> str:
    return f"---\ntitle: {title}\nms.date: {date}\n---\n{text}\n"


def test_a_page_that_changed_since_is_found_on_its_date(repo: Repository) -> None:
    repo.commit(guide=page("The tide comes in."), other=page("The harbor."))
    repo.commit(guide=page("The tide goes out."))
    assert found(*SELECT) == [("guide.md", 3, RULE)]
    repo.commit(guide=page("The tide goes out.", "02/06/2024"))
    assert found(*SELECT) == []


def test_the_rule_is_told_what_git_knows(repo: Repository) -> None:
    repo.commit(guide=page("The tide comes in."))
    repo.commit(guide=page("The tide goes out."))
    graph = load(FolderSource(repo.root), Config(extend_select=[RULE])).graph
    rule = check_rules()[RULE]
    assert list(rule.function(graph, rule.options(), {})) == []
    changed = {"guide.md": dt.date(2024, 3, 1)}
    assert [one.message for one in rule.function(graph, rule.options(), changed)] == [
        "the page changed on 2024-03-01, but its `ms.date` is still 01/21/2024"
    ]


def test_white_space_and_front_matter_are_no_change(repo: Repository) -> None:
    repo.commit(guide=page("The tide comes in."))
    repo.commit(guide=page("The  tide\ncomes in."))
    repo.commit(guide=page("The tide comes in.", title="Ebb and flow"))
    assert found(*SELECT) == []


def test_a_date_after_the_change_is_fresh(repo: Repository) -> None:
    repo.commit(guide=page("The tide comes in.", "12/31/2099"))
    repo.commit(guide=page("The tide goes out.", "12/31/2099"))
    assert found(*SELECT) == []


def test_the_date_that_a_commit_sets_covers_what_it_changes(repo: Repository) -> None:
    repo.commit(guide=page("The tide comes in."))
    repo.commit(guide=page("The tide goes out.", "03/01/2024"))
    assert found(*SELECT) == []


def test_pages_below_a_folder_are_known_by_their_path_below_it(repo: Repository) -> None:
    repo.commit(docs__guide=page("The tide comes in."), guide=page("The tide comes in."))
    repo.commit(docs__guide=page("The tide goes out."), guide=page("The tide goes out."))
    assert found("--root", "docs", *SELECT) == [("guide.md", 3, RULE)]


def test_without_a_history_or_with_its_end_alone_nothing_is_said(repo: Repository, tmp_path: Path) -> None:
    assert not git.repository(repo.root).is_shallow()
    repo.write(guide=page("The tide comes in."))
    assert found(*SELECT) == []
    repo.commit(guide=page("The tide comes in."))
    repo.commit(guide=page("The tide goes out."))
    Repository(tmp_path / "made").git("clone", "-q", "--depth", "1", repo.root.as_uri(), str(tmp_path / "shallow"))
    assert found("--root", tmp_path / "shallow", *SELECT) == []
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "guide.md").write_text(page("The tide."), encoding="utf-8")
    assert found("--root", tmp_path / "plain", *SELECT) == []


def test_git_is_asked_as_often_for_many_pages_as_for_one(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = git.Repository.run

    def counted(repository: git.Repository, *given: str, **more: Any) -> bytes:
        asked.append(given[0])
        return run(repository, *given, **more)

    monkeypatch.setattr(git.Repository, "run", counted)

    def times() -> int:
        asked.clear()
        found(*SELECT)
        return len(asked)

    repo.commit(a=page("One."))
    repo.commit(a=page("Two."))
    few = times()
    for number in range(5):
        repo.commit(**{f"b{n}": page(f"{number} and {n}.") for n in range(8)})
    assert len(found(*SELECT)) == 9
    assert times() == few


@pytest.mark.parametrize(
    ("written", "expected"),
    [("01/21/2025", "2025-01-21"), ("2025-01-21", "2025-01-21"), ("21 January", "None"), ("13/13/2025", "None")],
)
def test_a_date_is_read_as_learn_writes_it(written: str, expected: str) -> None:
    assert str(day(written)) == expected
    assert parts(page("Text.", written))[0] == written


def test_a_history_that_cannot_be_read_is_said(repo: Repository) -> None:
    repo.commit(guide=page("The tide comes in."))
    blob = repo.git("rev-parse", "HEAD:guide.md")
    repo.commit(guide=page("The tide goes out."))
    (repo.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    result = run("check", *SELECT)
    assert result.exit_code == 2
    assert f"rule {RULE}: git cannot read the history" in result.stdout
