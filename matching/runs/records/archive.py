"""The bytes of a run: packed when it is made, checked before anybody sees it, and checked again on request."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from matching.models import Run
from matching.runs.records.models import NetworkRecord, Proof
from optimiser.verify import Refuted, Verdict, verify


class NotProved(Refusal):
    """The certificate does not hold; such a run is not shown to anybody."""

    sentence_of_kind = _("这次运行的证明不成立，不能显示。请重新运行匹配并联系管理员。")

    def __init__(self) -> None:
        super().__init__(self.sentence_of_kind)


class NothingKept(NotProved):
    """A run without archives, as those from before archives were kept: there is nothing that could be proved or refuted."""

    sentence_of_kind = _("这次运行没有留存问题和方案的档案，无法重新核验，不能显示。当时作出的决定在各个案里。")


def packed(content: Any) -> bytes:
    """Every field under its name, as `python -m optimiser.verify` reads it. Empty for a run that found no pair."""
    if content is None:
        return b""
    file = BytesIO()
    np.savez_compressed(file, **content.arrays())
    return file.getvalue()


def unpacked(data: bytes | memoryview) -> dict[str, Any]:
    with np.load(BytesIO(bytes(data)), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def digest(data: bytes | memoryview) -> str:
    return sha256(bytes(data)).hexdigest()


def require_proof(problem: Any, plan: Any) -> Verdict:
    """The independent verifier's word on a problem and its plan: its value and what no plan passes. NotProved when it
    refuses."""
    try:
        return verify(problem, plan)
    except (Refuted, ValueError, IndexError) as error:
        raise NotProved from error


def checked(run: Run) -> list[NetworkRecord]:
    """The records of a run, when they prove together what the run says. NotProved otherwise."""
    records = [checked_record(record) for record in run.records.all()]
    if not records:
        raise NothingKept
    if (run.primal, run.dual) != tuple(sum(getattr(one, name) for one in records) for name in ("primal", "dual")):
        raise NotProved
    return records


def checked_record(record: NetworkRecord) -> NetworkRecord:
    """The record, when its bytes are those that were stored and prove what it says."""
    if (digest(record.problem), digest(record.plan)) != (record.problem_sha256, record.plan_sha256):
        raise NotProved
    if not record.problem:
        return record
    try:
        problem, plan = unpacked(record.problem), unpacked(record.plan)
    except Exception as error:  # a broken archive fails in many ways, and every one of them means: not proved
        raise NotProved from error
    verdict = require_proof(problem, plan)
    if (verdict.primal, verdict.bound) != (record.primal, record.dual):
        raise NotProved
    if record.proof is Proof.OPTIMAL and not verdict.ties_proved:
        raise NotProved
    return record
