"""What the invented charities, enterprises and donors offer: programmes, funds, money in them, pledges.

Made by the project's own services, each by the person who would do it, so that audit and books are complete.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from common.regions.models import Region
from demo.people import CITY, Cast, account, stable_id
from funds import accounts, agreement, top_ups
from funds import services as fund_services
from funds.ledger import services as ledger
from funds.ledger.routes import Code
from funds.models import Fund, TopUp
from needs.criteria import VOCABULARY
from organisations.models import Membership, User
from programmes import services as programme_services
from programmes.models import Programme

Y = 100  # fen in a yuan


def rule(*clauses: tuple) -> dict:
    return {"all": [{"field": field, "op": op, "value": value} for field, op, value in clauses]}


# (slug, charity, name, English, purpose, purpose_en, standard, standard_en, region, kind, cap, minimum, quota, rules, money)
PROGRAMMES = [
    (
        "serious-illness",
        "charity-city",
        "大病续航",
        "Serious Illness Bridge",
        "帮助突发重大疾病和意外伤害的家庭承担医保之后仍然过重的治疗与康复费用。",
        "Helps households carry treatment and rehabilitation costs that remain after insurance.",
        "自付费用 2 万元以上，每户 3,000 至 10,000 元。",
        "Own cost above CNY 20,000; CNY 3,000 to 10,000 a household.",
        CITY,
        "cash",
        10_000 * Y,
        1_000 * Y,
        180,
        rule(("category", "in", ["illness", "injury"]), ("self_paid_fen", "gte", 20_000 * Y)),
        860_000 * Y,
    ),
    (
        "after-the-fire",
        "charity-city",
        "火后重建",
        "After the Fire",
        "帮助失火和受灾家庭购置生活必需品、修缮住房。",
        "Helps households after fire or flood to repair and restock.",
        "每户不超过 8,000 元。",
        "Up to CNY 8,000 a household.",
        CITY,
        "cash",
        8_000 * Y,
        500 * Y,
        40,
        rule(("category", "in", ["fire_flood"])),
        240_000 * Y,
    ),
    (
        "urgent-relief",
        "charity-city",
        "周急应急金",
        "Urgent Relief",
        "对突发困难、其他项目尚未覆盖的家庭给予应急帮助。",
        "Emergency help where no other programme fits yet.",
        "每户不超过 5,000 元。",
        "Up to CNY 5,000 a household.",
        CITY,
        "cash",
        5_000 * Y,
        300 * Y,
        400,
        {},
        520_000 * Y,
    ),
    (
        "new-students",
        "qinghe",
        "微光助学",
        "Glimmer Scholarships",
        "帮助低收入家庭的学生继续学业。",
        "Keeps students of low-income households at school.",
        "每人 5,000 元以内。",
        "Up to CNY 5,000 a student.",
        CITY,
        "cash",
        5_000 * Y,
        500 * Y,
        240,
        rule(
            ("category", "in", ["school"]),
            ("identity", "in", ["dibao", "destitute", "marginal", "rigid_spending", "low_income", "relapse_monitored"]),
        ),
        310_000 * Y,
    ),
    (
        "wheels-home",
        "disability",
        "轮椅到家",
        "Wheels Home",
        "为残疾人和伤病者补助辅助器具与康复费用。",
        "Assistive devices and rehabilitation for disabled and injured people.",
        "每户不超过 6,000 元。",
        "Up to CNY 6,000 a household.",
        CITY,
        "cash",
        6_000 * Y,
        500 * Y,
        150,
        rule(("cause", "in", ["HC10", "HC03", "HC04"])),
        200_000 * Y,
    ),
    (
        "qingping-neighbours",
        "charity-qingping",
        "青屏邻里互助",
        "Qingping Neighbours",
        "帮助青屏县遇到急难的家庭渡过难关。",
        "Helps households in Qingping through a hard time.",
        "每户不超过 4,000 元。",
        "Up to CNY 4,000 a household.",
        "990121000000",
        "cash",
        4_000 * Y,
        300 * Y,
        200,
        {},
        150_000 * Y,
    ),
    (
        "bailu-fishers",
        "star-bridge",
        "白鹭渔家帮扶",
        "Bailu Fishing Families",
        "帮助白鹭县禁渔后遇到困难的家庭。",
        "Helps families of Bailu after the fishing ban.",
        "每户不超过 3,000 元。",
        "Up to CNY 3,000 a household.",
        "990124000000",
        "cash",
        3_000 * Y,
        300 * Y,
        60,
        {},
        60_000 * Y,
    ),
    (
        "warm-parcel",
        "red-cross",
        "急难暖心包",
        "Warm Parcel",
        "24 小时内送到的应急物资包。",
        "A parcel of first needs within 24 hours.",
        "每户 500 元物资。",
        "CNY 500 in goods a household.",
        CITY,
        "goods",
        500 * Y,
        0,
        600,
        rule(("urgency", "in", ["red"])),
        0,
    ),
    (
        "lamp-counselling",
        "warm-lamp",
        "心灯个案",
        "Lamp Counselling",
        "为遭遇重大变故的人提供心理支持。",
        "Counselling after a heavy loss.",
        "每人 6 次免费会谈。",
        "Six free meetings.",
        CITY,
        "service",
        None,
        0,
        200,
        {},
        0,
    ),
]

# (key, enterprise, custodian, name, English, region, audience, cap, total, rules, money, cooling, default)
FUNDS = [
    (
        "steel-emergency",
        "steel",
        "charity-city",
        "澄川钢构急难救助专项基金",
        "Chengchuan Steel Emergency Fund",
        CITY,
        "public",
        20_000 * Y,
        3_000_000 * Y,
        rule(("urgency", "in", ["red", "orange", "yellow"])),
        3_000_000 * Y,
        180,
        "decline",
    ),
    (
        "pharma-illness",
        "pharma",
        "charity-city",
        "白鹭医药大病援助金",
        "Bailu Pharma Illness Aid",
        CITY,
        "public",
        30_000 * Y,
        1_200_000 * Y,
        rule(("cause", "in", ["HC01"]), ("has_minors", "is", True)),
        1_200_000 * Y,
        365,
        "decline",
    ),
    (
        "park-wages",
        "park",
        "charity-city",
        "望川产业园欠薪应急周转金",
        "Wangchuan Park Wage Bridge",
        "990103000000",
        "trade",
        6_000 * Y,
        800_000 * Y,
        rule(("cause", "in", ["HC09"])),
        800_000 * Y,
        90,
        "decline",
    ),
    (
        "tea-winter",
        "tea",
        "charity-qingping",
        "青屏茶业暖冬基金",
        "Qingping Tea Winter Fund",
        "990121000000",
        "public",
        3_000 * Y,
        600_000 * Y,
        {},
        600_000 * Y,
        60,
        "agree",
    ),
    (
        "power-mutual",
        "power",
        "charity-city",
        "川岭电力职工互助金",
        "Chuanling Power Mutual Aid",
        CITY,
        "trade",
        8_000 * Y,
        450_000 * Y,
        rule(("cause", "in", ["HC03", "HC04", "HC05"])),
        450_000 * Y,
        180,
        "decline",
    ),
]

# One lapsed certificate with an overdue report, and who may not raise money from the public (domain reference §7.3).
REPORT_OVERDUE = "bailu-fishers"
TAKES_NO_GIFTS = frozenset({"qinghe", "warm-lamp", "star-bridge"})
SURPLUS = ("转入同一项目的下一位求助者。", "Goes to the next household of the same programme.")


def create(cast: Cast, *, at: datetime) -> tuple[list[Programme], list[Fund]]:
    """Programmes and funds as they would come to be a year ago; running it again changes nothing."""
    begun = at - timedelta(days=364)
    programmes = [_programme(cast, spec, begun, at) for spec in PROGRAMMES]
    funds = [_fund(cast, spec, begun) for spec in FUNDS]
    return programmes, funds


def _programme(cast: Cast, spec, begun: datetime, at: datetime) -> Programme:
    (
        slug,
        charity_key,
        name,
        name_en,
        purpose,
        purpose_en,
        standard,
        standard_en,
        region,
        kind,
        cap,
        minimum,
        quota,
        rules,
        money,
    ) = spec
    if existing := Programme.objects.filter(slug=slug).first():
        return existing
    charity = cast.bodies[charity_key]
    manager = _member(cast, charity_key, "charity_manager", begun)
    approver = cast.users["city-approver"]
    programme = programme_services.create_programme(
        charity=charity,
        name=name,
        region=Region.objects.get(pk=region),
        starts_on=begun.date(),
        ends_on=begun.date() + timedelta(days=730),
        by=manager,
        at=begun,
        slug=slug,
        name_en=name_en,
        purpose=purpose,
        purpose_en=purpose_en,
        standard=standard,
        standard_en=standard_en,
        kind=kind,
        cap_fen=cap,
        minimum_fen=minimum,
        quota=quota,
        surplus_rule=SURPLUS[0],
        surplus_rule_en=SURPLUS[1],
        materials="费用凭证、家庭同意书",
        fundraising_cost="募捐成本由机构自有经费承担，不从捐款中列支。",
        contact_name=manager.display_name,
        contact_phone="00045670001",
        filing_no=f"{charity.uscc}A{begun:%y}{len(slug):03d}",
        filed_from=begun.date() - timedelta(days=20),
        filed_to=begun.date() + timedelta(days=730),
    )
    _set_rules(programme, rules, manager, begun)
    programme = programme_services.submit_programme(programme=programme, by=manager, at=begun)
    programme = programme_services.approve_programme(programme=programme, by=approver, at=begun + timedelta(days=1))
    Programme.objects.filter(pk=programme.pk).update(
        report_due_on=(at + timedelta(days=40)).date() if slug != REPORT_OVERDUE else (at - timedelta(days=40)).date(),
        last_report_on=(at - timedelta(days=50)).date(),
    )
    if money:
        ledger.post(
            Code.GIFT,
            debit=accounts.bank_account(charity),
            credit=accounts.programme_account(programme),
            amount_fen=money,
            effect_key=f"demo:{slug}:opening",
            by_id=manager.pk,
        )
    return Programme.objects.get(pk=programme.pk)


def _set_rules(programme, rules, manager, at) -> None:
    """Saved even when there are none: an empty rule is a decision, “for everybody”."""
    programme_services.set_rules(programme=programme, rules=rules, vocabulary=VOCABULARY, by=manager, at=at)


def _fund(cast: Cast, spec, begun: datetime) -> Fund:
    (
        key,
        enterprise_key,
        custodian_key,
        name,
        name_en,
        region,
        audience,
        cap,
        total,
        rules,
        money,
        cooling,
        default,
    ) = spec
    enterprise = cast.bodies[enterprise_key]
    if existing := Fund.objects.filter(enterprise=enterprise, name=name).first():
        return existing
    manager = _member(cast, enterprise_key, "fund_manager", begun)
    fund = fund_services.create_fund(
        enterprise=enterprise,
        name=name,
        region=Region.objects.get(pk=region),
        by=manager,
        at=begun,
        name_en=name_en,
        purpose="救助遇到急难的家庭。",
        custodian=cast.bodies[custodian_key],
        audience=audience,
        cap_fen=cap,
        planned_total_fen=total,
        cooling_days=cooling,
        starts_on=begun.date(),
        ends_on=begun.date() + timedelta(days=1095),
        deadline_default=default,
        warn_below_fen=50_000 * Y,
        minimum_fen=500 * Y,
    )
    fund = fund_services.set_rules(fund=fund, rules=rules, by=manager, at=begun)
    words = agreement.draft(Fund.objects.get(pk=fund.pk))
    fund_services.sign_agreement(fund=fund, seen_sha256=words.sha256, by=manager, at=begun)
    fund = fund_services.submit_fund(fund=fund, by=manager, at=begun)
    fund = fund_services.approve_fund(fund=fund, by=cast.users["city-approver"], at=begun + timedelta(days=1))
    _top_up(cast, fund, enterprise_key, custodian_key, money, begun + timedelta(days=2))
    return Fund.objects.get(pk=fund.pk)


def _top_up(cast: Cast, fund: Fund, enterprise_key: str, custodian_key: str, money: int, at: datetime) -> TopUp:
    announced = top_ups.announce_top_up(
        fund=fund,
        amount_fen=money,
        token=stable_id("top-up", fund.name),
        by=_member(cast, enterprise_key, "fund_manager", at),
        at=at,
    )
    return top_ups.confirm_top_up(
        top_up=announced,
        amount_fen=money,
        bank_line=f"DEMO-{announced.reference}",
        by=_member(cast, custodian_key, "charity_manager", at),
        at=at,
    )


def _member(cast: Cast, body_key: str, role: str, at: datetime) -> User:
    """The person of this body with this role; made when the cast has none."""
    body = cast.bodies[body_key]
    held = Membership.objects.filter(organisation=body, role=role, ended_at__isnull=True).select_related("user").first()
    return held.user if held else account(cast, f"{role}-{body_key}", _name(body_key), body_key, role, at)


def _name(key: str) -> str:
    chance = random.Random(key)
    return chance.choice("方石姚邹熊金陆郝孔白崔康毛邱秦") + chance.choice(
        ["望舒", "子衿", "思齐", "允执", "怀瑾", "令仪"]
    )
