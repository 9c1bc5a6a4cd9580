"""`checker rename` and `checker bump`: what changes by role, what is left and why, and the seed's day replayed."""

from __future__ import annotations

import difflib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import cli

from ..support import CORPORA, SEED_DAY, SHARED, needs_shared
from ..support import run as check_tree
from ..support.labels import strip, unlabelled

OPENAI = "articles/ai-services/openai"
OLD, NEW = "gpt-4o-audio-preview", "gpt-4o-mini-audio-preview"
DAY = CORPORA / "days" / "azure-openai" / "before"
# What the after pages do wrong on purpose, and how it is right.
MENDED = {
    ("audio-completions-rest.md", f'"model": "{OLD}"'): f'"model": "{NEW}"',
    ("audio-completions-typescript.md", '"2024-10-01-preview"'): '"2025-01-01-preview"',
    ("audio-completions-ai-foundry.md", "../..//concepts/models.md"): "../concepts/models.md",
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, list(map(str, arguments)))


def rename(root: Path, old: str, new: str, *more: str | Path) -> Result:
    return run("rename", old, new, *more, "--root", root)


def page(root: Path, name: str, text: str) -> Path:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def left(result: Result) -> dict[str, str]:
    """Return why each mention was left, by its line."""
    found = re.findall(r"^ +\S+?:(\d+):\d+ +\w+ +.+?: (.+)$", result.stderr, re.M)
    return dict(found)


# -- roles

GUIDE = """---
title: Use gpt-4o-mini
---
# Use gpt-4o-mini

Deploy a `gpt-4o-mini` model. GPT-4o mini is small.
Its page is [here](gpt-4o-mini.md), and its deployment `gpt-4o-mini-1001`.
Compare `gpt-4o-mini` with `gpt-4.1-mini`.

Call `https://x.openai.azure.com/openai/deployments/gpt-4o-mini/chat/completions` for an answer.

| Model | Speed |
|---|---|
| `gpt-4o-mini` | high |

```python
# gpt-4o-mini answers
client.chat.completions.create(model="gpt-4o-mini", messages=[])
client.chat.completions.create(model="gpt-4o-mini-2024-07-18", messages=[])
client.chat.completions.create(model="gpt-4o-mini-audio-preview", messages=[])
client.chat.completions.create(model="gpt-4o", messages=[])
```

## What's new

`gpt-4o-mini` is here.
"""


def test_mentions_change_by_their_role_and_the_rest_is_left_with_a_reason(tmp_path: Path) -> None:
    file = page(tmp_path, "guide.md", GUIDE)
    result = rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini", "--write")
    assert result.exit_code == 0
    changed = {n: line for n, line in enumerate(file.read_text().splitlines(), 1) if line != GUIDE.splitlines()[n - 1]}
    assert changed == {
        6: "Deploy a `gpt-4.1-mini` model. GPT-4o mini is small.",
        10: "Call `https://x.openai.azure.com/openai/deployments/gpt-4.1-mini/chat/completions` for an answer.",
        17: "# gpt-4.1-mini answers",
        18: 'client.chat.completions.create(model="gpt-4.1-mini", messages=[])',
    }
    reasons = left(result)
    assert reasons == {
        "2": "it is in a link, a path, a comment or front matter",
        "4": "it is a heading, and links may use its anchor",
        "6": "it is a display name",
        "7": "it is a different name that starts like the model's",
        "8": "the sentence also mentions `gpt-4.1-mini`",
        "14": reasons["14"],
        "19": "it pins version 2024-07-18",
        "26": "it is history",
    }
    assert "table" in reasons["14"]
    assert "audio" not in result.stderr, "another model that starts alike does not even have to be looked at"


def test_without_write_the_diff_is_shown_and_git_can_apply_it(tmp_path: Path) -> None:
    file = page(tmp_path, "guide.md", GUIDE)
    shown = rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini")
    assert shown.exit_code == 0
    assert file.read_text() == GUIDE
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=shown.stdout.encode(), check=True)
    by_git = file.read_text()
    file.write_text(GUIDE)
    assert rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini", "--write").exit_code == 0
    assert file.read_text() == by_git != GUIDE


def test_a_second_time_there_is_nothing_to_change(tmp_path: Path) -> None:
    page(tmp_path, "guide.md", GUIDE)
    rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini", "--write")
    again = rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini")
    assert again.exit_code == 0
    assert again.stdout == ""
    assert "Would change 0 mentions on 0 pages" in again.stderr


