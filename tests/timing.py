"""How much work something is, without what the test's own heap costs the collector."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Work:
    """Seconds of the processor, once it is done."""

    seconds = 0.0


@contextmanager
def worked() -> Iterator[Work]:
    """Measure the work of a block; the collector waits, for it would walk every test's heap."""
    work = Work()
    gc.disable()
    begin = time.process_time()
    try:
        yield work
    finally:
        work.seconds = time.process_time() - begin
        gc.enable()
