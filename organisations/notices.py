"""Telling people: in-app first; a short message to a phone where somebody has no account."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.links import Subject
from organisations import sms
from organisations.models import Membership, Notification, NotificationKind, Organisation, OrganisationKind, User
from organisations.permissions import Permission
from organisations.roles import ROLES


def tell(*, users: Iterable[User], kind: NotificationKind, number: str, about: Subject, key: str, at: datetime) -> None:
    """One notification each; telling the same thing twice tells it once. `about` is what it opens."""
    opens = {"subject": about.kind, "subject_key": about.key, "reader": about.reader}
    Notification.objects.bulk_create(
        [Notification(user=user, kind=kind, number=number, **opens, key=key, at=at) for user in users],
        ignore_conflicts=True,
    )


def members_with(organisation: Organisation, permission: Permission) -> list[User]:
    """The people of an organisation who may do this: whom a task of that kind is told to."""
    roles = [name for name, role in ROLES.items() if permission in role.permissions]
    live = Membership.objects.filter(organisation=organisation, role__in=roles, ended_at__isnull=True)
    return [membership.user for membership in live.select_related("user") if membership.user.is_active]


def officers_for(county: str, permission: Permission) -> list[User]:
    """The people of the county's own office and of its city's who may do this; `county` by its code."""
    places = [county, f"{county[:4]:0<12}"]
    offices = Organisation.objects.filter(kind=OrganisationKind.CIVIL_AFFAIRS, region__in=places)
    return [user for office in offices for user in members_with(office, permission)]


def unread(user: User) -> QuerySet[Notification]:
    return user.notifications.filter(read_at__isnull=True)


def mark_read(notifications: QuerySet[Notification], at: datetime) -> int:
    """How many were unread until now."""
    return notifications.filter(read_at__isnull=True).update(read_at=at)


def text_family(*, phone: str, kind: NotificationKind, number: str) -> None:
    """A family has no account: a number and what happened, nothing that tells a stranger who they are."""
    sms.send(phone, _("【周急】编号 %(number)s：%(what)s。") % {"number": number, "what": kind.label})
