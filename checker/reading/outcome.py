"""A page goes in; its facts, encoded, or the reason why it cannot be read come out."""

from __future__ import annotations

import msgspec
import yaml

from . import extraction

Page = tuple[str, str]
"""The path of a page and its text."""
Outcome = bytes | str
"""A page's facts, encoded, or the reason why it could not be read."""


def reason(error: Exception) -> str:
    """Return in words why a page could not be read."""
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"
    if isinstance(error, yaml.YAMLError):
        return "no valid YAML: " + " ".join(str(error).split())
    if not isinstance(error, OSError | ValueError | RecursionError):
        return f"reading it crashed: {type(error).__name__}: {error}"
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error) or type(error).__name__


def outcome(page: Page) -> Outcome:
    """Return what extraction makes of a page."""
    try:
        return msgspec.msgpack.encode(extraction.extract(*page))
    except Exception as error:  # one page must not take the others with it
        return reason(error)
