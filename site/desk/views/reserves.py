"""Government reserves: what each has, a month of it, moves by two people, aid paid."""

from datetime import date

from django.db.models import Q
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import Service, attempt, attempt_plain
from desk.forms.clues import ReasonForm
from desk.forms.reserves import AllocationForm, CarryOverForm, OpenForm, PaidForm, TopUpForm
from desk.frame import page
from desk.views.door import id_or_404, staff_only
from funds.reserves import access as reserves
from funds.reserves import figures, payments, services
from funds.reserves.models import Move, Reserve
from needs.models import StatutoryAid
from organisations import access
from organisations.models import Organisation
from organisations.permissions import Permission as P
from workspace.door import SignedIn
from workspace.paging import paged

RELATED = ("office__region", "keeper__region")


@staff_only
def index(request: SignedIn):
    access.require(request.user, P.SEE_RESERVES)
    seen = reserves.reserves_for(request.user)
    years = list(seen.order_by("-year").values_list("year", flat=True).distinct())
    year = next((one for one in years if str(one) == request.GET.get("year")), years[0] if years else None)
    in_year = seen.none() if year is None else seen.filter(year=year)
    rows = list(in_year.select_related(*RELATED).order_by("office__region_id"))
    money = figures.figures_of(rows)
    waiting = reserves.moves_to_approve(request.user).select_related("reserve__office__region", "proposed_by")
    return page(
        request,
        "reserves.html",
        {
            "rows": [(one, money[one.pk]) for one in rows],
            "years": years,
            "year": year,
            "waiting": waiting,
            "total_fen": sum(one.available_fen for one in money.values()),
            "carried_fen": sum(one.carried_left_fen for one in money.values()),
            "low": sum(money[one.pk].available_fen < one.low_below_fen for one in rows),
        },
    )


@staff_only
def new(request: SignedIn):
    access.require(request.user, P.KEEP_RESERVES)
    prefixes = access.region_prefixes(request.user, P.KEEP_RESERVES)
    offices = Organisation.objects.filter(
        access.within_regions(prefixes, "region__code"), kind__in=["civil_affairs", "township"]
    )
    form = OpenForm(
        request.POST or None, offices=offices.order_by("region_id"), initial={"year": timezone.localdate().year}
    )
    made: list[Reserve] = []
    if attempt(
        request,
        form,
        lambda data: made.append(services.open_reserve(by=request.user, at=timezone.now(), **data)),
        _("已设立。"),
    ):
        return redirect("desk:reserve", made[0].pk)
    return page(request, "reserve_new.html", {"form": form}, status=422 if form.errors else 200)


@staff_only
def reserve(request: SignedIn, pk):
    return _shown(request, _reserve(request, pk))


def _shown(request: SignedIn, one: Reserve, typed: dict | None = None):
    """`typed`: what a refused payment had in its fields, so that nobody types it again."""
    since = _month(request, one)
    keeps = reserves.may_keep(request.user, one) and not one.closed_at
    moves = Move.objects.filter(Q(reserve=one) | Q(source=one)).select_related("reserve__office__region")
    aids = reserves.aids_to_pay(one) if keeps else StatutoryAid.objects.none()
    return page(
        request,
        "reserve.html",
        {
            "reserve": one,
            "figures": figures.figures(one),
            "statement": figures.statement(one, since),
            "keeps": keeps,
            "months": [date(one.year, month, 1) for month in range(1, 13)],
            "aids": paged(request, aids.select_related("case").order_by("recorded_at", "pk"), name="aids"),
            "paid_form": PaidForm(),
            "moves": paged(request, moves.order_by("-proposed_at", "number"), name="moves"),
            "ordered": one.payments.filter(state="ordered").select_related("aid__case", "ordered_by"),
            "may_end": keeps and timezone.localdate().year > one.year,
            "typed": typed,
        },
        status=422 if typed else 200,
    )


