"""How models are named: a written name goes in, its canonical id, series and qualifiers come out."""

from __future__ import annotations

import re
from functools import cache

from ..patterns import families

_WORDS = families.load().words
SIZES, MODALITIES, STAGES, TRAINING = _WORDS.sizes, _WORDS.modalities, _WORDS.stages, _WORDS.training
QUALIFIERS = SIZES | MODALITIES | STAGES | TRAINING

_DASHES = re.compile(r"[\s_·•‑–-]+")
_WITH = re.compile(r"(?<!-with)(?:-with)++-vision")
_GPT = re.compile(r"^gpt-?(\d+(?:\.\d+)?)-?(o?)(?=-|$)")
_DALLE = re.compile(r"^dall-?e-?(\d)?(?=-|$)")
_DAY = r"\d{4}-\d{2}-\d{2}|20\d{6}|(?:0[1-9]|1[0-2])-20\d\d|(?:0[1-9]|1[0-2])\d{2}(?:-preview)?|2[3-9](?:0[1-9]|1[0-2])"
"""A day in all the ways of the makers: 2024-11-20, 20250514, 08-2024, 0613, and 2407 for a month."""
_VERSION = re.compile(rf"^(?P<model>.+?)[-.](?P<version>{_DAY})(?=[-.]|$)")
_SIZE = re.compile(r"\d{1,4}(?:\.\d{1,2})?[bm](?![a-z])|\d{1,2}x\d{1,3}b(?![a-z])", re.I)
_POINT = re.compile(r"-v?(\d{1,2})p(\d{1,2})(?=-|$)")
"""How Fireworks AI writes the point of a version number: `llama-v3p1-8b`."""
_JOINED = re.compile(r"^([a-z]{3,})(?=\d)")
_HYPHENATED = re.compile(r"^((?:[a-z]+-)+v?)(\d)-(\d{1,2})(?=-|$)")
_POINTED = re.compile(r"(?<=\d)\.(?=\d)")


@cache
def canonical(text: str) -> str:
    """Return the id that a written name stands for: `GPT 4o` -> `gpt-4o`, `gpt-3.5-turbo` -> `gpt-35-turbo`.

    Ids of other makers get one way to write the number of a version: `llama3.1` and `llama-3-1` are `llama-3.1`.
    """
    name = _DASHES.sub("-", text.lower()).strip("-`*")
    name = _WITH.sub("-vision", name.replace("real-time", "realtime"))
    name = _GPT.sub(lambda match: f"gpt-{match[1]}{match[2]}", name)
    name = re.sub(r"^gpt-3\.5(?=-|$)", "gpt-35", name)
    name = _DALLE.sub(lambda match: f"dall-e-{match[1]}" if match[1] else "dall-e", name)
    family = families.of(name)
    return _numbered(name, family) if family is not None and (family.point or family.numbered) else name


def _numbered(name: str, family: families.Family) -> str:
    """Return a name with its version number as the ids of its family have it."""
    name = _POINT.sub(r"-\1.\2", _JOINED.sub(r"\1-", name) if family.numbered else name)
    if family.point == "-":
        return _POINTED.sub("-", name)
    return _HYPHENATED.sub(r"\1\2.\3", name) if family.point else name


@cache
def id_and_version(name: str, tag: str = "") -> tuple[str, str]:
    """Return the canonical id and the version of a name and of what stands behind it (`claude-3-5-sonnet@20240620`)."""
    whole = canonical(f"{name}-{tag}" if is_size(tag) else name)
    model, version, tail = split_version(whole)
    if tail:
        model, version = whole, ""
    return model, version or (tag if is_version(tag) else "")


def is_size(tag: str) -> bool:
    """Return whether what stands behind a name is a size, as in `llama3.1:8b`."""
    return _SIZE.match(tag) is not None


def is_version(tag: str) -> bool:
    """Return whether what stands behind a name is a version, as in `claude-3-5-sonnet@20240620`."""
    return re.fullmatch(_DAY, tag) is not None


@cache
def split_version(name: str) -> tuple[str, str, str]:
    """Split a canonical id into model, pinned version and what follows both.

    `gpt-4o-2024-11-20` gives (`gpt-4o`, `2024-11-20`, ``).
    """
    match = _VERSION.match(name)
    if match is None:
        return name, "", ""
    return match["model"], match["version"], name[match.end() :].lstrip("-.")


@cache
def series(model: str) -> str:
    """Return what stands before the qualifiers: `gpt-4o-mini-audio-preview` -> `gpt-4o`."""
    parts = model.split("-")
    kept = [
        part for index, part in enumerate(parts) if index == 0 or part not in QUALIFIERS or model.startswith("text-")
    ]
    if model.startswith("text-embedding"):
        kept = [part for part in parts if part not in SIZES]
    return "-".join(kept)


@cache
def qualifiers(model: str) -> frozenset[str]:
    """Return the qualifiers of a model: `gpt-4o-mini-audio-preview` -> {mini, audio, preview}."""
    return frozenset(part for part in model.split("-")[1:] if part in QUALIFIERS)


def confusable(one: str, other: str) -> bool:
    """Return whether two models differ in nothing but qualifiers, so that one can stand for the other by mistake."""
    return one != other and series(one) == series(other)


@cache
def kind(model: str) -> str:
    """Return what a model is for, as its name says: text, embedding, rerank, image, video, audio, moderation or ocr."""
    words = model.split("-")
    if model.startswith(("text-similarity", "text-search", "code-search")):
        return "embedding"
    for known, signs in families.load().words.kinds.items():
        if not signs.isdisjoint(words):
            return known
    family = families.of(model)
    return family.kind if family is not None else "text"
