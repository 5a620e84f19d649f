"""The invented people and bodies of 澄川市: offices, charities, enterprises, and an account for each role.

Everything is deterministic and marked `is_demo`. Names come from common surnames and made-up given names, credit codes
carry the unassigned prefix 99, telephone numbers cannot be dialled.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from common.ids import make_uscc
from common.regions import demo_city, demo_tree
from common.regions.models import Region
from demo import names
from organisations.models import Membership, Organisation, Qualification, User

CITY = "990100000000"
YEAR = timedelta(days=364)  # the history of the city


def stable_id(*parts: object) -> UUID:
    """The same row has the same id on every machine, so that running the seed again finds it."""
    return uuid5(NAMESPACE_URL, "zhouji-demo/" + "/".join(str(part) for part in parts))


@dataclass
class Cast:
    """Everybody by key: `users["clerk-990121102"]`, `bodies["charity-city"]`."""

    users: dict[str, User] = field(default_factory=dict)
    bodies: dict[str, Organisation] = field(default_factory=dict)


# (key, kind, name, English name, region, credit code prefix, founded)
CHARITIES = [
    ("charity-city", "charity", "澄川市慈善总会", "Chengchuan Charity Federation", CITY, "51990100", "1998-04-12"),
    ("red-cross", "charity", "澄川市红十字会", "Chengchuan Red Cross", CITY, "51990100", "1989-06-01"),
    (
        "disability",
        "charity",
        "澄川残疾人福利基金会",
        "Chengchuan Foundation for Disabled People",
        CITY,
        "53990100",
        "2006-09-18",
    ),
    (
        "charity-qingping",
        "charity",
        "青屏县慈善会",
        "Qingping Charity Association",
        "990121000000",
        "51990121",
        "2009-03-05",
    ),
    ("charity-yanquan", "charity", "岩泉县慈善会", "Yanquan Charity Association", "990122000000", "51990122", "young"),
    ("qinghe", "charity", "澄川青禾助学基金会", "Qinghe Education Foundation", CITY, "53990100", "2015-08-20"),
    (
        "warm-lamp",
        "service_org",
        "暖灯社会工作服务中心",
        "Warm Lamp Social Work Centre",
        CITY,
        "52990100",
        "2012-05-15",
    ),
    (
        "dawn",
        "service_org",
        "望川曙光心理服务中心",
        "Wangchuan Dawn Counselling Centre",
        "990103000000",
        "52990103",
        "2016-11-02",
    ),
    (
        "silver",
        "service_org",
        "澄川银龄养老服务中心",
        "Chengchuan Silver Age Care Centre",
        CITY,
        "52990100",
        "2014-07-23",
    ),
    (
        "star-bridge",
        "charity",
        "白鹭星桥儿童关爱协会",
        "Bailu Star Bridge Child Care Association",
        "990124000000",
        "51990124",
        "2017-03-30",
    ),
    ("pine-needle", "charity", "松针志愿者协会", "Pine Needle Volunteers", CITY, "51990100", "2013-12-05"),
]

ENTERPRISES = [
    ("steel", "澄川钢构集团", "Chengchuan Steel Structures", CITY),
    ("pharma", "白鹭医药", "Bailu Pharmaceuticals", "990124000000"),
    ("park", "望川产业园管理公司", "Wangchuan Industrial Park", "990103000000"),
    ("tea", "青屏茶业", "Qingping Tea", "990121000000"),
    ("power", "川岭电力", "Chuanling Power", CITY),
    ("grain", "禾丰粮油", "Hefeng Grain and Oil", "990181000000"),
]

# Offices of government that are not civil affairs: one of each in the city and in 青屏县. (key, name, English name)
DEPARTMENTS = [
    ("medical", "医疗保障局", "Medical Security Bureau", "尹思齐", "姚清嘉"),
    ("education", "教育局", "Education Bureau", "汪以文", "廖书庭"),
    ("housing", "住房和城乡建设局", "Housing and Construction Bureau", "范可安", "石敬安"),
    ("labour", "人力资源和社会保障局", "Human Resources and Social Security Bureau", "金有为", "陆念劳"),
    ("disabled", "残疾人联合会", "Disabled Persons' Federation", "贾同行", "夏扶风"),
    ("emergency", "应急管理局", "Emergency Management Bureau", "邹定远", "熊既安"),
]

# Public fundraising certificates: (charity, number, days before and after the city's day). One has lapsed, one body has
# none (under one year).
CERTIFICATES = [
    ("charity-city", "澄民慈募字001", -1060, 760),
    ("red-cross", "澄民慈募字002", -1420, 760),
    ("disability", "澄民慈募字003", -900, 190),
    ("charity-qingping", "澄民慈募字004", -690, 400),
    ("star-bridge", "澄民慈募字005", -1720, -147),
]

# Accounts that the entrance page offers: (key, name, body, role, what one sees)
STAFF = [
    ("grid", "周小满", "village-990121102201", "grid_worker"),
    ("clerk", "陈立夏", "township-990121102", "township_clerk"),
    ("reviewer", "罗清和", "township-990121102", "township_reviewer"),
    ("coordinator", "李秋实", "county-990121", "county_coordinator"),
    ("approver", "何云川", "county-990121", "county_approver"),
    ("hotline", "吴安宁", "county-990121", "hotline_operator"),
    ("auditor", "沈明远", "city", "auditor"),
    ("viewer", "郑知微", "city", "city_viewer"),
    ("city-approver", "谢长庚", "city", "county_approver"),
    ("complaints", "韩知白", "county-990121", "complaint_handler"),
    ("finance-clerk", "岳守诚", "county-990121", "finance_clerk"),
    ("complaint-lead", "田静远", "county-990121", "complaint_lead"),
    ("city-complaints", "方允和", "city", "complaint_handler"),
    ("analyst", "卢见微", "city", "analyst"),
    ("editor", "唐若愚", "city", "page_editor"),
    ("charity", "林知秋", "charity-city", "charity_manager"),
    ("caseworker", "赵采薇", "charity-city", "charity_caseworker"),
    ("charity-qingping", "马如松", "charity-qingping", "charity_manager"),
    ("fund", "孙致远", "steel", "fund_manager"),
    ("finance", "钱守正", "steel", "fund_finance"),
    ("tea-fund", "叶青山", "tea", "fund_manager"),
    ("social-worker", "许暖阳", "warm-lamp", "social_worker"),
]


def create(at: datetime) -> Cast:
    """All offices, bodies and accounts, `at` a year before the city's day; running it again changes nothing."""
    cast = Cast()
    _offices(cast)
    for index, (key, kind, name, name_en, region, prefix, founded) in enumerate(CHARITIES):
        cast.bodies[key] = _body(
            key,
            kind,
            name,
            name_en,
            region,
            uscc=make_uscc(prefix, 100 + index),
            founded_on=_founded(founded, at),
            contact_phone="00045670000",
            payment_account=f"demo_{key.replace('-', '_')}",
            bank_account_label=f"演示银行澄川支行 对公户 {index + 1:04d}",
        )
    for index, (key, name, name_en, region) in enumerate(ENTERPRISES):
        cast.bodies[key] = _body(
            key,
            "enterprise",
            name,
            name_en,
            region,
            uscc=make_uscc("91990100", 300 + index),
            founded_on=date(2008, 1, 1),
        )
    day = at.date() + YEAR
    for key, number, begins, ends in CERTIFICATES:
        Qualification.objects.get_or_create(
            kind="pf_qualification",
            number=number,
            defaults={
                "organisation": cast.bodies[key],
                "valid_from": day + timedelta(days=begins),
                "valid_to": day + timedelta(days=ends),
            },
        )
    _accounts(cast, [*STAFF, *_county_staff(), *_township_staff(), *_department_staff()], at)
    _donors(cast)
    return cast


