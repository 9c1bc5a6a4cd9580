"""A session in a real editor: Emacs without a screen, with the documented settings, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .real_editors import prepared, seen_in

SESSION = Path(__file__).parent / "emacs" / "session.el"
NEEDED = "(progn (package-initialize) (require 'eglot) (require 'markdown-mode))"


def is_there() -> bool:
    """Return whether there is an Emacs with what the settings need; Debian: `elpa-eglot` and `elpa-markdown-mode`."""
    if shutil.which("emacs") is None:
        return False
    return subprocess.run(["emacs", "--batch", "--eval", NEEDED], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not is_there(), reason="Emacs is not installed, or lacks Eglot or markdown-mode")
def test_a_session_in_emacs(tmp_path: Path) -> None:
    seen = seen_in(["emacs", "--batch", "-l", str(SESSION)], tmp_path, prepared(tmp_path, "elisp"))
    assert seen["errors"] == []
    assert seen["mode-of-mdx"] == "markdown-mode"
    assert seen["diagnostics"] == [[3, "in in", "checker [doubled-word]: repeated word “in”"]]
    assert seen["actions"] == ["Delete `in`", "Suppress doubled-word here", "Suppress doubled-word in this file"]
    assert seen["fixed"] == "It is 😀 in the docs."
    assert "gpt-4o  model, mentioned 2 times on 2 pages" in seen["hover"]
    assert seen["renamed"].startswith("Deploy a `gpt-4.1` model")
    assert seen["definition"] == "models.md:3"
