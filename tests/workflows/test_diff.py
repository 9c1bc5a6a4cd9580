"""`checker diff`: what it says of folders and revisions, in every format, and how it fails."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.workflows.compare import Kind

from ..support import CORPORA, SHARED, TOP, needs_shared
from ..support.labels import unlabelled
from ..support.repositories import Repository, repo

__all__ = ["repo"]

GOLDEN = TOP / "tests" / "golden" / "diff.md"
SCHEMA = json.loads((TOP / "checker" / "report" / "diff" / "diff.schema.json").read_text("utf-8"))
OPENAI = "articles/ai-services/openai"


def run(*arguments: str | Path, day: str = "2025-02-06") -> Result:
    return CliRunner().invoke(cli.cli, ["diff", *map(str, arguments), "--no-cache", *(["--as-of", day] if day else [])])


def data(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code in (0, 1), result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    jsonschema.validate(found, SCHEMA)
    return found


def trees(root: Path, before: dict[str, str], after: dict[str, str]) -> tuple[Path, Path]:
    for side, pages in (("before", before), ("after", after)):
        (root / side).mkdir()
        for path, text in pages.items():
            file = root / side / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
    return root / "before", root / "after"


def kinds(found: dict[str, Any], path: str) -> list[str]:
    (file,) = [one for one in found["files"] if one["path"] == path]
    return [one["kind"] for one in file["statements"]]


# -- the seed's day


def seed_rows() -> dict[str, tuple[str, int, int, int]]:
    """Read the summary table of the seed document: status and figures by file name."""
    row = re.compile(
        r"^\|\s*\[(\S+?)\]\(\S+\)\s*\|[^|]*\|[^|]*\|\s*(\w+)\s*\|\s*(\d+)\s*\|\s*(\d+)\s*\|\s*(\d+)\s*\|", re.M
    )
    text = (SHARED / "seed" / "report.md").read_text("utf-8")
    return {name: (status, int(a), int(d), int(m)) for name, status, a, d, m in row.findall(text)}


@pytest.fixture(scope="module")
def seed() -> dict[str, Any]:
    return data(SHARED / "seed" / "before", SHARED / "seed" / "after", "--partial")


@needs_shared
def test_the_seed_has_the_rows_of_the_seed_document(seed: dict[str, Any]) -> None:
    expected = seed_rows()
    assert len(expected) == 22
    found = {
        one["path"].rsplit("/", 1)[-1]: (one["status"], one["added"], one["deleted"], one["changed"])
        for one in seed["files"]
    }
    assert found == expected


@needs_shared
def test_the_seed_highlights_name_models_and_the_api_version(seed: dict[str, Any]) -> None:
    named = {(one["kind"], one["subject"]): one for one in seed["highlights"]}
    for model in ("gpt-4o-mini-audio-preview", "gpt-4o-mini-realtime-preview"):
        one = named["model-introduced", f"model:{model}"]
        assert one["part"] == "new_features"
        assert {"side": "after", "path": f"{OPENAI}/concepts/models.md"}.items() <= one["places"][0].items()
    api = named["api-version-switched", "api-version:2024-12-17"]
    pages = {f"{OPENAI}/how-to/realtime-audio.md", f"{OPENAI}/realtime-audio-reference.md"}
    assert {place["path"] for place in api["places"]} == pages
    assert "from `2024-10-01-preview`" in api["text"]
    assert "not an API version" in named["api-version-introduced", "api-version:2024-12-17"]["text"]


@needs_shared
def test_the_seed_findings_are_what_its_document_got_wrong_or_missed(seed: dict[str, Any]) -> None:
    found = {(one["rule"], one["path"].removeprefix(f"{OPENAI}/")) for one in seed["findings"]["introduced"]}
    assert {
        ("incomplete-rename", "realtime-audio-reference.md"),
        ("model-version-as-api-version", "realtime-audio-reference.md"),
        ("model-version-as-api-version", "how-to/realtime-audio.md"),
        ("doubled-word", "includes/audio-completions-intro.md"),
        ("heading-model-mismatch", "whats-new.md"),
    } <= found
    assert ("unbalanced-backtick", f"{OPENAI}/how-to/prompt-caching.md") in {
        (one["rule"], one["path"]) for one in seed["findings"]["fixed"]
    }


# -- the corpora's own two states


@pytest.fixture
def day(tmp_path: Path) -> tuple[Path, Path]:
    for side in ("before", "after"):
        unlabelled(CORPORA / "trees" / "azure-openai", tmp_path / side)
    unlabelled(CORPORA / "days" / "azure-openai" / "before", tmp_path / "before")
    return tmp_path / "before", tmp_path / "after"


def test_the_day_of_the_corpora(day: tuple[Path, Path]) -> None:
    found = data(*day)
    assert {(one["kind"], one["status"]) for one in found["files"]} == {("model-switched", "modified")}
    assert len(found["files"]) == 6
    (rename,) = [one for one in found["findings"]["introduced"] if one["rule"] == "incomplete-rename"]
    assert (rename["path"], rename["line"]) == (f"{OPENAI}/includes/audio-completions-rest.md", 76)
    assert rename["evidence"] == {"ground": "majority", "agreeing": 40, "among": 41}
    rules = {one["rule"] for one in found["findings"]["introduced"]}
    assert {"broken-link", "sibling-drift", "mixed-api-versions", "model-mismatch"} <= rules
    assert found["findings"]["fixed"] == []


def test_the_other_way_round_what_came_is_fixed(day: tuple[Path, Path]) -> None:
    there, back = data(*day), data(*reversed(day))
    own = {"incomplete-rename"}
    introduced = {(x["rule"], x["path"], x["line"]) for x in there["findings"]["introduced"] if x["rule"] not in own}
    assert {(x["rule"], x["path"], x["line"]) for x in back["findings"]["fixed"]} == introduced
    assert [x["added"] for x in there["files"]] == [x["deleted"] for x in back["files"]]


# -- kinds of change

GUIDE = (
    "---\ntitle: Guide\nms.date: 01/21/2025\n---\n# Guide\n\nIt was written on 2025-01-03.\n\n## Start\n\nRead on.\n"
)
EDITS = {
    "prose": ("Read on.", "Read further."),
    "dates": ("2025-01-03", "2025-01-04"),
    "metadata": ("title: Guide", "title: Guides"),
    "white-space": ("Read on.", "Read  on."),
    "section-added": ("Read on.\n", "Read on.\n\n## More\n\nStill more.\n"),
    "section-removed": ("\n## Start\n\nRead on.\n", ""),
    "anchor-moved": ("## Start", "## Begin"),
    "link-added": ("Read on.", "Read [on](a.md)."),
    "sample-added": ("Read on.\n", "Read on.\n\n```python\nprint(1)\n```\n"),
}


@pytest.mark.parametrize("kind", EDITS)
def test_a_kind_of_change(kind: str, tmp_path: Path) -> None:
    found = data(*trees(tmp_path, {"a.md": GUIDE}, {"a.md": GUIDE.replace(*EDITS[kind])}))
    assert kinds(found, "a.md")[0] == kind


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("One boat.\n", "One boat.\n\nIt is blue.\n", "1 line of running text added"),
        ("One boat.\n\nIt is blue.\n", "One boat.\n", "1 line of running text removed"),
        ("One boat.\n", "One old boat.\n", "1 line of running text reworded"),
        ("One boat.\n", "One old boat.\n\nIt is blue.\n", "2 lines of running text: 1 reworded, 1 added"),
    ],
)
def test_running_text_is_reworded_added_or_removed(before: str, after: str, says: str, tmp_path: Path) -> None:
    found = data(*trees(tmp_path, {"a.md": before}, {"a.md": after}))
    (file,) = found["files"]
    assert says in [one["text"] for one in file["statements"]]


def test_dates_of_the_front_matter(tmp_path: Path) -> None:
    found = data(*trees(tmp_path, {"a.md": GUIDE}, {"a.md": GUIDE.replace("01/21/2025", "02/06/2025")}))
    assert kinds(found, "a.md") == ["dates"]


SAMPLE = """# Ask

