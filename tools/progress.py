"""How far the start is: a line for each step, with a bar over all of them and an estimate of what is left."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 24  # characters of the bar
TICK = 0.5  # seconds between two pictures of a running step
UNTOLD = 0.95  # a step that takes longer than expected stands here until it ends
SURE_AFTER = 5.0  # seconds: before, the pace of this machine is not known


class Progress:
    """`expected` gives the usual seconds of the steps that are ahead, in any machine's proportion to each other."""

    def __init__(
        self, expected: dict[str, float], out: TextIO = sys.stdout, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.ahead, self.out, self.clock = dict(expected), out, clock
        self.whole, self.passed, self.started = sum(expected.values()), 0.0, clock()
        self.live = out.isatty()

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Its line is redrawn while it runs, where somebody watches; in a file it is written once, at its end."""
        one = Step(self, name, self.ahead.pop(name, 0.0))
        over = threading.Event()
        if self.live:
            threading.Thread(target=self._redraw, args=(one, over), daemon=True).start()
        try:
            yield one
            self.passed += one.expected
            self._line(f"{name}, {self.clock() - one.started:.0f} s", self.passed, "\n")
        finally:
            over.set()

    def left(self, passed: float) -> float:
        """Seconds, at the pace so far."""
        took = self.clock() - self.started
        pace = took / passed if passed and took > SURE_AFTER else 1.0
        return (self.whole - passed) * pace

    def _redraw(self, one: Step, over: threading.Event) -> None:
        while not over.wait(TICK):
            self._line(f"{one.name} …", self.passed + one.expected * one.share(), "")

    def _line(self, text: str, passed: float, end: str) -> None:
        share = min(1.0, passed / self.whole) if self.whole else 1.0
        bar = "█" * round(share * WIDTH)
        left = self.left(passed)
        rest = f"; {in_words(left)} left" if share < 1 else ""
        begin = "\r\033[K" if self.live else ""
        self.out.write(f"{begin}{bar:░<{WIDTH}} {share:4.0%}  {text}{rest}{end}")
        self.out.flush()


class Step:
    def __init__(self, progress: Progress, name: str, expected: float) -> None:
        self.name, self.expected, self._clock = name, expected, progress.clock
        self.started, self._told = progress.clock(), 0.0

    def told(self, done: int, of: int) -> None:
        """The step says itself how far it is."""
        self._told = done / of

    def share(self) -> float:
        by_time = (self._clock() - self.started) / self.expected if self.expected else 0.0
        return self._told or min(UNTOLD, by_time)


def in_words(seconds: float) -> str:
    """An estimate, so no more exact than it is."""
    if seconds < 50:
        return f"about {max(10, round(seconds, -1)):.0f} s"
    return f"about {max(1, round(seconds / 60))} min"
