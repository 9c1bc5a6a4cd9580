"""The extension for VS Code: built with its own tools, and a session in a real one, where these are installed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from ..support import TOP, write
from .support import launch

EXTENSION = TOP / "editors" / "vscode"
SERVER = shutil.which(os.environ.get("CODE_SERVER", "code-server"))
PAGES = {
    "checker.toml": "",
    "docs/page.md": "# Page\n\nIt is in in the docs.\n\nDeploy a `gpt-4o` model.\n",
    "docs/other.mdx": "# Other\n\nRead the the docs.\n",
    "docs/models.md": "# Models\n\n| Model | Version | Retirement date |\n|---|---|---|\n"
    "| `gpt-4o` | 2024-08-06 | March 1, 2031 |\n| `gpt-4.1` | 2025-04-14 | March 1, 2032 |\n",
}
SETTINGS = {"security.workspace.trust.enabled": False, "workbench.startupEditor": "none"}


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged extension, after its types and its tests have been checked."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    copy = tmp_path_factory.mktemp("vscode") / "extension"
    shutil.copytree(EXTENSION, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    for command in (["ci", "--ignore-scripts"], ["test"], ["run", "package"]):
        done = subprocess.run(["npm", *command], cwd=copy, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return copy / "dist" / "docs-consistency-checker.vsix"


def test_the_extension_is_built_and_holds_what_it_needs(package: Path) -> None:
    names = set(zipfile.ZipFile(package).namelist())
    needed = {"extension/package.json", "extension/readme.md", "extension/LICENSE.txt", "extension/dist/extension.js"}
    assert needed <= names
    assert not [name for name in names if "node_modules" in name or name.endswith(".ts")]


def test_settings_and_commands_are_in_the_readme() -> None:
    manifest = json.loads((EXTENSION / "package.json").read_text("utf-8"))
    text = " ".join((EXTENSION / "README.md").read_text("utf-8").split())
    assert "`checker.path`" in text
    assert "checker.path" in manifest["contributes"]["configuration"]["properties"]
    for command in manifest["contributes"]["commands"]:
        assert f"**{command['category']}: {command['title']}**" in text


@pytest.mark.skipif(SERVER is None, reason="code-server, which shows VS Code in a browser, is not installed")
def test_a_session_in_vs_code(package: Path, tmp_path: Path) -> None:
    root = tmp_path / "work"
    write(root, PAGES)
    command = root / ".venv" / "bin" / "checker"
    write(root, {".venv/bin/checker": f'#!/bin/sh\nPYTHONPATH="{TOP}" exec "{sys.executable}" -m checker "$@"\n'})
    command.chmod(0o755)
    with _served(package, root, tmp_path) as address, sync_playwright() as playwright:
        page = launch(playwright).new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{address}/?folder={root}")
        _session(page)
    assert (root / "docs" / "page.md").read_text("utf-8") == PAGES["docs/page.md"].replace("in in", "in").replace(
        "gpt-4o", "gpt-4.1"
    )


@contextmanager
def _served(package: Path, root: Path, scratch: Path) -> Iterator[str]:
    """Serve VS Code with the extension in it; yields its address."""
    assert SERVER is not None
    write(scratch, {"data/User/settings.json": json.dumps(SETTINGS)})
    folders = ["--user-data-dir", str(scratch / "data"), "--extensions-dir", str(scratch / "extensions")]
    environment = {**os.environ, "CHECKER_CACHE_DIR": str(scratch / "cache")}
    install = [SERVER, *folders, "--install-extension", str(package)]
    subprocess.run(install, env=environment, capture_output=True, timeout=120, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    options = ["--auth", "none", "--bind-addr", address, "--disable-telemetry", "--disable-update-check"]
    command = [SERVER, *folders, *options, str(root)]
    with (scratch / "log").open("w") as log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as run:
        try:
            _until_open(address)
            yield f"http://{address}"
        finally:
            run.terminate()


def _until_open(address: str) -> None:
    host, port = address.split(":")
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(address)


def _session(page: Page) -> None:
    """Read the problems, apply a fix, read what a hover says, and rename a model on all pages."""
    page.wait_for_selector(".monaco-workbench", timeout=60_000)
    page.keyboard.press("Control+Shift+M")
    problems = page.locator(".markers-panel .monaco-list-row")
    problem = problems.filter(has_text="repeated word “in”")
    expect(problem).to_be_visible(timeout=60_000)
    expect(problems.filter(has_text="repeated word “the”")).to_be_visible()  # of a page that is not open
    problem.dblclick()
    expect(page.locator(".view-line", has_text="It is in in the docs.")).to_be_visible()
    expect(page.locator(".squiggly-warning")).to_be_visible(timeout=20_000)
    _open_fixes(page)
    page.keyboard.press("Enter")
    expect(page.locator(".view-line", has_text="It is in the docs.")).to_be_visible()
    model = page.locator(".view-line", has_text="Deploy a")
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowUp")
    for _ in "Deploy a `g":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+K")
    page.keyboard.press("Control+I")
    expect(page.locator(".monaco-hover:visible", has_text="2031-03-01")).to_be_visible(timeout=20_000)
    page.keyboard.press("Escape")
    page.keyboard.press("F2")
    expect(page.locator(".rename-box input")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("gpt-4.1")
    page.keyboard.press("Enter")
    expect(model).to_contain_text("gpt-4.1", timeout=20_000)
    page.keyboard.press("Control+K")
    page.keyboard.press("s")  # saves all
    expect(page.locator(".tab.dirty")).to_have_count(0)


def _open_fixes(page: Page) -> None:
    """Open the list of fixes at the cursor, as soon as the server knows the page that was just opened."""
    fix = page.locator(".action-widget .action", has_text="Delete `in`")
    for _ in range(10):
        page.keyboard.press("Control+.")
        page.wait_for_timeout(1000)
        if fix.is_visible():
            return
        page.keyboard.press("Escape")
    raise AssertionError("no fix is offered")
