"""Whose turn it is, and how it ended: a number and a link."""

from collections.abc import Iterable
from datetime import datetime

from common.links import for_office, for_partner
from common.outbox.models import OutboxEvent
from common.outbox.services import subscribe
from common.presence import present
from funds.purpose_changes.models import PurposeChange
from organisations.models import NotificationKind, Organisation, User
from organisations.notices import members_with, tell
from organisations.permissions import Permission as P


@subscribe("purpose_change.requested")
def ask_enterprise(event: OutboxEvent, at: datetime) -> None:
    change = _change(event)
    if change.suggested:
        _tell(event, at, change, members_with(change.fund.enterprise, P.MANAGE_FUND), for_partner)


@subscribe("purpose_change.consented")
def ask_custodian(event: OutboxEvent, at: datetime) -> None:
    change = _change(event)
    _tell(event, at, change, members_with(present(change.fund.custodian), P.MANAGE_PROGRAMMES), for_partner)


@subscribe("purpose_change.agreed")
def ask_office(event: OutboxEvent, at: datetime) -> None:
    change = _change(event)
    areas = (change.fund.region_id, change.region_id)
    offices = Organisation.objects.filter(kind="civil_affairs", region__code__startswith=areas[0][:2])
    for office in offices.select_related("region"):
        if all(code.startswith(office.region.prefix) for code in areas):
            _tell(event, at, change, members_with(office, P.APPROVE_FUND), for_office)


@subscribe("purpose_change.approved")
def tell_approval(event: OutboxEvent, at: datetime) -> None:
    _tell_end(event, at)


@subscribe("purpose_change.declined")
def tell_refusal(event: OutboxEvent, at: datetime) -> None:
    _tell_end(event, at)


@subscribe("purpose_change.withdrawn")
def tell_withdrawal(event: OutboxEvent, at: datetime) -> None:
    _tell_end(event, at)


def _tell_end(event: OutboxEvent, at: datetime) -> None:
    change = _change(event)
    fund = change.fund
    sides = [*members_with(fund.enterprise, P.MANAGE_FUND), *members_with(present(fund.custodian), P.MANAGE_PROGRAMMES)]
    _tell(event, at, change, sides, for_partner)
    if change.suggested:
        _tell(event, at, change, [change.requested_by], for_office)


def _change(event: OutboxEvent) -> PurposeChange:
    related = ("fund__enterprise", "fund__custodian", "requested_by")
    return PurposeChange.objects.select_related(*related).get(pk=event.payload["change_id"])


def _tell(event: OutboxEvent, at: datetime, change: PurposeChange, users: Iterable[User], reader) -> None:
    about = reader("purpose_change", change.number)
    tell(users=users, kind=NotificationKind.PURPOSE_CHANGE, number=change.number, about=about, key=event.key, at=at)
