"""What every verb asks first: is this the row as it stands, and may this person do this to it."""

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from common import reasons
from common.errors import Refusal
from needs.access import clue_in_area, in_area
from needs.models import Case, Clue
from organisations.models import User
from organisations.permissions import Permission


class Stale(Refusal):
    """Somebody else changed the record since this page was opened; the page tells who and when."""


def locked_case(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


def require_for_case(by: User, case: Case, permission: Permission) -> None:
    if not in_area(by, case, permission):
        raise PermissionDenied


def require_for_clue(by: User, clue: Clue, permission: Permission) -> None:
    if not clue_in_area(by, clue, permission):
        raise PermissionDenied


def sent_before(model: type[Model], token: UUID | None, **of):
    """The row that an earlier sending of the same form made: its id is the form's token. None when this is the first.

    Ask under the lock of the row that `of` names, so that two sendings at once are one as well.
    """
    return model._default_manager.filter(pk=token, **of).first() if token else None


require_reason = partial(reasons.require_reason, most=200)
