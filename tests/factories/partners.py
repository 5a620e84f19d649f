"""Charities, enterprises and their offices, people in their roles, and programmes and funds in named situations.

Everything is made by the services where one exists, so that a situation here is one that can come about.
"""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from common.ids import USCC_ALPHABET, USCC_WEIGHTS
from common.regions import demo_city
from funds import accounts, agreement
from funds import services as fund_services
from funds.ledger import services as ledger
from funds.ledger.routes import Code
from funds.models import Fund, TopUp
from needs import criteria
from organisations.models import Membership, Organisation, Qualification, User
from programmes import services
from programmes.models import Programme
from tests import clock
from tests.factories.regions import demo_region

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
RULES = {"all": [{"field": "category", "op": "in", "value": ["illness", "injury"]}]}
_serial = count(1)


def uscc(number: int) -> str:
    """A sound code of an invented body: 99 is nobody's division."""
    body = f"51990100MA{number:07d}"
    rest = sum(USCC_ALPHABET.index(letter) * weight for letter, weight in zip(body, USCC_WEIGHTS, strict=True))
    return body + USCC_ALPHABET[-rest % 31]


def organisation(kind: str, name: str = "", region: str = demo_city.CITY_CODE, **fields: Any) -> Organisation:
    number = next(_serial)
    fields.setdefault("uscc", uscc(number) if kind in ("charity", "service_org", "enterprise") else None)
    return Organisation.objects.create(
        kind=kind, name=name or f"{kind}{number}-{uuid4().hex[:6]}", region=demo_region(region), **fields
    )


def charity(name: str = "", **fields: Any) -> Organisation:
    """With a valid certificate and a bank account."""
    fields.setdefault("bank_account_label", "澄川银行 尾号 0042")
    made = organisation("charity", name, **fields)
    certificate(made)
    return made


def certificate(holder: Organisation, valid_from: date = date(2025, 1, 1), valid_to: date = date(2099, 12, 31)):
    return Qualification.objects.create(
        organisation=holder,
        kind="pf_qualification",
        number=f"公募{uuid4().hex[:12]}",
        valid_from=valid_from,
        valid_to=valid_to,
    )


def enterprise(name: str = "", **fields: Any) -> Organisation:
    return organisation("enterprise", name, **fields)


def office(region: str = demo_city.CITY_CODE) -> Organisation:
    return organisation("civil_affairs", region=region)


def person(role: str, at: Organisation, name: str = "") -> User:
    number = next(_serial)
    user = User.objects.create_user(
        email=f"p{number}-{uuid4().hex[:6]}@example.org", display_name=name or f"人员{number}", is_demo=True
    )
    return join(user, role, at)


def join(user: User, role: str, at: Organisation) -> User:
    Membership.objects.create(user=user, organisation=at, role=role, granted_at=NOW - timedelta(days=400))
    user.__dict__.pop("_live_memberships", None)
    return user


def manager_of(programme: Programme) -> User:
    return person("charity_manager", programme.charity)


def approver(region: str = demo_city.CITY_CODE) -> User:
    return person("county_approver", office(region))


FULL_PROGRAMME: dict[str, Any] = {
    "purpose": "帮助突发重大疾病的家庭付清自付费用。",
    "standard": "每户 3,000—10,000 元",
    "surplus_rule": "用于本机构同类大病救助项目，并公开。",
    "fundraising_cost": "不超过募得款物的 5%",
    "materials": "医疗费用结算单复印件",
    "contact_name": "周文秀",
    "contact_phone": "00012345678",
    "cap_fen": 1_000_000,
    "filing_no": "51990100MA0001A26001",
    "filed_from": date(2026, 1, 1),
    "filed_to": date(2027, 12, 31),
}


