"""The list of goods and services on offer: one line with its lots, what comes in, what goes out."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from needs import criteria
from organisations import access as people
from organisations.permissions import Permission as P
from partners import summaries
from partners.door import for_people_with
from partners.forms.resources import NewResourceForm, ReceiveForm, ResourceForm, TakeOutForm
from partners.frame import answer, page
from programmes.resources import selectors, services, stock
from programmes.resources.access import may_keep, may_offer, resources_for
from programmes.resources.models import Lot, Resource
from programmes.resources.states import RESOURCE
from workspace.door import SignedIn
from workspace.paging import paged

keepers = for_people_with(P.MANAGE_RESOURCES)
MOVES = {
    "pause": services.pause_resource,
    "resume": services.resume_resource,
    "withdraw": services.withdraw_resource,
    "refresh": services.refresh_resource,
}
WAYS_OUT = {"written_off": stock.write_off, "sold": stock.sell_for_charity}


def resource_of(request: SignedIn, number: str) -> Resource:
    return get_object_or_404(resources_for(request.user), number=number)


def _with(one: Resource, **context: Any) -> dict[str, Any]:
    return {"resource": one, "name": one.title, **context}


@keepers
def resources(request: SignedIn) -> HttpResponse:
    mine, today = resources_for(request.user), timezone.localdate()
    context = {
        "lines": summaries.resource_lines(mine.order_by("state", "kind", "name"), today),
        "expiring": summaries.short_lots(selectors.expiring_lots(mine, today)),
        "to_clear": summaries.short_lots(selectors.lots_to_clear(mine, today)),
    }
    return page(request, "resources.html", context)


@keepers
def resource_new(request: SignedIn) -> HttpResponse:
    form = NewResourceForm(request.POST or None, owners=people.organisations_with(request.user, P.MANAGE_RESOURCES))
    made: list[Resource] = []
    if attempt(
        request,
        form,
        lambda data: made.append(
            services.list_resource(vocabulary=criteria.VOCABULARY, by=request.user, at=timezone.now(), **data)
        ),
        _("已列入资源清单。"),
    ):
        return redirect("partners:resource", made[0].number)
    return answer(request, "resource_new.html", {"form": form})


@keepers
def resource(request: SignedIn, number: str) -> HttpResponse:
    one, today = resource_of(request, number), timezone.localdate()
    offers = may_offer(request.user, one)
    moves = paged(request, summaries.movements_of(one))
    context = {
        "resource": one,
        "name": one.title,
        "may_offer": offers,
        "may_keep": may_keep(request.user, one),
        "verbs": RESOURCE.verbs(one.state) if offers else [],
        "blocker": selectors.blocker(one, today),
        "figures": summaries.stock_figures(one, today),
        "lots": summaries.lot_lines(one, today),
        "moves": moves,
        "movements": summaries.movement_lines(one, moves),
        "facts": summaries.resource_facts(one),
        "rule": criteria.in_words(one.rules),
        "refresh_by": selectors.refresh_by(one),
    }
    return page(request, "resource.html", context)


@keepers
def resource_edit(request: SignedIn, number: str) -> HttpResponse:
    one = resource_of(request, number)
    form = ResourceForm(request.POST or None, resource=one)
    if attempt(
        request,
        form,
        lambda data: services.update_resource(resource=one, by=request.user, at=timezone.now(), **data),
        _("已保存。"),
    ):
        return redirect("partners:resource", one.number)
    return answer(request, "resource_edit.html", _with(one, form=form))


@keepers
@require_POST
def resource_move(request: SignedIn, number: str, verb: str) -> HttpResponse:
    one = resource_of(request, number)
    if verb not in MOVES:
        raise Http404
    attempt_plain(request, lambda: MOVES[verb](resource=one, by=request.user, at=timezone.now()), _("已更新。"))
    return redirect("partners:resource", one.number)


@keepers
def stock_receive(request: SignedIn, number: str) -> HttpResponse:
    one = resource_of(request, number)
    form = ReceiveForm(request.POST or None)
    if attempt(
        request,
        form,
        lambda data: stock.receive(resource=one, by=request.user, at=timezone.now(), **data),
        _("已入库。"),
    ):
        return redirect("partners:resource", one.number)
    return answer(request, "stock_receive.html", _with(one, form=form))


@keepers
def stock_out(request: SignedIn, number: str) -> HttpResponse:
    """Stock that goes to nobody: it expired, broke, or is sold for charity."""
    lot = get_object_or_404(
        Lot.objects.filter(resource__in=resources_for(request.user)).select_related("resource__keeper"), number=number
    )
    form = TakeOutForm(request.POST or None, initial={"quantity": lot.available or None})
    if attempt(
        request,
        form,
        lambda data: WAYS_OUT[data.pop("kind")](lot=lot, by=request.user, at=timezone.now(), **data),
        _("已登记出库。"),
    ):
        return redirect("partners:resource", lot.resource.number)
    return answer(
        request,
        "stock_out.html",
        _with(lot.resource, form=form, lot=lot, available=summaries.counted(lot.available, lot.resource)),
    )
