"""What is on the desks this morning: clues that wait, a run of the matching in each county, answers due, gifts, reviews."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from common.files.services import store
from common.presence import present
from common.regions import demo_city
from common.regions.models import Region
from common.sealed import opened
from demo import papers, promises, supply
from demo.figures import SIZES_OF_CITY
from demo.people import CITY, stable_id
from demo.stage import CONSENT_LASTS, SHARED, Stage
from donations import services as giving
from donations.models import Claim
from funds import agreement, top_ups
from funds import services as fund_services
from funds.models import Fund
from matching.act_subjects import deliverer_of
from matching.decisions import services as decisions
from matching.decisions.pools import approve_pool
from matching.delivery import answers, deliveries
from matching.models import Match, Run
from matching.runs import services as runs
from needs import services as needs
from needs.criteria import VOCABULARY
from needs.models import Case, Consent
from organisations.models import Organisation
from programmes import services as programme_services
from programmes.models import Programme

Y = 100
REASON = "符合来源条件，入户核实一致，缺口属实。"
# What becomes of the first proposals of each county's run; the rest waits for the approver this morning.
HOME_FATES = (
    "offered",
    "offered",
    "accepted",
    "accepted",
    "disbursed",
    "delivered",
    "confirmed",
    "declined",
    "returned",
    "consent_withdrawn",
    "offered",
)
FATES = ("offered", "accepted", "disbursed", "offered")
HOME_FATES_IN_KIND = ("offered", "accepted", "delivered", "confirmed")
FATES_IN_KIND = ("offered",)
SMALL = 30  # promises too small to be decided one by one
METHOD = {"cash": "transfer", "goods": "goods", "service": "service"}
WORDS = {
    "cash": "已转入指定账户，家庭已签收。",
    "goods": "已送到家中，家庭已签收。",
    "service": "已按约定提供服务，家庭已确认。",
}


def chapters(size: str) -> Iterator[tuple[str, Callable[[Stage], object]]]:
    yield "waiting-clues", lambda stage: _waiting_clues(stage, SIZES_OF_CITY[size].waiting_clues)
    yield "questions", _questions
    yield "duplicate", _duplicate
    yield "small-promises", _small_promises
    for county in demo_city.COUNTIES:
        if size == "city" or county.prefix in ("990121", "990102"):
            yield f"run-{county.prefix}", partial(_run, county=county.code)
    yield "gifts", _gifts
    yield "reviews", _reviews
    yield "promises", lambda stage: _promises(stage, SIZES_OF_CITY[size].pledges)
    yield "promises-in-kind", promises.in_kind


def _waiting_clues(stage: Stage, count: int) -> None:
    """Half of them in 松坪镇, some overdue; two are taken and wait to become cases."""
    causes = ("HC01", "HC12", "HC06", "HC08", "HC09", "HC04", "HC07")
    for number in range(count):
        home = number % 3 == 0
        prefix = demo_city.COUNTIES[number % 8].prefix
        story = stage.draw(
            f"clue-{number}",
            days=(0, 1, 0, 1, 3)[number % 5],
            prefix="990121" if home else prefix,
            township="990121102" if home else "",
            cause=causes[number % len(causes)],
            urgency="yellow",
        )
        story.channel = "grid" if home else story.channel
        clue = stage.report(story, f"clue-{number}", danger=number % 11 == 6)
        if number % 6 == 3:
            needs.take_clue(clue=clue, by=stage.office.clerk(story), at=min(story.times["taken"], stage.now))


def _questions(stage: Stage) -> None:
    """The clerk asked the grid worker back: once answered, once open. One report went back with its reason."""
    clerk, grid = stage.cast.users["clerk"], stage.cast.users["grid"]
    for number, question in enumerate(("家里现在几口人？老人能不能自己做饭？", "孩子在哪里上学，今年缴了多少？")):
        story = stage.draw(f"question-{number}", days=4 - number, township="990121102", cause="HC12", urgency="yellow")
        story.village, story.channel = "990121102201", "grid"
        clue = stage.report(story, f"question-{number}")
        needs.take_clue(clue=clue, by=clerk, at=story.times["taken"])
        asked = needs.ask_reporter(
            clue=clue, question=question, by=clerk, at=story.times["taken"] + timedelta(minutes=9)
        )
        if number == 0:
            needs.answer_question(
                question=asked, answer="两口人，老人能做饭，出门不方便。", by=grid, at=story.times["opened"]
            )
    story = stage.draw("clue-returned", days=8, township="990121102", cause="HC09", urgency="yellow")
    story.village, story.channel = "990121102201", "grid"
    clue = stage.report(story, "clue-returned")
    clue = needs.take_clue(clue=clue, by=clerk, at=story.times["taken"])
    needs.return_clue(
        clue=clue, reason="已由村里协调解决，不需要救助；如有变化请再上报。", by=clerk, at=story.times["opened"]
    )


def _duplicate(stage: Stage) -> None:
    """A second report about a household whose case is open: the same telephone."""
    case = Case.objects.filter(township="990121102000", state="verifying").order_by("opened_at").first()
    if case is None or case.household.head is None:
        return
    head = case.household.head
    needs.report_clue(
        token=stable_id("live-clue", "duplicate"),
        channel="window",
        category="illness",
        words="来窗口问之前说的补助办到哪一步了。",
        region=Region.objects.get(pk=case.clues.get().region_id),
        oral_consent="yes",
        household_name=opened(head.name),
        household_phone=opened(head.phone),
        by=stage.cast.users["clerk"],
        at=stage.evening - timedelta(hours=2),
    )


def _run(stage: Stage, county: str) -> None:
    """Yesterday evening the coordinator ran the matching; the approver decided some proposals before leaving."""
    at = stage.evening
    run = runs.run(county=Region.objects.get(pk=county), by=stage.office.coordinator(county), at=at)
    stage.settle(at)
    fates, in_kind = (HOME_FATES, HOME_FATES_IN_KIND) if county.startswith("990121") else (FATES, FATES_IN_KIND)
    seen: dict[str, int] = {}
    proposals = Match.objects.filter(run=run, state="proposed").exclude(source_kind="pledge").order_by("number")
    chosen = [
        one
        for one in proposals.select_related("programme__charity", "fund__custodian", "resource__keeper", "item")
        if _varied(one, seen)
    ]
    decided = [
        *zip([one for one in chosen if one.resource_id is None], fates, strict=False),
        *zip([one for one in chosen if one.resource_id], in_kind, strict=False),
    ]
    for number, (match, fate) in enumerate(decided):
        _decide(stage, match, fate, at + timedelta(minutes=1 + number))
    if county.startswith("990121"):
        _decide_pool(stage, run, at + timedelta(minutes=50))


def _decide_pool(stage: Stage, run: Run, at: datetime) -> None:
    """The first pool of small promises is approved and two donors have answered; the others wait for this morning."""
    pool = run.pools.order_by("number").first()
    if pool is None:
        return
    approve_pool(pool=pool, reason=REASON, by=stage.office.approver(run.county_id), at=at)
    stage.settle(at)
    asked = list(pool.matches.filter(state="offered").select_related("pledge__donor").order_by("number"))
    for one in asked[:1]:
        answers.accept(match=one, amount=one.approved, by=present(one.pledge).donor, at=at + timedelta(minutes=5))
    for one in asked[1:2]:
        answers.decline(match=one, reason="这次不", by=present(one.pledge).donor, at=at + timedelta(minutes=6))
    stage.settle(at + timedelta(minutes=6))


def _varied(match: Match, seen: dict[str, int]) -> bool:
    """At most three of each source are decided, so that every source's people have something to answer; and one of each
    household, since a source gives to a household once."""
    key = match.source_key
    household = f"{key}/{match.case_id}"
    seen[key], seen[household] = seen.get(key, 0) + 1, seen.get(household, 0) + 1
    return seen[key] <= 3 and seen[household] == 1


def _decide(stage: Stage, match: Match, fate: str, at: datetime) -> None:
    approver = stage.office.approver(match.county_id)
    if fate == "returned":
        decisions.return_(match=match, reason="家庭已有其他来源在谈，先不占用名额。", by=approver, at=at)
        return
    recipient = deliverer_of(match)
    consent = _share(stage, match, recipient, at)
    match = decisions.approve(match=match, amount=match.proposed, reason=REASON, by=approver, at=at)
    if fate != "offered":
        _answer(stage, match, fate, consent, at)
    stage.settle(at)


def _share(stage: Stage, match: Match, recipient: Organisation, at: datetime) -> Consent:
    known = match.case.consents.filter(purpose="share", recipient=recipient, withdrawn_at__isnull=True).first()
    return known or needs.record_consent(
        case=match.case,
        purpose="share",
        recipient=recipient,
        form="written",
        fields=SHARED,
        by=match.case.owner,
        expires_at=at + CONSENT_LASTS,
        at=at - timedelta(seconds=30),
    )


def _answer(stage: Stage, match: Match, fate: str, consent: Consent, at: datetime) -> None:
    people = stage.office
    manager, delivers = people.answering(match.source), people.delivering(match.source)
    if fate == "declined":
        answers.decline(
            match=match, reason="本季度名额已安排，请转其他项目。", by=manager, at=at + timedelta(minutes=1)
        )
        return
    match = answers.accept(match=match, amount=match.approved, by=manager, at=at + timedelta(minutes=1))
    stage.settle(at + timedelta(minutes=1))
    if fate == "consent_withdrawn":  # scenario 7: packages are recalled, nothing was paid yet
        needs.withdraw_consent(consent=consent, by=match.case.owner, at=at + timedelta(minutes=2))
    if fate in ("disbursed", "delivered", "confirmed"):
        match = deliveries.disburse(match=match, by=delivers, at=at + timedelta(minutes=2))
    if fate in ("delivered", "confirmed"):
        slip = SimpleUploadedFile("签收单.jpg", papers.slip(match.number), "image/jpeg")
        delivery = deliveries.report_delivery(
            match=match,
            token=stable_id("live-delivery", match.number),
            delivered_on=at.date(),
            amount=match.accepted,
            method=METHOD[match.item.kind],
            evidence=store(slip, "delivery", delivers, at),
            public_words=WORDS[match.item.kind],
            by=delivers,
            at=at + timedelta(minutes=3),
        )
        if fate == "confirmed":
            deliveries.confirm_delivery(
                delivery=delivery, method="signature", by=delivers, at=at + timedelta(minutes=4)
            )


def _gifts(stage: Stage) -> None:
    """The demo donor: gifts to needs and to a programme, one not finished; another donor almost fills a gap."""
    at = stage.evening + timedelta(hours=2)
    claims = list(
        Claim.objects.filter(ended_at__isnull=True, public_need__live=True, public_need__state="published")
        .select_related("programme__charity", "public_need")
        .order_by("claimed_at", "pk")
    )
    claims = [
        one
        for one in claims
        if one.programme.slug not in supply.TAKES_NO_GIFTS and needs.remaining_fen(one.public_need_id) > 120 * Y
    ]  # where only goods are missing, no gift is taken
    donor, second = stage.cast.users["donor"], stage.cast.users["donor-2"]
    for number, claim in enumerate(claims[:3]):
        left = needs.remaining_fen(claim.public_need_id)
        _give(
            claim.programme,
            claim.public_need,
            min(left, (200, 500, 1_000)[number] * Y),
            donor,
            f"donor-{number}",
            at - timedelta(days=(9, 4, 0)[number]) if claim.claimed_at < at - timedelta(days=10) else at,
        )
    if len(claims) > 3:
        left = needs.remaining_fen(claims[3].public_need_id)
        _give(claims[3].programme, claims[3].public_need, min(49_000 * Y, left - 120 * Y), second, "nearly", at)
    programme = Programme.objects.get(slug="urgent-relief")
    _give(programme, None, 300 * Y, donor, "programme", at - timedelta(days=30))
    unfinished = _start(programme, None, 100 * Y, donor, "unfinished", at)
    giving.pay(gift=unfinished, channel="sandbox", return_url="/r/", cancel_url="/c/", at=at)
    giving.fail(gift=unfinished, reason="taken_back", at=at + timedelta(minutes=3))
    stage.settle(at + timedelta(minutes=10))


def _start(programme, need, fen: int, donor, key: str, at: datetime):
    return giving.start_gift(
        token=stable_id("live-gift", key),
        programme=programme,
        public_need=need,
        amount_fen=fen,
        shown_as="surname",
        donor_name=donor.display_name,
        donor_contact="",
        invoice_title="",
        unrelated_declared=True,
        by=donor,
        at=at,
    )


def _give(programme, need, fen: int, donor, key: str, at: datetime) -> None:
    if fen < Y:
        return
    gift = _start(programme, need, fen, donor, key, at)
    giving.pay(gift=gift, channel="sandbox", return_url="/r/", cancel_url="/c/", at=at)
    payment = gift.payments.get()
    giving.capture(
        gift=gift,
        channel="sandbox",
        account=payment.account,
        object_id=payment.object_id,
        amount_fen=fen,
        currency="CNY",
        at=at + timedelta(minutes=2),
    )


def _reviews(stage: Stage) -> None:
    """A programme and a fund wait for the city's approver, a top-up for the charity's confirmation."""
    at, users = stage.evening - timedelta(hours=6), stage.cast.users
    charity = stage.cast.bodies["charity-city"]
    programme = programme_services.create_programme(
        charity=charity,
        name="冬日暖家",
        region=Region.objects.get(pk=CITY),
        starts_on=stage.day,
        slug="warm-winter",
        ends_on=stage.day + timedelta(days=200),
        by=users["charity"],
        at=at,
        name_en="Warm Winter",
        kind="cash",
        purpose="帮助独居高龄老人和低收入家庭度过冬天。",
        purpose_en="Helps elderly people alone and poor households through winter.",
        standard="每户不超过 1,500 元。",
        standard_en="Up to CNY 1,500 a household.",
        cap_fen=1_500 * Y,
        minimum_fen=200 * Y,
        quota=300,
        surplus_rule=supply.SURPLUS[0],
        surplus_rule_en=supply.SURPLUS[1],
        materials="家庭同意书",
        fundraising_cost="募捐成本由机构自有经费承担，不从捐款中列支。",
        contact_name="林知秋",
        contact_phone="00045670001",
        filing_no=f"{charity.uscc}A{stage.day:%y}901",
        filed_from=stage.day - timedelta(days=12),
        filed_to=stage.day + timedelta(days=353),
    )
    rules = supply.rule(("cause", "in", ["HC12", "HC10", "HC06"]))
    programme_services.set_rules(programme=programme, rules=rules, vocabulary=VOCABULARY, by=users["charity"], at=at)
    programme_services.submit_programme(programme=programme, by=users["charity"], at=at + timedelta(minutes=20))
    _fund_in_review(stage, at)
    steel = Fund.objects.get(name="澄川钢构急难救助专项基金")
    top_ups.announce_top_up(
        fund=steel, amount_fen=200_000 * Y, token=stable_id("live-top-up", stage.seed), by=users["fund"], at=at
    )


def _fund_in_review(stage: Stage, at: datetime) -> None:
    manager = stage.cast.users["fund"]
    fund = fund_services.create_fund(
        enterprise=stage.cast.bodies["steel"],
        name="钢构职工家庭互助基金",
        region=Region.objects.get(pk=CITY),
        by=manager,
        at=at,
        name_en="Steel Families Mutual Fund",
        purpose="帮助遭遇意外伤害的产业工人家庭。",
        custodian=stage.cast.bodies["charity-city"],
        audience="trade",
        cap_fen=8_000 * Y,
        planned_total_fen=400_000 * Y,
        cooling_days=180,
        starts_on=stage.day,
        ends_on=stage.day + timedelta(days=730),
        minimum_fen=500 * Y,
    )
    fund = fund_services.set_rules(fund=fund, rules=supply.rule(("cause", "in", ["HC03", "HC04"])), by=manager, at=at)
    words = agreement.draft(Fund.objects.get(pk=fund.pk))
    fund_services.sign_agreement(fund=fund, seen_sha256=words.sha256, by=manager, at=at)
    fund_services.submit_fund(fund=fund, by=manager, at=at + timedelta(minutes=30))


def _small_promises(stage: Stage) -> None:
    """Promises of a few dozen yuan for families of 青屏县, each too small to be decided alone: its run pools them."""
    home = Region.objects.get(pk="990121000000")
    donors = [
        stage.cast.users["donor"],
        *[stage.cast.users[f"donor-p{number}"] for number in range(40, 40 + SMALL - 1)],
    ]
    for number, donor in enumerate(donors):
        fen = (100, 60, 150, 80, 120, 50)[number % 6] * Y
        giving.make_pledge(
            token=stable_id("small-pledge", stage.seed, number),
            category=("injury", "", "illness")[number % 3],
            region=home,
            per_household_fen=fen,
            total_fen=fen * (1 + number % 2),
            mode="automatic" if number % 8 == 5 else "ask",
            by=donor,
            at=stage.evening - timedelta(days=40 - number),
            until=stage.day + timedelta(days=60),
        )


def _promises(stage: Stage, count: int) -> None:
    """Promises of money without gifts: open ones, cancelled ones, and some whose day is over (scenario 15)."""
    donors = [
        stage.cast.users["donor"],
        stage.cast.users["donor-2"],
        *[stage.cast.users[f"donor-p{number}"] for number in range(80)],
    ]
    city = Region.objects.get(pk=CITY)
    for number in range(max(6, count // 5)):
        kind = ("open", "cancelled", "cancelled", "lapsed", "lapsed")[number % 5] if number > 3 else "open"
        donor, fen = donors[number % len(donors)], (300, 200, 500, 1_000, 20_000)[number % 5] * Y
        made = stage.evening - timedelta(days=20 if kind == "open" else 120 + number)
        pledge = giving.make_pledge(
            token=stable_id("live-pledge", stage.seed, number),
            category=("", "illness", "school", "injury")[number % 4],
            region=city,
            per_household_fen=fen // (4 if fen > 1_000 * Y else 1),
            total_fen=fen,
            mode="ask",
            by=donor,
            at=made,
            until=_until(stage.day, kind),
        )
        if kind == "cancelled":
            giving.cancel_pledge(pledge=pledge, by=donor, at=made + timedelta(days=30))
    giving.expire_pledges(stage.now)


def _until(day: date, kind: str) -> date:
    return day + timedelta(days=90) if kind != "lapsed" else day - timedelta(days=9)
