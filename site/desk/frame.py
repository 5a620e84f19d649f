"""What surrounds every page of the desk: who I am, where I may go, and how much of it needs me."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.complaints import access as complaints
from desk import todo
from organisations import access
from organisations.permissions import Permission as P
from organisations.roles import ROLES

# the room of a page, by its name's first word
ROOM_OF = {
    "clue": "clues",
    "duplicate": "duplicates",
    "case": "cases",
    "text": "texts",
    "match": "matches",
    "run": "matches",
    "runs": "matches",
    "what": "matches",
    "programme": "partners",
    "fund": "partners",
    "change": "changes",
    "time": "time_limits",
    "reserve": "reserves",
    "report": "reports",
    "station": "stations",
    "complaint": "complaints",
    "emerging": "emerging",
    "referral": "referrals",
    "notice": "notices",
}


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render inside the workspace; a page that failed a form answers 422, so that htmx and tests can tell."""
    return render(
        request, f"desk/{template}", {**frame(request), "refused": status == 422, **(context or {})}, status=status
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    mine = access.memberships(request.user)
    return {
        "workspace_title": _("民政工作台"),
        "workspace_url": reverse("desk:home"),
        "whoami": " · ".join(
            [*(f"{one.organisation.local_name} {ROLES[one.role].label}" for one in mine[:1]), request.user.display_name]
        ),
        "rail": rail(request),
        "now": timezone.now(),
        "can": {permission.value: access.has_permission(request.user, permission) for permission in P},
    }


def rail(request: HttpRequest) -> list[dict[str, Any]]:
    """Only the rooms that this person may enter; the count says what needs them."""
    counts = todo.counts(todo.waiting(request))
    rooms = [
        ("home", _("今日待办"), "list-checks", todo.DESK, counts.total),
        ("clues", _("受理队列"), "inbox", (P.SEE_CLUES,), counts.clues),
        ("duplicates", _("疑似重复"), "copy", (P.DECIDE_DUPLICATE,), counts.duplicates),
        ("cases", _("个案"), "folder", (P.SEE_CASES,), counts.cases),
        ("texts", _("公开审批"), "megaphone", (P.APPROVE_PUBLIC_TEXT,), counts.texts),
        ("matches", _("匹配审批"), "scale", (P.APPROVE_MATCH, P.RUN_MATCHING), counts.matches),
        ("partners", _("项目与基金审核"), "landmark", (P.APPROVE_PROGRAMME, P.APPROVE_FUND), counts.partners),
        ("changes", _("基金变更用途"), "signature", (P.RUN_MATCHING, P.APPROVE_FUND), counts.changes),
        ("reserves", _("政府救助资金"), "banknote", (P.SEE_RESERVES,), counts.reserves),
        ("resources", _("物资与服务"), "package", (P.SEE_CASES,), 0),
        ("emerging", _("苗头信息"), "bell", (P.ANALYSE_SIGNALS,), counts.signals),
        ("complaints", _("投诉"), "message-square", complaints.ROOM, counts.complaints),
        ("stations", _("救助管理站"), "door-open", (P.SEE_STATIONS,), 0),
        ("reports", _("我的上报"), "send", (P.FILE_CLUE,), counts.questions),
        ("referrals", _("转介"), "arrow-up-right", (P.SEE_CASES, P.ANSWER_REFERRAL), counts.referrals),
        ("limits", _("地方限额"), "sliders-horizontal", (P.APPROVE_MATCH,), 0),
        ("time_limits", _("办理时限"), "clock", tuple(P), 0),
        ("interests", _("利害关系登记"), "users", (P.SEE_INTERESTS,), 0),
        ("notices", _("公示"), "scroll-text", (P.SEE_CASES,), counts.notices),
        ("audit", _("操作日志"), "shield-check", (P.SEE_AUDIT,), 0),
    ]
    here = request.resolver_match.url_name or ""
    return [
        {
            "label": label,
            "url": reverse(f"desk:{name}"),
            "icon": icon,
            "count": count,
            "current": here == name or ROOM_OF.get(here.split("_")[0]) == name,
        }
        for name, label, icon, permissions, count in rooms
        if any(access.has_permission(request.user, permission) for permission in permissions)
    ]
