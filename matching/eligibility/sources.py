"""Programmes, funds, pledges and lines of the resource list seen as one kind of thing: a source with an area, rules, a cap
and something to give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.messages import Named, Words, named, said
from donations.models import Pledge
from funds import accounts
from funds.models import Fund
from funds.selectors import accepting_matches as funds_accepting
from matching.measures import CASH, Measure
from matching.models import Match, SourceKind
from matching.states import MatchState
from needs.models import NeedItem
from organisations.models import Organisation
from policy.limits.selectors import limits_of
from programmes.models import Programme
from programmes.resources.models import Resource
from programmes.resources.selectors import on_offer as resources_on_offer
from programmes.resources.selectors import stock_of
from programmes.selectors import accepting_matches as programmes_accepting

UNANSWERED = (MatchState.COSIGNING, MatchState.OFFERED)


@dataclass(frozen=True)
class Source:
    """`free` is what a new grant may take now, in fen, or in pieces or times; so are `cap`, per household, and `minimum`.

    As read here it is the balance; what stands proposed is taken off it by `outstanding.Outstanding.left_of`.

    `recipient` is the charity that would learn who the household is.
    """

    kind: SourceKind
    row: Any
    name: str
    holder: Words
    region_prefix: str
    region_name: Named
    rules: dict[str, Any]
    rule_version: int
    cap: int | None
    minimum: int
    free: int
    ends_on: date | None
    cooling_days: int
    recipient: Organisation | None
    measure: Measure = CASH

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.row.pk}"


def open_sources(on: date) -> list[Source]:
    """All money that may be proposed on this day, in a fixed order."""
    programmes = [one for one in programmes_accepting(on) if one.kind == "cash"]
    funds = list(funds_accepting(on))
    free = accounts.free_of([*programmes, *funds])
    return [
        *[of_programme(one, free[one.pk]) for one in programmes if free[one.pk] > 0],
        *[of_fund(one, free[one.pk]) for one in funds if free[one.pk] > 0],
        *_useful_pledges(on),
    ]


def _useful_pledges(on: date) -> list[Source]:
    """Promises that can give at least the county's smallest useful part; the others are pooled (`matching.runs.pools`)."""
    return [
        replace(of_pledge(one), minimum=least)
        for one, least in _with_least(on)
        if min(one.per_household_fen, one.left_fen) >= least
    ]


def small_promises(on: date) -> list[Source]:
    """Promises too small to be decided fifty yuan by fifty."""
    return [of_pledge(one) for one, least in _with_least(on) if min(one.per_household_fen, one.left_fen) < least]


def _with_least(on: date) -> Iterator[tuple[Pledge, int]]:
    """Open promises of money, each with the least that an officer of its region decides about."""
    least: dict[str, int] = {}
    for one in open_pledges(on):
        if one.region_id not in least:
            least[one.region_id] = limits_of(one.region_id, on).least_pledge_fen
        yield one, least[one.region_id]


def open_resources(on: date, measure: Measure | None = None) -> list[Source]:
    """Goods and services with something usable in stock, of one measure or all, in a fixed order."""
    resources = list(resources_on_offer(on).filter(**(measure.columns if measure else {})))
    stock = stock_of(resources, on)
    made = (of_resource(one, stock[one.pk].available) for one in resources)
    return [one for one in made if one.free > 0]


def sources_for(item: NeedItem, on: date) -> list[Source]:
    """What could serve this item, whoever it reaches."""
    measure = Measure.of(item)
    return open_sources(on) if measure.is_money else open_resources(on, measure)


def open_pledges(on: date):
    return (
        Pledge.objects.filter(kind="money", state="registered", until__gte=on)
        .select_related("region", "donor")
        .order_by("pk")
    )


def names_of(keys: Iterable[str]) -> dict[str, Words]:
    """Names by source key, also of sources that are closed now; pledges have none."""
    wanted = {key: key.split(":", 1) for key in keys}
    models = {SourceKind.PROGRAMME: Programme, SourceKind.FUND: Fund, SourceKind.RESOURCE: Resource}
    found: dict[str, Words] = {key: said(_("个人承诺")) for key in wanted}
    for kind, model in models.items():
        ids = [pk for one, pk in wanted.values() if one == kind]
        found |= {f"{kind}:{row.pk}": named(row) for row in (model._default_manager.filter(pk__in=ids) if ids else ())}
    return found


