"""The key of an argument or the name of what is called goes in; what it takes, or which API it calls, comes out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ..patterns import API_VERSION_NAME
from .clients import part_of, taking_model
from .scripts import DEPLOYMENT_KEY, MODEL_KEY, NO_OPERATION, SAME_OPERATION

KeyKind = Literal["", "model", "deployment", "version"]


@lru_cache(maxsize=1024)
def kind_of_key(key: str) -> KeyKind:
    """Return what a key takes; samples have few keys, again and again."""
    if MODEL_KEY.match(key):
        return "model"
    if DEPLOYMENT_KEY.match(key):
        return "deployment"
    return "version" if API_VERSION_NAME.fullmatch(key) else ""


def called(callee: str) -> str:
    """Return the last name of what is called: `client.chat.completions.create` -> `create`."""
    return callee.partition("(")[0].rpartition(".")[2]


_CLASS = re.compile(r"(?:^|\s)(?P<name>[A-Z]\w*)$")


def client_name(callee: str) -> str:
    """Return the class that a call makes an object of, as in `new AzureOpenAI(...)`, or nothing."""
    match = _CLASS.search(callee.rpartition(".")[2])
    return match["name"] if match else ""


def operation_of_call(callee: str) -> str:
    """Return the part of the API that a call on a client uses: `client.beta.assistants.create` -> `assistants`."""
    if match := taking_model(called(callee)):
        return part_of(match.group())
    parts = [part for part in callee.split("(", maxsplit=1)[0].split(".")[1:] if part not in NO_OPERATION]
    return SAME_OPERATION.get(parts[0], parts[0]) if parts else ""
