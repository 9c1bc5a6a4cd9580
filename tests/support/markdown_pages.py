"""Hypothesis strategies: Markdown pages as people write them, and as they should not."""

# ruff: noqa: E501

from __future__ import annotations

from hypothesis import strategies as st

ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=60)
WORDS = st.sampled_from(
    "the the model models deploy your you will use `gpt-4o` gpt-4o-mini gpt-4o-2024-11-20 GPT-4o (2024-12-17) version: "
    "GPT·4o gpt-35-turbo o3-mini o1 dall-e-3 text-embedding-3-large `2024-10-21` 2024-10-01-preview API version since "
    "**bold** *em* ~~gone~~ __x__ snake_case a\\|b a\\`b ü 漢字 漢字 e\u0301 👩‍💻 𝒳𝒳 \u00a0 \u2028 \u200b | || \\ ] [ ( ) < > & "
    "&amp; &lt; January 27, 2025 starting no sooner than 2024-02-30 that that Azure OpenAI, . ! ? <br> <br/> </br> "
    "<sup>1</sup> \t ``` ~~~ ``two`one`` `open {#id} {{moustache}} {% tag %} $x$ :smile: @me #5".split(" ")
)
PIECES = st.one_of(
    WORDS,
    st.sampled_from(
        [
            "[text](page.md)", "[text](<a b.md>)", '[text](page.md#part "title")', "[text][label]", "[text]( /x )",
            "[a `code]` b](other/page.md?x=1)", "![alt the the](media/a.png)", "[![badge](b.svg)](https://x.org/y)",
            "[broken(page.md)", "[broken] (https://x.org)", "](page.md)", "<https://x.org/a?api-version=2024-10-21>",
            "https://x.openai.azure.com/openai/deployments/gpt-4o/chat?api-version=2024-2-01&x=1",
            '<a href="a.md?x&amp;y">there</a>', "<a name='here'></a>", "[!INCLUDE [title](~/includes/a.md)]",
            '[!code-python[Main](code/a.py?name=b "t")]', "<!-- note -->", "<!-- checker: ignore doubled-word -- why -->",
            "Microsoft.CognitiveServices/accounts@2024-10-01", "<kbd>`</kbd>", "`a` and and `b`", "the\nthe", "  \n",
            "**gpt-4o**, **2024-05-13**", "`gpt-4o` (2024-11-20, 2024-08-06)", "gpt-4 version turbo-2024-04-09",
            "first added in API version 2024-10-01-preview", "will retire on 2025-01-27.", "<!--", "<b", "[^1]",
        ]
    ),
)  # fmt: skip
LINE = st.lists(PIECES, min_size=1, max_size=7).map(" ".join)
CLOSED_WORDS = st.sampled_from(
    "the the model `gpt-4o` gpt-4o-mini (2024-12-17) `2024-10-21` API version **bold** [text](page.md) ü 漢字 👩‍💻 𝒳 and "
    "[!INCLUDE [t](a.md)] <br> https://x.azure.com/openai/deployments/gpt-4o/chat?api-version=2024-2-01 will use".split(
        " "
    )
)
CLOSED_LINE = st.lists(CLOSED_WORDS, min_size=1, max_size=8).map(lambda words: "A " + " ".join(words))
LANGUAGES = ["", "python", "py title='x'", "js", "ts", "csharp", "java", "go", "bash", "powershell", "json", "http",
             "{.python}", "console", "mermaid", "output", "yaml", "azurecli-interactive", "no-such"]  # fmt: skip
CODE_LINES = st.sampled_from(
    [
        'client = AzureOpenAI(api_version="2024-10-21", azure_deployment="gpt-4o")',
        'r = client.chat.completions.create(model="gpt-4o-mini", messages=[])',
        'model = "gpt-4o" # 漢字 👩‍💻', "const x = { model: 'gpt-4o', b: `${y}` };", '{"model": "gpt-4o-mini",', "}",
        "curl https://x.openai.azure.com/openai/deployments/gpt-4o/chat?api-version=2024-10-21 \\", "  -d '{", "",
        '\tvar c = new AzureOpenAIClient(new Uri("https://x")).GetChatClient("gpt-4o");', "GET /a HTTP/1.1", "    deep",
        "az deployment create --api-version 2024-10-01 --model-name gpt-4o --model-version 2024-11-20", '"""', "'", "`",
        "export AZURE_OPENAI_API_VERSION=2024-10-21", "$env:MODEL = 'gpt-4o'", "ü = '𝒳'; engine='gpt-35-turbo'", "<!-- x",
    ]
)  # fmt: skip


@st.composite
def fence(draw: st.DrawFn, *, closed: bool) -> str:
    """A fenced block, with marks and a language of any kind; an open one can lack its end."""
    marker = draw(st.sampled_from(["```", "~~~", "````"]))
    code = draw(st.lists(CODE_LINES, max_size=6))
    end = (
        marker
        if closed
        else draw(st.sampled_from([marker, marker[:-1], "", marker + " x", marker + "`", marker + '"']))
    )
    return "\n".join([marker + draw(st.sampled_from(LANGUAGES)), *code, *([end] if end else [])])


