"""A volunteer, as acts are done to them: by the people who keep an organisation's volunteers."""

from common.acts.subjects import Facts, Subject
from common.acts.tables import ActTable
from organisations.models import Organisation
from programmes.volunteers.access import works_for
from programmes.volunteers.models import Vetting, Volunteer
from programmes.volunteers.states import VOLUNTEER


def lock_organisation(volunteer: Volunteer) -> Organisation | None:
    """Enrolment holds the organisation: one person is enrolled there once."""
    if not volunteer._state.adding:
        return None
    return Organisation.objects.select_for_update().get(pk=volunteer.organisation_id)


VOLUNTEERS = Subject(
    VOLUNTEER,
    Volunteer,
    facts=lambda one: Facts(organisation_id=one.organisation_id, data={"number": one.number}),
    ids=lambda one: {"volunteer_id": one.pk},
    may=lambda user, one, permission: works_for(user, one.organisation_id, permission),
    before=lock_organisation,
    related=("organisation", "region"),
)
VETTINGS = Subject(
    ActTable([]),
    Vetting,
    facts=lambda vetting: Facts(
        of=vetting.volunteer,
        organisation_id=vetting.volunteer.organisation_id,
        data={"number": vetting.volunteer.number},
    ),
    ids=lambda vetting: {"vetting_id": vetting.pk},
    key="vetting:{row.pk}:{done}",
)
