"""What is fuzzed: each target gives samples of its inputs, and runs one; a defect is any exception that comes out."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

from checker import baseline as baselines
from checker.catalog import Catalog
from checker.catalog.files import CatalogFileError, add_bundled, add_file, export
from checker.config import Config, ConfigError, load
from checker.edit import patch
from checker.findings import Finding, Report
from checker.page.file_types import decode
from checker.reading import cache as caching
from checker.reading import record
from checker.reading.extraction import NotAPage, extract
from checker.report import FORMATS, Look, render
from checker.rules import readers
from checker.run import check
from checker.tree import git
from checker.tree.git_sources import IndexSource, RevisionSource
from checker.tree.sources import FolderSource, SourceError
from checker.workflows import fix as fixing
from checker.workflows import triage

from ..support import CORPORA, SEED_DAY, SHARED, spans
from ..support.format_samples import VALIDATE, encoded

_TYPES = ("guide.md", "guide.mdx", "toc.yml")
_SECONDS = 5.0
"""CPU time that no input of this size may take."""
_OTHER = "# Models\n\n| Model ID | Version |\n|---|---|\n| gpt-4o | 2024-11-20 |\n\nUse the the `gpt-4o` model.\n"


class Defect(Exception):
    """Something that must not be so."""


@dataclass(frozen=True)
class Target:
    """Something to fuzz."""

    samples: Callable[[], Sequence[bytes]]
    run: Callable[[bytes], None]


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="checker-fuzz-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(name: str, data: bytes) -> None:
    """Run a target on an input.

    Raises `Defect`, or whatever it raised that it should not have, for a defect.
    """
    start = time.process_time()
    TARGETS[name].run(data)
    if (taken := time.process_time() - start) > _SECONDS:
        raise Defect(f"{len(data)} bytes took {taken:.1f} s")


# -- pages


def _page_files() -> Sequence[bytes]:
    tops = [CORPORA, SHARED / "trees" / "azure-ai-docs-2025-03"] if SHARED.is_dir() else [CORPORA]
    files = sorted(file for top in tops for file in top.rglob("*") if file.suffix in (".md", ".mdx", ".yml"))
    return [bytes([_kind(file)]) + file.read_bytes() for file in files if file.is_file()]


def _kind(file: Path) -> int:
    return {".md": 0, ".mdx": 1}.get(file.suffix, 2)


def _check_page(data: bytes) -> None:
    """Check a page, whose first byte tells its type, and all that is made of the report."""
    name, body = _TYPES[data[0] % len(_TYPES)] if data else _TYPES[0], data[1:]
    chance = hashlib.sha256(data).digest()
    with _folder() as root:
        (root / "models.md").write_text(_OTHER, encoding="utf-8")
        (root / name).write_bytes(body)
        report = _checked(root)
        _facts_hold(name, body)
        _report_holds(report, body, name, list(FORMATS)[chance[0] % len(FORMATS)])
        _baseline_holds(report)
        if chance[1] % 4 == 0:
            _fixes_hold(root, report, unsafe=bool(chance[2] % 2))
        elif chance[1] % 4 == 1:
            _triage_holds(root, report)


def _checked(root: Path, config: Config | None = None) -> Report:
    report = check(FolderSource(root), config or Config(select=["ALL"]), as_of=SEED_DAY)
    for one in report.not_checked:
        if "crashed" in one.reason or "could not read" in one.reason:
            raise Defect(f"{one.path}: {one.reason}")
    return report


def _facts_hold(name: str, body: bytes) -> None:
    try:
        text = decode(body)
        facts = extract(name, text, list(readers()))
    except (ValueError, NotAPage, yaml.YAMLError):
        return  # named in the report
    for span in spans(facts):
        if not 0 <= span.start <= span.end <= len(text):
            raise Defect(f"a span outside of the page: {span}")


def _report_holds(report: Report, body: bytes, name: str, format_: str) -> None:
    lines = decode(body).split("\n") if any(one.place.path == name for one in report.findings) else []
    for finding in report.findings:
        for place in (one for one in finding.places if one.path == name):
            inside = 1 <= place.line <= place.end_line <= len(lines) and place.column >= 1
            if not inside or place.end_column > len(lines[place.end_line - 1]) + 1:
                raise Defect(f"{finding.rule}: a place outside of the page: {place}")
    shown = render(report, format_, Look())
    if format_ in VALIDATE:
        VALIDATE[format_](encoded(shown))


def _baseline_holds(report: Report) -> None:
    known = baselines.of(report.findings)
    again = baselines.parse(baselines.render(known), "known")
    if again.counts != known.counts or baselines.unknown(again, report.findings):
        raise Defect("a baseline does not know what it was made of")


def _identities(report: Report) -> Counter[tuple[str, str, str]]:
    return Counter((one.rule, one.place.path, one.message) for one in report.findings)


def _fixes_hold(root: Path, report: Report, *, unsafe: bool) -> None:
    config = Config(select=["ALL"])
    outcome = fixing.fix(FolderSource(root), config, as_of=SEED_DAY, unsafe=unsafe)
    if failed := patch.write(root, outcome.changes):
        raise Defect(f"a fix was not written: {failed}")
    after = _checked(root)
    if _identities(after) != _identities(outcome.after):
        raise Defect("what was promised of a fix is not so")
    per_rule = Counter(one.rule for one in after.findings) - Counter(one.rule for one in report.findings)
    if per_rule:
        raise Defect(f"a fix brought findings: {dict(per_rule)}")
    if again := fixing.fix(FolderSource(root), config, as_of=SEED_DAY, unsafe=unsafe).changes:
        raise Defect(f"fixing again changes {[one.path for one in again]}")


def _triage_holds(root: Path, report: Report) -> None:
    entries = [_entry(one) for one in report.findings]
    read = triage.parse(triage.render(entries).encode("utf-8", "backslashreplace"), "decisions")
    if {one.fingerprint for one in read} != {one.fingerprint for one in entries}:
        raise Defect("decisions are lost")
    applied = triage.apply(FolderSource(root), Config(select=["ALL"]), read, baselines.Baseline("b"), as_of=SEED_DAY)
    changes = applied.outcome.changes if applied.outcome is not None else []
    if failed := patch.write(root, changes):
        raise Defect(f"a comment was not written: {failed}")
    after = _identities(_checked(root))
    left = [one for one in applied.suppressed if (one.rule, one.place.path, one.message) in after]
    alike = Counter((one.rule, one.message) for one in report.findings)
    if any(alike[one.rule, one.message] == 1 for one in left):
        raise Defect(f"a comment suppresses nothing: {left[0].rule}")


def _entry(one: Finding) -> triage.Entry:
    return triage.Entry(
        one.fingerprint, "false-alarm", one.rule, one.place.path, one.place.line, one.message, one.content
    )


# -- files of a user

_CONFIG = b"""paths = ["docs"]
exclude = ["old/", "*.tmp.md", "!keep.md"]
select = ["ALL"]
extend-select = ["wording"]
ignore = ["doubled-word"]
history = ["news/*"]
names = ["contoso-*"]
deployments = ["my-gpt"]
catalog = "models.toml"
platform = "azure"
partial = true
fail-on = "error"
baseline = "known.jsonl"
[severity]
broken-link = "warning"
[aliases]
"gpt4o" = "gpt-4o"
[rules.doubled-word]
allow = ["bye"]
[[tables]]
path = "models.md"
heading = "*"
kind = "models"
[services.contoso]
title = "Contoso"
hosts = ["*.contoso.com/chat*"]
paths = ["^/chat"]
clients = ["Client"]
[site]
kind = "mkdocs"
root = "docs"
base = "/docs"
[per-path-ignore]
"old/**" = ["links"]
"""
_CATALOG = b"""[catalog]
source = "https://contoso.com/models"
as_of = 2025-01-31

