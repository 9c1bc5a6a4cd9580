"""Two results of `speed` go in, what has become worse by more than noise explains comes out."""

from __future__ import annotations

import copy
from typing import Any

NOISE = {
    "ratios": 1.15,
    "formats/parse": 1.3,
    "peak_memory_bytes_per_page_byte": 1.1,
    "first_check": 1.15,
    "jobs": 1.4,
    "plain_pytest": 1.1,
    "commands": 1.25,
}
"""How many times as much is noise: CPU seconds of long parts differ little, those of short ones and the clock more."""
FLOOR = 0.01
"""What is added to that, as nobody feels a hundredth of a parse."""


def figures(result: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return what is compared with an earlier result, by group; less is better for all of it."""
    plain = ("ratios", "formats/parse", "peak_memory_bytes_per_page_byte")
    inner = {name: result.get(name, {}).get("ratios", {}) for name in NOISE if name not in plain}
    return {**{name: result.get(name, {}) for name in plain}, **inner}


def drops(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return what has become worse by more than noise explains, in words; of other pages or another Python, nothing."""
    if any(old.get(key) != new[key] for key in ("pages", "bytes", "python")):
        return []
    was = figures(old)
    return [
        f"{group}, {name}: {was[group][name]} -> {value}"
        for group, values in figures(new).items()
        for name, value in values.items()
        if name in was[group] and value > was[group][name] * NOISE[group] + FLOOR
    ]


def best(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return the first of two results, with the lesser of each of their compared figures: noise only ever adds."""
    kept = copy.deepcopy(one)
    for group, values in figures(kept).items():
        values.update({name: min(value, figures(other)[group].get(name, value)) for name, value in values.items()})
    return kept
