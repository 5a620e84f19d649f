"""Repeatable ids and slugs: inside the block `uuid4` and `secrets` draw from the seed, so that equal seeds make equal
cities also where the project's own services choose the ids.

Encryption is not touched: its nonces come from `os.urandom`, which stays the system's.
"""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace


@contextmanager
def repeatable(seed: str) -> Iterator[None]:
    """Only for making the demo's rows, in one thread: whoever could guess the seed could guess what is drawn."""
    stream = random.Random(f"zhouji-demo/{seed}")
    before = uuid.os, random._urandom  # type: ignore[attr-defined]  # where both modules keep their chance
    uuid.os = SimpleNamespace(urandom=stream.randbytes)  # type: ignore[attr-defined]
    random._urandom = stream.randbytes  # type: ignore[attr-defined]
    try:
        yield
    finally:
        uuid.os, random._urandom = before  # type: ignore[attr-defined]
