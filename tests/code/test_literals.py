"""Every value of a sample that is a model's name is found, whatever it is given to, and nothing that is no value."""

import pytest

from checker.code import literals


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("const r = generateText({ model: openai('gpt-5') })", ["gpt-5"]),
        ('agent = Agent(model=OpenAIChat(id="gpt-4o"))', ["gpt-4o"]),
        ("agent = Agent('openai:gpt-5.2')", ["openai:gpt-5.2"]),
        ('LLM(model="openai/gpt-4o")', ["openai/gpt-4o"]),
        ('model = "@team-slug/gpt-4o"', ["@team-slug/gpt-4o"]),
        ('builder.CreateKernelWithChatCompletion("gpt-4o")', ["gpt-4o"]),
        ('var name = Environment.GetEnvironmentVariable("M") ?? "gpt-4o-mini";', ["gpt-4o-mini"]),
        ('os.getenv("M", "gpt-4o")', ["gpt-4o"]),
        ('name = os.environ.get("M") or "claude-sonnet-4-5"', ["claude-sonnet-4-5"]),
        ("const m = process.env.M || `gpt-4o`", ["gpt-4o"]),
        ("OPENAI_MODEL=gpt-4o\nOTHER=1", ["gpt-4o"]),
        ("export MODEL=gemini-2.5-flash", ["gemini-2.5-flash"]),
        ('$env:MODEL = "gpt-4o"', ["gpt-4o"]),
        ("setx MODEL gpt-4o", ["gpt-4o"]),
        ("models:\n  - model: claude-sonnet-4-5  # the newest\n    role: chat", ["claude-sonnet-4-5"]),
        ('[llm]\nmodel = "mistral-large-latest"', ["mistral-large-latest"]),
        ('{"model": "gpt-4o", "n": 1}', ["gpt-4o"]),
        ("ollama pull llama3.1:8b\nollama run mistral:7b", ["llama3.1:8b", "mistral:7b"]),
        ("vllm serve meta-llama/Meta-Llama-3.1-8B-Instruct", ["meta-llama/Meta-Llama-3.1-8B-Instruct"]),
        ("tool --model gpt-4o --n 1", ["gpt-4o"]),
        ("tool --llm-model=gpt-4o", ["gpt-4o"]),
        ('m = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"', ["us.anthropic.claude-sonnet-4-5-20250929-v1:0"]),
        ('url = "//a.b/c" # x\nf("gpt-4o")', ["gpt-4o"]),
        ('# llm = LLM(model="groq/llama-3.1-70b")', ["groq/llama-3.1-70b"]),
        ('//   "model": "nomic-embed-text",', ["nomic-embed-text"]),
        ("# OPENAI_MODEL=gpt-4o", ["gpt-4o"]),
        ('modelId: "NAME_OF_MODEL",  // E.g. "phi3" if you have downloaded it', ["phi3"]),
        ("MODEL=provider/id  # for example, openai/gpt-4o", ["openai/gpt-4o"]),
    ],
)
def test_a_value_is_found(code: str, names: list[str]) -> None:
    found = list(literals.values(code))
    assert [use.text for use in found] == names
    assert all(code[use.start : use.end] == use.text and use.slot == "literal" for use in found)


@pytest.mark.parametrize(
    "code",
    [
        "# takes gpt-4o or 'gpt-4'",
        "x = 1  // like `gpt-4o`",
        "# Default: gpt-4o-mini",
        '# if model == "gpt-4o":',
        '# title: "gpt-4o"',
        'if model == "gpt-4o":',
        'name.startsWith("gpt-4o")',
        'prices = {"gpt-4o": 1, "gpt-4": 2}',
        'print("we call gpt-4o here")',
        'name: "gpt-4o"\ntitle: GPT-4o',
        'see("https://example.com/models/gpt-4o")',
        'open("./gpt-4o")',
        "- gpt-4o\n- gpt-4",
        'm = "my-gpt"',
    ],
)
def test_what_is_no_value_is_left(code: str) -> None:
    assert list(literals.values(code)) == []


def test_what_a_comment_shows_as_output_is_an_answer() -> None:
    [use] = literals.values("print(answer)\n#> ModelResponse(model_name='gpt-5-nano', n=1)")
    assert (use.slot, use.text) == ("shown", "gpt-5-nano")
