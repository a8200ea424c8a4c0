"""What all tests share: how much is drawn, and that draws are not timed (a slow machine is no
defect). `--hypothesis-profile=long` draws ten times as much.
"""

import gc

import pytest
from hypothesis import settings

settings.register_profile("house", settings.default, deadline=None, max_examples=25)
settings.register_profile("long", settings.default, deadline=None, max_examples=400)
settings.load_profile("house")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of collected tests are no garbage, and need not be searched again and again."""
    gc.collect()
    gc.freeze()
