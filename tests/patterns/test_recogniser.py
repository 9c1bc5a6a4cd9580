"""Every way in which docs write the name of a model is taken apart by one function."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.patterns import families, models
from checker.patterns.recogniser import recognise

WRITTEN = [
    # text, platform, maker, name, tag, form
    ("gpt-4o", "", "openai", "gpt-4o", "", "id"),
    ("gpt-5.20", "", "openai", "gpt-5.20", "", "id"),
    ("o4-mini", "", "openai", "o4-mini", "", "id"),
    ("whisper", "", "openai", "whisper", "", "id"),
    ("text-embedding-3-small", "", "openai", "text-embedding-3-small", "", "id"),
    ("claude-sonnet-4-20250514", "", "anthropic", "claude-sonnet-4-20250514", "", "id"),
    ("deepseek-reasoner", "", "deepseek", "deepseek-reasoner", "", "id"),
    ("text-bison@002", "", "google", "text-bison", "002", "tagged"),
    ("openai/gpt-4o", "openai", "openai", "gpt-4o", "", "prefixed"),
    ("openai:gpt-4o", "openai", "openai", "gpt-4o", "", "prefixed"),
    ("azure/gpt-4o", "azure", "openai", "gpt-4o", "", "prefixed"),
    ("azure/eu/gpt-4o-2024-11-20", "azure", "openai", "gpt-4o-2024-11-20", "", "prefixed"),
    ("@team/gpt-4o", "", "openai", "gpt-4o", "", "prefixed"),
    ("@openai/gpt-4o", "openai", "openai", "gpt-4o", "", "prefixed"),
    ("models/gemini-2.5-pro", "", "google", "gemini-2.5-pro", "", "prefixed"),
    ("google-gla:gemini-1.5-flash", "gemini", "google", "gemini-1.5-flash", "", "prefixed"),
    ("publishers/google/models/gemini-2.5-flash", "vertex", "google", "gemini-2.5-flash", "", "prefixed"),
    ("meta-llama/Llama-3.3-70B-Instruct", "", "meta", "Llama-3.3-70B-Instruct", "", "prefixed"),
    ("accounts/fireworks/models/llama-v3p1-8b-instruct", "fireworks", "meta", "llama-v3p1-8b-instruct", "", "prefixed"),
    ("openrouter/anthropic/claude-3.5-sonnet", "openrouter", "anthropic", "claude-3.5-sonnet", "", "prefixed"),
    ("@cf/meta/llama-2-7b-chat-int8", "cloudflare", "meta", "llama-2-7b-chat-int8", "", "prefixed"),
    ("databricks-claude-opus-4", "databricks", "anthropic", "claude-opus-4", "", "prefixed"),
    ("anthropic.claude-v2:1", "bedrock", "anthropic", "claude-v2", "1", "prefixed"),
    ("amazon.nova-lite-v1:0", "bedrock", "amazon", "nova-lite", "v1:0", "prefixed"),
    ("amazon.titan-embed-text-v2:0", "bedrock", "amazon", "titan-embed-text-v2", "0", "prefixed"),
    (
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "bedrock",
        "anthropic",
        "claude-sonnet-4-5-20250929",
        "v1:0",
        "prefixed",
    ),
    (
        "arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0",
        "bedrock",
        "cohere",
        "rerank-v3-5",
        "0",
        "prefixed",
    ),
    ("llama3.1:8b", "", "meta", "llama3.1", "8b", "tagged"),
    ("mistral:7b", "", "mistral", "mistral", "7b", "tagged"),
    ("ollama/mistral", "ollama", "mistral", "mistral", "", "prefixed"),
    ("deepseek/deepseek-r1:free", "deepseek", "deepseek", "deepseek-r1", "free", "prefixed"),
    ("claude-3-5-sonnet@20240620", "", "anthropic", "claude-3-5-sonnet", "20240620", "tagged"),
    ("ft:gpt-3.5-turbo-1106:team::id", "", "openai", "gpt-3.5-turbo-1106", ":team::id", "tagged"),
    ("GPT-4o mini", "", "openai", "GPT-4o mini", "", "display"),
    ("Claude Sonnet 4.5", "", "anthropic", "Claude Sonnet 4.5", "", "display"),
    ("Gemini 2.5 Flash Image", "", "google", "Gemini 2.5 Flash Image", "", "display"),
    ("DeepSeek V3.2", "", "deepseek", "DeepSeek V3.2", "", "display"),
]


@pytest.mark.parametrize(("text", "platform", "maker", "name", "tag", "form"), WRITTEN)
def test_a_written_name_is_taken_apart(text: str, platform: str, maker: str, name: str, tag: str, form: str) -> None:
    found = recognise(text)
    assert found is not None
    assert (found.platform, found.maker, found.name, found.tag, found.form) == (platform, maker, name, tag, form)
    assert text[found.start :].startswith(name)


@pytest.mark.parametrize(
    "text",
    [
        "my-deployment",
        "mistral",
        "<model>",
        "${MODEL}",
        "a gpt-4o",
        "gpt-4o and o1",
        "",
        "./gpt.py",
        "a/b:c",
        "mistral-ai",
    ],
)
def test_what_is_no_name_is_none(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Use `openai/gpt-4o` or anthropic.claude-v2:1.", ["openai/gpt-4o", "anthropic.claude-v2:1"]),
        ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", ["us.anthropic.claude-3-5-sonnet-20241022-v2:0"]),
        ("deepseek-ai/DeepSeek-R1 and llama3.1:8b", ["deepseek-ai/DeepSeek-R1", "llama3.1:8b"]),
        ("docs/gpt-4o.md, https://a.b/gpt-4o, a.gpt-4o, chatgpt4", []),
        ("The model: gpt-4o: fast. model:gpt-4o", ["gpt-4o", "gpt-4o"]),
        ("Claude 3.7 Sonnet, Gemini 2.5 Pro. Claude Code", ["Claude 3.7 Sonnet", "Gemini 2.5 Pro"]),
        ("claude Sonnet 4", []),
        ('provider="mistral-ai", model="mistral-ai/mistral-large"', ["mistral-ai/mistral-large"]),
    ],
)
def test_names_are_found_in_a_text_with_their_prefixes(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in models.model_names(text, models.model_starts(text))] == names


def test_a_prefix_names_one_platform() -> None:
    known = families.platforms().platforms
    prefixes = [prefix for one in known.values() for prefix in one.prefixes]
    assert len(prefixes) == len(set(prefixes))
    assert all(one.source.startswith("https://") for one in known.values())
    assert all(not one.maker or one.maker in families.load().makers for one in known.values())


_NAMES = st.sampled_from([example for one in families.load().families for example in one.examples])
_BETWEEN = st.text(" \n-/.:_@`gptoclaude4(", max_size=4)


@given(st.lists(st.tuples(_BETWEEN, _NAMES | _BETWEEN), max_size=6))
def test_names_that_are_left_out_are_those_of_the_pattern(parts: list[tuple[str, str]]) -> None:
    text = "".join(part for both in parts for part in both)
    assert models.without_names(text) == models.MODEL_NAME.sub(" ", text)
