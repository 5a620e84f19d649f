"""Small promises come to the officer as one pool per need: drawn exactly, judged one by one, decided together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate

from casework.conflicts_of_interest import services as related
from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.errors import Refusal
from common.sealed import opened
from donations import services as donations
from donations.models import Pledge
from funds.ledger.journal import constraint_of
from funds.models import Fund
from matching import complaint_subjects
from matching.access import matches_for_donor
from matching.decisions import services as decisions
from matching.decisions.guards import ReasonMissing, Stale
from matching.decisions.objections import services as objections
from matching.decisions.objections.selectors import ObjectionOpen
from matching.decisions.pools import approve_pool, cosign_pool, return_pool
from matching.decisions.rechecks import NoLongerFits
from matching.decisions.services import OwnProposal, SecondSignature
from matching.delivery import answers
from matching.eligibility.candidates import networks
from matching.eligibility.evaluator import judge
from matching.eligibility.interests import Recusal
from matching.eligibility.sources import open_sources, small_promises
from matching.measures import CASH
from matching.models import Match
from matching.runs import services as runs
from matching.runs.pools import draws
from matching.runs.pools.models import Pool
from matching.runs.pools.selectors import one_decision_each, one_per_pool
from matching.runs.priority_levels import price_words
from matching.runs.records.archive import checked, unpacked
from matching.runs.what_if import Change, what_if
from matching.runs.wording import witness_words
from needs import services as needs
from needs.models import NeedItem
from organisations.models import Notification
from policy.limits import services as limits
from tests.factories import cases as make
from tests.factories.cases import START, Y, refused
from tests.factories.promises import promise

pytestmark = pytest.mark.django_db
RUN = START + timedelta(days=1)
LATER = RUN + timedelta(hours=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        yield make.staged(sources=("tea-winter",))


def donor(cast, number: int):
    return cast.users[f"donor-p{number}"]


def promised(cast, *yuan: int, **fields) -> list[Pledge]:
    """One small promise by each of the first donors, the first of them the longest ago."""
    return [
        promise(donor(cast, number), amount, at=START - timedelta(days=60 - number), **fields)
        for number, amount in enumerate(yuan)
    ]


def run(cast, at=RUN, county: str = ""):
    return runs.run(county=make.desk_county(cast, county), by=make.desk(cast, county).coordinator, at=at)


def pooled(cast, *yuan: int, **fields) -> Pool:
    """A household whose need one pool of these promises is proposed for."""
    promised(cast, *yuan, **fields)
    make.unpublished_case(cast, START, make.family())
    run(cast)
    return Pool.objects.select_related("item__case__household", "run").get()


def amounts(pool: Pool) -> list[int]:
    return [fen // Y for fen in pool.matches.order_by("-proposed_fen", "number").values_list("proposed_fen", flat=True)]


def states(pool: Pool) -> set[str]:
    return set(pool.matches.values_list("state", flat=True))


def decide(cast, pool: Pool, act=approve_pool, **changes):
    return act(**{"pool": pool, "reason": "核实一致", "by": cast.users["approver"], "at": LATER, **changes})


def set_limits(cast, **values):
    given = {
        "region": make.desk_county(cast),
        "valid_from": localdate(RUN),
        "second_approval_fen": 20_000 * Y,
        "basis": "青屏县 2026 年 3 号文件",
        "by": cast.users["approver"],
        "at": RUN,
    }
    return limits.set_limits(**{**given, **values})


# from promises to pools


def test_the_draws_of_the_solver_are_the_matches_to_the_fen(cast):
    promised(cast, 180, 150, 120, 100, 90, 60)
    promise(donor(cast, 7), 40, category="school")  # nobody here is a pupil
    promise(donor(cast, 8), 70, category="illness", region="990121000000")
    promise(donor(cast, 9), 70, region="990122000000")  # another county's
    homes = [
        make.unpublished_case(cast, START, make.family(), cost_yuan=400, insurance_yuan=0, asked_yuan=400)
        for _ in range(2)
    ]
    this = run(cast)
    sheet = checked(this)[0]
    problem, plan = unpacked(sheet.problem), unpacked(sheet.plan)
    assert sorted(problem["pledge_amount"].tolist()) == [60 * Y, 70 * Y, 90 * Y, 100 * Y, 120 * Y, 150 * Y, 180 * Y]
    assert (len(problem["hub_id"]), problem["pledge_id"].tolist()) == (2, list(range(7)))
    drawn = {
        (sheet.rows["items"][i], sheet.rows["promises"][k]): int(units) * sheet.unit
        for i, k, units in zip(
            plan["draw_need"].tolist(), plan["draw_pledge"].tolist(), plan["draw_units"].tolist(), strict=True
        )
    }
    assert drawn == {
        (str(one.item_id), one.source_key): one.proposed_fen for one in Match.objects.filter(pledge__isnull=False)
    }
    assert (
        sum(drawn.values())
        == sum(plan["out"].tolist()) * sheet.unit
        == sum(pool.amount_fen for pool in Pool.objects.all())
    )
    assert {one.case_id for one in Match.objects.all()} == {one.pk for one in homes}


def test_the_hubs_lead_exactly_where_the_evaluator_lets_a_promise_go(cast):
    home = make.family()
    cases = [
        make.unpublished_case(cast, START, one) for one in (home, make.family(urgency="red"), make.family(cause="HC08"))
    ]
    for number, (category, region) in enumerate(
        (category, region)
        for category in ("", "illness", "school", "injury")
        for region in ("990100000000", "990121000000", "990121102000", "990121001000", "990122000000")
    ):
        promise(donor(cast, number), 150, category=category, region=region)
    related.declare(relation="relative", name=home.name, id_no=home.id_no, by=donor(cast, 0), at=START)
    run(cast)
    for pool in Pool.objects.all():
        decide(cast, pool)
    for number in range(20, 24):
        promise(donor(cast, number), 150)
    found = networks(make.desk_county(cast), at=LATER)[0]
    promises, rows = found.promises, range(len(found.items))
    led = {
        (i, promises.sources[k].key)
        for of, i in zip(promises.out_class, promises.out_need, strict=True)
        for k in np.flatnonzero(promises.of_class == of)
    }
    small = small_promises(LATER.date(), besides=found.items)
    let = {(i, one.key) for i in rows for one in small if judge(found.items[i], one, found.history, at=LATER).eligible}
    assert led == let and len({i for i, _key in led}) == len(cases)


def test_fourteen_promises_are_one_row_for_the_officer(cast):
    pool = pooled(cast, *[90] * 13, 70)
    assert (pool.amount_fen, pool.number[:7], amounts(pool)) == (1_240 * Y, "H990121", [90] * 13 + [70])
    (row,) = one_per_pool(Match.objects.filter(pool__isnull=False))
    assert (row.pool, row.pooled_n, row.pooled_fen) == (pool, 14, 1_240 * Y)
    assert {str(price_words(one.price_level, CASH)) for one in pool.matches.all()} == {
        "多一元会用在橙色求助的基本部分上"
    }
    assert not pool.matches.exclude(run=pool.run, case=pool.item.case, county=pool.run.county).exists()
    assert Match.objects.filter(pool=None).get().fund is not None  # the fund's own proposal stands beside it


@pytest.mark.parametrize(
    ("yuan", "least", "pools"),
    [
        ((150,), None, []),
        ((100, 99), None, []),
        ((100, 100), None, [[100, 100]]),
        ((100, 100), 201, []),
        ((100, 100, 1), 201, [[100, 100, 1]]),
    ],
)
def test_a_need_whose_promises_do_not_reach_the_countys_least_is_proposed_none(cast, yuan, least, pools):
    if least:
        set_limits(cast, least_pledge_fen=least * Y)
    promised(cast, *yuan)
    make.unpublished_case(cast, START, make.family())
    this = run(cast)
    assert [amounts(one) for one in Pool.objects.all()] == pools
    told = this.sheets.first().facts["pooled"]
    assert (told["drawn"], told["proposed"]) == (sum(map(sum, pools)) * Y, sum(map(sum, pools)) * Y)
    assert this.proposed_fen == 3_000 * Y + told["proposed"]


def test_what_can_never_be_enough_for_one_need_goes_to_another(cast):
    """The red need misses 120 yuan, below the least for a pool: the promises are not drawn for it in vain."""
    promised(cast, 120, 100)
    small = make.unpublished_case(
        cast, START, make.family(urgency="red"), cost_yuan=160, insurance_yuan=0, asked_yuan=160
    )
    other = make.unpublished_case(cast, START, make.family(urgency="blue"))
    this = run(cast)
    assert small.items.get().remaining_fen == 120 * Y
    assert [(one.item.case, amounts(one)) for one in Pool.objects.all()] == [(other, [120, 100])]
    assert {one["case"]: one["why"] for one in this.sheets.first().facts["unmet"]} == {
        small.number: "promises",
        other.number: "caps",
    }


def test_what_is_drawn_and_stays_too_little_is_not_proposed_and_stays_free(cast):
    promised(cast, 150, 150)
    first = make.unpublished_case(
        cast, START, make.family(urgency="red"), cost_yuan=300, insurance_yuan=0, asked_yuan=300
    )
    other = make.unpublished_case(cast, START, make.family(urgency="blue")).items.get()  # 75 yuan are left for it
    needs.commit(item=other, source_kind="gift", source_label="", amount_fen=9_000 * Y, effect_key="basic", at=START)
    told = run(cast).sheets.first().facts["pooled"]
    assert (told["drawn"], told["proposed"]) == (300 * Y, 225 * Y)
    assert [(one.item.case, amounts(one)) for one in Pool.objects.all()] == [(first, [150, 75])]
    assert sum(Match.objects.filter(pledge__isnull=False).values_list("proposed_fen", flat=True)) == 225 * Y


def test_a_promise_of_the_least_itself_stands_alone_as_before(cast):
    promised(cast, 200, 199, 199)
    make.unpublished_case(cast, START, make.family())
    run(cast)
    assert [amounts(one) for one in Pool.objects.all()] == [[199, 199]]
    assert [one.proposed_fen for one in Match.objects.filter(pledge__isnull=False, pool=None)] == [200 * Y]


def test_one_household_never_gets_more_of_a_promise_than_it_allows(cast):
    wide, _other = promised(cast, 150, 100, total=1_000)
    case = make.unpublished_case(cast, START, make.family(), cost_yuan=300, insurance_yuan=0, asked_yuan=300)
    run(cast)
    pool = Pool.objects.get()
    assert (pool.item.remaining_fen, amounts(pool)) == (225 * Y, [150, 75])
    decide(cast, pool)
    other = make.unpublished_case(cast, START, make.family())
    run(cast, LATER)
    again = Pool.objects.exclude(pk=pool.pk).get()
    assert again.item.case == other  # the first household has had what these donors give to one
    assert amounts(again) == [150, 100]
    assert not Match.objects.filter(pledge=wide, case=case).exclude(pool=pool).exists()


def test_a_donor_with_an_interest_gives_to_another_household(cast):
    promised(cast, 150, 150, 150)
    home, stranger = make.family(), make.family(urgency="yellow")
    case, other = make.unpublished_case(cast, START, home), make.unpublished_case(cast, START, stranger)
    related.declare(relation="relative", name=home.name, id_no=home.id_no, by=donor(cast, 0), at=START)
    run(cast)
    (pool,) = Pool.objects.all()
    assert (pool.item.case, amounts(pool)) == (case, [150, 150])
    assert donor(cast, 0).pk not in set(pool.matches.values_list("pledge__donor", flat=True))
    promise(donor(cast, 4), 60, at=START)
    promise(donor(cast, 0), 100, at=START)
    run(cast, LATER)
    by_case = {one.item.case: amounts(one) for one in Pool.objects.filter(matches__state="proposed").distinct()}
    assert by_case == {case: [150, 150, 60], other: [150, 100]}


def test_a_need_that_no_promise_may_help_leaves_them_to_others(cast):
    promised(cast, 150, 150)
    first, second = (make.unpublished_case(cast, START, make.family(urgency=urgency)) for urgency in ("red", "yellow"))
    run(cast)
    assert [one.item.case for one in Pool.objects.all()] == [first]
    fund = Match.objects.get(case=first, fund__isnull=False)
    make.sharing_consent(cast, first, make.payer_of(fund), LATER)
    decisions.approve(match=fund, amount=fund.proposed_fen, reason="x", by=cast.users["approver"], at=LATER)
    Fund.objects.update(co_funding=False)  # whoever has its grant gets nothing from anybody else
    run(cast, LATER + timedelta(hours=1))
    assert [one.item.case for one in Pool.objects.filter(matches__state="proposed").distinct()] == [second]


# deciding


def test_approval_asks_every_donor_and_moves_no_money(cast):
    pool = pooled(cast, 150, 120, 100)
    decide(cast, pool)
    assert states(pool) == {"offered"}
    for number, yuan in enumerate((150, 120, 100)):
        (offer,) = matches_for_donor(donor(cast, number))
        assert (offer.approved_fen, offer.decided_by, offer.decision_reason) == (
            yuan * Y,
            cast.users["approver"],
            "核实一致",
        )
    item = NeedItem.objects.get(pk=pool.item_id)
    assert (item.committed_fen, item.remaining_fen) == (0, 18_000 * Y)
    event = AuditEvent.objects.get(verb="pool.approved")
    assert (event.data["n"], event.data["amount_fen"], event.case_id) == (3, 370 * Y, pool.item.case_id)
    assert event.data["matches"] == list(pool.matches.order_by("number").values_list("number", flat=True))
    assert not AuditEvent.objects.filter(verb="match.approved").exists()  # one act, one record


def test_each_donor_answers_for_himself(cast):
    pool = pooled(cast, 150, 120, 100)
    decide(cast, pool)
    one, two, three = pool.matches.order_by("-proposed_fen")
    assert answers.accept(match=one, amount=150 * Y, by=donor(cast, 0), at=LATER).state == "accepted"
    assert answers.decline(match=two, reason="这次不", by=donor(cast, 1), at=LATER).state == "declined"
    with refused(PermissionDenied):
        answers.accept(match=three, amount=100 * Y, by=donor(cast, 1), at=LATER)
    assert states(pool) == {"accepted", "declined", "offered"}
    assert one_decision_each(Match.objects.filter(pool=pool)).count() == 1
    assert [
        (row.state, row.pooled_n, row.pooled_fen)
        for row in one_per_pool(Match.objects.filter(pool=pool)).order_by("state")
    ] == [("accepted", 1, 150 * Y), ("declined", 1, 120 * Y), ("offered", 1, 100 * Y)]


def test_who_promised_to_agree_automatically_has_agreed(cast):
    pool = pooled(cast, 150, 120, mode="automatic")
    decide(cast, pool)
    make.settle(LATER)
    assert states(pool) == {"accepted"}
    told = Notification.objects.filter(user=cast.users["approver"], kind="match_answered")
    assert set(told.values_list("number", flat=True)) == {pool.number}
    assert sorted(Pledge.objects.values_list("used_fen", flat=True)) == [120 * Y, 150 * Y]


def test_a_draw_is_not_decided_alone(cast):
    pool = pooled(cast, 150, 120)
    match = pool.matches.first()
    given = {"match": match, "reason": "x", "by": cast.users["approver"], "at": LATER}
    for act in (lambda: decisions.approve(**given, amount=match.proposed_fen), lambda: decisions.return_(**given)):
        with refused(Refusal) as error:
            act()
        assert str(error.value) == "这是个人承诺合集中的一份，请对整个合集作决定。"
    set_limits(cast, second_approval_fen=200 * Y)
    decide(cast, pool)
    with refused(Refusal):
        decisions.cosign(**{**given, "by": cast.users["city-approver"]})


def ended(_cast, pool):
    Pledge.objects.filter(pk=pool.matches.order_by("number").last().pledge_id).update(state="cancelled")


def used_up(_cast, pool):
    pledge = pool.matches.order_by("number").last().pledge
    donations.use_pledge(pledge=pledge, amount_fen=pledge.left_fen - 50 * Y, at=LATER)


def helped_meanwhile(_cast, pool):
    needs.commit(item=pool.item, source_kind="gift", source_label="", amount_fen=17_700 * Y, effect_key="g", at=LATER)


def interested(cast, pool):
    person = pool.item.case.household.head
    related.declare(
        relation="relative",
        name=opened(person.name),
        id_no=opened(person.id_no),
        at=LATER,
        by=pool.matches.order_by("number").last().pledge.donor,
    )


@pytest.mark.parametrize(
    ("changed", "rule", "words"),
    [
        (ended, "standing", "这份承诺已经结束"),
        (used_up, "free", "受来源余额限制"),
        (helped_meanwhile, "remaining", "受缺口限制"),
        (interested, "interest", "有利害关系"),
    ],
)
def test_one_draw_that_no_longer_fits_refuses_all_and_nothing_moves(cast, changed, rule, words):
    pool = pooled(cast, 150, 120, 100)
    changed(cast, pool)
    with refused(NoLongerFits) as error:
        decide(cast, pool)
    assert error.value.rule == rule
    assert words in str(error.value) and "整个合集没有变动" in str(error.value)
    assert states(pool) == {"proposed"}


def test_an_open_objection_against_one_draw_stops_the_pool(cast):
    pool = pooled(cast, 150, 120)
    objections.raise_objection(
        case=pool.item.case,
        match=pool.matches.last(),
        kind="objection",
        words="不愿意",
        by=cast.users["clerk"],
        at=LATER,
    )
    with refused(ObjectionOpen):
        decide(cast, pool)


def test_a_complaint_may_name_the_pool_or_one_of_its_draws(cast):
    pool = pooled(cast, 150, 120)
    decide(cast, pool)
    for number in (pool.number, pool.matches.first().number):
        subject = complaint_subjects.match(number.lower())
        assert (subject.number, subject.county) == (number, "990121000000")
        assert subject.respondents == {cast.users["coordinator"].pk, cast.users["approver"].pk}


def test_an_upheld_objection_against_one_draw_ends_the_whole_pool(cast):
    pool = pooled(cast, 150, 120)
    row = objections.raise_objection(
        case=pool.item.case,
        match=pool.matches.last(),
        kind="objection",
        words="不愿意",
        by=cast.users["clerk"],
        at=LATER,
    )
    objections.answer_objection(
        objection=row, upheld=True, words="按家庭意愿", by=cast.users["city-approver"], at=LATER
    )
    assert states(pool) == {"returned"}
    assert Match.objects.get(case=pool.item.case, fund__isnull=False).state == "proposed"


def test_who_may_decide_is_asked_as_for_every_match(cast):
    pool = pooled(cast, 150, 120)
    for act in (approve_pool, return_pool):
        for stranger in ("clerk", "county_approver-990122", "donor", "auditor", "charity"):
            with refused(PermissionDenied):
                decide(cast, pool, act, by=cast.users[stranger])
        with refused(ReasonMissing):
            decide(cast, pool, act, reason=" ")
        with refused(Stale):
            decide(cast, pool, act, version=7)
    pool.matches.update(proposed_by=cast.users["approver"])
    for act in (approve_pool, return_pool):
        with refused(OwnProposal):
            decide(cast, pool, act)


def test_an_officer_with_an_interest_steps_back(cast):
    pool = pooled(cast, 150, 120)
    person = pool.item.case.household.head
    related.declare(
        relation="relative", name=opened(person.name), id_no=opened(person.id_no), by=cast.users["approver"], at=LATER
    )
    for act in (approve_pool, return_pool):
        with refused(Recusal):
            decide(cast, pool, act)


def test_the_same_token_is_the_same_decision(cast):
    pool, token = pooled(cast, 150, 120), uuid4()
    decide(cast, pool, token=token)
    assert decide(cast, pool, token=token) == pool
    with refused(IllegalMove):
        decide(cast, pool, token=uuid4())
    assert AuditEvent.objects.filter(verb="pool.approved").count() == 1


def test_the_second_signature_counts_the_sum(cast):
    set_limits(cast, second_approval_fen=299 * Y)
    pool = pooled(cast, 150, 150)
    decide(cast, pool)
    assert states(pool) == {"cosigning"} and not matches_for_donor(donor(cast, 0)).exists()
    make.settle(LATER)
    asked = Notification.objects.filter(user=cast.users["city-approver"], kind="match_second")
    assert [one.number for one in asked] == [pool.number]
    for stranger in ("approver", "coordinator"):
        with refused(SecondSignature, PermissionDenied):
            decide(cast, pool, cosign_pool, by=cast.users[stranger])
    decide(cast, pool, cosign_pool, by=cast.users["city-approver"])
    assert states(pool) == {"offered"}
    assert {one.second_by for one in pool.matches.all()} == {cast.users["city-approver"]}


def test_at_the_countys_amount_one_signature_is_enough(cast):
    set_limits(cast, second_approval_fen=300 * Y)
    pool = pooled(cast, 150, 150)
    decide(cast, pool)
    assert states(pool) == {"offered"}


def test_a_second_approver_returns_the_whole_pool(cast):
    set_limits(cast, second_approval_fen=200 * Y)
    pool = pooled(cast, 150, 150)
    decide(cast, pool)
    decide(cast, pool, return_pool, by=cast.users["city-approver"], reason="先不用")
    assert {(one.state, one.second_reason) for one in pool.matches.all()} == {("returned", "先不用")}


# from run to run


def test_a_run_keeps_a_pool_that_did_not_change_and_supersedes_one_that_did(cast):
    pool = pooled(cast, 150, 120)
    before = list(pool.matches.order_by("pk").values())
    second = run(cast, LATER)
    assert list(pool.matches.order_by("pk").values()) == before and Pool.objects.count() == 1
    assert second.sheets.first().facts["changes"] == {} and second.sheets.first().facts["kept"][0] == 3_270
    promise(donor(cast, 5), 80)
    third = run(cast, LATER + timedelta(hours=1))
    assert states(pool) == {"superseded"}
    assert amounts(third.pools.get()) == [150, 120, 80]
    (moved,) = third.sheets.first().facts["changes"].values()
    assert (moved["before"], moved["now"]) == (270 * Y, 350 * Y)
    assert moved["because"] == [{"what": "free", "before": 270 * Y, "now": 350 * Y}]


def test_a_returned_pool_stays_away_until_the_need_changes(cast):
    pool = pooled(cast, 150, 120)
    decide(cast, pool, return_pool, reason="家里已有安排")
    other = make.unpublished_case(cast, START, make.family(urgency="blue"))
    run(cast, LATER + timedelta(hours=1))
    again = Pool.objects.exclude(pk=pool.pk).get()
    assert (again.item.case, amounts(again)) == (other, [150, 120])  # what was drawn for nothing goes to somebody else
    household = pool.item.case.household
    type(household).objects.filter(pk=household.pk).update(identity="low_income")
    run(cast, LATER + timedelta(hours=2))
    assert [one.item for one in Pool.objects.filter(matches__state="proposed").distinct()] == [pool.item]


def test_a_promise_that_stands_alone_stays_away_after_its_return_too(cast):
    promised(cast, 300)
    make.unpublished_case(cast, START, make.family())
    run(cast)
    match = Match.objects.get(pledge__isnull=False)
    decisions.return_(match=match, reason="家里已有安排", by=cast.users["approver"], at=LATER)
    run(cast, LATER + timedelta(hours=1))
    assert Match.objects.filter(pledge__isnull=False).get() == match


def test_what_was_offered_or_proposed_elsewhere_is_not_proposed_again(cast):
    pool = pooled(cast, 150, 120)
    make.unpublished_case(cast, START, make.elsewhere("990122"), "990122")
    run(cast, LATER, "990122")
    assert Pool.objects.count() == 1  # 青屏县 has the promises in hand
    decide(cast, pool, return_pool)
    run(cast, LATER, "990122")
    assert [amounts(one) for one in Pool.objects.exclude(pk=pool.pk)] == [[150, 120]]


def test_two_approvals_of_one_promise_are_refused_by_its_total(cast, monkeypatch):
    """Two counties that did not see each other's proposals: the promise itself says no, under its lock."""
    monkeypatch.setattr(draws, "spoken_for", lambda pledges, besides: dict.fromkeys((one.pk for one in pledges), 0))
    monkeypatch.setattr(
        "matching.eligibility.sources.spoken_for",
        lambda pledges, besides: dict.fromkeys((one.pk for one in pledges), 0),
    )
    pool = pooled(cast, 150, 120)
    make.unpublished_case(cast, START, make.elsewhere("990122"), "990122")
    run(cast, LATER, "990122")
    other = Pool.objects.exclude(pk=pool.pk).get()
    decide(cast, pool)
    with refused(NoLongerFits) as error:
        decide(cast, other, by=cast.users["county_approver-990122"])
    assert error.value.rule == "free"


