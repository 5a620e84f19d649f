"""What a fund's fields must satisfy before they are stored; the database says the same without words."""

from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from common import reasons
from common.errors import Refusal
from common.money import Money
from funds.models import Audience, Fund
from funds.states import FundState as S
from organisations.models import OrganisationKind
from programmes.selectors import standing_blocker

FIXED = frozenset({"custodian", "region"})  # once approved: the money lies in one charity's book
# What the money is for: once approved it is changed by `funds.purpose_changes` only, with three sides' consent.
RESTRICTION = frozenset({"region", "audience", "purpose", "cap_fen", "rules"})
OPEN = frozenset(
    {
        "name",
        "name_en",
        "purpose",
        "audience",
        "cap_fen",
        "minimum_fen",
        "planned_total_fen",
        "cooling_days",
        "starts_on",
        "ends_on",
        "co_funding",
        "approval_mode",
        "automatic_up_to_fen",
        "reply_days",
        "deadline_default",
        "warn_below_fen",
        "privacy_note_accepted",
    }
)
EDITABLE = FIXED | OPEN


class InReview(Refusal):
    """What is being reviewed stands still."""


class Restricted(Refusal):
    """The donor's restriction is changed with the consent of all three sides, not by one of them (慈善法 56)."""


class UnfitCustodian(Refusal):
    """Only a charity in good standing holds an enterprise's money."""


require_reason = partial(reasons.require_reason, most=400)


def require_editable(fund: Fund, changed: set[str]) -> None:
    if fund.state == S.REVIEW:
        raise InReview(_("基金正在审核，审核结束后才能修改。"))
    if fund.state == S.CLOSED:
        raise Refusal(_("基金已关闭，不能再修改。"))
    if fund.state == S.DRAFT:
        return
    if "custodian" in changed:
        raise Refusal(_("基金审核通过后，托管慈善组织不能更换。"), field="custodian")
    if restricted := sorted(changed & RESTRICTION):
        raise Restricted(
            _("地区、用途、适用对象、单户上限和救助条件写在已签署的协议里，请提出“变更用途”（慈善法第五十六条）。"),
            field=restricted[0],
        )


def check_fields(fund: Fund, on: date) -> None:
    """After the new values are set, before they are saved."""
    if not fund.name.strip():
        raise Refusal(_("请填写基金名称。"), field="name")
    if Fund.objects.filter(enterprise=fund.enterprise_id, name=fund.name).exclude(pk=fund.pk).exists():
        raise Refusal(_("贵企业已有同名基金。"), field="name")
    if fund.starts_on and fund.ends_on and fund.ends_on < fund.starts_on:
        raise Refusal(_("结束日期不能早于开始日期。"), field="ends_on")
    if fund.audience == Audience.EMPLOYEES and not fund.privacy_note_accepted:
        raise Refusal(_("面向本企业员工的基金，请先阅读并接受员工隐私说明。"), field="privacy_note_accepted")
    if fund.reply_days < 1:
        raise Refusal(_("答复期限至少 1 个工作日。"), field="reply_days")
    _check_custodian(fund, on)
    _check_amounts(fund)


def _check_custodian(fund: Fund, on: date) -> None:
    if fund.custodian is None:
        return
    if fund.custodian.kind != OrganisationKind.CHARITY:
        raise UnfitCustodian(_("托管方须是慈善组织。"), field="custodian")
    if fund.state == S.DRAFT and standing_blocker(fund.custodian, on):
        raise UnfitCustodian(_("这家慈善组织目前不符合托管条件，请另选一家。"), field="custodian")


def _check_amounts(fund: Fund) -> None:
    for name, sentence in (("cap_fen", _("单户上限要大于 0。")), ("planned_total_fen", _("计划总额要大于 0。"))):
        value = getattr(fund, name)
        if value is not None and value <= 0:
            raise Refusal(sentence, field=name)
    cap, total = fund.cap_fen, fund.planned_total_fen
    if cap is not None and total is not None and cap > total:
        figures = {"cap": Money(cap).text, "total": Money(total).text}
        raise Refusal(_("单户上限 %(cap)s 超过了计划总额 %(total)s。") % figures, field="cap_fen")
    if fund.minimum_fen < 0 or (cap is not None and fund.minimum_fen > cap):
        raise Refusal(_("最低救助额应在 0 和单户上限之间。"), field="minimum_fen")
    if fund.automatic_up_to_fen < 0 or (cap is not None and fund.automatic_up_to_fen > cap):
        raise Refusal(_("自动同意上限应在 0 和单户上限之间。"), field="automatic_up_to_fen")
    if fund.warn_below_fen < 0:
        raise Refusal(_("余额提醒线不能小于 0。"), field="warn_below_fen")