def test_a_pinned_name_changes_when_it_is_asked_for(tmp_path: Path) -> None:
    file = page(tmp_path, "guide.md", GUIDE)
    result = rename(tmp_path, "gpt-4o-mini-2024-07-18", "gpt-4.1-mini-2025-04-14", "--write")
    assert result.exit_code == 0
    assert file.read_text() == GUIDE.replace("gpt-4o-mini-2024-07-18", "gpt-4.1-mini-2025-04-14")


def test_a_version_beside_the_name_has_to_fit_the_new_model(tmp_path: Path) -> None:
    file = page(tmp_path, "a.md", "Deploy a `gpt-4o` (2024-11-20) model.\n")
    result = rename(tmp_path, "gpt-4o", "gpt-4.1", "--write")
    assert left(result) == {"1": "`gpt-4.1` has no known version 2024-11-20, which is named with it"}
    assert file.read_text() == "Deploy a `gpt-4o` (2024-11-20) model.\n"


def test_files_and_folders_narrow_what_is_changed(tmp_path: Path) -> None:
    text = "Deploy a `gpt-4o-mini` model.\n"
    files = [page(tmp_path, name, text) for name in ("one/a.md", "one/b.md", "two/a.md")]
    assert rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini", files[0], "--write").exit_code == 0
    assert [file.read_text() == text for file in files] == [False, True, True]
    assert rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini", tmp_path / "one", "--write").exit_code == 0
    assert [file.read_text() == text for file in files] == [False, False, True]


