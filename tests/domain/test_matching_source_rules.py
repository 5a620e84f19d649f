"""The office's rules between sources – so many for a case, alone, a least grant – are kept whatever they cost, and said so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils.timezone import localdate

from funds.models import Fund
from matching.eligibility.history import as_helper
from matching.eligibility.sources import open_sources
from matching.models import Match, Run
from matching.runs import services as runs
from matching.runs.records.archive import NotProved, checked, checked_record
from matching.runs.records.models import Proof
from matching.runs.records.proof_words import proof_words
from matching.runs.wording import binding_words, rules_words, share_words
from needs import services as needs
from needs.models import Case
from optimiser.side_constraints import enforce, neighbourhood_search
from policy.limits import services as limits
from programmes.models import Programme
from publication import services as publication
from tests.domain.test_matching_outstanding import leave
from tests.factories import cases as make
from tests.factories.cases import START, Y
from tests.factories.promises import promise
from tests.factories.resources import lot, offered_resource

pytestmark = pytest.mark.django_db
RUN = START + timedelta(days=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Each household may have 10,000 yuan of a programme and 3,000 of a fund; most need 18,000."""
    with django_db_blocker.unblock():
        yield make.staged(sources=make.SOURCES)


def most_sources(cast, most: int) -> None:
    limits.set_limits(
        region=make.desk_county(cast),
        valid_from=localdate(RUN),
        second_approval_fen=20_000 * Y,
        most_sources=most,
        basis="青屏县 2026 年 3 号文件",
        by=cast.users["approver"],
        at=RUN,
    )


def run(cast) -> Run:
    return runs.run(county=make.desk_county(cast), by=cast.users["coordinator"], at=RUN)


def case_with(cast, *things: dict) -> Case:
    """A case with a gap of money and these items beside it."""
    case, clerk = make.verified_case(cast, START, make.family()), make.desk(cast).clerk
    for thing in things:
        item = needs.add_item(case=case, by=clerk, at=START, **thing)
        costs = {"verified_cost_fen": thing.get("requested_fen", 0)} | (
            {"insurance_fen": 0} if item.kind == "cash" else {}
        )
        needs.verify_item(item=item, evidence="seen", by=clerk, at=START, **costs)
    return publication.open_unpublished(case=case, reason="家庭不愿公开", by=make.desk(cast).approver, at=START)


def helpers(case: Case) -> set[str]:
    return {
        as_helper(key) for key in Match.objects.filter(case=case, state="proposed").values_list("source_key", flat=True)
    }


