"""The locks of matching, always in this order: case, then match, then – in the ledger – accounts by id."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from matching.models import Match, SourceKind
from needs.access import in_area
from needs.models import Case
from organisations import access
from organisations.models import User
from organisations.permissions import Permission


class Stale(Refusal):
    """Somebody else was faster: the sentence says who, the page shows what they did."""


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("请写明理由，理由会写入审计记录。"), field="reason")


def locked(match: Match) -> Match:
    Case.objects.select_for_update().get(pk=match.case_id)
    Match.objects.select_for_update().get(pk=match.pk)
    return Match.objects.select_related("case__household", "item", "programme__charity", "fund__enterprise",
                                        "fund__custodian", "pledge", "commitment").get(pk=match.pk)


def require_officer(by: User, match: Match, permission: Permission) -> None:
    if not in_area(by, match.case, permission):
        raise PermissionDenied


def require_source(by: User, match: Match, permission: Permission) -> None:
    """Only the source's own people answer for it: the charity, the enterprise, the donor."""
    if match.source_kind == SourceKind.PLEDGE:
        allowed = match.pledge.donor_id == by.pk
    else:
        owner = match.programme.charity_id if match.programme_id else match.fund.enterprise_id
        allowed = any(one.pk == owner for one in access.organisations_with(by, permission))
    if not allowed:
        raise PermissionDenied


def require_payer(by: User, match: Match, permission: Permission) -> None:
    """Who pays and delivers: the programme's charity, or the charity that keeps the fund."""
    payer = match.programme.charity_id if match.programme_id else match.fund.custodian_id if match.fund_id else None
    if not any(one.pk == payer for one in access.organisations_with(by, permission)):
        raise PermissionDenied


def require_fresh(match: Match, version: int | None) -> None:
    if version is not None and version != match.version:
        who = match.answered_by or match.decided_by
        raise Stale(
            _("这笔对接刚刚由%(name)s处理过（%(state)s），请看最新情况。")
            % {"name": who.display_name if who else _("系统"), "state": match.get_state_display()}
        )


def require_reason(reason: str) -> str:
    reason = (reason or "").strip()
    if not reason:
        raise ReasonMissing
    if len(reason) > 400:
        raise Refusal(_("理由请控制在 400 字以内。"), field="reason")
    return reason
