"""The clients in a sample tell its platform, and are looked for only where their letters are."""

from __future__ import annotations

import pytest

from checker.graph import platforms
from checker.patterns import families


@pytest.mark.parametrize("key", [key for key, one in families.platforms().platforms.items() if one.clients])
def test_the_letters_of_a_client_are_in_each_of_its_names(key: str) -> None:
    shape = platforms.client_shape(families.platforms().platforms[key].clients)
    for way in shape.pattern.split("|"):
        for name in _names(way):
            assert shape.compiled.search(name), name
            assert shape.may_be_in(name), name


def _names(way: str) -> list[str]:
    """Return names that one way of a pattern matches: with and without a letter that may be missing."""
    plain = way.replace(r"\b", "").replace(r"\w*", "Client")
    while "[" in plain:
        start, end = plain.index("["), plain.index("]")
        plain = plain[:start] + plain[end - 1] + plain[end + 1 :]
    at = plain.find("?")
    return [plain] if at < 0 else [plain.replace("?", ""), plain[: at - 1] + plain[at + 1 :]]


def test_a_sample_is_of_the_platform_that_its_client_names() -> None:
    assert platforms.of_code("client = AzureOpenAI()\n") == "azure"
    assert platforms.of_code('model = Mistral("mistral-large")\n') == "mistral"
    assert platforms.of_code('call("mistral-large")\n') == ""


@pytest.mark.parametrize(
    ("code", "cloud"),
    [
        ("googleVertexXai('xai/grok-4')", "vertex"),
        ("model: amazonBedrock(\n  'anthropic.claude-3')", "bedrock"),
        ("openrouter.chat('x-ai/grok-4')", ""),
        ("vertex = 'xai/grok-4'", ""),
        ("run(vertex, 'xai/grok-4')", ""),
    ],
)
def test_what_a_clouds_client_is_called_with_is_served_there(code: str, cloud: str) -> None:
    assert platforms.cloud_before(code, code.rindex("'", 0, -2) + 1) == cloud
