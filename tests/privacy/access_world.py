"""One real row of everything that an address can name, and everybody who may come to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from casework.conflicts_of_interest import services as related
from casework.early_warning import services as emerging
from common.files.services import store
from demo.people import Cast, account, user
from donations import services as giving
from donations.models import Claim, Gift, Pledge
from funds import top_ups
from funds.purpose_changes.services import request_change
from funds.reserves import payments
from funds.reserves import services as reserves
from funds.reserves.access import aids_to_pay
from matching.decisions.objections.services import raise_objection
from matching.models import Match
from needs import services as needs
from needs.models import Evidence
from organisations.models import Notification, User
from pages.setup import set_up
from policy import services as policy
from programmes import services as programmes
from programmes.models import Programme
from publication.models import PublicNeed
from tests.factories import cases as make
from tests.factories import complaints, notices, partners, referrals, resources, stations, volunteers
from tests.factories.cases import Y
from tests.factories.pictures import jpeg

SOURCES = ("serious-illness", "steel-emergency")
COSTS = {"cost_yuan": 120_000, "insurance_yuan": 36_000, "asked_yuan": 84_000}  # a gap that both sources leave open

# what the table calls an actor → the key of the demo's cast
INSIDE = {
    "grid": "grid",
    "hotline": "hotline",
    "clerk": "clerk",
    "reviewer": "reviewer",
    "coordinator": "coordinator",
    "approver": "approver",
    "viewer": "viewer",
    "auditor": "auditor",
    "charity": "charity",
    "caseworker": "caseworker",
    "fund": "fund",
    "finance": "finance",
    "editor": "editor",
    "social": "social-worker",
    "cashier": "finance-clerk",
    "handler": "complaints",
    "analyst": "analyst",
    "donor": "donor",
    "other_donor": "donor-2",
}
# strangers: the same role in another township, county, charity or enterprise
STRANGERS = {
    "other_clerk": ("township-990121001", "township_clerk"),
    "other_reviewer": ("township-990121001", "township_reviewer"),
    "other_grid": ("village-990121001003", "grid_worker"),
    "other_hotline": ("county-990122", "hotline_operator"),
    "other_coordinator": ("county-990122", "county_coordinator"),
    "other_approver": ("county-990122", "county_approver"),
    "other_charity": ("qinghe", "charity_manager"),
    "other_caseworker": ("qinghe", "charity_caseworker"),
    "other_fund": ("pharma", "fund_manager"),
    "other_finance": ("pharma", "fund_finance"),
}


@dataclass
class World:
    cast: Cast
    rows: dict[str, Any] = field(default_factory=dict)
    actors: dict[str, User | None] = field(default_factory=dict)


def build(now: datetime) -> World:
    at = now - timedelta(days=4)
    set_up(now.date())
    cast = make.staged(at, sources=SOURCES)
    world = World(cast)
    _people(world, at)
    _demand(world, at)
    _matches(world, at)
    _sources(world, at)
    _public_money(world, at)
    _giving(world, now)
    _between_offices(world, at)
    _in_kind(world, at)
    _volunteers(world, at)
    return world


def _people(world: World, at: datetime) -> None:
    cast, actors = world.cast, world.actors
    actors["anonymous"] = None
    actors.update({name: cast.users[key] for name, key in INSIDE.items()})
    actors.update({name: account(cast, name, name, body, role, at) for name, (body, role) in STRANGERS.items()})
    actors["suspended"] = account(cast, "suspended", "停用", "county-990121", "county_coordinator", at)
    User.objects.filter(pk=actors["suspended"].pk).update(is_active=False)
    actors["former"] = account(cast, "former", "离任", "county-990121", "county_coordinator", at)
    actors["former"].memberships.update(ended_at=at + timedelta(days=1))
    actors["no_mfa"] = account(cast, "no_mfa", "无二次验证", "county-990121", "county_coordinator", at)
    User.objects.filter(pk=actors["no_mfa"].pk).update(is_demo=False)
    for name, one in actors.items():
        actors[name] = one and User.objects.get(pk=one.pk)
    user("nobody", "")


def _demand(world: World, at: datetime) -> None:
    cast, rows, users = world.cast, world.rows, world.cast.users
    home = make.canary_family()
    rows["verifying"] = make.signed_case(cast, at, home, **COSTS)
    rows["item"] = rows["verifying"].items.get()
    rows["finding"] = make.reported_clue(cast, at, make.canary_family(phone=home.phone)).duplicate_findings.first()
    rows["clue"] = rows["finding"].clue
    taken = make.taken_clue(cast, at, make.canary_family())
    rows["question"] = needs.ask_reporter(clue=taken, question="还有别的亲属吗？", by=users["clerk"], at=at)
    rows["report"] = taken
    rows["awaiting"], _need = make.submitted_need(cast, at, make.canary_family(), **COSTS)
    rows["consent"] = rows["awaiting"].consents.get()
    paper = store(SimpleUploadedFile("id.jpg", jpeg(), "image/jpeg"), "identity", users["clerk"], at)
    rows["complaint"] = complaints.assigned(cast, at)
    for _each in range(2):  # two reports of danger to life in a month are an early sign
        make.reported_clue(cast, at, make.canary_family(), life_danger=True)
    rows["sign"] = emerging.sweep(at=at)[0]
    rows["file"] = Evidence.objects.create(
        case=rows["verifying"], kind="identity", file=paper, added_by=users["clerk"], added_at=at
    )


def _matches(world: World, at: datetime) -> None:
    cast, rows = world.cast, world.rows
    rows["delivery"] = make.reported_delivery(cast, at, make.canary_family(), **COSTS)
    rows["accepted"] = make.accepted_match(cast, at, make.canary_family(), publish=True, **COSTS)
    rows["offered"] = make.offered_match(cast, at, make.canary_family(), **COSTS)
    rows["grant"] = make.offered_match(cast, at, make.canary_family(), fund="steel", **COSTS)
    rows["proposed"] = make.proposed_match(cast, at, make.canary_family(), **COSTS)
    rows["need"] = PublicNeed.objects.get(live=True)
    case = rows["accepted"].case
    rows["objection"] = raise_objection(
        case=case, kind="explanation", words="想知道为什么。", by=cast.users["clerk"], at=at
    )
    rows["time_limit"] = policy.propose_time_limit(
        clock="case.decide",
        urgency="",
        region=case.county,
        valid_from=(at + timedelta(days=30)).date(),
        amount=4,
        unit="working_days",
        basis="县民政办文件",
        by=cast.users["approver"],  # whose own it is: confirming it changes nothing
        at=at,
    )
    rows["note"] = Notification.objects.create(
        user=cast.users["coordinator"], kind="match_second", number="D1", path="/desk/", key="note", at=at
    )
    rows["declaration"] = related.declare(
        relation="relative", name="某甲", phone="00088887777", by=cast.users["donor-2"], at=at
    )


def _sources(world: World, at: datetime) -> None:
    cast, rows, users = world.cast, world.rows, world.cast.users
    rows["programme"] = rows["offered"].programme
    rows["fund"] = rows["grant"].fund
    rows["draft"] = programmes.create_programme(
        charity=cast.bodies["charity-city"],
        name="草稿项目",
        region=rows["programme"].region,
        by=users["charity"],
        at=at,
        slug="draft-programme",
        kind="cash",
        cap_fen=1_000 * Y,
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=99),
    )
    rows["programme_in_review"] = partners.submitted_programme(
        cast.bodies["charity-qingping"], users["charity-qingping"], name="待审项目"
    )
    rows["fund_in_review"] = partners.submitted_fund(
        cast.bodies["tea"], cast.bodies["charity-qingping"], users["tea-fund"]
    )
    rows["top_up"] = top_ups.announce_top_up(
        fund=rows["fund"], amount_fen=100 * Y, token=uuid4(), by=users["fund"], at=at
    )


def _in_kind(world: World, at: datetime) -> None:
    body, by = world.cast.bodies["charity-city"], world.cast.users["charity"]
    world.rows["resource"] = resources.offered_resource(body, at=at)
    world.rows["lot"] = resources.lot(world.rows["resource"], 40, at=at, by=by)
    offer = giving.make_pledge_in_kind(
        token=uuid4(),
        kind="hours",
        item="companion",
        unit="hour",
        category="",
        region=world.rows["resource"].region,
        per_household=4,
        total=20,
        until=at.date() + timedelta(days=90),
        by=world.cast.users["donor-2"],
        at=at,
    )
    world.rows["promise"] = giving.take_up(pledge=offer, charity=body, by=by, at=at)


def _between_offices(world: World, at: datetime) -> None:
    """A referral from 松坪镇 to 澄川市慈善总会, and a public notice of 松坪镇 that somebody objects to."""
    world.rows["referral"] = referrals.accepted(world.cast, at, make.canary_family(), to="charity-city")
    world.rows["notice_objection"] = notices.objected(world.cast, at, make.canary_family(), days=0)
    world.rows["public_notice"] = world.rows["notice_objection"].notice
    world.rows["noticed"] = notices.case_of(world.rows["public_notice"])


def _public_money(world: World, at: datetime) -> None:
    """A township's reserve with a move to approve and an aid on its way to the bank; a change of use of the steel fund."""
    cast, rows, users = world.cast, world.rows, world.cast.users
    clerk = users["finance-clerk"]
    reserve = reserves.open_reserve(office=cast.bodies["township-990121102"], year=at.year, by=clerk, at=at)
    move = {"reserve": reserve, "amount_fen": 50_000 * Y, "document": "x", "by": clerk, "at": at}
    reserves.confirm(move=reserves.propose_allocation(**move, token=uuid4()), by=users["approver"], at=at)
    rows["reserve"], rows["reserve_move"] = reserve, reserves.propose_allocation(**move, token=uuid4())
    aid = aids_to_pay(reserve).first()
    rows["aid_payment"] = payments.pay_aid(reserve=reserve, aid=aid, by=clerk, at=at)
    fund = rows["fund"]
    rows["change"] = request_change(
        fund=fund,
        region=reserve.keeper.region,
        audience=fund.audience,
        purpose=fund.purpose,
        cap_fen=fund.cap_fen,
        rules=fund.rules,
        reason="x",
        by=users["fund"],
        at=at,
    )


