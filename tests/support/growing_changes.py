"""Changes that grow: a shape and a number go in, the files before and after come out that differ in so many places."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from checker.config import Config
from checker.tree.sources import FolderSource
from checker.workflows.compare import Sides, compare

from . import SEED_DAY, write
from .growing_pairs import CALL
from .growth import PAGE, TABLE, Files, forget, taken, word

Both = tuple[Files, Files]


@dataclass(frozen=True)
class ChangeShape:
    """Two trees by how many of something differ; `least` is a number that takes little time to compare."""

    make: Callable[[int], Both]
    least: int


def _edited(
    piece: Callable[[int], str],
    edited: Callable[[int], str],
    least: int,
    before: str = "# All\n\n",
    after: str = "",
    path: str = PAGE,
    **more: str,
) -> ChangeShape:
    """Return the shape of one page: a piece for each number, and what became of it; with other files beside it."""
    others = {name.replace("__", "."): text for name, text in more.items()}

    def make(count: int) -> Both:
        return tuple(  # type: ignore[return-value]
            {path: before + "".join(map(one, range(count))) + after, **others} for one in (piece, edited)
        )

    return ChangeShape(make, least)


def _pages(
    page: Callable[[int], Files], edited: Callable[[int], Files], least: int, before: str = "", after: str = ""
) -> ChangeShape:
    """Return the shape of many pages: the files for each number, and what became of them, beside one of all."""

    def make(count: int) -> Both:
        return tuple(  # type: ignore[return-value]
            {"all.md": text} | {path: text for number in range(count) for path, text in one(number).items()}
            for one, text in ((page, before), (edited, after))
        )

    return ChangeShape(make, least)


def _row(name: str) -> str:
    return f"| {name} | 2024-11-20 | January 27, 2027 |\n"


def _many_links(count: int) -> Both:
    links = "".join("[x](gone.md)\n\n" for _ in range(count))
    return {PAGE: links, "gone.md": "# Gone\n"}, {PAGE: links}


def _line(target: str) -> Callable[[int], Both]:
    def make(count: int) -> Both:
        return tuple(  # type: ignore[return-value]
            {PAGE: "# All\n\n" + "".join(target.format(word(one + far)) for one in range(count)) + "\n"}
            for far in (0, 7000)
        )

    return make


def _series(one: int, far: int = 0) -> str:
    return f"gpt-4o-{word(one + far)}"


CHANGES: dict[str, ChangeShape] = {
    # lines
    "lines reworded": _edited(lambda one: f"The {word(one)} boat.\n\n", lambda one: f"A {word(one)} boat.\n\n", 400),
    "lines that become more": _edited(
        lambda one: f"The {word(one)} boat is lent by the day.\n",
        lambda one: f"The {word(one)} boat was lent by the day.\n",
        150,
        after="One more.\n",
    ),
    "lines that become twice as many": _edited(
        lambda one: f"The {word(one)} boat.\n", lambda one: f"The {word(one)} boat\nis lent.\n", 150
    ),
    "lines that are moved": ChangeShape(
        lambda count: (
            {PAGE: "".join(f"The {word(one)} boat.\n\n" for one in range(count))},
            {PAGE: "".join(f"The {word(one)} boat.\n\n" for one in reversed(range(count)))},
        ),
        100,
    ),
    "findings between changed lines": _edited(
        lambda one: f"The {word(one)} boat.\n\nUse the the boat.\n\n",
        lambda one: f"A {word(one)} boat.\n\nUse the the boat.\n\n",
        150,
    ),
    "findings that are fixed": _edited(lambda _: "Use the the boat.\n\n", lambda _: "Use the boat.\n\n", 200),
    "findings that are new": _edited(lambda _: "Use the boat.\n\n", lambda _: "Use the the boat.\n\n", 200),
    "keys of the front matter": _edited(
        lambda one: f"key{one}: old\n", lambda one: f"key{one}: new\n", 300, "---\n", "---\n\n# A\n"
    ),
    # tables
    "rows of which every second is alike": _edited(
        lambda one: f"| x | y |\n| {word(one)} | 1 |\n",
        lambda one: f"| x | y |\n| {word(one + 7000)} | 1 |\n",
        200,
        "# All\n\n| A | B |\n|---|---|\n",
    ),
    "rows that change": _edited(
        lambda one: f"| {word(one)} | 1 |\n", lambda one: f"| {word(one)} | 2 |\n", 200, "| A | B |\n|---|---|\n"
    ),
    "tables that change": _edited(
        lambda one: f"## {word(one)}\n\n{TABLE[10:]}{_row(_series(one))}\n",
        lambda one: f"## {word(one)}\n\n{TABLE[10:]}{_row(_series(one)).replace('27, ', '28, ')}\n",
        60,
    ),
    "rows of models that come": ChangeShape(
        lambda count: ({PAGE: TABLE + _row("gpt-4o")}, {PAGE: TABLE + "".join(_row(_series(n)) for n in range(count))}),
        60,
    ),
    # headings, links, samples
    "headings whose anchor changes": _edited(
        lambda one: f"## Use {word(one)}\n\n[x](#use-{word(one)})\n\n",
        lambda one: f"## Using {word(one)}\n\n[x](#use-{word(one)})\n\n",
        150,
    ),
    "headings of news": ChangeShape(
        lambda count: (
            {"whats-new.md": "# What's new\n\n"},
            {
                "whats-new.md": "# What's new\n\n"
                + "".join(f"## January {1 + one % 28}, {1500 + one}\n\nBoats.\n\n" for one in range(count))
            },
        ),
        200,
    ),
    "links of a line": ChangeShape(_line("[x]({}.md) "), 200),
    "links of lines": _edited(
        lambda one: f"[x]({word(one)}.md)\n\n", lambda one: f"[x]({word(one + 7000)}.md)\n\n", 200
    ),
    "links to a page that is gone": ChangeShape(_many_links, 400),
    "site paths to a page that is gone": ChangeShape(
        lambda count: tuple(  # type: ignore[arg-type, return-value]
            {PAGE: "[x](/azure/docs/ai/gone)\n\n" * count, **more}
            for more in ({"articles/docs/ai/gone.md": "# Gone\n"}, {"articles/docs/ai/b.md": "# B\n"})
        ),
        300,
    ),
    "samples that change": _edited(lambda _: CALL.format("gpt-4o"), lambda _: CALL.format("gpt-4o-mini"), 50),
    "samples that come": _edited(lambda _: "", lambda one: CALL.format(_series(one)), 50),
    # models and versions
    "models of a line": ChangeShape(_line("gpt-4o-{} and "), 100),
    "models that are replaced, each by another": _edited(
        lambda one: f"Deploy `{_series(one)}`.\n\n" * 3, lambda one: f"Deploy `{_series(one, 7000)}`.\n\n" * 3, 40
    ),
    "a model that is replaced by many": _edited(
        lambda _: "Deploy `gpt-4o`.\n\n" * 5,
        lambda one: f"Deploy `{_series(one)}`.\n\n" * 3 + "Deploy `gpt-4o`.\n\n" * 2,
        40,
    ),
    "a model that is replaced in most places": _edited(
        lambda _: CALL.format("gpt-4o") * 3,
        lambda _: CALL.format("gpt-4o-mini") * 2 + CALL.format("gpt-4o"),
        20,
    ),
    "a model that is replaced and stays in links": _edited(
        lambda one: f"Deploy `{_series(one)}`.\n\n" * 3 + f"[x](https://a.com/{_series(one)}/b)\n\n",
        lambda one: f"Deploy `{_series(one, 7000)}`.\n\n" * 3 + f"[x](https://a.com/{_series(one)}/b)\n\n",
        30,
    ),
    "uses of models that no table has": ChangeShape(
        lambda count: (
            {PAGE: TABLE + "".join(_row(_series(one)) for one in range(count)), "b.md": "# B\n"},
            {
                PAGE: TABLE + "".join(_row(_series(one)) for one in range(count)),
                "b.md": "# B\n\n" + "".join(CALL.format(_series(one, 7000)) for one in range(count)),
            },
        ),
        30,
    ),
    "versions that are new": _edited(
        lambda _: "Deploy `gpt-4o`.\n\n", lambda one: f"Deploy `gpt-4o` version `{1000 + one}-11-20`.\n\n", 80
    ),
    "API versions that are new": _edited(
        lambda _: "Use API version 2024-10-21.\n\n", lambda one: f"Use API version {1500 + one}-10-21.\n\n", 100
    ),
    # pages
    "pages that come": _pages(
        lambda _: {}, lambda one: {f"p{one}.md": f"# {word(one)}\n\nDeploy `{_series(one)}`.\n"}, 40
    ),
    "pages that go and are linked to": ChangeShape(
        lambda count: (
            {PAGE: "".join(f"[x](p{one}.md)\n\n" for one in range(count))}
            | {f"p{one}.md": f"# {word(one)}\n" for one in range(count)},
            {PAGE: "".join(f"[x](p{one}.md)\n\n" for one in range(count))},
        ),
        50,
    ),
    "pages that are moved": _pages(
        lambda one: {f"a/p{one}.md": f"# {word(one)}\n\n{word(one)} boats of {word(one + 50)}.\n"},
        lambda one: {f"b/p{one}.md": f"# {word(one)}\n\n{word(one)} boats of {word(one + 50)}.\n"},
        40,
    ),
    "siblings that change": _pages(
        lambda one: {f"q{one}-{side}.md": f"# Q\n\n{CALL.format('gpt-4o') * 3}" for side in ("python", "go")},
        lambda one: {
            f"q{one}-python.md": f"# Q\n\n{CALL.format('gpt-4o-mini') * 3}",
            f"q{one}-go.md": f"# Q\n\n{CALL.format('gpt-4o') * 3}",
        },
        20,
    ),
}


def seconds(both: Both) -> float:
    """Return the CPU time of a comparison of two trees, with all rules, without that of git and of writing them."""
    with tempfile.TemporaryDirectory() as folder:
        roots = [Path(folder, side) for side in ("before", "after")]
        for root, files in zip(roots, both, strict=True):
            write(root, files)
        forget()
        before, after = map(FolderSource, roots)
        sides, config = Sides("a", "b", SEED_DAY.isoformat()), Config(select=["ALL"])
        return taken(lambda: compare(before, after, config, sides, as_of=dt.date.fromisoformat(sides.date)))


def measurable(make: Callable[[int], Both], count: int, least: float) -> int:
    """Return how many of something a comparison takes at least some time for; the first one warms up what it needs."""
    seconds(make(count))
    while seconds(make(count)) < least:
        count *= 2
    return count