def yuan(case: Case) -> list[int]:
    rows = Match.objects.filter(case=case, state="proposed", proposed_fen__isnull=False)
    return sorted(fen // Y for fen in rows.values_list("proposed_fen", flat=True))


def money_of(this: Run):
    """The record of money, after the independent verifier has read its bytes again."""
    return checked(this)[0]


def test_a_plan_whose_ties_are_not_proved_is_not_called_the_best(cast):
    """Within the limit the levels lose nothing, but whether an equal plan would move less or cost less is not known."""
    most_sources(cast, 1)
    leave(cast, Fund.objects.get(), 2_000)
    promise(cast.users["donor"], 3_000)
    make.unpublished_case(cast, START, make.family(), cost_yuan=3_000, insurance_yuan=0, asked_yuan=3_000)
    this = run(cast)
    record = money_of(this)
    assert (this.rules_cost, record.proof) == (0, Proof.LEVELS)
    assert "没有更好的分配" not in proof_words(this.records.all()) and "未证明" in proof_words(this.records.all())
    record.facts["ties_proved"] = True  # what the record may not say of itself
    with pytest.raises(NotProved):
        checked_record(record)


def test_without_a_limit_nothing_is_lost_and_the_plan_is_proved(cast):
    cases = [make.unpublished_case(cast, START, make.family()) for _ in range(3)]
    record = money_of(run(cast))
    assert [yuan(case) for case in cases] == [[3_000, 10_000]] * 3
    assert (record.rules_cost, record.proof, record.facts["rules"]) == (0, Proof.OPTIMAL, {})


def test_a_limit_of_one_source_is_kept_and_its_cost_stored(cast):
    most_sources(cast, 1)
    cases = [make.unpublished_case(cast, START, make.family()) for _ in range(3)]
    this = run(cast)
    record = money_of(this)
    assert [yuan(case) for case in cases] == [[10_000]] * 3
    assert this.dual == this.primal + this.rules_cost and this.rules_cost == record.rules_cost > 0
    assert record.facts["rules"]["binding"] == {"sources": 3, "alone": 0, "least": 0}
    # each of the three gets 3,000 yuan less of one place of the queue
    assert [now - before for _level, before, now in record.facts["rules"]["levels"]] == [-9_000]
    assert {(one["why"], one["most"]) for one in record.facts["unmet"]} == {("limit", 1)}
    assert record.facts["witness"] == []  # its sums would not add up


def test_the_limit_is_of_the_case_not_of_each_of_its_needs(cast):
    promise(cast.users["donor"], 1_000)
    most_sources(cast, 2)
    case = case_with(cast, {"kind": "cash", "category": "nursing", "requested_fen": 8_000 * Y})
    this = run(cast)
    assert len(helpers(case)) == 2 and this.rules_cost > 0
    # the two that give most, 10,000 and 3,000; counted need by need, the third would have its place at the other need
    assert sum(yuan(case)) == 13_000
    assert money_of(this).plan


def test_one_source_may_serve_both_needs_of_a_case(cast):
    most_sources(cast, 1)
    case = case_with(cast, {"kind": "cash", "category": "nursing", "requested_fen": 8_000 * Y})
    run(cast)
    assert (len(helpers(case)), sum(yuan(case))) == (1, 10_000)


@pytest.mark.parametrize(("most", "kinds"), [(1, {"programme"}), (2, {"programme", "resource"})])
def test_money_and_things_share_the_limit_and_things_keep_a_place(cast, most, kinds):
    rice = offered_resource(cast.bodies["grain"], cast.bodies["charity-city"], cap_shares=4, at=START)
    lot(rice, 200, 90, at=START)
    most_sources(cast, most)
    case = case_with(cast, {"kind": "goods", "category": "food", "quantity": 3})
    this = run(cast)
    assert set(Match.objects.filter(case=case, state="proposed").values_list("source_kind", flat=True)) == kinds
    assert len(helpers(case)) == most
    assert [one.network for one in checked(this)] == ["cash", "goods:food"]


def test_what_helps_alone_is_proposed_alone(cast):
    Programme.objects.update(co_funding=False)
    cases = [make.unpublished_case(cast, START, make.family()) for _ in range(2)]
    record = money_of(run(cast))
    assert [yuan(case) for case in cases] == [[10_000]] * 2
    assert record.rules_cost > 0 and record.facts["rules"]["binding"] == {"sources": 0, "alone": 2, "least": 0}


def test_a_least_grant_is_kept_where_the_money_would_be_spread_thinner(cast, monkeypatch):
    Programme.objects.filter(slug="serious-illness").update(minimum_fen=7_000 * Y)
    cases = [make.unpublished_case(cast, START, make.family()) for _ in range(2)]

    def scarce(on):
        return [replace(one, free=10_000 * Y) for one in open_sources(on) if one.kind == "programme"]

    monkeypatch.setattr("matching.eligibility.candidates.open_sources", scarce)
    record = money_of(run(cast))
    assert sorted(map(yuan, cases)) == [[], [10_000]]
    assert record.rules_cost >= 0 and all(fen >= 7_000 * Y for fen in record.state["awards"].values())


def test_where_the_exact_search_is_given_up_the_rules_are_kept_all_the_same(cast, monkeypatch):
    monkeypatch.setattr(enforce, "EXACT_EDGES", 0)
    monkeypatch.setattr(neighbourhood_search, "ROUNDS", 0)
    most_sources(cast, 1)
    cases = [make.unpublished_case(cast, START, make.family()) for _ in range(4)]
    this = run(cast)
    assert [len(helpers(case)) for case in cases] == [1] * 4
    assert this.rules_cost > 0 and money_of(this).plan


def test_a_case_that_has_a_source_by_decision_gets_no_further_one(cast):
    most_sources(cast, 1)
    case = make.accepted_match(cast, START, make.family()).case
    run(cast)
    assert helpers(case) == set()


def test_the_cost_is_said_in_words():
    from matching.measures import CASH

    assert str(rules_words(1, -300 * Y, CASH)).endswith("少 300 元")
    assert str(rules_words(1, 300 * Y, CASH)).endswith("多 300 元")
    assert str(binding_words({"sources": 3, "alone": 0, "least": 1})) == (
        "3 份求助的来源会超过上限；1 笔会低于来源的最低救助额"
    )
    assert [share_words(*one) for one in ((4, 1000), (125, 1000), (1, 10**6), (0, 0))] == [
        "0.4%",
        "12.5%",
        "< 0.1%",
        "< 0.1%",
    ]
