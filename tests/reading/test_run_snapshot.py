"""A run after which nothing has changed gives the kept report; whatever it depends on makes it run again."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import cli, run
from checker.config import Config
from checker.findings import Report
from checker.reading import fingerprints, run_snapshot
from checker.tree.sources import FolderSource
from checker.tree.sweep import sweep

from ..support import CORPORA, SEED_DAY
from ..support.repositories import Repository

TREE = CORPORA / "trees" / "azure-openai"
PAGES = {
    "a.md": "# A\n\nSee [b](b.md#set-up) and ![an image](media/one.png).\n\nA word stands stands twice.\n",
    "b.md": "# B\n\n## Set up\n\nSee [c](sub/c.md) and [above](../x.md).\n",
    "sub/c.md": "# C\n\nDeploy the `gpt-4o` model.\n",
    "media/one.png": "1",
}


def outcome(root: Path, *more: str) -> tuple[int, str, str]:
    """Return the exit code, the output and the errors of a check."""
    arguments = ["check", "--root", str(root), "--format", "json", "--jobs", "1", *more]
    done = CliRunner().invoke(cli.cli, arguments, catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small tree."""
    made = tmp_path / "docs"
    for name, text in PAGES.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    return made


class Cached:
    """Checks a tree with a cache, and tells whether the pages were read."""

    def __init__(self, root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.folder = root, folder
        self.loads = 0
        load = run.load

        def counted(*given: object, **named: object) -> object:
            self.loads += 1
            return load(*given, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(run, "load", counted)

    def check(self, *more: str) -> tuple[int, str, str]:
        """Check with the cache."""
        return outcome(self.root, "--cache-dir", str(self.folder), *more)

    def reads(self, *more: str) -> bool:
        """Check with the cache and without; the outcome is the same. Return whether the former has read the pages."""
        before = self.loads
        found = self.check(*more)
        reads = self.loads > before
        assert found == outcome(self.root, "--no-cache", *more)
        return reads


@pytest.fixture
def cached(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cached:
    return Cached(root, tmp_path / "cache", monkeypatch)


def test_where_nothing_has_changed_nothing_is_read(cached: Cached) -> None:
    assert cached.reads()
    assert not cached.reads()
    assert cached.reads("--select", "ALL")
    assert not cached.reads("--select", "ALL")
    assert not cached.reads()


def test_without_the_cache_everything_is_read(cached: Cached) -> None:
    cached.check()
    before = cached.loads
    outcome(cached.root, "--no-cache")
    assert cached.loads == before + 1


@pytest.mark.parametrize("form", ["text", "full", "sarif", "markdown", "junit"])
def test_a_format_shows_a_kept_report_alike(cached: Cached, form: str) -> None:
    cached.check()
    assert not cached.reads("--format", form)


def test_what_shows_the_graph_reads_the_pages(cached: Cached, tmp_path: Path) -> None:
    cached.check()
    assert cached.reads("--report", f"html={tmp_path / 'report.html'}")


def change_in_place(file: Path) -> None:
    """Change a letter of a file, and give it the size and the time that it had."""
    found, text = file.stat(), file.read_text("utf-8")
    file.write_text(text.replace("stands stands", "stands standz"), encoding="utf-8")
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page in place": lambda root: change_in_place(root / "a.md"),
    "a page": lambda root: (root / "a.md").write_text("# A\n", encoding="utf-8"),
    "a new page": lambda root: (root / "d.md").write_text("# D\n", encoding="utf-8"),
    "a page that is gone": lambda root: (root / "sub/c.md").unlink(),
    "an image that is gone": lambda root: (root / "media/one.png").unlink(),
    "another name": lambda root: (root / "media/one.png").rename(root / "media/two.png"),
    "an ignored page": lambda root: (root / ".gitignore").write_text("a.md\n", encoding="utf-8"),
    "a setting": lambda root: (root / "checker.toml").write_text('ignore = ["broken-link"]\n', encoding="utf-8"),
    "a catalog": lambda root: (root / "checker-catalog.toml").write_text('[models."gpt-9"]\n', encoding="utf-8"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_in_the_tree_is_seen(cached: Cached, change: str) -> None:
    cached.check()
    CHANGES[change](cached.root)
    assert cached.reads()
    assert not cached.reads()


@pytest.mark.parametrize(
    "more",
    [
        ["--as-of", "2024-01-01"],
        ["--ignore", "broken-link"],
        ["--partial"],
        ["--extend-select", "wording"],
        ["a.md"],
        ["--whole-files"],
    ],
    ids=" ".join,
)
def test_whatever_else_is_asked_is_seen(cached: Cached, more: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(cached.root)
    cached.check()
    assert cached.reads(*more)
    assert not cached.reads(*more)


def test_another_day_is_seen(cached: Cached, monkeypatch: pytest.MonkeyPatch) -> None:
    cached.check()
    monkeypatch.setattr(run_snapshot, "today", lambda: dt.date.today() + dt.timedelta(days=1))
    before = cached.loads
    cached.check()
    assert cached.loads == before + 1


def test_another_program_is_seen(cached: Cached, monkeypatch: pytest.MonkeyPatch) -> None:
    cached.check()
    monkeypatch.setattr(run_snapshot, "of_everything", lambda: b"another")
    assert cached.reads()
    monkeypatch.setattr(run_snapshot, "of_everything", lambda: None)
    assert cached.reads()
    assert cached.reads()


def test_the_program_is_told_by_all_its_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copy = tmp_path / "checker"
    shutil.copytree(fingerprints.PACKAGE / "english", copy)
    monkeypatch.setattr(fingerprints, "PACKAGE", copy)
    of_everything = fingerprints.of_everything.__wrapped__
    one = of_everything()
    assert one == of_everything()
    file = next(file for file in sorted(copy.rglob("*")) if file.suffix == ".toml")
    file.write_bytes(file.read_bytes() + b"\n")
    fingerprints._digest.cache_clear()  # a process reads each file once
    assert of_everything() != one


def test_a_file_outside_that_a_setting_names_is_seen(cached: Cached, tmp_path: Path) -> None:
    file = tmp_path / "known.jsonl"
    CliRunner().invoke(cli.cli, ["baseline", "--root", str(cached.root), "--output", str(file)], catch_exceptions=False)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    cached.check("--baseline", str(file))
    assert not cached.reads("--baseline", str(file))
    file.write_text("".join(lines[:-1]), encoding="utf-8")
    assert cached.reads("--baseline", str(file))


def test_a_file_above_the_root_is_seen(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = repo.root / "docs"
    docs.mkdir()
    (docs / "a.md").write_text("[x](../x.md)\n", encoding="utf-8")
    cached = Cached(docs, tmp_path / "cache", monkeypatch)
    cached.check()
    assert not cached.reads()
    (repo.root / "x.md").write_text("# X\n", encoding="utf-8")
    assert cached.reads()


def test_a_commit_is_seen_where_a_rule_asks_for_the_history(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(a="---\nms.date: 01/01/2024\n---\n# A\n\nOne.\n")
    cached = Cached(repo.root, tmp_path / "cache", monkeypatch)
    asking = ("--extend-select", "outdated-ms-date")
    for more in ((), asking):
        cached.check(*more)
        assert not cached.reads(*more)
    repo.git("commit", "--allow-empty", "-qm", "Nothing")
    assert not cached.reads()
    assert cached.reads(*asking)
    assert not cached.reads(*asking)


def test_what_is_written_into_the_tree_is_no_change(cached: Cached) -> None:
    report = ("--report", f"json={cached.root / 'report.json'}")
    cached.check(*report)
    cached.check(*report)
    assert not cached.reads(*report)


@pytest.mark.parametrize("kind", ["a folder", "outside", "nowhere", "a folder that is never read"])
def test_where_a_link_may_hide_a_change_nothing_is_kept(cached: Cached, kind: str, tmp_path: Path) -> None:
    (cached.root / "node_modules").mkdir()
    (cached.root / "node_modules" / "x.md").write_text("# X\n", encoding="utf-8")
    (tmp_path / "out.md").write_text("# Out\n", encoding="utf-8")
    targets = {
        "a folder": cached.root / "sub",
        "outside": tmp_path / "out.md",
        "nowhere": cached.root / "none.md",
        "a folder that is never read": cached.root / "node_modules" / "x.md",
    }
    (cached.root / "link.md").symlink_to(targets[kind])
    cached.check()
    assert cached.reads()


def test_what_a_link_in_the_tree_leads_to_is_seen(cached: Cached) -> None:
    (cached.root / "link.md").symlink_to("a.md")
    cached.check()
    assert not cached.reads()
    (cached.root / "a.md").write_text("# Other\n", encoding="utf-8")
    assert cached.reads()


def test_a_run_that_looks_where_nobody_sweeps_is_not_kept(cached: Cached) -> None:
    (cached.root / "node_modules").mkdir()
    (cached.root / "a.md").write_text("[x](node_modules/x.md)\n", encoding="utf-8")
    cached.check()
    assert cached.reads()
    (cached.root / "node_modules" / "x.md").write_text("# X\n", encoding="utf-8")
    assert cached.reads()


def test_an_incomplete_report_is_not_kept(cached: Cached) -> None:
    (cached.root / "bad.md").write_bytes(b"\xff\n")
    cached.check()
    assert cached.reads()


def test_a_change_during_the_run_is_not_kept(cached: Cached, monkeypatch: pytest.MonkeyPatch) -> None:
    check = run.check

    def changing(*given: object, **named: object) -> Report:
        report = check(*given, **named)  # type: ignore[arg-type]
        (cached.root / "a.md").write_text("# Meanwhile\n", encoding="utf-8")
        return report

    with monkeypatch.context() as patch:
        patch.setattr(run, "check", changing)
        cached.check()
    assert cached.reads()


def test_any_damage_makes_a_miss(cached: Cached) -> None:
    expected = cached.check()
    [file] = cached.folder.glob("*.sqlite3")
    whole = file.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert cached.check() == expected
    file.write_bytes(whole[: len(whole) // 2])
    assert cached.check() == expected


def test_an_entry_with_another_seal_is_a_miss(cached: Cached) -> None:
    expected = cached.check()
    key = cached.folder / "key"
    key.write_bytes(bytes(len(key.read_bytes())))
    before = cached.loads
    assert cached.check() == expected
    assert cached.loads == before + 1


def test_a_report_is_kept_as_it_is() -> None:
    report = run.check(FolderSource(TREE), Config(), as_of=SEED_DAY)
    assert report.findings
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(report), type=Report) == report


def test_folders_may_lie_deep_and_names_be_no_text(cached: Cached) -> None:
    deep = cached.root.joinpath(*["d"] * 400)
    deep.mkdir(parents=True)
    (deep / "deep.md").write_text("# Deep\n", encoding="utf-8")
    assert cached.reads()
    assert not cached.reads()
    strange = os.fsencode(cached.root) + b"/\xff.md"
    with open(strange, "wb") as file:
        file.write(b"A word stands stands twice.\n")
    assert cached.reads()


def test_a_fresh_file_that_is_large_is_not_compared(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sweep(root) is not None
    monkeypatch.setattr("checker.tree.sweep._LARGEST", 10)
    assert sweep(root) is None


def test_a_tree_that_is_too_large_is_not_swept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sweep(root) is not None
    monkeypatch.setattr("checker.tree.sweep.MOST", 3)
    assert sweep(root) is None


NAMES = st.sampled_from(["a.md", "b.md", "sub/c.md", "d.md", "media/one.png", "media/two.png", "index.yml"])
TEXTS = st.sampled_from(
    [
        "# A\n\nSee [b](b.md#set-up) and ![an image](media/one.png).\n",
        "# A\n\nSee [c](sub/c.md) and ![an image](media/two.png) twice twice.\n",
        "Deploy the `gpt-4` (version 0314) model. See [d](d.md).\n",
        "Deploy the `gpt-4` (version 0613) model. See [d](d.md).\n",
    ]
)
SETTINGS = st.sampled_from(["", 'ignore = ["broken-link"]\n', 'exclude = ["b.md"]\n', 'baseline = "known.jsonl"\n'])
STEPS = st.one_of(
    st.tuples(st.just("write"), NAMES, TEXTS),
    st.tuples(st.just("touch"), NAMES, st.integers(1, 2_000_000_000)),
    st.tuples(st.just("swap"), NAMES, NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
    st.tuples(st.just("delete"), NAMES),
    st.tuples(st.just("write"), st.just("checker.toml"), SETTINGS),
    st.tuples(st.just("write"), st.sampled_from([".gitignore", "sub/.gitignore"]), st.sampled_from(["", "*.md\n"])),
    st.tuples(st.just("nothing")),
)
OPTIONS = st.sampled_from(
    [[], [], [], ["--select", "ALL"], ["--as-of", "2023-01-01"], ["--as-of", "2026-11-30"], ["--ignore", "links"]]
)


def take(root: Path, step: tuple[str, ...]) -> None:
    """Change a tree; what cannot be done is left."""
    kind, files = step[0], [root / name for name in step[1:] if isinstance(name, str)]
    if kind == "write":
        files[0].parent.mkdir(exist_ok=True)
        files[0].write_text(step[2], encoding="utf-8")
    elif kind == "touch" and files[0].exists():
        os.utime(files[0], (int(step[2]), int(step[2])))
    elif kind == "rename" and files[0].exists():
        files[1].parent.mkdir(exist_ok=True)
        os.replace(files[0], files[1])
    elif kind == "delete":
        files[0].unlink(missing_ok=True)
    elif kind == "swap" and files[0].exists() and files[1].exists():
        times = [(one.stat().st_atime_ns, one.stat().st_mtime_ns) for one in files]
        texts = [one.read_bytes() for one in files]
        for file, text, time in zip(files, reversed(texts), times, strict=True):
            file.write_bytes(text)
            os.utime(file, ns=time)


@pytest.fixture(scope="module")
def cache_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(STEPS, OPTIONS), min_size=1, max_size=6))
def test_whatever_happens_a_kept_report_is_that_of_a_cold_run(
    cache_folder: Path, steps: list[tuple[tuple[str, ...], list[str]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in PAGES.items():
            take(root, ("write", name, text))
        for step, options in steps:
            take(root, step)
            cold = outcome(root, "--no-cache", *options)
            assert outcome(root, "--cache-dir", str(cache_folder), *options) == cold
            assert outcome(root, "--cache-dir", str(cache_folder), *options) == cold