@staff_only
def propose(request: SignedIn, pk, kind):
    access.require(request.user, P.KEEP_RESERVES)
    one = _reserve(request, pk)
    data = request.POST or None
    form: Form
    act: Service
    if kind == "allocation":
        form, act, title = AllocationForm(data), services.propose_allocation, _("安排资金")
    elif kind == "top-up" and not one.is_county:
        form, act, title = TopUpForm(data, reserve=one), services.propose_top_up, _("用结转资金补充")
    elif kind == "carry-over":
        form, act, title = CarryOverForm(data), services.propose_carry_over, _("结转下年")
    else:
        raise Http404
    if attempt(
        request,
        form,
        lambda data: act(reserve=one, by=request.user, at=timezone.now(), **data),
        _("已提出，待审批人批准。"),
    ):
        return redirect("desk:reserve", one.pk)
    context = {
        "reserve": one,
        "figures": figures.figures(one),
        "form": form,
        "title": title,
        "kind": kind,
        "county": _county_figures(one) if kind == "top-up" else None,
    }
    return page(request, "reserve_propose.html", context, status=422 if form.errors else 200)


@staff_only
def move(request: SignedIn, number):
    access.require(request.user, P.SEE_RESERVES)
    seen = reserves.moves_for(request.user).select_related(
        "reserve__office__region", "reserve__keeper__region", "source__office__region", "proposed_by", "decided_by"
    )
    one = get_object_or_404(seen, number=number)
    form = ReasonForm(request.POST if request.POST.get("verb") == "decline" else None, label=_("不批准的理由"))
    by, at = request.user, timezone.now()
    if form.is_bound and attempt(
        request, form, lambda data: services.decline(move=one, by=by, at=at, **data), _("已答复：不批准。")
    ):
        return redirect("desk:reserve_move", one.number)
    if request.POST.get("verb") == "confirm":
        attempt_plain(request, lambda: services.confirm(move=one, by=by, at=at), _("已批准并入账。"))
        return redirect("desk:reserve_move", one.number)
    may = reserves.may_approve(request.user, one.reserve) and request.user.pk != one.proposed_by_id
    return page(
        request,
        "reserve_move.html",
        {
            "move": one,
            "form": form,
            "may": may and one.state == "proposed",
            "source": figures.figures(one.source) if one.source else None,
        },
        status=422 if form.errors else 200,
    )


@staff_only
@require_POST
def pay(request: SignedIn, pk):
    access.require(request.user, P.KEEP_RESERVES)
    one = _reserve(request, pk)
    aid = get_object_or_404(reserves.aids_to_pay(one), pk=id_or_404(request.POST.get("aid")))
    attempt_plain(
        request, lambda: payments.pay_aid(reserve=one, aid=aid, by=request.user, at=timezone.now()), _("已开单。")
    )
    return redirect("desk:reserve", one.pk)


@staff_only
@require_POST
def payment(request: SignedIn, pk):
    """The bank paid, or it is cancelled."""
    access.require(request.user, P.KEEP_RESERVES)
    one = get_object_or_404(reserves.payments_for(request.user).select_related("reserve"), pk=pk)
    by, at = request.user, timezone.now()
    reason, line = request.POST.get("reason", ""), request.POST.get("bank_line", "")
    typed = {"pk": one.pk, "reason": reason, "bank_line": line}
    if request.POST.get("verb") == "cancel":
        call, done = lambda: payments.cancel_payment(payment=one, reason=reason, by=by, at=at), _("已取消。")
    else:
        call, done = lambda: payments.confirm_payment(payment=one, bank_line=line, by=by, at=at), _("已登记付款。")
    if attempt_plain(request, call, done):
        return redirect("desk:reserve", one.reserve_id)
    return _shown(request, _reserve(request, one.reserve_id), typed)


def _reserve(request: SignedIn, pk) -> Reserve:
    access.require(request.user, P.SEE_RESERVES)
    return get_object_or_404(reserves.reserves_for(request.user).select_related(*RELATED), pk=pk)


def _month(request: SignedIn, one: Reserve) -> date:
    """The month that was asked for, else this month, else the year's last."""
    today = timezone.localdate()
    asked = request.GET.get("month", "")
    month = int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= 12 else None
    return date(one.year, month or (today.month if today.year == one.year else 12), 1)


def _county_figures(one: Reserve) -> figures.Figures | None:
    county = Reserve.objects.filter(office=one.keeper, year=one.year).first()
    return figures.figures(county) if county else None
