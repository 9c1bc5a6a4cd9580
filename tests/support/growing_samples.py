"""Trees that grow in samples of code, in comments to the checker, and in names that are nearly alike.

Each once took square time or worse, or was not looked at beyond a length.
"""

from __future__ import annotations

from collections.abc import Callable

from .growing_pairs import CALL
from .growth import PAGE, Files, Shape, word

MDX = "guide.mdx"


def _each(text: Callable[[int], str], least: int, before: str = "", after: str = "", path: str = PAGE) -> Shape:
    return Shape(lambda count: {path: before + "".join(map(text, range(count))) + after}, least)


def _sample(language: str, line: Callable[[int], str], least: int) -> Shape:
    return _each(line, least, f"```{language}\n", "```\n")


def _chain(language: str, before: str, link: str, after: str, least: int) -> Shape:
    return Shape(lambda count: {PAGE: f"```{language}\n{before}{link * count}{after}\n```\n"}, least)


def _lone_names(count: int) -> Files:
    usual = "Deploy `{}`, then use `{}`, test `{}` and close `{}`.\n\n"
    names = [f"gpt-{word(one)}-2024-08-06" for one in range(count)]
    slips = (CALL.format(name.replace("08", "09")) for name in names)
    return {
        "a.md": "# A\n\n" + "".join(usual.replace("{}", name) for name in names),
        "b.md": "# B\n\n" + "".join(slips),
    }


SAMPLES: dict[str, Shape] = {
    # what is nested as deep as it is long
    "calls in a chain": _chain("python", "boat_name = 1\nx = boat_nmae", ".f(boat_name)", "", 100),
    "calls in a chain of JavaScript": _chain(
        "javascript", "let boat_name = 1; x = boat_nmae", ".f(boat_name)", "", 100
    ),
    "calls in a chain of C#": _chain("csharp", "var boatName = 1; var x = boatNmae", ".F(boatName)", ";", 100),
    "values that are added": _chain("python", "boat_name = 1\nx = boat_name", " + boat_nmae", "", 100),
    "texts that are joined": _chain("javascript", 'const boat = "a"', ' + "gpt-4o"', ";", 100),
    "functions in functions": Shape(
        lambda count: {
            PAGE: "```javascript\nlet boat_name = "
            + "(() => { let boat = " * count
            + "boat_nmae"
            + " })()" * count
            + "\n```\n"
        },
        60,
    ),
    # names that are nearly alike
    "names of a program with one slip": _sample(
        "python", lambda one: f"{word(one)}_value = 1\nprint({word(one)}_vlaue)\n", 100
    ),
    "names of a program that end alike": _sample("python", lambda one: f"get_{word(one)}_name = {one}\n", 100),
    "names of a program with a derived word": _sample("python", lambda one: f"boat_eval{word(one)} = boat_eval\n", 100),
    "names of a series in code": _each(lambda one: f"Set `boat_option_{word(one)}` to `{one}`.\n\n", 100),
    "names of a model that stand alone": Shape(_lone_names, 30),
    # comments, expressions and samples that a page may hold many of
    "comments to the checker in a line": Shape(
        lambda count: {PAGE: "<!-- checker: ignore doubled-word -->" * count + "\n\nUse the the model.\n"}, 150
    ),
    "comments to the checker in a row": Shape(
        lambda count: {PAGE: "<!-- checker: ignore doubled-word -->\n\n" * count + "Use the the model.\n"}, 150
    ),
    "comments to the checker in a sample": Shape(
        lambda count: {PAGE: "```js\n" + "/* checker: ignore sample-slip */\n" * count + "run()\n```\n"}, 150
    ),
    "expressions with blank lines": _each(lambda one: f"{{[\n\n{one}]}}\n\n", 150, path=MDX),
    "open expressions with blank lines": _each(lambda _: "{ a\n\n", 300, path=MDX),
    "open attributes with blank lines": _each(lambda _: "<A b={{\n\n", 300, path=MDX),
    "attributes of a tag": _each(lambda one: f" a={one}", 500, "<a", ">b</a>\n"),
    "samples that do not parse": _each(
        lambda one: f'```json\n{{"boat" "{word(one)}", "days" 1, "seats" 2, "name": "a" "crew": [1 2]}}\n```\n\n', 40
    ),
}
