"""Findings go in, a baseline file comes out, and back: known findings are not reported, stale entries are.

The file is easy to merge: a header line, then one JSON object per line, sorted by page, rule and content. It has no
line numbers, so it stays valid when the page is edited elsewhere; equal findings of a page are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from .findings import Finding
from .rules import ALIASES
from .tree.sources import Source, beside

DEFAULT_NAME = "checker-baseline.jsonl"
_KEY, FORMAT = "checker-baseline", 1
_HEAD = msgspec.json.encode({_KEY: FORMAT})
MOST = 1_000_000
"""Findings that a baseline may list, all counts together; no tree has as many, and each takes memory."""
_CONFLICT = (b"<<<<<<< ", b"=======", b">>>>>>> ", b"||||||| ")

Key = tuple[str, str, str]
"""Page, rule and content."""


class BaselineError(Exception):
    """A baseline that cannot be used: its file, the line, and what is wrong with it."""


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    page: str
    rule: str
    content: str
    count: int = 1


@dataclass(frozen=True)
class Baseline:
    """The known findings, counted by page, rule and content; `name` is what messages call the file."""

    name: str
    counts: Counter[Key] = field(default_factory=Counter)


def of(findings: Iterable[Finding], name: str = DEFAULT_NAME) -> Baseline:
    """Return the baseline of these findings."""
    return Baseline(name, Counter(map(key, findings)))


def key(finding: Finding) -> Key:
    """Return what identifies a finding in a baseline."""
    path = finding.place.path.encode("utf-8", "backslashreplace").decode()  # a broken file name has no UTF-8
    return path, finding.rule, finding.content


def configured(source: Source, name: str) -> Baseline | None:
    """Read a baseline by its name, relative to the root, as a source has it; return None for an empty name.

    Raises `BaselineError` with file and line for one that cannot be read or is invalid.
    """
    if not name:
        return None
    try:
        data = beside(source, name)
    except OSError as error:
        raise BaselineError(f"{source.root / name}: {error.strerror or error}") from error
    if data is None:
        raise BaselineError(f"baseline not found: {source.root / name}; create it with `checker baseline`")
    return parse(data, name)


def parse(data: bytes, name: str) -> Baseline:
    """Read the bytes of a baseline, which messages call `name`.

    Raises `BaselineError` with the line of what is invalid. Of two lines for the same finding the greater count is
    used, which is what a union merge means.
    """
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines()
    _insist_head(lines[0] if lines else b"", name)
    counts: Counter[Key] = Counter()
    for number, line in enumerate(lines, 1):
        if line.startswith(_CONFLICT):
            raise BaselineError(f"{name}:{number}: unresolved merge conflict")
        if number == 1 or not line.strip():
            continue
        try:
            entry = msgspec.json.decode(line, type=_Entry)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BaselineError(f"{name}:{number}: invalid entry: {error}") from error
        if entry.count < 1:
            raise BaselineError(f"{name}:{number}: the count is {entry.count}; it must be at least 1")
        known = entry.page, entry.rule, entry.content
        counts[known] = max(counts[known], entry.count)
    if counts.total() > MOST:
        raise BaselineError(f"{name}: {counts.total():,} findings; a baseline may list {MOST:,} at most")
    return Baseline(name, counts)


def _insist_head(line: bytes, name: str) -> None:
    if line.startswith(_CONFLICT):
        raise BaselineError(f"{name}:1: unresolved merge conflict")
    try:
        head = msgspec.json.decode(line, type=dict[str, int])
    except (msgspec.DecodeError, UnicodeDecodeError):
        head = {}
    if list(head) != [_KEY]:
        raise BaselineError(f"{name}:1: not a baseline: the first line must be {_HEAD.decode()}")
    if head[_KEY] != FORMAT:
        raise BaselineError(f"{name}:1: unsupported version {head[_KEY]} of a baseline; the supported one is {FORMAT}")


def render(baseline: Baseline) -> bytes:
    """Return the bytes of a baseline's file."""
    lines = [_HEAD]
    for (page, rule, content), count in sorted(baseline.counts.items()):
        if count > 0:
            lines.append(msgspec.json.encode(_Entry(page, rule, content, count)))
    return b"\n".join(lines) + b"\n"


