"""Situations of money: a restricted fund whose use is changed (17), carried-over money that tops up a township (24)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from common.presence import present
from common.regions import demo_city
from common.regions.models import Region
from demo import supply
from demo.people import CITY, stable_id
from demo.stage import Stage
from funds import agreement, top_ups
from funds import services as funds
from funds.low_balance import services as low_balance
from funds.models import Fund
from funds.purpose_changes import services as changes
from funds.purpose_changes import terms
from funds.purpose_changes.models import PurposeChange
from funds.reserves import access, payments
from funds.reserves import services as reserves
from funds.reserves.models import Reserve

Y = 100
OWN_TOWN, COUNTY = "990103101000", "990103000000"


def change_of_use(stage: Stage) -> Fund:
    """17. A fund for the works' own township: widened to the county once, now asked for the whole city by a coordinator.

    The enterprise consented, the charity agreed: it waits for the city's approver. Its money is below the warning line.
    """
    users = stage.cast.users
    fund = _own_township_fund(stage)
    first = _asked(fund, COUNTY, "本镇一年只有两户符合条件。", users["fund"], stage.evening - timedelta(days=61))
    _two_yes(first, stage, stage.evening - timedelta(days=60))
    changes.approve(
        change=first, seen_sha256=_seen(first), by=users["city-approver"], at=stage.evening - timedelta(days=57)
    )
    fund = Fund.objects.get(pk=fund.pk)
    second = _asked(
        fund,
        CITY,
        "青屏县、岩泉县山区火灾和意外伤害多，本地资金不足。",
        users["coordinator"],
        stage.evening - timedelta(days=3),
    )
    _two_yes(second, stage, stage.evening - timedelta(days=2))
    low_balance.watch(at=stage.evening)
    return fund


def carried_over_tops_up(stage: Stage) -> None:
    """24. The county's money of last year tops up 松坪镇; a second township waits for the approver, two aids for the bank."""
    clerk, approver = stage.cast.users["finance-clerk"], stage.cast.users["approver"]
    year, evening = stage.day.year, stage.evening
    mine = Reserve.objects.filter(keeper__region_id="990121000000", year=year)
    county = mine.get(office__kind="civil_affairs")
    town = mine.get(office__region_id=demo_city.SONGPING_TOWN)
    other = mine.filter(office__kind="township").exclude(pk=town.pk).order_by("office__region_id")[0]
    propose = partial(
        reserves.propose_top_up, source=county, document="县财政局关于动用结转资金补充备用金的函", by=clerk
    )
    first = propose(
        reserve=town,
        amount_fen=50_000 * Y,
        token=stable_id("top-up-reserve", 1),
        at=evening - timedelta(days=4),
    )
    reserves.confirm(move=first, by=approver, at=evening - timedelta(days=3))
    propose(
        reserve=other,
        amount_fen=20_000 * Y,
        token=stable_id("top-up-reserve", 2),
        at=evening - timedelta(hours=5),
    )
    for aid in access.aids_to_pay(town)[:2]:
        payments.pay_aid(reserve=town, aid=aid, by=clerk, at=evening - timedelta(hours=1))


def _own_township_fund(stage: Stage) -> Fund:
    manager, at = stage.cast.users["fund"], stage.evening - timedelta(days=210)
    fund = funds.create_fund(
        enterprise=stage.cast.bodies["steel"],
        name="钢构厂区邻里急难基金",
        region=Region.objects.get(pk=OWN_TOWN),
        by=manager,
        at=at,
        name_en="Steelworks Neighbours Fund",
        purpose="救助厂区所在镇遭遇急难的家庭。",
        custodian=stage.cast.bodies["charity-city"],
        audience="public",
        cap_fen=10_000 * Y,
        planned_total_fen=300_000 * Y,
        cooling_days=180,
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=730),
        minimum_fen=500 * Y,
        warn_below_fen=100_000 * Y,
    )
    fund = funds.set_rules(fund=fund, rules=supply.rule(("cause", "in", ["HC03", "HC04", "HC06"])), by=manager, at=at)
    words = agreement.draft(Fund.objects.get(pk=fund.pk))
    funds.sign_agreement(fund=fund, seen_sha256=words.sha256, by=manager, at=at)
    funds.submit_fund(fund=fund, by=manager, at=at)
    fund = funds.approve_fund(fund=fund, by=stage.cast.users["city-approver"], at=at + timedelta(days=2))
    top_up = top_ups.announce_top_up(
        fund=fund, amount_fen=80_000 * Y, token=stable_id("top-up", fund.name), by=manager, at=at + timedelta(days=3)
    )
    top_ups.confirm_top_up(
        top_up=top_up,
        amount_fen=80_000 * Y,
        bank_line=f"DEMO-{top_up.reference}",
        by=stage.cast.users["charity"],
        at=at + timedelta(days=4),
    )
    return Fund.objects.get(pk=fund.pk)


def _asked(fund: Fund, region: str, reason: str, by, at: datetime) -> PurposeChange:
    return changes.request_change(
        fund=fund,
        region=Region.objects.get(pk=region),
        audience=fund.audience,
        purpose="救助遭遇急难的家庭。",
        cap_fen=present(fund.cap_fen),
        rules=fund.rules,
        reason=reason,
        by=by,
        at=at,
    )


def _two_yes(change: PurposeChange, stage: Stage, at: datetime) -> None:
    users = stage.cast.users
    changes.consent(change=change, seen_sha256=_seen(change), by=users["fund"], at=at)
    changes.agree(change=change, seen_sha256=_seen(change), by=users["charity"], at=at + timedelta(days=1))


def _seen(change: PurposeChange) -> str:
    """The hash of what is on the page."""
    change = PurposeChange.objects.select_related("fund__enterprise", "fund__custodian", "region").get(pk=change.pk)
    return terms.draft(change.fund, change).sha256
