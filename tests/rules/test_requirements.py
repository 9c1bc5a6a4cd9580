"""What a page requires of the models of its samples: by zone, by what it includes, and by what includes it."""

from __future__ import annotations

from pathlib import Path

from ..support import run, write

CALL = '```python\nclient.chat.completions.create(model="{}", messages=[])\n```\n\n'
ZONE = '::: zone pivot="{}"\n\n{}\n::: zone-end\n\n'


def mismatches(root: Path, pages: dict[str, str]) -> list[tuple[str, int, str]]:
    write(root, pages)
    found = run(root, select=("page-model-mismatch",)).findings
    return [(one.place.path, one.place.line, one.message.rpartition("requires ")[2]) for one in found]


def test_a_requirement_of_a_zone_is_for_its_samples(tmp_path: Path) -> None:
    zones = [
        ZONE.format(one, f"Deploy a `{one}` model.\n\n{CALL.format('gpt-4o')}") for one in ("gpt-4o", "gpt-4o-mini")
    ]
    assert mismatches(tmp_path, {"a.md": "# A\n\n" + "".join(zones)}) == [("a.md", 19, "`gpt-4o-mini`")]


def test_the_first_requirement_of_the_series_is_told(tmp_path: Path) -> None:
    text = "Deploy a `gpt-4o-mini` model.\n\nDeploy a `gpt-4o-audio-preview` model.\n\n"
    found = mismatches(tmp_path, {"a.md": f"# A\n\n{text}{CALL.format('gpt-4o')}"})
    assert found == [("a.md", 8, "`gpt-4o-mini`")]


def test_what_a_page_is_included_with_requires_something_too(tmp_path: Path) -> None:
    pages = {
        "a.md": "# A\n\n[!INCLUDE [b](b.md)]\n\n[!INCLUDE [c](c.md)]\n",
        "b.md": "Deploy a `gpt-4o-mini` model.\n",
        "c.md": CALL.format("gpt-4o"),
    }
    assert mismatches(tmp_path, pages) == [("c.md", 2, "`gpt-4o-mini`")]


def test_what_another_sample_meets_is_required_beside_a_model_of_another_series(tmp_path: Path) -> None:
    text = f"# A\n\nDeploy a `gpt-4o` model.\n\n{CALL.format('gpt-4o')}{CALL.format('o3-mini')}"
    assert mismatches(tmp_path, {"a.md": text}) == [("a.md", 10, "`gpt-4o`")]
    assert mismatches(tmp_path, {"a.md": text + CALL.format("o3-mini")}) == []
