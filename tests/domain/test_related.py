"""Interests: what is declared, what it stops at the donor's door, and that nobody learns anything by trying."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from casework.conflicts_of_interest import services
from casework.conflicts_of_interest.access import blocks_for_audit, declarations_for
from casework.conflicts_of_interest.models import Block, Declaration
from casework.conflicts_of_interest.selectors import Interests
from common.errors import Refusal
from common.ids import make_resident_id
from common.sealed import opened
from donations import services as giving
from donations.models import Gift, Pledge
from funds.ledger.journal import constraint_of
from matching.models import Match
from needs.models import Case, Person
from needs.services.contact import phone_and_index
from organisations.accounts import AccountAdapter
from organisations.models import User
from tests.factories import gifts as make
from tests.factories.gifts import NOW
from tests.factories.partners import office, person

pytestmark = pytest.mark.django_db
COUSIN = make_resident_id("990121", NOW.date().replace(year=1970), 37)
PHONE = "00044443333"


def donor(phone: str = "") -> User:
    user = User.objects.create_user(email=f"d{uuid4().hex[:8]}@example.org", display_name="林晓")
    if phone:
        AccountAdapter().set_phone(user, phone, True)
    return user


def declare(by: User, **values) -> Declaration:
    given = {"relation": "relative", "name": "某甲", "phone": PHONE, "by": by, "at": NOW}
    return services.declare(**{**given, **values})


@pytest.fixture
def situation():
    """A need to which gifts may be earmarked; its household has one member with a number and a telephone."""
    found = make.giving(5000)
    case = Case.objects.get(public_need=found.need)
    row = Person(household=case.household, name="某甲", name_index="x", id_no=COUSIN, is_head=True)
    row.id_index = services.blind_index(COUSIN, services.ID_NO)
    row.phone, row.phone_index = phone_and_index(PHONE)
    row.save()
    return found


def household(situation):
    return Case.objects.get(public_need=situation.need).household_id


# declaring


def test_one_of_number_and_telephone_is_needed_and_both_must_be_sound():
    by = donor()
    for values in ({"phone": ""}, {"name": " "}, {"relation": "x"}, {"id_no": "990121197001010000"}, {"phone": "12"}):
        with pytest.raises(Refusal):
            declare(by, **values)
    assert Declaration.objects.count() == 0


def test_a_declaration_is_its_declarers_own_and_ends_by_their_hand():
    by, other = donor(), donor()
    row = declare(by)
    assert list(declarations_for(other)) == []
    with pytest.raises(PermissionDenied):
        services.end(declaration=row, by=other, at=NOW)
    assert services.end(declaration=row, by=by, at=NOW).ended_at == NOW


def test_only_an_auditor_reads_what_others_declared_and_each_reading_is_noted():
    declare(donor())
    with pytest.raises(PermissionDenied):
        services.read_all(by=person("county_approver", office("990121000000")), at=NOW)
    auditor = person("auditor", office("990121000000"))
    assert [one.name for one in services.read_all(by=auditor, at=NOW)] == ["某甲"]
    assert list(blocks_for_audit(auditor)) == []


def test_an_ended_interest_counts_for_another_year(situation):
    by, home = donor(), household(situation)
    row = declare(by)
    services.end(declaration=row, by=by, at=NOW)
    found = Interests.of([home])
    assert [found.parties(home, NOW + timedelta(days=days)) for days in (-1, 0, 364, 365)] == [
        set(),
        {by.pk},
        {by.pk},
        set(),
    ]


def test_a_number_a_telephone_and_ones_own_verified_telephone_are_found_and_nothing_else(situation):
    home = household(situation)
    by_number, by_phone, own, stranger = donor(), donor(), donor(PHONE), donor("00055556666")
    declare(by_number, phone="", id_no=COUSIN.lower())
    declare(by_phone)
    declare(stranger, phone="00011110000")
    assert Interests.of([home]).parties(home, NOW) == {by_number.pk, by_phone.pk, own.pk}
    User.objects.filter(pk=own.pk).update(phone_verified=False)
    assert own.pk not in Interests.of([home]).parties(home, NOW)


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("related_declaration_can_be_compared", {"phone_index": ""}),
        ("related_declaration_period", {"ended_at": NOW - timedelta(seconds=1)}),
    ],
)
def test_the_database_refuses(rule, values):
    row = declare(donor())
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Declaration.objects.filter(pk=row.pk).update(**values)
    assert constraint_of(refused.value) == rule


def test_one_number_is_declared_once():
    by = donor()
    declare(by, id_no=COUSIN)
    with pytest.raises(Refusal, match="已经登记过"):
        declare(by, id_no=COUSIN)


# at the donor's door


def test_a_donor_with_declarations_gives_to_no_single_need_whichever_it_is(situation):
    """The same sentence for the relative's need and for a stranger's: trying names tells nothing."""
    elsewhere, told = make.giving(3000), []
    for phone in (PHONE, "00099990000"):
        by = donor()
        declare(by, phone=phone)
        for target in (situation, elsewhere):
            with pytest.raises(services.Interested) as refusal:
                make.started_gift(target, by=by)
            told.append(str(refusal.value))
        assert make.started_gift(situation, to_programme=True, by=by).state == "started"
    assert len(set(told)) == 1
    assert Block.objects.count() == 0


def test_ones_own_household_by_the_verified_telephone_is_refused_and_noted(situation):
    by = donor(PHONE)
    with pytest.raises(services.Interested, match="您登记的手机号"):
        make.started_gift(situation, by=by)
    block = Block.objects.get()
    assert (block.kind, block.actor, block.case.household_id) == ("own_household", by, household(situation))
    assert Gift.objects.count() == 0


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (f"我表哥 {PHONE}", True),
        (f"身份证{COUSIN.lower()}", True),
        ("表哥，电话 000-4444-3333", True),
        ("村东头的老张", False),
        ("00099998888", False),
        ("12345678901", False),
    ],
)
def test_whoever_names_a_person_is_refused_in_one_sentence_and_the_auditor_learns_whether_it_is_a_household(
    situation, words, known
):
    sentences = set()
    for act in (
        lambda: make.started_gift(situation, to_programme=True, helped_person=words),
        lambda: giving.make_pledge(by=donor(), at=NOW, helped_person=words),
    ):
        with pytest.raises(services.Interested) as refusal:
            act()
        sentences.add(str(refusal.value))
    assert sentences == {
        "捐赠只能给慈善项目，不能指定帮助某个人。请把这一栏留空；如果您认识的人遇到困难，请为他上报求助。"
    }
    assert {block.case_id is not None for block in Block.objects.all()} == {known}
    assert {opened(block.words) for block in Block.objects.all()} == {words}
    assert (Gift.objects.count(), Pledge.objects.count()) == (0, 0)


def test_a_visitor_and_a_donor_without_an_interest_give_as_before(situation):
    assert make.started_gift(situation).state == "started"
    assert make.started_gift(situation, by=donor("00055556666"), helped_person=" ").state == "started"


def test_a_gift_pays_only_ones_own_promise(situation):
    mine = giving.make_pledge(
        token=uuid4(),
        category="",
        region=situation.need.county,
        per_household_fen=400_00,
        total_fen=400_00,
        until=NOW.date(),
        mode="ask",
        by=donor(),
        at=NOW,
    )
    with pytest.raises(PermissionDenied):
        make.started_gift(situation, by=donor(), pledge=mine)
    assert make.started_gift(situation, by=mine.donor, pledge=mine).pledge == mine
    assert Match.objects.count() == 0