def free_of(keys: Iterable[str], on: date) -> dict[str, int]:
    """What each of these sources has, by key, also of those that are closed now."""
    wanted: dict[str, list[str]] = {kind.value: [] for kind in SourceKind}
    for key in keys:
        kind, pk = key.split(":", 1)
        wanted[kind].append(pk)
    money: list[Programme | Fund] = [
        *Programme.objects.filter(pk__in=wanted[SourceKind.PROGRAMME]),
        *Fund.objects.filter(pk__in=wanted[SourceKind.FUND]),
    ]
    balance = accounts.free_of(money)
    things = list(Resource.objects.filter(pk__in=wanted[SourceKind.RESOURCE]))
    stock = stock_of(things, on)
    return {
        **{
            f"{SourceKind.FUND if isinstance(one, Fund) else SourceKind.PROGRAMME}:{one.pk}": balance[one.pk]
            for one in money
        },
        **{
            f"{SourceKind.PLEDGE}:{one.pk}": one.left_fen
            for one in Pledge.objects.filter(pk__in=wanted[SourceKind.PLEDGE])
        },
        **{f"{SourceKind.RESOURCE}:{one.pk}": stock[one.pk].available // one.per_share for one in things},
    }


def source_of(match, on: date) -> Source:
    """The source of one match as it stands now, with its money or stock read afresh."""
    if match.programme_id:
        return of_programme(match.programme, accounts.free_fen(match.programme))
    if match.fund_id:
        return of_fund(match.fund, accounts.free_fen(match.fund))
    if match.resource_id:
        return of_resource(match.resource, stock_of([match.resource], on)[match.resource_id].available)
    return replace(of_pledge(match.pledge), free=max(0, match.pledge.left_fen - _asked_beside(match)))


def _asked_beside(match: Match) -> int:
    """What the same promise is asked for by other offers that nobody has answered yet."""
    rows = Match.objects.filter(pledge=match.pledge_id, state__in=UNANSWERED).exclude(pk=match.pk)
    return sum(fen or 0 for fen in rows.values_list("approved_fen", flat=True))


def of_programme(programme: Programme, free_fen: int) -> Source:
    return Source(
        SourceKind.PROGRAMME,
        programme,
        programme.title,
        named(programme.charity),
        programme.region.prefix,
        named(programme.region),
        programme.rules,
        programme.rule_version,
        programme.cap_fen,
        programme.minimum_fen,
        free_fen,
        programme.ends_on,
        0,
        programme.charity,
    )


def of_fund(fund: Fund, free_fen: int) -> Source:
    return Source(
        SourceKind.FUND,
        fund,
        fund.title,
        named(fund.enterprise),
        fund.region.prefix,
        named(fund.region),
        fund.rules,
        fund.rule_version,
        fund.cap_fen,
        fund.minimum_fen,
        free_fen,
        fund.ends_on,
        fund.cooling_days,
        fund.custodian,
    )


def of_pledge(pledge: Pledge) -> Source:
    rules = {"all": [{"field": "category", "op": "in", "value": [pledge.category]}]} if pledge.category else {}
    return Source(
        SourceKind.PLEDGE,
        pledge,
        str(_("个人承诺")),
        "",
        pledge.region.prefix,
        named(pledge.region),
        rules,
        1,
        pledge.per_household_fen,
        0,
        pledge.left_fen,
        pledge.until,
        0,
        None,
    )


def of_resource(resource: Resource, available: int) -> Source:
    """Counted in shares: so many units of the stock make one piece or one time of a need."""
    return Source(
        SourceKind.RESOURCE,
        resource,
        resource.name,
        named(resource.owner),
        resource.region.prefix,
        named(resource.region),
        resource.rules,
        resource.rule_version,
        resource.cap_shares,
        1,
        available // resource.per_share,
        resource.ends_on,
        0,
        resource.keeper,
        Measure(resource.kind, resource.category),
    )
