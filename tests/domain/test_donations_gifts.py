"""Starting a gift: limits, the programme's standing, the gap as ceiling, one gift per form."""

from datetime import date
from uuid import uuid4

import pytest

from common.audit.models import AuditEvent
from common.errors import Refusal
from common.sealed import opened
from donations import services
from donations.models import Gift
from donations.selectors import gap_fen
from donations.states import GiftState
from organisations.models import Qualification
from tests.factories.gifts import NOW, giving, paying_gift, received_gift, started_gift

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fen", [1_00, 1_01, 49_999_99, 50_000_00])
def test_amounts_within_the_limits_are_taken(fen):
    situation = giving(60_000)
    gift = services.start_gift(
        token=uuid4(),
        programme=situation.programme,
        public_need=situation.need,
        amount_fen=fen,
        unrelated_declared=True,
        by=None,
        at=NOW,
    )
    assert (gift.amount_fen, gift.state) == (fen, GiftState.STARTED)


@pytest.mark.parametrize("fen", [-1, 0, 99, 50_000_01])
def test_amounts_outside_the_limits_are_refused_in_words(fen):
    situation = giving(60_000)
    with pytest.raises(services.AmountOutOfRange) as refusal:
        services.start_gift(
            token=uuid4(),
            programme=situation.programme,
            public_need=situation.need,
            amount_fen=fen,
            unrelated_declared=True,
            by=None,
            at=NOW,
        )
    assert refusal.value.field == "amount"
    assert str(refusal.value) in (
        "线上捐赠每笔最少 1 元。",
        "线上捐赠每笔最多 50,000 元。更大的金额请直接联系慈善组织。",
    )
    assert not Gift.objects.exists()


def test_above_the_gap_the_gap_is_offered():
    situation = giving(500)
    with pytest.raises(services.AboveGap) as refusal:
        started_gift(situation, 501)
    assert (refusal.value.gap_fen, refusal.value.field) == (500_00, "amount")
    assert str(refusal.value) == "这份求助现在只差 500 元。您可以改捐这个数，或把这笔捐给项目。"
    assert not Gift.objects.exists()


def test_a_gift_to_the_programme_has_no_gap_above_it():
    gift = started_gift(giving(500), 30_000, to_programme=True)
    assert (gift.public_need, gift.amount_fen) == (None, 30_000_00)


def test_a_need_that_nobody_claimed_takes_no_gift():
    situation = giving()
    services.end_claim(claim=situation.claim, by=situation.worker, at=NOW)
    with pytest.raises(services.NotAccepted):
        started_gift(situation)


def test_a_need_claimed_by_another_programme_takes_no_gift_of_this_one():
    mine, other = giving(), giving()
    with pytest.raises(services.NotAccepted):
        services.start_gift(
            token=uuid4(),
            programme=mine.programme,
            public_need=other.need,
            amount_fen=100_00,
            unrelated_declared=True,
            by=None,
            at=NOW,
        )


def test_a_withdrawn_need_takes_no_gift():
    situation = giving()
    situation.need.live = False
    situation.need.save()
    with pytest.raises(services.NotAccepted):
        started_gift(situation)


def test_a_lapsed_certificate_stops_gifts_at_once():
    situation = giving()
    Qualification.objects.filter(organisation=situation.charity).update(valid_to=date(2026, 11, 23))
    with pytest.raises(services.CannotReceive, match="公开募捐资格已过期"):
        started_gift(situation)


def test_a_certificate_that_lapses_between_form_and_payment_stops_the_payment():
    situation = giving()
    gift = started_gift(situation)
    Qualification.objects.filter(organisation=situation.charity).update(valid_to=date(2026, 11, 23))
    with pytest.raises(services.CannotReceive):
        services.pay(gift=gift, channel="sandbox", return_url="", cancel_url="", at=NOW)
    gift.refresh_from_db()
    assert (gift.state, gift.payments.count()) == (GiftState.STARTED, 0)


