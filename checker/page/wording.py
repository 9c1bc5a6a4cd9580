"""The facts about how a page is worded, with exact spans; in goes nothing, out come plain structs.

They are a part of `facts`, which is where the rest of the package takes them from.
"""

from __future__ import annotations

import msgspec

from ..span import Span


class SampleSlip(msgspec.Struct, gc=False):
    """A place of a sample where a slip of the keys shows, though the sample may well parse; `put` goes to `edit`."""

    span: Span
    sample: int
    block: int
    why: str
    edit: Span
    put: str
