"""Makes the bundled table of models: `python -m tests.support.catalog_bundle NAME:DAY:FILE...` writes `models.json`.

Each FILE is a public table as the package litellm ships it (`model_prices_and_context_window_backup.json`), NAME is
what messages call it, DAY the day that it tells of; the newest comes first. Days that the older ones have for a
platform in `PLACEHOLDERS` are left out: its own page on deprecations gives others.
"""

import datetime as dt
import json
import sys
from dataclasses import replace
from pathlib import Path

import msgspec

from checker.catalog import newer, table

from . import TOP

PLACEHOLDERS = frozenset({"anthropic"})
TRUSTED_SINCE = dt.date(2026, 9, 1)
BUNDLE = TOP / "checker" / "catalog" / "models.json"


def source(argument: str) -> table.Source:
    """Return the table that an argument names."""
    name, day, file = argument.split(":", 2)
    as_of = dt.date.fromisoformat(day)
    doubtful = PLACEHOLDERS if as_of < TRUSTED_SINCE else frozenset()
    return replace(newer.read_newer(Path(file), name, as_of).source, doubtful=doubtful)


def written(known: table.Known) -> str:
    """Return the models as JSON, one a line."""
    models = ",\n".join(
        f"{json.dumps(name)}:{msgspec.json.encode(model).decode()}" for name, model in sorted(known.models.items())
    )
    return f'{{"sources":{json.dumps(known.sources)},"models":{{\n{models}\n}}}}\n'


if __name__ == "__main__":
    BUNDLE.write_text(written(table.read([source(argument) for argument in sys.argv[1:]])), encoding="utf-8")
