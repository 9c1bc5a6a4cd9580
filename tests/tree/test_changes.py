"""What concerns a change: `--since`, `--staged`, and the sources that read git, in throw-away repositories."""

from __future__ import annotations

import json
import random
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from checker.tree import changes
from checker.tree.changes import Changes, Hunk
from checker.tree.sources import FolderSource

from ..support.repositories import DOUBLED, Found, Repository, found, run

# -- since


def test_only_changed_lines_count(repo: Repository) -> None:
    repo.commit(a=DOUBLED + "\nFine.\n\n" + DOUBLED, b=DOUBLED)
    repo.git("switch", "-q", "-c", "topic")
    repo.commit(a="A new title\n\n" + DOUBLED + "\nFine.\n\nOne one more.\n\n" + DOUBLED)
    assert found("--since", "main") == [("a.md", 7, "doubled-word")]
    assert len(found()) == 4


def test_the_closing_line_counts_what_is_older(repo: Repository) -> None:
    repo.commit(a=DOUBLED + "\nFine.\n\n" + DOUBLED, b=DOUBLED + "\n[support](support.md)\n")
    repo.git("switch", "-q", "-c", "topic")
    repo.commit(a=DOUBLED + "\nFine indeed.\n\n" + DOUBLED)
    told = run("check", "--since", "main").stdout
    assert "No new problems found.\nNot shown: 4 older than the changes since main.\n" in told
    assert run("check", "--since", "main", "--statistics").stdout == told
    assert "\nNot shown: 2 older than the changes since main.\n" in run("check", "--since", "main", "b.md").stdout
    summary = json.loads(run("check", "--since", "main", "--format", "json").stdout)["summary"]
    assert summary["passed_over"] == {"suppressed": 0, "baseline": 0, "older": 4}
    comment = run("check", "--since", "main", "--format", "markdown").stdout
    assert "checker: no new problems found" in comment
    assert "Not shown: 4 older than the changes since main." in comment
    repo.write(a=DOUBLED + "\nFine fine.\n\n" + DOUBLED)
    repo.git("add", "-A")
    assert "0 suggestions.\nNot shown: 4 older than the changes since HEAD.\n" in run("check", "--staged").stdout
    assert "Not shown" not in run("check", "--since", "main", "--whole-files", "a.md").stdout
    assert "older" not in run("check").stdout


def test_an_edit_of_a_line_brings_its_old_finding_up(repo: Repository) -> None:
    repo.commit(a=DOUBLED + "\n" + DOUBLED)
    repo.write(a=DOUBLED + "\nHere a word stands stands twice.\n")
    assert found("--since", "HEAD") == [("a.md", 3, "doubled-word")]


def test_the_merge_base_counts_not_the_tip(repo: Repository) -> None:
    repo.commit(a=DOUBLED)
    repo.git("switch", "-q", "-c", "topic")
    repo.commit(b=DOUBLED)
    repo.git("switch", "-q", "main")
    repo.commit(a="Mended.\n")
    repo.git("switch", "-q", "topic")
    assert found("--since", "main") == [("b.md", 1, "doubled-word")]


def test_the_working_tree_counts_staged_or_not_or_untracked(repo: Repository) -> None:
    repo.commit(a="Fine.\n", b="Fine.\n")
    repo.write(a=DOUBLED, sub__new=DOUBLED)
    (repo.root / "b.md").write_text(DOUBLED)
    repo.git("add", "b.md")
    assert [path for path, _, _ in found("--since", "HEAD")] == ["a.md", "b.md", "sub/new.md"]


def test_what_the_change_breaks_elsewhere_is_reported(repo: Repository) -> None:
    repo.commit(a="[one](b.md) and [old](gone.md)\n", b="Fine.\n")
    (repo.root / "b.md").unlink()
    assert found("--since", "HEAD") == [("a.md", 1, "broken-link")]
    report = json.loads(run("check", "--since", "HEAD", "--format", "json").stdout)
    assert "b.md" in report["findings"][0]["message"]


def test_a_finding_that_touches_the_change_with_its_other_end(repo: Repository) -> None:
    sample = '```python\nclient.chat.completions.create(model="gpt-4o-mini")\n```\n'
    repo.commit(a=f"# A\n\nDeploy a `gpt-4o-mini` model.\n\n{sample}")
    repo.write(a=f"# A\n\nDeploy a `gpt-4o` model.\n\n{sample}")
    assert found("--since", "HEAD", "--select", "page-model-mismatch,model-mismatch") == [
        ("a.md", 6, "page-model-mismatch")
    ]