def _founded(text: str, at: datetime) -> date:
    """`young`: less than a year before the city's day, so not yet allowed to raise money from the public."""
    return (at + YEAR).date() - timedelta(days=287) if text == "young" else date.fromisoformat(text)


def _offices(cast: Cast) -> None:
    """The city, its counties, every township and two villages, in one statement each level."""
    rows = [("city", "civil_affairs", "澄川市民政局", "Chengchuan Civil Affairs Bureau", CITY, "", "00012340000")]
    for county in demo_city.COUNTIES:
        rows.append(
            (
                f"county-{county.prefix}",
                "civil_affairs",
                f"{county.name}民政局",
                f"{county.name_en} Civil Affairs Bureau",
                county.code,
                "city",
                "00012340001",
            )
        )
    known = {row.code: row for row in demo_tree.build()}
    for code, town in known.items():
        if code[:6] in COUNTY_PREFIXES and code.endswith("000") and code[6:9] != "000":
            rows.append(
                (
                    f"township-{code[:9]}",
                    "township",
                    f"{known[code[:6] + '000000'].name}{town.name}社会救助窗口",
                    f"{town.name_en} social assistance window",
                    code,
                    f"county-{code[:6]}",
                    "00012340002",
                )
            )
    for code in ("990121102201", "990121001003"):
        rows.append(
            (
                f"village-{code}",
                "village",
                Region.objects.get(pk=code).full_name,
                known[code].name_en,
                code,
                f"township-{code[:9]}",
                "",
            )
        )
    for key, name, name_en, *_clerks in DEPARTMENTS:
        rows.append((f"{key}-city", "department", f"澄川市{name}", f"Chengchuan {name_en}", CITY, "", "00012340003"))
        rows.append(
            (
                f"{key}-990121",
                "department",
                f"青屏县{name}",
                f"Qingping {name_en}",
                "990121000000",
                f"{key}-city",
                "00012340004",
            )
        )
    bodies = [
        Organisation(
            id=stable_id("body", key),
            kind=kind,
            name=name,
            name_en=name_en,
            region_id=region,
            parent_id=stable_id("body", parent) if parent else None,
            contact_phone=phone,
        )
        for key, kind, name, name_en, region, parent, phone in rows
    ]
    Organisation.objects.bulk_create(bodies, ignore_conflicts=True)
    cast.bodies.update(dict(zip([row[0] for row in rows], bodies, strict=True)))


