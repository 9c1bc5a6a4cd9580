"""The facts about how a page is worded, with exact spans; in goes nothing, out come plain structs.

They are a part of `facts`, which is where the rest of the package takes them from.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from ..span import Span


class Claim(msgspec.Struct, gc=False):
    """A sentence says that an example is written in a language: "the following Python example"; in lower case."""

    language: str
    span: Span
    block: int


class Scar(msgspec.Struct, gc=False):
    """What an edit that went wrong leaves behind.

    `why`: `joined` (a word written twice without a blank; `text` is it once), `path` (a `../` in a sentence), `tag`
    (half a line break), `merge` (a conflict marker), `bold-code` (bold marks in a code span), and of bold marks that
    show: `bold-open`, `bold-close` or `bold-blank` (a blank keeps a pair from being one).
    """

    span: Span
    why: Literal["joined", "path", "tag", "merge", "bold-code", "bold-open", "bold-close", "bold-blank"]
    text: str = ""
    where: Literal["paragraph", "heading", "cell"] = "paragraph"


class SampleSlip(msgspec.Struct, gc=False):
    """A place of a sample where a slip of the keys shows, though the sample may well parse; `put` goes to `edit`."""

    span: Span
    sample: int
    block: int
    why: str
    edit: Span
    put: str


class Backtick(msgspec.Struct, gc=False):
    """A run of backticks that opens or closes nothing, or a fence that is never closed.

    `removable` tells whether taking `span` out is the one reading of the mistake.
    """

    span: Span
    why: Literal["stray", "unequal", "unclosed-fence", "broken-fence"]
    removable: bool = False
    in_cell: bool = False
