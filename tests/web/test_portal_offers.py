"""Offers to a pledge: agreeing, not this time, limits over several offers, and agreeing in advance."""

from datetime import timedelta
from uuid import uuid4

import pytest

from common.errors import Refusal
from common.outbox.services import deliver_due
from common.regions import demo_city
from donations import services
from donations.models import Pledge
from matching.decisions import services as decisions
from matching.decisions.objections.services import raise_objection
from matching.delivery import answers
from matching.models import Match
from needs.models import NeedItem
from organisations.models import User
from portal import offers
from tests.factories.gifts import COUNTY, NOW, giving
from tests.factories.partners import approver, office, person
from tests.factories.regions import demo_region
from tests.markup import flat

pytestmark = pytest.mark.django_db
REASONS = [{"clause": "困难类型", "outcome": "pass", "requirement": "突发疾病", "fact": "突发疾病"}]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def pledge(mode: str = "ask", total_yuan: int = 1000) -> Pledge:
    donor = User.objects.create_user(email=f"d{uuid4().hex[:8]}@example.org")
    return services.make_pledge(
        token=uuid4(),
        category="",
        region=demo_region(demo_city.CITY_CODE),
        per_household_fen=600_00,
        total_fen=total_yuan * 100,
        until=NOW.date() + timedelta(days=90),
        mode=mode,
        by=donor,
        at=NOW,
    )


def offered(source: Pledge, yuan: int = 400) -> Match:
    situation = giving(5000)
    item = NeedItem.objects.select_related("case__county").get(case__public_need=situation.need)
    match = Match.objects.create(
        number=f"D{uuid4().hex[:12]}",
        case=item.case,
        item=item,
        county=item.case.county,
        source_kind="pledge",
        pledge=source,
        reasons=REASONS,
        bound={},
        proposed_fen=yuan * 100,
        proposed_at=NOW,
        proposed_by=person("county_coordinator", office(COUNTY)),
        decide_by=NOW + timedelta(days=1),
    )
    return decisions.approve(match=match, amount=yuan * 100, reason="符合条件。", by=approver(COUNTY), at=NOW)


def test_agreeing_leads_to_the_programme_that_claimed_the_need(client):
    source = pledge()
    match = offered(source)
    client.force_login(source.donor)
    page = flat(client.get(f"/my/offers/{match.number}/"))
    assert "困难类型" in page and "400 元" in page and match.number in flat(client.get("/my/"))
    response = client.post(f"/my/offers/{match.number}/", {"answer": "agree"})
    match.refresh_from_db()
    source.refresh_from_db()
    assert (match.state, match.accepted_fen, source.used_fen) == ("accepted", 400_00, 400_00)
    assert response.url.startswith("/give/") and f"need={match.case.public_need.slug}" in response.url
    assert 'value="400"' in flat(client.get(response.url))
    assert match.case.public_need.gifts_fen == 0  # a promise fills no bar


def test_not_this_time_asks_nothing(client):
    source = pledge()
    match = offered(source)
    client.force_login(source.donor)
    assert client.post(f"/my/offers/{match.number}/", {"answer": "no"}).url == "/my/"
    match.refresh_from_db()
    source.refresh_from_db()
    assert (match.state, source.used_fen) == ("declined", 0)


def test_a_strangers_offer_is_not_found(client):
    match = offered(pledge())
    client.force_login(pledge().donor)
    assert client.get(f"/my/offers/{match.number}/").status_code == 404


def test_a_promise_is_asked_for_no_more_than_it_holds():
    source = pledge(total_yuan=1000)
    offered(source), offered(source)
    with pytest.raises(Refusal, match="现在最多可以批准 200 元"):
        offered(source)
    assert list(Match.objects.filter(pledge=source).values_list("state", flat=True)) == [
        "offered",
        "offered",
        "proposed",
    ]


def test_what_was_used_meanwhile_is_not_promised_twice():
    source = pledge(total_yuan=600)
    match = offered(source)
    services.use_pledge(pledge=source, amount_fen=400_00, at=NOW)
    with pytest.raises(Refusal, match="还可以用 200 元"):
        offers.agree(match=match, by=source.donor, at=NOW)
    match.refresh_from_db()
    source.refresh_from_db()
    assert (match.state, source.used_fen) == ("offered", 400_00)


def test_a_pledge_that_is_used_up_says_so():
    source = pledge(total_yuan=600)
    offers.agree(match=offered(source, 600), by=source.donor, at=NOW)
    source.refresh_from_db()
    assert (source.state, source.left_fen) == ("used", 0)


def test_automatic_agrees_within_the_limits_and_leaves_the_rest_as_offers():
    source = pledge("automatic", total_yuan=1000)
    first, second = offered(source), offered(source)
    services.use_pledge(pledge=source, amount_fen=400_00, at=NOW)  # the donor gave elsewhere before the news arrived
    deliver_due(NOW)
    states = sorted(Match.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True))
    source.refresh_from_db()
    assert (states, source.used_fen) == (["accepted", "offered"], 800_00)


def test_ask_first_is_never_answered_for_the_donor():
    match = offered(pledge("ask"))
    deliver_due(NOW)
    match.refresh_from_db()
    assert match.state == "offered"


def test_a_gift_that_pays_an_accepted_offer_names_its_promise_and_takes_nothing_more_off_it(client):
    source = pledge()
    match = offered(source)
    offers.agree(match=match, by=source.donor, at=NOW)
    claim = match.case.public_need.claims.get()
    gift = services.start_gift(
        token=uuid4(),
        programme=claim.programme,
        public_need=claim.public_need,
        amount_fen=400_00,
        by=source.donor,
        at=NOW,
        unrelated_declared=True,
        pledge=offers.promise_for(source.donor, claim.public_need),
    )
    services.pay(gift=gift, channel="sandbox", return_url="/r/", cancel_url="/c/", at=NOW)
    payment = gift.payments.get()
    services.capture(
        gift=gift,
        channel="sandbox",
        account=payment.account,
        object_id=payment.object_id,
        amount_fen=400_00,
        currency="CNY",
        at=NOW,
    )
    source.refresh_from_db()
    assert (gift.pledge, source.used_fen, source.left_fen) == (source, 400_00, 600_00)
    assert answers.lapse_promises(NOW + timedelta(days=60)) == 0


def test_an_accepted_offer_that_is_never_paid_gives_the_promise_back_once():
    source = pledge(total_yuan=600)
    match = offered(source, 600)
    offers.agree(match=match, by=source.donor, at=NOW)
    match.refresh_from_db()
    assert answers.lapse_promises(match.deliver_by) == 0
    over = match.deliver_by + timedelta(seconds=1)
    assert (answers.lapse_promises(over), answers.lapse_promises(over)) == (1, 0)
    match.refresh_from_db()
    source.refresh_from_db()
    assert (match.state, match.answer_reason, source.state, source.left_fen) == (
        "declined",
        "到期没有付款",
        "registered",
        600_00,
    )


def test_an_objection_or_an_expired_promise_stops_the_automatic_answer():
    source = pledge("automatic")
    match = offered(source)
    Pledge.objects.filter(pk=source.pk).update(until=NOW.date() - timedelta(days=1))
    assert answers.accept_automatically(match=match, at=NOW).state == "offered"
    Pledge.objects.filter(pk=source.pk).update(until=NOW.date())
    row = raise_objection(case=match.case, kind="objection", words="x", by=None, at=NOW)
    assert answers.accept_automatically(match=match, at=NOW).state == "offered"
    row.delete()
    assert answers.accept_automatically(match=match, at=NOW).state == "accepted"