def _giving(world: World, now: datetime) -> None:
    rows, users = world.rows, world.cast.users
    Programme.objects.filter(pk=rows["programme"].pk).update(last_report_on=now.date())
    rows["gift"] = _received(world, now)
    rows["payment"] = rows["gift"].payments.get()
    rows["claim"] = Claim.objects.get(public_need=rows["need"], ended_at=None)
    rows["payout"] = giving.pay_out(claim=rows["claim"], token=uuid4(), by=users["charity"], at=now)
    _received(world, now)  # waits to be paid out
    rows["open_gift"] = _started(world, now)
    by_bank = _started(world, now)
    giving.pay(gift=by_bank, channel="bank", return_url="/r/", cancel_url="/c/", at=now)
    rows["transfer"] = Gift.objects.get(pk=by_bank.pk)
    rows["pledge"] = giving.make_pledge(
        token=uuid4(),
        category="",
        region=rows["need"].county,
        per_household_fen=100 * Y,
        total_fen=500 * Y,
        until=now.date() + timedelta(days=99),
        mode="ask",
        by=users["donor"],
        at=now,
    )
    proposed = rows["proposed"]
    rows["offer"] = Match.objects.create(
        number="DOFFER1",
        run=proposed.run,
        case=proposed.case,
        item=proposed.item,
        county=proposed.county,
        source_kind="pledge",
        pledge=Pledge.objects.get(pk=rows["pledge"].pk),
        proposed_fen=100 * Y,
        approved_fen=100 * Y,
        proposed_by=users["coordinator"],
        proposed_at=now,
        decide_by=now,
        state="offered",
        decided_by=users["approver"],
        decided_at=now,
        decision_reason="x",
        reply_by=now + timedelta(days=3),
    )


