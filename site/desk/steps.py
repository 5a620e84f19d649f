"""The case as a list of steps: what is done, what is next, what cannot start yet."""

from django.urls import reverse
from django.utils.translation import gettext as _

from needs.causes import NEVER_PUBLISHED, Cause
from needs.services.gap import gap_blockers
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from publication.notices.selectors import is_due, passed, under_way

# whose page a step is; every other step's page opens to whoever may read the case
OPENS = {
    "case_verify": (P.VERIFY_CASE,),
    "case_gap": (P.VERIFY_CASE,),
    "match": (P.RUN_MATCHING, P.APPROVE_MATCH),
    "case_refer": (P.SEND_REFERRAL,),
}


def of(case, user: User) -> list[dict]:
    """Rows for `{% task_list %}`; the first that is not done is the next step. A step whose page is somebody else's has
    no link: its state is told all the same."""

    def url(name: str) -> str:
        if name in OPENS and not any(access.has_permission(user, one) for one in OPENS[name]):
            return ""
        return reverse(f"desk:{name}", args=[case.number])

    signed = any(one.second_by_id for one in case.verifications.all())
    begun = case.verifications.exists()
    items = list(case.items.all())
    costed = bool(items) and all(item.verified_cost_fen is not None for item in items)
    confirmed = case.gap_confirmed_at is not None
    need = case.public_need
    return [
        _row(_("需要什么、费用多少"), url("case_items"), costed, bool(items)),
        _row(_("两人核实"), url("case_verify"), signed, begun),
        *_notice(case, url("case_notice"), signed),
        _row(_("政府救助先行，确认缺口"), url("case_gap"), confirmed, not gap_blockers(case) and not confirmed),
        _row(_("家庭同意"), url("case_consents"), case.consents.filter(withdrawn_at__isnull=True).exists(), False),
        _publication(case, need, url("text"), confirmed),
        _row(
            _("对接"),
            url("match"),
            case.state in ("covered", "delivering", "completed"),
            case.state == "open",
            blocked=case.state in ("verifying", "awaiting"),
        ),
        _referrals(case, url("case_refer")),
    ]


def _referrals(case, url: str) -> dict:
    """Not every case is referred: the step is open to whoever needs it, and done when nothing is under way."""
    live = [one for one in case.referrals.select_related("recipient") if one.due_at]
    sent = case.referrals.exists()
    return _row(
        _("转介给其他单位"),
        url,
        sent and not live,
        bool(live),
        hint=_("、").join(f"{one.recipient.local_name} {one.get_state_display()}" for one in live)
        or ("" if sent else _("需要时")),
    )


def _notice(case, url: str, signed: bool) -> list[dict]:
    """Track C: on the board before anything is granted."""
    if not is_due(case):
        return []
    hanging = under_way(case)
    done = passed(case) is not None
    return [
        _row(
            _("公示"),
            url,
            done,
            hanging is not None,
            blocked=not signed and not done,
            hint=hanging.get_state_display() if hanging else "",
        )
    ]


def _row(label: str, url: str, done: bool, doing: bool, blocked: bool = False, hint: str = "") -> dict:
    state = "done" if done else "blocked" if blocked else "doing" if doing else "todo"
    return {"label": label, "url": url, "state": state, "hint": hint}


def _publication(case, need, url: str, confirmed: bool) -> dict:
    if Cause(case.cause) in NEVER_PUBLISHED:
        return _row(
            _("公开文字"),
            url,
            case.state not in ("verifying", "awaiting"),
            False,
            hint=_("这类情况从不公开，由审批人决定直接对接"),
            blocked=not confirmed,
        )
    done = need is not None and need.state not in ("draft", "submitted")
    return _row(
        _("公开文字与审批"),
        url,
        done or case.state not in ("verifying", "awaiting"),
        need is not None,
        blocked=not confirmed,
        hint=need.get_state_display() if need else "",
    )
