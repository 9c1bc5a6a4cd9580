"""A history tells when each contradiction came and went: in repositories whose commits bring and mend them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.config import Config
from checker.findings import Severity
from checker.page.page_text import PageText
from checker.reading import extraction
from checker.reading.reader import Reader
from checker.report.history import FORMATS, by_rule, render
from checker.tree import git
from checker.tree.sources import FolderSource, SourceError
from checker.workflows.history import History, Life, follow, span

from ..support import SHARED, needs_shared
from ..support.repositories import DOUBLED, Repository

START = date(2025, 1, 10)
CLEAN = "A word stands once.\n"


def on(repo: Repository, day: int, subject: str = "a change", **pages: str) -> str:
    """Commit pages so many days after the start; an empty page is removed."""
    for name in [name for name, text in pages.items() if not text]:
        (repo.root / (name.replace("__", "/") + ".md")).unlink()
    repo.write(**{name: text for name, text in pages.items() if text})
    when = f"{START + timedelta(days=day)}T12:00:00Z"
    repo.git("add", "-A")
    identity = {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_COMMITTER_DATE": when}
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "--allow-empty", "-m", subject],
        cwd=repo.root,
        check=True,
        env={**os.environ, **identity},
    )
    return repo.git("rev-parse", "HEAD")


def followed(repo: Repository, written: str = "HEAD", every: str = "commit", **more: Any) -> History:
    return follow(FolderSource(repo.root), Config(**more), span(FolderSource(repo.root), written, every))


def told(lives: list[Life]) -> list[tuple[str, str, int, str | None]]:
    """Return lives as (rule, path, day of coming, commit of going)."""
    return [
        (
            one.finding.rule,
            one.finding.place.path,
            (one.introduced.day - START).days,
            one.resolved.id if one.resolved else None,
        )
        for one in lives
    ]


def test_what_came_and_what_went(repo: Repository) -> None:
    on(repo, 0, a=CLEAN, b=CLEAN)
    on(repo, 3, a=DOUBLED)
    on(repo, 5, b=DOUBLED)
    mended = on(repo, 9, a=CLEAN)
    on(repo, 20, c=CLEAN)
    found = followed(repo)
    assert told(found.open) == [("doubled-word", "b.md", 5, None)]
    assert told(found.closed) == [("doubled-word", "a.md", 3, mended)]
    assert [one.days for one in found.lives] == [15, 6]
    assert all(one.exact for one in found.lives)
    assert [(one.found.total(), one.introduced, one.resolved) for one in found.moments] == [
        (0, 0, 0),
        (1, 1, 0),
        (2, 1, 0),
        (1, 0, 1),
        (1, 0, 0),
    ]


def test_lines_that_move_and_are_edited_and_pages_that_move_change_nothing(repo: Repository) -> None:
    page = "# A page\n\nSome text that makes it the same page.\n\n" + DOUBLED
    on(repo, 0, a=page)
    on(repo, 1, a="---\ntitle: A\n---\n\n" + page)
    on(repo, 2, a=page.replace("A word stands stands twice", "Here a word stands stands two times"))
    (repo.root / "docs").mkdir()
    repo.git("mv", "a.md", "docs/b.md")
    on(repo, 3)
    found = followed(repo)
    assert told(found.lives) == [("doubled-word", "docs/b.md", 0, None)]
    assert found.lives[0].days == 3


def test_equal_findings_are_followed_each_by_its_line(repo: Repository) -> None:
    on(repo, 0, a=f"One.\n\n{DOUBLED}")
    on(repo, 2, a=f"{DOUBLED}\nOne.\n\n{DOUBLED}")
    on(repo, 4, a=f"{DOUBLED}\nOne.\n")
    found = followed(repo)
    assert [(one.introduced.day - START).days for one in found.open] == [2]
    assert [(one.introduced.day - START).days for one in found.closed] == [0]


def test_the_other_end_may_bring_it_and_mend_it(repo: Repository) -> None:
    on(repo, 0, a="See [b](b.md).\n", b=CLEAN)
    on(repo, 1, b="")
    back = on(repo, 6, b=CLEAN)
    assert told(followed(repo).lives) == [("broken-link", "a.md", 1, back)]


def test_what_comes_back_lives_again(repo: Repository) -> None:
    for day, text in enumerate((CLEAN, DOUBLED, CLEAN, DOUBLED)):
        on(repo, day, a=text)
    found = followed(repo)
    assert [(one.introduced.day - START).days for one in (*found.open, *found.closed)] == [3, 1]


def test_the_calendar_counts_as_on_the_day_of_the_commit(repo: Repository) -> None:
    on(repo, 0, a="The preview retires no sooner than January 20, 2025.\n", b=CLEAN)
    on(repo, 5, b="Another.\n")
    on(repo, 15, b="One more.\n")
    found = followed(repo, select=["lapsed-date"])
    assert told(found.lives) == [("lapsed-date", "a.md", 15, None)]
    assert found.lives[0].by_calendar


def test_a_range_begins_with_what_was_there(repo: Repository) -> None:
    on(repo, 0, a=DOUBLED)
    first = on(repo, 2, c=CLEAN)
    on(repo, 4, b=DOUBLED)
    last = on(repo, 8, a=CLEAN)
    on(repo, 9, a=DOUBLED)
    found = followed(repo, f"{first}..{last}")
    assert told(found.open) == [("doubled-word", "b.md", 4, None)]
    assert told(found.closed) == [("doubled-word", "a.md", 2, last)]
    assert [one.exact for one in found.lives] == [True, False]
    assert not found.span.whole
    assert (found.span.commits[0].id, found.span.commits[-1].id) == (first, last)


def test_merges_are_followed_along_first_parents(repo: Repository) -> None:
    start = on(repo, 0, a=CLEAN)
    repo.git("checkout", "-q", "-b", "side")
    on(repo, 1, b=DOUBLED)
    repo.git("checkout", "-q", "main")
    on(repo, 2, a="Another.\n")
    repo.git("merge", "-q", "--no-ff", "-m", "merged", "side")
    merged = repo.git("rev-parse", "HEAD")
    assert [one.introduced.id for one in followed(repo).lives] == [merged]
    assert [one.introduced.id for one in followed(repo, f"{start}..").lives] == [merged]
    assert [one.introduced.id for one in followed(repo, "side..main").lives] == [merged]


def test_commits_that_leave_the_root_alone_are_not_looked_at(repo: Repository) -> None:
    on(repo, 0, docs__a=DOUBLED)
    on(repo, 1, other=CLEAN)
    on(repo, 2, docs__a=CLEAN)
    on(repo, 3, other="Other.\n")
    found = span(FolderSource(repo.root / "docs"), "HEAD")
    assert [(one.day - START).days for one in found.commits] == [0, 2, 3]
    assert found.left_out == 1


@pytest.mark.parametrize(("every", "days"), [("commit", 6), ("day", 5), ("week", 4), ("month", 2)])
def test_samples_hold_the_last_of_each_period(every: str, days: int, repo: Repository) -> None:
    for number, day in enumerate((0, 1, 1, 7, 20, 40)):  # START is a Friday
        on(repo, day, a=f"{number}\n")
    found = span(FolderSource(repo.root), "HEAD", every)
    kept = [(one.day - START).days for one in found.commits]
    assert len(kept) == days
    assert kept[-1] == 40
    assert found.left_out == 6 - days
    if every == "day":
        assert found.commits[1].id == repo.git("rev-parse", "HEAD~3")


# -- what is missing


def test_revisions_that_are_not_there(repo: Repository, tmp_path: Path) -> None:
    on(repo, 0, a=CLEAN)
    with pytest.raises(SourceError, match="there is no revision `v1`"):
        span(FolderSource(repo.root), "v1..HEAD")
    with pytest.raises(SourceError, match="there are no commits after HEAD up to HEAD"):
        span(FolderSource(repo.root), "HEAD..HEAD")
    with pytest.raises(SourceError, match="there is no revision `--all`"):
        span(FolderSource(repo.root), "--all")
    with pytest.raises(SourceError, match="has no history"):
        span(FolderSource(tmp_path), "HEAD")


def test_a_shallow_clone_says_how_to_deepen_it(repo: Repository, tmp_path: Path) -> None:
    first = on(repo, 0, a=DOUBLED)
    for day in (1, 2, 3):
        on(repo, day, b=f"{day}\n")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.root}", str(clone))
    result = run("--root", clone)
    assert result.exit_code == 0
    command = re.search(r"this clone is shallow: .*`(git fetch --unshallow origin)`", result.stdout)
    assert command
    assert "at least 1 day" in result.stdout
    missing = run("--root", clone, "--rev-range", f"{first}..HEAD")
    assert missing.exit_code == 2
    fetch = re.search(r"fetch it: `(git fetch --unshallow .*?)`", missing.stderr)
    assert fetch
    subprocess.run(command[1].split(), cwd=clone, check=True, capture_output=True)
    assert "shallow" not in run("--root", clone).stdout
    assert run("--root", clone, "--rev-range", f"{first}..HEAD").exit_code == 0


def test_a_page_that_cannot_be_read_for_a_while_keeps_its_findings(repo: Repository) -> None:
    on(repo, 0, a=DOUBLED, b=CLEAN)
    (repo.root / "a.md").write_bytes(b"\xff")
    broken = on(repo, 1, c=CLEAN)
    on(repo, 2, b="Another.\n")
    on(repo, 3, a=DOUBLED)
    found = followed(repo)
    assert told(found.lives) == [("doubled-word", "a.md", 0, None)]
    assert found.not_checked == []
    assert found.warnings == [f"in commit {broken[:10]} (2025-01-11) and 1 more: a.md: not UTF-8: byte 0 is 0xff"]
    assert [one.found.total() for one in found.moments] == [1, 1, 1, 1]
    (repo.root / "a.md").write_bytes(b"\xff")
    on(repo, 4)
    result = run()
    assert result.exit_code == 2
    assert "Not checked: a.md: not UTF-8" in result.stdout


def test_commits_without_a_page(repo: Repository) -> None:
    (repo.root / "x.txt").write_bytes(b"x")
    on(repo, 0)
    on(repo, 1, a=DOUBLED)
    gone = on(repo, 2, a="")
    found = followed(repo)
    assert told(found.lives) == [("doubled-word", "a.md", 1, gone)]
    assert [one.pages for one in found.moments] == [0, 1, 0]


# -- how it is read


def test_a_blob_is_read_and_extracted_once(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    blobs: list[str] = []
    plain, fetch = extraction.parsed, git.Repository.blobs

    def noted(path: str, text: str) -> PageText:
        texts.append(text)
        return plain(path, text)

    def fetched(repository: git.Repository, ids: list[str]) -> Any:
        blobs.extend(ids)
        return fetch(repository, ids)

    monkeypatch.setattr(extraction, "parsed", noted)
    monkeypatch.setattr(git.Repository, "blobs", fetched)
    on(repo, 0, a=CLEAN, b=DOUBLED, c="One.\n")
    for day in range(1, 6):
        on(repo, day, a=f"Day {day}.\n")
    followed(repo)
    assert len(texts) == len(set(texts)) == 8
    assert len(blobs) == len(set(blobs)) == 8


def test_every_commit_is_checked_as_a_check_would(repo: Repository) -> None:
    """What a history tells of each commit is what a check of that commit finds."""
    on(repo, 0, a=DOUBLED, b="See [c](c.md) and [d](d.md).\n")
    on(repo, 1, c=DOUBLED, a=CLEAN)
    on(repo, 2, d="An `unclosed code span.\n", c="")
    found = followed(repo)
    for moment in found.moments:
        repo.git("checkout", "-q", moment.commit.id)
        args = ["check", "--format", "json", "--no-cache", "--as-of", moment.commit.day.isoformat()]
        report = json.loads(CliRunner().invoke(cli.cli, args).stdout)
        expected = {Severity[name.upper()]: number for name, number in report["summary"]["findings"].items()}
        assert {severity: moment.found[severity] for severity in Severity} == expected
        assert moment.pages == report["summary"]["pages"]


# -- how it is told


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, ["history", *map(str, arguments)])


HOSTILE = "<script>alert(1)</script> | [x](javascript:alert) \u202e \x1b[31m & \"quotes' `code"


def hostile(repo: Repository) -> History:
    on(repo, 0, HOSTILE, a="The the <img src=x onerror=alert(1)> | word word.\n", b=CLEAN)
    on(repo, 5, HOSTILE, a=CLEAN, b=DOUBLED)
    return followed(repo)


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_texts_stay_texts(form: str, repo: Repository) -> None:
    text = render(hostile(repo), form)
    assert "\u202e" not in text or form == "json"
    assert "\x1b" not in text
    assert text.endswith("\n")
    if form in ("html", "markdown"):
        assert "<script" not in text
        assert "<img" not in text


def test_the_html_is_well_formed_and_asks_for_nothing(repo: Repository) -> None:
    history = hostile(repo)
    text = render(history, "html")
    assert "default-src 'none'" in text
    assert not re.search(r"\b(?:src|href)=\"(?!#)|url\(|@import|style=\"|\bon\w+=\"", text)
    drawn = [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", text, re.S)]
    assert len(drawn) == 1 + len(history.lives) > 3
    names = re.findall(r"<(\w+)[ >]", text)
    for name in {"table", "tr", "td", "section", "svg", "details", "p"} & set(names):
        assert len(re.findall(rf"<{name}[ >]", text)) == text.count(f"</{name}>"), name


def test_the_plot_draws_what_there_was(repo: Repository) -> None:
    on(repo, 0, a=CLEAN)
    on(repo, 5, a=DOUBLED)
    on(repo, 9, a=CLEAN)
    text = render(followed(repo), "html")
    points = re.findall(r'<polygon class="(\w+)" points="([^"]*)"', text)
    assert [severity for severity, _ in points] == ["warning"]
    corners = [tuple(map(float, point.split(","))) for point in points[0][1].split()]
    assert corners[:6] == [(0, 200), (500, 200), (500, 0), (900, 0), (900, 200), (1000, 200)]


def test_the_text_names_both_commits(repo: Repository) -> None:
    on(repo, 0, "begin", a=CLEAN)
    came = on(repo, 2, "break it", a=DOUBLED)
    went = on(repo, 9, "mend it", a=CLEAN)
    text = run().stdout
    assert re.search(r"7 days +warning +a\.md:1 .*\[doubled-word\]", text)
    assert f"introduced 2025-01-12 in {came[:10]} break it; resolved 2025-01-19 in {went[:10]} mend it" in text
    assert "Contradictions: 1 introduced, 1 resolved, 0 open." in text
    assert "2025-01-10" in text
    assert "█" in text


def test_json_says_all(repo: Repository, tmp_path: Path) -> None:
    first = on(repo, 0, a=CLEAN)
    came = on(repo, 2, a=DOUBLED)
    file = tmp_path / "history.json"
    result = run("--format", "json", "--output", file)
    assert result.exit_code == 0
    assert result.stdout == ""
    data = json.loads(file.read_text("utf-8"))
    assert [one["commit"] for one in data["commits"]] == [first, came]
    (one,) = data["contradictions"]
    assert (one["days"], one["came"]["commit"], one["went"]) == (0, came, None)
    assert (one["finding"]["rule"], one["finding"]["path"], one["finding"]["line"]) == ("doubled-word", "a.md", 1)
    assert data["rules"] == [
        {"rule": "doubled-word", "found": 1, "went": 0, "left": 1, "median_days": None, "oldest_days": 0}
    ]


def test_paths_and_rules_narrow_it(repo: Repository) -> None:
    on(repo, 0, a=DOUBLED, b=DOUBLED + "\nSee [x](x.md).\n")
    assert len(json.loads(run("--format", "json").stdout)["contradictions"]) == 3
    data = json.loads(run("b.md", "--format", "json", "--select", "doubled-word").stdout)
    assert [one["finding"]["path"] for one in data["contradictions"]] == ["b.md"]
    assert data["commits"][0]["found"]["warning"] == 1


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_however_it_is_run(form: str, repo: Repository, tmp_path: Path) -> None:
    on(repo, 0, a=DOUBLED, b="See [c](c.md).\n")
    on(repo, 3, a=CLEAN, c=DOUBLED)
    cached = ("--cache-dir", tmp_path / "cache", "--format", form)
    plain = run("--no-cache", "--jobs", "1", "--format", form)
    assert plain.exit_code == 0
    assert run(*cached).stdout == run(*cached).stdout == plain.stdout


def test_rows_by_rule(repo: Repository) -> None:
    on(repo, 0, a=DOUBLED, b=DOUBLED, c="See [x](x.md).\n")
    on(repo, 4, a=CLEAN)
    on(repo, 10, b=CLEAN)
    rows = {row.rule: (row.found, row.resolved, row.open, row.median, row.oldest) for row in by_rule(followed(repo))}
    assert rows["doubled-word"] == (2, 2, 0, 7, None)
    assert rows["broken-link"] == (1, 0, 1, None, 10)
    assert rows["all"] == (3, 2, 1, 7, 10)


@needs_shared
def test_the_real_day_is_told(repo: Repository) -> None:
    """The day of the seed: the slip of that day came with it, and went when it was mended."""
    for day, state in ((0, "before"), (1, "after"), (44, "before")):
        for file in repo.git("ls-files").split("\n"):
            if file:
                (repo.root / file).unlink()
        for page in (SHARED / "seed" / state).rglob("*.md"):
            file_ = repo.root / page.relative_to(SHARED / "seed" / state)
            file_.parent.mkdir(parents=True, exist_ok=True)
            file_.write_bytes(page.read_bytes())
        on(repo, day)
    source = FolderSource(repo.root)
    config = Config(partial=True, select=["model-version-as-api-version"])
    found = follow(source, config, span(FolderSource(repo.root), "HEAD"), reader=Reader())
    assert found.open == []
    assert len(found.closed) >= 2
    assert {one.days for one in found.closed} == {43}
