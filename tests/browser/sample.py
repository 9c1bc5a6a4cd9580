"""`python -m tests.browser.sample FOLDER`: the report of the sample tree goes into a folder, for people to look at."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ..support import CORPORA
from ..support.labels import unlabelled
from .support import write_report

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "azure-openai"
        unlabelled(CORPORA / "trees" / "azure-openai", tree)
        file = write_report(tree, folder / "azure-openai.html")
    print(f"{file}: {file.stat().st_size:,} bytes")
