"""Run the command line: `python -m checker`, and what the installed `checker` starts.

Nothing is imported before an interrupt is caught, so that one never ends in a traceback.
"""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its code, with 130 if it is interrupted."""
    try:
        from .cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        import gc

        gc.freeze()  # else Python looks through all that is there, twice, before it ends


if __name__ == "__main__":
    main()
