"""Run the command line: `python -m checker`, and what the installed `checker` starts.

Nothing is imported before an interrupt is caught, so that one never ends in a traceback.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its code, with 130 if it is interrupted."""
    try:
        from .cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
    except SystemExit as done:
        _leave_at_once(done.code)
        raise


def _leave_at_once(code: object) -> None:
    """Exit without freeing, object by object, what a check has read of a large tree: the system takes it back at once.

    Returns where only the usual way will do: threads are at work, what was printed cannot be written, or there is a
    message to print.
    """
    import atexit
    import os
    import threading

    if threading.active_count() > 1 or not isinstance(code, int):
        return
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # a broken pipe, or there is no such stream
        return
    os._exit(code & 0xFF)


if __name__ == "__main__":
    main()
