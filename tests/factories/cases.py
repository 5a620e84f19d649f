"""Cases in named situations, from the first report to the confirmed help.

Everything is made by the project's own services, each by the person who would do it, so that a situation here is one
that can come about. Each function builds on the one above it and takes the cast of the demo and a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from common.files.services import store
from common.ids import make_resident_id
from common.outbox.services import deliver_due
from common.regions import demo_tree
from common.regions.models import Region
from demo import people, supply
from demo.people import Cast
from matching.decisions import services as decisions
from matching.decisions.guards import deliverer_of
from matching.delivery import answers, deliveries
from matching.models import Delivery, Match
from matching.runs import services as runs
from needs import services as needs
from needs.models import Case, Clue, Consent, NeedItem
from needs.services.cases import HouseholdFacts, PersonFacts
from organisations.models import Organisation, User
from publication import services as publication
from publication.models import PublicNeed
from tests.factories.pictures import jpeg

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 3, 9, 0, tzinfo=SHANGHAI)
Y = 100  # fen in a yuan
TITLE = "家中主要劳动力突发脑血管疾病，康复费用未落实"
STORY = "家中唯一的收入来源突发疾病，手术已完成。医保与大病保险结算后，康复阶段的自付费用还没有着落。"
SOURCES = ("serious-illness", "tea-winter")  # a charity's programme, an enterprise's fund
FACTS = dict.fromkeys(("event", "household", "cost", "insurance", "hardship"), "true")
_serial = count(1)


@dataclass(frozen=True)
class Family:
    """What is private about one household and the person who reported it."""

    name: str = "郝大山"
    phone: str = "00011112222"
    id_no: str = ""
    village: str = "990121102201"
    village_name: str = "松坪村"
    address: str = ""
    bank_account: str = ""
    words: str = "突发脑梗，在县医院，家里没有别的收入。"
    reporter_name: str = ""
    reporter_phone: str = ""
    summary: str = "突发脑血管疾病，手术已完成。"
    hospital: str = "青屏县人民医院"
    school: str = ""
    employer: str = ""
    others: tuple[PersonFacts, ...] = ()
    cause: str = "HC01"
    urgency: str = "orange"


HOME = Family()


@dataclass(frozen=True)
class Desk:
    """The people who carry one case: two of the township, two of the county."""

    clerk: User
    reviewer: User
    coordinator: User
    approver: User
    reporter: User | None = None


def staged(at: datetime = START, *, sources: tuple[str, ...] = ()) -> Cast:
    """The invented city with its people, and those of the demo's programmes and funds that are named.

    With `SOURCES` each household of 青屏县 gets both up to their caps: 10,000 and 3,000 yuan of a gap of 18,000.
    """
    demo_tree.load()
    cast = people.create(at - timedelta(days=364))
    programmes = [one for one in supply.PROGRAMMES if one[0] in sources]
    funds = [one for one in supply.FUNDS if one[0] in sources]
    with patch.multiple(supply, PROGRAMMES=programmes, FUNDS=funds):
        supply.create(cast, at=at)
    return cast


def desk(cast: Cast, county: str = "") -> Desk:
    """The desk of 松坪镇 in 青屏县, or of another county by its six digits."""
    users = cast.users
    if not county:
        return Desk(users["clerk"], users["reviewer"], users["coordinator"], users["approver"], users["grid"])
    return Desk(
        *(
            users[f"{role}-{county}"]
            for role in ("township_clerk", "township_reviewer", "county_coordinator", "county_approver")
        )
    )


def desk_county(cast: Cast, county: str = "") -> Region:
    return Region.objects.get(pk=f"{county or '990121'}000000")


def family(**fields: Any) -> Family:
    """Another household: its own name, number and telephone."""
    number = next(_serial)
    fresh = {
        "name": f"郝小{'一二三四五六七八九十'[number % 10]}",
        "phone": f"0002{number:07d}",
        "id_no": make_resident_id("990121", date(1956, 3, 12), number),
    }
    return replace(HOME, **{**fresh, **fields})


# Private values of one household: none of them may leave the case file. Unmistakable, and sound where a form checks.
CANARIES = {
    "name": "贺兰铁鸢",
    "phone": "00077314159",
    "id_no": make_resident_id("990121", date(1961, 7, 9), 823),
    "village_name": "望乡坳子寨",
    "address": "鹧鸪弄七十三号半",
    "bank_account": "9900271828182845904",
    "words": "鸢尾暗码甲",
    "reporter_name": "尉迟青瓦",
    "reporter_phone": "00077271828",
    "summary": "鸢尾暗码乙",
    "hospital": "栖梧谷骨科医院",
    "school": "澜沧渡小学堂",
    "employer": "朔风砖瓦厂",
    "spouse": "令狐若蝉",
    "spouse_id": make_resident_id("990121", date(1964, 2, 3), 616),
    "spouse_phone": "00077141421",
    "note": "鸢尾暗码丙",
    "visit": "鸢尾暗码丁",
    "delivery": "鸢尾暗码戊",
    "witness": "公孙半夏",
}


def canary_family(**fields: Any) -> Family:
    """The household of the canaries; several of them differ in their numbers, so that each can have its own case."""
    c, number = CANARIES, next(_serial)
    own = "id_no" in fields  # only the household of the canaries itself; nobody belongs to two households
    spouse = PersonFacts(
        name=c["spouse"],
        phone=c["spouse_phone"] if own else f"0007714{number:04d}",
        relation="配偶",
        id_no=c["spouse_id"] if own else make_resident_id("990121", date(1964, 2, 3), number),
    )
    given = {
        name: c[name]
        for name in (
            "name",
            "village_name",
            "address",
            "bank_account",
            "reporter_name",
            "reporter_phone",
            "hospital",
            "school",
            "employer",
        )
    }
    given |= {"words": f"他说：{c['words']}。", "summary": f"经过：{c['summary']}。", "others": (spouse,)}
    given |= {"phone": f"0007731{number:04d}", "id_no": make_resident_id("990121", date(1961, 7, 9), number)}
    return replace(HOME, **{**given, **fields})


def elsewhere(county: str, **fields: Any) -> Family:
    """A household in the first village of another county's first township, where that county's desk works."""
    village = Region.objects.filter(code__startswith=county, level=5).order_by("code").first()
    return family(village=village.code, village_name=village.name, **fields)


def everything(*, reads: bool = True) -> dict[str, str]:
    """A digest of every table: equal before and after means that nothing moved, whoever wrote.

    `reads=False` leaves out the log's rows of who was shown something: a refused form stands on a page that shows it.
    """
    acts = "" if reads else " where kind <> 'read'"
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        tables = [name for (name,) in cursor.fetchall()]
        parts = [
            f"select '{one}', md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from \"{one}\" t"
            + (acts if one == "audit_auditevent" else "")
            for one in tables
        ]
        cursor.execute(" union all ".join(parts))
        return dict(cursor.fetchall())


@contextmanager
def refused(*kinds: type[Exception]) -> Iterator[Any]:
    """What is done inside is refused with one of these, and nothing moved."""
    before = everything()
    with pytest.raises(kinds) as error, transaction.atomic():
        yield error
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()


def settle(at: datetime) -> None:
    """Let the news travel until nothing is left."""
    while deliver_due(at + timedelta(minutes=1)):
        pass


# the demand side


def reported_clue(cast: Cast, at: datetime, home: Family = HOME, county: str = "", **fields: Any) -> Clue:
    given = {
        "token": uuid4(),
        "channel": "grid",
        "category": "illness",
        "words": home.words,
        "household_name": home.name,
        "household_phone": home.phone,
        "reporter_name": home.reporter_name,
        "reporter_phone": home.reporter_phone,
        "by": desk(cast, county).reporter,
        "region": Region.objects.get(pk=home.village),
    }
    return needs.report_clue(**{**given, **fields}, at=at)


def taken_clue(cast: Cast, at: datetime, home: Family = HOME, county: str = "") -> Clue:
    clue = reported_clue(cast, at, home, county)
    return needs.take_clue(clue=clue, by=desk(cast, county).clerk, at=at + timedelta(hours=1))


def opened_case(cast: Cast, at: datetime, home: Family = HOME, county: str = "") -> Case:
    clue = taken_clue(cast, at, home, county)
    return needs.open_case(
        clue=clue,
        household=HouseholdFacts(
            size=4, minors=1, identity="marginal", village_name=home.village_name, address=home.address
        ),
        head=PersonFacts(name=home.name, id_no=home.id_no, phone=home.phone, bank_account=home.bank_account),
        others=home.others,
        cause=home.cause,
        urgency=home.urgency,
        event_on=at.date() - timedelta(days=2),
        summary=home.summary,
        hospital=home.hospital,
        school=home.school,
        employer=home.employer,
        by=desk(cast, county).clerk,
        at=at + timedelta(hours=2),
    )


def costed_item(
    cast: Cast,
    case: Case,
    at: datetime,
    county: str = "",
    *,
    cost_yuan: int = 60_000,
    insurance_yuan: int = 36_000,
    asked_yuan: int = 24_000,
    category: str = "rehab",
) -> NeedItem:
    """A cash item with its verified cost."""
    clerk = desk(cast, county).clerk
    item = needs.add_item(case=case, kind="cash", category=category, requested_fen=asked_yuan * Y, by=clerk, at=at)
    needs.verify_item(
        item=item, verified_cost_fen=cost_yuan * Y, insurance_fen=insurance_yuan * Y, evidence="seen", by=clerk, at=at
    )
    return NeedItem.objects.get(pk=item.pk)  # with the gap that the database worked out


def signed_case(cast: Cast, at: datetime, home: Family = HOME, county: str = "", **costs: int) -> Case:
    """Everything that the confirmation of the gap asks for: a cost, two signatures, government aid of 6,000 yuan."""
    case = opened_case(cast, at, home, county)
    who, later = desk(cast, county), at + timedelta(hours=3)
    item = costed_item(cast, case, later, county, **costs)
    visit = needs.sign_first(case=case, method="visit", visited_on=at.date(), facts=FACTS, by=who.clerk, at=later)
    needs.sign_second(verification=visit, by=who.reviewer, at=later)
    granted = min(6_000 * Y, item.remaining_fen // 4)
    needs.record_aid(
        case=case, aid_type="temporary_aid", state="granted", amount_fen=granted, item=item, by=who.reviewer, at=later
    )
    return Case.objects.get(pk=case.pk)


def verified_case(cast: Cast, at: datetime, home: Family = HOME, county: str = "", **costs: int) -> Case:
    """The gap is confirmed; an approver decides what happens next."""
    case = signed_case(cast, at, home, county, **costs)
    return needs.confirm_gap(case=case, by=desk(cast, county).reviewer, at=at + timedelta(hours=4))


def unpublished_case(cast: Cast, at: datetime, home: Family = HOME, county: str = "", **costs: int) -> Case:
    """Open for matching and never shown."""
    case = verified_case(cast, at, home, county, **costs)
    return publication.open_unpublished(
        case=case, reason="家庭不愿公开", by=desk(cast, county).approver, at=at + timedelta(hours=5)
    )


def publication_consent(cast: Cast, case: Case, at: datetime, county: str = "") -> Consent:
    return needs.record_consent(
        case=case,
        purpose="publish",
        form="written",
        expires_at=at + timedelta(days=180),
        by=desk(cast, county).clerk,
        at=at,
    )


def written_need(
    cast: Cast,
    at: datetime,
    home: Family = HOME,
    county: str = "",
    *,
    title: str = TITLE,
    story: str = STORY,
    consent: bool = True,
    **costs: int,
) -> tuple[Case, PublicNeed]:
    """A confirmed case with consent and a draft of the public text."""
    case = verified_case(cast, at, home, county, **costs)
    if consent:
        publication_consent(cast, case, at + timedelta(hours=5), county)
    need = publication.write_public_text(
        case=case,
        title=title,
        story=story,
        age_band="60–69",
        household_band="3–4",
        deadline_on=at.date() + timedelta(days=20),
        by=desk(cast, county).clerk,
        at=at + timedelta(hours=5),
    )
    return Case.objects.get(pk=case.pk), need


def submitted_need(cast: Cast, at: datetime, *args: Any, **fields: Any) -> tuple[Case, PublicNeed]:
    case, need = written_need(cast, at, *args, **fields)
    return case, publication.submit_public_text(public_need=need, by=need.author, at=at + timedelta(hours=6))


def published_need(
    cast: Cast, at: datetime, home: Family = HOME, county: str = "", **fields: Any
) -> tuple[Case, PublicNeed]:
    _case, need = submitted_need(cast, at, home, county, **fields)
    need = publication.publish(public_need=need, by=desk(cast, county).approver, at=at + timedelta(hours=7))
    return Case.objects.get(public_need=need), need


# matching


def sharing_consent(cast: Cast, case: Case, recipient: Organisation, at: datetime, county: str = "") -> Consent:
    return needs.record_consent(
        case=case,
        purpose="share",
        recipient=recipient,
        fields=("name", "phone", "bank_account"),
        form="written",
        expires_at=at + timedelta(days=180),
        by=desk(cast, county).clerk,
        at=at,
    )


def payer_of(match: Match) -> Organisation:
    """Who would learn the household's name: the programme's charity, or the one that keeps the fund or the stock."""
    return deliverer_of(match)


def case_in_kind(
    cast: Cast,
    at: datetime,
    home: Family = HOME,
    *,
    kind: str = "goods",
    category: str = "food",
    quantities=(6,),
) -> Case:
    """Open for matching, with items of goods or services beside the money."""
    case = verified_case(cast, at, home)
    clerk = desk(cast).clerk
    for quantity in quantities:
        item = needs.add_item(case=case, kind=kind, category=category, quantity=quantity, by=clerk, at=at)
        needs.verify_item(item=item, verified_cost_fen=0, evidence="seen", by=clerk, at=at)
    return publication.open_unpublished(
        case=case, reason="家庭不愿公开", by=desk(cast).approver, at=at + timedelta(hours=5)
    )


def proposed_match(
    cast: Cast,
    at: datetime,
    home: Family = HOME,
    county: str = "",
    *,
    programme: str = "serious-illness",
    fund: str = "",
    publish: bool = False,
    **costs: int,
) -> Match:
    """A run proposes it for a case that is open: to a programme by its slug, or to a fund by the enterprise's key."""
    make = published_need if publish else unpublished_case
    made = make(cast, at, home, county, **costs)
    case = made[0] if publish else made
    later = at + timedelta(days=1)
    runs.run(county=case.county, by=desk(cast, county).coordinator, at=later)
    found = Match.objects.filter(case=case, state="proposed")
    return found.get(fund__enterprise=cast.bodies[fund]) if fund else found.get(programme__slug=programme)


