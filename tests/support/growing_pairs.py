"""Trees that grow on two sides at once: many things that a rule might compare with, or look up among, as many others.

A loop over one side in a loop over the other is a square; so is a finding that shows all of the other side.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

from .growth import PAGE, TABLE, URL, Files, Shape, word

CALL = '```python\nclient.chat.completions.create(model="{}", messages=[])\n```\n\n'


def _both(one: Callable[[int], str], other: Callable[[int], str], least: int, path: str = PAGE) -> Shape:
    """Return the shape of one page with so many of one thing, and then so many of another."""

    def make(count: int) -> Files:
        return {path: "# All\n\n" + "".join(map(one, range(count))) + "".join(map(other, range(count)))}

    return Shape(make, least)


def _beside(file: str, lines: Callable[[int], str], text: Callable[[int], str], least: int, **more: str) -> Shape:
    """Return the shape of a file with so many lines, and of a page that has something for each of them."""

    def make(count: int) -> Files:
        others = {name.replace("__", "."): content for name, content in more.items()}
        page = "docs/index.md"
        return {**others, file: "".join(map(lines, range(count))), page: "# All\n\n" + "".join(map(text, range(count)))}

    return Shape(make, least)


def _each(text: Callable[[int], str], least: int, path: str = "p{}.md", **more: Callable[[int], str]) -> Shape:
    """Return the shape of so many pages, and of other files that have something for each of them."""

    def make(count: int) -> Files:
        others = {f"{name}.md": "# All\n\n" + "".join(map(one, range(count))) for name, one in more.items()}
        return {**{path.format(one): text(one) for one in range(count)}, **others}

    return Shape(make, least)


def _included(shared: Callable[[int], str], page: Callable[[int], str], least: int) -> Shape:
    """Return the shape of pages that all include the same pages: as many of both, and the square of it in includes."""

    def make(count: int) -> Files:
        side = isqrt(count)
        includes = "".join(f"[!INCLUDE [a](s/s{one}.md)]\n" for one in range(side))
        parts = {f"s/s{one}.md": shared(one) for one in range(side)}
        return {**parts, **{f"p{one}.md": f"# Page {one}\n\n{page(one)}\n\n{includes}" for one in range(side)}}

    return Shape(make, least)


def _rows(count: int) -> str:
    return "".join(f"| gpt-4o-{word(one)} | 2024-11-20 | January 27, 2027 |\n" for one in range(count))


PAIRS: dict[str, Shape] = {
    # includes
    "pages that include the same pages": _included(lambda one: f"Boats at {one}.\n", lambda one: f"Boat {one}.", 400),
    "variables of pages that include the same pages": _included(
        lambda one: f"```bash\nexport {word(one)}_key=1\necho ${word(one)}_kye\n```\n", lambda one: f"Boat {one}.", 400
    ),
    "references of pages that include the same pages": _included(
        lambda one: f"See [a boat][{word(one)}].\n", lambda one: f"[{word(one)}x]: b.md", 400
    ),
    # models and versions
    "requirements and uses": _both(
        lambda one: f"Deploy a `gpt-4o-{word(one)}` model.\n\n",
        lambda one: CALL.format(f"gpt-4o-{word(one + 5000)}"),
        20,
    ),
    "requirements and uses of one model": _both(
        lambda _: "Deploy a `gpt-4o` model.\n\n", lambda _: CALL.format("gpt-4o-mini"), 20
    ),
    "required API versions and used ones": _both(
        lambda _: "Use API version 2024-10-21 or later.\n\n",
        lambda _: '```python\nclient = AzureOpenAI(api_version="2024-02-01")\n```\n\n',
        20,
    ),
    "versions of a table and mentions of others": _each(
        lambda one: f"Deploy `gpt-4o` version `{4000 + one}-12-20`.\n",
        40,
        models=lambda one: (TABLE if one == 0 else "") + f"| gpt-4o | {1000 + one}-11-20 | January 27, 2027 |\n",
    ),
    "API versions of pages": _each(
        lambda one: f"# P\n\n```bash\ncurl {URL.replace('2024', str(1500 + one))}\n```\n", 40
    ),
    "facts of one model that differ": _each(
        lambda one: f"# P\n\nThe context window of gpt-4o is {128_000 + one} tokens.\n", 40
    ),
    "tables with their rows in common": Shape(
        lambda count: {
            f"m{one}.md": TABLE.replace("#", f"# {one}") + _rows(isqrt(count)) for one in range(isqrt(count))
        },
        100,
    ),
    "tables of one model": _each(
        lambda one: f"{TABLE}| gpt-4o | 2024-{1 + one % 12:02}-20 | January {1 + one % 28}, 2027 |\n", 40
    ),
    # variants of a page
    "tabs of siblings": Shape(
        lambda count: {
            f"q/p{one}.md": "# Q\n\n"
            + "".join(f"# [L{tab}](#tab/l{tab})\n\n" + CALL.format("gpt-4o") for tab in range(isqrt(count)))
            + "---\n"
            for one in range(isqrt(count))
        },
        100,
    ),
    "quickstarts that differ": Shape(
        lambda count: {
            f"q/{word(one)}-python.md": f"# Start\n\nDeploy a `gpt-4o-{word(one)}` model.\n\n1. Run {word(one)}.\n\n"
            + CALL.format(f"gpt-4o-{word(one)}")
            for one in range(count)
        },
        30,
    ),
    "sentences that differ in one word": Shape(
        lambda count: {
            f"q/{word(one)}.md": f"# Use {word(one)}\n\nThe harbor lends the {word(one)} boat by day to each crew.\n"
            for one in range(count)
        },
        40,
    ),
    # links
    "redirects and links": _beside(
        "_redirects",
        lambda one: f"/a{one} /b{one}\n",
        lambda one: f"[x](/a{one})\n\n",
        100,
        mkdocs__yml="site_name: x\n",
    ),
    "redirects of patterns and links": _beside(
        "_redirects",
        lambda one: f"/a{one}/* /b{one}/:splat\n",
        lambda one: f"[x](/a{one}/c)\n\n",
        100,
        mkdocs__yml="site_name: x\n",
    ),
    "redirects of patterns in one folder": _beside(
        "_redirects",
        lambda one: f"/a/b{one}/:c /d/:c\n",
        lambda one: f"[x](/a/b{one}/c)\n\n",
        100,
        mkdocs__yml="site_name: x\n",
    ),
    "headings of one name and links to them": _both(
        lambda _: "## Set up\n\nRun.\n\n", lambda one: f"[x](#set-up-{one})\n\n", 150
    ),
    "labels and references to others": _both(
        lambda one: f"See [a boat][{word(one)}].\n\n", lambda one: f"[{word(one)}x]: b.md\n", 150
    ),
    "footnotes and references to others": _both(
        lambda one: f"A[^n{one}].\n\n", lambda one: f"[^m{one}]: Note.\n\n", 150
    ),
    "abbreviations": _beside(
        "docs/more.md",
        lambda one: f"*[{word(one).upper()}]: a b\n",
        lambda one: f"The {word(one).upper()} is.\n\n",
        100,
        mkdocs__yml="site_name: x\n",
    ),
    "files and links to others": _each(
        lambda _: "# P\n", 40, "docs/guide{}.md", all=lambda one: f"[x](docs/guid{one}.md)\n\n"
    ),
    # samples
    "variables set and others read": _both(
        lambda one: f"```bash\nexport {word(one).upper()}_KEY=x\n```\n\n",
        lambda one: f'```python\nk = os.environ["{word(one).upper()}_KYE"]\n```\n\n',
        30,
    ),
    "variables set in a program and others read": Shape(
        lambda count: {
            PAGE: "```python\n"
            + "".join(f"{word(one)}_value = 1\nprint({word(one)}_vlaue)\n" for one in range(count))
            + "```\n"
        },
        60,
    ),
    "samples that differ in one word": _both(
        lambda one: (
            "```python\n"
            + "".join(f"a{line} = run({line}, '{word(one) if line == 3 else 'x'}')\n" for line in range(9))
            + "```\n\n"
        ),
        lambda _: "",
        20,
    ),
    "URLs one slip apart": _both(
        lambda one: f"GET https://api.contoso.com/{word(one)}/list\n\n",
        lambda one: f"GET https://api.contoso.com/{word(one)}x/list\n\n",
        100,
    ),
    "repeated words of a code line": Shape(
        lambda count: {PAGE: f"```python\nx = 1  # {'the the ' * count}\n```\n"}, 300
    ),
    "repeated words of a line of a fence": Shape(lambda count: {PAGE: f"```\n{'the the ' * count}\n```\n"}, 300),
    "words of a line of a fence": Shape(lambda count: {PAGE: "```\n" + "boat lends harbor " * count + "\n```\n"}, 300),
    "fences in fences": Shape(lambda count: {PAGE: "````\n```\n" * count}, 300),
    "fences that are garbled": Shape(lambda count: {PAGE: "```a\nb\n```c d\n" * count}, 200),
    # suppressions and settings
    "suppressions around findings": Shape(
        lambda count: {
            PAGE: "<!-- checker: ignore-start doubled-word -->\n\n" * count
            + "Use the the model.\n\n" * count
            + "<!-- checker: ignore-end doubled-word -->\n\n" * count
        },
        100,
    ),
    "suppressions of a page": _both(
        lambda _: "<!-- checker: ignore-file doubled-word -->\n\n", lambda _: "Use the the model.\n\n", 100
    ),
    "own names and mentions": Shape(
        lambda count: {
            "checker.toml": "names = [" + ", ".join(f'"{word(one)}-?"' for one in range(count)) + "]\n",
            PAGE: "".join(f"Deploy `{word(one)}-x`.\n\n" for one in range(count)),
        },
        40,
    ),
    "aliases and mentions": Shape(
        lambda count: {
            "checker.toml": "[aliases]\n" + "".join(f'"{word(one)} small" = "gpt-4o"\n' for one in range(count)),
            PAGE: "".join(f"Deploy {word(one)} small.\n\n" for one in range(count)),
        },
        100,
    ),
}
