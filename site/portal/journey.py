"""What happens to a gift after it was given: received, paid out, delivered, confirmed – done and still to come, with dates."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from donations.models import Gift


def steps_of(gift: Gift) -> list[dict[str, Any]]:
    """Entries of the timeline component. What the charity says is shown only after a second person confirmed it."""
    if gift.received_at is None:
        return []
    steps = [_step(_day(gift.received_at), _("慈善组织已收到您的捐赠"), amount_fen=gift.amount_fen)]
    if gift.to_need_fen:
        steps += _need_steps(gift)
    if gift.to_programme_fen:
        steps.append(
            _step(
                _("按项目规则"),
                _("用于项目中其他急难家庭"),
                gift.programme.surplus_text,
                amount_fen=gift.to_programme_fen,
            )
        )
    if gift.programme.report_due_on:
        steps.append(_step(_until(gift.programme.report_due_on), _("慈善组织公开项目报告")))
    return _with_now(steps, gift)


def _need_steps(gift: Gift) -> list[dict[str, Any]]:
    need, payout = gift.public_need, gift.payout
    assert need is not None
    deadline = _until(need.deadline_on)
    paid = _day(payout.paid_at) if payout else deadline
    confirmed = payout is not None and payout.confirmed_at is not None
    delivered = date_format(payout.delivered_on) if payout and confirmed and payout.delivered_on else deadline
    return [
        _step(
            paid,
            _("已拨付给受助家庭，或直接付给医院、商家") if payout else _("拨付给受助家庭，或直接付给医院、商家"),
            amount_fen=gift.to_need_fen,
        ),
        _step(delivered, _("已送到受助家庭") if confirmed else _("送到受助家庭")),
        _step(_day(payout.confirmed_at), _("街道或民政人员已向家庭核实收到"))
        if payout and payout.confirmed_at
        else _step(_("送到之后"), _("街道或民政人员向家庭核实收到")),
    ]


def _with_now(steps: list[dict[str, Any]], gift: Gift) -> list[dict[str, Any]]:
    """The lit pane stands at the last thing that has happened."""
    payout = gift.payout
    done = 0
    if gift.to_need_fen and payout is not None:
        done = 3 if payout.confirmed_at else 1
    steps[done]["now"] = True
    return steps


def _step(when: str, text: str, detail: str = "", amount_fen: int | None = None) -> dict[str, Any]:
    return {"when": when, "text": text, "detail": detail, "amount_fen": amount_fen}


def _day(moment: datetime) -> str:
    return date_format(timezone.localdate(moment))


def _until(day: Any) -> str:
    return _("最晚 %(day)s") % {"day": date_format(day)}
