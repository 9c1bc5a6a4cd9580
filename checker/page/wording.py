"""The facts about how a page is worded, with exact spans; in goes nothing, out come plain structs.

They are a part of `facts`, which is where the rest of the package takes them from.
"""

from __future__ import annotations

import msgspec

from ..span import Span


class Term(msgspec.Struct, gc=False):
    """What the page spells in several ways (a word, the line breaks of a cell), or what stands before the word API.

    `form` is what all spellings share: lower case, without hyphens, full stops and blanks. `opens` tells that it opens
    a sentence, a cell or a heading, so that its first capital proves nothing.
    """

    text: str
    form: str
    span: Span
    block: int
    opens: bool = False


class Misnomer(msgspec.Struct, gc=False):
    """The name of a product as its owner does not write it; `name` is how it does."""

    name: str
    span: Span


class Disagreement(msgspec.Struct, gc=False):
    """A verb or a determiner (`span`) in another number than its `noun`; `put` is what would agree."""

    put: str
    span: Span
    noun: Span


class UnknownWord(msgspec.Struct, gc=False):
    """A word of the running text, or of a comment in a sample, that English does not have and that looks like no name.

    `near` are the words of English that one slip of the keys makes into it, the likeliest first.
    """

    text: str
    span: Span
    block: int
    near: list[str] = []


class WrongArticle(msgspec.Struct, gc=False):
    """An “a” or “an” (`span`) that does not go with the sound of the `word` behind it; `put` is what does."""

    text: str
    span: Span
    block: int
    put: str
    word: str


class Clash(msgspec.Struct, gc=False):
    """Words that no right sentence has beside each other; `put` is what mends them, if that is beyond doubt."""

    text: str
    span: Span
    block: int
    why: str
    put: str = ""


class MisspelledName(msgspec.Struct, gc=False):
    """A part of a name in code that English does not have; `near` is the word one slip away that the page has."""

    text: str
    span: Span
    block: int
    near: str


class SampleSlip(msgspec.Struct, gc=False):
    """A place of a sample where a slip of the keys shows, though the sample may well parse; `put` goes to `edit`."""

    span: Span
    sample: int
    block: int
    why: str
    edit: Span
    put: str