def offered_match(
    cast: Cast,
    at: datetime,
    home: Family = HOME,
    county: str = "",
    *,
    amount_fen: int | None = None,
    **fields: Any,
) -> Match:
    """An approver of the county agreed; the money is reserved and the source is asked."""
    match = proposed_match(cast, at, home, county, **fields)
    later = at + timedelta(days=1, hours=1)
    sharing_consent(cast, match.case, payer_of(match), later, county)
    return decisions.approve(
        match=match,
        amount=amount_fen or match.proposed_fen,
        reason="符合条件，核实一致。",
        by=desk(cast, county).approver,
        at=later,
    )


def answerer(cast: Cast, match: Match) -> User:
    body = match.programme.charity if match.programme_id else match.fund.enterprise
    role = "charity_manager" if match.programme_id else "fund_manager"
    return User.objects.get(memberships__organisation=body, memberships__role=role)


def payer(match: Match) -> User:
    return User.objects.filter(memberships__organisation=payer_of(match), memberships__role="charity_manager").get()


def accepted_match(cast: Cast, at: datetime, *args: Any, part: float = 1, **fields: Any) -> Match:
    match = offered_match(cast, at, *args, **fields)
    amount = int(match.approved_fen * part)
    return answers.accept(match=match, amount=amount, by=answerer(cast, match), at=at + timedelta(days=1, hours=2))


