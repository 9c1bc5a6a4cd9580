"""Which files can be pages, and how the bytes of one become its text."""

from __future__ import annotations

PAGE_SUFFIXES = (".md", ".mdx", ".markdown")
YAML_SUFFIXES = (".yml", ".yaml")


def can_be_page(path: str) -> bool:
    """Tell whether a file's name is one of Markdown or YAML; whether a YAML file is a page, only its text tells."""
    return path.lower().endswith((*PAGE_SUFFIXES, *YAML_SUFFIXES))


def is_yaml(path: str) -> bool:
    """Tell whether a path is that of a YAML file."""
    return path.lower().endswith(YAML_SUFFIXES)


def decode(data: bytes) -> str:
    """Return a page's text: UTF-8, byte order mark removed, line ends made `\\n`.

    Raises `UnicodeDecodeError`, or `ValueError` for a text with NUL characters, which is no text.
    """
    text = data.decode("utf-8-sig")
    if "\0" in text:
        raise ValueError("it holds NUL characters, so it is no text")
    return text.replace("\r\n", "\n").replace("\r", "\n")
