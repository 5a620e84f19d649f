"""A complaint, as acts are done to it: only by people of its office, never by anybody it is about."""

from django.utils.translation import gettext_lazy as _

from casework.complaints.access import complaints_for, holds
from casework.complaints.models import Complaint
from casework.complaints.states import COMPLAINT, HANDLER
from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from organisations.models import User
from organisations.permissions import Permission as P


class NotNeutral(Refusal):
    """Whoever deals with a complaint is nobody it is about; and the approver of an answer is not its author."""


def may(user: User, complaint: Complaint, permission: P) -> bool:
    return holds(user, complaint, permission) and complaints_for(user).filter(pk=complaint.pk).exists()


COMPLAINTS = Subject(
    COMPLAINT,
    Complaint,
    facts=lambda complaint: Facts(county=complaint.county_id, data={"number": complaint.number}),
    ids=lambda complaint: {"complaint_id": complaint.pk},
    key="complaint:{row.pk}:{done}",
    may=may,
    relations={
        HANDLER: lambda user, complaint: complaint.handler_id == user.pk and may(user, complaint, P.HANDLE_COMPLAINT)
    },
    related=("office", "county", "handler"),
    four_eyes=lambda: NotNeutral(_("起草答复的人不能审核自己的答复。")),
)
