"""Which rules the command line selects: a configuration and options go in, the effective configuration comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config import Config


def with_rules(config: Config, select: Sequence[str], extend: Sequence[str] = (), ignore: Sequence[str] = ()) -> Config:
    """Return the configuration with the rules that the command line selects, which take precedence.

    Each option may be given several times, with comma-separated names.
    """
    import msgspec

    selected, extended, ignored = _names(select), _names(extend), _names(ignore)
    kept = [name for name in config.ignore if name not in (*selected, *extended)]
    more = [] if selected else config.extend_select
    return msgspec.structs.replace(
        config, select=selected or config.select, extend_select=[*more, *extended], ignore=[*kept, *ignored]
    )


def _names(given: Sequence[str]) -> list[str]:
    return [name.strip() for text in given for name in text.split(",") if name.strip()]
