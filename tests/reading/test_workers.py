"""Workers read what one process reads, and nothing that happens to them loses a page."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import select
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any, Literal, NoReturn

import pytest

from checker import run
from checker.config import Config
from checker.page.page_text import PageText
from checker.reading import extraction, reader, workers
from checker.reading.cache import Cache, open_cache
from checker.reading.outcome import Page
from checker.reading.reader import Reader
from checker.tree.sources import FolderSource

from ..support import CORPORA

PAGES: list[Page] = [
    (f"{number}/{path}", f"{text}\n# Copy {number}\n")
    for number in range(3)
    for path, text in run._texts(FolderSource(CORPORA / "trees" / "azure-openai"))[0]
]
FACTS = [extraction.extract(path, text) for path, text in PAGES]
PLAIN = extraction.parsed


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the pages enough for workers, and for several chunks each."""
    monkeypatch.setattr(reader, "PAYS", 0)
    monkeypatch.setattr(workers, "_SPAWN_PAYS", 0)
    monkeypatch.setattr(workers, "_CHUNK", sum(len(text) for _, text in PAGES) // 12)


@pytest.fixture(params=["fork", "spawn"])
def method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name: Literal["fork", "spawn"] = request.param
    if name == "fork" and sys.platform != "linux":
        pytest.skip("a fork is not safe here")
    monkeypatch.setattr(workers, "_method", lambda: name)
    return name


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers have what a test changes."""
    if sys.platform != "linux":
        pytest.skip("a fork is not safe here")
    monkeypatch.setattr(workers, "_method", lambda: "fork")


@pytest.mark.usefixtures("method")
@pytest.mark.parametrize("jobs", [2, 5])
def test_workers_read_what_one_process_reads(jobs: int) -> None:
    told: list[tuple[int, int]] = []
    assert Reader(jobs).read(PAGES, lambda done, total: told.append((done, total))) == FACTS
    assert told == [(done, len(PAGES)) for done in range(len(PAGES) + 1)]


def test_processes_do_the_work(forks: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def noted(path: str, text: str) -> PageText:
        (tmp_path / str(os.getpid())).touch()
        return PLAIN(path, text)

    monkeypatch.setattr(extraction, "parsed", noted)
    assert Reader(2).read(PAGES) == FACTS
    assert str(os.getpid()) not in os.listdir(tmp_path)
    assert 1 <= len(os.listdir(tmp_path)) <= 2


def test_few_pages_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> NoReturn:
        pytest.fail("a process is started")

    monkeypatch.setattr(workers, "ProcessPoolExecutor", never)
    assert Reader(1).read(PAGES) == FACTS
    monkeypatch.setattr(reader, "PAYS", 10**9)
    assert Reader(8).read(PAGES) == FACTS


def test_a_page_that_takes_its_process_down_is_named_and_the_others_are_read(
    forks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = {PAGES[7][0], PAGES[8][0], PAGES[-1][0]}

    def crashing(path: str, text: str) -> PageText:
        if path in bad:
            os.kill(os.getpid(), signal.SIGKILL)
        return PLAIN(path, text)

    monkeypatch.setattr(extraction, "parsed", crashing)
    found = Reader(3).read(PAGES)
    for (path, _), read, expected in zip(PAGES, found, FACTS, strict=True):
        assert read == (workers.CRASHED if path in bad else expected), path


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_error_of_ours_costs_one_page(jobs: int, forks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: str, text: str) -> PageText:
        if path == PAGES[3][0]:
            raise IndexError("list index out of range")
        return PLAIN(path, text)

    monkeypatch.setattr(extraction, "parsed", failing)
    found = Reader(jobs).read(PAGES)
    assert found[3] == "reading it crashed: IndexError: list index out of range"
    assert [*found[:3], *found[4:]] == [*FACTS[:3], *FACTS[4:]]


def test_a_page_that_cannot_be_read_is_named_in_the_report(
    tmp_path: Path, forks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (_, text) in enumerate(PAGES):
        (tmp_path / f"{number:02}.md").write_text(text, encoding="utf-8")
    (tmp_path / "05.md").write_bytes(b"\xff")
    (tmp_path / "toc.yml").write_bytes(b"a: [")

    def crashing(path: str, text: str) -> PageText:
        if path == "07.md":
            os._exit(3)
        return PLAIN(path, text)

    monkeypatch.setattr(extraction, "parsed", crashing)
    report = run.check(FolderSource(tmp_path), Config(), reader=Reader(2))
    assert [one.path for one in report.not_checked] == ["05.md", "07.md", "toc.yml"]
    assert report.not_checked[1].reason == workers.CRASHED
    assert report.pages == len(PAGES) - 2


@pytest.mark.parametrize("error", [OSError(11, "none left"), NotImplementedError("no semaphores"), ImportError("none")])
def test_where_there_are_no_processes_this_one_reads(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr(workers, "ProcessPoolExecutor", none)
    assert Reader(4).read(PAGES) == FACTS


def test_what_forked_processes_are_sent_fits_a_pipe(forks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit stays where it is when they die, and the executor of early Python 3.11 waits for it."""
    sent: list[int] = []

    class Noted(ProcessPoolExecutor):
        def submit(self, *given: Any, **named: Any) -> Future[Any]:
            sent.append(len(pickle.dumps((given, named))))
            return super().submit(*given, **named)

    monkeypatch.setattr(workers, "ProcessPoolExecutor", Noted)
    assert Reader(2).read(PAGES) == FACTS
    assert 0 < max(sent) <= select.PIPE_BUF


def dies(pages: Sequence[Page]) -> NoReturn:
    os._exit(1)


def test_where_processes_die_at_once_this_one_reads(forks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_start", dies)
    assert Reader(4).read(PAGES) == FACTS


def test_an_interrupt_ends_the_workers_and_keeps_what_was_read(
    tmp_path: Path, forks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = open_cache(tmp_path, tmp_path)
    assert kept is not None

    def opened() -> Cache | None:
        return kept

    def interrupt(done: int, total: int) -> None:
        if done == len(PAGES) // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Reader(2, opened).read(PAGES, interrupt)
    assert multiprocessing.active_children() == []
    again = Reader(2, opened)
    assert again.read(PAGES) == FACTS
    assert again.extracted <= len(PAGES) - len(PAGES) // 2


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_end_with_the_process_that_they_work_for() -> None:
    script = """
        import multiprocessing, os, signal
        from checker.reading import workers
        with workers._pool(2, []) as submit:
            assert submit([]).result() == []
            print(multiprocessing.active_children()[0].pid, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, check=False)
    assert done.returncode == -signal.SIGKILL
    worker = Path("/proc", done.stdout.decode().strip())
    for _ in range(600):
        if not worker.exists() or "\nState:\tZ" in (worker / "status").read_text("utf-8"):
            return
        time.sleep(0.1)
    pytest.fail("the worker is still there")


def test_an_interrupted_worker_says_nothing(forks: None) -> None:
    with ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("fork"), initializer=workers._start, initargs=((),)
    ) as pool:
        assert pool.submit(signal.getsignal, signal.SIGINT).result() is signal.SIG_DFL
