"""Disclosing on a page: the viewer is who asked, the time is now, and the answer is kept nowhere."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from privacy.purposes import Purpose
from privacy.services import Disclosed, disclose_rows

TOO_MANY = 429  # what a page answers when a LimitReached stands on it


def shown(
    request: HttpRequest,
    subject: models.Model,
    rows: Iterable[models.Model] | models.Model,
    fields: str,
    *,
    purpose: Purpose = Purpose.WORK,
    **how: Any,
) -> list[Disclosed]:
    """For a view: `rows` of `subject` as the person who asked may read them, `fields` separated by blanks.

    Marks the answer `no-store` (`workspace.door.NoStoreMiddleware` reads the mark). Raises what `disclose_rows` raises.
    """
    request.discloses = True  # type: ignore[attr-defined]  # a mark for the middleware
    return disclose_rows(
        subject=subject,
        rows=[rows] if isinstance(rows, models.Model) else rows,
        fields=fields.split(),
        viewer=request.user if request.user.is_authenticated else None,
        purpose=purpose,
        at=timezone.now(),
        **how,
    )
