"""Each rule of the demand side's tables is broken, past every Python check; the database names the rule.

A CHECK passes on NULL, so the columns of a rule are also emptied one by one.
"""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError

from common.files.services import store
from funds.ledger.journal import constraint_of
from needs import services as needs
from needs.models import (
    Commitment,
    Consent,
    DuplicateFinding,
    Evidence,
    Household,
    NeedItem,
    Person,
    StatutoryAid,
    Verification,
)
from publication.models import PublicItem, PublicNeed
from tests.factories import cases as make
from tests.factories.cases import START, Y
from tests.factories.ledger import rows as query
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=3)
NOT_NULL = "not null"


@pytest.fixture(scope="module")
def stage(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    """One row of everything: made once for the module, each test takes back what it did."""
    with django_db_blocker.unblock():
        yield _rows()


def _rows() -> SimpleNamespace:
    cast = make.staged()
    clerk = cast.users["clerk"]
    case, need = make.published_need(cast, START)
    item = case.items.get()
    commitment = needs.commit(
        item=item, source_kind="charity", source_label="大病续航", amount_fen=5_000 * Y, effect_key="test:1", at=LATER
    )
    again = make.reported_clue(cast, LATER, make.HOME, by=None)
    goods = make.opened_case(cast, START, make.family())
    quilts = needs.add_item(case=goods, kind="goods", category="quilt", quantity=3, by=clerk, at=LATER)
    photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    evidence = Evidence.objects.create(
        case=case, kind="photo", file=store(photo, "photo", clerk, START), added_by=clerk, added_at=START
    )
    charity = cast.bodies["charity-city"]
    return SimpleNamespace(
        cast=cast,
        clerk=clerk,
        approver=cast.users["approver"],
        charity=charity,
        case=case,
        need=need,
        item=item,
        commitment=commitment,
        clue=again,
        taken=make.taken_clue(cast, START, make.family()),
        opened=case.clues.get(),
        verifying=goods,
        unverified=needs.add_item(
            case=goods, kind="cash", category="medical", requested_fen=1_000 * Y, by=clerk, at=LATER
        ),
        quilts=quilts,
        evidence=evidence,
        household=case.household,
        person=case.household.head,
        consent=Consent.objects.get(case=case),
        sharing=make.sharing_consent(cast, case, charity, LATER),
        verification=Verification.objects.get(case=case),
        aid=StatutoryAid.objects.get(case=case),
        finding=DuplicateFinding.objects.get(clue=again),
        line=PublicItem.objects.get(public_need=need),
        draft=make.written_need(cast, START, make.family())[1],
    )


def refusing(act) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    name = constraint_of(refused.value)
    return name if name else NOT_NULL if "null value" in str(refused.value) else str(refused.value)


def change(row: Model, **fields: object) -> str:
    """The rule that refuses to give this row these values."""
    return refusing(lambda: type(row).objects.filter(pk=row.pk).update(**fields))


def copy(row: Model, **fields: object) -> str:
    """The rule that refuses a second row like this one."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.generated and not (field.primary_key and field.name == "id")
    }
    return refusing(lambda: type(row).objects.create(**{**values, **fields}))


# (the rule, the row, what it is changed to): each line is one way to break the rule
UPDATES = [
    ("needs_case_gap_confirmed_paired", "case", {"gap_confirmed_by": None}),
    ("needs_case_gap_confirmed_paired", "verifying", {"gap_confirmed_at": LATER}),
    ("needs_case_closed_paired", "case", {"closed_at": LATER}),
    ("needs_case_closed_paired", "case", {"closed_by": "clerk"}),
    ("needs_case_open_has_confirmed_gap", "verifying", {"state": "awaiting"}),
    ("needs_case_open_has_confirmed_gap", "case", {"gap_confirmed_at": None, "gap_confirmed_by": None}),
    ("needs_case_closed_names_closer", "case", {"state": "completed"}),
    ("needs_case_closed_names_closer", "verifying", {"state": "returned"}),
    ("needs_case_violence_never_published", "case", {"cause": "HC14"}),
    ("needs_case_life_cycle", "verifying", {"state": "open"}),
    ("needs_clue_owner_paired", "clue", {"owner": "clerk"}),
    ("needs_clue_owner_paired", "taken", {"owned_at": None}),
    ("needs_clue_taken_has_owner", "clue", {"state": "taken"}),
    ("needs_clue_taken_has_owner", "taken", {"owner": None, "owned_at": None}),
    ("needs_clue_opened_has_case", "taken", {"state": "opened"}),
    ("needs_clue_opened_has_case", "opened", {"case": None}),
    ("needs_clue_merged_names_target", "clue", {"state": "merged"}),
    ("needs_clue_due_after_received", "clue", {"contact_due_at": START}),
    ("needs_clue_life_cycle", "clue", {"state": "returned"}),
    ("needs_commitment_release_dated", "commitment", {"released_at": LATER}),
    ("needs_commitment_release_dated", "commitment", {"state": "released"}),
    ("needs_commitment_expiry_after_start", "commitment", {"expires_at": LATER}),
    ("needs_commitment_life_cycle", "commitment", {"state": "held"}),
    ("needs_consent_sharing_names_recipient", "sharing", {"recipient": None}),
    ("needs_consent_sharing_names_recipient", "consent", {"recipient": "charity"}),
    ("needs_consent_sharing_names_recipient", "consent", {"purpose": "all"}),
    ("needs_consent_period", "consent", {"expires_at": START}),
    ("needs_consent_withdrawal_paired", "consent", {"withdrawn_at": LATER}),
    ("needs_consent_withdrawal_paired", "consent", {"withdrawn_by": "clerk"}),
    ("needs_duplicatefinding_decision_named", "finding", {"decision": "same"}),
    ("needs_duplicatefinding_decision_named", "finding", {"decision": "same", "decided_at": LATER}),
    ("needs_duplicatefinding_decision_named", "finding", {"decision": "same", "decided_by": "clerk"}),
    ("needs_duplicatefinding_decision_named", "finding", {"decided_by": "clerk", "decided_at": LATER}),
    ("needs_evidence_belongs", "evidence", {"case": None}),
    ("needs_household_size", "household", {"size": 0, "minors": 0}),
    ("needs_household_size", "household", {"size": 31}),
    ("needs_household_parts", "household", {"minors": 5}),
    ("needs_household_parts", "household", {"elderly": 5}),
    ("needs_household_parts", "household", {"disabled": 5}),
    ("needs_household_income", "household", {"monthly_income_fen": -1}),
    ("needs_needitem_amounts_not_negative", "item", {"requested_fen": -1}),
    ("needs_needitem_amounts_not_negative", "item", {"insurance_fen": -1}),
    ("needs_needitem_amounts_not_negative", "unverified", {"statutory_fen": -1}),
    ("needs_needitem_kind_has_measure", "item", {"quantity": 1}),
    ("needs_needitem_kind_has_measure", "unverified", {"requested_fen": 0}),
    ("needs_needitem_kind_has_measure", "quilts", {"quantity": None}),
    ("needs_needitem_kind_has_measure", "quilts", {"quantity": 0}),
    ("needs_needitem_aid_within_cost", "item", {"statutory_fen": 30_000 * Y, "committed_fen": 0}),
    ("needs_needitem_request_within_cost", "item", {"requested_fen": 60_000 * Y + 1}),
    ("needs_needitem_verified_by_somebody", "item", {"verified_by": None}),
    ("needs_needitem_verified_by_somebody", "item", {"verified_at": None}),
    ("needs_needitem_verified_by_somebody", "unverified", {"verified_cost_fen": 2_000 * Y}),
    ("needs_needitem_never_over_funded", "item", {"committed_fen": 18_000 * Y + 1}),
    ("needs_needitem_never_over_funded", "item", {"committed_fen": -1}),
    ("needs_needitem_never_over_funded", "item", {"statutory_fen": 20_000 * Y}),
    ("needs_needitem_never_over_funded", "unverified", {"committed_fen": 1}),
    ("needs_needitem_never_over_supplied", "quilts", {"committed_quantity": 4}),
    ("needs_needitem_never_over_supplied", "unverified", {"committed_quantity": 1}),
    ("needs_publicitem_within_need", "line", {"secured_fen": -1}),
    ("needs_publicitem_within_need", "line", {"secured_fen": 24_000 * Y + 1}),
    ("needs_publicneed_approval_paired", "need", {"approved_at": None, "live": False}),
    ("needs_publicneed_approval_paired", "draft", {"approved_by": "approver"}),
    ("needs_publicneed_approver_not_author", "need", {"author": "approver"}),
    ("needs_publicneed_bar_within_need", "need", {"gifts_fen": 13_000 * Y + 1}),
    ("needs_publicneed_bar_within_need", "need", {"charity_fen": -1}),
    ("needs_publicneed_bar_within_need", "draft", {"need_fen": -1}),
    ("needs_publicneed_live_in_public_state", "need", {"state": "expired"}),
    ("needs_publicneed_live_passed_gate", "need", {"gate_hash": ""}),
    ("needs_publicneed_live_passed_gate", "need", {"gate_version": ""}),
    ("needs_publicneed_live_passed_gate", "need", {"story": make.STORY + "。"}),
    ("needs_publicneed_live_passed_gate", "need", {"title": make.TITLE[:-1]}),
    ("needs_publicneed_live_passed_gate", "need", {"approved_by": None, "approved_at": None}),
    ("needs_publicneed_life_cycle", "draft", {"state": "published"}),
    ("needs_statutoryaid_amount_iff_granted", "aid", {"amount_fen": 0}),
    ("needs_statutoryaid_amount_iff_granted", "aid", {"state": "refused"}),
    ("needs_verification_second_paired", "verification", {"second_by": None}),
    ("needs_verification_second_paired", "verification", {"second_at": None}),
    ("needs_verification_two_people", "verification", {"second_by": "clerk"}),
]


@pytest.mark.parametrize(("rule", "row", "values"), UPDATES, ids=lambda value: value if isinstance(value, str) else "")
def test_the_database_refuses(stage, rule, row, values):
    people = {
        name: getattr(stage, value) for name, value in values.items() if value in ("clerk", "approver", "charity")
    }
    assert change(getattr(stage, row), **{**values, **people}) == rule


# columns that no row may leave empty, though a CHECK over them would pass on NULL
@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("need", "gate_hash"),
        ("need", "gate_version"),
        ("need", "title"),
        ("need", "story"),
        ("need", "live"),
        ("need", "state"),
        ("need", "author"),
        ("need", "need_fen"),
        ("need", "government_fen"),
        ("need", "charity_fen"),
        ("need", "gifts_fen"),
        ("item", "committed_fen"),
        ("item", "insurance_fen"),
        ("item", "statutory_fen"),
        ("item", "requested_fen"),
        ("item", "kind"),
        ("quilts", "committed_quantity"),
        ("case", "state"),
        ("case", "cause"),
        ("clue", "state"),
        ("clue", "received_at"),
        ("clue", "contact_due_at"),
        ("commitment", "state"),
        ("consent", "purpose"),
        ("consent", "given_at"),
        ("consent", "expires_at"),
        ("finding", "decision"),
        ("household", "size"),
        ("household", "minors"),
        ("household", "elderly"),
        ("household", "disabled"),
        ("line", "need_fen"),
        ("line", "secured_fen"),
        ("aid", "state"),
        ("aid", "amount_fen"),
        ("verification", "first_by"),
        ("person", "is_head"),
        ("person", "id_index"),
    ],
)
def test_no_rule_can_be_passed_by_an_empty_column(stage, row, column):
    assert change(getattr(stage, row), **{column: None}) == NOT_NULL


# rules that hold between rows


def test_one_household_has_one_head_and_a_number_once(stage):
    assert copy(stage.person, id_index="") == "needs_person_one_head"
    other = Person.objects.create(household=stage.household, name="郝小鱼", name_index="i", id_index="same")
    assert copy(other) == "needs_person_id_once_per_household"


def test_a_family_consents_once_per_recipient_and_once_to_be_published(stage):
    assert copy(stage.sharing) == "needs_consent_one_live_per_recipient"
    assert copy(stage.consent) == "needs_consent_one_live_publication"
    Consent.objects.filter(pk=stage.consent.pk).update(withdrawn_at=LATER, withdrawn_by=stage.clerk)
    assert Consent.objects.create(
        case=stage.case,
        purpose="publish",
        form="thumb",
        given_at=LATER,
        taken_by=stage.clerk,
        expires_at=LATER + timedelta(days=9),
    ).pk


def test_an_aid_is_recorded_once_a_month_a_pair_raised_once_a_line_shown_once(stage):
    assert copy(stage.aid) == "needs_statutoryaid_once_per_period"
    assert copy(stage.finding) == "needs_duplicatefinding_pair_once"
    assert copy(stage.line) == "needs_publicitem_position"


def test_numbers_tokens_slugs_and_effects_are_never_given_twice(stage):
    assert copy(stage.case).startswith("needs_case_number")
    assert copy(stage.case, number="A1").startswith("needs_case_public_need_id")
    assert copy(stage.clue).startswith("needs_clue_number")
    assert copy(stage.clue, number="X1").startswith("needs_clue_token")
    assert copy(stage.draft).startswith("needs_publicneed_slug")
    assert copy(stage.need.steps.first()).startswith("needs_publicstep_effect_key")
    assert copy(stage.commitment).startswith("needs_commitment_effect_key")
    assert copy(stage.evidence).startswith("needs_evidence_file_id")


# commitments and the item that they cover


def committed(stage) -> int:
    return NeedItem.objects.get(pk=stage.item.pk).committed_fen


def test_a_commitment_has_one_measure_above_zero(stage):
    rule = "needs_commitment_one_measure"
    for amount, quantity in ((None, None), (1, 1), (0, None), (-1, None), (None, 0)):
        assert copy(stage.commitment, effect_key=f"m:{amount}:{quantity}", amount_fen=amount, quantity=quantity) == rule
    assert committed(stage) == 5_000 * Y


@pytest.mark.parametrize(
    "values",
    [
        {"amount_fen": 1},
        {"amount_fen": None, "quantity": 1},
        {"quantity": 2},
        {"effect_key": "another"},
        {"source_kind": "gift"},
        {"item": "unverified"},
    ],
)
def test_a_commitment_is_never_edited(stage, values):
    if "item" in values:
        values = {"item": stage.unverified}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Commitment.objects.filter(pk=stage.commitment.pk).update(**values)
    assert constraint_of(refused.value) in ("needs_commitment_fixed", "needs_commitment_one_measure")
    assert committed(stage) == 5_000 * Y


def test_an_edit_of_the_amount_alone_is_refused_by_the_trigger(stage):
    assert change(stage.commitment, amount_fen=1) == "needs_commitment_fixed"


def test_a_commitment_is_released_and_never_deleted(stage):
    assert refusing(lambda: Commitment.objects.filter(pk=stage.commitment.pk).delete()) == "needs_commitment_kept"
    Commitment.objects.filter(pk=stage.commitment.pk).update(state="released", released_at=LATER)
    assert refusing(lambda: Commitment.objects.filter(pk=stage.commitment.pk).delete()) == "needs_commitment_kept"
    assert committed(stage) == 0


def test_the_item_moves_with_its_commitments_and_refuses_what_passes_the_gap(stage):
    assert copy(stage.commitment, effect_key="t:2", amount_fen=13_000 * Y + 1) == "needs_needitem_never_over_funded"
    Commitment.objects.create(
        item=stage.item, source_kind="gift", amount_fen=13_000 * Y, effect_key="t:3", created_at=LATER
    )
    assert committed(stage) == 18_000 * Y
    assert copy(stage.commitment, effect_key="t:4", amount_fen=1) == "needs_needitem_never_over_funded"
    over = {"effect_key": "t:5", "amount_fen": None, "quantity": 4, "item_id": stage.quilts.pk}
    assert copy(stage.commitment, **over) == "needs_needitem_never_over_supplied"


def test_an_unverified_item_takes_nothing(stage):
    taken = {"effect_key": "t:6", "amount_fen": 1, "item_id": stage.unverified.pk}
    assert copy(stage.commitment, **taken) == "needs_needitem_never_over_funded"


def test_an_ignored_conflict_moves_nothing(stage):
    Commitment.objects.bulk_create(
        [Commitment(item=stage.item, source_kind="charity", amount_fen=1, effect_key="test:1", created_at=LATER)],
        ignore_conflicts=True,
    )
    assert committed(stage) == 5_000 * Y


# the gate over the exact text


def test_a_text_with_its_own_hash_but_no_approver_is_not_live(stage):
    draft = stage.draft
    digest = sha256(draft.gated_text().encode()).hexdigest()
    PublicNeed.objects.filter(pk=draft.pk).update(state="submitted")
    for missing in (
        {"gate_version": "1", "gate_hash": digest},
        {"gate_version": "1", "approved_by": stage.approver, "approved_at": LATER},
        {"gate_hash": digest, "approved_by": stage.approver, "approved_at": LATER},
        {"gate_version": "1", "gate_hash": digest.upper(), "approved_by": stage.approver, "approved_at": LATER},
    ):
        assert change(draft, state="published", live=True, **missing) == "needs_publicneed_live_passed_gate"
    passed = {"gate_version": "1", "gate_hash": digest, "approved_by": stage.approver, "approved_at": LATER}
    assert PublicNeed.objects.filter(pk=draft.pk).update(state="published", live=True, **passed) == 1


def test_a_revision_of_another_text_cannot_become_live(stage):
    need = PublicNeed.objects.get(pk=stage.need.pk)
    need.story = make.STORY.replace("手术", "治疗")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        need.save_revision().publish(skip_permission_checks=True)
    assert constraint_of(refused.value) == "needs_publicneed_live_passed_gate"
    assert PublicNeed.objects.get(pk=need.pk).story == make.STORY


# nothing is forgotten


def test_every_rule_of_the_tables_is_broken_in_this_file(stage):
    """A new CHECK, UNIQUE or trigger fails here until a test breaks it."""
    source = Path(__file__).read_text(encoding="utf-8")
    found = query(
        "select conname from pg_constraint where conrelid::regclass::text like 'needs\\_%%' and contype = 'c'"
        " union select tgname from pg_trigger where tgrelid::regclass::text like 'needs\\_%%' and not tgisinternal"
        " union select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid"
        " where i.indrelid::regclass::text like 'needs\\_%%' and i.indisunique and not i.indisprimary"
    )
    names = {name for (name,) in found}
    by_column = {
        "needs_case_number",
        "needs_case_public_need_id",
        "needs_clue_number",
        "needs_clue_token",
        "needs_publicneed_slug",
        "needs_publicstep_effect_key",
        "needs_commitment_effect_key",
        "needs_evidence_file_id",
    }
    unnamed = {name for name in names if name.endswith("_check")}  # Django's own: a positive column is not negative
    seen_elsewhere = {"needs_commitment_cover"}  # moves the item: the rules that it trips are named above
    ours = {
        name
        for name in names - unnamed
        if not any(name.startswith(f"{one}_") for one in by_column) and name not in by_column
    }
    assert len(ours) >= 48
    assert {name for name in ours - seen_elsewhere if name not in source} == set()
    assert "needs_publicneed_live_passed_gate" in ours and len(unnamed) >= 8


def test_every_trigger_is_switched_on(stage):
    states = query(
        "select tgname, tgenabled::text from pg_trigger where tgrelid::regclass::text like 'needs\\_%%'"
        " and not tgisinternal order by 1"
    )
    assert states == [
        (name, "O")
        for name in (
            "needs_case_life_cycle",
            "needs_clue_life_cycle",
            "needs_commitment_cover",
            "needs_commitment_kept",
            "needs_commitment_life_cycle",
            "needs_publicneed_life_cycle",
        )
    ]


def test_a_household_is_not_deleted_under_its_case(stage):
    with pytest.raises(ProtectedError):
        Household.objects.filter(pk=stage.household.pk).delete()