def _county_staff() -> list[tuple[str, str, str, str]]:
    """Each county has a clerk, a reviewer, a coordinator and an approver, so that its cases have named people."""
    surnames, rows = "王李张刘陈杨赵黄", []
    for surname, county in zip(surnames, demo_city.COUNTIES, strict=True):
        town = next(row for row in demo_tree.build() if row.code[:6] == county.prefix and row.code[6:9] != "000")
        rows += [
            (f"township_clerk-{county.prefix}", f"{surname}立春", f"township-{town.code[:9]}", "township_clerk"),
            (f"township_reviewer-{county.prefix}", f"{surname}清明", f"township-{town.code[:9]}", "township_reviewer"),
            (f"county_coordinator-{county.prefix}", f"{surname}谷雨", f"county-{county.prefix}", "county_coordinator"),
            (f"county_approver-{county.prefix}", f"{surname}白露", f"county-{county.prefix}", "county_approver"),
            (f"finance_clerk-{county.prefix}", f"{surname}寒露", f"county-{county.prefix}", "finance_clerk"),
            (f"hotline_operator-{county.prefix}", f"{surname}小寒", f"county-{county.prefix}", "hotline_operator"),
        ]
    return rows


def _township_staff() -> list[tuple[str, str, str, str]]:
    """A clerk, a reviewer and a grid worker in each township."""
    rows = []
    for row in demo_tree.build():
        if row.code[:6] in COUNTY_PREFIXES and row.code.endswith("000") and row.code[6:9] != "000":
            prefix = row.code[:9]
            chance = random.Random(f"staff/{prefix}")
            for role in ("township_clerk", "township_reviewer", "grid_worker"):
                name = chance.choice(names.SURNAMES) + chance.choice(GIVEN)
                rows.append((f"{role}-{prefix}", name, f"township-{prefix}", role))
    return rows


def _department_staff() -> list[tuple[str, str, str, str]]:
    rows = []
    for key, _name, _name_en, of_city, of_county in DEPARTMENTS:
        rows += [
            (f"{key}-city", of_city, f"{key}-city", "department_clerk"),
            (f"{key}-990121", of_county, f"{key}-990121", "department_clerk"),
        ]
    return rows


COUNTY_PREFIXES = frozenset(county.prefix for county in demo_city.COUNTIES)
GIVEN = [
    "景行",
    "修远",
    "允中",
    "思源",
    "知行",
    "静姝",
    "若兰",
    "书言",
    "怀谷",
    "以宁",
    "望之",
    "清源",
    "安澜",
    "明夷",
    "素问",
    "归田",
    "亦安",
    "启明",
    "守拙",
    "乐山",
    "南乔",
    "采薇",
    "存义",
    "子规",
]
DONORS = 90


def _accounts(cast: Cast, rows: list[tuple[str, str, str, str]], at: datetime) -> None:
    """Many accounts in two statements; those that stand are left as they are."""
    people = [_user(key, name) for key, name, _body_key, _role in rows]
    User.objects.bulk_create(people, ignore_conflicts=True)
    Membership.objects.bulk_create(
        [
            Membership(
                id=stable_id("membership", key, body, role),
                user_id=stable_id("user", key),
                organisation=cast.bodies[body],
                role=role,
                granted_at=at,
            )
            for key, _name, body, role in rows
        ],
        ignore_conflicts=True,
    )
    for (key, *_rest), person in zip(rows, people, strict=True):
        cast.users[key] = person


def _donors(cast: Cast) -> None:
    """Two donors with a face in the demo, and those whose gifts make up the year."""
    rows = [("donor", "顾长风"), ("donor-2", "白若水")]
    for index in range(DONORS - len(rows)):
        chance = random.Random(f"donor/{index}")
        rows.append((f"donor-p{index}", chance.choice(names.SURNAMES) + chance.choice(GIVEN)))
    people = [_user(key, name) for key, name in rows]
    User.objects.bulk_create(people, ignore_conflicts=True)
    for (key, _name), person in zip(rows, people, strict=True):
        cast.users[key] = person


def account(cast: Cast, key: str, name: str, body: str, role: str, at: datetime) -> User:
    person = user(key, name)
    Membership.objects.get_or_create(
        user=person,
        organisation=cast.bodies[body],
        role=role,
        ended_at=None,
        defaults={"id": stable_id("membership", key, body, role), "granted_at": at},
    )
    return person


def user(key: str, name: str) -> User:
    fresh = _user(key, name)
    person, _created = User.objects.get_or_create(
        pk=fresh.pk, defaults={"email": fresh.email, "display_name": name, "is_demo": True, "password": "!"}
    )
    return person


def _user(key: str, name: str) -> User:
    return User(
        pk=stable_id("user", key), email=f"{key}@demo.zhouji.invalid", display_name=name, is_demo=True, password="!"
    )


def _body(key: str, kind: str, name: str, name_en: str, region: str, **fields) -> Organisation:
    body, _created = Organisation.objects.get_or_create(
        pk=stable_id("body", key),
        defaults={"kind": kind, "name": name, "name_en": name_en, "region_id": region, **fields},
    )
    return body
