"""`python -m tests.generated` writes the files that list all rules: the configuration schema, pages and outputs in the
docs, and the figures of the labelled corpora in `reports/accuracy.{json,md}`.
"""

from __future__ import annotations

import json

from click.testing import CliRunner

from checker import cli

from . import accuracy, site_pages
from .delivery import test_adoption
from .support import TOP

SCHEMA = TOP / "checker" / "cli" / "config.schema.json"


def main() -> None:
    """Write all of them."""
    SCHEMA.write_text(CliRunner().invoke(cli.cli, ["config", "--schema"]).output, encoding="utf-8")
    site_pages.write()
    test_adoption.write()
    kept = json.loads(accuracy.FILE.read_text(encoding="utf-8"))
    accuracy.write({**kept, "corpora": accuracy.corpora()})


if __name__ == "__main__":
    main()