@st.composite
def table(draw: st.DrawFn) -> str:
    """A table, its cells escaped or not; a row can have too many cells, or too few."""
    width = draw(st.integers(1, 4))
    cell = st.sampled_from(["`gpt-4o`", "a \\| b", "`x|y`", "", "2024-11-20", "the the", "Model", "Version", "API version",
                            "`a\\|b`", "2024-10-21", "漢字", "[t](a.md)", " 👩‍💻 𝒳", "No earlier than May 1, 2025"])  # fmt: skip
    rows = draw(st.lists(st.lists(cell, min_size=1, max_size=width + 1), min_size=1, max_size=4))
    head = draw(st.lists(cell, min_size=width, max_size=width))
    edge = draw(st.sampled_from(["|", "| "]))
    return "\n".join(edge + "|".join(row) + "|" for row in [head, ["---"] * width, *rows])


def prefixed(text: str, first: str, later: str) -> str:
    """Return a text in a container: each line gets its marker."""
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(later + line if line or later.strip() else "" for line in lines[1:])])


def containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """List items, quotes, alerts, zones, tabs and admonitions around blocks."""
    blocks = st.lists(inner, min_size=1, max_size=2).map("\n\n".join)
    return st.one_of(
        blocks.map(lambda text: prefixed(text, "- ", "  ")),
        blocks.map(lambda text: prefixed(text, "1. ", "   ")),
        blocks.map(lambda text: prefixed(text, "> ", "> ")),
        blocks.map(lambda text: prefixed(text, ">", ">")),
        blocks.map(lambda text: prefixed("[!NOTE]\n" + text, "> ", "> ")),
        blocks.map(lambda text: f'::: zone pivot="python"\n\n{text}\n\n::: zone-end'),
        blocks.map(lambda text: f':::moniker range=">=1"\n{text}\n:::moniker-end'),
        blocks.map(lambda text: f"# [Tab](#tab/a)\n\n{text}\n\n# [Other](#tab/b)\n\n{text}\n\n---"),
        blocks.map(lambda text: "!!! note\n\n" + prefixed(text, "    ", "    ")),
    )


def tabbed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """List items that are indented with a tab; where they stand in another container, a tab may be too little."""
    return inner.map(lambda text: prefixed(text, "-\t", "\t"))


SINGLE = st.one_of(
    st.tuples(st.sampled_from(["# ", "## ", "### ", "###### "]), LINE.map(lambda line: line.replace("\n", " "))).map("".join),
    LINE.map(lambda line: line.replace("\n", " ") + "\n==="),
    st.lists(LINE, min_size=1, max_size=3).map("\n".join),
    fence(closed=False),
    st.lists(CODE_LINES, min_size=1, max_size=3).map(lambda lines: prefixed("\n".join(lines), "    ", "    ")),
    table(),
    st.sampled_from(
        [
            "[!INCLUDE [title](includes/a.md)]", "[label]: target.md 'title'", "<div id='x'>\n<a href='y.md'>the the</a>\n</div>",
            ':::image source="media/a.png" alt-text="the the" lightbox="b.png":::', ':::code language="python" source="~/a.py":::',
            "<!-- gpt-4o\n2024-10-21 -->", "<!-- open", "***", "| `gpt-4o` | 0613 | x |\n| `o1` | 0314 | y |", "::: zone-end",
            "> [!TIP]", "import X from 'y'\n\n<Tabs>\n  <TabItem value=\"a\">", "+++\na\n+++", "    ", "-", "1)", ">", "#",
        ]
    ),
    ANY_TEXT,
)  # fmt: skip
BLOCK = st.recursive(SINGLE, lambda inner: st.one_of(containers(inner), tabbed(inner)), max_leaves=4)
FRONT_MATTER = st.sampled_from(
    [
        "",
        "---\ntitle: The the `gpt-4o`\nms.date: 2025-01-01\n---\n",
        "---\n- [no, mapping\n---\n",
        "---\ntitle: open\n",
        "---\n---\n",
    ]
)
PAGES = st.tuples(
    FRONT_MATTER, st.lists(BLOCK, max_size=5), st.sampled_from(["\n\n", "\n"]), st.sampled_from(["", "\n"])
).map(lambda parts: parts[0] + parts[2].join(parts[1]) + parts[3])
"""Whole pages, with all kinds of mistakes."""

CLOSED_BLOCK = st.recursive(
    st.one_of(
        st.tuples(st.sampled_from(["# ", "## "]), CLOSED_LINE).map("".join),
        st.lists(CLOSED_LINE, min_size=1, max_size=3).map("\n".join),
        fence(closed=True),
        table(),
    ),
    containers,
    max_leaves=4,
)
CLOSED_PAGES = st.lists(st.one_of(CLOSED_BLOCK, tabbed(CLOSED_BLOCK)), min_size=1, max_size=5).map("\n\n".join)
"""Whole pages in which everything that is opened is closed."""