def test_a_suppression_that_goes_brings_its_finding_up(repo: Repository) -> None:
    repo.commit(a=f"<!-- checker: ignore doubled-word -->\n\n{DOUBLED}")
    repo.write(a=f"<!-- A remark. -->\n\n{DOUBLED}")
    assert found("--since", "HEAD") == [("a.md", 3, "doubled-word")]


def test_moves_are_followed(repo: Repository) -> None:
    text = "".join(f"Line {number} of a long page.\n\n" for number in range(20)) + DOUBLED
    repo.commit(a=text)
    (repo.root / "sub").mkdir()
    repo.git("mv", "a.md", "sub/moved page.md")
    assert found("--since", "HEAD") == []
    file = repo.root / "sub" / "moved page.md"
    file.write_text("A new new title\n\n" + text)
    assert found("--since", "HEAD") == [("sub/moved page.md", 1, "doubled-word")]


@pytest.mark.parametrize(
    "name", ["with space.md", 'quote".md', "tab\t.md", "ümlaut – “x”.md", "back\\slash.md", "+++ b.md"]
)
def test_unusual_names(name: str, repo: Repository) -> None:
    (repo.root / name).write_text("Fine.\n\n" + DOUBLED)
    repo.commit()
    (repo.root / name).write_text("Fine.\n\n" + DOUBLED + "\nOne one more.\n")
    assert found("--since", "HEAD") == [(name, 5, "doubled-word")]


def test_lines_that_look_like_a_patch(repo: Repository) -> None:
    repo.commit(a="one\n-- a/x\n++ b/x\n", b="last line without an end")
    repo.write(a="one\n++ b/y.md\n@@ -1 +1 @@\n\n" + DOUBLED, b="last line without an end\n\n" + DOUBLED)
    assert found("--since", "HEAD") == [("a.md", 5, "doubled-word"), ("b.md", 3, "doubled-word")]


def test_attributes_and_settings_of_git_do_not_hide_a_change(repo: Repository) -> None:
    (repo.root / ".gitattributes").write_text("*.md -diff\n")
    for key, value in (("diff.noprefix", "true"), ("diff.external", "false"), ("color.ui", "always")):
        repo.git("config", key, value)
    repo.git("config", "diff.renames", "false")
    repo.commit(a=DOUBLED + "\nFine.\n")
    repo.git("config", "diff.interHunkContext", "9")
    repo.git("config", "diff.context", "9")
    repo.write(a=DOUBLED + "\nFine and and fine.\n")
    assert found("--since", "HEAD") == [("a.md", 3, "doubled-word")]


def test_a_root_below_the_top_of_the_work_tree(repo: Repository) -> None:
    repo.commit(docs__a=DOUBLED, outside=DOUBLED)
    repo.write(docs__a=DOUBLED + "\nOne one more.\n", outside="Other other.\n")
    assert found("docs", "--root", "docs", "--since", "HEAD") == [("a.md", 3, "doubled-word")]


def test_files_narrow_the_lines_but_not_what_broke_elsewhere(repo: Repository) -> None:
    repo.commit(a="[one](b.md)\n", b="Fine.\n", c="Fine.\n", d="Fine.\n")
    (repo.root / "b.md").unlink()
    repo.write(c=DOUBLED, d=DOUBLED)
    assert found("--since", "HEAD", "c.md") == [("a.md", 1, "broken-link"), ("c.md", 1, "doubled-word")]


def test_a_catalog_that_changes_is_compared_with_its_old_self(repo: Repository) -> None:
    (repo.root / "checker-catalog.toml").write_text('[catalog]\nsource = "x"\n\n[models."contoso-gpt-1"]\n')
    page = 'Deploy the `gpt-4o` model.\n\n```python\nx.chat.completions.create(model="contoso-gpt-1")\n```\n'
    repo.commit(a=page)
    (repo.root / "checker-catalog.toml").write_text(
        '[catalog]\nsource = "x"\n\n[models."contoso-gpt-1"]\nretires = 2020-01-01\n'
    )
    assert found("--since", "HEAD", "--select", "retired-model") == [("a.md", 4, "retired-model")]


def test_a_base_without_a_page(repo: Repository) -> None:
    (repo.root / "readme.txt").write_text("x")
    repo.commit()
    repo.write(a=DOUBLED)
    assert found("--since", "HEAD") == [("a.md", 1, "doubled-word")]


# -- a revision that is not there


