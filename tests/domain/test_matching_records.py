"""What a run leaves behind: the very arrays with their proof, why each award came out so, and what moved since the last."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from uuid import uuid4

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import override

from common.messages import shown
from common.rules import Reason
from funds.ledger.journal import constraint_of
from matching.eligibility.candidates import networks
from matching.eligibility.evaluator import judge
from matching.measures import CASH
from matching.models import Match, Run
from matching.runs import services as runs
from matching.runs.priority_levels import price_words
from matching.runs.records.archive import NothingKept, NotProved, checked, checked_record, packed, unpacked
from matching.runs.records.models import Explanation, NetworkRecord
from matching.runs.records.services import verify_run
from needs import services as needs
from needs.models import NeedItem
from tests.factories import cases as make
from tests.factories.cases import START, Y, refused

pytestmark = pytest.mark.django_db
RUN = START + timedelta(days=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        yield make.staged(sources=make.SOURCES)


def run(cast, at=RUN) -> Run:
    return runs.run(county=make.desk_county(cast), by=cast.users["coordinator"], at=at)


def test_the_stored_arrays_are_what_was_solved_and_prove_it_again(cast):
    made = make.unpublished_case(cast, START, make.family())
    record = checked(run(cast))[0]
    problem, plan = unpacked(record.problem), unpacked(record.plan)
    assert int(plan["primal"]) == record.primal == record.run.primal == record.run.dual > 0
    assert record.rows["items"] == [str(NeedItem.objects.get(case=made).pk)]
    assert sum(plan["award"].tolist()) * record.unit == record.run.proposed_fen == 13_000 * Y
    assert (
        problem["need_amount"].tolist() == [18_000 * Y] and record.problem_sha256 == sha256(record.problem).hexdigest()
    )


def test_the_archive_that_is_handed_out_names_nobody(cast):
    case = make.unpublished_case(cast, START, make.canary_family())
    record = run(cast).records.get()
    for name, values in unpacked(record.problem).items():
        assert values.dtype == np.int64, name
    assert unpacked(record.problem)["need_id"].tolist() == list(range(len(record.rows["items"])))
    told = json.dumps([record.facts, record.prices], ensure_ascii=False)
    for secret in make.CANARIES.values():
        assert secret not in told
    assert case.number in told  # the number is all that the page has


@pytest.mark.parametrize("how", ["award", "budget", "bytes", "hashes"])
def test_a_tampered_archive_is_refused(cast, how):
    make.unpublished_case(cast, START, make.family())
    record = run(cast).records.get()
    problem, plan = unpacked(record.problem), unpacked(record.plan)
    if how == "award":
        plan["award"] = plan["award"] + 1
    if how == "budget":
        problem["source_amount"] = problem["source_amount"] - 1_000_000 * Y
    record.problem, record.plan = (packed(SimpleNamespace(arrays=lambda one=one: one)) for one in (problem, plan))
    if how == "bytes":
        record.plan = record.plan[:-40]
    if how == "hashes":
        record.plan_sha256 = "0" * 64
    else:  # even with hashes that fit the tampered bytes
        record.problem_sha256, record.plan_sha256 = (sha256(one).hexdigest() for one in (record.problem, record.plan))
    with pytest.raises(NotProved):
        checked_record(record)


@pytest.mark.parametrize("name", ["primal", "dual"])
def test_a_run_that_says_other_sums_than_its_sheets_is_refused(cast, name):
    make.unpublished_case(cast, START, make.family())
    this = run(cast)
    assert checked(this) == [this.records.get()]
    setattr(this, name, getattr(this, name) + 1)
    with pytest.raises(NotProved):
        checked(this)


def test_a_run_of_which_nothing_was_kept_says_so_and_does_not_speak_of_a_broken_proof(cast):
    make.unpublished_case(cast, START, make.family())
    made = run(cast)
    old = Run.objects.get(pk=made.pk)
    old.pk, old.number, old._state.adding = uuid4(), "R99012120010101", True
    old.save()
    with pytest.raises(NothingKept, match="没有留存"):
        checked(old)


def test_verifying_is_for_those_who_run_the_matching_and_is_noted(cast):
    make.unpublished_case(cast, START, make.family())
    this = run(cast)
    assert verify_run(run=this, by=cast.users["coordinator"], at=RUN) == [this.records.get()]
    for stranger in ("county_coordinator-990122", "clerk", "charity", "auditor"):
        with refused(PermissionDenied):
            verify_run(run=this, by=cast.users[stranger], at=RUN)


def test_a_sheet_is_never_changed_and_its_constraints_hold(cast):
    make.unpublished_case(cast, START, make.family())
    record = run(cast).records.get()
    for rows in (NetworkRecord.objects.filter(pk=record.pk), Explanation.objects.all()):
        with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
            rows.update(facts={})
        with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
            rows._raw_delete("default")
    other = Run.objects.create(number="R9", county=record.run.county, started_by=record.run.started_by, started_at=RUN)
    sound = {
        "run": other,
        "network": "cash",
        "primal": 1,
        "dual": 1,
        "unit": 100,
        "problem_sha256": "0" * 64,
        "plan_sha256": "0" * 64,
    }
    for name, wrong in (
        ("sheets_sheet_both_or_neither", {"problem": b"x"}),
        ("sheets_sheet_unit", {"unit": 0}),
        ("sheets_sheet_hashes", {"plan_sha256": "0"}),
        ("sheets_sheet_certified", {"primal": 0}),
        ("sheets_sheet_network_once", {"run": record.run}),
    ):
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            NetworkRecord.objects.create(**{**sound, **wrong})
        assert constraint_of(error.value) == name


def test_the_sheet_says_who_is_covered_and_who_goes_without_and_why(cast):
    case = make.unpublished_case(cast, START, make.family())
    facts = run(cast).records.get().facts
    (place,) = facts["coverage"]["place"]
    assert (place["items"], place["households"], place["asked"], place["proposed"]) == (1, 1, 18_000 * Y, 13_000 * Y)
    assert [one["key"] for one in facts["coverage"]["category"]] == ["illness"]
    assert str(shown(facts["coverage"]["identity"][0]["label"])) == "低保边缘家庭"
    (left,) = facts["unmet"]
    assert (left["case"], left["left"], left["why"], left["sources"]) == (case.number, 5_000 * Y, "caps", 2)
    assert facts["scarce"] == [] and facts["witness"] == []


def test_scarce_money_has_a_price_and_a_witness_that_adds_up(cast):
    for _ in range(4):
        make.unpublished_case(cast, START, make.family())
    from matching.eligibility import candidates as module

    real = module.open_sources
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            module, "open_sources", lambda on: [one.__class__(**{**vars(one), "free": 9_000 * Y}) for one in real(on)]
        )
        facts = run(cast).records.get().facts
    assert [row["free"] for row in facts["scarce"]] == [9_000 * Y] * 2
    assert all(row["level"] > 0 and row["proposed"] == 9_000 * Y for row in facts["scarce"])
    assert str(price_words(facts["scarce"][0]["level"], CASH)).startswith("多一元会用在橙色求助的")
    assert facts["witness"]
    for one in facts["witness"]:
        assert one["budgets"] == one["own"]  # nothing of these sources leaves the group
        assert one["budgets"] + one["caps"] == one["served"]
    assert {row["why"] for row in facts["unmet"]} == {"spent"}


def test_an_award_that_moved_names_the_datum_that_moved_it(cast):
    match = make.proposed_match(cast, START)
    assert Explanation.objects.get(match=match).facts["changed"] == {}
    later = RUN + timedelta(hours=3)
    needs.commit(item=match.item, source_kind="gift", source_label="", amount_fen=17_000 * Y, effect_key="g", at=later)
    record = run(cast, later).records.get()
    assert record.facts["since"] == match.run.number
    moved = [one for key, one in record.facts["changes"].items() if key.endswith(str(match.programme_id))]
    assert [one["before"] for one in moved] == [10_000 * Y]
    assert {"what": "covered", "before": 0, "now": 17_000 * Y} in moved[0]["because"]
    again = run(cast, later + timedelta(minutes=1)).records.get()
    assert again.facts["changes"] == {} and again.facts["kept"][0] == again.facts["kept"][1] == 1_000


def test_a_near_miss_fails_exactly_one_rule_and_is_told_in_both_languages(cast):
    make.unpublished_case(cast, START, make.family(), category="living")
    found = networks(make.desk_county(cast), at=RUN)[0]
    missed = [judge(found.items[0], one, found.history, at=RUN) for one in found.sources]
    expected = sum(len(one.failed) == 1 for one in missed)
    for match in Match.objects.filter(run=run(cast)):
        told = match.explanation.facts
        assert len(told["near"]) == min(3, expected) and told["sources"] == len(found.sources)
        for one in told["near"]:
            reason = Reason.of(one["reason"])
            assert reason.outcome == "fail"
            with override("en"):
                assert not any("一" <= letter <= "鿿" for letter in str(reason.clause))