def test_the_donor_declares_no_interest_in_the_household():
    with pytest.raises(services.NotDeclared) as refusal:
        started_gift(giving(), unrelated_declared=False)
    assert refusal.value.field == "unrelated_declared"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" 138 0013 8000 ", "13800138000"),
        ("＋86 13800138000", "13800138000"),
        ("Lin@Example.ORG", "lin@example.org"),
    ],
)
def test_contacts_are_kept_in_one_spelling(typed, kept):
    assert opened(started_gift(giving(), donor_contact=typed).donor_contact) == kept


@pytest.mark.parametrize("typed", ["12345", "nobody@", "电话"])
def test_a_contact_that_reaches_nobody_is_refused(typed):
    with pytest.raises(Refusal) as refusal:
        started_gift(giving(), donor_contact=typed)
    assert refusal.value.field == "donor_contact"


def test_a_shown_name_needs_a_name():
    with pytest.raises(Refusal) as refusal:
        started_gift(giving(), shown_as="surname", donor_name=" ")
    assert refusal.value.field == "donor_name"


@pytest.mark.parametrize(("shown_as", "shown"), [("anonymous", "匿名"), ("surname", "林＊＊"), ("name", "林晓")])
def test_donors_are_shown_as_they_chose(shown_as, shown):
    assert started_gift(giving(), shown_as=shown_as, donor_name="林晓").shown_name == shown


def test_the_same_token_is_the_same_gift():
    situation, token = giving(), uuid4()
    first = started_gift(situation, 200, token=token)
    again = started_gift(situation, 200, token=token)
    assert (first.pk, first.number) == (again.pk, again.number)
    assert Gift.objects.count() == 1


def test_the_same_token_with_another_amount_changes_the_amount():
    situation, token = giving(), uuid4()
    started_gift(situation, 200, token=token)
    gift = started_gift(situation, 300, token=token, shown_as="name", donor_name="林晓")
    assert (Gift.objects.count(), gift.amount_fen, opened(gift.donor_name)) == (1, 300_00, "林晓")


def test_a_gift_whose_payment_is_open_is_not_changed():
    situation, token = giving(), uuid4()
    paying_gift(situation, 200, token=token)
    with pytest.raises(services.PaymentUnderWay):
        started_gift(situation, 300, token=token)
    assert Gift.objects.get().amount_fen == 200_00


def test_a_payment_taken_back_lets_the_amount_be_changed_and_only_the_new_one_counts():
    situation, token = giving(500), uuid4()
    gift = paying_gift(situation, 500, token=token)
    services.take_back(gift=gift, at=NOW)
    changed = started_gift(situation, 300, token=token)
    assert (changed.pk, changed.amount_fen, changed.state) == (gift.pk, 300_00, GiftState.STARTED)
    services.pay(gift=changed, channel="sandbox", return_url="", cancel_url="", at=NOW)
    situation.need.refresh_from_db()
    assert gap_fen(situation.need) == 200_00


def test_a_received_gift_stays_as_it_is():
    situation, token = giving(), uuid4()
    gift = received_gift(situation, 200, token=token)
    assert started_gift(situation, 300, token=token).amount_fen == 200_00
    assert Gift.objects.get() == gift


def test_the_audit_log_names_the_gift_and_nobody():
    started_gift(giving(), donor_name="林晓", shown_as="name", donor_contact="13800138000")
    event = AuditEvent.objects.get(verb="gift.started")
    assert event.data["amount_fen"] == 200_00
    assert "林晓" not in str(event.data) and "138" not in str(event.data)


def test_a_contact_is_found_by_its_index_and_stored_sealed():
    gift = started_gift(giving(), donor_contact="13800138000")
    row = Gift.objects.values("donor_contact", "donor_contact_index").get(pk=gift.pk)
    assert b"13800138000" not in bytes(row["donor_contact"])
    assert len(row["donor_contact_index"]) == 64
