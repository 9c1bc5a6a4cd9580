"""A sample goes in; the details that it gives come out: settings with their values, sentences and URLs, with places.

Nothing is parsed: what is compared is written alike in all languages. Names of settings are without what languages
write differently (`max_tokens`, `maxTokens`, `--max-tokens`), values without quotes and escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["setting", "sentence", "url", "path", "variable"]


class Detail(NamedTuple):
    """A value in a sample, in normal form, with its range in the sample.

    Only settings have a `name`, and paths, whose value is without their suffix: that is the name.
    """

    kind: Kind
    name: str
    value: str
    start: int
    end: int


NUMBER = r"\d+(?:[,_]\d{3})*(?:\.\d+)?"
TRUTH = r"[Tt]rue|[Ff]alse"
_TEXT = r"\"(?:[^\"\\\n]|\\.){0,600}+\"|'(?:[^'\"\\\n]|\\.){0,600}+'|`[^`\n]{0,600}+`"
_QUOTED = re.compile(_TEXT)
_SETTING = re.compile(
    r"""(?P<name>[A-Za-z_](?<![\w$].)(?<!\w-.)[\w-]{0,60}+)["']?"""
    r"(?:[ ]?(?::=|=>|[=:])[ ]?|[ ](?=\d)|(?P<call>\())"
    rf"(?P<value>-?{NUMBER}|{TRUTH}|{_TEXT})(?![\w.(\[%]|[ ]?[*/+-][ ]?[\w(])"
)
_URL = re.compile(r"https?://[^\s\"'`<>()\\,;]+")
_PATH = re.compile(
    r"(?<![\w./\\:$~@-])(?:\.{0,2}[/\\])?(?P<path>[\w-]{1,60}(?:[/\\][\w-]{1,60}){1,8})\.(?P<suffix>[a-z]{1,5})(?![\w/\\.])"
)
_PLACE = re.compile(r"\$?\{[^{}\n]{0,80}\}+|\$[A-Za-z_]\w*|%[sd]\b|<[^<>\n]{0,80}>")
_IS_NUMBER = re.compile(rf"-?{NUMBER}")
_FEWEST, _MOST = 3, 40
"""Words of what is compared as a sentence."""
_NO_SENTENCE = re.compile(r"[{}=\[\]]|://|\S/\S+/|\w\(")
FILLED = "\x01"
"""Stands for what is filled into a text."""


def details(code: str) -> Iterator[Detail]:
    """Yield the details of a sample: its sentences, its settings, its URLs, the paths of files."""
    sentences = list(_sentences(code))
    yield from sentences
    starts = {one.start for one in sentences}
    for one in settings(code):
        if one.start not in starts and one.start + 1 not in starts:
            yield one
    for match in _URL.finditer(code) if "://" in code else ():
        value = match.group().rstrip(".:/")
        yield Detail("url", "", _PLACE.sub(FILLED, value), match.start(), match.start() + len(value))
    for match in _PATH.finditer(code) if "/" in code or "\\" in code else ():
        yield Detail("path", match["suffix"], match["path"].replace("\\", "/"), *match.span())


def _sentences(code: str) -> Iterator[Detail]:
    for match in _QUOTED.finditer(code):
        text = match.group()[1:-1]
        if text.count(" ") < _FEWEST - 1 or _NO_SENTENCE.search(text := normal(text)):
            continue
        value = " ".join(words(text)).strip(f"{FILLED} ")
        if value.count(" ") in range(_FEWEST - 1, _MOST):
            yield Detail("sentence", "", value, match.start() + 1, match.end() - 1)


def settings(code: str) -> Iterator[Detail]:
    """Yield the values that a sample gives to names: numbers, true and false, texts; the range is without quotes."""
    for match in _SETTING.finditer(code):
        name, call, value = match.groups()
        end = match.end()
        quoted = value[0] in "\"'`"
        if call and (quoted or code[end : end + 1] != ")" or not _is_method(code, match)):
            continue
        yield Detail("setting", plain_name(name), normal(value), end - len(value) + quoted, end - quoted)


_MARKS = re.compile(r"(?:[^\w\x01.]|\.(?!\w))+")


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without apostrophes, which shells write in many ways."""
    return tuple(_MARKS.sub(" ", text.replace("'", "").lower()).split())


def _is_method(code: str, match: re.Match[str]) -> bool:
    """Return whether a call is one that sets a field of a builder: `.maxTokens(250)`."""
    at = match.start("name")
    return at > 0 and code[at - 1] == "."


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Return a name without what languages write differently: `max_tokens`, `maxTokens`, `max-tokens`."""
    return re.sub(r"[_ -]", "", name).lower()


@lru_cache(maxsize=4096)
def normal(value: str) -> str:
    """Return a value without quotes, escapes, what is put between the digits of a number, and capitals of a truth."""
    text = value.strip("\"'`")
    if _IS_NUMBER.fullmatch(text):
        number = re.sub(r"[,_]", "", text)
        return number.rstrip("0").rstrip(".") if "." in number else number
    if text.lower() in ("true", "false"):
        return text.lower()
    text = re.sub(r"\\(.)", lambda match: " " if match[1] in "nrt" else match[1], text.replace("’", "'"))
    return " ".join(_PLACE.sub(FILLED, re.sub("'{2,}", "'", text)).split())