def unknown(
    baseline: Baseline, findings: Sequence[Finding], *, preferred: frozenset[Finding] = frozenset()
) -> list[Finding]:
    """Return the findings that are not in a baseline, in their order.

    Where it has two of three equal findings, the last one is new; but the `preferred` ones (on lines that a change
    touches) are new before all others.
    """
    left = in_current_ids(baseline, findings).counts.copy()
    known: set[int] = set()
    for number, finding in sorted(enumerate(findings), key=lambda one: (one[1] in preferred, one[0])):
        if left[key(finding)] > 0:
            left[key(finding)] -= 1
            known.add(number)
    return [finding for number, finding in enumerate(findings) if number not in known]


def in_current_ids(baseline: Baseline, findings: Iterable[Finding]) -> Baseline:
    """Return a baseline with what it knows by an earlier id of a rule under the id that finds the same now."""
    earlier = [known for known in baseline.counts if known[1] in ALIASES]
    if not earlier:
        return baseline
    found, counts = Counter(map(key, findings)), baseline.counts.copy()
    for page, rule, content in sorted(earlier):
        for now in ALIASES[rule]:
            spare = counts[page, rule, content] - (found[page, rule, content] if rule in ALIASES[rule] else 0)
            moved = min(spare, found[page, now, content] - counts[page, now, content])
            if now != rule and moved > 0:
                counts[page, now, content] += moved
                counts[page, rule, content] -= moved
    return Baseline(baseline.name, +counts)


Judge = Callable[[Key], bool]
"""Returns whether a run could have found what an entry describes."""


def judge(ran: Collection[str], covers: Callable[[str], bool]) -> Judge:
    """Return the judge of a run, by the rules that ran and the pages covered; entries of unknown rules are stale."""
    from .rules import check_rules

    rules = check_rules()
    return lambda entry: (entry[1] in ran or entry[1] not in rules) and covers(entry[0])


def stale(baseline: Baseline, findings: Iterable[Finding], judged: Judge) -> Baseline:
    """Return the entries that no longer occur, as far as the run could have found them."""
    found = list(findings)
    missing = in_current_ids(baseline, found).counts - Counter(map(key, found))
    return Baseline(baseline.name, Counter({one: count for one, count in missing.items() if judged(one)}))


def renewed(baseline: Baseline, findings: Iterable[Finding], judged: Judge, *, grow: bool) -> Baseline:
    """Return a baseline of the findings; entries that the run could not have found are kept.

    Without `grow` nothing is added: only entries that no longer occur are removed.
    """
    every = list(findings)
    baseline = in_current_ids(baseline, every)
    found = Counter({one: count for one, count in Counter(map(key, every)).items() if judged(one)})
    kept = Counter({one: count for one, count in baseline.counts.items() if not judged(one)})
    return Baseline(baseline.name, kept + (found if grow else found & baseline.counts))


def warning(gone: Baseline, shown: int = 3) -> str:
    """Return the warning about stale entries, or an empty string; `checker baseline --update` lists all of them."""
    if not gone.counts:
        return ""
    entries = [
        f"{page} [{rule}] {_short(content)}" + (f" ({count} times)" if count > 1 else "")
        for (page, rule, content), count in sorted(gone.counts.items())
    ]
    rest = f"; and {len(entries) - shown} more" if len(entries) > shown else ""
    number = gone.counts.total()
    what = f"{number} finding that no longer occurs" if number == 1 else f"{number} findings that no longer occur"
    return f"{gone.name} lists {what} (to remove: `checker baseline --update`): {'; '.join(entries[:shown])}{rest}"


def _short(content: str, width: int = 60) -> str:
    text = " ".join(content.split())
    return f"“{text if len(text) <= width else text[: width - 1] + '…'}”"
