"""What stands proposed is spoken for: in the runs of other counties, in what-if, in offers between runs."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils.timezone import localdate

from funds import accounts
from funds.ledger import services as ledger
from funds.ledger.routes import Code
from funds.models import Fund
from matching.decisions import services as decisions
from matching.eligibility.outstanding import Outstanding, oversubscribed
from matching.models import Match
from matching.runs import services as runs
from matching.runs.suggestions import suggestions_for
from matching.runs.what_if import Change, NotOpen, what_if
from needs import services as needs
from needs.models import NeedItem
from policy.limits import services as limits
from programmes.models import Programme
from publication import services as publication
from tests.factories import cases as make
from tests.factories.cases import START, Y
from tests.factories.promises import promise
from tests.factories.resources import lot, offered_resource

pytestmark = pytest.mark.django_db
RUN = START + timedelta(days=1)
LATER = RUN + timedelta(hours=1)
SIX = ("990122", "990123", "990124", "990125", "990181", "990102")
HERE, THERE = SIX[0], SIX[2]


@pytest.fixture(scope="module")
def staged(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    """A programme and a fund that serve the whole city: at most 10,000 and 30,000 yuan for a gap of 18,000."""
    with django_db_blocker.unblock():
        yield make.staged(sources=("serious-illness", "pharma-illness"))


@pytest.fixture
def cast(staged) -> SimpleNamespace:
    """The programme alone has money."""
    leave(staged, Fund.objects.get(), 0)
    return staged


@pytest.fixture
def funded(staged) -> SimpleNamespace:
    """The fund alone has money."""
    leave(staged, Programme.objects.get(), 0)
    return staged


@pytest.fixture
def bare(cast) -> SimpleNamespace:
    """Neither has money."""
    leave(cast, Programme.objects.get(), 0)
    return cast


def a_case(cast, county: str, **fields):
    return make.unpublished_case(cast, START, make.elsewhere(county, **fields), county)


def run(cast, county: str, at=RUN):
    return runs.run(county=make.desk_county(cast, county), by=make.desk(cast, county).coordinator, at=at)


def proposed(**which) -> list[int]:
    rows = Match.objects.filter(state="proposed", **which).order_by("number")
    return [(one.proposed_fen or 0) // Y or one.proposed_quantity for one in rows]


def leave(cast, source, yuan: int) -> None:
    """Spend the money of a programme or fund down to so much."""
    account = accounts.fund_account(source) if hasattr(source, "enterprise_id") else accounts.programme_account(source)
    ledger.post(
        Code.COMMITMENT,
        debit=account,
        credit=accounts.payable_account(accounts.book_of(source), "other"),
        amount_fen=accounts.free_fen(source) - yuan * Y,
        effect_key=f"drain-{source.pk}",
        expires_at=LATER + timedelta(days=400),
        by_id=cast.users["charity"].pk,
    )


def item_of(case) -> NeedItem:
    return NeedItem.objects.select_related("case__household", "case__county", "case__township").get(
        case=case, kind="cash"
    )


def test_one_promise_of_300_in_six_counties_is_proposed_once(bare):
    pledge = promise(bare.users["donor"], 300)
    for county in SIX:
        a_case(bare, county)
    for county in SIX:
        run(bare, county)
    assert proposed(pledge=pledge) == [300]
    assert list(oversubscribed(localdate(RUN))) == []


def test_a_promise_for_several_households_is_proposed_up_to_its_total(bare):
    pledge = promise(bare.users["donor"], 300, total=800)
    for county in SIX:
        a_case(bare, county)
    for county in SIX:
        run(bare, county)
    assert proposed(pledge=pledge) == [300, 300, 200]


def test_the_money_of_a_programme_is_proposed_once(cast):
    source = Programme.objects.get()
    leave(cast, source, 11_500)
    for county in (HERE, THERE):
        a_case(cast, county)
        run(cast, county)
    assert proposed(programme=source) == [10_000, 1_500]
    assert list(oversubscribed(localdate(RUN))) == []


def test_the_money_of_a_fund_is_proposed_once(funded):
    """Each household could have all of its gap of 18,000 yuan from it."""
    source = Fund.objects.get()
    leave(funded, source, 20_000)
    for county in (HERE, THERE):
        a_case(funded, county)
        run(funded, county)
    assert proposed(fund=source) == [18_000, 2_000]
    assert list(oversubscribed(localdate(RUN))) == []


def test_a_lot_of_rice_is_proposed_once(bare):
    rice = offered_resource(bare.bodies["grain"], bare.bodies["charity-city"], cap_shares=4, at=START)
    lot(rice, 60, 90, at=START)
    for county in (HERE, THERE):
        make.case_in_kind(bare, START, make.elsewhere(county), county=county)
        run(bare, county)
    assert proposed(resource=rice) == [4, 2]


def test_a_run_frees_the_proposals_of_its_own_county_and_keeps_them(bare):
    pledge = promise(bare.users["donor"], 300)
    a_case(bare, HERE)
    run(bare, HERE)
    before = Match.objects.get(pledge=pledge)
    run(bare, HERE, LATER)
    after = Match.objects.get(pledge=pledge)
    assert (after.pk, after.version, after.state) == (before.pk, before.version, "proposed")


def test_what_the_first_county_lets_go_the_second_is_proposed(bare):
    pledge = promise(bare.users["donor"], 300)
    for county in (HERE, THERE):
        a_case(bare, county)
        run(bare, county)
    (first,) = Match.objects.filter(pledge=pledge)
    decisions.return_(match=first, reason="材料不全", by=make.desk(bare, HERE).approver, at=LATER)
    run(bare, THERE, LATER)
    assert [one.county_id for one in Match.objects.filter(pledge=pledge, state="proposed")] == [f"{THERE}000000"]


def test_a_first_signature_is_spoken_for_though_nothing_is_reserved(cast):
    source = Programme.objects.get()
    leave(cast, source, 11_500)
    limits.set_limits(
        region=make.desk_county(cast, HERE),
        valid_from=localdate(RUN),
        second_approval_fen=1_000 * Y,
        basis="岩泉县 2026 年 1 号文件",
        by=make.desk(cast, HERE).approver,
        at=RUN,
    )
    case = a_case(cast, HERE)
    run(cast, HERE)
    match = Match.objects.get(case=case, programme=source)
    make.sharing_consent(cast, case, make.payer_of(match), LATER, HERE)
    signed = decisions.approve(
        match=match, amount=match.proposed, reason="核实一致", by=make.desk(cast, HERE).approver, at=LATER
    )
    assert (signed.state, accounts.free_fen(source)) == ("cosigning", 11_500 * Y)
    other = a_case(cast, THERE)
    run(cast, THERE, LATER)
    assert proposed(case=other, programme=source) == [1_500]
    more = a_case(cast, HERE)  # and in the run of the same county, which replaces proposals but no signature
    run(cast, HERE, LATER)
    assert proposed(case=more, programme=source) == []


def test_offers_between_runs_leave_what_stands_proposed_anywhere(cast):
    source = Programme.objects.get()
    leave(cast, source, 11_500)
    first = a_case(cast, HERE)
    run(cast, HERE)
    assert proposed(case=first, programme=source) == [10_000]
    for county in (HERE, THERE):
        offers = suggestions_for(item_of(a_case(cast, county)), at=LATER)
        assert [one.amount // Y for one in offers if one.source.row == source] == [1_500]
    own = suggestions_for(item_of(first), at=LATER)  # the need's own proposal is no rival of its offers
    assert [one.amount // Y for one in own if one.source.row == source] == [10_000]


def test_a_households_cap_counts_what_it_is_proposed_for_another_need(cast):
    source = Programme.objects.get()
    case, clerk = make.verified_case(cast, START, make.family()), make.desk(cast).clerk
    item = needs.add_item(case=case, kind="cash", category="nursing", requested_fen=8_000 * Y, by=clerk, at=START)
    item = needs.verify_item(
        item=item, verified_cost_fen=8_000 * Y, insurance_fen=0, evidence="seen", by=clerk, at=START
    )
    publication.open_unpublished(case=case, reason="家庭不愿公开", by=make.desk(cast).approver, at=START)
    runs.run(county=case.county, by=cast.users["coordinator"], at=RUN)
    assert sum(proposed(case=case, programme=source)) == 10_000  # its cap for one household
    for one in case.items.select_related("case__household", "case__county", "case__township"):
        mine = sum(proposed(item=one, programme=source))
        assert sum(x.amount for x in suggestions_for(one, at=LATER) if x.source.row == source) <= mine * Y


def test_what_if_leaves_what_stands_proposed_elsewhere(cast):
    source = Programme.objects.get()
    leave(cast, source, 11_500)
    a_case(cast, HERE)
    run(cast, HERE)
    a_case(cast, THERE)
    key, there = f"programme:{source.pk}", make.desk_county(cast, THERE)
    answer = what_if(key, Change(more_fen=1_000 * Y), at=LATER, area=there)
    assert (answer.before.own_fen, answer.after.own_fen) == (1_500 * Y, 2_500 * Y)
    answer = what_if(key, Change(more_fen=1_000 * Y), at=LATER)  # over the whole city every proposal is planned anew
    assert (answer.before.own_fen, answer.after.own_fen) == (11_500 * Y, 12_500 * Y)


def test_what_if_about_money_that_is_promised_elsewhere_altogether_is_refused(cast):
    source = Programme.objects.get()
    leave(cast, source, 10_000)
    a_case(cast, HERE)
    run(cast, HERE)
    a_case(cast, THERE)
    with pytest.raises(NotOpen):
        what_if(f"programme:{source.pk}", Change(more_fen=1), at=LATER, area=make.desk_county(cast, THERE))


def test_a_source_that_is_promised_beyond_what_it_holds_is_found(bare):
    pledge = promise(bare.users["donor"], 300)
    a_case(bare, HERE)
    run(bare, HERE)
    assert Outstanding.everywhere().by_source == {f"pledge:{pledge.pk}": 300 * Y}
    assert list(oversubscribed(localdate(RUN))) == []
    Match.objects.filter(pledge=pledge).update(proposed_fen=301 * Y)
    assert list(oversubscribed(localdate(RUN))) == [(f"pledge:{pledge.pk}", 300 * Y, 301 * Y)]
