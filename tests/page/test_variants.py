"""Variants of a step: which samples of a page are alternatives, by zones, tabs, and one after another."""

from __future__ import annotations

from checker.page.variants import variants
from checker.reading.extraction import extract


def found(text: str, path: str = "guide.md") -> list[list[tuple[str, int]]]:
    facts = extract(path, text, [])
    return [[(one.name, len(one.samples)) for one in some] for some in variants(facts, text)]


PYTHON, SHELL = "```python\nrun()\n```\n", "```bash\nrun\n```\n"


def test_samples_one_after_another_are_variants_where_their_languages_differ() -> None:
    assert found(f"{PYTHON}\n{SHELL}") == [[("python", 1), ("bash", 1)]]
    assert found(f"{PYTHON}\n{PYTHON}") == []
    assert found(f"{PYTHON}\nThen run it:\n\n{SHELL}") == []


def test_a_label_between_two_samples_keeps_them_variants() -> None:
    assert found(f"- macOS:\n\n{PYTHON}\n- Windows:\n\n{SHELL}") == [[("python", 1), ("bash", 1)]]
    assert found(f"{PYTHON}\n**Bash**\n\n{SHELL}") == [[("python", 1), ("bash", 1)]]
    assert found(f"{PYTHON}\nOn Windows you need to start another program first.\n\n{SHELL}") == []


def test_tabs_are_variants_and_their_samples_are_no_others() -> None:
    tabs = f'<Tabs>\n<Tab title="A">\n\n{PYTHON}\n{PYTHON}\n</Tab>\n<Tab title="B">\n\n{SHELL}\n</Tab>\n</Tabs>\n'
    assert found(tabs, "guide.mdx") == [[("A", 2), ("B", 1)]]


def test_a_zone_of_the_same_name_begins_the_next_step() -> None:
    zone = ':::zone pivot="{0}"\n\n{1}\n:::zone-end\n\n'
    step = zone.format("python", PYTHON) + zone.format("rest", SHELL)
    assert found(step + step) == [[("python", 1), ("rest", 1)], [("python", 1), ("rest", 1)]]
