"""Loaded by every Python that runs under the shifted clock.

libfaketime 0.9.10 refuses the absolute `clock_nanosleep` that `time.sleep` calls when the monotonic clock is left alone, and
hangs timed locks when it is not. A timed wait on an event sleeps as long and passes.
"""

import threading
import time
from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    threading.Event().wait(float(seconds))


time.sleep = _sleep
