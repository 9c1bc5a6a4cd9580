"""The name of a variable goes in; its words come out, however they are joined."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: `API_KEY1`, `apiKey1` and `api-key-1` have the same three."""
    return tuple(word.lower() for word in _WORD.findall(name))
