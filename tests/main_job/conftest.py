"""The command, called as a shell calls it."""

from collections.abc import Callable

import pytest

from fundtrack.cli import run


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Exit code, output and complaints of one call; what is raised fails the test."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = run([str(one) for one in arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call
