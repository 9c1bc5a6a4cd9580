"""A number goes in, a docs tree of that many pages comes out, no two of which share a paragraph or a heading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = 100
"""How many pages are in one folder."""
_NOUNS = "harbor boat anchor sail keel rope tide engine crew cargo pier lantern map compass cabin ladder".split()
_VERBS = "lends paints moves checks loads repairs counts measures covers lifts turns opens sells".split()
_PLACES = "north south east west river island market station village bridge garden valley coast".split()
_MODELS = ("gpt-4o", "gpt-4o-mini", "gpt-4.1", "o3-mini")
_SAMPLE = (
    '```python\nclient = AzureOpenAI(azure_endpoint=endpoint_{0}, api_version="2024-10-21")\n'
    'answer = client.chat.completions.create(model="{1}", messages=messages_{0})\n```\n'
)
_ROWS = "| {0} | Price | Note |\n|---|---|---|\n| {1} {3} | {3} | new |\n| {2} {3} | {4} | [used](#top) |\n"


def path(number: int) -> str:
    """Return where the page of a number is."""
    return f"part-{number // FOLDER}/page-{number}.md"


def page(number: int, count: int) -> str:
    """Return the text of a page of a tree of so many: about 900 bytes with links; some have a sample, table or list."""
    near = number - 1 if number % FOLDER else number
    far = number * 7919 % count
    body = _BODIES[number % len(_BODIES)](number)
    return (
        f"---\ntitle: Page {number}\nms.date: 01/01/2025\n---\n\n# The {_noun(number, 1)} {number}\n\n"
        f"{_sentence(number, 1)} {_sentence(number, 2)} {_sentence(number, 3)}\n\n"
        f"## Use {number} in the {_noun(number, 5)}\n\n{body}\n{_sentence(number, 6)} {_sentence(number, 7)}\n\n"
        f"See [the {_noun(near, 1)}](page-{near}.md) and "
        f"[{_noun(far, 5)} {far}](../{path(far)}#use-{far}-in-the-{_noun(far, 5)}).\n"
    )


def pages(count: int) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each page of a tree of so many."""
    return ((path(number), page(number, count)) for number in range(count))


def write_pages(root: Path, count: int) -> int:
    """Write a tree of so many pages, and return how many bytes they have."""
    size = 0
    for number, (name, text) in enumerate(pages(count)):
        file = root / name
        if number % FOLDER == 0:
            file.parent.mkdir(parents=True)
        size += file.write_bytes(text.encode())
    return size


def _noun(number: int, place: int) -> str:
    return _NOUNS[number * (2 * place + 1) // 7 % len(_NOUNS)]


def _sentence(number: int, place: int) -> str:
    """Return a sentence that names its page's number; its words differ from page to page."""
    verb = _VERBS[(number + place) * (place + 2) // 3 % len(_VERBS)]
    where = _PLACES[(number // 5 + 3 * place) % len(_PLACES)]
    nouns = _noun(number, place), _noun(number + 3, place + 1)
    return f"The {nouns[0]} of the {where} {verb} {number + place} times before the {nouns[1]} of page {number} opens."


def _prose(number: int) -> str:
    return "\n\n".join(f"{_sentence(number, place)} {_sentence(number, place + 1)}" for place in (10, 12)) + "\n"


def _sample(number: int) -> str:
    model = _MODELS[number // 5 % len(_MODELS)]
    return f"Deploy a `{model}` model for {number}, then run it:\n\n{_SAMPLE.format(number, model)}"


def _table(number: int) -> str:
    return _ROWS.format(_noun(number, 2), _noun(number, 3), _noun(number, 4), number, number + 7)


def _steps(number: int) -> str:
    return "".join(f"1. Open **{_noun(number, place)} {number}** on page {place}.\n" for place in range(1, 5))


_BODIES: tuple[Callable[[int], str], ...] = (_prose, _sample, _prose, _table, _steps)
