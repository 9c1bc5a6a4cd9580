"""What rules about links report beside the places that corpora label: pages that nothing publishes, proposals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.findings import Finding

from ..support import run, write

PUBLISHING = '{"docsets_to_publish": [{"build_source_folder": "docs"}]}'


def found(root: Path, dead: int, what: str = "[quay {0}](gone-{0}.md)", rule: str = "broken-link") -> list[Finding]:
    """Return what is found in a tree with some dead links in an archive, and one on a published page."""
    archive = {f"archive/{number}/a.md": f"# A\n\n{what.format(number)}\n" for number in range(dead)}
    page = {"docs/a.md": f"# A\n\n{what.format('here')}\n"}
    write(root, {".openpublishing.publish.config.json": PUBLISHING, **page, **archive})
    return run(root, select=(rule,)).findings


@pytest.mark.parametrize("rule", ["broken-link", "broken-include"])
def test_a_folder_that_nobody_keeps_is_one_finding(rule: str, tmp_path: Path) -> None:
    what = "[quay {0}](gone-{0}.md)" if rule == "broken-link" else "[!INCLUDE [quay](gone-{0}.md)]"
    first, second = found(tmp_path, 30, what, rule)
    assert (first.place.path, first.severity.label) == ("archive/0/a.md", "suggestion")
    assert first.message.startswith("the site does not publish `archive`, where 30 ")
    assert len(first.related) == 19
    assert (second.place.path, second.severity.label) == ("docs/a.md", "error")


def test_a_template_that_nothing_publishes_is_copied_to_where_its_links_lead_on(tmp_path: Path) -> None:
    write(tmp_path, {"templates/a.md": "# A\n\n[quay](gone.md)\n", "template.md": "# A\n\n[quay](gone.md)\n"})
    assert [one.place.path for one in found(tmp_path, 0)] == ["docs/a.md"]


@pytest.mark.parametrize(("to", "safety"), [("/quays/east", "safe"), ("/index", "unsafe")])
def test_what_is_redirected_to_the_start_page_was_removed(to: str, safety: str, tmp_path: Path) -> None:
    site = {"navigation": [], "redirects": [{"source": "/gone", "destination": to}]}
    pages = {"index.mdx": "# Harbor\n", "quays/east.mdx": "# East\n", "west.mdx": "# West\n\n[gone](/gone)\n"}
    write(tmp_path, {"docs.json": json.dumps(site), **pages})
    [one] = run(tmp_path, select=("moved-link",)).findings
    assert one.fix is not None
    assert one.fix.safety.value == safety


def test_a_few_dead_links_in_it_are_findings_of_their_own(tmp_path: Path) -> None:
    labels = [(one.place.path, one.severity.label) for one in found(tmp_path, 3)]
    assert labels == [(f"archive/{number}/a.md", "suggestion") for number in range(3)] + [("docs/a.md", "error")]


def test_a_label_is_proposed_as_it_is_written(tmp_path: Path) -> None:
    page = "# A\n\n[Ada Moor][] and [Ada Mor][].\n\n[Ada Moor]: https://example.com/ada\n"
    write(tmp_path, {"a.md": page})
    (found,) = run(tmp_path, select=("undefined-reference",)).findings
    assert found.message == "no link is defined as `Ada Mor`; did you mean `Ada Moor`?"
    assert found.fix is not None
    assert [edit.text for edit in found.fix.edits] == ["Ada Moor"]


@pytest.mark.parametrize(
    ("target", "severity"),
    [
        ("guides//tides.md", "suggestion"),
        ("guides//tides.md#low", "suggestion"),
        ("guides//gone.md", "error"),
        ("guides//Tides.md", "error"),
        ("/guides//tides.md", "error"),
    ],
)
def test_doubled_slashes_that_lead_to_a_page_are_a_suggestion(target: str, severity: str, tmp_path: Path) -> None:
    write(tmp_path, {"guides/tides.md": "# Tides\n\n## Low\n", "a.md": f"# A\n\nSee [the tides]({target}).\n"})
    (one,) = run(tmp_path, select=("malformed-link",)).findings
    assert (one.severity.label, one.message) == (severity, f"`{target}` has `//` inside its path")


@pytest.mark.parametrize("name", ["a.md", "a.mdx"])
def test_empty_angle_brackets_are_a_missing_target(name: str, tmp_path: Path) -> None:
    write(tmp_path, {name: "# A\n\nSee [the tides](<>).\n"})
    (one,) = run(tmp_path, select=("malformed-link", "unclosed-container")).findings
    assert (one.rule, one.message) == ("malformed-link", "this link has no target")
