"""The pytest plugin: what it collects, how a page fails, and that a run without it pays nothing."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from checker import baseline
from checker import run as checking
from checker.config import Config
from checker.tree.sources import FolderSource

from ..support import SEED_DAY

pytest_plugins = ["pytester"]

# A run in this process must not be what loads it: pytester would unload it again, and the next test have two of it.
importlib.import_module("tree_sitter")

DAY = "--checker-as-of=2025-02-06"
CLEAN = "# Clean\n\nAll is well.\n"
WRONG = "# Wrong\n\nA word stands stands twice.\n\nThe link [to nowhere](nowhere.md) breaks.\n"
MODELS = """# Models

| Model ID | Description | Max tokens |
|---|---|---|
| `gpt-4o` (2024-11-20) | text | 100 |
| `gpt-4o-mini` (2024-07-18) | text | 100 |
"""
FAMILY = {
    "docs/clean": CLEAN,
    "docs/wrong": WRONG,
    "docs/build/far": "# Far\n\nIt is is far.\n",
}


def write(root: Path, pages: dict[str, str]) -> None:
    for name, text in pages.items():
        file = root / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def repo(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A repository of docs with a test of its own; warnings are errors in it."""
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
        monkeypatch.delenv(name, raising=False)
    (pytester.path / ".git").mkdir()
    write(pytester.path, FAMILY)
    pytester.makepyfile(test_own="def test_own(): pass\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")  # it takes as long as the rest of a small run
    pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = --strict-markers --strict-config\n")
    return pytester


def ids(result: pytest.RunResult, outcome: str) -> list[str]:
    """The node ids that `-rA` lists under an outcome."""
    words = [line.split() for line in result.outlines if line.startswith(f"{outcome} ")]
    return sorted(word[1] for word in words)


