"""Stock of goods and services: first expired, first out; never below zero, never expired, every line once."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, transaction

from common.errors import Refusal
from common.lifecycle_guard import pairs_of
from funds.ledger.journal import constraint_of
from needs import criteria
from programmes.resources import selectors, services, stock
from programmes.resources.models import Lot, Movement, Resource
from programmes.resources.states import RESOURCE, ResourceState
from tests.factories import partners as make
from tests.factories.cases import refused
from tests.factories.ledger import execute
from tests.factories.partners import NOW, TODAY
from tests.factories.resources import balances, keeper_of, lot, offered_resource

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def refusing(act) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    return constraint_of(error.value)


def test_the_earliest_expiry_goes_out_first_and_what_is_given_back_is_free_again():
    rice = offered_resource()
    lot(rice, 50, 90)
    lot(rice, 30, 10)
    by = keeper_of(rice)
    stock.reserve(resource=rice, quantity=40, key="match:a", by=by, at=NOW)
    assert balances(rice) == [(0, 30), (40, 10)]
    stock.release(resource=rice, key="match:a", by=by, at=NOW)
    assert balances(rice) == [(30, 0), (50, 0)]
    stock.reserve(resource=rice, quantity=40, key="match:b", by=by, at=NOW)
    stock.issue(resource=rice, key="match:b", by=by, at=NOW)
    assert balances(rice) == [(0, 0), (40, 0)]
    assert list(Movement.objects.filter(kind="issued").values_list("quantity", flat=True).order_by("quantity")) == [
        10,
        30,
    ]


def test_the_same_key_or_token_counts_once():
    rice = offered_resource()
    token, by = uuid4(), keeper_of(rice)
    first = lot(rice, 50, token=token)
    assert lot(rice, 50, token=token).pk == first.pk
    for _time in range(2):
        stock.reserve(resource=rice, quantity=20, key="match:a", by=by, at=NOW)
        stock.write_off(lot=first, token=token, quantity=5, reason="破袋", by=by, at=NOW)
    for _time in range(2):
        stock.issue(resource=rice, key="match:a", by=by, at=NOW)
    assert balances(rice) == [(25, 0)]
    assert Movement.objects.count() == 4


def test_more_than_is_usable_is_refused_and_nothing_moves():
    rice = offered_resource()
    by = keeper_of(rice)
    lot(rice, 20, 5)
    lot(rice, 20, 50)
    lot(rice, 20, 50, quality="unsuitable")
    with refused(stock.NotEnough) as error:
        stock.reserve(resource=rice, quantity=41, key="match:a", by=by, at=NOW)
    assert (error.value.available, error.value.asked) == (40, 41)
    with refused(stock.NotEnough):
        stock.reserve(resource=rice, quantity=21, key="match:a", by=by, at=LATER)  # the first lot is over by then
    with refused(stock.NotEnough):
        stock.write_off(lot=rice.lots.first(), token=uuid4(), quantity=21, reason="盘亏", by=by, at=NOW)


def test_what_expired_while_it_was_reserved_is_exchanged_or_refused():
    rice = offered_resource()
    by = keeper_of(rice)
    lot(rice, 20, 5)
    stock.reserve(resource=rice, quantity=20, key="match:a", by=by, at=NOW)
    with refused(stock.NotEnough):
        stock.issue(resource=rice, key="match:a", by=by, at=LATER)
    lot(rice, 50, 90)
    stock.issue(resource=rice, key="match:a", by=by, at=LATER)
    assert balances(rice) == [(20, 0), (30, 0)]
    assert [one.resource_id for one in selectors.lots_to_clear(Resource.objects.all(), LATER.date())] == [rice.pk]


def test_what_may_not_be_handed_out_is_written_off_or_sold_with_a_reason():
    quilts = offered_resource(name="旧棉被", category="quilt", unit="piece", per_share=1)
    by = keeper_of(quilts)
    one = lot(quilts, 40, None, quality="unsuitable")
    for act in (stock.write_off, stock.sell_for_charity):
        with refused(Refusal) as error:
            act(lot=one, token=uuid4(), quantity=10, reason=" ", by=by, at=NOW)
        assert error.value.field == "reason"
    stock.sell_for_charity(lot=one, token=uuid4(), quantity=30, reason="成色旧，转慈善义卖", by=by, at=NOW)
    stock.write_off(lot=one, token=uuid4(), quantity=10, reason="受潮", by=by, at=NOW)
    assert balances(quilts) == [(0, 0)]


def test_only_the_keeper_moves_stock_and_only_the_owner_changes_the_line():
    firm, charity = make.enterprise(), make.charity()
    rice = offered_resource(firm, charity)
    firms, charitys = rice.created_by, keeper_of(rice)
    one = lot(rice, 20)
    for stranger in (firms, make.person("charity_manager", make.charity()), make.approver()):
        with refused(PermissionDenied):
            lot(rice, 20, by=stranger)
        with refused(PermissionDenied):
            stock.write_off(lot=one, token=uuid4(), quantity=1, reason="x", by=stranger, at=NOW)
    with refused(PermissionDenied):
        services.pause_resource(resource=rice, by=charitys, at=NOW)
    assert services.pause_resource(resource=rice, by=firms, at=NOW).state == "paused"


def test_food_without_an_expiry_and_what_is_over_do_not_come_in():
    rice = offered_resource()
    by = keeper_of(rice)
    for days, quantity, field in ((None, 10, "expires_on"), (-1, 10, "expires_on"), (10, 0, "quantity")):
        with refused(Refusal) as error:
            lot(rice, quantity, days, by=by)
        assert error.value.field == field


def test_a_line_leaves_matching_when_nobody_looked_at_it_for_half_a_year():
    rice = offered_resource(at=NOW - timedelta(days=184))
    assert selectors.blocker(rice, TODAY) == selectors.NOT_REFRESHED
    assert list(selectors.on_offer(TODAY)) == []
    assert list(selectors.due_for_refresh(Resource.objects.all(), TODAY)) == [rice]
    rice = services.refresh_resource(resource=rice, by=rice.created_by, at=NOW)
    assert (selectors.blocker(rice, TODAY), list(selectors.on_offer(TODAY))) == (None, [rice])
    assert not selectors.due_for_refresh(Resource.objects.all(), TODAY).exists()
    services.withdraw_resource(resource=rice, by=rice.created_by, at=NOW)
    assert list(selectors.on_offer(TODAY)) == []


def test_what_is_on_hand_and_what_expires_within_two_weeks():
    rice = offered_resource()
    for quantity, days in ((30, 14), (40, 15), (5, 0)):
        lot(rice, quantity, days)
    stock.reserve(resource=rice, quantity=5, key="match:a", by=None, at=NOW)
    found = selectors.stock_of([rice], TODAY)[rice.pk]
    assert found == selectors.Stock(
        available=70, reserved=5, expiring=30, unusable=0, earliest=TODAY + timedelta(days=14)
    )
    assert [one.available for one in selectors.expiring_lots(Resource.objects.all(), TODAY)] == [30]
    assert selectors.stock_of([rice], TODAY + timedelta(days=15))[rice.pk].unusable == 30


def test_the_conditions_are_data_and_each_change_is_a_version():
    rice = offered_resource()
    rules = {"all": [{"field": "category", "op": "in", "value": ["illness"]}]}
    for _time in range(2):
        rice = services.set_rules(
            resource=rice, rules=rules, vocabulary=criteria.VOCABULARY, by=rice.created_by, at=NOW
        )
        assert (rice.rules, rice.rule_version) == (rules, 2)


def test_what_no_line_of_the_list_may_say():
    for wrong, field in (
        ({"category": "legal"}, "category"),
        ({"unit": "hour"}, "unit"),
        ({"per_share": 0}, "per_share"),
        ({"source": "restricted"}, "restriction"),
        ({"restriction": "只给老人"}, "restriction"),
    ):
        with pytest.raises(Refusal) as error:
            offered_resource(**wrong)
        assert error.value.field == field
    with pytest.raises(Refusal) as error:
        offered_resource(make.enterprise(), make.enterprise())
    assert error.value.field == "keeper"


# past every Python check: the database names the rule


def test_the_database_knows_the_same_moves_as_the_table():
    """On a table with nothing but a state and the real guard."""
    execute("create temporary table bare (state text) on commit drop")
    execute(
        "create trigger guard before update of state on bare for each row execute function resources_resource_life_cycle()"
    )
    allowed = []
    for before, after in permutations([str(state.value) for state in ResourceState], 2):
        execute("truncate bare")
        execute("insert into bare values (%s)", [before])
        try:
            with transaction.atomic():
                execute("update bare set state = %s", [after])
            allowed.append((before, after))
        except IntegrityError as error:
            assert constraint_of(error) == "resources_resource_life_cycle"
    assert sorted(allowed) == pairs_of(RESOURCE)


def write(one: Lot, kind: str, quantity: int, **fields) -> Movement:
    return Movement.objects.create(
        lot=one, kind=kind, quantity=quantity, key=str(uuid4()), at=fields.pop("at", NOW), **fields
    )


def test_the_database_refuses_what_is_expired_unsuitable_or_not_there():
    rice = offered_resource()
    by = keeper_of(rice)
    good, bad = lot(rice, 20, 5), lot(rice, 20, quality="unsuitable")
    held = write(good, "reserved", 5)
    for kind, quantity, fields, rule in (
        ("reserved", 1, {"at": LATER}, "movement_not_expired"),
        ("issued", 5, {"at": LATER, "reservation": held}, "movement_not_expired"),
        ("issued", 4, {"reservation": held}, "movement_ends_whole"),
        ("reserved", 16, {}, "lot_never_below_zero"),
        ("written_off", 16, {"by": by, "reason": "x"}, "lot_never_below_zero"),
        ("reserved", 0, {}, "movement_quantity_positive"),
        ("issued", 5, {}, "movement_ends_a_reservation"),
        ("reserved", 5, {"reservation": held}, "movement_ends_a_reservation"),
        ("received", 5, {}, "movement_named"),
        ("sold", 5, {"by": by}, "movement_reason"),
        ("written_off", 5, {"reason": "x"}, "movement_named"),
    ):
        assert refusing(lambda k=kind, q=quantity, f=fields: write(good, k, q, **f)) == f"resources_{rule}", (
            kind,
            fields,
        )
    assert refusing(lambda: write(bad, "reserved", 1)) == "resources_movement_quality_passed"
    assert refusing(lambda: write(bad, "released", 5, reservation=held)) == "resources_movement_ends_whole"
    ended = write(good, "released", 5, reservation=held)
    assert refusing(lambda: write(good, "issued", 5, reservation=held)) == "resources_movement_one_ending"
    assert refusing(lambda: write(good, "issued", 5, reservation=ended)) == "resources_movement_ends_reserved"
    assert balances(rice) == [(20, 0), (20, 0)]


def test_no_statement_but_the_journals_moves_a_lot_and_the_journal_is_append_only():
    rice = offered_resource()
    one = lot(rice, 20)
    fields = {
        "resource": rice,
        "number": "X-1",
        "received_on": TODAY,
        "quality": "passed",
        "checked_by": one.checked_by,
    }
    rule = "resources_lot_moved_by_journal"
    assert refusing(lambda: Lot.objects.create(**fields, available=5)) == rule
    assert refusing(lambda: Lot.objects.filter(pk=one.pk).update(available=30)) == rule
    assert refusing(lambda: Lot.objects.filter(pk=one.pk).update(expires_on=None)) == rule
    assert refusing(lambda: Movement.objects.update(quantity=30)) == "resources_movement_append_only"
    assert refusing(lambda: Movement.objects.all()._raw_delete("default")) == "resources_movement_append_only"
    assert balances(rice) == [(20, 0)]


def test_the_database_names_the_rule_of_the_list():
    rice = offered_resource()
    for fields, rule in (
        ({"unit": "hour"}, "kind_fits"),
        ({"category": "medical"}, "kind_fits"),
        ({"kind": "cash"}, "kind_fits"),
        ({"per_share": 0}, "share_positive"),
        ({"cap_shares": 0}, "cap_positive"),
        ({"ends_on": rice.starts_on - timedelta(days=1)}, "period"),
        ({"source": "restricted"}, "restriction_said"),
        ({"restriction": "x"}, "restriction_said"),
    ):
        assert (
            refusing(lambda f=fields: Resource.objects.filter(pk=rice.pk).update(**f)) == f"resources_resource_{rule}"
        )
    with pytest.raises(Refusal):
        offered_resource(rice.owner)


def test_the_sites_own_role_moves_stock_by_the_journal_alone():
    rice = offered_resource()
    by = keeper_of(rice)
    execute("set constraints all immediate")
    call_command("create_runtime_role", verbosity=0)
    execute("set local role zhouji_runtime")
    lot(rice, 20, by=by)
    stock.reserve(resource=rice, quantity=5, key="match:a", by=by, at=NOW)
    for statement in (
        "update resources_lot set available = 9",
        "delete from resources_lot",
        "delete from resources_movement",
        "update resources_movement set quantity = 1",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            execute(statement)
    execute("reset role")
    assert balances(rice) == [(15, 5)]
