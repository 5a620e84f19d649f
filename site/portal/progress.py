"""Looking up a report or a complaint by its number and phone, without telling a stranger which of the two was wrong.

The code goes to the phone that was typed only if it is the one on record; the page answers the same in every case. What
is kept meanwhile is a digest of the code, in the cache, for ten minutes and five tries.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.complaints.models import Complaint
from needs.models import Case, Clue
from needs.services.contact import phone_and_index
from needs.states import CaseState, ClueState
from organisations import sms
from portal.limits import within

MINUTES_10 = 600
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """In plain words where a report stands, what comes next, and by when if a day is set."""

    now: str | Promise
    next_step: str | Promise
    by: datetime | None = None


def send_code(number: str, phone: str, ticket: str) -> None:
    """Begin a look-up under a random ticket that the browser keeps."""
    found = _found(number, phone)
    code = f"{secrets.randbelow(10**6):06d}"
    kept = {"kind": type(found).__name__, "id": str(found.pk) if found else "", "code": _digest(ticket, code)}
    cache.set(_key(ticket), kept, MINUTES_10)
    if found is not None:
        sms.send_code(phone, code)


def found_by(ticket: str, code: str) -> Clue | Complaint | None:
    """The report or complaint, if the code is right; five tries for one ticket, right ones included."""
    kept = cache.get(_key(ticket))
    if kept is None or not within("progress-code", ticket, MOST_TRIES, MINUTES_10):
        return None
    if not hmac.compare_digest(kept["code"], _digest(ticket, code)) or not kept["id"]:
        return None
    rows = Clue.objects.select_related("case") if kept["kind"] == "Clue" else Complaint.objects
    return rows.filter(pk=kept["id"]).first()


def tries_left(ticket: str) -> bool:
    return cache.get(_key(ticket)) is not None


def _found(number: str, phone: str) -> Clue | Complaint | None:
    # Both are asked of the database at once: a wrong number and a wrong phone take the same time.
    _phone, index = phone_and_index(phone)
    clue = Clue.objects.filter(number=number, reporter_phone_index=index).first()
    complaint = Complaint.objects.filter(number=number, phone_index=index).first()
    return clue or complaint


def _key(ticket: str) -> str:
    return f"portal:progress:{ticket}"


def _digest(ticket: str, code: str) -> str:
    return salted_hmac("portal.progress", f"{ticket}|{code}").hexdigest()


CLUE_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    ClueState.RECEIVED: (_("已收到，等待街道（乡镇）接手"), _("工作人员会先给您打电话。")),
    ClueState.TAKEN: (_("已有工作人员接手，正在联系和了解情况"), _("了解清楚后决定是否立案。")),
    ClueState.MERGED: (_("这户的情况此前已有记录，您说的内容已并入办理"), _("由原来的工作人员继续办理。")),
    ClueState.RETURNED: (
        _("经了解，这件事没有进入急难救助办理"),
        _("可以拨打热线询问理由；如有不同意见，可以投诉或要求复核。"),
    ),
    ClueState.OPENED: (_("已经立案，由街道（乡镇）办理"), _("工作人员会直接与遇到困难的家庭联系。")),
}
CASE_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    CaseState.VERIFYING: (_("已经立案，正在核实"), _("两位工作人员核实后确认还缺多少。")),
    CaseState.AWAITING: (_("核实完成，缺口已确认"), _("等待民政部门审批。")),
    CaseState.OPEN: (_("正在为您对接慈善资金和捐赠"), _("有结果时工作人员会联系您。")),
    CaseState.COVERED: (_("缺口已经有人承担"), _("慈善组织会联系您发放。")),
    CaseState.DELIVERING: (_("救助正在发放"), _("收到后请配合工作人员确认。")),
    CaseState.COMPLETED: (_("已经办结"), _("如果情况又有变化，可以再次上报。")),
    CaseState.GOVERNMENT: (_("已转由政府救助办理"), _("由街道（乡镇）窗口继续办理。")),
    CaseState.WITHDRAWN: (_("已按您的意愿撤回"), _("需要时可以再次上报。")),
    CaseState.PAUSED: (_("办理暂停"), _("工作人员会告知恢复的时间。")),
}


def own_case(clue: Clue) -> Case | None:
    """Of who reported for their own household, once it is opened: this person is told how far, and may object."""
    own = clue.reporter_phone_index == clue.household_phone_index
    return clue.case if clue.state == ClueState.OPENED and own else None


def standing(clue: Clue) -> Standing:
    """A neighbour is told that it is being handled; only who reported for their own household is told how far."""
    case = own_case(clue)
    if case is not None and case.state in CASE_WORDS:
        return Standing(*CASE_WORDS[case.state], by=case.due_at if case.closed_at is None else None)
    waiting = clue.state in (ClueState.RECEIVED, ClueState.TAKEN)
    return Standing(*CLUE_WORDS[clue.state], by=clue.contact_due_at if waiting else None)