def paid_match(cast: Cast, at: datetime, *args: Any, **fields: Any) -> Match:
    match = accepted_match(cast, at, *args, **fields)
    return deliveries.disburse(match=match, by=payer(match), at=at + timedelta(days=2))


def reported_delivery(cast: Cast, at: datetime, *args: Any, **fields: Any) -> Delivery:
    match = paid_match(cast, at, *args, **fields)
    return tell_delivery(match, at + timedelta(days=2, hours=1))


def tell_delivery(match: Match, at: datetime, *, note: str = "", **fields: Any) -> Delivery:
    by = payer(match)
    paper = SimpleUploadedFile("slip.jpg", jpeg(), "image/jpeg")
    given = {
        "token": uuid4(),
        "delivered_on": at.date(),
        "amount": match.accepted,
        "method": "transfer",
        "evidence": store(paper, "delivery", by, at),
        "public_words": "已转入医院账户",
        "note": note,
    }
    return deliveries.report_delivery(match=match, by=by, at=at, **{**given, **fields})


def delivered_match(cast: Cast, at: datetime, *args: Any, **fields: Any) -> Match:
    """The family confirmed before a witness; nothing is left to do."""
    delivery = reported_delivery(cast, at, *args, **fields)
    deliveries.confirm_delivery(
        delivery=delivery, method="witness", witness="见证人甲", by=payer(delivery.match), at=at + timedelta(days=3)
    )
    return Match.objects.get(pk=delivery.match_id)


def day(year: int, month: int, number: int, hour: int = 9) -> datetime:
    return datetime.combine(date(year, month, number), datetime.min.time(), SHANGHAI).replace(hour=hour)
