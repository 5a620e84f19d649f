"""C2 and C3: the charity's programmes, and one programme as a list of tasks until it runs."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from funds.accounts import balances, balances_of
from matching.models import Match
from matching.states import COMMITTED
from needs import criteria
from organisations import access
from organisations.permissions import Permission as P
from partners import summaries
from partners.door import for_people_with
from partners.forms.programmes import TASKS, NewProgrammeForm, ReasonForm, ReportForm
from partners.frame import answer, page
from programmes import readiness, selectors, services
from programmes.access import may_manage, own_programmes
from programmes.models import Programme
from programmes.states import PROGRAMME
from workspace.door import SignedIn

charity_people = for_people_with(P.MANAGE_PROGRAMMES, P.ANSWER_MATCH)
manager = for_people_with(P.MANAGE_PROGRAMMES)
MOVES = {"rest": services.rest_programme, "resume": services.resume_programme, "fill": services.fill_programme}


def programme_of(request: SignedIn, slug: str) -> Programme:
    """The own charity's programme; another's does not exist."""
    own = own_programmes(request.user).select_related("charity__region", "region")
    return get_object_or_404(own, slug=slug)


@charity_people
def programmes(request: SignedIn) -> HttpResponse:
    rows = list(
        own_programmes(request.user)
        .select_related("charity")
        .prefetch_related("charity__qualifications")
        .order_by("state", "ends_on", "name")
    )
    money, today = balances_of(rows), timezone.localdate()
    households = summaries.households_helped(rows)
    lines = [(one, money[one.pk], households.get(one.pk, 0), selectors.matching_blocker(one, today)) for one in rows]
    return page(
        request,
        "programmes.html",
        {"lines": lines, "may_create": access.has_permission(request.user, P.MANAGE_PROGRAMMES)},
    )


@manager
def new(request: SignedIn) -> HttpResponse:
    charities = access.organisations_with(request.user, P.MANAGE_PROGRAMMES)
    form = NewProgrammeForm(request.POST or None, charities=charities)
    made: list[Programme] = []
    if attempt(
        request,
        form,
        lambda data: made.append(services.create_programme(by=request.user, at=timezone.now(), **data)),
        _("草稿已建立。"),
    ):
        return redirect("partners:programme", made[0].slug)
    return answer(request, "programme_new.html", {"form": form})


@charity_people
def programme(request: SignedIn, slug: str) -> HttpResponse:
    one = programme_of(request, slug)
    may = may_manage(request.user, one)
    context = {"programme": one, "may_manage": may, "rule": criteria.in_words(one.rules)}
    if one.state in ("draft", "review"):
        context["tasks"] = summaries.programme_tasks(one, may and one.state == "draft")
        context["ready"] = readiness.is_ready(one)
        return page(request, "programme_tasks.html", context)
    context |= {
        "balances": balances(one),
        "verbs": PROGRAMME.verbs(one.state) if may else [],
        "gift_blocker": selectors.can_receive_gifts(one, timezone.localdate()),
        "match_blocker": selectors.matching_blocker(one, timezone.localdate()),
        "running": Match.objects.filter(programme=one, state__in=COMMITTED).count(),
        "facts": summaries.programme_facts(one),
    }
    return page(request, "programme.html", context)


@manager
def task(request: SignedIn, slug: str, name: str) -> HttpResponse:
    one = programme_of(request, slug)
    if name not in TASKS:
        raise Http404
    form = TASKS[name](request.POST or None, thing=one)
    if attempt(
        request,
        form,
        lambda data: services.update_programme(programme=one, by=request.user, at=timezone.now(), **data),
        _("已保存。"),
    ):
        return redirect("partners:programme", one.slug)
    label = summaries.task_label(readiness.tasks(one), name)
    return answer(request, "programme_task.html", {"programme": one, "form": form, "name": name, "label": label})


@manager
def receiving(request: SignedIn, slug: str) -> HttpResponse:
    """The accounts are the charity's; changing one is not a programme's business."""
    one = programme_of(request, slug)
    return page(request, "programme_receiving.html", {"programme": one, "charity": one.charity})


@manager
def submit(request: SignedIn, slug: str) -> HttpResponse:
    """Check answers, then submit for review."""
    one = programme_of(request, slug)
    if request.method == "POST" and attempt_plain(
        request, lambda: services.submit_programme(programme=one, by=request.user, at=timezone.now())
    ):
        return page(request, "programme_submitted.html", {"programme": one})
    if one.state != "draft" or not readiness.is_ready(one):
        return redirect("partners:programme", one.slug)
    return page(request, "programme_check.html", {"programme": one, "groups": summaries.programme_answers(one)})


@manager
@require_POST
def move(request: SignedIn, slug: str, verb: str) -> HttpResponse:
    one = programme_of(request, slug)
    if verb not in MOVES:
        raise Http404
    attempt_plain(request, lambda: MOVES[verb](programme=one, by=request.user, at=timezone.now()), _("已更新。"))
    return redirect("partners:programme", one.slug)


@manager
def stop(request: SignedIn, slug: str) -> HttpResponse:
    """Its own page, which names the effect: it cannot be undone."""
    one = programme_of(request, slug)
    form = ReasonForm(request.POST or None)
    if attempt(
        request,
        form,
        lambda data: services.stop_programme(programme=one, by=request.user, at=timezone.now(), **data),
        _("项目已停用。"),
    ):
        return redirect("partners:programme", one.slug)
    return answer(request, "programme_stop.html", {"programme": one, "form": form})


@manager
def report(request: SignedIn, slug: str) -> HttpResponse:
    one = programme_of(request, slug)
    form = ReportForm(request.POST or None)
    if attempt(
        request,
        form,
        lambda data: services.record_report(programme=one, by=request.user, at=timezone.now(), **data),
        _("报告已登记。"),
    ):
        messages.info(request, _("下次报告日期已更新。"))
        return redirect("partners:programme", one.slug)
    return answer(request, "programme_report.html", {"programme": one, "form": form})