def test_line_ends_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"\xef\xbb\xbfDeploy a `gpt-4o-mini` model.\r\nAnd\na `gpt-4o-mini` speaks")
    assert rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini", "--write").exit_code == 0
    assert file.read_bytes() == b"\xef\xbb\xbfDeploy a `gpt-4.1-mini` model.\r\nAnd\na `gpt-4.1-mini` speaks"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("gpt-4o-mimi", "gpt-4o", "no page mentions the model `gpt-4o-mimi`; did you mean `gpt-4o-mini`?"),
        ("gpt-4o-mini", "GPT 5", "`GPT 5` is not a valid model id"),
        ("gpt-4o-mini", "gpt-4o-mini", "are the same"),
    ],
)
def test_a_wish_that_cannot_be_met_is_an_error(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = page(tmp_path, "a.md", "Deploy a `gpt-4o-mini` model.\n")
    result = rename(tmp_path, old, new, "--write")
    assert result.exit_code == 2
    assert says in result.stderr
    assert file.read_text() == "Deploy a `gpt-4o-mini` model.\n"


def test_a_new_name_that_nobody_knows_is_a_warning(tmp_path: Path) -> None:
    page(tmp_path, "a.md", "Deploy a `gpt-4o-mini` model.\n")
    result = rename(tmp_path, "gpt-4o-mini", "gpt-4o-minni")
    assert result.exit_code == 0
    assert "warning: `gpt-4o-minni` is not in the catalog; the nearest model is `gpt-4o-mini`" in result.stderr
    assert "Warning" not in rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini").stderr


def test_an_id_in_a_spelling_of_its_own_gets_the_usual_one_suggested(tmp_path: Path) -> None:
    page(tmp_path, "a.md", "Deploy a `gpt-4o-mini` model. GPT-4o mini is small.\n")
    result = rename(tmp_path, "gpt4o-mini", "gpt-4.1-mini")
    assert "warning: no page has the id `gpt4o-mini`; did you mean `gpt-4o-mini`?" in result.stderr
    page(tmp_path, "a.md", "GPT-4o mini is small.\n")
    assert "did you mean" not in rename(tmp_path, "gpt4o-mini", "gpt-4.1-mini").stderr


def test_diff_is_the_default_and_not_with_write(tmp_path: Path) -> None:
    file = page(tmp_path, "guide.md", GUIDE)
    shown = rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini", "--diff")
    assert shown.stdout == rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini").stdout != ""
    both = rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini", "--diff", "--write")
    assert both.exit_code == 2
    assert "mutually exclusive" in both.stderr
    assert file.read_text() == GUIDE


def test_what_only_looks_alike_is_not_even_listed(tmp_path: Path) -> None:
    text = "See [a](gpt-4-turbo.md), [b](x-gpt-4/), [c](gpt-4.1.md) and [d](gpt-4.md).\n\nDeploy `gpt-4-32k`.\n"
    file = page(tmp_path, "a.md", text)
    result = rename(tmp_path, "gpt-4", "gpt-4o", "--write")
    assert re.findall(r":(\d+:\d+) ", result.stderr) == [f"1:{text.index('gpt-4.md') + 1}"]
    assert file.read_text() == text


def test_sections_about_what_is_over_are_left(tmp_path: Path) -> None:
    text = "# A\n\nDeploy a `gpt-4o-mini` model.\n\n## Deprecated models\n\nDeploy a `gpt-4o-mini` model{}.\n"
    url = ", call `/openai/deployments/gpt-4o-mini/chat`"
    file = page(tmp_path, "a.md", text.format(url))
    result = rename(tmp_path, "gpt-4o-mini", "gpt-4.1-mini", "--write")
    assert file.read_text() == text.format(url).replace("gpt-4o-mini", "gpt-4.1-mini", 1)
    assert left(result) == {"7": "the section is about the past"}
    assert "2 left for manual review" in result.stderr


# -- API versions

CALLS = """# Call it

Since API version `2024-02-01`, schemas are supported. Version `2024-06-01` of the API is fine.

```http
GET https://x.openai.azure.com/openai/models?api-version=2024-06-01
GET https://x.openai.azure.com/openai/models?api-version=2024-10-01-preview
GET https://x.openai.azure.com/openai/models?api-version=2024-6-01
GET https://x.openai.azure.com/openai/models?api-version={version}
GET https://x.search.windows.net/indexes?api-version=2023-11-01
```

Open `https://x.openai.azure.com/openai/models?api-version=2024-02-01` to see them.

| Service | API version |
|---|---|
| Azure OpenAI | 2024-06-01 |
"""


def test_bump_keeps_to_its_service_and_channel(tmp_path: Path) -> None:
    file = page(tmp_path, "calls.md", CALLS)
    result = run("bump", "azure-openai", "2024-10-21", "--root", tmp_path, "--write")
    assert result.exit_code == 0
    changed = {n: line for n, line in enumerate(file.read_text().splitlines(), 1) if line != CALLS.splitlines()[n - 1]}
    assert changed == {
        6: "GET https://x.openai.azure.com/openai/models?api-version=2024-10-21",
        13: "Open `https://x.openai.azure.com/openai/models?api-version=2024-10-21` to see them.",
    }
    assert set(left(result)) == {"3", "8", "17"}
    assert left(result)["8"] == "it is malformed, see `checker fix`"
    result = run("bump", "azure-openai", "2024-10-21", "--root", tmp_path, "--write", "--any-channel")
    assert file.read_text().splitlines()[6] == "GET https://x.openai.azure.com/openai/models?api-version=2024-10-21"
    assert "2023-11-01" in file.read_text()


TOLD = """# Call it

The sample calls the service with API version `2024-06-01`. Schemas came with API version `2024-02-01`.
API version `2024-06-01` is used because only it is stable. Use API version `2024-02-01` for audio.

```http
GET https://x.openai.azure.com/openai/models?api-version=2024-06-01
```
"""


def test_bump_changes_text_that_tells_to_call_with_the_version_of_the_sample(tmp_path: Path) -> None:
    file = page(tmp_path, "calls.md", TOLD)
    result = run("bump", "azure-openai", "2024-10-21", "--root", tmp_path, "--write")
    first, *others = file.read_text().splitlines()[2:4]
    assert first.startswith(
        "The sample calls the service with API version `2024-10-21`. Schemas came with API version `2024-02"
    )
    assert others == TOLD.splitlines()[3:4]
    reasons = re.findall(r"calls.md:(\d+):\d+ +mentioned +\S+: (.+)$", result.stderr, re.M)
    claims = "the text makes a statement about this version, which may not be true of another"
    alone = "the text mentions this version, but no nearby sample uses it"
    assert reasons == [("3", claims), ("4", claims), ("4", alone)]


def test_bump_leaves_what_is_newer(tmp_path: Path) -> None:
    text = "```http\nGET https://x.openai.azure.com/openai/models?api-version=2024-10-21\n```\n"
    file = page(tmp_path, "calls.md", text)
    result = run("bump", "azure-openai", "2024-06-01", "--root", tmp_path, "--write")
    assert (result.exit_code, file.read_text(), left(result)) == (0, text, {"2": "it is already newer"})


@pytest.mark.parametrize(
    ("service", "version", "code", "says"),
    [
        ("azure-openi", "2024-10-21", 2, "did you mean `azure-openai`?"),
        ("Azure OpenAI", "2024-10-21", 2, "did you mean `azure-openai`?"),
        (
            "search",
            "2024-10-21",
            2,
            "no page calls the service `search`; services that are called: `azure-ai-search`, `azure-openai`",
        ),
        ("azure-openai", "2024-10-2", 2, "`2024-10-2` is not an API version"),
        ("azure-openai", "2024-13-01", 2, "`2024-13-01` is not an API version"),
        ("azure-openai", "2031-01-01", 0, "warning: `2031-01-01` of Azure OpenAI is not in the catalog"),
        ("AZURE-OPENAI", "2024-10-21", 0, "Would change 2 mentions"),
    ],
)
def test_bump_says_what_is_wrong(tmp_path: Path, service: str, version: str, code: int, says: str) -> None:
    page(tmp_path, "calls.md", CALLS)
    result = run("bump", service, version, "--root", tmp_path)
    assert result.exit_code == code
    assert says in result.stderr


# -- the seed's day


def test_the_day_replayed_gives_the_after_pages(tmp_path: Path) -> None:
    unlabelled(CORPORA / "trees" / "azure-openai", tmp_path)
    pages = sorted(DAY.rglob("*.md"))
    assert len(pages) == 6
    shutil.copytree(DAY, tmp_path, dirs_exist_ok=True)
    files = [tmp_path / file.relative_to(DAY) for file in pages]
    result = rename(tmp_path, OLD, NEW, *files, "--write")
    assert result.exit_code == 0
    for file in files:
        assert file.read_text(encoding="utf-8") == "".join(_mended_after(file.name)), file.name
    named = {file.relative_to(tmp_path).as_posix() for file in files}
    models = {"model-mismatch", "page-model-mismatch", "sibling-drift"}
    wrong = [one for one in check_tree(tmp_path, SEED_DAY).findings if one.place.path in named and one.rule in models]
    assert wrong == []


def test_the_day_half_done_is_noticed(tmp_path: Path) -> None:
    """What the replay proves depends on the checker seeing what it left out."""
    unlabelled(CORPORA / "trees" / "azure-openai", tmp_path)
    shutil.copytree(DAY, tmp_path, dirs_exist_ok=True)
    some = [
        tmp_path / OPENAI / "includes" / f"audio-completions-{name}.md" for name in ("python", "rest", "javascript")
    ]
    assert rename(tmp_path, OLD, NEW, *some, "--write").exit_code == 0
    found = {(one.place.path.rpartition("-")[2], one.rule) for one in check_tree(tmp_path, SEED_DAY).findings}
    assert ("typescript.md", "sibling-drift") in found


def _mended_after(name: str) -> Iterator[str]:
    text = (CORPORA / "trees" / "azure-openai" / OPENAI / "includes" / name).read_text(encoding="utf-8")
    text, _ = strip(text, name)
    for (page_name, wrong), right in MENDED.items():
        if page_name == name:
            assert text.count(wrong) == 1
            text = text.replace(wrong, right)
    yield text


def agreement(before: Path, after: Path, replayed: Path) -> tuple[int, int]:
    """Return how many of the lines that people changed are the same in the replay, and how many they changed."""
    agreeing = changed = 0
    for file in sorted(after.rglob("*.md")):
        path = file.relative_to(after)
        theirs, ours = (
            list(_changes((before / path).read_text("utf-8").split("\n"), (root / path).read_text("utf-8").split("\n")))
            for root in (after, replayed)
        )
        changed += len(theirs)
        agreeing += sum(one in ours for one in theirs)
    return agreeing, changed


def _changes(before: list[str], after: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the changed and added lines with the line of the old text that they stand at."""
    for tag, start, end, first, last in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from ((min(start + n, max(end - 1, start)), line) for n, line in enumerate(after[first:last]))


@needs_shared
def test_the_real_day_replayed(tmp_path: Path) -> None:
    seed = SHARED / "seed"
    shutil.copytree(seed / "before", tmp_path, dirs_exist_ok=True, copy_function=shutil.copyfile)
    includes = tmp_path / OPENAI / "includes"
    for old, new, pattern in (
        (OLD, NEW, "audio-completions-*.md"),
        (OLD.replace("audio", "realtime"), NEW.replace("audio", "realtime"), "realtime-*.md"),
    ):
        assert rename(tmp_path, old, new, *sorted(includes.glob(pattern)), "--write").exit_code == 0
    agreeing, changed = agreement(seed / "before" / OPENAI / "includes", seed / "after" / OPENAI / "includes", includes)
    assert changed > 60
    assert agreeing / changed >= 0.95, (agreeing, changed)


def test_a_name_changes_behind_its_prefix(tmp_path: Path) -> None:
    file = page(
        tmp_path,
        "guide.md",
        "# Guide\n\nCall `openai/gpt-4o` now.\n\n```ts\n"
        "const a = openai('gpt-4o');\nconst b = 'openai:gpt-4o';\nconst c = '@team/gpt-4o';\n"
        "const d = 'gpt-4o-mini';\n```\n",
    )
    assert rename(tmp_path, "gpt-4o", "gpt-4.1", "--write").exit_code == 0
    text = file.read_text(encoding="utf-8")
    assert text.count("gpt-4.1") == 4
    assert "`openai/gpt-4.1`" in text
    assert "'@team/gpt-4.1'" in text
    assert "'gpt-4o-mini'" in text
