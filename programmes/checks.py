"""What a programme's fields must satisfy before they are stored; the database says the same without words."""

from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from common import reasons
from common.errors import Refusal
from policy.clocks import Clock
from policy.selectors import due
from programmes.models import Programme
from programmes.states import ProgrammeState as S

# The filed plan: after approval it is changed only by a new filing (慈善法 56), so by a new programme.
PLAN = frozenset(
    {
        "name",
        "purpose",
        "region",
        "kind",
        "filing_no",
        "filed_from",
        "filed_to",
        "starts_on",
        "surplus_rule",
        "fundraising_cost",
    }
)
OPEN = frozenset(
    {
        "name_en",
        "purpose_en",
        "standard",
        "standard_en",
        "surplus_rule_en",
        "ends_on",
        "cap_fen",
        "minimum_fen",
        "quota",
        "co_funding",
        "materials",
        "contact_name",
        "contact_phone",
    }
)
EDITABLE = PLAN | OPEN


class AlreadyFiled(Refusal):
    """A part of the filed plan was to be changed while the programme runs."""


class InReview(Refusal):
    """What is being reviewed stands still, or the reviewer would approve something else than was read."""


require_reason = partial(reasons.require_reason, most=400)


def require_editable(programme: Programme, changed: frozenset[str] | set[str]) -> None:
    if programme.state == S.REVIEW:
        raise InReview(_("项目正在审核，审核结束后才能修改。"))
    if programme.state == S.STOPPED:
        raise Refusal(_("项目已停用，不能再修改。"))
    fixed = sorted(changed & PLAN)
    if programme.state != S.DRAFT and fixed:
        raise AlreadyFiled(_("这一项属于已备案的募捐方案，改动须重新备案（慈善法第五十六条）。"), field=fixed[0])


def check_fields(programme: Programme) -> None:
    """After the new values are set, before they are saved."""
    if not programme.name.strip():
        raise Refusal(_("请填写项目名称。"), field="name")
    others = Programme.objects.filter(charity=programme.charity_id, name=programme.name).exclude(pk=programme.pk)
    if others.exists():
        raise Refusal(_("贵组织已有同名项目。"), field="name")
    if programme.ends_on < programme.starts_on:
        raise Refusal(_("结束日期不能早于开始日期。"), field="ends_on")
    _check_filing(programme)
    _check_amounts(programme)


def _check_filing(programme: Programme) -> None:
    parts = (programme.filing_no, programme.filed_from, programme.filed_to)
    if any(parts) and not all(parts):
        missing = next(name for name in ("filing_no", "filed_from", "filed_to") if not getattr(programme, name))
        raise Refusal(_("备案编号、起始和截止日期要一起填写。"), field=missing)
    if programme.filed_from and programme.filed_to and programme.filed_to < programme.filed_from:
        raise Refusal(_("备案截止日期不能早于起始日期。"), field="filed_to")


def _check_amounts(programme: Programme) -> None:
    if programme.cap_fen is not None and programme.cap_fen <= 0:
        raise Refusal(_("单户上限要大于 0。"), field="cap_fen")
    if programme.minimum_fen < 0:
        raise Refusal(_("最低救助额不能小于 0。"), field="minimum_fen")
    if programme.cap_fen is not None and programme.minimum_fen > programme.cap_fen:
        raise Refusal(_("最低救助额不能超过单户上限。"), field="minimum_fen")


def next_report(programme: Programme, after: date) -> date:
    """慈善法 79: every three months while a programme of over six months runs; the full report three months after."""
    final = due(Clock.PROGRAMME_FINAL_REPORT, "", programme.ends_on)
    long = due(Clock.PROGRAMME_LONG, "", programme.starts_on) < programme.ends_on
    following = due(Clock.PROGRAMME_REPORT, "", after)
    return min(following, final) if long else final