```python
client = AzureOpenAI(api_version="2024-10-21")
x = client.chat.completions.create(model="gpt-4o")
```
"""
TABLE = """| Model | Version | Retirement date | Replacement |
|---|---|---|---|
| `gpt-4o` | 2024-05-13 | May 20, 2025 | `gpt-4.1` |
"""


def test_samples_switch_and_change(tmp_path: Path) -> None:
    more = SAMPLE.replace('"gpt-4o"', '"gpt-4o-mini"').replace("2024-10-21", "2024-06-01")
    assert kinds(data(*trees(tmp_path, {"a.md": SAMPLE}, {"a.md": more})), "a.md") == [
        "model-switched",
        "api-version-switched",
    ]
    (tmp_path / "after" / "a.md").write_text(SAMPLE.replace("x = ", "answer = "))
    assert kinds(data(tmp_path / "before", tmp_path / "after"), "a.md") == ["sample-changed"]


def test_tables_and_retirement(tmp_path: Path) -> None:
    row = "| `gpt-4o` | 2024-08-06 | No earlier than June 1, 2026 | |\n"
    found = data(*trees(tmp_path, {"r.md": TABLE}, {"r.md": TABLE.replace("May 20", "June 2") + row}))
    texts = {one["kind"]: one["text"] for one in found["highlights"]}
    assert texts["retirement-moved"] == "`gpt-4o` `2024-05-13` retires on 2025-06-02 (was on 2025-05-20)"
    assert texts["version-introduced"].startswith("version `2024-08-06` of `gpt-4o`")
    assert texts["rows-gained"] == "`r.md`: the retirement table gained 1 row: `gpt-4o`"
    assert texts["rows-changed"] == "`r.md`: 1 row of the retirement table changed in “Retirement date”: `gpt-4o`"
    (moved,) = [one for one in found["highlights"] if one["kind"] == "retirement-moved"]
    assert [(place["side"], place["line"]) for place in moved["places"]] == [("after", 3), ("before", 3)]
    lost = data(tmp_path / "after", tmp_path / "before")
    assert "rows-lost" in kinds(lost, "r.md")


def test_a_model_is_withdrawn_or_renamed(tmp_path: Path) -> None:
    before = {"a.md": "Deploy a `gpt-4o` model.\n", "b.md": "Deploy a `gpt-4` model.\n"}
    found = data(*trees(tmp_path, before, {"a.md": "Deploy a `gpt-4o-mini` model.\n", "b.md": "Deploy it.\n"}))
    named = {one["kind"]: (one["part"], one["subject"]) for one in found["highlights"]}
    assert named["model-renamed"] == ("breaking_changes", "model:gpt-4o-mini")
    assert named["model-withdrawn"] == ("breaking_changes", "model:gpt-4")
    assert "model-introduced" not in named


def test_a_removed_page_lists_who_linked_to_it(tmp_path: Path) -> None:
    linking = {"a.md": "See [b](b.md).\n", "c.md": "See [b](b.md#x) and [b](./b.md).\n"}
    found = data(*trees(tmp_path, {**linking, "b.md": "# B\n\n`gpt-4o` is here.\n"}, linking))
    (one,) = [one for one in found["highlights"] if one["kind"] == "removed-page"]
    places = [(place["side"], place["path"], place["line"]) for place in one["places"]]
    assert places == [("before", "b.md", 1), ("after", "a.md", 1), ("after", "c.md", 1), ("after", "c.md", 1)]
    assert "3 links pointed to it, and 3 still do" in one["text"]
    assert {x["rule"] for x in found["findings"]["introduced"]} >= {"broken-link", "redirect-missing"}


def test_nothing_changed(tmp_path: Path) -> None:
    before, after = trees(tmp_path, {"a.md": "Fine.\n"}, {"a.md": "Fine.\n"})
    for format_ in ("text", "markdown", "html"):
        result = run(before, after, "--format", format_)
        assert result.exit_code == 0
        assert "No files changed" in result.stdout
    assert data(before, after)["files"] == []


def test_other_files_are_listed_without_their_content(tmp_path: Path) -> None:
    before, after = trees(tmp_path, {"a.md": "Fine.\n"}, {"a.md": "Fine.\n", "x.svg": "<svg/>\n", ".git/x": "y"})
    (file,) = data(before, after)["files"]
    assert (file["path"], file["kind"], file["status"], file["patch"]) == ("x.svg", "other-file", "added", "")


@pytest.mark.parametrize("old", ["Fine.\r\nA word stands stands twice.\r\n", "\ufeffFine.\nMore\n\n", "", "x", "\n\n"])
@pytest.mark.parametrize("new", ["Fine.\nA word stands stands twice.\n", "- a\n- b\n", "", "x\ry\rz", "`"])
def test_odd_files(old: str, new: str, tmp_path: Path) -> None:
    found = data(*trees(tmp_path, {"a.md": old}, {"a.md": new}))
    for file in found["files"]:
        assert file["statements"], file


def test_every_kind_is_documented() -> None:
    text = (TOP / "docs" / "changes.md").read_text("utf-8")
    assert [kind.value for kind in Kind if f"`{kind.value}`" not in text] == []
    assert [one["const"] for one in SCHEMA["$defs"]["kind"]["oneOf"]] == [kind.value for kind in Kind]
    assert [one["description"] for one in SCHEMA["$defs"]["kind"]["oneOf"]] == [kind.meaning for kind in Kind]


# -- formats


def small(root: Path) -> tuple[Path, Path]:
    before = {"guide.md": f"{GUIDE}\nDeploy a `gpt-4o` model.\n", "old.md": "# Old | page\n\nA long text stays.\n"}
    after = {"guide.md": f"{GUIDE}\nDeploy a `gpt-4o-mini` model and and use it.\n", "new.md": before["old.md"]}
    settings = {"checker.toml": 'select = ["doubled-word", "stale-ms-date"]\n'}
    return trees(root, before | settings, after | settings)


def test_markdown_is_as_it_was_reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(tmp_path)
    monkeypatch.chdir(tmp_path)
    result = run("before", "after", "--format", "markdown")
    assert result.exit_code == 1
    assert result.stdout == GOLDEN.read_text("utf-8")


HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
HOSTILE += " ` ``` | \u202e @someone #1 {{ 7*7 }}"


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    pages = {"a.md": f"# {HOSTILE}\n\n| {HOSTILE} | b |\n|---|---|\n| c | d |\n", "<b>.md": f"# x\n\n{HOSTILE}\n"}
    new = {
        path: text.replace("# ", "# y ").replace("| c | d |", "| c | d |\n| e | f |") for path, text in pages.items()
    }
    before, after = trees(tmp_path, pages, new)
    page = run(before, after, "--format", "html").stdout
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert 'href="javascript' not in page
    assert "\u202e" not in page
    assert "default-src 'none'" in page
    text = run(before, after, "--format", "markdown").stdout
    outside = re.sub(r"^(`{4,})diff\n.*?^\1$", "", text, flags=re.S | re.M)
    assert "<script" not in re.sub(r"(`+).*?\1", "", outside)
    assert "\u202e" not in text


def test_the_same_bytes_again(day: tuple[Path, Path]) -> None:
    for format_ in ("text", "markdown", "json", "html"):
        assert run(*day, "--format", format_).stdout == run(*day, "--format", format_).stdout


def test_output_goes_to_a_file_and_the_exit_code_tells(tmp_path: Path) -> None:
    before, after = small(tmp_path)
    file = tmp_path / "out.html"
    result = run(before, after, "--format", "html", "--output", file)
    assert result.exit_code == 1
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert result.stdout == ""
    assert "Wrote" in result.stderr
    assert run(before, after, "--fail-on", "error").exit_code == 0
    assert run(before, after, "--fail-on", "never").exit_code == 0
    (after / "bad.md").write_bytes(b"\xff\xfe")
    result = run(before, after, "--fail-on", "never", "--format", "json")
    assert result.exit_code == 2
    assert "bad.md" in result.stderr
    assert json.loads(result.stdout)["not_checked"]


# -- revisions


def test_revisions_the_working_tree_and_ranges(repo: Repository) -> None:
    base = repo.commit(a="Deploy a `gpt-4o` model.\n", b="Fine.\n")
    repo.git("tag", "v1")
    repo.git("switch", "-q", "-c", "topic")
    head = repo.commit(a="Deploy a `gpt-4o-mini` model.\n")
    repo.git("switch", "-q", "main")
    repo.commit(b="Finer.\n")
    assert [x["path"] for x in data("v1", "topic")["files"]] == ["a.md"]
    assert [x["path"] for x in data("main", "topic")["files"]] == ["a.md", "b.md"]
    assert [x["path"] for x in data("main...topic")["files"]] == ["a.md"]
    assert [x["path"] for x in data("main..topic")["files"]] == ["a.md", "b.md"]
    assert [x["path"] for x in data("v1...")["files"]] == ["b.md"]
    found = data(base, head)
    assert (found["base"], found["head"]) == (base, head)
    assert data("v1", head)["base"] == f"v1 ({base[:10]})"
    repo.write(b="Finest.\n", new="A word stands stands twice.\n")
    found = data("HEAD")
    assert [(x["path"], x["status"]) for x in found["files"]] == [("b.md", "modified"), ("new.md", "added")]
    assert [(x["rule"], x["path"], x["line"]) for x in found["findings"]["introduced"]] == [
        ("doubled-word", "new.md", 1)
    ]


def test_the_date_of_a_report_is_that_of_its_later_commit(repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    repo.commit(a="Finer.\n")
    day = repo.git("show", "-s", "--format=%cs", "HEAD")
    result = run("HEAD~1", "HEAD", "--format", "json", day="")
    assert json.loads(result.stdout)["date"] == day


def test_moves_are_followed(repo: Repository) -> None:
    text = "# Page\n\nA word stands stands twice.\n\nIt has some text.\n"
    repo.commit(docs__a=text, docs__b="See [a](a.md).\n")
    repo.git("mv", "docs/a.md", "docs/c.md")
    repo.write(docs__c=text + "And more.\n")
    repo.commit()
    found = data("HEAD~1", "HEAD")
    (file,) = found["files"]
    assert (file["path"], file["old_path"], file["status"], file["kind"]) == (
        "docs/c.md",
        "docs/a.md",
        "renamed",
        "moved-page",
    )
    rules = {(x["rule"], x["path"]) for x in found["findings"]["introduced"]}
    assert rules == {("broken-link", "docs/b.md"), ("redirect-missing", "docs/b.md")}
    assert found["findings"]["persisting"] == 1


def test_names_that_git_quotes(repo: Repository) -> None:
    repo.commit(**{"docs__é x": "Fine.\n"})
    repo.commit(**{"docs__é x": "Finer.\n"})
    (file,) = data("HEAD~1", "HEAD")["files"]
    assert (file["path"], file["kind"]) == ("docs/é x.md", "prose")


def test_a_root_below_the_top(repo: Repository) -> None:
    repo.commit(docs__a="Fine.\n", other="Fine.\n")
    repo.commit(docs__a="Finer.\n", other="Finer.\n")
    (file,) = data("HEAD~1", "HEAD", "--root", "docs")["files"]
    assert (file["path"], file["kind"]) == ("a.md", "prose")


def test_a_first_page(repo: Repository) -> None:
    (repo.root / "x.txt").write_text("x")
    repo.commit()
    repo.commit(a="# A\n\nDeploy a `gpt-4o` model.\n")
    assert kinds(data("HEAD~1", "HEAD"), "a.md") == ["new-page"]
    assert kinds(data("HEAD", "HEAD~1"), "a.md") == ["removed-page"]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("git@github.com:a/b.git", "https://github.com/a/b/compare/"),
        ("https://github.com/a/b", "https://github.com/a/b/compare/"),
        ("https://gitlab.com/a/b/c.git", "https://gitlab.com/a/b/c/-/compare/"),
        ("https://user:secret@github.com/a/b", ""),
        ("https://example.com/a/b", ""),
    ],
)
def test_permalink(url: str, link: str, repo: Repository) -> None:
    one, other = repo.commit(a="Fine.\n"), repo.commit(a="Finer.\n")
    repo.git("remote", "add", "origin", url)
    assert data("HEAD~1", "HEAD")["permalink"] == (f"{link}{one}...{other}" if link else "")


@pytest.mark.parametrize("revision", ["nowhere", "-h", "--output=x", "HEAD~9", "a..b", "x...HEAD"])
def test_a_revision_that_is_not_there(revision: str, repo: Repository) -> None:
    repo.commit(a="Fine.\n")
    result = CliRunner().invoke(cli.cli, ["diff", "--no-cache", "--", revision])
    assert result.exit_code == 2
    assert "there is no revision" in result.stderr


def test_a_shallow_clone_is_told_how_to_deepen(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = repo.commit(a="Fine.\n")
    repo.commit(a="Finer.\n")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth=1", repo.root.resolve().as_uri(), str(clone))
    monkeypatch.chdir(clone)
    result = run(base, "HEAD")
    assert result.exit_code == 2
    command = re.search(r"fetch it: `(git fetch [^`]+)`", result.stderr)
    assert command
    subprocess.run(shlex.split(command[1]), check=True, capture_output=True, cwd=clone)
    assert [x["path"] for x in data(base, "HEAD")["files"]] == ["a.md"]


def test_neither_a_folder_nor_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    result = run("a", "b")
    assert result.exit_code == 2
    assert "git" in result.stderr
    (tmp_path / "b").mkdir()
    result = run("a", "b")
    assert result.exit_code == 2
    assert "nothing to compare" in result.stderr
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a" / "x.md").write_text("x")
    assert "git is not installed" in run("a", "b").stderr


# -- large changes


@pytest.mark.parametrize(("lines", "is_said"), [(60, False), (400, True)])
def test_lines_that_are_too_many_to_compare_are_named(lines: int, is_said: bool, tmp_path: Path) -> None:
    old = "".join(f"Use gpt-4o, {number}.\n" for number in range(lines))
    new = old.replace("gpt-4o", "gpt-4o-mini") + "One more.\n"
    found = data(*trees(tmp_path, {"a.md": old}, {"a.md": new}))
    said = f"a.md:1: {lines} lines became {lines + 1}, too many to look for which became which; what they name is"
    assert found["warnings"] == ([f"{said} listed as removed and as added"] if is_said else [])
    assert ("model-switched" in kinds(found, "a.md")) is not is_said
