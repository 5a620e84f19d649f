"""A report that is being written: kept in the session and carried by the page, sealed in both.

Neither the session table nor the phone can read it: it is encrypted for this report and this person. The copy in the
page sends a report that waited for a network, or for a new sign-in, after the session has gone.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from common.crypto import CannotDecrypt, decrypt, encrypt

DRAFTS, PENDING = "reports", "reports_pending"
MOST_DRAFTS = 3
LONGEST_PENDING = 20_000


@dataclass(frozen=True)
class Draft:
    """Answers so far, as typed. `photos` are ids of stored files."""

    life_danger: str = ""
    category: str = ""
    region: str = ""
    household_name: str = ""
    household_phone: str = ""
    words: str = ""
    oral_consent: str = ""
    photos: list[str] = field(default_factory=list)

    def having(self, **answers: Any) -> "Draft":
        return replace(self, **answers)


def load(request: HttpRequest, token: UUID, *, shown: bool = False) -> Draft:
    """The draft; with `shown`, what the page carries comes first: what was read is what is sent."""
    carried = request.POST.get("carried", "")
    kept = request.session.get(DRAFTS, {}).get(str(token), "")
    for sealed in (carried, kept) if shown else (kept, carried):
        if draft := unseal(sealed, token, request.user):
            return draft
    return Draft()


def save(request: HttpRequest, token: UUID, draft: Draft) -> None:
    """The newest few: a phone that starts again and again does not fill the session."""
    kept = {key: sealed for key, sealed in request.session.get(DRAFTS, {}).items() if key != str(token)}
    newest = list(kept.items())[-(MOST_DRAFTS - 1) :]
    request.session[DRAFTS] = {**dict(newest), str(token): seal(draft, token, request.user)}


def drop(request: HttpRequest, token: UUID) -> None:
    if str(token) in request.session.get(DRAFTS, {}):
        del request.session[DRAFTS][str(token)]
        request.session.modified = True


def seal(draft: Draft, token: UUID, user: Any) -> str:
    return _seal(asdict(draft), _purpose(token, user.pk))


def unseal(sealed: str, token: UUID, user: Any) -> Draft | None:
    answers = _unseal(sealed, _purpose(token, user.pk))
    return Draft(**answers) if answers is not None else None


def keep_for_sign_in(request: HttpRequest, token: UUID) -> None:
    """The session ended while somebody wrote: what they sent waits, sealed, until the same person has signed in."""
    fields = {name: text[:LONGEST_PENDING] for name, text in request.POST.items() if name != "csrfmiddlewaretoken"}
    request.session[PENDING] = {str(token): _seal(fields, _purpose(token, "pending"))}


def resume(request: HttpRequest, token: UUID) -> dict[str, str]:
    """What was typed before the sign-in, once. Only its author can open the report that came with it."""
    waiting = request.session.pop(PENDING, {}).get(str(token), "")
    fields = _unseal(waiting, _purpose(token, "pending")) or {}
    if not (draft := unseal(fields.pop("carried", ""), token, request.user)):
        return {}
    save(request, token, draft)
    return fields


def _purpose(token: UUID, whose: Any) -> str:
    return f"desk.report|{token}|{whose}"


def _seal(content: dict[str, Any], purpose: str) -> str:
    return urlsafe_b64encode(encrypt(json.dumps(content, ensure_ascii=False), purpose)).decode()


def _unseal(sealed: str, purpose: str) -> dict[str, Any] | None:
    if not sealed:
        return None
    try:
        return json.loads(decrypt(urlsafe_b64decode(sealed), purpose))
    except (CannotDecrypt, binascii.Error, ValueError):
        return None
