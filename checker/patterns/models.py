"""A text goes in, the model names in it come out, by the patterns that `families.toml` gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from . import families, start_places

MODEL_NAME = re.compile(
    rf"(?<![\w@/.\-])(?:{'|'.join(family.pattern for family in families.load().families)})", re.I | re.X
)
"""A model name as ids, display names and their misspellings write it. Case is free; what it names is decided later."""

_WHOLE = re.compile("|".join(re.escape(name) for one in families.load().families for name in one.whole), re.I)
"""Names that are words too."""

_UNCLEAR = re.compile(
    rf"(?:{'|'.join(re.escape(head) for one in families.load().families if one.unclear for head in one.heads)})-?\w*"
)
"""A head that may be a word, and at most one part behind it."""

_STARTS = sorted({start for family in families.load().families for start in family.beginnings})
_PLAIN_STARTS = [start for start in _STARTS if "-" not in start]
_HYPHENATED_STARTS = [(start.partition("-")[0] + "-", start) for start in _STARTS if "-" in start]
_LONGEST_HEAD = max(len(head) for head, _ in _HYPHENATED_STARTS)


def is_model_name(text: str) -> bool:
    """Tell whether a text is nothing but a model's name."""
    return MODEL_NAME.fullmatch(text) is not None or is_whole_name(text)


def is_whole_name(text: str) -> bool:
    """Tell whether a text is a name that is a word too, such as `whisper`: it names a model where it stands alone."""
    return _WHOLE.fullmatch(text) is not None


def is_unclear(text: str) -> bool:
    """Tell whether what looks like a name may as well be a word of the sentence: `command-line`."""
    return text[:1].islower() and _UNCLEAR.fullmatch(text) is not None


def model_starts(text: str) -> list[str]:
    """Return the ways in which model names start, as far as a text holds them."""
    lower = text.lower()
    before_hyphens = "-".join([piece[-_LONGEST_HEAD:] for piece in lower.split("-")])  # a tenth of the text, or less
    return [
        *(start for start in _PLAIN_STARTS if start in lower),
        *(start for head, start in _HYPHENATED_STARTS if head in before_hyphens and start in lower),
    ]


def model_names(text: str, starts: Sequence[str]) -> Iterator[re.Match[str]]:
    """Yield the model names of a text that start in one of these ways."""
    end = 0
    for at in start_places(text, starts):
        if at >= end and (match := MODEL_NAME.match(text, at)):
            end = match.end()
            yield match
