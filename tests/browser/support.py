"""A browser that watches: what the report says to the console, asks of a network, or opens, is noted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Playwright, expect

from checker import cli

VIEWS = ("overview", "findings", "triage", "entities", "graph", "pages")
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 860}
_ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --force-color-profile=srgb"
)

Open = Callable[..., AbstractContextManager[Page]]
"""Opens a report at an address, for the length of a `with`; takes the browser context's options as well."""


def missing(what: str) -> NoReturn:
    """Skip, for the want of something that tests in a browser need; on CI that is a failure."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{what} is missing, and CI must run the tests in a browser")
    pytest.skip(f"{what} is missing: the report is not tried in a browser")


def found() -> str:
    """Return the path of the system's Chromium: the one that CHROMIUM names, else the one that is on the PATH."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    path = next((path for name in names if name and (path := shutil.which(name))), None)
    return path or missing("Chromium (`apt-get install chromium`, or CHROMIUM=path)")


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium."""
    return playwright.chromium.launch(executable_path=found(), args=_ARGUMENTS.split())


def write_report(root: Path, file: Path, *arguments: str) -> Path:
    """Write the report of a tree into a file."""
    told = ["check", str(root), "--root", str(root), "--as-of", "2025-06-01", "--format", "html", "--fail-on", "never"]
    result = CliRunner().invoke(cli.cli, [*told, "--output", str(file), *arguments])
    assert result.exit_code == 0, result.stderr
    return file


@dataclass
class Watch:
    """What a report did that it must not do."""

    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch all pages of a context."""
        context.on("request", lambda one: self.requests.append(one.url))
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("console", lambda one: self._note(f"console {one.type}: {one.text}", one.type in ("error", "warning")))
        page.on("pageerror", lambda one: self._note(f"error: {one}"))
        page.on("dialog", self._dialog)
        page.on("popup", lambda one: self._note(f"popup: {one.url}"))

    def _dialog(self, dialog: Dialog) -> None:
        self._note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note(self, fault: str, counts: bool = True) -> None:
        if counts:
            self.faults.append(fault)

    def assert_clean(self, file: Path) -> None:
        """Fail if anything went wrong, or anything but the file was asked for."""
        assert not self.faults, self.faults
        asked = {url.partition("#")[0] for url in self.requests if not url.startswith("blob:")}
        assert asked <= {file.as_uri()}, asked


@contextmanager
def opened(browser: Browser, file: Path, address: str = "", **options: Any) -> Iterator[Page]:
    """Open a report in a browser of its own; afterwards nothing must have gone wrong in it."""
    watch = Watch()
    context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", "offline": True, **options})
    context.set_default_timeout(20_000)
    watch.over(context)
    try:
        page = context.new_page()
        page.goto(file.as_uri() + address)
        if options.get("java_script_enabled", True):
            ready(page)
        yield page
        watch.assert_clean(file)
    finally:
        context.close()


def ready(page: Page) -> None:
    """Wait until a report can be worked with; its policy lets no other code be run in it to find that out."""
    expect(page.locator("html[data-ready=true]")).to_be_attached(timeout=30_000)


def go(page: Page, address: str) -> None:
    """Go to another address of the report."""
    page.evaluate("address => { location.hash = address }", address)
    view = address.removeprefix("#/").split("/")[0].split("?")[0]
    page.locator(f"#view-{view}").wait_for(state="visible")


def shown(page: Page) -> list[str]:
    """Return the fingerprints of the findings that the list shows."""
    script = "all => all.filter(one => !one.hidden).map(one => one.firstElementChild.id.slice('/findings/'.length))"
    found: list[str] = page.locator("[data-findings] > li:not(.group)").evaluate_all(script)
    return found


def all_data(page: Page, view: str) -> Any:
    """Return the data of a view."""
    return page.evaluate("name => checker.load(name)", view)


def choose(page: Page, data: bytes, name: str = "triage.json") -> None:
    """Give a file to the import of the triage view."""
    page.locator("[data-triage-import]").set_input_files({"name": name, "mimeType": "application/json", "buffer": data})
