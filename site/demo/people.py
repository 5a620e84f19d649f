"""The invented people and bodies of 澄川市: offices, charities, enterprises, and an account for each role.

Everything is deterministic and marked `is_demo`. Names come from common surnames and made-up given names, credit codes
carry the unassigned prefix 99, telephone numbers cannot be dialled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from common.ids import make_uscc
from common.regions import demo_city
from common.regions.models import Region
from organisations.models import Membership, Organisation, Qualification, User

CITY = "990100000000"


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
    ("disability", "charity", "澄川残疾人福利基金会", "Chengchuan Foundation for Disabled People", CITY, "53990100",
     "2006-09-18"),
    ("charity-qingping", "charity", "青屏县慈善会", "Qingping Charity Association", "990121000000", "51990121",
     "2009-03-05"),
    ("charity-yanquan", "charity", "岩泉县慈善会", "Yanquan Charity Association", "990122000000", "51990122",
     "2026-02-10"),
    ("qinghe", "charity", "澄川青禾助学基金会", "Qinghe Education Foundation", CITY, "53990100", "2015-08-20"),
    ("warm-lamp", "service_org", "暖灯社会工作服务中心", "Warm Lamp Social Work Centre", CITY, "52990100", "2012-05-15"),
    ("dawn", "service_org", "望川曙光心理服务中心", "Wangchuan Dawn Counselling Centre", "990103000000", "52990103",
     "2016-11-02"),
    ("silver", "service_org", "澄川银龄养老服务中心", "Chengchuan Silver Age Care Centre", CITY, "52990100", "2014-07-23"),
    ("star-bridge", "charity", "白鹭星桥儿童关爱协会", "Bailu Star Bridge Child Care Association", "990124000000",
     "51990124", "2017-03-30"),
    ("pine-needle", "charity", "松针志愿者协会", "Pine Needle Volunteers", CITY, "51990100", "2013-12-05"),
]

ENTERPRISES = [
    ("steel", "澄川钢构集团", "Chengchuan Steel Structures", CITY),
    ("pharma", "白鹭医药", "Bailu Pharmaceuticals", "990124000000"),
    ("park", "望川产业园管理公司", "Wangchuan Industrial Park", "990103000000"),
    ("tea", "青屏茶业", "Qingping Tea", "990121000000"),
    ("power", "川岭电力", "Chuanling Power", CITY),
]

# Public fundraising certificates: (charity, number, from, to). One has lapsed, one body has none (under one year).
CERTIFICATES = [
    ("charity-city", "澄民慈募字001", "2024-01-01", "2028-12-31"),
    ("red-cross", "澄民慈募字002", "2023-01-01", "2028-12-31"),
    ("disability", "澄民慈募字003", "2024-06-01", "2027-05-31"),
    ("charity-qingping", "澄民慈募字004", "2025-01-01", "2027-12-31"),
    ("star-bridge", "澄民慈募字005", "2022-03-01", "2026-06-30"),
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
    """All offices, bodies and accounts; running it again changes nothing."""
    cast = Cast()
    _offices(cast)
    for index, (key, kind, name, name_en, region, prefix, founded) in enumerate(CHARITIES):
        cast.bodies[key] = _body(key, kind, name, name_en, region, uscc=make_uscc(prefix, 100 + index),
                                 founded_on=date.fromisoformat(founded), contact_phone="00045670000",
                                 payment_account=f"demo_{key.replace('-', '_')}",
                                 bank_account_label=f"演示银行澄川支行 对公户 {index + 1:04d}")
    for index, (key, name, name_en, region) in enumerate(ENTERPRISES):
        cast.bodies[key] = _body(key, "enterprise", name, name_en, region, uscc=make_uscc("91990100", 300 + index),
                                 founded_on=date(2008, 1, 1))
    for key, number, begins, ends in CERTIFICATES:
        Qualification.objects.get_or_create(
            kind="pf_qualification", number=number,
            defaults={"organisation": cast.bodies[key], "valid_from": date.fromisoformat(begins),
                      "valid_to": date.fromisoformat(ends)})
    for key, name, body, role in STAFF:
        cast.users[key] = account(cast, key, name, body, role, at)
    _county_staff(cast, at)
    cast.users["donor"] = user("donor", "顾长风")
    cast.users["donor-2"] = user("donor-2", "白若水")
    return cast


def _offices(cast: Cast) -> None:
    cast.bodies["city"] = _body("city", "civil_affairs", "澄川市民政局", "Chengchuan Civil Affairs Bureau", CITY,
                                contact_phone="00012340000")
    for county in demo_city.COUNTIES:
        key = f"county-{county.prefix}"
        cast.bodies[key] = _body(key, "civil_affairs", f"{county.name}民政局", f"{county.name_en} Civil Affairs Bureau",
                                 county.code, parent=cast.bodies["city"], contact_phone="00012340001")
    for town in Region.objects.filter(code__startswith="9901", level=4).order_by("code"):
        key = f"township-{town.prefix}"
        cast.bodies[key] = _body(key, "township", f"{town.parent.name}{town.name}社会救助窗口",
                                 f"{town.name_en} social assistance window", town.code,
                                 parent=cast.bodies[f"county-{town.code[:6]}"], contact_phone="00012340002")
    for code in ("990121102201", "990121001003"):
        village = Region.objects.get(pk=code)
        cast.bodies[f"village-{code}"] = _body(f"village-{code}", "village", f"{village.full_name}", village.name_en,
                                               code, parent=cast.bodies[f"township-{code[:9]}"])


def _county_staff(cast: Cast, at: datetime) -> None:
    """Each county has a clerk, a reviewer, a coordinator and an approver, so that its cases have named people."""
    surnames = "王李张刘陈杨赵黄"
    for index, county in enumerate(demo_city.COUNTIES):
        surname = surnames[index]
        town = Region.objects.filter(code__startswith=county.prefix, level=4).order_by("code").first()
        for role, given, body in (
            ("township_clerk", "立春", f"township-{town.prefix}"), ("township_reviewer", "清明", f"township-{town.prefix}"),
            ("county_coordinator", "谷雨", f"county-{county.prefix}"), ("county_approver", "白露", f"county-{county.prefix}"),
        ):
            key = f"{role}-{county.prefix}"
            cast.users[key] = account(cast, key, f"{surname}{given}", body, role, at)


def account(cast: Cast, key: str, name: str, body: str, role: str, at: datetime) -> User:
    person = user(key, name)
    Membership.objects.get_or_create(user=person, organisation=cast.bodies[body], role=role, ended_at=None,
                                     defaults={"id": stable_id("membership", key, body, role), "granted_at": at})
    return person


def user(key: str, name: str) -> User:
    person, _created = User.objects.get_or_create(
        pk=stable_id("user", key),
        defaults={"email": f"{key}@demo.zhouji.invalid", "display_name": name, "is_demo": True, "password": "!"},
    )
    return person


def _body(key: str, kind: str, name: str, name_en: str, region: str, **fields) -> Organisation:
    body, _created = Organisation.objects.get_or_create(
        pk=stable_id("body", key), defaults={"kind": kind, "name": name, "name_en": name_en, "region_id": region, **fields}
    )
    return body
