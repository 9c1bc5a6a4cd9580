"""A text that names a model goes in; its platform, maker, family, name and tag come out: `WrittenModel`.

One implementation for every written form: `gpt-4o`, `openai/gpt-4o`, `openai:gpt-4o`, `@team/gpt-4o`,
`us.anthropic.claude-sonnet-4-5-20250929-v1:0`, `accounts/fireworks/models/llama-v3p1-8b-instruct`, `llama3.1:8b`,
`claude-3-5-sonnet@20240620`, "Claude Sonnet 4.5". Families, makers and platforms are data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from . import families, models

Form = Literal["id", "prefixed", "tagged", "display"]


@dataclass(frozen=True, slots=True)
class WrittenModel:
    """What a text that names a model is made of.

    `name` is the name without what surrounds it, and `start` its offset in the text. `platform` and `maker` are keys of
    the data, or empty where neither prefix nor family says. `tag` is what follows the name: the size of
    `llama3.1:8b`, the day of `claude-3-5-sonnet@20240620`, the revision of `anthropic.claude-v2:1`.
    """

    name: str
    start: int
    platform: str
    maker: str
    family: families.Family | None
    tag: str
    form: Form


_REVISION = re.compile(r"(?:(?<=-\d{8})-v\d{1,2}|-v1)(?::\d{1,3}(?::\d{1,4}k)?)?$|:\d{1,3}(?::\d{1,4}k)?$", re.I)
"""What Amazon Bedrock has after a model's name: `-v1:0`. A `v2` is of the name, unless a day precedes it."""
_TAG = re.compile(r":[A-Za-z0-9][\w.-]*$|@(?:\d{3,8}|default|latest)(?:-\d{3})?$")
"""What Ollama, OpenRouter and Vertex AI have after a model's name."""
_FINE_TUNED = re.compile(r"(?P<prefix>ft:)(?P<base>[^:]+):")
_ON_BEDROCK = ("anthropic", "amazon")
"""Makers whose ids have a dot before them on Amazon Bedrock alone."""
_LONGEST = 200
"""Characters of the longest text that is looked at; ARNs and paths of projects have fewer."""


@lru_cache(maxsize=8192)
def recognise(text: str) -> WrittenModel | None:
    """Return what a text names that is nothing but a model's name, or None for one that has no such shape."""
    if not 1 < len(text) <= _LONGEST or (" " in text and not models.is_model_name(text)):
        return None
    if " " in text:
        return _made(text, 0, "", "", "", "display")
    if match := _FINE_TUNED.match(text):
        base = recognise(match["base"])
        return base and _made(base.name, match.start("base"), "", "", text[match.end("base") :], "tagged")
    start, platform, maker, dotted = _prefix(text)
    name, tag = _untagged(text[start:], dotted=dotted)
    form: Form = "prefixed" if start else "tagged" if tag else "id"
    if models.is_model_name(name) or (families.is_head(name.lower()) and (tag or families.is_local(platform))):
        return _made(name, start, platform, maker, tag, form)
    return None


def _made(name: str, start: int, platform: str, maker: str, tag: str, form: Form) -> WrittenModel:
    family = families.of(name)
    return WrittenModel(name, start, platform, family.maker if family else maker, family, tag, form)


def _prefix(text: str) -> tuple[int, str, str, bool]:
    """Return where the name of a text starts, the platform and the maker before it, and whether a dot ends these."""
    start = text.rfind("/") + 1
    colon = text.find(":", start)
    if colon >= 0 and models.is_prefix(text[start : colon + 1].lower()):
        tagged = families.is_head(text[start:colon].lower()) and not models.MODEL_NAME.match(
            text[colon + 1 :]
        )  # `mistral:7b`
        start = start if tagged else colon + 1
    start += next((len(one) for one in families.platforms().joined if text[start:].lower().startswith(one)), 0)
    platform = maker = ""
    for segment in re.split("[/:]", text[:start].lower().rstrip("-")):
        known = segment.removeprefix("@")
        platform = platform or families.platform_of(segment) or families.platform_of(known)
        maker = families.maker_of(known) or maker
    dotted = families.dotted_maker(text[start:].lower())
    if dotted:
        maker = families.maker_of(dotted.rstrip(".").rpartition(".")[2])
        only_there = maker in _ON_BEDROCK or dotted.count(".") > 1 or _REVISION.search(text)
        platform = platform or ("bedrock" if only_there else "")  # Oracle's cloud has the dot as well
    return start + len(dotted), platform, maker, bool(dotted)


def _untagged(name: str, *, dotted: bool) -> tuple[str, str]:
    """Split a name from what follows it."""
    match = (_REVISION if dotted else _TAG).search(name)
    return (name[: match.start()], match.group()[1:]) if match else (name, "")
