"""Trees that grow in what holds other things: tabs, zones, elements, outputs, and sites with many parts.

Each once took square time, on one page or in the configuration of a site.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

from .growing_pairs import CALL
from .growth import PAGE, TABLE, Shape, word

MDX = "guide.mdx"
ZONE = '::: zone pivot="a{}"\n\n'


def _each(text: Callable[[int], str], least: int, before: str = "", after: str = "", path: str = PAGE) -> Shape:
    return Shape(lambda count: {path: before + "".join(map(text, range(count))) + after}, least)


def _around(opening: str, inside: str, closing: str, least: int, path: str = PAGE) -> Shape:
    return Shape(lambda count: {path: opening * count + inside + closing * count}, least)


def _included(shared: Callable[[int], str], page: str, least: int) -> Shape:
    def make(count: int) -> dict[str, str]:
        side = isqrt(count)
        includes = "".join(f"[!INCLUDE [a](s/s{one}.md)]\n" for one in range(side))
        parts = {f"s/s{one}.md": shared(one) for one in range(side)}
        return {**parts, **{f"p{one}.md": f"# Page {one}\n\n{page}\n\n{includes}" for one in range(side)}}

    return Shape(make, least)


def _docusaurus(count: int) -> dict[str, str]:
    plugins = "".join(
        f"['@docusaurus/plugin-content-docs', {{id: 'a{one}', path: 'd{one}', routeBasePath: 'r{one}'}}],\n"
        for one in range(count)
    )
    pages = {f"d{one}/p.md": f"# P\n\n[x](/r{one}/p)\n" for one in range(count)}
    return {"docusaurus.config.js": f"module.exports = {{title: 'x', plugins: [{plugins}]}};\n", **pages}


OUTPUT = '## Output\n\n```json\n{"model": "gpt-4o"}\n```\n\n'
ANSWER = '```json\n{{"object": "chat.completion", "model": "claude-{}", "choices": []}}\n```\n\n'
REPLACED = "| Model | Version | Retirement date | Replacement |\n|---|---|---|---|\n"

CONTAINERS: dict[str, Shape] = {
    # tabs and zones
    "rules of dashes before tabs": Shape(
        lambda count: {PAGE: "a\n\n" + "---\n\n" * count + "# [P](#tab/p)\n\nText.\n\n" * count}, 200
    ),
    "tabs with samples": _each(lambda one: f"# [P{one}](#tab/p{one})\n\n{CALL.format('gpt-4o')}", 60, after="---\n"),
    "panels with samples": _each(
        lambda one: f'<Tab title="L{one}">\n\n{CALL.format("gpt-4o")}</Tab>\n', 60, "<Tabs>\n", "</Tabs>\n", MDX
    ),
    "groups of samples": _each(
        lambda one: f'<CodeGroup>\n```python L{one}.py\nx = run(model="gpt-4o")\n```\n</CodeGroup>\n', 60, path=MDX
    ),
    "open panels": _around('<Tabs>\n<Tab title="a">\n\n', "text\n\n", "", 60, MDX),
    "zones in zones": Shape(
        lambda count: {
            PAGE: "".join(
                f'::: zone pivot="a{one}"\n\nDeploy a `gpt-4o-{word(one)}` model.\n\n' for one in range(count)
            )
            + CALL.format("gpt-4o-mini") * count
            + "::: zone-end\n\n" * count
        },
        30,
    ),
    "zones with requirements": _each(
        lambda one: f'::: zone pivot="a{one}"\n\nDeploy a `gpt-4o` model.\n\n{CALL.format("o3-mini")}::: zone-end\n\n',
        30,
    ),
    "tabs behind a directive": Shape(lambda count: {PAGE: ":::a" + "\t" * count + "b\n"}, 5000),
    # elements and expressions
    "nested elements": _around("<A>\n", "x\n", "</A>\n", 300, MDX),
    "tags whose end is on a line of its own": _around("<a\nb\n>\n", "x\n", "", 300, MDX),
    "tags that have one end": _around("<a\n", "x > y\n>\n", "", 300, MDX),
    "open comments of an expression": _around("{/* a\n", "\n", "", 300, MDX),
    "strings of an expression that never end": Shape(lambda count: {MDX: "{" + "\\'" * count + "\n\nb\n"}, 5000),
    "letters of a heading's id that never ends": Shape(lambda count: {PAGE: "## A {#" + "a" * count + "{}\n"}, 5000),
    # requests and their answers
    "headings of outputs": _each(lambda _: OUTPUT, 60, f"## Run\n\n{CALL.format('gpt-4o')}"),
    "models of a request": _each(
        lambda one: f'model="gpt-4o-{word(one)}", ', 150, "```python\nx = client.chat.completions.create(", ")\n```\n"
    ),
    "requests and other answers": Shape(
        lambda count: {
            PAGE: "## Run\n\n```python\n"
            + "".join(f'x = completion(model="gpt-4o-{word(one)}", messages=[])\n' for one in range(count))
            + "```\n\n"
            + "".join(ANSWER.format(word(one)) for one in range(count))
        },
        40,
    ),
    "texts before samples": _each(
        lambda one: f"This example uses `gpt-4o-{word(one)}`:\n\n{CALL.format('gpt-4o-mini')}", 40
    ),
    "samples of pages that include the same pages": _included(
        lambda one: CALL.format("gpt-4o-mini") if one % 2 else "Deploy a `gpt-4o` model.\n", "Boats.", 100
    ),
    # tables and words
    "retired models and their replacements": Shape(
        lambda count: {
            PAGE: f"# M\n\n{REPLACED}"
            + "".join(
                f"| gpt-4o-{word(one)} | 2024-11-20 | January 27, 2025 | gpt-4o-{word(one + 1)} |\n"
                for one in range(count)
            )
            + "\n"
            + "".join(f"Use `gpt-4o-{word(one)}`.\n\n" for one in range(count))
        },
        60,
    ),
    "tables that say the same": Shape(
        lambda count: {
            f"m{one}.md": f"{TABLE}| gpt-4o | 2024-11-20 | January 27, 2027 |\n| o3 | 2025-04-16 | May 1, 2027 |\n"
            for one in range(count)
        },
        40,
    ),
    "repeated words, each another": _each(lambda one: f"The {word(one)} {word(one)} boat.\n\n", 200),
    "typos in code and text": Shape(
        lambda count: {
            f"p{one}.md": f"# P\n\nThe recieved {word(one)} is `recieved`.\n\n```sh\nrecieved {one}\n```\n"
            for one in range(count)
        },
        60,
    ),
    # sites
    "parts of Docusaurus": Shape(_docusaurus, 30),
}