def draft_programme(holder: Organisation | None = None, by: User | None = None, **fields: Any) -> Programme:
    """Everything filled in but nothing submitted."""
    holder = holder or charity()
    by = by or person("charity_manager", holder)
    basics = {"name": f"大病续航{next(_serial)}", "starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}
    region = fields.pop("region", None) or demo_region(demo_city.CITY_CODE)
    made = services.create_programme(
        charity=holder, region=region, by=by, at=NOW, **{**basics, **FULL_PROGRAMME, **fields}
    )
    return services.set_rules(programme=made, rules=RULES, vocabulary=criteria.VOCABULARY, by=by, at=NOW)


def submitted_programme(holder: Organisation | None = None, by: User | None = None, **fields: Any) -> Programme:
    made = draft_programme(holder, by, **fields)
    return services.submit_programme(programme=made, by=made.created_by, at=NOW)


def running_programme(holder: Organisation | None = None, by: User | None = None, **fields: Any) -> Programme:
    made = submitted_programme(holder, by, **fields)
    return services.approve_programme(programme=made, by=approver(), at=NOW)


FULL_FUND: dict[str, Any] = {
    "purpose": "帮助遭遇急难的家庭渡过难关。",
    "cap_fen": 2_000_000,
    "planned_total_fen": 300_000_000,
    "warn_below_fen": 5_000_000,
}


def draft_fund(
    firm: Organisation | None = None, custodian: Organisation | None = None, by: User | None = None, **fields: Any
) -> Fund:
    """All terms entered; not signed."""
    firm = firm or enterprise()
    by = by or person("fund_manager", firm)
    custodian = custodian or charity()
    region = fields.pop("region", None) or demo_region(demo_city.CITY_CODE)
    made = fund_services.create_fund(
        enterprise=firm,
        name=f"急难救助基金{next(_serial)}",
        region=region,
        by=by,
        at=NOW,
        **{**FULL_FUND, "custodian": custodian, **fields},
    )
    return fund_services.set_rules(fund=made, rules=RULES, by=by, at=NOW)


def signed_fund(*args: Any, **fields: Any) -> Fund:
    made = draft_fund(*args, **fields)
    fund_services.sign_agreement(fund=made, seen_sha256=agreement.draft(made).sha256, by=made.created_by, at=NOW)
    return Fund.objects.get(pk=made.pk)


def submitted_fund(*args: Any, **fields: Any) -> Fund:
    made = signed_fund(*args, **fields)
    return fund_services.submit_fund(fund=made, by=made.created_by, at=NOW)


def running_fund(*args: Any, **fields: Any) -> Fund:
    return fund_services.approve_fund(fund=submitted_fund(*args, **fields), by=approver(), at=NOW)


def announced_top_up(fund: Fund, amount_fen: int = 10_000_000) -> TopUp:
    return fund_services.announce_top_up(fund=fund, amount_fen=amount_fen, token=uuid4(), by=fund.created_by, at=NOW)


def received_top_up(fund: Fund, amount_fen: int = 10_000_000) -> TopUp:
    top_up = announced_top_up(fund, amount_fen)
    cashier = person("charity_manager", fund.custodian)
    return fund_services.confirm_top_up(
        top_up=top_up, amount_fen=amount_fen, bank_line=f"L{next(_serial):010d}", by=cashier, at=NOW
    )


def today_programme(holder: Organisation | None = None, by: User | None = None, **fields: Any) -> Programme:
    """Running on the day on which the test runs, with money in it: for pages, which read the clock themselves."""
    day = clock.today()
    dates = {
        "starts_on": day - timedelta(days=100),
        "ends_on": day + timedelta(days=200),
        "filed_from": day - timedelta(days=120),
        "filed_to": day + timedelta(days=200),
    }
    made = running_programme(holder, by, **{**dates, **fields})
    Programme.objects.filter(pk=made.pk).update(report_due_on=day + timedelta(days=60))
    give(made, 5_000_000)
    return Programme.objects.select_related("charity", "region").get(pk=made.pk)


def give(programme: Programme, amount_fen: int) -> None:
    """An offline gift, in the books."""
    ledger.post(
        Code.GIFT,
        debit=accounts.bank_account(programme.charity),
        credit=accounts.programme_account(programme),
        amount_fen=amount_fen,
        effect_key=f"test:{uuid4()}",
        by_id=programme.created_by_id,
    )