def _volunteers(world: World, at: datetime) -> None:
    """A volunteer with a check to decide, asked to come to a household."""
    cast, rows = world.cast, world.rows
    body = volunteers.Body(cast.bodies["charity-city"], cast.users["caseworker"], cast.users["charity"])
    rows["volunteer"] = volunteers.vetted(at, body)
    item = volunteers.service_item(cast, at - timedelta(days=1))
    rows["assignment"] = volunteers.proposed(cast, item, rows["volunteer"], at, starts_at=at + timedelta(days=9))
    rows["stay"] = stations.taken_in(stations.house(cast, at), at)


def _started(world: World, now: datetime) -> Gift:
    return giving.start_gift(
        token=uuid4(),
        programme=world.rows["programme"],
        public_need=world.rows["need"],
        amount_fen=100 * Y,
        shown_as="anonymous",
        donor_name="",
        donor_contact="",
        invoice_title="",
        unrelated_declared=True,
        by=world.cast.users["donor"],
        at=now,
    )


def _received(world: World, now: datetime) -> Gift:
    gift = _started(world, now)
    giving.pay(gift=gift, channel="sandbox", return_url="/r/", cancel_url="/c/", at=now)
    payment = gift.payments.get()
    giving.capture(
        gift=gift,
        channel="sandbox",
        account=payment.account,
        object_id=payment.object_id or "po_1",
        amount_fen=gift.amount_fen,
        currency="CNY",
        at=now,
    )
    make.settle(now)
    return Gift.objects.get(pk=gift.pk)