def run(repo: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Check in this process, which has loaded all that is needed already."""
    return repo.runpytest_inprocess("--checker", DAY, "-rA", *arguments)


def run_alone(repo: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Check in a process of its own, which may change what it likes."""
    return repo.runpytest_subprocess("--checker", DAY, "-rA", *arguments)


def test_one_test_a_page_and_a_clean_one_passes(repo: pytest.Pytester) -> None:
    result = run(repo)
    assert ids(result, "PASSED") == ["docs/clean.md::checker", "test_own.py::test_own"]
    assert ids(result, "FAILED") == ["docs/build/far.md::checker", "docs/wrong.md::checker"]
    result.stdout.fnmatch_lines(
        ["checker: 3 pages, 0 samples, 0 mentions with * rules: 3 findings*", "collected 4 items"]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_without_the_option_nothing_is_checked(repo: pytest.Pytester) -> None:
    result = repo.runpytest_subprocess("-rA")
    assert ids(result, "PASSED") == ["test_own.py::test_own"]
    assert "checker:" not in result.stdout.str()


def test_a_failure_shows_source_lines_and_no_traceback(repo: pytest.Pytester) -> None:
    result = run(repo, "docs/wrong.md")
    result.stdout.fnmatch_lines(
        [
            "docs/wrong.md",
            "  3:8  warning  *repeated word “stands”  [[]doubled-word[]]",
            "    3 | A word stands stands twice.",
            "      |        ^^^^^^^^^^^^^",
            "  5:23  *[[]broken-link[]]",
            "FAILED docs/wrong.md::checker - 2 findings, the first: *",
        ]
    )
    text = result.stdout.str()
    assert "Traceback" not in text
    assert "pytest_items" not in text


def test_both_ends_are_shown_and_told_once(repo: pytest.Pytester) -> None:
    sample = '```python\nclient.chat.completions.create(model="gpt-4o-mini")\n```\n'
    write(
        repo.path,
        {
            "docs/start": f"# Start\n\n[!INCLUDE [part](part.md)]\n\n{sample}",
            "docs/part": "## Prerequisites\n\nDeploy a `gpt-4o` model.\n",
            "docs/models": MODELS,
        },
    )
    whole = run(repo, "docs")
    shown = [line for line in whole.outlines if "[page-model-mismatch]" in line and not line.startswith("FAILED")]
    assert len(shown) == 1
    whole.stdout.fnmatch_lines(["*--> docs/*.md:*:*", "*Deploy a `gpt-4o` model.*"])
    failed = [one for one in ids(whole, "FAILED") if one in ("docs/start.md::checker", "docs/part.md::checker")]
    assert len(failed) == 1
    for page in ("docs/start.md", "docs/part.md"):  # asked for one end only, that end tells it
        alone = run(repo, page)
        assert ids(alone, "FAILED") == [f"{page}::checker"]
        assert "[page-model-mismatch]" in alone.stdout.str()


def test_location_is_page_and_line(repo: pytest.Pytester) -> None:
    result = run(repo, "docs/wrong.md", "--tb=line")
    result.stdout.fnmatch_lines([f"{repo.path}/docs/wrong.md:3: *"])


def test_per_rule(repo: pytest.Pytester) -> None:
    result = run(repo, "--checker-per-rule", "docs/wrong.md")
    assert ids(result, "FAILED") == ["docs/wrong.md::checker::broken-link", "docs/wrong.md::checker::doubled-word"]
    assert "docs/wrong.md::checker::broken-anchor" in ids(result, "PASSED")
    one = run(repo, "--checker-per-rule", "docs/wrong.md::checker::doubled-word")
    assert (ids(one, "FAILED"), ids(one, "PASSED")) == (["docs/wrong.md::checker::doubled-word"], [])


def test_arguments_narrow(repo: pytest.Pytester) -> None:
    assert ids(run(repo, "docs/clean.md"), "PASSED") == ["docs/clean.md::checker"]
    assert ids(run(repo, "docs/build", "docs"), "FAILED") == ["docs/build/far.md::checker", "docs/wrong.md::checker"]
    assert ids(run(repo, "docs/wrong.md::checker"), "FAILED") == ["docs/wrong.md::checker"]
    assert ids(run(repo, "docs", "--ignore=docs/build"), "FAILED") == ["docs/wrong.md::checker"]
    own = run(repo, "test_own.py")
    assert ids(own, "PASSED") == ["test_own.py::test_own"]
    own.stdout.fnmatch_lines(["checker: none of the given paths contains a page of the docs; nothing was checked"])


def test_testpaths_do_not_hide_the_docs(repo: pytest.Pytester) -> None:
    repo.makeini("[pytest]\ntestpaths = tests\nfilterwarnings = error\n")
    (repo.path / "tests").mkdir()
    (repo.path / "tests" / "test_one.py").write_text("def test_one(): pass\n")
    (repo.path / "docs" / "test_stray.py").write_text("raise SystemExit('not to be collected')\n")
    result = run(repo)
    assert ids(result, "PASSED") == ["docs/clean.md::checker", "tests/test_one.py::test_one"]
    assert len(ids(result, "FAILED")) == 2
    result.stdout.fnmatch_lines(["collected 4 items"])


def test_selection(repo: pytest.Pytester) -> None:
    assert ids(run(repo, "-m", "checker"), "PASSED") == ["docs/clean.md::checker"]
    assert ids(run(repo, "-m", "not checker"), "PASSED") == ["test_own.py::test_own"]
    chosen = run(repo, "-k", "far or own")
    assert (ids(chosen, "FAILED"), ids(chosen, "PASSED")) == (["docs/build/far.md::checker"], ["test_own.py::test_own"])
    assert len(ids(run(repo, "-x"), "FAILED")) == 1


def test_last_failed(repo: pytest.Pytester) -> None:
    run(repo)
    again = run(repo, "--lf")
    assert (len(ids(again, "FAILED")), ids(again, "PASSED")) == (2, [])
    (repo.path / "docs" / "wrong.md").write_text(CLEAN)
    assert ids(run(repo, "--lf"), "PASSED") == ["docs/wrong.md::checker"]


def test_collect_only(repo: pytest.Pytester) -> None:
    result = repo.runpytest_inprocess("--checker", DAY, "--collect-only", "-q")
    lines = [line for line in result.outlines if "::" in line]
    pages = ["docs/build/far.md::checker", "docs/clean.md::checker", "docs/wrong.md::checker"]
    assert sorted(lines) == [*pages, "test_own.py::test_own"]


def test_without_cache(repo: pytest.Pytester) -> None:
    assert len(ids(run(repo, "-p", "no:cacheprovider"), "FAILED")) == 2


def test_junit(repo: pytest.Pytester) -> None:
    run(repo, "--junitxml=out.xml", "-o", "junit_family=xunit1")
    cases = {
        (case.get("classname"), case.get("name")): case
        for case in ElementTree.parse(repo.path / "out.xml").iter("testcase")
    }
    wrong = cases["docs.wrong.md", "checker"]
    failure = wrong.find("failure")
    assert failure is not None
    assert "[doubled-word]" in (failure.get("message") or "")
    assert "A word stands stands twice." in (failure.text or "")
    assert (wrong.get("file"), wrong.get("line")) == ("docs/wrong.md", "2")
    assert cases["docs.clean.md", "checker"].find("failure") is None


@pytest.mark.parametrize("extra", [[], ["--checker-per-rule"], ["--checker-fail-on=error"]])
def test_workers_give_the_same(repo: pytest.Pytester, extra: list[str]) -> None:
    alone, shared = run(repo, *extra), run(repo, "-n", "2", *extra)
    for outcome in ("PASSED", "FAILED"):
        assert ids(alone, outcome) == ids(shared, outcome)
    told = [sorted(line for line in result.outlines if line.startswith(("  ", "docs/"))) for result in (alone, shared)]
    assert [line for line in told[0] if "%]" not in line] == [line for line in told[1] if "%]" not in line]


def test_workers_do_not_analyse(repo: pytest.Pytester) -> None:
    repo.makeconftest(
        """
        import os, pathlib
        from checker import run

        load = run.load

        def noted(*arguments, **options):
            with open("loads.txt", "a") as file:
                file.write(os.environ.get("PYTEST_XDIST_WORKER", "controller") + "\\n")
            return load(*arguments, **options)

        run.load = noted
        """
    )
    run_alone(repo, "-n", "2", "docs")
    assert (repo.path / "loads.txt").read_text() == "controller\n"


def test_below_the_fail_level(repo: pytest.Pytester) -> None:
    result = run(repo, "--checker-fail-on", "error")
    assert ids(result, "FAILED") == ["docs/wrong.md::checker"]
    result.stdout.fnmatch_lines(
        ["*= checker: below error =*", "docs/build/far.md:3:4: warning: *", "docs/wrong.md:3:8: warning: *"]
    )
    never = run(repo, "--checker-fail-on", "never")
    assert never.ret == 0


def test_ini_twins(repo: pytest.Pytester) -> None:
    repo.makeini("[pytest]\nchecker = true\nchecker_paths = docs/build\nchecker_fail_on = warning\n")
    result = repo.runpytest_inprocess("-rA")
    assert ids(result, "FAILED") == ["docs/build/far.md::checker"]
    assert "docs/wrong.md::checker" not in result.stdout.str()
    off = repo.runpytest_inprocess("-rA", "--no-checker")
    assert ids(off, "PASSED") == ["test_own.py::test_own"]


@pytest.mark.parametrize(
    ("ini", "arguments", "words"),
    [
        ("", ["--checker-as-of=soon"], "`soon` is not a date"),
        ("", ["--checker-paths=nowhere"], "no such file or folder"),
        ("checker_fail_on = fatal", [], "`fatal` is not one of error"),
        ("", ["--checker-since=no-such-revision"], "no-such-revision"),
        ("", ["--checker-baseline=no-such-file"], "no-such-file"),
    ],
)
def test_what_cannot_be_used_is_a_usage_error(
    repo: pytest.Pytester, ini: str, arguments: list[str], words: str
) -> None:
    repo.makeini(f"[pytest]\n{ini}\n")
    result = repo.runpytest_inprocess("--checker", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert words in result.stderr.str()
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


def test_a_wrong_configuration_is_a_usage_error(repo: pytest.Pytester) -> None:
    (repo.path / "checker.toml").write_text('fail_on = "error"\n')
    result = repo.runpytest_inprocess("--checker")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*checker.toml:1: fail_on: unknown key; did you mean `fail-on`?"])


def test_a_page_that_cannot_be_read_fails(repo: pytest.Pytester) -> None:
    (repo.path / "docs" / "broken.md").write_bytes(b"caf\xe9\n")
    result = run(repo, "docs/broken.md", "docs/clean.md")
    assert ids(result, "FAILED") == ["docs/broken.md::checker"]
    result.stdout.fnmatch_lines(["*not UTF-8: byte 3 is 0xe9*"])
    assert run(repo, "docs/clean.md").ret == 0


def test_a_rule_that_crashes_fails_whatever_is_selected(repo: pytest.Pytester) -> None:
    repo.makeconftest(
        """
        import dataclasses
        from checker.rules import all_rules

        def crash(graph, options):
            raise RuntimeError("no luck")
            yield

        rules = all_rules()
        rules["doubled-word"] = dataclasses.replace(rules["doubled-word"], function=crash)
        """
    )
    for arguments in ([], ["-k", "clean"], ["-n", "2"]):
        result = run_alone(repo, *arguments)
        assert "checker::rule-doubled-word" in ids(result, "FAILED")
        result.stdout.fnmatch_lines(["*crashed: RuntimeError: no luck*"])


def test_fixtures_without_the_option(repo: pytest.Pytester) -> None:
    repo.makepyfile(
        """
        def test_graph(docs_graph, docs_catalog, docs_findings):
            assert [page.path for page in docs_graph.pages] == ["docs/build/far.md", "docs/clean.md", "docs/wrong.md"]
            assert docs_catalog is docs_graph.catalog
            assert {one.rule for one in docs_findings} == {"doubled-word", "broken-link"}
        """
    )
    repo.runpytest_inprocess("-k", "test_graph").assert_outcomes(passed=1, deselected=1)
    (repo.path / "docs" / "broken.md").write_bytes(b"\xff\xff\n")
    broken = repo.runpytest_inprocess("-k", "test_graph")
    broken.assert_outcomes(errors=1, deselected=1)
    broken.stdout.fnmatch_lines(["*not checked: docs/broken.md: not UTF-8*"])


def test_yaml_that_is_no_page_is_left_alone(repo: pytest.Pytester) -> None:
    (repo.path / "docs" / "settings.yml").write_text("a: [1, 2\n")
    (repo.path / "docs" / "toc.yml").write_text("- name: Clean\n  href: clean.md\n")
    result = run(repo, "docs")
    assert ids(result, "PASSED") == ["docs/clean.md::checker", "docs/toc.yml::checker"]


def git(repo: pytest.Pytester, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=repo.path, check=True, capture_output=True)


@pytest.mark.parametrize(
    "way", [["--checker-since=HEAD"], ["--checker-baseline=known.jsonl"], ["-o", "checker_since=HEAD"]]
)
def test_a_change_in_a_tree_of_old_findings(repo: pytest.Pytester, way: list[str]) -> None:
    """Of two new findings among over a hundred old ones, one shows in a page that the change leaves alone."""
    old = {f"docs/old{number}": f"It is is old.\n\nAnd [gone](gone{number}.md).\n" for number in range(60)}
    sample = '```python\nclient.chat.completions.create(model="gpt-4o")\n```\n'
    part = "## Needs\n\nDeploy a `gpt-4o` model.\n"
    start = f"# Start\n\n[!INCLUDE [part](part.md)]\n\n{sample}"
    write(repo.path, {**old, "docs/start": start, "docs/part": part, "docs/models": MODELS})
    known = checking.check(FolderSource(repo.path), Config(), as_of=SEED_DAY)
    assert len(known.findings) > 100
    (repo.path / "known.jsonl").write_bytes(baseline.render(baseline.of(known.findings)))
    (repo.path / ".git").rmdir()
    git(repo, "init", "-q")
    git(repo, "add", ".")
    git(repo, "commit", "-q", "-m", "old")
    write(repo.path, {"docs/clean": f"{CLEAN}\nIt is is new.\n", "docs/part": part.replace("4o", "4o-mini")})
    result = run(repo, *way)
    assert ids(result, "FAILED") == ["docs/clean.md::checker", "docs/start.md::checker"]
    result.stdout.fnmatch_lines(["checker: *: 2 findings (fail-on: warning)"])


def modules_of(*arguments: str, folder: Path) -> set[str]:
    script = f"import json, sys, pytest; pytest.main({['-q', *arguments]!r}); print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return set(found)


def test_a_plain_run_imports_the_plugin_and_nothing_else(repo: pytest.Pytester) -> None:
    with_plugin = modules_of("test_own.py", folder=repo.path)
    without = modules_of("test_own.py", "-p", "no:checker", folder=repo.path)
    assert with_plugin - without == {"checker", "checker.pytest", "checker.pytest.plugin"}
