"""The file of a rule goes in, the data beside it come out: `garbled_phrase.toml` of `garbled_phrase.py`, typed."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A table in the data of a rule; a key that its type does not have is an error."""


class WordList(Data, frozen=True):
    """Words of one kind, separated by spaces, with their source and what shows what they are for.

    That is a text that is reported for their sake, the `example`, or one that is not, which is `right`.
    """

    words: str
    source: str
    example: str = ""
    right: str = ""

    @property
    def all(self) -> tuple[str, ...]:
        """The words."""
        return tuple(self.words.split())

    @property
    def either(self) -> str:
        """A pattern of one of the words."""
        return f"(?:{'|'.join(self.all)})"


def beside(file: str, kind: type[T]) -> T:
    """Return the data beside a rule, whose module gives its `__file__`; to be asked on first use, and once.

    Raises `msgspec.DecodeError` for data of another kind.
    """
    return msgspec.toml.decode(Path(file).with_suffix(".toml").read_bytes(), type=kind)
