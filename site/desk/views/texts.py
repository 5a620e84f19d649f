"""A7 公开审批: the private record beside the public text, what could give the person away, and the decision."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt, attempt_plain
from desk import marks
from desk.forms.clues import ReasonForm
from desk.forms.texts import TextForm
from desk.frame import page
from desk.sections.texts import waiting
from desk.views.door import case_or_404, staff_only
from needs.services.consents import live_publication_consent
from organisations import access
from organisations.permissions import Permission as P
from privacy.responses import shown
from publication import services as publication
from publication.services.public_text import Blocked, read_by_gate
from workspace.door import SignedIn
from workspace.paging import paged

SUGGESTED = timedelta(days=30)  # what the form offers as the last day that helps; the author writes the family's own

MOST_DIGITS = 18


@staff_only
def index(request: SignedIn):
    access.require(request.user, P.APPROVE_PUBLIC_TEXT)
    cases = waiting(request.user).select_related("county", "township", "public_need", "owner")
    return page(request, "texts.html", {"cases": paged(request, cases.order_by("due_at", "number"))})


@staff_only
def text(request: SignedIn, number: str):
    """Author and approver see the same page; each has the buttons of their own part."""
    one = case_or_404(request, number)
    form = TextForm(request.POST if request.POST.get("verb") in ("write", "submit") else None, initial=_initial(one))
    reason_form = ReasonForm(request.POST if request.POST.get("verb") in ("send_back", "unpublished") else None)
    if request.method == "POST" and _act(request, one, form, reason_form):
        return redirect("desk:text", number)
    failed = bool(form.errors or reason_form.errors)
    return page(request, "text.html", _context(request, one, form, reason_form), status=422 if failed else 200)


def _context(request: SignedIn, case, form, reason_form) -> dict:
    need = case.public_need
    title, story = (form["title"].value() or "", form["story"].value() or "")
    result = read_by_gate(case, title, story) if title or story else None
    [record] = shown(request, case, case, "summary hospital school employer")
    return {
        "case": record,
        "need": need,
        "form": form,
        "reason_form": reason_form,
        "findings": marks.findings(f"{title}\n{story}", result) if result else [],
        "marked_title": marks.marked(f"{title}\n{story}", result, part=0) if result else title,
        "marked_story": marks.marked(f"{title}\n{story}", result, part=1) if result else story,
        "blocked": bool(result and result.blocked),
        "consent": live_publication_consent(case, timezone.now()),
        "items": case.items.all(),
        "head": case.household.head,
        "is_author": bool(need and need.author_id == request.user.pk),
    }


def _initial(case) -> dict:
    need = case.public_need
    if need is None:
        return {"deadline_on": timezone.localdate() + SUGGESTED}
    return {name: getattr(need, name) for name in ("title", "story", "age_band", "household_band", "deadline_on")}


def _act(request: SignedIn, case, form, reason_form) -> bool:
    by, at, need = request.user, timezone.now(), case.public_need
    verb = request.POST.get("verb")
    if verb in ("write", "submit"):
        return _write(request, case, form, submit=verb == "submit")
    if need is None and verb in ("publish", "send_back"):
        raise Http404
    if verb == "publish":
        return attempt_plain(
            request,
            lambda: publication.publish(public_need=need, revision=_revision(request), by=by, at=at),
            _("已批准公开。"),
        )
    if verb == "send_back":
        return attempt(
            request,
            reason_form,
            lambda data: publication.send_back_public_text(public_need=need, reason=data["reason"], by=by, at=at),
            _("已退回作者修改。"),
        )
    if verb == "unpublished":
        return attempt(
            request,
            reason_form,
            lambda data: publication.open_unpublished(case=case, reason=data["reason"], by=by, at=at),
            _("已批准不公开、直接对接。"),
        )
    return False


def _revision(request: SignedIn) -> int:
    """Which text the approver had on the screen."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < MOST_DIGITS else 0


def _write(request: SignedIn, case, form, *, submit: bool) -> bool:
    """Save first, so that nothing typed is lost; then ask the gate, when the author asks for approval."""
    by, at = request.user, timezone.now()
    saved = []
    if not attempt(
        request,
        form,
        lambda data: saved.append(publication.write_public_text(case=case, by=by, at=at, **data)),
        "" if submit else _("已保存。"),
    ):
        return False
    if not submit:
        return True
    try:
        publication.submit_public_text(public_need=saved[0], by=by, at=at)
    except Blocked as refusal:
        case.public_need = saved[0]
        form.add_error("story", str(refusal))
        return False
    return True
