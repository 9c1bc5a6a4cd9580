"""What is read of a sample as a whole: whether it shows an answer."""

from __future__ import annotations

import pytest

from checker.reading.extraction import extract


@pytest.mark.parametrize(
    ("language", "code", "is_output"),
    [
        ("output", "Microsoft.Search/searchServices@2023-11-01", True),
        ("output", "The service answers with model: gpt-4o", True),
        ("json", '{"choices": [], "usage": {}}', True),
        ("json", '{"model": "gpt-4o", "choices": [], "usage": {}}', True),
        ("json", '{"tides": {"choices": [], "usage": {}}}', False),
        ("text", '{"choices": [], "usage": {}}', True),
        ("python", '{"choices": [], "usage": {}}', False),
        ("javascript", '{"choices": [], "usage": {}}', True),
        ("typescript", 'send({"choices": [], "usage": {}})', False),
        ("javascript", '{"messages": [{"index": 0, "status": "x"}]}', False),
        ("bash", "az rest --url Microsoft.Search/searchServices@2023-11-01", False),
    ],
)
def test_a_sample_is_output_whatever_it_names(language: str, code: str, is_output: bool) -> None:
    [sample] = extract("a.md", f"```{language}\n{code}\n```\n").samples
    assert sample.output is is_output
