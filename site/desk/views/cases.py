"""A10: the case – state, owner, next deadline; money, people, papers, timeline, notes, audit."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.audit.models import AuditEvent
from common.audit.registry import describe
from common.audit.services import record_read
from common.ids import mask_name, mask_phone, mask_resident_id
from desk import steps, todo
from desk.forms.cases import CloseForm, NoteForm, RevealForm
from desk.frame import page
from desk.views.door import case_or_404, staff_only
from desk.views.forms import attempt
from matching.models import Match
from needs import services
from needs.access import cases_for
from needs.causes import Cause, Urgency
from needs.models import Commitment
from needs.states import CASE, CaseState
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P

PER_PAGE = 25
REVEALED = ("name", "id_no", "phone", "address")
REVEALS_PER_HOUR = 30


@staff_only
def index(request):
    """All cases of the area; a number finds its case at once."""
    access.require(request.user, P.SEE_CASES)
    cases = cases_for(request.user)
    if request.GET.get("mine"):
        cases = todo.my_cases(request.user)
    if number := request.GET.get("q", "").strip():
        cases = cases.filter(Q(number__icontains=number) | Q(clues__number=number)).distinct()
    for name, choices in {"state": CaseState, "urgency": Urgency, "cause": Cause}.items():
        if request.GET.get(name) in choices.values:
            cases = cases.filter(**{name: request.GET[name]})
    found = Paginator(cases.select_related("county", "township", "owner").order_by("due_at", "number"), PER_PAGE)
    return page(request, "cases.html", {
        "cases": found.get_page(request.GET.get("page")), "q": request.GET.get("q", ""),
        "filters": [("state", _("状态"), CaseState.choices, request.GET.get("state", "")),
                    ("urgency", _("紧急程度"), Urgency.choices, request.GET.get("urgency", "")),
                    ("cause", _("困难原因"), Cause.choices, request.GET.get("cause", ""))],
    })


@staff_only
def case(request, number: str):
    one = case_or_404(request, number)
    record_read(actor=request.user, subject=one, fields=["summary"], case_id=one.pk, county=one.county_id,
                at=timezone.now())
    return page(request, "case.html", _context(request, one))


def _context(request, one, **extra) -> dict:
    items = list(one.items.all())
    head = one.household.head
    return {
        "case": one, "items": items, "head": _masked(head, one) if head else None,
        "clues": one.clues.select_related("region", "reporter"), "verifications": one.verifications.select_related(
            "first_by", "second_by"),
        "aids": one.statutory_aids.select_related("item"), "consents": one.consents.select_related("recipient"),
        "commitments": Commitment.objects.filter(item__case=one).exclude(state="released").select_related("item"),
        "matches": Match.objects.filter(case=one).select_related("programme", "fund", "decided_by", "answered_by")
        .exclude(state="superseded").order_by("-proposed_at"),
        "files": one.evidence.select_related("file", "added_by"), "notes": one.notes.select_related("written_by"),
        "bar": coverage(items, one), "steps": steps.of(one, request.user), "history": history(one),
        "note_form": NoteForm(), "close_form": CloseForm(), "reveal_form": RevealForm(),
        "may_close": CASE.allows(one.state, "complete"), **extra,
    }


def _masked(head, one) -> dict:
    hidden = one.household.sensitive
    return {"name": "＊＊＊" if hidden else mask_name(head.name), "id_no": mask_resident_id(head.id_no) if head.id_no else "",
            "phone": mask_phone(head.phone) if head.phone else ""}


def coverage(items, one) -> dict[str, int]:
    """The bar of the case, from the items themselves: staff see it also when nothing is public."""
    cash = [item for item in items if item.kind == "cash" and item.verified_cost_fen is not None]
    live = Commitment.objects.filter(item__case=one).exclude(state="released")
    by_kind = {"charity": 0, "gift": 0}
    for kind, fen in live.values_list("source_kind", "amount_fen"):
        by_kind[kind] += fen or 0
    return {"need_fen": sum(item.need_fen for item in cash), "government_fen": sum(item.statutory_fen for item in cash),
            "charity_fen": by_kind["charity"], "gifts_fen": by_kind["gift"]}


def history(one) -> list[dict]:
    """Every act and every fen, from the audit log: who, when, what."""
    events = list(AuditEvent.objects.filter(case_id=one.pk, kind="act").order_by("at", "id"))
    names = dict(User.objects.filter(pk__in={event.actor_id for event in events} - {None})
                 .values_list("pk", "display_name"))
    return [{"when": event.at, "text": describe(event), "detail": names.get(event.actor_id) or _("系统")}
            for event in events]


@staff_only
@require_POST
def note(request, number: str):
    one = case_or_404(request, number)
    form = NoteForm(request.POST)
    if attempt(request, form, lambda data: services.add_note(case=one, text=data["text"], by=request.user,
                                                             at=timezone.now()), _("备注已保存。")):
        return redirect("desk:case", number)
    return page(request, "case.html", {**_context(request, one), "note_form": form}, status=422)


@staff_only
@require_POST
def reveal(request, number: str):
    """Show the household in full once: with a reason, logged, limited per hour."""
    one = case_or_404(request, number, P.REVEAL_PERSONAL)
    form = RevealForm(request.POST)
    since = timezone.now() - timedelta(hours=1)
    used = AuditEvent.objects.filter(actor_id=request.user.pk, verb="personal_data.read", at__gte=since,
                                     data__reason__isnull=False).count()
    if used >= REVEALS_PER_HOUR:
        form.add_error(None, _("一小时内查看次数已达上限，请稍后再试或联系管理员。"))
    if not form.is_valid():
        return page(request, "case.html", {**_context(request, one), "reveal_form": form}, status=422)
    record_read(actor=request.user, subject=one, fields=list(REVEALED), case_id=one.pk, county=one.county_id,
                reason=form.cleaned_data["reason"], at=timezone.now())
    response = page(request, "case.html", {**_context(request, one), "revealed": one.household.people.all()})
    response["Cache-Control"] = "no-store"
    return response


@staff_only
@require_POST
def close(request, number: str):
    one = case_or_404(request, number)
    form = CloseForm(request.POST)
    if attempt(request, form, lambda data: services.complete_case(case=one, reason=data["reason"], by=request.user,
                                                                  at=timezone.now()), _("个案已办结。")):
        return redirect("desk:case", number)
    return page(request, "case.html", {**_context(request, one), "close_form": form}, status=422)
