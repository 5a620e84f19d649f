"""The database's copy of each life cycle: every pair of states is tried, and it allows what the Python table allows."""

from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction

from casework.complaints.states import COMPLAINT
from casework.early_warning.states import FINDING
from casework.referrals.states import REFERRAL
from casework.stations.states import STAY
from common.lifecycle_guard import pairs_of
from funds.ledger.journal import constraint_of
from funds.purpose_changes.states import CHANGE
from funds.reserves.states import MOVE, PAYMENT
from matching.states import MATCH
from needs.states import CASE, CLUE, COMMITMENT
from programmes.volunteers.states import VOLUNTEER
from publication.notices.states import NOTICE, OBJECTION
from publication.states import PUBLIC_NEED
from tests.factories.ledger import execute, rows
from volunteering.states import ASSIGNMENT

pytestmark = pytest.mark.django_db

CYCLES = [
    ("needs_clue", CLUE),
    ("needs_case", CASE),
    ("needs_publicneed", PUBLIC_NEED),
    ("needs_commitment", COMMITMENT),
    ("matching_match", MATCH),
    ("purpose_changes_purposechange", CHANGE),
    ("reserves_move", MOVE),
    ("reserves_aidpayment", PAYMENT),
    ("complaints_complaint", COMPLAINT),
    ("emerging_finding", FINDING),
]
CYCLES += [("volunteers_volunteer", VOLUNTEER), ("volunteering_assignment", ASSIGNMENT), ("stations_stay", STAY)]
CYCLES += [("referrals_referral", REFERRAL), ("notices_publicnotice", NOTICE), ("notices_noticeobjection", OBJECTION)]


def bare_copy(table: str) -> str:
    """A table with nothing but a state and the guard of the real one: other rules do not get in the way."""
    execute("create temporary table bare (state text) on commit drop")
    execute(f"create trigger guard before update of state on bare for each row execute function {table}_life_cycle()")
    return f"{table}_life_cycle"


@pytest.mark.parametrize(("table", "cycle"), CYCLES, ids=[table for table, _cycle in CYCLES])
def test_the_database_allows_exactly_the_moves_of_the_table(table, cycle):
    rule = bare_copy(table)
    allowed = []
    for before, after in permutations([str(state.value) for state in cycle.states], 2):
        execute("truncate bare")
        execute("insert into bare values (%s)", [before])
        try:
            with transaction.atomic():
                execute("update bare set state = %s", [after])
            allowed.append((before, after))
        except IntegrityError as error:
            assert constraint_of(error) == rule
            assert rows("select state from bare") == [(before,)]
    assert sorted(allowed) == pairs_of(cycle)
    assert len(allowed) >= 2


@pytest.mark.parametrize(("table", "cycle"), CYCLES, ids=[table for table, _cycle in CYCLES])
def test_a_state_may_be_written_onto_itself_and_never_emptied(table, cycle):
    rule = bare_copy(table)
    for state in cycle.states:
        execute("truncate bare")
        execute("insert into bare values (%s)", [state.value])
        execute("update bare set state = state")
    with connection.cursor() as cursor:
        cursor.execute(
            "select attnotnull from pg_attribute where attrelid = %s::regclass and attname = 'state'", [table]
        )
        assert cursor.fetchall() == [(True,)]  # the guard alone would let a NULL through
    assert rule in {name for (name,) in rows("select tgname from pg_trigger where tgrelid = %s::regclass", [table])}
