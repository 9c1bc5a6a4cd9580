"""A page's blocks and the number of one go in; the samples beside it come out, whatever tags are between."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from .blocks import TextBlock

_TAGS = re.compile(r"(?:\s|<[^<>]*>)*")


def after(blocks: Sequence[TextBlock], samples: Container[int], number: int) -> Iterator[int]:
    """Yield the samples (numbers of blocks) that follow a block, up to the next text."""
    for at in range(number + 1, len(blocks)):
        if at in samples:
            yield at
        elif not _is_tag(blocks[at]):
            return


def before(blocks: Sequence[TextBlock], samples: Container[int], number: int) -> int | None:
    """Return the sample (number of a block) that a block follows, or None."""
    at = next((at for at in range(number - 1, -1, -1) if not _is_tag(blocks[at])), -1)
    return at if at in samples else None


def _is_tag(block: TextBlock) -> bool:
    """Return whether a block holds nothing but tags, such as those of a component around tabs."""
    return block.kind == "html" and _TAGS.fullmatch(block.text) is not None
