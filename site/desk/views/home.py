"""A1 今日待办."""

from django.shortcuts import redirect
from django.utils import timezone

from desk import todo
from desk.frame import page
from desk.views.door import staff_only
from organisations import access
from organisations.notices import unread
from organisations.permissions import Permission as P


@staff_only
def home(request):
    """Grassroots workers start at their reports; everybody else at what needs them."""
    if not any(access.has_permission(request.user, permission) for permission in todo.DESK):
        stations = access.has_permission(request.user, P.KEEP_STAYS)
        return redirect("desk:stations" if stations else "desk:reports")
    waiting = todo.waiting(request)
    now, rows = waiting.now, todo.tasks(waiting)
    return page(
        request,
        "home.html",
        {
            "overdue": [task for task in rows if task.due_at < now],
            "today": [
                task
                for task in rows
                if now <= task.due_at and timezone.localdate(task.due_at) <= timezone.localdate(now)
            ],
            "later": [task for task in rows if timezone.localdate(task.due_at) > timezone.localdate(now)],
            "notifications": unread(request.user)[:5],
        },
    )
