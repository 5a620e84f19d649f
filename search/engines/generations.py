"""Names of index generations: `<hash of the mapping>-<microseconds of its making>`."""

import time

OVERLAP = 24 * 3600 * 1_000_000  # microseconds in which code of two mappings may run side by side, as in a deployment


def new_generation(mapping: str) -> str:
    return f"{mapping}-{time.time_ns() // 1000}"


def is_left_over(old: str, new: str) -> bool:
    """May `old` go now that `new` answers? Of another mapping only when no running code can have it."""
    (old_mapping, _, old_made), (new_mapping, _, new_made) = old.partition("-"), new.partition("-")
    if old == new or not old_made.isdigit():
        return False
    return int(old_made) < int(new_made) - (0 if old_mapping == new_mapping else OVERLAP)
