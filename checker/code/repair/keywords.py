"""A word and a language go in; the keywords that are one slip away come out. They are in `keywords.toml`."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import msgspec
from rapidfuzz.distance import OSA

_SHORTEST = 4
"""Letters of a keyword that is told from a name."""


@cache
def _of_languages() -> dict[str, frozenset[str]]:
    """Return the keywords of each language that has some, by its canonical name."""
    text = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=dict[str, str])
    found = {name: frozenset(words.split()) for name, words in text.items()}
    found["typescript"] |= found["javascript"]
    return {**found, "tsx": found["typescript"]}


@lru_cache(maxsize=4096)
def near(word: str, language: str) -> tuple[str, ...]:
    """Return the keywords that a word is a typo of; none where it is one itself, sorted."""
    words = _of_languages().get(language, frozenset())
    if word in words:
        return ()
    return tuple(sorted(one for one in words if len(one) >= _SHORTEST and OSA.distance(word, one, score_cutoff=1) == 1))
