"""What makes a fix unsafe, whatever its rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.findings import Safety

from ..support import run, write


@pytest.mark.parametrize(
    ("page", "rule", "safety"),
    [
        ("# Harbor\n\nRead the the depth.\n", "doubled-word", Safety.SAFE),
        ("# Harbor\n\n## Read the the depth\n", "doubled-word", Safety.UNSAFE),
        ("# Harbor\n\nRead of tool use use cases.\n", "doubled-word", Safety.UNSAFE),
        ("# Harbor\n\nRead the tide tide of today.\n", "doubled-word", Safety.SAFE),
        ("# Harbor\n\nAsk GPT4 first.\n", "model-spelling", Safety.SAFE),
        ("# Harbor\n\n## Ask GPT4 first\n", "model-spelling", Safety.UNSAFE),
        ("# Harbor\n\n## Read [the quay](Quay.md)\n", "broken-link", Safety.SAFE),
        (
            '# Azure OpenAI\n\n```python\nAzureOpenAI().ask(model="gpt-3.5-turbo")\n```\n',
            "model-spelling",
            Safety.UNSAFE,
        ),
    ],
)
def test_no_safe_fix_changes_an_anchor_or_a_sample(page: str, rule: str, safety: Safety, tmp_path: Path) -> None:
    write(tmp_path, {"a.md": page, "quay.md": "# Quay\n"})
    [found] = run(tmp_path, select=(rule,)).findings
    assert found.fix is not None
    assert found.fix.safety is safety


def test_a_double_in_a_cell_of_html_is_found_but_has_no_fix(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A\n\n- Output: <table><tr><td>the tide of of May</td></tr></table> is is it.\n"})
    cell, text = run(tmp_path, select=("doubled-word",)).findings
    assert cell.fix is None
    assert text.fix is not None