# what the run says


def test_the_sheet_counts_pooled_money_everywhere(cast):
    pool = pooled(cast, 150, 120)
    sheet = pool.run.sheets.first()
    assert sheet.facts["pooled"] == {
        "promises": 2,
        "free": 270 * Y,
        "drawn": 270 * Y,
        "proposed": 270 * Y,
        "pools": 1,
        "draws": 2,
    }
    (place,) = sheet.facts["coverage"]["place"]
    assert (place["proposed"], place["served"], sheet.proposed, pool.run.proposed_fen) == (
        3_270 * Y,
        1,
        3_270 * Y,
        3_270 * Y,
    )
    assert [one["left"] for one in sheet.facts["unmet"]] == [14_730 * Y]
    assert sorted(sheet.rows["promises"]) == sorted(one.source_key for one in pool.matches.all())


def test_a_witness_adds_up_with_promises(cast, monkeypatch):
    promised(cast, 150, 120)
    for _ in range(3):
        make.unpublished_case(cast, START, make.family())
    monkeypatch.setattr(
        "matching.eligibility.candidates.open_sources",
        lambda on: [replace(one, free=2_000 * Y) for one in open_sources(on)],
    )
    (one,) = checked(run(cast))[0].facts["witness"]
    assert (one["budgets"], one["caps"], one["promises"], one["served"]) == (2_000 * Y, 0, 270 * Y, 2_270 * Y)
    assert "和个人承诺 270 元，合计 2,270 元" in str(witness_words(one, ["基金"], CASH))


