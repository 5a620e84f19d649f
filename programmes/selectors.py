"""May this programme take gifts, may it take matches, and if not, why: one sentence that a donor can read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation, Qualification, QualificationKind
from programmes.models import Programme
from programmes.states import ProgrammeState as S


@dataclass(frozen=True)
class Blocker:
    """Why something is closed just now. `code` is for programmes, `sentence` for people."""

    code: str
    sentence: str | Promise

    def __str__(self) -> str:
        return str(self.sentence)


SUSPENDED = Blocker("charity_suspended", _("这家慈善组织已被暂停，不能接受捐赠，也不参与对接。"))
NO_CERTIFICATE = Blocker("no_certificate", _("这家慈善组织没有公开募捐资格，不能在这里接受捐赠。"))
CERTIFICATE_LAPSED = Blocker("certificate_lapsed", _("这家慈善组织的公开募捐资格已过期，暂停接受捐赠和新的对接。"))
NOT_FILED = Blocker("not_filed", _("这个项目的募捐方案还没有备案，不能接受捐赠。"))
FILING_NOT_YET = Blocker("filing_not_yet", _("这个项目的募捐方案备案尚未生效，暂不接受捐赠。"))
FILING_OVER = Blocker("filing_over", _("这个项目的募捐方案备案已到期，不再接受捐赠。"))
NOT_RUNNING = Blocker("not_running", _("这个项目目前不在进行中，暂不接受捐赠和对接。"))
NOT_STARTED = Blocker("not_started", _("这个项目还没有开始。"))
ENDED = Blocker("ended", _("这个项目已经结束。"))
REPORT_OVERDUE = Blocker("report_overdue", _("这个项目的公开报告已逾期，提交报告后恢复对接。"))


def can_receive_gifts(programme: Programme, on: date) -> Blocker | None:
    """None when a gift may be made on that day.

    Certificate (慈善法 22), filed plan (24), running, in its period, charity not suspended; asked when the button is
    drawn and again when a payment is created (domain reference §4.3, rule 5).
    """
    return (
        _standing(programme.charity, on)
        or (NO_CERTIFICATE if certificate(programme.charity, on) is None else None)
        or _running(programme, on)
        or _filing(programme, on)
    )


def matching_blocker(programme: Programme, on: date) -> Blocker | None:
    """None when new matches may be proposed. A charity without a certificate may still help from what it has."""
    overdue = programme.report_due_on is not None and programme.report_due_on < on
    return _standing(programme.charity, on) or _running(programme, on) or (REPORT_OVERDUE if overdue else None)


def accepts_matches(programme: Programme, on: date) -> bool:
    return matching_blocker(programme, on) is None


def accepting_matches(on: date) -> QuerySet[Programme]:
    """All programmes for which `accepts_matches` holds, in one query, for the optimiser."""
    certificates = Qualification.objects.filter(
        organisation=OuterRef("charity"), kind=QualificationKind.PUBLIC_FUNDRAISING, valid_from__lte=on
    )
    return (
        Programme.objects.filter(state=S.RUNNING, starts_on__lte=on, ends_on__gte=on)
        .filter(Q(report_due_on__isnull=True) | Q(report_due_on__gte=on), charity__suspended_at__isnull=True)
        .filter(~Exists(certificates) | Exists(certificates.filter(valid_to__gte=on)))
        .select_related("charity", "region")
        .order_by("pk")
    )


def standing_blocker(charity: Organisation, on: date) -> Blocker | None:
    """Suspended, or had a certificate that lapsed: no new business; what runs goes on."""
    return _standing(charity, on)


def certificate(charity: Organisation, on: date) -> Qualification | None:
    """The public-fundraising certificate valid on that day, the one that lasts longest."""
    valid = [one for one in _certificates(charity) if one.is_valid_on(on)]
    return max(valid, key=lambda one: one.valid_to, default=None)


def _certificates(charity: Organisation) -> list[Qualification]:
    # over `.all()`, so that a list page prefetches `charity__qualifications` once
    return [one for one in charity.qualifications.all() if one.kind == QualificationKind.PUBLIC_FUNDRAISING]


def _standing(charity: Organisation, on: date) -> Blocker | None:
    if charity.suspended_at is not None:
        return SUSPENDED
    begun = [one for one in _certificates(charity) if one.valid_from <= on]
    if begun and not any(one.is_valid_on(on) for one in begun):
        return CERTIFICATE_LAPSED
    return None


def _running(programme: Programme, on: date) -> Blocker | None:
    if programme.state != S.RUNNING:
        return NOT_RUNNING
    if on < programme.starts_on:
        return NOT_STARTED
    return ENDED if on > programme.ends_on else None


def _filing(programme: Programme, on: date) -> Blocker | None:
    if not programme.filing_no or programme.filed_from is None or programme.filed_to is None:
        return NOT_FILED
    if on < programme.filed_from:
        return FILING_NOT_YET
    return FILING_OVER if on > programme.filed_to else None
