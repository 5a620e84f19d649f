"""What surrounds every page of the partners' workspace: who I am, where I may go, and how much of it needs me."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import access
from organisations.permissions import Permission as P
from partners import todo


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, room: str = "", status: int = 200
) -> HttpResponse:
    """Render inside the workspace. `room` is the URL name of the rail's entry that the page belongs to."""
    surroundings = frame(request, room or request.resolver_match.url_name or "")
    return render(request, f"partners/{template}", {**surroundings, **(context or {})}, status=status)


def answer(request: HttpRequest, template: str, context: dict[str, Any], *, room: str = "") -> HttpResponse:
    """A page with forms: 422 when one is shown again because of its errors, so that machines can tell."""
    forms = [one for one in context.values() if isinstance(one, BaseForm)]
    refused = any(form.is_bound and form.errors for form in forms)
    return page(request, template, context, room=room, status=422 if refused else 200)


def frame(request: HttpRequest, room: str) -> dict[str, Any]:
    names = dict.fromkeys(one.organisation.local_name for one in access.memberships(request.user))
    return {
        "workspace_title": _("机构工作台"),
        "workspace_url": reverse("partners:home"),
        "whoami": " · ".join([*names, _whole(request.user.display_name)]),
        "rail": rail(request, room),
        "now": timezone.now(),
        "today": timezone.localdate(),
    }


def rail(request: HttpRequest, room: str) -> list[dict[str, Any]]:
    """Only the rooms that this person may enter; the count says what needs them."""
    counts = todo.counts(todo.waiting(request))
    rooms = [
        ("home", _("今日"), "list-checks", tuple(P), counts.total),
        ("matches", _("待答复的对接"), "inbox", (P.ANSWER_MATCH,), counts.offers),
        ("cases", _("在办救助"), "heart-handshake", (P.RECORD_DELIVERY,), counts.deliveries),
        ("referrals", _("转介"), "arrow-up-right", (P.ANSWER_REFERRAL,), counts.referrals),
        ("gifts", _("定向捐赠"), "gift", (P.RECORD_DELIVERY,), counts.gifts),
        ("gift_transfers", _("捐赠转账"), "receipt-text", (P.CONFIRM_TOP_UP,), counts.transfers),
        ("programmes", _("慈善项目"), "layers", (P.MANAGE_PROGRAMMES, P.ANSWER_MATCH), counts.reports),
        ("resources", _("资源清单"), "package", (P.MANAGE_RESOURCES,), counts.resources),
        ("volunteers", _("志愿者"), "users", (P.MANAGE_VOLUNTEERS,), counts.volunteers),
        ("assignments", _("志愿服务"), "calendar-clock", (P.MANAGE_VOLUNTEERS,), counts.assignments),
        ("pledges", _("实物与服务意愿"), "hand-heart", (P.RECORD_DELIVERY,), 0),
        ("custody", _("待确认到账"), "banknote", (P.CONFIRM_TOP_UP,), counts.top_ups),
        ("approvals", _("拨款审批"), "scale", (P.ANSWER_GRANT,), counts.grants),
        ("funds", _("企业基金"), "landmark", (P.MANAGE_FUND,), 0),
        ("grants", _("拨款记录"), "receipt-text", (P.MANAGE_FUND,), 0),
        ("what_if", _("试算"), "circle-help", (P.MANAGE_PROGRAMMES, P.MANAGE_FUND), 0),
    ]
    return [
        {"label": label, "url": reverse(f"partners:{name}"), "icon": icon, "count": count, "current": room == name}
        for name, label, icon, permissions, count in rooms
        if _may_enter(request.user, name, permissions)
    ]


def _may_enter(user, name: str, permissions: tuple[P, ...]) -> bool:
    if name in ("funds", "grants"):  # an enterprise's finance sees its funds, a charity's people do not
        return todo.works_in(user, "enterprise")
    return any(access.has_permission(user, permission) for permission in permissions)


def _whole(name: str) -> str:
    """A Chinese name has no spaces: without word joiners a narrow rail would break it in two."""
    return "\u2060".join(name)
