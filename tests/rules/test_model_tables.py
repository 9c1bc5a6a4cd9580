"""What a table of models has to hold of what its siblings declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support import found, run, write

_MODELS = "| Model | Description | Context (tokens) |\n|---|---|---|\n"
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
