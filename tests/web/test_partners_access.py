"""Nobody opens another organisation's things: not a page, not a button, and the answer does not tell that they exist."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funds.ledger.models import Transfer
from funds.models import Fund, TopUp
from funds.purpose_changes.models import PurposeChange
from matching.models import Match
from organisations.models import User
from partners.urls import urlpatterns
from programmes.models import Programme
from tests import clock
from tests.factories import matches as situation
from tests.factories import partners as make
from tests.factories.matches import ADDRESS, BANK, NAME, PHONE
from tests.markup import flat

pytestmark = pytest.mark.django_db
ELSEWHERE = ("volunteer", "assignment", "resource", "stock_", "pledge", "change", "what_if")
WITHOUT_OBJECT = {
    "home",
    "matches",
    "cases",
    "programmes",
    "programme_new",
    "custody",
    "funds",
    "fund_start",
    "fund_new",
    "approvals",
    "grants",
    "gifts",
    "gift_transfers",
}


@pytest.fixture
def world():
    """Two charities and two enterprises; the second of each must see nothing of the first."""
    now = clock.now()
    charity, firm = make.charity(), make.enterprise()
    manager, chief = make.person("charity_manager", charity), make.person("fund_manager", firm)
    programme = make.today_programme(charity, manager)
    fund = make.running_fund(firm, charity, chief)
    make.received_top_up(fund, 5_000_000)
    top_up = make.announced_top_up(fund)
    delivery = situation.delivered(programme, manager, at=now)
    grant = situation.offered(fund, at=now, amount_fen=200_000)
    people = {
        "manager": manager,
        "chief": chief,
        "finance": make.person("fund_finance", firm),
        "caseworker": make.person("charity_caseworker", charity),
        "other_charity": make.person("charity_manager", make.charity()),
        "other_firm": make.person("fund_manager", make.enterprise()),
        "officer": make.approver(situation.COUNTY),
        "donor": User.objects.create_user(email="d@example.org"),
    }
    arguments = {
        "slug": programme.slug,
        "name": "money",
        "verb": "rest",
        "number": delivery.match.number,
        "reference": top_up.reference,
        "pk": fund.pk,
        "grant": grant.number,
    }
    return people, arguments


def addresses(arguments: dict) -> dict[str, str]:
    """Every URL about matches, programmes, funds and gifts, filled in with the first organisations' things.

    Volunteers, resources, promises, referrals and changes of use have rows of their own in the access matrix.
    """
    found = {}
    for pattern in urlpatterns:
        if not hasattr(pattern, "name") or pattern.name.startswith(ELSEWHERE):
            continue
        names = list(pattern.pattern.converters)
        values = {name: arguments[name] for name in names}
        if pattern.name.startswith("grant_"):
            values["number"] = arguments["grant"]
        if pattern.name == "fund_move":
            values["verb"] = "pause"
        if pattern.name == "fund_task":
            values["name"] = "amounts"
        found[pattern.name] = reverse(f"partners:{pattern.name}", kwargs=values)
    return found


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_strangers_of_the_same_kind_get_404_everywhere_and_change_nothing(world):
    people, arguments = world
    before = snapshot()
    seen = 0
    for who in ("other_charity", "other_firm"):
        client = signed_in(people[who])
        for name, address in addresses(arguments).items():
            if name in WITHOUT_OBJECT:
                continue
            for answer in (client.get(address), client.post(address, {"reason": "x", "amount": "1"})):
                assert answer.status_code in (403, 404, 405), (who, name, answer.status_code)
                seen += 1
    assert seen == 2 * 2 * (len(addresses(arguments)) - len(WITHOUT_OBJECT))
    assert snapshot() == before


def test_the_matching_stranger_gets_404_and_not_403(world):
    """A charity's manager may do these things somewhere: another's object must look like no object."""
    people, arguments = world
    charity, firm = signed_in(people["other_charity"]), signed_in(people["other_firm"])
    for name, address in addresses(arguments).items():
        if name in WITHOUT_OBJECT:
            continue
        client = firm if re.match("fund|top_up|grant", name) else charity
        post = name.endswith(("_move", "_accept", "_decline", "_contact", "_cancel", "agree", "_preview"))
        answer = client.post(address) if post else client.get(address)
        assert answer.status_code == 404, name


def test_people_without_a_partner_role_are_refused_and_visitors_sign_in(world):
    people, arguments = world
    for name, address in addresses(arguments).items():
        for who in ("officer", "donor"):
            assert signed_in(people[who]).get(address).status_code == 403, (who, name)
        assert Client().get(address).status_code == 302, name


def test_no_list_shows_another_organisations_things(world):
    people, arguments = world
    for who in ("other_charity", "other_firm"):
        client = signed_in(people[who])
        for name in WITHOUT_OBJECT:
            page = flat(client.get(reverse(f"partners:{name}")))
            for secret in (arguments["slug"], arguments["number"], arguments["reference"], str(arguments["pk"])):
                assert secret not in page, (who, name)


def test_each_role_does_its_work(world):
    """The other side of the matrix: refusing everybody everything would pass the tests above."""
    people, arguments = world
    pages = addresses(arguments)
    allowed = {
        "manager": [
            "home",
            "matches",
            "cases",
            "match",
            "programme",
            "programme_task",
            "programme_rules",
            "custody",
            "custody_top_up",
            "delivery_evidence",
        ],
        "caseworker": ["home", "matches", "cases", "match", "programme"],
        "chief": [
            "home",
            "funds",
            "fund",
            "fund_task",
            "fund_rules",
            "fund_agreement",
            "top_up",
            "approvals",
            "grants",
        ],
        "finance": ["home", "funds", "fund", "top_up_new", "top_up", "grants"],
    }
    for who, names in allowed.items():
        for name in names:
            assert signed_in(people[who]).get(pages[name]).status_code == 200, (who, name)


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("caseworker", "programme_task"),
        ("caseworker", "custody"),
        ("finance", "approvals"),
        ("finance", "fund_task"),
        ("finance", "fund_close"),
        ("chief", "matches"),
        ("manager", "approvals"),
        ("chief", "custody"),
    ],
)
def test_the_own_organisation_without_the_permission_is_403(world, who, name):
    people, arguments = world
    assert signed_in(people[who]).get(addresses(arguments)[name]).status_code == 403


def test_finance_cannot_answer_a_grant(world):
    people, arguments = world
    pages = addresses(arguments)
    for name in ("grant_agree", "grant_disagree"):
        assert signed_in(people["finance"]).post(pages[name], {"reason": "x"}).status_code == 403


def test_the_enterprise_never_meets_the_person(world):
    people, arguments = world
    client = signed_in(people["chief"])
    for name in ("home", "fund", "approvals", "grants"):
        page = flat(client.get(addresses(arguments)[name]))
        assert not any(value in page for value in (NAME, PHONE, ADDRESS, BANK, "松坪")), name


def test_a_person_of_both_sees_both(world):
    people, _arguments = world
    both = make.join(people["manager"], "fund_manager", people["chief"].memberships.get().organisation)
    page = flat(signed_in(both).get(reverse("partners:home")))
    assert "项目余额" in page and "基金余额" in page
    assert reverse("partners:programmes") in page and reverse("partners:approvals") in page


def test_the_rails_counts_are_the_rows_of_the_rooms(world):
    people, _arguments = world
    page = flat(signed_in(people["chief"]).get(reverse("partners:home")))
    assert re.search(r"拨款审批</span><span class=\"rail__count\">1<", page)
    page = flat(signed_in(people["manager"]).get(reverse("partners:home")))
    assert re.search(r"待确认到账</span><span class=\"rail__count\">1<", page)
    assert re.search(r"在办救助</span><span class=\"rail__count\">1<", page)


def test_the_rail_and_todays_list_read_the_changes_of_use_once_each(world):
    """Each of them asks for all kinds of work in one question."""
    people, _arguments = world
    client = signed_in(people["chief"])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("partners:home")).status_code == 200
    assert len([one for one in queries if PurposeChange._meta.db_table in one["sql"]]) == 2


def test_a_member_who_left_is_out_at_the_next_request(world):
    people, arguments = world
    client = signed_in(people["caseworker"])
    assert client.get(addresses(arguments)["match"]).status_code == 200
    people["caseworker"].memberships.update(ended_at=clock.now())
    assert client.get(addresses(arguments)["match"]).status_code == 403


def test_nothing_of_the_workspace_is_kept_in_caches(world):
    people, arguments = world
    for name in ("home", "matches", "match", "programmes"):
        assert signed_in(people["manager"]).get(addresses(arguments)[name])["Cache-Control"] == "no-store"


def test_unknown_things_are_not_found(world):
    people, arguments = world
    client = signed_in(people["manager"])
    for address in (
        "/partners/programmes/none/",
        f"/partners/programmes/{arguments['slug']}/tasks/state/",
        "/partners/matches/X/",
        "/partners/custody/ZJ/",
    ):
        assert client.get(address).status_code == 404
    assert signed_in(people["chief"]).get(f"/partners/funds/{uuid4()}/").status_code == 404
    assert client.post(f"/partners/programmes/{arguments['slug']}/move/approve/").status_code == 404


def snapshot() -> list:
    """What a stranger could have moved."""
    models = (Programme, Fund, TopUp, Match)
    return [list(model.objects.order_by("pk").values()) for model in models] + [Transfer.objects.count()]
