"""Each rule of the tables of matching is broken, past every Python check; the database names the rule."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.timezone import localdate

from donations.models import Pledge
from funds.ledger.journal import constraint_of
from funds.models import Fund
from matching.models import Match, Run
from policy.limits.models import LocalLimits
from policy.limits.selectors import limits_of
from tests.factories import cases as make
from tests.factories.cases import START
from tests.factories.ledger import rows as query

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=3)
NOT_NULL = "not null"


@pytest.fixture(scope="module")
def stage(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        cast = make.staged(sources=make.SOURCES)
        proposed = make.proposed_match(cast, START, make.family())
        yield SimpleNamespace(
            cast=cast,
            proposed=proposed,
            run=Run.objects.get(pk=proposed.run_id),
            clerk=cast.users["clerk"],
            offered=make.offered_match(cast, START, make.family()),
            fund=Fund.objects.first(),
            accepted=make.accepted_match(cast, START, make.family()),
            delivery=make.reported_delivery(cast, START, make.family()),
        )


def refusing(act) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    name = constraint_of(refused.value)
    return name if name else NOT_NULL if "null value" in str(refused.value) else str(refused.value)


def change(row: Model, **fields: object) -> str:
    return refusing(lambda: type(row).objects.filter(pk=row.pk).update(**fields))


def copy(row: Model, **fields: object) -> str:
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and not field.generated
    }
    return refusing(lambda: type(row).objects.create(**{**values, **fields}))


UPDATES = [
    ("matching_run_finished_is_certified", "run", {"dual": 1}),
    ("matching_run_finished_is_certified", "run", {"dual": None}),
    ("matching_run_finished_is_certified", "run", {"primal": None}),
    ("matching_run_finished_is_certified", "run", {"primal": None, "dual": None}),
    ("matching_match_one_source", "proposed", {"programme": None}),
    ("matching_match_one_source", "proposed", {"fund": "fund"}),
    ("matching_match_one_source", "proposed", {"source_kind": "fund"}),
    ("matching_match_one_source", "proposed", {"source_kind": "other"}),
    ("matching_match_amount_positive", "proposed", {"proposed_fen": 0}),
    ("matching_match_amount_positive", "proposed", {"proposed_fen": -1}),
    ("matching_match_amount_positive", "proposed", {"proposed_fen": None}),
    ("matching_match_amount_positive", "proposed", {"proposed_quantity": 1}),
    ("matching_match_amount_positive", "proposed", {"proposed_fen": None, "proposed_quantity": 1}),
    ("matching_match_decision_paired", "proposed", {"decided_by": "clerk"}),
    ("matching_match_decision_paired", "proposed", {"decided_at": LATER}),
    ("matching_match_decider_not_proposer", "proposed", {"decided_by": "proposer", "decided_at": LATER}),
    ("matching_match_decided_with_reason", "proposed", {"state": "returned", "decision_reason": "x"}),
    (
        "matching_match_decided_with_reason",
        "proposed",
        {"state": "returned", "decided_by": "clerk", "decided_at": LATER},
    ),
    ("matching_match_approved_within_proposed", "offered", {"approved_fen": None}),
    ("matching_match_approved_within_proposed", "offered", {"approved_fen": 0}),
    ("matching_match_approved_within_proposed", "offered", {"proposed_fen": 1}),
    ("matching_match_approved_within_proposed", "offered", {"approved_quantity": 1}),
    ("matching_match_approved_within_proposed", "offered", {"approved_fen": None, "approved_quantity": 1}),
    ("matching_match_accepted_within_approved", "accepted", {"accepted_fen": 0}),
    ("matching_match_accepted_within_approved", "proposed", {"accepted_fen": 1}),
    ("matching_match_accepted_within_approved", "offered", {"accepted_fen": 10**9}),
    ("matching_match_accepted_within_approved", "offered", {"accepted_quantity": 1}),
    ("matching_match_answer_paired", "accepted", {"answered_at": None}),
    ("matching_match_answer_paired", "offered", {"answered_by": "clerk"}),
    ("matching_match_accepted_is_named", "accepted", {"answered_by": None, "answered_at": None}),
    ("matching_match_accepted_is_named", "accepted", {"accepted_fen": None}),
    ("matching_match_committed_is_reserved", "offered", {"commitment": None}),
    ("matching_match_committed_is_reserved", "offered", {"pending_transfer": None}),
    ("matching_match_second_is_another", "proposed", {"second_by": "clerk", "second_at": LATER, "second_reason": "x"}),
    ("matching_match_second_is_another", "offered", {"second_by": "clerk", "second_at": LATER}),
    ("matching_match_second_is_another", "offered", {"second_by": "clerk", "second_reason": "x"}),
    ("matching_match_second_is_another", "offered", {"second_at": LATER}),
    ("matching_match_second_is_another", "offered", {"second_reason": "x"}),
    (
        "matching_match_second_is_another",
        "offered",
        {"second_by": "approver", "second_at": LATER, "second_reason": "x"},
    ),
    (
        "matching_match_second_is_another",
        "offered",
        {"second_by": "proposer", "second_at": LATER, "second_reason": "x"},
    ),
    ("matching_match_second_signature", "offered", {"proposed_fen": 2_000_001, "approved_fen": 2_000_001}),
    ("matching_match_pooled_in_full", "proposed", {"pool": uuid4()}),
    ("matching_match_life_cycle", "proposed", {"state": "accepted"}),
    ("matching_match_life_cycle", "offered", {"state": "proposed"}),
    ("matching_match_life_cycle", "accepted", {"state": "verified"}),
    ("matching_delivery_amount_positive", "delivery", {"amount_fen": 0}),
    ("matching_delivery_amount_positive", "delivery", {"amount_fen": None}),
    ("matching_delivery_amount_positive", "delivery", {"amount_fen": None, "quantity": 0}),
    ("matching_delivery_amount_positive", "delivery", {"quantity": 1}),
    ("matching_delivery_confirmation_paired", "delivery", {"confirmed_at": LATER}),
    ("matching_delivery_confirmation_paired", "delivery", {"confirmation": "code"}),
    ("matching_delivery_three_attempts", "delivery", {"code_attempts": 4}),
]


@pytest.mark.parametrize(("rule", "row", "values"), UPDATES, ids=lambda value: value if isinstance(value, str) else "")
def test_the_database_refuses(stage, rule, row, values):
    persons = {
        "clerk": stage.clerk,
        "proposer": stage.proposed.proposed_by,
        "fund": stage.fund,
        "approver": stage.offered.decided_by,
    }
    known = {name: persons[value] for name, value in values.items() if name != "source_kind" and value in persons}
    assert change(getattr(stage, row), **{**values, **known}) == rule


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("proposed", "proposed_by"),
        ("proposed", "state"),
        ("proposed", "source_kind"),
        ("offered", "decision_reason"),
        ("proposed", "county"),
        ("proposed", "item"),
        ("delivery", "confirmation"),
        ("delivery", "code_attempts"),
        ("delivery", "evidence"),
    ],
)
def test_no_rule_can_be_passed_by_an_empty_column(stage, row, column):
    assert change(getattr(stage, row), **{column: None}) == NOT_NULL


def test_a_decision_is_sent_once(stage):
    Match.objects.filter(pk=stage.offered.pk).update(decision_key=stage.offered.pk)
    assert change(stage.accepted, decision_key=stage.offered.pk).startswith("matching_match_decision_key")


def test_the_second_signature_follows_the_countys_own_amount_of_the_day(stage):
    """Python and the database ask the same table; the county's row goes before its city's, the later before the earlier."""
    county, decided = stage.offered.county, localdate(stage.offered.decided_at)
    for region, days, yuan in ((county.pk, 0, 9_000), (county.pk, 1, 1), (f"{county.pk[:4]}00000000", -1, 2)):
        LocalLimits.objects.create(
            region_id=region,
            valid_from=decided + timedelta(days=days),
            basis="x",
            set_at=LATER,
            second_approval_fen=yuan * 100,
            set_by=stage.clerk,
        )
    amounts = [limits_of(county, decided + timedelta(days=days)).second_approval_fen for days in (-2, -1, 0, 1)]
    assert amounts == [2_000_000, 200, 900_000, 100]
    assert amounts == [
        query("select limits_second_approval_fen(%s, %s)", [county.pk, decided + timedelta(days=days)])[0][0]
        for days in (-2, -1, 0, 1)
    ]
    Match.objects.filter(pk=stage.offered.pk).update(approved_fen=900_000)
    assert change(stage.offered, approved_fen=900_001) == "matching_match_second_signature"


def fresh(stage, **fields) -> dict:
    return {"number": f"D{uuid4().hex[:12]}", "commitment_id": None, **fields}


def test_an_item_has_one_live_match_per_programme_per_fund_and_per_pledge(stage):
    proposed = stage.proposed
    assert copy(proposed, **fresh(stage)) == "matching_match_one_live_per_source"
    donor = stage.cast.users["donor"]
    pledge = Pledge.objects.create(
        token=uuid4(),
        donor=donor,
        region=proposed.county,
        per_household_fen=100,
        total_fen=100,
        until=LATER.date(),
        mode="ask",
        created_at=LATER,
    )
    for kind, row in (("fund", stage.fund), ("pledge", pledge)):
        other = {"source_kind": kind, "programme_id": None, f"{kind}_id": row.pk}
        values = {
            field.attname: getattr(proposed, field.attname)
            for field in Match._meta.concrete_fields
            if not field.primary_key and not field.generated
        }
        Match.objects.filter(item=proposed.item, **{kind: row}).update(state="superseded")
        first = Match.objects.create(**{**values, **fresh(stage), **other})
        assert first.source_key == f"{kind}:{row.pk}"
        assert copy(first, **fresh(stage)) == "matching_match_one_live_per_source"


def test_a_match_of_the_past_does_not_stand_in_the_way(stage):
    Match.objects.filter(pk=stage.proposed.pk).update(state="superseded")
    values = {
        field.attname: getattr(stage.proposed, field.attname)
        for field in Match._meta.concrete_fields
        if not field.primary_key and not field.generated
    }
    assert Match.objects.create(**{**values, **fresh(stage)}).pk


def test_numbers_tokens_and_reports_are_never_given_twice(stage):
    assert copy(stage.proposed, programme_id=None).startswith("matching_match_")
    assert copy(stage.delivery).startswith("matching_delivery_")
    assert copy(stage.delivery, token=uuid4()).startswith("matching_delivery_match_id")
    assert copy(stage.run).startswith("matching_run_number")
    assert copy(stage.offered, number="D1", state="declined").startswith("matching_match_commitment_id")


def test_every_rule_of_the_tables_is_broken_in_this_file(stage):
    source = Path(__file__).read_text(encoding="utf-8")
    names = {
        name
        for (name,) in query(
            "select conname from pg_constraint where conrelid::regclass::text like 'matching\\_%%' and contype = 'c'"
            " union select tgname from pg_trigger where tgrelid::regclass::text like 'matching\\_%%' and not tgisinternal"
            " and tgname not like 'pools\\_%%'"  # broken in test_matching_pools.py
            " union select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid"
            " where i.indrelid::regclass::text like 'matching\\_%%' and i.indisunique and not i.indisprimary"
        )
    }
    plain = (
        "matching_match_number",
        "matching_match_commitment_id",
        "matching_match_decision_key",
        "matching_run_number",
        "matching_delivery_token",
        "matching_delivery_match_id",
    )
    ours = {name for name in names if not name.endswith("_check") and not name.startswith(plain)}
    assert len(ours) == 19
    assert {name for name in ours if name not in source} == set()