[models."gpt-4o"]
retires = 2025-10-01
replacement = "gpt-4.1"
versions."2024-11-20" = { retires = 2026-03-01 }

[models.contoso-1]

[services.contoso]
title = "Contoso"
hosts = ["*.contoso.com"]

[[api_versions]]
service = "azure-openai"
versions = ["2024-10-21", "2025-01-01-preview"]

[control_planes]
"Microsoft.CognitiveServices" = ["2024-10-01"]
"""


def _load_config(data: bytes) -> None:
    with _folder() as root:
        (root / "checker.toml").write_bytes(data)
        (root / "models.md").write_text(_OTHER, encoding="utf-8")
        with suppress(ConfigError, SourceError, baselines.BaselineError, CatalogFileError):
            config = load(root / "checker.toml")
            _checked_with(root, config)


def _checked_with(root: Path, config: Config) -> None:
    report = check(FolderSource(root, config.paths or ("",), config.exclude), config, as_of=SEED_DAY)
    for one in report.not_checked:
        if "crashed" in one.reason:
            raise Defect(f"{one.path}: {one.reason}")


def _exported() -> bytes:
    catalog = Catalog()
    add_bundled(catalog)
    return export(catalog, "x", SEED_DAY).encode()[:6000]


def _load_catalog(data: bytes) -> None:
    with _folder() as root:
        file = root / "checker-catalog.toml"
        file.write_bytes(data)
        (root / "models.md").write_text(_OTHER, encoding="utf-8")
        catalog = Catalog()
        try:
            add_file(catalog, file)
        except CatalogFileError:
            return
        again, text = Catalog(), export(catalog, "x", SEED_DAY)
        add_file(again, file, text.encode("utf-8", "surrogatepass"))
        if export(again, "x", SEED_DAY) != text:
            raise Defect("an exported catalog exports something else")
        _checked(root)


def _baseline_samples() -> Sequence[bytes]:
    entry = b'{"page":"a.md","rule":"%s","content":"the the","count":%d}'
    rules = (b"doubled-word", b"broken-link", b"sibling-drift", b"gone")
    lines = [b'{"checker-baseline":1}', *(entry % (rule, count) for rule in rules for count in (1, 2, 300))]
    return [b"\n".join(lines) + b"\n", lines[0], b"<<<<<<< a\n" + lines[1], b"\xef\xbb\xbf" + b"\n".join(lines[:2])]


def _load_baseline(data: bytes) -> None:
    try:
        known = baselines.parse(data, "known")
    except baselines.BaselineError:
        return
    again = baselines.parse(baselines.render(known), "known")
    if again.counts != known.counts:
        raise Defect("a baseline that is written and read is another one")
    report = _small_report()
    baselines.unknown(known, report.findings)
    baselines.warning(baselines.stale(known, report.findings, lambda _: True))


@cache
def _small_report() -> Report:
    with _folder() as root:
        (root / "models.md").write_text(_OTHER, encoding="utf-8")
        return check(FolderSource(root), Config(), as_of=SEED_DAY)


def _triage_samples() -> Sequence[bytes]:
    entries = [_entry(one) for one in _small_report().findings]
    more = [triage.Entry("0" * 16, "later", "broken-link", "a.md", 3, "m", "c", "why", 1)]
    return [triage.render(entries).encode(), triage.render([*entries, *more]).encode(), triage.render([]).encode()]


def _load_triage(data: bytes) -> None:
    try:
        entries = triage.parse(data, "decisions")
    except triage.TriageError:
        return
    triage.parse(triage.render(entries).encode("utf-8", "backslashreplace"), "decisions")
    with _folder() as root:
        (root / "models.md").write_text(_OTHER, encoding="utf-8")
        known = baselines.Baseline("b")
        triage.apply(FolderSource(root), Config(), entries, known, as_of=SEED_DAY, fix=True)


# -- the cache, and git


def _cache_samples() -> Sequence[bytes]:
    with _folder() as root:
        cache_ = caching.open_cache(root, root / "cache")
        assert cache_ is not None
        cache_.save({caching.key("a.md", str(number), b"x"): bytes(range(200)) for number in range(9)})
        files = [file.read_bytes() for file in sorted((root / "cache").rglob("*")) if file.is_file()]
        facts = json.dumps({"title": "a", "links": []}).encode()
    return [*(file for file in files if file.startswith(b"SQLite")), facts, b"SQLite format 3\0" + b"\0" * 84]


def _load_cache(data: bytes) -> None:
    with _folder() as root:
        cache_ = caching.open_cache(root, root / "cache")
        assert cache_ is not None
        cache_.save({b"k" * 32: b"value"})
        for file in sorted((root / "cache").rglob("*")):
            if file.is_file() and file.read_bytes()[:6] == b"SQLite":
                file.write_bytes(data)
        for name in (b"k" * 32, b"\0" * 32):
            if cache_.load([name]).get(name) not in (None, b"value"):
                raise Defect("a damaged cache gave other bytes")
        cache_.save({b"k" * 32: b"value"})
        if (one := record.opened(data)) is not None:
            wanted = record.Wanted(list(readers()))
            wanted.missing(one)
            wanted.facts(one)


_GIT = (
    b"tree\n100644 blob " + b"a" * 40 + b"      12\ta.md\0120000 blob " + b"b" * 40 + b"       1\tb.md\0",
    b"100644 " + b"a" * 40 + b" 0\ta.md\000160000 " + b"c" * 40 + b" 0\tsub\0",
    b"a" * 40 + b" blob 12\nthe the boat\n" + b"b" * 40 + b" missing\n",
    b":100644 100644 " + b"a" * 40 + b" " + b"b" * 40 + b" R090\0a.md\0b.md\0",
    b"commit " + b"a" * 40 + b"\n2025-01-31\n",
    b"diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,3 @@\n+the the\n",
    b"remote.origin.url\nhttps://example.com/a.git\0" + b"a" * 40 + b"\n",
)


def _read_git(data: bytes) -> None:
    """Let every question to git have an answer that git would not give; it is named, and nothing else."""
    repository = git.Repository(Path.cwd(), "git", {})
    answer, found = mock.Mock(return_value=data), mock.Mock(return_value=repository)
    with mock.patch.object(git, "_answer", answer), mock.patch.object(git, "repository", found):
        for ask in _questions(repository):
            with suppress(git.GitError, SourceError, OSError):
                ask()


def _questions(repository: git.Repository) -> Iterator[Callable[[], Any]]:
    ids = ["a" * 40, "b" * 40]
    yield lambda: list(repository.blobs(ids))
    yield lambda: repository.sizes(ids)
    yield lambda: repository.commit("HEAD")
    yield lambda: repository.day("HEAD")
    yield repository.empty_tree
    yield repository.is_shallow
    yield repository.remotes
    for source in (RevisionSource(repository.root, revision="HEAD"), IndexSource(repository.root)):
        yield source.pages
        yield lambda source=source: source.read("a.md")  # type: ignore[misc]
        yield lambda source=source: source.names("")  # type: ignore[misc]


TARGETS = {
    "pages": Target(_page_files, _check_page),
    "configuration": Target(lambda: [_CONFIG], _load_config),
    "catalog": Target(lambda: [_CATALOG, _exported()], _load_catalog),
    "baseline": Target(_baseline_samples, _load_baseline),
    "triage": Target(_triage_samples, _load_triage),
    "cache": Target(_cache_samples, _load_cache),
    "git": Target(lambda: _GIT, _read_git),
}
"""All targets by their names."""