@pytest.mark.parametrize("revision", ["nowhere", "-h", "--output=x", "HEAD~9", "a..b", "\n", ""])
def test_a_revision_that_is_not_there(revision: str, repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    result = run("check", "--since", revision)
    assert result.exit_code == 2
    assert "there is no revision" in result.stderr


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("Fine.\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for arguments in (["--since", "main"], ["--staged"]):
        result = run("check", *arguments)
        assert result.exit_code == 2
        assert "git" in result.stderr
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in run("check", "--since", "main").stderr


def test_branches_without_a_common_ancestor(repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    repo.git("switch", "-q", "--orphan", "other")
    repo.commit(b="Fine.\n")
    result = run("check", "--since", "main")
    assert result.exit_code == 2
    assert "no common ancestor" in result.stderr


@pytest.mark.parametrize("revision", ["origin/main", "main", "BASE"])
def test_a_shallow_clone_is_told_what_to_fetch_and_that_is_enough(
    revision: str, repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = repo.commit(a=DOUBLED)
    repo.commit(a="Fine.\n")
    repo.git("switch", "-q", "-c", "topic", base)
    repo.commit(b=DOUBLED)
    repo.commit(c=DOUBLED)
    clone = tmp_path / "clone"
    url = repo.root.resolve().as_uri()
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    repo.git("clone", "-q", "--depth=1", "--branch=topic", url, str(clone))
    monkeypatch.chdir(clone)
    revision = base if revision == "BASE" else revision
    result = run("check", "--since", revision)
    assert result.exit_code == 2
    command = re.search(r"fetch it: `(git fetch [^`]+)`(?:, and name it `(?P<name>[^`]+)`)?", result.stderr)
    assert command
    subprocess.run(shlex.split(command[1]), check=True, capture_output=True, cwd=clone)
    assert found("--since", command["name"] or revision) == [("b.md", 1, "doubled-word"), ("c.md", 1, "doubled-word")]


def test_a_clone_too_shallow_for_the_merge_base(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = repo.commit(a=DOUBLED)
    repo.commit(a="Fine.\n")
    repo.git("switch", "-q", "-c", "topic", base)
    repo.commit(b=DOUBLED)
    clone = tmp_path / "clone"
    url = repo.root.resolve().as_uri()
    repo.git("clone", "-q", "--depth=1", "--no-single-branch", "--branch=topic", url, str(clone))
    monkeypatch.chdir(clone)
    result = run("check", "--since", "origin/main")
    assert result.exit_code == 2
    assert "`git fetch --unshallow origin`" in result.stderr
    subprocess.run(["git", "fetch", "--unshallow", "origin"], check=True, capture_output=True, cwd=clone)
    assert found("--since", "origin/main") == [("b.md", 1, "doubled-word")]


def test_the_branch_of_the_remote_is_named(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(a="Fine.\n")
    repo.git("branch", "release")
    repo.git("clone", "-q", str(repo.root), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert "did you mean `origin/release`?" in run("check", "--since", "release").stderr


# -- staged


def test_what_is_staged_counts_not_the_working_tree(repo: Repository) -> None:
    repo.commit(a="Fine.\n", b=DOUBLED)
    repo.write(a=DOUBLED)
    assert found("--staged") == []
    repo.git("add", "a.md")
    repo.write(a="Mended again.\n")
    assert found("--staged") == [("a.md", 1, "doubled-word")]
    assert "stands stands" in run("check", "--staged").stdout


def test_the_bytes_come_from_the_index(repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    repo.write(new=DOUBLED)
    repo.git("add", "new.md")
    (repo.root / "new.md").unlink()
    assert found("--staged") == [("new.md", 1, "doubled-word")]
    repo.git("add", "-A")
    assert found("--staged") == []


def test_a_page_that_is_staged_for_deletion_breaks_links(repo: Repository) -> None:
    repo.commit(a="[one](b.md)\n", b="Fine.\n", c="Fine.\n")
    repo.git("rm", "-q", "--cached", "b.md")
    repo.write(c="Finer.\n")
    repo.git("add", "c.md")
    assert found("--staged", "c.md") == [("a.md", 1, "broken-link")]
    assert found() == []


def test_the_first_commit(repo: Repository) -> None:
    repo.write(a=DOUBLED)
    repo.git("add", "-A")
    assert found("--staged") == [("a.md", 1, "doubled-word")]


def test_nothing_staged_at_all(repo: Repository) -> None:
    repo.write(a=DOUBLED)
    result = run("check", "--staged")
    assert result.exit_code == 2
    assert "in the git index" in result.stderr


def test_a_conflict_is_named(repo: Repository) -> None:
    repo.commit(a="one\n")
    repo.git("switch", "-q", "-c", "topic")
    repo.commit(a="two\n")
    repo.git("switch", "-q", "main")
    repo.commit(a="three\n")
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("merge", "topic")
    result = run("check", "--staged")
    assert result.exit_code == 2
    assert "a.md is not merged" in result.stderr


def test_a_hook_with_its_own_index(repo: Repository) -> None:
    """`git commit FILE` gives the hook an index of its own; so do linked work trees with GIT_DIR."""
    repo.commit(docs__a="Fine.\n", docs__b="Fine.\n")
    repo.write(docs__a=DOUBLED, docs__b=DOUBLED)
    repo.git("add", "docs/b.md")
    hook = repo.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    python = shlex.quote(sys.executable)
    hook.write_text(
        f"#!/bin/sh\n{python} -m checker check --staged --root docs --as-of 2025-02-06 --format json > report.json\n"
    )
    hook.chmod(0o755)
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("commit", "-q", "-m", "x", "docs/a.md")
    report = json.loads((repo.root / "report.json").read_text())
    assert [(one["path"], one["line"]) for one in report["findings"]] == [("a.md", 1)]
    linked = repo.root.parent / "linked"
    repo.git("worktree", "add", "-q", str(linked), "-b", "linked")
    (linked / "docs" / "b.md").write_text(DOUBLED)
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    done = subprocess.run(["git", *who, "commit", "-q", "-am", "x"], cwd=linked, capture_output=True, check=False)
    assert done.returncode
    report = json.loads((linked / "report.json").read_text())
    assert [(one["path"], one["line"]) for one in report["findings"]] == [("b.md", 1)]


def test_staged_and_fix_contradict(repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    assert run("check", "--staged", "--fix").exit_code == 2


# -- lines


def test_where_a_line_stands_now() -> None:
    hunks = [Hunk(2, 1, 2, 3), Hunk(5, 0, 8, 2), Hunk(9, 2, 13, 0)]
    changed = Changes("x", {"a.md": hunks}, frozenset(), {})
    assert [changed.line_now("a.md", line) for line in range(1, 13)] == [1, 0, 5, 6, 7, 10, 11, 12, 0, 0, 13, 14]
    assert changed.line_now("b.md", 7) == 7


def test_lines_agree_with_git_on_any_edit(repo: Repository) -> None:
    dice = random.Random(7)
    old = [f"line {number}" for number in range(60)]
    repo.commit(a="\n".join(old) + "\n")
    for _ in range(12):
        new = [line for line in old if dice.random() > 0.15]
        for _ in range(dice.randrange(8)):
            new.insert(dice.randrange(len(new) + 1), f"new {dice.random()}")
        repo.write(a="\n".join(new) + "\n")
        changed = changes.find(FolderSource(repo.root), "HEAD")
        for number, line in enumerate(old, 1):
            now = changed.line_now("a.md", number)
            assert (new[now - 1] == line) if line in new else now == 0


# -- a pull request to a tree with many old findings


CALLS = {
    "python": 'client.chat.completions.create(model="gpt-4o-mini", messages=messages)',
    "javascript": 'await client.chat.completions.create({ model: "gpt-4o-mini", messages });',
    "csharp": 'var client = azure.GetChatClient("gpt-4o-mini");',
}


def old_tree(repo: Repository) -> None:
    """Commit a tree with more than 100 old findings, and siblings that agree."""
    pages = {
        f"old__page{number}": f"# Page {number}\n\n{DOUBLED}\nSee [it](gone{number}.md).\n" for number in range(60)
    }
    for language, call in CALLS.items():
        pages[f"ask-{language}"] = f"# Ask\n\n## Ask a question\n\n```{language}\n{call}\n```\n\nIt answers.\n"
    repo.commit(**pages)


def change(repo: Repository) -> Found:
    """Introduce two findings: one where the change is, one on a sibling that was forgotten and is not touched."""
    repo.git("switch", "-q", "-c", "topic")
    repo.write(old__page7=f"# Page 7\n\n{DOUBLED}\nAnd and more.\n\nSee [it](gone7.md).\n")
    for language in ("python", "csharp"):
        file = repo.root / f"ask-{language}.md"
        file.write_text(file.read_text().replace("gpt-4o-mini", "gpt-4o"))
    repo.git("add", "-A")
    return [("ask-javascript.md", 6, "sibling-drift"), ("old/page7.md", 5, "doubled-word")]


def test_a_pull_request_reports_what_it_introduced_and_nothing_else(repo: Repository) -> None:
    old_tree(repo)
    assert len(found()) > 100
    assert run("baseline").exit_code == 0
    (repo.root / "checker.toml").write_text('baseline = "checker-baseline.jsonl"\n')
    repo.commit()
    assert found() == []
    expected = change(repo)
    assert found() == expected
    assert found("--no-baseline", "--since", "main") == expected
    assert found("--since", "main") == expected
    assert found("--staged", "--no-baseline") == expected
    assert found("--staged") == expected
    assert found("--staged", "old/page7.md", "ask-python.md", "ask-csharp.md") == expected
    repo.git("commit", "-q", "-m", "x", "--author=a <a@example.com>")
    assert found("--no-baseline", "--since", "main") == expected
    assert run("check", "--since", "main").exit_code == 1
