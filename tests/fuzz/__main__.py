"""`python -m tests.fuzz --minutes N [--target NAME]... [--seed N] [--engine splicer|atheris]`: look for defects.

The splicer puts together parts of samples and damages them. Where atheris is installed, its engine looks for inputs
that reach new code, one target at a time. What breaks something is made as small as it can be and kept in `inputs`,
where the tests run it from then on. The exit code is 1 when something was found.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .splicer import smallest, spliced
from .targets import TARGETS, run

INPUTS = Path(__file__).parent / "inputs"


def main() -> int:
    """Run the chosen engine and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), help="Repeatable (default: all).")
    parser.add_argument("--seed", type=int, default=0, help="The same seed makes the same inputs (default: the time).")
    parser.add_argument("--engine", choices=("splicer", "atheris"), default="splicer")
    given = parser.parse_args()
    targets, seconds = given.target or list(TARGETS), given.minutes * 60
    if given.engine == "atheris":
        return guided(targets, seconds)
    return splice(targets, seconds, given.seed or time.time_ns())


def splice(targets: Sequence[str], seconds: float, seed: int) -> int:
    """Run targets in turns on what the splicer makes, and return 1 if something was found."""
    chance = random.Random(seed)
    samples = {name: TARGETS[name].samples() for name in targets}
    runs, found, seen = Counter[str](), Counter[str](), set[str]()
    sys.stdout.write(f"seed {seed}\n")
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        for name in targets:
            data = spliced(samples[name], chance)
            runs[name] += 1
            if (what := failure(name, data)) and what not in seen:
                seen.add(what)
                found[name] += 1
                keep(name, data, what)
    for name in targets:
        sys.stdout.write(f"{name}: {runs[name]:,} inputs, {found[name]} defects\n")
    return bool(seen)


def failure(name: str, data: bytes) -> str:
    """Return what tells a defect from others: its kind and where it was raised; or an empty text."""
    try:
        run(name, data)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = " ".join(f"{Path(one.filename).name}:{one.name}" for one in frames[-3:])
        return f"{type(error).__name__} {where}"
    return ""


def keep(name: str, data: bytes, what: str) -> None:
    """Keep an input that breaks something, as small as it can be within a minute, and print why it does."""
    deadline = time.monotonic() + 60
    small = smallest(data, lambda one: time.monotonic() < deadline and failure(name, one) == what)
    file = INPUTS / name / hashlib.sha256(small).hexdigest()[:12]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(small)
    try:
        run(name, small)
    except Exception:
        sys.stdout.write(f"{file}\n{traceback.format_exc()}\n")
        sys.stdout.flush()


def guided(targets: Sequence[str], seconds: float) -> int:
    """Let atheris look for inputs of one target, and exit as it does."""
    import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

    if len(targets) != 1:
        sys.stderr.write("atheris looks at one target: name it with --target\n")
        return 2
    (name,) = targets
    with atheris.instrument_imports(include=["checker"]):
        from . import targets as instrumented

    def once(data: bytes) -> None:
        if what := failure(name, data):
            keep(name, data, what)
            raise RuntimeError(what)

    seeds = INPUTS.parent / ".corpus" / name
    seeds.mkdir(parents=True, exist_ok=True)
    for number, sample in enumerate(instrumented.TARGETS[name].samples()):
        (seeds / f"sample-{number}").write_bytes(sample)
    limits = (f"-max_total_time={seconds:.0f}", "-timeout=60", "-rss_limit_mb=4000")
    options: list[Any] = [sys.argv[0], *limits, str(seeds)]
    atheris.Setup(options, once)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
