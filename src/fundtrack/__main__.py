"""`fundtrack` and `python -m fundtrack`: the command, or the extra that brings it."""

import sys
from collections.abc import Callable

run: Callable[[], int]
try:
    from fundtrack.cli import run
except ModuleNotFoundError as error:
    if error.name not in ("typer", "rich", "click"):
        raise
    missing = error.name

    def run() -> int:
        """Say what is missing."""
        print(
            f"fundtrack: the command needs {missing}; "
            'install it with: pip install "fundtrack[cli]"',
            file=sys.stderr,
        )
        return 2


def main() -> None:
    """Run the command and exit with its code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
