"""A complaint half written, and the one that this browser has opened: sealed in the session, gone when sent.

Sessions lie in the database; words against an officer do not lie there in the clear.
"""

import json
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from casework.complaints.models import Complaint
from common.crypto import CannotDecrypt, decrypt, encrypt

DRAFT, SENT, OPENED = "complaint-draft", "complaint-sent", "complaint-opened"
KEPT_SECONDS = 1800


def answers(request: HttpRequest) -> dict[str, Any]:
    return _read(request, DRAFT)


def keep(request: HttpRequest, more: dict[str, Any]) -> None:
    _write(request, DRAFT, {**answers(request), **more})


def sent(request: HttpRequest, complaint: Complaint) -> None:
    """For the last page, which shows the code; on a shared device not for long."""
    request.session.pop(DRAFT, None)
    _write(request, SENT, {"id": str(complaint.pk), "at": timezone.now().timestamp()})


def last_sent(request: HttpRequest) -> Complaint | None:
    return _lately(request, SENT)


def opened(request: HttpRequest, complaint: Complaint) -> None:
    _write(request, OPENED, {"id": str(complaint.pk), "at": timezone.now().timestamp()})


def open_complaint(request: HttpRequest) -> Complaint | None:
    """The one whose code was typed here within the last half hour."""
    return _lately(request, OPENED)


def _lately(request: HttpRequest, key: str) -> Complaint | None:
    kept = _read(request, key)
    if not kept or timezone.now().timestamp() - kept["at"] > KEPT_SECONDS:
        return None
    return Complaint.objects.select_related("office", "county", "appeal", "appeal_of").filter(pk=kept["id"]).first()


def _read(request: HttpRequest, key: str) -> dict[str, Any]:
    try:
        return json.loads(decrypt(bytes.fromhex(request.session.get(key, "")), key))
    except (CannotDecrypt, ValueError):
        return {}  # nothing kept, or sealed with a key that is gone: they begin anew


def _write(request: HttpRequest, key: str, value: dict[str, Any]) -> None:
    request.session[key] = encrypt(json.dumps(value), key).hex()
