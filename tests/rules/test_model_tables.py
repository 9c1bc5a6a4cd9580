"""What a table of models says of which models, and what it has to hold of what its siblings declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support import found, run, write

_MODELS = "| Model | Description | Context window (tokens) |\n|---|---|---|\n"
_QUOTAS = "| Model | Requests per minute |\n|---|---|\n"


def missing(root: Path, models: str, quotas: str) -> list[int]:
    """Return the lines of `models.md` that have a model which the quotas lack; their first row is in line 5."""
    rows = {
        name: "".join(f"{row}\n" for row in text.split("; ")) for name, text in (("models", models), ("quotas", quotas))
    }
    write(root, {"models.md": f"# M\n\n{_MODELS}{rows['models']}", "quotas.md": f"# Q\n\n{_QUOTAS}{rows['quotas']}"})
    return [
        line for path, line, rule in sorted(found(run(root))) if (path, rule) == ("models.md", "missing-from-table")
    ]


@pytest.mark.parametrize(
    ("models", "quotas", "lines"),
    [
        ("| `command-a-plus-05-2026` | Big | 128,000 |", "| Command A+ | 20 |; | Command A | 20 |", []),
        ("| `command-r7b-12-2024` | Small | 128,000 |", "| Command R | 20 |; | Command R7B | 20 |", []),
        ("| `command-a-translate-08-2025` | Words | 128,000 |", "| Command A | 2 |; | Command A Translate | 20 |", []),
        ("| `command-a-vision-07-2025` | Sees | 128,000 |", "| Command A | 2 |; | Command A Translate | 20 |", [5]),
        ("| `gpt-4o` | Big | 128,000 |; | `command-r7b-12-2024` | Small | 8,000 |", "| `gpt-4o` | 20 |", []),
        (
            "| `gpt-4o` | Big | 128,000 |; | `command-r7b-12-2024` | Small | 8,000 |",
            "| `gpt-4o` | 20 |; | `gpt-4o-mini` | 20 |; | `gpt-4.1` | 20 |",
            [6],
        ),
        ("| `gpt-4o` | Big | 128,000 |; | `gpt-4o-mini` | Small | 8,000 |", "| `gpt-4o` | 20 |", [6]),
        ("| `gpt-4o` | Big | 128,000 |; | `gpt-4-turbo` | Deprecated in May | 8,000 |", "| `gpt-4o` | 20 |", []),
        ("| `gpt-4o` | Big | 128,000 |; | `gpt-4-turbo` | Replaces deprecated ones | 8 |", "| `gpt-4o` | 20 |", [6]),
    ],
)
def test_a_model_has_a_row_in_a_table_that_speaks_of_its_like(
    models: str, quotas: str, lines: list[int], tmp_path: Path
) -> None:
    assert missing(tmp_path, models, quotas) == lines


@pytest.mark.parametrize(("day", "lines"), [("May 1, 2024", []), ("May 1, 2124", [6])])
def test_a_model_that_the_tree_retired_needs_no_quota(day: str, lines: list[int], tmp_path: Path) -> None:
    table = f"# R\n\n| Model | Retirement date |\n|---|---|\n| `gpt-4o` | |\n| `gpt-4-turbo` | {day} |\n"
    write(tmp_path, {"retirements.md": table})
    assert (
        missing(tmp_path, "| `gpt-4o` | Big | 8,000 |; | `gpt-4-turbo` | Fast | 8,000 |", "| `gpt-4o` | 20 |") == lines
    )


_RETIRED = "# R\n\n| Model | Version | Retirement date |\n|---|---|---|\n"


def lines_of(rule: str, root: Path, text: str, table: str) -> list[int]:
    """Return the lines of a page that a rule finds something in, beside a page with a table."""
    write(root, {"guide.md": text, "models.md": table})
    return [line for path, line, name in sorted(found(run(root))) if (path, name) == ("guide.md", rule)]


@pytest.mark.parametrize(
    ("sentence", "lines"),
    [
        ("The best model for letters is GPT-4o.", []),
        ("The best model for letters is GPT-4 Turbo.", [3]),
        ("The best model for letters is GPT-4 Turbo Translate.", []),
        ("The best model for letters is GPT-4 Turbo Models.", [3]),
        ("The best model for letters is [Command-R](https://models.example.com/c4ai-command-r-08-2024).", []),
        ("The best model for letters is [Command-R](https://models.example.com/c4ai-command-r-03-2024).", [3]),
        ("The best model for letters is [Command-R](https://models.example.com/letters).", [3]),
    ],
)
def test_a_retired_model_is_the_one_that_the_whole_name_and_the_link_name(
    sentence: str, lines: list[int], tmp_path: Path
) -> None:
    gone = ("`gpt-4-turbo` | ", "`command-r` | ", "`command-r-03-2024` | 03-2024")
    rows = "".join(f"| {one} | May 1, 2024 |\n" for one in gone)
    table = f"{_RETIRED}{rows}| `command-r-08-2024` | 08-2024 | No earlier than May 1, 2099 |\n"
    assert lines_of("retired-model", tmp_path, f"# G\n\n{sentence}\n", table) == lines


def test_a_row_of_a_longer_display_name_retires_another_model(tmp_path: Path) -> None:
    text = "# G\n\nThe best model for letters is `command-a`.\n"
    row, other = "| Command A Translate | | May 1, 2024 |\n", "| `command-a` | | |\n"
    assert lines_of("retired-model", tmp_path, text, f"{_RETIRED}{row}{other}") == []
    assert lines_of("retired-model", tmp_path, text, f"{_RETIRED}{row.replace(' Translate', '')}") == [3]


@pytest.mark.parametrize(("name", "lines"), [("Command A", [3]), ("Command A Translate", [])])
def test_what_is_said_of_a_longer_display_name_is_said_of_another_model(
    name: str, lines: list[int], tmp_path: Path
) -> None:
    text = f"# G\n\nThe {name} model has a context window of 8K tokens.\n"
    assert lines_of("conflicting-fact", tmp_path, text, f"# M\n\n{_MODELS}| `command-a` | Big | 256,000 |\n") == lines
