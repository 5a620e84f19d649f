"""The verbs of a volunteer: enrolled, changed, checked by two people, gone, come back. Hours: see `hours`."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.crypto import blind_index
from common.errors import Refusal
from common.ids import normalise_phone
from common.regions.models import Region
from common.sequences.models import next_number
from organisations.models import Organisation, User
from policy.clocks import Clock
from policy.selectors import due
from privacy.internal import unseal
from privacy.purposes import Internal
from programmes.volunteers import checks
from programmes.volunteers.act_subjects import VETTINGS, VOLUNTEERS
from programmes.volunteers.checks import Checks
from programmes.volunteers.models import Decision, Vetting, Volunteer
from programmes.volunteers.states import VolunteerState as S

ID_NO = "volunteers.Volunteer.id_no"
CHANGEABLE = frozenset({"phone", "skills", "region", "weekly_minutes"})


class SamePerson(Refusal):
    """Whoever collected the papers does not pass them."""

    def __init__(self) -> None:
        super().__init__(_("材料由您提交，请由另一位同事审核。"))


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
    volunteer = Volunteer(
        organisation=organisation,
        name=name.strip(),
        skills=sorted(skills),
        region=region,
        weekly_minutes=weekly_minutes,
        registered_by=by,
        registered_at=at,
    )
    if token:
        volunteer.token = token
    with (doing := act(VOLUNTEERS, volunteer, "register", by=by, at=at)) as volunteer:
        if token and (sent := Volunteer.objects.filter(token=token).first()):
            return doing.repeated(sent)
        number = checks.id_number(id_no, at)
        volunteer.id_no, volunteer.id_index = number, blind_index(number, ID_NO)
        checks.check_offer(skills, weekly_minutes)
        if not volunteer.name:
            raise Refusal(_("请填写姓名。"), field="name")
        if Volunteer.objects.filter(organisation=organisation, id_index=volunteer.id_index).exists():
            raise Refusal(_("此人已在贵组织登记。"), field="id_no")
        volunteer.phone = normalise_phone(phone)
        volunteer.number = f"V{next_number('volunteer'):06d}"
    return volunteer


def update_volunteer(*, volunteer: Volunteer, by: User, at: datetime, **fields: Any) -> Volunteer:
    """`fields` of CHANGEABLE. Name and identity number stay: another person is another volunteer."""
    if unknown := set(fields) - CHANGEABLE:
        raise TypeError(f"A volunteer's {sorted(unknown)} cannot be changed.")
    with (doing := act(VOLUNTEERS, volunteer, "update", by=by, at=at)) as volunteer:
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
        if not changed:
            return doing.repeated(volunteer)
        doing.data["fields"] = changed
    return volunteer


def submit_vetting(*, volunteer: Volunteer, papers: Checks, by: User, at: datetime) -> Vetting:
    """One person looked at the papers; another decides. Renewing leaves the standing check valid until then."""
    with (doing := act(VOLUNTEERS, volunteer, "submit", by=by, at=at)) as volunteer:
        if volunteer.vettings.filter(decision="").exists():
            raise Refusal(_("已有一份审核等待另一位同事决定。"))
        checks.check_papers(papers, localdate(at))
        doing.write()
        vetting = Vetting.objects.create(volunteer=volunteer, submitted_by=by, submitted_at=at, **asdict(papers))
        doing.about(VETTINGS, vetting)
    return vetting


def vet(*, vetting: Vetting, by: User, at: datetime) -> Volunteer:
    """Passed: valid until the insurance ends, at most a year; the dates for work with minors come along."""
    with (doing := act(VOLUNTEERS, vetting.volunteer, "vet", by=by, at=at)) as volunteer:
        vetting, today = _to_decide(vetting, by), localdate(at)
        if not vetting.identity_seen or vetting.insurance_until is None or vetting.insurance_until < today:
            raise Refusal(_("身份证原件未核对，或保险已过期，不能通过。"))
        volunteer.vetted_until = min(vetting.insurance_until, due(Clock.VOLUNTEER_RECORD, "", today))
        volunteer.record_until, volunteer.training_until = vetting.record_until, vetting.training_until
        _decide(vetting, Decision.VETTED, "", by, at)
        doing.about(VETTINGS, vetting, until=volunteer.vetted_until.isoformat())
    return volunteer


def refuse(*, vetting: Vetting, reason: str, by: User, at: datetime) -> Volunteer:
    """Not passed: nothing of an earlier check holds any longer."""
    with (doing := act(VOLUNTEERS, vetting.volunteer, "refuse", by=by, at=at)) as volunteer:
        vetting = _to_decide(vetting, by)
        volunteer.vetted_until = volunteer.record_until = volunteer.training_until = None
        _decide(vetting, Decision.REFUSED, checks.require_reason(reason), by, at)
        doing.about(VETTINGS, vetting)
    return volunteer


def leave(*, volunteer: Volunteer, by: User, at: datetime) -> Volunteer:
    """The volunteer stops. Hours stay in the book: a certificate can still be asked for (慈善法 66)."""
    with act(VOLUNTEERS, volunteer, "leave", by=by, at=at) as volunteer:
        if volunteer.vettings.filter(decision="").exists():
            raise Refusal(_("有一份审核还没有决定，决定后才能办理退出。"))
        volunteer.vetted_until = volunteer.record_until = volunteer.training_until = None
    return volunteer


def come_back(*, volunteer: Volunteer, by: User, at: datetime) -> Volunteer:
    with act(VOLUNTEERS, volunteer, "come_back", by=by, at=at) as volunteer:
        return volunteer


@transaction.atomic
def expire_vettings(at: datetime) -> int:
    """Checks whose last day is over. Run by the tick."""
    over = list(
        Volunteer.objects.select_for_update().filter(state=S.VETTED, vetted_until__lt=localdate(at)).order_by("pk")
    )
    for volunteer in over:
        with act(VOLUNTEERS, volunteer, "expire", by=None, at=at):
            pass
    return len(over)


def _to_decide(vetting: Vetting, by: User) -> Vetting:
    vetting = Vetting.objects.select_for_update().get(pk=vetting.pk)
    if vetting.decision:
        raise Refusal(_("这份审核已经有决定。"))
    if vetting.submitted_by_id == by.pk:
        raise SamePerson
    return vetting


def _decide(vetting: Vetting, decision: str, reason: str, by: User, at: datetime) -> None:
    vetting.decision, vetting.reason, vetting.decided_by, vetting.decided_at = decision, reason, by, at
    vetting.save()
