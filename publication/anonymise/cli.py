"""JSON lines through the gate: the same code that publishes, for a labelled set on disk or a pipe."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from . import gate
from .findings import BLOCK, Finding

_INPUT_ERROR = Finding(0, 0, "input_error", BLOCK)


class BadLine(ValueError):
    """The line is not an object with a text and, if any, known values as a mapping."""


def check_lines(lines: Iterable[str]) -> Iterator[str]:
    """One answer per line that is not blank; a line that cannot be read is refused and the next one is read."""
    for line in lines:
        if line.strip():
            yield json.dumps(check_line(line), ensure_ascii=False)


def check_line(line: str) -> dict[str, Any]:
    try:
        item = _parse(line)
    except (ValueError, RecursionError):
        return {"id": None, "blocked": True, "findings": [_INPUT_ERROR.as_dict()]}
    return {"id": item.get("id"), **gate.check(item["text"], item.get("known")).as_dict()}


def _parse(line: str) -> dict[str, Any]:
    item = json.loads(line)
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        raise BadLine("an object with a text is expected")
    return item
