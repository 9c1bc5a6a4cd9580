"""Work goes in, the seconds that it takes come out, so measured that what else the machine does counts little."""

from __future__ import annotations

import os
import statistics
import time
import tracemalloc
from collections.abc import Callable, Mapping

Work = Callable[[], object]
Taken = dict[str, list[float]]
"""The seconds of each part in each round."""


def seconds(work: Work) -> float:
    """Return how long some work takes, in seconds of this process: other work on the machine is left out."""
    start = time.process_time()
    work()
    return time.process_time() - start


def wall_seconds(work: Work) -> float:
    """Return how long some work takes by the clock, in seconds: work of other processes counts."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def child_seconds(work: Work) -> float:
    """Return the seconds of the processes that some work starts and waits for: other processes are left out."""
    start = os.times()
    work()
    end = os.times()
    return end.children_user + end.children_system - start.children_user - start.children_system


def interleaved(
    parts: Mapping[str, Work], rounds: int, measured: Callable[[Work], float] = seconds, warm_up: bool = True
) -> Taken:
    """Return the seconds of each part in each round; a first round that warms up is not counted."""
    taken: Taken = {name: [] for name in parts}
    for number in range(rounds + warm_up):
        for name, work in parts.items():
            spent = measured(work)
            if number >= warm_up:
                taken[name].append(spent)
    return taken


def ratio(taken: Taken, one: str, other: str) -> float:
    """Return by how much one part takes longer than another: the median of the rounds.

    Both parts of a round were run within seconds, so what slows the machine for a while slows both.
    """
    ratios = [mine / theirs for mine, theirs in zip(taken[one], taken[other], strict=True)]
    return round(statistics.median(ratios), 3)


def peak(work: Work) -> int:
    """Return the most bytes that Python held at once during some work."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
