"""Run the command line: `python -m checker`."""

from .cli import main

main()
