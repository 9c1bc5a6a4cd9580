"""Fixtures that more than one file asks for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checker.cache import VARIABLE

from .repositories import repo

__all__ = ["repo"]


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the facts that tests read out of the trees that they read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield
