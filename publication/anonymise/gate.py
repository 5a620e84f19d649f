"""The publish gate: fails closed (trust reference §2.1). Whatever goes wrong, the answer is "not published".

``check(text, known)`` needs no database, no network and no clock but a stopwatch.
"""

import logging
from dataclasses import dataclass, replace
from hashlib import sha256
from time import monotonic
from typing import Any

from . import detect
from .findings import BLOCK, Finding, merged
from .normalise import forms

#: Goes up with every change of the rules: what was published under an older one is checked again.
GATE_VERSION = "2026.11.1"
#: Longer texts are refused unread; the portal's own limit is far below (domain reference §4.3: 200 characters).
MAX_CHARACTERS = 10_000
MAX_FINDINGS = 2_000  #: no honest text comes near
#: Seconds; looked at with every finding and after each detector, each of which is linear in the text.
TIME_LIMIT = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GateResult:
    """``sha256`` is of the UTF-8 text that was read: the database compares it with what it publishes."""

    blocked: bool
    findings: tuple[Finding, ...]
    version: str
    sha256: bytes

    def as_dict(self) -> dict[str, Any]:
        return {"blocked": self.blocked, "findings": [finding.as_dict() for finding in self.findings]}


class TooSlow(Exception):
    """The check ran out of time; the text is not published."""


def check(text: str, known: Any = None, *, time_limit: float = TIME_LIMIT) -> GateResult:
    """Read a public text. ``known``: this case's own names, numbers and places, each of them a secret."""
    deadline = monotonic() + time_limit
    try:
        findings = _findings(text, known, deadline)
    except Exception as error:  # noqa: BLE001 - any failure whatever must refuse
        # The type only: the message could quote the text.
        log.error("publish gate failed: %s", type(error).__name__)
        findings = (_refusal(text),)
    blocked = any(finding.level == BLOCK for finding in findings)
    return GateResult(blocked, findings, GATE_VERSION, _digest(text))


def _findings(text: str, known: Any, deadline: float) -> tuple[Finding, ...]:
    if len(text) > MAX_CHARACTERS:
        return (_refusal(text),)
    text.encode("utf-8")  # half a surrogate pair cannot be stored, so it cannot be approved either
    detect.require_all()
    read = forms(text)
    found: list[Finding] = []
    for detector in detect.DETECTORS.values():
        for finding in detector(read, known):
            found.append(finding)
            if len(found) > MAX_FINDINGS or monotonic() > deadline:
                raise TooSlow
        if monotonic() > deadline:
            raise TooSlow
    return merged(_inside(finding, len(text)) for finding in found)


def _inside(finding: Finding, length: int) -> Finding:
    """An offset outside the text is a fault of ours: keep the finding, never lose it."""
    start = min(max(finding.start, 0), length)
    return replace(finding, start=start, end=min(max(finding.end, start), length))


def _refusal(text: object) -> Finding:
    return Finding(0, len(text) if isinstance(text, str) else 0, "gate_error", BLOCK)


def _digest(text: object) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else b"").digest()
