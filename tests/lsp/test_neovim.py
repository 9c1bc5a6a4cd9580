"""A session in a real editor: Neovim without a screen, with the documented settings, where it is installed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .real_editors import prepared, seen_in

SESSION = Path(__file__).parent / "neovim" / "session.lua"


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")
def test_a_session_in_neovim(tmp_path: Path) -> None:
    seen = seen_in(["nvim", "--clean", "--headless", "-S", str(SESSION)], tmp_path, prepared(tmp_path, "lua"))
    assert seen["errors"] == []
    assert (seen["mdx"], seen["servers"]) == ("mdx", 1)
    [finding] = seen["diagnostics"]
    assert (finding["line"], finding["code"]) == (3, "doubled-word")
    assert finding["column"] == len("It is 😀 ".encode())  # Neovim counts bytes
    assert seen["actions"] == ["Delete `in`", "Suppress doubled-word here", "Suppress doubled-word in this file"]
    assert seen["fixed"] == "It is 😀 in the docs."
    assert "gpt-4o  model, mentioned 2 times on 2 pages" in seen["hover"]
    assert "2031-03-01" in seen["hover"]
    assert seen["renamed"].startswith("Deploy a `gpt-4.1` model")
    assert seen["definition"] == ["models.md:3"]
