"""A programme, as acts are done to it: by its charity's managers, and by the office that oversees the charity."""

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from programmes import access
from programmes.models import Programme
from programmes.states import PROGRAMME, REVIEWER


class AuthorApproves(Refusal):
    """Four eyes: who wrote or submitted a programme does not approve it."""

    def __init__(self) -> None:
        super().__init__(_("项目的起草人和提交人不能审核自己的项目。"))


PROGRAMMES = Subject(
    PROGRAMME,
    Programme,
    facts=lambda programme: Facts(county=programme.charity.region_id, organisation_id=programme.charity_id),
    ids=lambda programme: {"programme_id": programme.pk},
    # it may be submitted and sent back several times: the moment tells one time from the next
    key="{topic}:{row.pk}:{stamp:.6f}",
    may=lambda user, programme, _permission: access.may_manage(user, programme),
    relations={REVIEWER: access.may_review},
    related=("charity__region", "region"),
    four_eyes=AuthorApproves,
)
