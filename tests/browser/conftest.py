"""The browser, once for all tests, and the report of the sample tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from ..support import CORPORA
from ..support.labels import unlabelled
from .support import Open, launch, opened, write_report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample tree without its labels."""
    root = tmp_path_factory.mktemp("sample") / "azure-openai"
    unlabelled(CORPORA / "trees" / "azure-openai", root)
    return root


@pytest.fixture(scope="session")
def report(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the sample tree."""
    return write_report(tree, tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture
def sample(browser: Browser, report: Path) -> Open:
    """Opens the report of the sample tree."""
    return partial(opened, browser, report)
