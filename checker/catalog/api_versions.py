"""How an API version is written: a text goes in, whether it is one, or stands for one, comes out."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from ..patterns import API_VERSION_WELL_FORMED


@lru_cache(maxsize=4096)
def well_formed(text: str) -> bool:
    """Tell whether a text is a real date, with or without a suffix in lower case."""
    match = API_VERSION_WELL_FORMED.fullmatch(text)
    return match is not None and is_day(match["day"])


def is_day(text: str) -> bool:
    """Tell whether `YYYY-MM-DD` is a day of the calendar."""
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_placeholder(text: str) -> bool:
    """Tell whether a value stands for one that the reader fills in (`<version>`, `{api_version}`, YOUR_VERSION)."""
    return not re.match(r"v?\d", text) or bool(re.search(r"[{}<>$\[\]%]|x{2,}|YYYY", text))
