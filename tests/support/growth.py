"""Trees that grow: a shape and a number go in, the files come out that hold this many of what the shape repeats.

Each shape is one that somebody can write into a pull request, and that something once took square time or worse for, or
might: everything that a page may hold thousands of, in one line, in one block, on one page, or on many.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from checker.config import Config
from checker.page.page_text import Judged
from checker.run import check
from checker.tree.sources import FolderSource

from . import CORPORA, SEED_DAY, write
from .labels import strip

Files = dict[str, str]
PAGE = "guide.md"


@dataclass(frozen=True)
class Shape:
    """A tree by how many of something it has; `least` is a number that a check takes little time for."""

    make: Callable[[int], Files]
    least: int


def _page(piece: str | Callable[[int], str], least: int, before: str = "", after: str = "", path: str = PAGE) -> Shape:
    """Return the shape of one page: a piece again and again, or one for each number."""

    def make(count: int) -> Files:
        pieces = (piece * count) if isinstance(piece, str) else "".join(map(piece, range(count)))
        return {path: before + pieces + after}

    return Shape(make, least)


def _pages(text: Callable[[int, int], str], least: int, path: str = "p{}.md") -> Shape:
    """Return the shape of many pages: a text for each number, and for how many there are."""
    return Shape(lambda count: {path.format(one): text(one, count) for one in range(count)}, least)


URL = "https://r.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21 "
PROSE = "The harbor lends boats by the day, and each of them has a name that is painted on its bow. "
TABLE = "# Models\n\n| Model ID | Version | Retirement date |\n|---|---|---|\n"
SIBLING = (
    "# Quickstart {0}\n\nDeploy a `gpt-4o` model.\n\n## Set up\n\n1. Open the **Start** page.\n1. Run it.\n\n"
    '```python\nclient = AzureOpenAI(api_version="2024-10-21")\n'
    'client.chat.completions.create(model="gpt-4o", messages=[])\n```\n\nSee [the next](p{1}.md#set-up).\n'
)


def word(number: int) -> str:
    """Return a word for a number that no dictionary has."""
    letters = ""
    for _ in range(4):
        number, rest = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[rest] + "aeiou"[rest % 5]
    return letters


def _aliases(count: int) -> Files:
    lines = ["- &a0 [x y, x y, x y, x y]"]
    lines += [f"- &a{one} [*a{one - 1}, *a{one - 1}, *a{one - 1}, *a{one - 1}]" for one in range(1, count)]
    return {"toc.yml": "\n".join(lines) + "\n"}


def _chain(close: bool) -> Callable[[int, int], str]:
    def text(one: int, count: int) -> str:
        following = (one + 1) % count if close else one + 1
        return f"# Part {one}\n\n" + (f"[!INCLUDE [next](p{following}.md)]\n" if following < count else "")

    return text


SHAPES: dict[str, Shape] = {
    # one line, or one word of it
    "letters of a word": _page("abcdefghij", 2000),
    "letters alike": _page("a", 20_000),
    "digits": _page("1", 20_000),
    "name parts": _page("gpt-", 5000),
    "name parts with versions": _page("gpt-4o-2024-11-20-", 1000),
    "path parts": _page("a/", 10_000),
    "open brackets": _page("[", 4000),
    "open images": _page("![", 4000),
    "open links": _page("[a](", 2000),
    "links closed only": _page("](", 4000),
    "bracket pairs": _page("[a]", 4000),
    "nested brackets": Shape(lambda count: {PAGE: "[" * count + "a" + "]" * count + "(b.md)\n"}, 3000),
    "backticks": _page("`", 20_000),
    "open code spans": _page("`a ", 4000),
    "code spans": _page("`a` ", 3000),
    "stars and underscores": _page("*_", 5000),
    "open bold": _page("**a *b ", 2000),
    "bold": _page("**a** ", 2000),
    "open tags": _page("<a ", 4000),
    "open comments": _page("<!-- ", 4000),
    "open declarations": _page("<!", 5000),
    "entities": _page("&a", 8000),
    "tags": _page("<b>a</b> ", 2000),
    "words alike": _page("a ", 8000),
    "doubled names": _page("Bar Bar x ", 500),
    "doubled words of a line": _page("the the boat ", 400),
    "words alike that are doubled": _page("the ", 2000),
    "tripled words": _page("the the the ", 400),
    "prose of a line": _page(PROSE, 200),
    "sentences": _page("Use it. ", 1500),
    "unknown words of a line": _page(lambda one: word(one) + " ", 800),
    "names of a line": _page("use gpt-4o and ", 300),
    "unknown names of a line": _page(lambda one: f"use gpt-4o-{word(one)} and ", 300),
    "dates of a line": _page("on January 27, 2025 and ", 600),
    "API versions of a line": _page("use API version 2024-10-21 and ", 250),
    "addresses of a line": _page(URL, 150),
    "distinct API versions of a line": _page(lambda one: URL.replace("2024", str(1000 + one)), 150),
    "links of a line": _page("see [it](b.md#x) and ", 500),
    "images of a line": _page("![a](b.png) and ", 500),
    "references of a line": _page("[a][b] and ", 800),
    "footnotes of a line": _page("a[^1] and ", 800, after="\n\n[^1]: Note.\n"),
    "MDX tags of a line": _page("<B c={d}>e</B> ", 500, path="guide.mdx"),
    "MDX open braces": _page("{", 5000, path="guide.mdx"),
    "MDX braces": _page("{a} ", 2000, path="guide.mdx"),
    "placeholders of a line": _page("<your-name> and {{name}} ", 500),
    "quotation marks": _page("“a” and 'b' ", 800),
    "parentheses": _page("(a ", 4000),
    "spaces": _page(" ", 30_000, "a", "b\n"),
    "zero-width spaces": _page("\u200b ", 8000, "a", "b\n"),
    # many lines of one page
    "paragraphs": _page(PROSE + "\n\n", 150),
    "paragraphs of their own": _page(lambda one: f"The {word(one)} boat {PROSE}\n\n", 150),
    "lines of a paragraph": _page("one more line\n", 1500),
    "doubled words": _page("Use the the model.\n\n", 300),
    "doubled words, suppressed": _page("<!-- checker: ignore doubled-word -->\nUse the the model.\n\n", 200),
    "suppressions without a use": _page("<!-- checker: ignore doubled-word -->\nUse the model.\n\n", 250),
    "suppressions without an end": _page("<!-- checker: disable doubled-word -->\n\n", 400),
    "headings alike": _page("## Set up\n\nRun it.\n\n", 300),
    "headings": _page(lambda one: f"## Set up {word(one)}\n\nRun it.\n\n", 300),
    "headings of models": _page(lambda one: f"## GPT-4o {one}\n\nDeploy `gpt-4o-mini`.\n\n", 200),
    "deep headings": _page(lambda one: "#" * (1 + one % 6) + f" Part {one}\n\n", 500),
    "links to one anchor": _page("[x](#a)\n\n", 500, "## A\n\n"),
    "links to each anchor": _page(lambda one: f"## H {one}\n\n[x](#h-{one})\n\n", 250),
    "links to no anchor": _page(lambda one: f"[x](#{word(one)})\n\n", 300, "## A\n\n"),
    "links to no anchor among many": _page(lambda one: f"## {word(one)}\n\n[x](#{word(one)}x)\n\n", 150),
    "links to no page": _page(lambda one: f"[x]({word(one)}.md)\n\n", 400),
    "definitions": _page(lambda one: f"[a{one}]: b.md\n", 500),
    "definitions used": _page(lambda one: f"See [a{one}].\n\n[a{one}]: b.md\n\n", 250),
    "definitions alike": _page("[a]: b.md\n", 800),
    "footnotes": _page(lambda one: f"A[^{one}].\n\n[^{one}]: Note.\n\n", 300),
    "includes of one page": Shape(
        lambda count: {PAGE: "[!INCLUDE [a](b.md)]\n\n" * count, "b.md": "Boats are lent.\n"}, 300
    ),
    "list items": _page("- one more\n", 800),
    "numbered steps": _page("1. Open the **Start** page.\n", 300),
    "steps with a sample": _page("1. Run it:\n\n   ```sh\n   run\n   ```\n\n", 200),
    "nested list items": _page(lambda one: "  " * min(one, 60) + "- a\n", 250),
    "nested quotations": Shape(lambda count: {PAGE: "> " * min(count, 400) + "a\n" * count}, 500),
    "notes": _page("> [!NOTE]\n> Boats are lent.\n\n", 400),
    "zones": _page('::: zone pivot="a"\nText.\n::: zone-end\n\n', 300),
    "open zones": _page('::: zone pivot="a"\n\n', 500),
    "values of tabs": _page(
        lambda one: (
            f'=== "Python {one}"\n\n    ```{"python" if one % 2 else "bash"}\n    ask(a{one % 9}={one})\n    ```\n\n'
        ),
        100,
    ),
    "values of tabs of which one is odd": _page(
        lambda one: (
            f'=== "Tab {one}"\n\n    ```python\n    ask(a{one // 4}={25 if one % 4 else 26}, b{one}=1)\n    ```\n\n'
        ),
        100,
    ),
    "keys of two words": _page(lambda one: f'```json\n{{"{word(one)} key": 1, "{word(one)}_key": 1}}\n```\n\n', 60),
    "bold in code": _page("Use `**it**` here.\n\n", 300),
    "ports": _page(lambda one: f"Open http://localhost:{10_000 + one}, or port {20_000 + one}.\n", 300),
    "tabs": _page("# [Python](#tab/python)\n\nText.\n\n---\n\n", 200),
    "rows": _page("| a | b |\n", 600, "| A | B |\n|---|---|\n"),
    "rows of one model": _page("| gpt-4o | 2024-11-20 | January 27, 2027 |\n", 120, TABLE),
    "rows of models": _page(lambda one: f"| gpt-4o-{word(one)} | 2024-11-20 | January 27, 2027 |\n", 80, TABLE),
    "rows of versions": _page(lambda one: f"| gpt-4o | {1000 + one}-11-20 | January 27, 2027 |\n", 80, TABLE),
    "cells": _page("| a ", 1500, "|", "|\n"),
    "columns": Shape(
        lambda count: {PAGE: "| a " * count + "|\n" + "|---" * count + "|\n" + "| b " * count + "|\n"}, 400
    ),
    "tables": _page("| Model | Version |\n|---|---|\n| gpt-4o | 2024-11-20 |\n\n", 100),
    "HTML rows": _page("<tr><td>gpt-4o</td><td>a</td></tr>\n", 300, "<table>\n", "</table>\n"),
    "blank lines": _page("\n", 20_000, "a\n", "b\n"),
    "rules of dashes": _page("---\n\n", 1500, "a\n\n"),
    "facts that agree": _page("The context window of gpt-4o is 128,000 tokens.\n\n", 150),
    "facts that differ": _page(lambda one: f"The context window of gpt-4o is {128_000 + one} tokens.\n\n", 100),
    "unknown words": _page(lambda one: f"The {word(one)} boat.\n\n", 300),
    "typos": _page(lambda one: f"The {word(one)} recieves an anwser.\n\n", 200),
    "terms in two ways": _page(
        "Sign in to the web site, log in to the website. Use a tool call or a toolcall.\n\n", 100
    ),
    "front matter": _page(lambda one: f"key{one}: value\n", 500, "---\n", "---\n\n# A\n"),
    "front matter of a list": _page("- value\n", 1000, "---\nkeys:\n", "---\n\n# A\n"),
    "front matter faults": _page(lambda one: f"key{one}: 2024-02-30\n", 300, "---\n", "---\n\n# A\n"),
    # samples
    "fences": _page("```\na\n```\n\n", 500),
    "open fences": _page("~~~ a\n", 1500),
    "samples": _page('```python\nclient.chat.completions.create(model="gpt-4o", messages=[])\n```\n\n', 60),
    "calls of a sample": _page(
        'client.chat.completions.create(model="gpt-4o", messages=[])\n', 150, "```python\n", "```\n"
    ),
    "variables of a sample": _page(lambda one: f'name{one} = os.environ["NAME_{one}"]\n', 250, "```python\n", "```\n"),
    "objects of a JSON sample": _page('{"model": "gpt-4o"},\n', 400, "```json\n[\n", '{"model": "gpt-4o"}]\n```\n'),
    "nested objects of a JSON sample": Shape(
        lambda count: {PAGE: "```json\n" + '{"model": "gpt-4o", "a": ' * count + "1" + "}" * count + "\n```\n"}, 300
    ),
    "open objects of a JSON sample": _page('{"model": "gpt-4o", ', 400, "```json\n", "\n```\n"),
    "nested objects of a curl body": Shape(
        lambda count: {
            PAGE: "```bash\ncurl https://x.openai.azure.com/ -d '"
            + '{"model": "gpt-4o", "a": ' * count
            + "1"
            + "}" * count
            + "'\n```\n"
        },
        300,
    ),
    "open objects of a curl body": _page(
        '{"model": "gpt-4o", ', 300, "```bash\ncurl https://x.openai.azure.com/ -d '", "'\n```\n"
    ),
    "objects of a curl body": _page(
        '{"model": "gpt-4o"}, ', 300, "```bash\ncurl https://x.openai.azure.com/ -d '[", "]'\n```\n"
    ),
    "commands": _page(
        'curl https://api.openai.com/v1/chat/completions -d \'{"model": "gpt-4o"}\'\n', 120, "```bash\n", "```\n"
    ),
    "assignments of a shell": _page(lambda one: f"export MODEL_{one}=gpt-4o\n", 250, "```bash\n", "```\n"),
    "addresses of a sample": _page(f"GET {URL}\n", 100, "```http\n", "```\n"),
    "addresses of a sample without a language": _page(f"{URL}\n", 100, "```\n", "```\n"),
    "YAML of a sample": _page("- model: gpt-4o\n  name: a\n", 250, "```yaml\n", "```\n"),
    "open parentheses of a sample": _page("f(", 1500, "```python\n", "\n```\n"),
    "open brackets of a JavaScript sample": _page("f({a: [", 600, "```javascript\n", "\n```\n"),
    "open strings of a sample": _page("a = 'b\n", 400, "```python\n", "```\n"),
    "comments of a sample": _page("x = 1  # set the value that the boat has there\n", 200, "```python\n", "```\n"),
    "outputs": _page('```json\n{"model": "gpt-4o-2024-11-20", "id": 1}\n```\n\n', 120),
    # YAML pages
    "aliases of aliases": Shape(_aliases, 40),
    "doubled names of a table of contents": _page(
        lambda one: f"- name: Use the the model {one}\n  href: p{one}.md\n", 150, path="toc.yml"
    ),
    "entries of a table of contents": _page(lambda one: f"- name: P {one}\n  href: p{one}.md\n", 300, path="toc.yml"),
    # many pages
    "pages": _pages(lambda one, _: f"# Page {one}\n\n{PROSE}\n", 60),
    "pages alike": _pages(lambda *_: f"# Page\n\n{PROSE * 4}\n", 60),
    "quickstarts": _pages(lambda one, count: SIBLING.format(one, (one + 1) % count), 25),
    "quickstarts of languages": _pages(lambda one, count: SIBLING.format(one, (one + 1) % count), 25, "q/{}-python.md"),
    "links between pages": _pages(
        lambda one, count: "# P\n\n" + "".join(f"[x](p{(one + step) % count}.md#p)\n" for step in range(9)), 40
    ),
    "links to no page of many": _pages(lambda one, _: f"# P\n\n[x](q{one}.md) [y](p{one}x.md)\n", 60),
    "an include of a chain": _pages(_chain(False), 120),
    "an include of a circle": _pages(_chain(True), 120),
    "a page that all include": Shape(
        lambda count: (
            {"b.md": "Boats are lent.\n"}
            | {f"p{one}.md": f"# Page {one}\n\n[!INCLUDE [a](b.md)]\n" for one in range(count)}
        ),
        60,
    ),
    "a page that includes all": Shape(
        lambda count: (
            {f"p{one}.md": f"Boats are lent at {one}.\n" for one in range(count)}
            | {PAGE: "# All\n\n" + "".join(f"[!INCLUDE [a](p{one}.md)]\n" for one in range(count))}
        ),
        60,
    ),
    "unknown words of many pages": _pages(lambda one, _: f"# P\n\nThe {word(one)} boat of {word(one + 7000)}.\n", 60),
    "doubled names of many pages": _pages(lambda one, _: f"# P\n\nBar{one} Bar{one} of the Walla Walla.\n", 60),
    "models of many pages": _pages(lambda one, _: f"# P\n\nDeploy `gpt-4o-{word(one)}`, then `gpt-4o`.\n", 60),
    "folders": _pages(lambda one, _: f"# Page {one}\n\nBoats.\n", 60, "f{0}/p.md"),
}


def seconds(files: Files, select: Sequence[str]) -> float:
    """Return the CPU time of a whole check of some files, from their bytes to the report, without writing them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, files)
        forget()
        return taken(lambda: check(FolderSource(root), Config(select=list(select)), as_of=SEED_DAY))


