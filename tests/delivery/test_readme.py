"""The README, the docs and the command line agree, and the docs are a site."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

from checker import cli, config
from checker.rules import all_rules

from .. import site_pages
from ..support import TOP

README = (TOP / "README.md").read_text(encoding="utf-8")
DOCS = TOP / "docs"
MOST_BYTES = 10_000


def test_the_generated_pages_are_those_of_the_code() -> None:
    made = site_pages.pages()
    assert site_pages.found() == set(made), "write them again: python -m tests.generated"
    stale = [path for path, text in made.items() if (DOCS / path).read_text(encoding="utf-8") != text]
    assert stale == [], "write them again: python -m tests.generated"


def test_the_reference_names_every_command_option_and_key() -> None:
    commands = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    context = click.Context(cli.cli)
    names = cli.cli.list_commands(context)
    assert len(names) > 5
    for name in names:
        command = cli.cli.get_command(context, name)
        assert command is not None
        section = commands.split(f"\n## checker {name}\n")[1].split("\n## ")[0]
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert parameter.opts[-1] in section, (name, parameter.opts)
    keys = (DOCS / "reference" / "configuration.md").read_text(encoding="utf-8")
    example = (DOCS / "configuration.md").read_text(encoding="utf-8")
    for key in config.known_keys():
        assert f"\n## {key}\n" in keys
        assert re.search(rf"^(?:{key} = |\[{key}[].])", example, re.M), key


def test_pages_of_rules_have_no_test_labels() -> None:
    for name in all_rules():
        text = (DOCS / "rules" / f"{name}.md").read_text(encoding="utf-8")
        assert "expect:" not in text
        assert f"[`{name}`]({name}.md)" in (DOCS / "rules" / "index.md").read_text(encoding="utf-8")


def test_every_page_is_in_the_navigation_and_named_in_the_readme() -> None:
    settings = yaml.safe_load((TOP / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = set(_pages(settings["nav"]))
    there = {file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")}
    rules = {f"rules/{name}.md" for name in all_rules()}
    assert listed == there - rules
    assert {path for path in listed if f"(docs/{path})" not in README} == {"index.md"}


def _pages(nav: object) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    assert isinstance(nav, (dict, list))
    values = nav.values() if isinstance(nav, dict) else nav
    return [page for one in values for page in _pages(one)]


@pytest.mark.parametrize("page", sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")))
def test_fences_are_ones_that_the_site_renders(page: str) -> None:
    """Python-Markdown reads a fence with other words after its language as text."""
    opened, wrong = "", list[str]()
    for line in (DOCS / page).read_text(encoding="utf-8").split("\n"):
        match = re.match(r"(`{3,})(.*)$", line)
        if match and not opened:
            opened = match[1]
            if not re.fullmatch(r"\w*(?: title=\"[^\"]*\")?", match[2]):
                wrong.append(line)
        elif match and line == opened:
            opened = ""
    assert (wrong, opened) == ([], "")


def test_the_readme_is_short() -> None:
    assert len(README.encode()) <= MOST_BYTES


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_links_to_files_lead_somewhere(file: str) -> None:
    text = re.sub(r"^```.*?^```", "", (TOP / file).read_text(encoding="utf-8"), flags=re.S | re.M)
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [target for target in targets if not Path(TOP, target).exists()] == []


def test_readme_starts_with_two_lines() -> None:
    start = README.split("\n## Start\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", start, re.S | re.M)
    assert len(blocks) == 2
    assert all(block.count("\n") == 1 for block in blocks)


def test_the_readme_has_the_figures_of_the_page_on_accuracy() -> None:
    page = (DOCS / "accuracy.md").read_text(encoding="utf-8").split("\n## ")[1]
    rows = re.findall(r"^\| [^|]+ \| [^|]+ \| (?:about )?\d+, (?:about )?(\d+)", page, re.M)
    false = sorted(int(number) for number in rows)
    wrong = [number for number in false if number]
    said = re.search(
        r"no error was plainly false on (\w+) of them; on the other (\w+) there were ([^.]*?) false", _plain(README)
    )
    assert said is not None
    numbers = {"six": 6, "nine": 9}
    assert (numbers[said[1]], numbers[said[2]]) == (len(false) - len(wrong), len(wrong))
    assert [int(number) for number in re.findall(r"\d+", said[3])] == wrong
    planted = re.findall(r"(\d+) in [^.]*?, of which \*\*(\d+) \(\d+ %\) were found on their line", _plain(page))
    slips, found = (sum(int(one[at]) for one in planted) for at in (0, 1))
    assert f"Of {slips} slips planted in six of them, **{found / slips:.0%}".replace("%", " %") in _plain(README)


def _plain(text: str) -> str:
    return " ".join(text.split())
