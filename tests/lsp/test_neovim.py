"""A session in a real editor: Neovim without a screen, where it is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ..support import TOP, write

SESSION = Path(__file__).parent / "neovim" / "session.lua"
PAGES = {
    "checker.toml": "",
    "docs/page.md": "# Page\n\nIt is 😀 in in the docs.\n\n"
    "Deploy a `gpt-4o` model, which retires as [announced](models.md#dates).\n",
    "docs/models.md": "# Models\n\n## Dates\n\n| Model | Version | Retirement date |\n|---|---|---|\n"
    "| `gpt-4o` | 2024-08-06 | March 1, 2031 |\n| `gpt-4.1` | 2025-04-14 | March 1, 2032 |\n",
}


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")
def test_a_session_in_neovim(tmp_path: Path) -> None:
    root = tmp_path / "work"
    write(root, PAGES)
    environment = {
        **os.environ,
        "PYTHONPATH": str(TOP),
        "CHECKER_CACHE_DIR": str(tmp_path / "cache"),
        "SERVER": f"{sys.executable} -m checker lsp",
        "SEEN": str(tmp_path / "seen.json"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    command = ["nvim", "--clean", "--headless", "-S", str(SESSION)]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert (tmp_path / "seen.json").is_file(), done.stderr
    seen = json.loads((tmp_path / "seen.json").read_text("utf-8"))
    assert seen["errors"] == []
    [finding] = seen["diagnostics"]
    assert (finding["line"], finding["code"]) == (3, "doubled-word")
    assert finding["column"] == len("It is 😀 ".encode())  # Neovim counts bytes
    assert seen["actions"] == ["Delete `in`", "Suppress doubled-word here", "Suppress doubled-word in this file"]
    assert seen["fixed"] == "It is 😀 in the docs."
    assert "gpt-4o  model, mentioned 2 times on 2 pages" in seen["hover"]
    assert "2031-03-01" in seen["hover"]
    assert seen["renamed"].startswith("Deploy a `gpt-4.1` model")
    assert seen["definition"] == ["models.md:3"]