def forget() -> None:
    """Empty what is remembered of texts: small pages would be remembered from the time before, and large ones not."""
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.startswith("checker.") else ():
            if isinstance(value, Judged):
                value.forget()
            elif hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"] is not None:
                value.cache_clear()


def taken(work: Callable[[], object]) -> float:
    """Return the CPU time of some work without that of the garbage collector, which looks at all that is there."""
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def measurable(make: Callable[[int], Files], count: int, select: Sequence[str], least: float) -> int:
    """Return how many of something a check takes at least some time for; its first check warms up what it needs."""
    seconds(make(count), select)
    while seconds(make(count), select) < least:
        count *= 2
    return count


def ratios(make: Callable[[int], Files], counts: Sequence[int], select: Sequence[str], rounds: int) -> list[float]:
    """Return by how much each number takes longer than the one before it: the least times, since noise only adds."""
    taken = [
        min(each) for each in zip(*([seconds(make(one), select) for one in counts] for _ in range(rounds)), strict=True)
    ]
    return [later / earlier for earlier, later in pairwise(taken)]


def repeated(rule: str) -> dict[str, Callable[[int], Files]]:
    """Return how the corpus of a rule grows: on one page, and in many folders."""
    texts: Files = {}
    for file in sorted((CORPORA / "rules" / rule).rglob("*")):
        if file.suffix in (".md", ".mdx", ".yml"):
            path = file.relative_to(CORPORA / "rules" / rule).as_posix()
            texts[path] = strip(file.read_text(encoding="utf-8"), path)[0]
    prose = "\n\n".join(text for path, text in texts.items() if not path.endswith(".yml"))
    return {
        "page": lambda count: {PAGE: f"{prose}\n\n" * count},
        "folders": lambda count: {f"c{one}/{path}": text for one in range(count) for path, text in texts.items()},
    }
