"""D1–D3: the amount, how the donor wants to be known, and the answers once more before paying."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.errors import Refusal
from common.money import Money
from donations import services
from donations.access import gift_by_token
from donations.models import Gift
from donations.selectors import channels_of, gap_fen, held_fen, may_be_earmarked
from donations.states import GIFT, GiftState
from portal import flow, presets
from portal.forms.give import AmountForm, DetailsForm
from portal.offers import promise_for
from portal.payee import payee_of
from portal.refusals import show
from portal.words import channel_words, in_own_language
from privacy.policy import Ground
from privacy.purposes import Purpose
from privacy.responses import shown
from privacy.services import Disclosed
from programmes.models import Programme
from programmes.selectors import can_receive_gifts
from publication.access import public_needs
from publication.models import PublicNeed


@never_cache
def amount(request: HttpRequest, slug: str) -> HttpResponse:
    """D1. Presets and a box are two small forms, so that Enter in the box never presses a preset."""
    programme, need = _target(request, slug)
    if closed := _closed(programme, need):
        return render(request, "portal/give/closed.html", {**closed, "programme": programme, "need": need})
    wanted = flow.intention(request, slug, need.slug if need else "")
    offers = _presets(need)
    form = AmountForm(request.POST or None, presets=offers, initial={"amount": wanted.amount_fen})
    offer = None
    if form.is_valid():
        try:
            services.check_target(programme, need, form.cleaned_data["amount"], timezone.now())
            return _go_on(request, wanted, form.cleaned_data["amount"], slug, need)
        except services.AlreadyPaid:
            return redirect("portal:give_result", token=wanted.token)
        except Refusal as refusal:
            offer = show(form, refusal)
    context = {"form": form, "presets": offers, "offer": offer, **_facts(programme, need)}
    return render(request, "portal/give/amount.html", context, status=422 if form.errors else 200)


@never_cache
def details(request: HttpRequest, slug: str) -> HttpResponse:
    """D2. The gift begins here; its name and contact are sealed with it and never kept in the session."""
    programme, need = _target(request, slug)
    wanted = flow.intention(request, slug, need.slug if need else "")
    if wanted.amount_fen is None:
        return redirect(_address("portal:give", slug, need))
    form = DetailsForm(request.POST or None, initial=_answers(request, wanted.gift))
    offer = None
    if form.is_valid():
        try:
            gift = services.start_gift(
                token=wanted.token,
                programme=programme,
                public_need=need,
                amount_fen=wanted.amount_fen,
                by=request.user if request.user.is_authenticated else None,
                at=timezone.now(),
                pledge=promise_for(request.user, need),
                **form.cleaned_data,
            )
            return redirect("portal:give_check", token=gift.token)
        except Refusal as refusal:
            offer = show(form, refusal)
    context = {
        "form": form,
        "offer": offer,
        "amount_fen": wanted.amount_fen,
        "back": _address("portal:give", slug, need),
        **_facts(programme, need),
    }
    return render(request, "portal/give/details.html", context, status=422 if form.errors else 200)


@never_cache
def check(request: HttpRequest, token: UUID) -> HttpResponse:
    """D3: everything once more, each line with the way back to it."""
    gift = get_object_or_404(gift_by_token(token))
    if not GIFT.allows(gift.state, "change"):
        return redirect("portal:give_result", token=gift.token)
    slug, need = gift.programme.slug, gift.public_need
    back = _address("portal:give_details", slug, need)
    rows = _rows(_read(request, gift), _address("portal:give", slug, need), back)
    facts = _facts(gift.programme, need)
    return render(request, "portal/give/check.html", {"gift": gift, "rows": rows, "back": back, **facts})


def _target(request: HttpRequest, slug: str) -> tuple[Programme, PublicNeed | None]:
    programmes = Programme.objects.select_related("charity").prefetch_related("charity__qualifications")
    programme = get_object_or_404(programmes, slug=slug)
    wanted = request.GET.get("need", "")
    need = get_object_or_404(public_needs().select_related("county"), slug=wanted) if wanted else None
    return programme, need


def _closed(programme: Programme, need: PublicNeed | None) -> dict[str, Any] | None:
    """Why nobody can give here just now, and where they can; None when they can."""
    if blocker := can_receive_gifts(programme, timezone.localdate()):
        return {"title": _("这个项目暂不接受捐赠"), "reason": blocker.sentence}
    if not channels_of(programme.charity):
        return {"title": _("这家慈善组织暂不接受线上捐赠"), "reason": _("可以拨打慈善组织的电话，了解其他捐赠方式。")}
    if need is None:
        return None
    other = reverse("portal:give", args=[programme.slug])
    if not may_be_earmarked(need, programme):
        return {"title": _("这份求助现在不接受指定捐赠"), "reason": _("缺口已经补足，或求助已经结束。"), "other": other}
    if gap_fen(need) == 0:
        refusal = services.AboveGap(0, held_fen(need))
        return {"title": _("这份求助暂时没有缺口"), "reason": str(refusal), "other": other, "again": True}
    return None


def _presets(need: PublicNeed | None) -> list[presets.Preset]:
    if need is None:
        return presets.for_programme()
    return presets.for_need(need.items.all(), gap_fen(need), services.MOST_FEN)


def _go_on(request: HttpRequest, wanted: flow.Intention, fen: int, slug: str, need: PublicNeed | None) -> HttpResponse:
    """A payment under way for another amount is taken back first: only the new amount can be paid."""
    gift = wanted.gift
    if gift is not None and gift.state == GiftState.PROCESSING and gift.amount_fen != fen:
        services.take_back(gift=gift, at=timezone.now())
    wanted.amount_fen = fen
    flow.keep(request, wanted)
    return redirect(_address("portal:give_details", slug, need))


def _facts(programme: Programme, need: PublicNeed | None) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "programme": programme,
        "need": need,
        "payee": payee_of(programme, today),
        "gap_fen": gap_fen(need) if need else None,
        "held_fen": held_fen(need) if need else 0,
        "most_fen": services.MOST_FEN,
    }


def _answers(request: HttpRequest, gift: Gift | None) -> dict[str, Any]:
    names = ("shown_as", "donor_name", "donor_contact", "invoice_title", "unrelated_declared")
    read = _read(request, gift) if gift else None
    return {name: getattr(read, name) for name in names} if read else {}


def _read(request: HttpRequest, gift: Gift) -> Disclosed:
    """In full where it was typed, masked where the link was opened elsewhere."""
    ground = Ground.BROWSER if flow.holds(request, gift.token) else None
    fields = "donor_name donor_contact invoice_title"
    return shown(request, gift, gift, fields, purpose=Purpose.OWN, ground=ground)[0]


def _rows(gift: Disclosed, amount_url: str, details_url: str) -> list[dict[str, Any]]:
    """The line for the payee leads nowhere else: it is the programme's own charity."""
    need = gift.public_need
    channels = [str(channel_words(channel).label) for channel in channels_of(gift.programme.charity)]
    through = _("通过项目“%(name)s”") % {"name": gift.programme.title}
    purpose = [in_own_language(need.title), through] if need else [in_own_language(gift.programme.title)]
    return [
        {"label": _("金额"), "value": Money(gift.amount_fen).text, "url": amount_url},
        {"label": _("捐给"), "lines": purpose, "url": amount_url},
        {"label": _("公开显示为"), "value": gift.shown_name, "url": details_url},
        {"label": _("凭证发到"), "value": gift.donor_contact or _("不发送，只在网页上查看"), "url": details_url},
        *([{"label": _("票据抬头"), "value": gift.invoice_title, "url": details_url}] if gift.invoice_title else []),
        {
            "label": _("付款方式和费用"),
            "lines": [
                _("下一步选择：%(channels)s") % {"channels": _("、").join(channels)},
                _("平台不收费。支付机构如收手续费，由慈善组织承担。"),
            ],
            "url": reverse("portal:give_pay", args=[gift.token]),
        },
    ]


def _address(name: str, slug: str, need: PublicNeed | None) -> str:
    address = reverse(name, args=[slug])
    return f"{address}?need={need.slug}" if need else address
