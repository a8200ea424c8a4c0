"""The `fundtrack` command: one module for each family of commands.

Nothing is decided or worded here. Exit codes: 0 nothing broken, 1 breached, 2 unreadable,
3 undecided (with `--strict`). What is unreadable is told in clear lines, never in a traceback.
"""

from .program import app, run

__all__ = ["app", "run"]
