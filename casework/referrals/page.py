"""Facts of one referral for its page, the same at the desk and at a charity's; what differs is who may do what."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.referrals.acts import acts_for
from casework.referrals.items import labels
from casework.referrals.models import Referral
from casework.referrals.package import readable
from casework.referrals.states import WITH_RECIPIENT
from common.audit.models import AuditEvent
from common.audit.registry import describe
from needs.causes import CATEGORY_OF, Cause
from organisations.actors import actor_names
from organisations.models import User
from privacy.purposes import Purpose
from privacy.services import Disclosed, disclose_rows

LETTERS = ("override_reason", "answer", "feedback", "decision_reason", "recall_reason", "reason")


def context(one: Referral, user: User, at: datetime, *, recipient: bool, acts=None, rows=None) -> dict[str, Any]:
    returned = one.returns.select_related("recipient", "returned_by") if not recipient else []
    read, *returns = disclose_rows(
        subject=one, rows=[one, *returned], fields=LETTERS, viewer=user, purpose=Purpose.WORK, at=at
    )
    acts = acts or acts_for(one, user, at)
    main = next((act for act in acts.values() if not act.quiet), None)
    return {
        "referral": one,
        "facts": facts(read),
        "items": labels(one.items),
        "is_recipient": recipient,
        "rows": rows,
        "may_open": recipient and bool(readable(one, at)),
        "main": main,
        "others": [act for act in acts.values() if act is not main],
        "history": history(one),
        "failed": next((act.form for act in acts.values() if act.form.errors), None),
        "returns": returns,
        "category": CATEGORY_OF[Cause(one.case.cause)].label,
        "shows_due": bool(one.due_at) and (one.state in WITH_RECIPIENT or not recipient),
    }


def facts(one: Disclosed) -> list[dict[str, str]]:
    rows = [
        (_("从哪里"), _("%(office)s · %(name)s") % {"office": one.sender.name, "name": one.sent_by.display_name}),
        (_("转给"), one.recipient.local_name),
        (_("请对方做什么"), one.purpose),
        (_("依据"), one.get_basis_display()),
        (_("发出"), _when(one.sent_at)),
    ]
    if one.accepted_by_id:
        rows.append((_("接收"), f"{one.accepted_by.display_name} · {_when(one.accepted_at)}"))
    if one.supervisor_id:
        rows.append((_("督办人"), one.supervisor.display_name))
    if one.decided_by_id:
        rows.append((_("督办决定"), f"{one.decided_by.display_name} · {one.decision_reason}"))
    if one.outcome:
        rows.append((_("办理结果"), f"{one.get_outcome_display()} · {one.answer}"))
    if one.fed_back_at:
        rows.append((_("反馈家庭"), f"{one.feedback} · {_when(one.fed_back_at)}"))
    if one.recalled_at:
        rows.append((_("撤回"), f"{one.recall_reason} · {_when(one.recalled_at)}"))
    return [{"label": label, "value": value} for label, value in rows]


def _when(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"


def history(one: Referral) -> list[dict[str, Any]]:
    """Every act on this referral, from the log."""
    events = list(
        AuditEvent.objects.filter(subject_type="referrals.referral", subject_id=str(one.pk), kind="act").order_by(
            "at", "id"
        )
    )
    names = actor_names(events)
    return [
        {"when": event.at, "text": describe(event), "detail": names.get(event.actor_id) or _("系统")}
        for event in events
    ]
