"""One writer at a time, over processes and threads. The system lets go of the lock when its process dies."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.base import EngineDown

PATIENCE = 10.0  # seconds; a write takes some 20 ms, a rebuild of a city a few seconds


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    try:
        file = path.open("w")
    except FileNotFoundError:
        raise EngineDown("There is no index yet.") from None
    with file:
        deadline = time.monotonic() + patience
        while not _taken(file):
            if time.monotonic() > deadline:
                raise EngineDown("Another process is writing the index.")
            time.sleep(0.02)
        yield


def _taken(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
