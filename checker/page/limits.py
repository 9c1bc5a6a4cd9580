"""A limit of what is read of a page, and how much there is, go in; what is said of the page in the report comes out.

What can be read in linear time has no limit. Where one is needed so that a page cannot cost minutes, it is a `Limit`:
each page that meets it is named in the report, with the line and with what was not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .facts import NotRead

if TYPE_CHECKING:
    from .blocks import Document


@dataclass(frozen=True)
class Limit:
    """The most of something that is looked at on one page.

    `why` says what a page with more lacks; `{most}` and `{found}` stand for this number and for that of the page.
    """

    most: int
    why: str

    def met(self, document: Document, offset: int, found: int = 0) -> None:
        """Note on a page that it has more than this limit, and where it starts (an offset in characters)."""
        why = self.why.format(most=f"{self.most:,}", found=f"{found:,}")
        document.not_read.append(NotRead(document.line_of(offset), why))
