"""The verbs of a volunteer: enrolled, changed, checked by two people, gone, come back. Hours: see `hours`."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.crypto import blind_index
from common.errors import Refusal
from common.ids import normalise_phone
from common.outbox.services import announce
from common.regions.models import Region
from common.sequences.models import next_number
from organisations.models import Organisation, User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import due
from privacy.internal import unseal
from privacy.purposes import Internal
from programmes.volunteers import access, checks
from programmes.volunteers.checks import Checks
from programmes.volunteers.models import Decision, Vetting, Volunteer
from programmes.volunteers.states import VOLUNTEER
from programmes.volunteers.states import VolunteerState as S

ID_NO = "volunteers.Volunteer.id_no"
CHANGEABLE = frozenset({"phone", "skills", "region", "weekly_minutes"})


class SamePerson(Refusal):
    """Whoever collected the papers does not pass them."""

    def __init__(self) -> None:
        super().__init__(_("材料由您提交，请由另一位同事审核。"))


@transaction.atomic
def register_volunteer(
    *,
    organisation: Organisation,
    name: str,
    phone: str,
    id_no: str,
    skills: list[str],
    region: Region,
    weekly_minutes: int,
    by: User,
    at: datetime,
    token: UUID | None = None,
) -> Volunteer:
    """Enrol a grown-up under the real name (慈善法 66). The same token is the same volunteer."""
    if not access.works_for(by, organisation.pk, P.MANAGE_VOLUNTEERS):
        raise PermissionDenied
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if token and (sent := Volunteer.objects.filter(token=token).first()):
        return sent
    number = checks.id_number(id_no, at)
    checks.check_offer(skills, weekly_minutes)
    if not name.strip():
        raise Refusal(_("请填写姓名。"), field="name")
    index = blind_index(number, ID_NO)
    if Volunteer.objects.filter(organisation=organisation, id_index=index).exists():
        raise Refusal(_("此人已在贵组织登记。"), field="id_no")
    volunteer = Volunteer(
        number=f"V{next_number('volunteer'):06d}",
        organisation=organisation,
        name=name.strip(),
        phone=normalise_phone(phone),
        id_no=number,
        id_index=index,
        skills=sorted(skills),
        region=region,
        weekly_minutes=weekly_minutes,
        registered_by=by,
        registered_at=at,
        **({"token": token} if token else {}),
    )
    volunteer.save(force_insert=True)
    note(volunteer, "volunteer.registered", by, at)
    return volunteer


@transaction.atomic
def update_volunteer(*, volunteer: Volunteer, by: User, at: datetime, **fields: Any) -> Volunteer:
    """`fields` of CHANGEABLE. Name and identity number stay: another person is another volunteer."""
    if unknown := set(fields) - CHANGEABLE:
        raise TypeError(f"A volunteer's {sorted(unknown)} cannot be changed.")
    volunteer = locked(volunteer)
    access.require(by, volunteer, P.MANAGE_VOLUNTEERS)
    if "phone" in fields:
        fields["phone"] = normalise_phone(fields["phone"])
    if "skills" in fields:
        fields["skills"] = sorted(fields["skills"])
    before = {name: getattr(volunteer, name) for name in CHANGEABLE - {"phone"}}
    before["phone"] = unseal(volunteer.phone, purpose=Internal.BLIND_COMPARISON)
    changed = sorted(name for name, value in fields.items() if before[name] != value)
    for name in changed:
        setattr(volunteer, name, fields[name])
    checks.check_offer(volunteer.skills, volunteer.weekly_minutes)
    if changed:
        volunteer.save(update_fields=changed)
        note(volunteer, "volunteer.updated", by, at, fields=changed)
    return volunteer


@transaction.atomic
def submit_vetting(*, volunteer: Volunteer, papers: Checks, by: User, at: datetime) -> Vetting:
    """One person looked at the papers; another decides. Renewing leaves the standing check valid until then."""
    volunteer = locked(volunteer)
    access.require(by, volunteer, P.MANAGE_VOLUNTEERS)
    if volunteer.vettings.filter(decision="").exists():
        raise Refusal(_("已有一份审核等待另一位同事决定。"))
    checks.check_papers(papers, localdate(at))
    volunteer.state = VOLUNTEER.next(volunteer.state, "submit")
    volunteer.save(update_fields=["state"])
    vetting = Vetting.objects.create(volunteer=volunteer, submitted_by=by, submitted_at=at, **asdict(papers))
    note(volunteer, "volunteer.submitted", by, at)
    announce("volunteer.submitted", f"vetting:{vetting.pk}:submitted", vetting_id=vetting.pk)
    return vetting


@transaction.atomic
def vet(*, vetting: Vetting, by: User, at: datetime) -> Volunteer:
    """Passed: valid until the insurance ends, at most a year; the dates for work with minors come along."""
    vetting, volunteer = _to_decide(vetting, by)
    today = localdate(at)
    volunteer.state = VOLUNTEER.next(volunteer.state, "vet")
    if not vetting.identity_seen or vetting.insurance_until is None or vetting.insurance_until < today:
        raise Refusal(_("身份证原件未核对，或保险已过期，不能通过。"))
    volunteer.vetted_until = min(vetting.insurance_until, due(Clock.VOLUNTEER_RECORD, "", today))
    volunteer.record_until, volunteer.training_until = vetting.record_until, vetting.training_until
    volunteer.save(update_fields=["state", "vetted_until", "record_until", "training_until"])
    _decide(vetting, Decision.VETTED, "", by, at)
    note(volunteer, "volunteer.vetted", by, at, until=volunteer.vetted_until.isoformat())
    announce("volunteer.vetted", f"vetting:{vetting.pk}:decided", vetting_id=vetting.pk)
    return volunteer


@transaction.atomic
def refuse(*, vetting: Vetting, reason: str, by: User, at: datetime) -> Volunteer:
    """Not passed: nothing of an earlier check holds any longer."""
    vetting, volunteer = _to_decide(vetting, by)
    volunteer.state = VOLUNTEER.next(volunteer.state, "refuse")
    volunteer.vetted_until = volunteer.record_until = volunteer.training_until = None
    volunteer.save(update_fields=["state", "vetted_until", "record_until", "training_until"])
    _decide(vetting, Decision.REFUSED, checks.require_reason(reason), by, at)
    note(volunteer, "volunteer.refused", by, at)
    announce("volunteer.refused", f"vetting:{vetting.pk}:decided", vetting_id=vetting.pk)
    return volunteer


@transaction.atomic
def leave(*, volunteer: Volunteer, by: User, at: datetime) -> Volunteer:
    """The volunteer stops. Hours stay in the book: a certificate can still be asked for (慈善法 66)."""
    volunteer = locked(volunteer)
    access.require(by, volunteer, P.MANAGE_VOLUNTEERS)
    if volunteer.vettings.filter(decision="").exists():
        raise Refusal(_("有一份审核还没有决定，决定后才能办理退出。"))
    volunteer.state = VOLUNTEER.next(volunteer.state, "leave")
    volunteer.vetted_until = volunteer.record_until = volunteer.training_until = None
    volunteer.save(update_fields=["state", "vetted_until", "record_until", "training_until"])
    note(volunteer, "volunteer.left", by, at)
    announce("volunteer.left", f"volunteer:{volunteer.pk}:left:{at.isoformat()}", volunteer_id=volunteer.pk)
    return volunteer


@transaction.atomic
def come_back(*, volunteer: Volunteer, by: User, at: datetime) -> Volunteer:
    volunteer = locked(volunteer)
    access.require(by, volunteer, P.MANAGE_VOLUNTEERS)
    volunteer.state = VOLUNTEER.next(volunteer.state, "come_back")
    volunteer.save(update_fields=["state"])
    note(volunteer, "volunteer.came_back", by, at)
    return volunteer


@transaction.atomic
def expire_vettings(at: datetime) -> int:
    """Checks whose last day is over. Run by the tick."""
    over = list(
        Volunteer.objects.select_for_update().filter(state=S.VETTED, vetted_until__lt=localdate(at)).order_by("pk")
    )
    for volunteer in over:
        volunteer.state = VOLUNTEER.next(volunteer.state, "expire")
        volunteer.save(update_fields=["state"])
        note(volunteer, "volunteer.expired", None, at)
    return len(over)


def locked(volunteer: Volunteer) -> Volunteer:
    return (
        Volunteer.objects.select_for_update(of=("self",)).select_related("organisation", "region").get(pk=volunteer.pk)
    )


def _to_decide(vetting: Vetting, by: User) -> tuple[Vetting, Volunteer]:
    volunteer = locked(vetting.volunteer)
    access.require(by, volunteer, P.VET_VOLUNTEER)
    vetting = Vetting.objects.select_for_update(of=("self",)).get(pk=vetting.pk)
    if vetting.decision:
        raise Refusal(_("这份审核已经有决定。"))
    if vetting.submitted_by_id == by.pk:
        raise SamePerson
    return vetting, volunteer


def _decide(vetting: Vetting, decision: str, reason: str, by: User, at: datetime) -> None:
    vetting.decision, vetting.reason, vetting.decided_by, vetting.decided_at = decision, reason, by, at
    vetting.save()


def note(volunteer: Volunteer, verb: str, by: User | None, at: datetime, **data: Any) -> None:
    record(
        actor=by,
        verb=verb,
        subject=volunteer,
        organisation_id=volunteer.organisation_id,
        data={"number": volunteer.number, **data},
        at=at,
    )
