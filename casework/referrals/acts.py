"""What this person may do with this referral now: the first act is the page's main one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from casework.referrals import services
from casework.referrals.access import is_recipient, may_send, may_supervise
from casework.referrals.forms import AnswerForm, DecideForm, NothingForm, ReasonForm, ReassignForm, WordsForm
from casework.referrals.models import Referral
from casework.referrals.states import REFERRAL, WITH_RECIPIENT
from needs.access import in_area
from organisations.models import User
from organisations.permissions import Permission as P


@dataclass(frozen=True)
class Act:
    """`call` takes the form's data; `quiet` acts are folded below the main one."""

    verb: str
    label: str
    form: Form
    call: Callable[[dict[str, Any]], object]
    done: str
    variant: str = "primary"
    quiet: bool = False


def acts_for(one: Referral, user: User, at: datetime, verb: str = "", data=None) -> dict[str, Act]:
    """By verb; the act that was sent carries what was typed."""
    who = {"referral": one, "by": user, "at": at}

    def filled(name: str, form: type[Form], **fields) -> Form:
        return form(data if name == verb else None, auto_id=f"id_{name}_%s", **fields)

    found = [*_received(one, who, filled), *_sent(one, who, filled), *_above(one, who, filled)]
    return {act.verb: act for act in found}


def _received(one: Referral, who, filled) -> list[Act]:
    if not is_recipient(who["by"], one):
        return []
    acts = []
    if REFERRAL.allows(one.state, "accept"):
        acts.append(
            Act(
                "accept",
                _("接收"),
                filled("accept", NothingForm),
                lambda data: services.accept_referral(**who),
                _("已接收，可以打开勾选的内容。"),
            )
        )
        if not one.decided_by_id:
            acts.append(
                Act(
                    "return",
                    _("退回"),
                    filled("return", ReasonForm),
                    lambda data: services.return_referral(reason=data["reason"], **who),
                    _("已退回，理由已告知对方。"),
                    "danger",
                    True,
                )
            )
    if REFERRAL.allows(one.state, "start"):
        acts.append(
            Act(
                "start",
                _("开始办理"),
                filled("start", NothingForm),
                lambda data: services.start_referral(**who),
                _("已登记开始办理。"),
            )
        )
    if REFERRAL.allows(one.state, "answer"):
        acts.append(
            Act(
                "answer",
                _("答复结果"),
                filled("answer", AnswerForm),
                lambda data: services.answer_referral(outcome=data["outcome"], words=data["words"], **who),
                _("已答复。"),
                "primary",
                one.state == "accepted",
            )
        )
    return acts


def _sent(one: Referral, who, filled) -> list[Act]:
    user, case = who["by"], one.case
    if not may_send(user, case):
        return []
    acts = []
    if REFERRAL.allows(one.state, "reassign"):
        acts.append(
            Act(
                "reassign",
                _("改派"),
                filled("reassign", ReassignForm, **_choice(one, user)),
                lambda data: services.reassign_referral(**who, **_ground(data)),
                _("已改派。"),
            )
        )
    if REFERRAL.allows(one.state, "feed_back"):
        acts.append(
            Act(
                "feed_back",
                _("登记反馈"),
                filled("feed_back", WordsForm),
                lambda data: services.feed_back_referral(words=data["words"], **who),
                _("已登记反馈。"),
            )
        )
    if REFERRAL.allows(one.state, "close"):
        acts.append(
            Act(
                "close",
                _("办结转介"),
                filled("close", NothingForm),
                lambda data: services.close_referral(**who),
                _("转介已办结。"),
            )
        )
    if one.state in WITH_RECIPIENT and user.pk in (one.sent_by_id, case.owner_id):
        acts.append(_remind(who, filled))
    if REFERRAL.allows(one.state, "recall"):
        acts.append(
            Act(
                "recall",
                _("撤回转介"),
                filled("recall", ReasonForm),
                lambda data: services.recall_referral(reason=data["reason"], **who),
                _("已撤回，对方不能再打开资料。"),
                "danger",
                True,
            )
        )
    return acts


def _above(one: Referral, who, filled) -> list[Act]:
    if not may_supervise(who["by"], one):
        return []
    if REFERRAL.allows(one.state, "decide"):
        return [
            Act(
                "decide",
                _("指定承办单位"),
                filled("decide", DecideForm, **_choice(one, who["by"], returned=False)),
                lambda data: services.decide_referral(reason=data["reason"], **who, **_ground(data)),
                _("已指定承办单位，对方不能再退回。"),
            )
        ]
    return [_remind(who, filled)] if one.state in WITH_RECIPIENT else []


def _remind(who, filled) -> Act:
    return Act(
        "remind",
        _("催办"),
        filled("remind", NothingForm),
        lambda data: services.remind_referral(**who),
        _("已催办，对方会收到通知。"),
        "secondary",
    )


def _choice(one: Referral, user: User, *, returned: bool = True) -> dict[str, Any]:
    """Who returned it is not asked a second time by the sender; the supervisor may name anybody."""
    but = list(one.returns.values_list("recipient_id", flat=True)) if returned else []
    return {"case": one.case, "may_override": in_area(user, one.case, P.OVERRIDE_CONSENT), "but": [*but, one.sender_id]}


def _ground(data: dict[str, Any]) -> dict[str, Any]:
    return {"recipient": data["recipient"], "told": data["told"], "override_reason": data.get("override_reason", "")}
