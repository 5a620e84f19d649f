"""From the answers to a clue, and who will answer for it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from common.regions.models import Region
from desk.reports import photos
from desk.reports.drafts import Draft
from needs.access import own_clues
from needs.causes import Channel
from needs.models import Clue
from needs.models.clue import OralConsent
from needs.services.clues import report_clue
from organisations import access
from organisations.models import Organisation, OrganisationKind, User
from organisations.permissions import Permission
from organisations.roles import ROLES

SOON = timedelta(minutes=10)
CHANNEL_OF_KIND = {
    "hospital": Channel.HOSPITAL,
    "school": Channel.SCHOOL,
    "charity": Channel.CHARITY,
    "service_org": Channel.CHARITY,
}
CHANNEL_OF_ROLE = {"grid_worker": Channel.GRID, "hotline_operator": Channel.HOTLINE}


def channel_of(user: User) -> Channel:
    """The body one reports from says more than the role: a social worker of a hospital reports as the hospital."""
    reporting = [one for one in access.memberships(user) if Permission.FILE_CLUE in ROLES[one.role].permissions]
    kind, role = (reporting[0].organisation.kind, reporting[0].role) if reporting else ("", "")
    return CHANNEL_OF_KIND.get(kind) or CHANNEL_OF_ROLE.get(role) or Channel.OFFICER


def just_reported(draft: Draft, token: UUID, user: User, at: datetime) -> Clue | None:
    """A report of the same kind from the same place minutes ago: perhaps the same household once more."""
    recent = own_clues(user).filter(category=draft.category, region=draft.region, received_at__gt=at - SOON)
    return recent.exclude(token=token).order_by("-received_at").first()


def file_report(draft: Draft, token: UUID, user: User, at: datetime) -> Clue:
    return report_clue(
        token=token,
        channel=channel_of(user),
        category=draft.category,
        region=Region.objects.with_ancestors().get(code=draft.region),
        words=draft.words,
        life_danger=draft.life_danger == "yes",
        oral_consent=draft.oral_consent or OralConsent.NOT_YET,
        household_name=draft.household_name,
        household_phone=draft.household_phone,
        photos=photos.kept(draft.photos, user),
        by=user,
        at=at,
    )


def office_of(clue: Clue) -> Organisation | None:
    """Who is asked first: the township's office, or the county's where no township is known."""
    township = Q(kind=OrganisationKind.TOWNSHIP, region=clue.township_id)
    county = Q(kind=OrganisationKind.CIVIL_AFFAIRS, region=clue.county_id)
    return Organisation.objects.filter(township | county, suspended_at__isnull=True).order_by("-kind").first()