def test_what_if_counts_what_promises_bring_together(cast):
    promised(cast, 150, 120)
    make.unpublished_case(cast, START, make.family())
    run(cast)
    fund = Match.objects.get(fund__isnull=False).fund
    answer = what_if(f"fund:{fund.pk}", Change(cap_fen=4_000 * Y), at=LATER)
    assert (answer.before.fen, answer.after.fen, answer.after.own_fen) == (3_270 * Y, 4_270 * Y, 4_000 * Y)


# the database's own word


def broken(act) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
    return constraint_of(error.value)


def change(**fields):
    return lambda pool: pool.matches.filter(pk=pool.matches.first().pk).update(**fields)


@pytest.mark.parametrize(
    ("rule", "act"),
    [
        ("pools_pool_amount", lambda pool: Pool.objects.filter(pk=pool.pk).update(amount_fen=0)),
        ("pools_pool_adds_up", lambda pool: Pool.objects.filter(pk=pool.pk).update(amount_fen=1)),
        (
            "pools_pool_adds_up",
            lambda pool: Pool.objects.create(number="H1", run=pool.run, item=pool.item, amount_fen=1),
        ),
        ("pools_pool_adds_up", change(pool=None)),
        ("pools_pool_adds_up", change(proposed_fen=1)),
        ("pools_pool_adds_up", lambda pool: pool.matches.update(item=pool.other)),
        ("pools_pool_adds_up", lambda pool: pool.matches.update(run=None)),
        (
            "pools_pool_one_decision",
            lambda pool: change(decided_by=pool.person, decided_at=LATER, decision_reason="x")(pool),
        ),
        ("matching_match_pooled_in_full", change(approved_fen=1)),
        ("matching_match_pooled_in_full", lambda pool: Match.objects.filter(fund__isnull=False).update(pool=pool)),
        (
            "matching_match_second_signature",
            lambda pool: pool.matches.update(
                state="offered", decided_by=pool.person, decided_at=LATER, decision_reason="x", approved_fen=150 * Y
            ),
        ),
    ],
)
def test_the_database_keeps_a_pool_whole(cast, rule, act):
    set_limits(cast, second_approval_fen=299 * Y)
    pool = pooled(cast, 150, 150)
    pool.person = cast.users["approver"]
    pool.other = make.unpublished_case(cast, START, make.family()).items.get()
    assert broken(lambda: act(pool)) == rule
