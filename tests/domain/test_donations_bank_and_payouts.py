"""Transfers that the charity confirms, and earmarked money on its way to the household."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from common.errors import Refusal
from donations import services
from donations.states import GiftState
from funds import accounts
from funds.ledger.models import Account, Transfer
from funds.ledger.selectors import balance
from funds.ledger.services import NotTwoPeople
from needs.models import Commitment
from publication.models import PublicNeed, PublicStep
from tests.factories.gifts import COUNTY, NOW, giving, paying_gift, received_gift
from tests.factories.partners import office, organisation, person

pytestmark = pytest.mark.django_db


def by_bank(situation, yuan=200, **fields):
    return paying_gift(situation, yuan, channel="bank", **fields)


def test_a_transfer_waits_for_the_charity_and_holds_nothing():
    situation = giving(500)
    gift = by_bank(situation, 500)
    assert (gift.state, len(gift.reference)) == (GiftState.AWAITING_CHARITY, 8)
    assert not Commitment.objects.exists()
    assert services.gift_of_reference(f" {gift.reference[:4].lower()} {gift.reference[4:]}") == gift


def test_the_line_receives_the_gift():
    situation = giving(500)
    gift = services.confirm_line(
        gift=by_bank(situation), amount_fen=200_00, bank_line="2026112400 0042", by=situation.worker, at=NOW
    )
    assert (gift.state, gift.to_need_fen) == (GiftState.RECEIVED, 200_00)
    assert Account.objects.get(kind="bank").debits_posted_fen == 200_00


def test_one_fen_off_is_not_matched_until_a_person_says_so():
    situation = giving(500)
    gift = by_bank(situation)
    confirm = {"gift": gift, "amount_fen": 200_01, "bank_line": "L1", "by": situation.worker, "at": NOW}
    with pytest.raises(services.LineDiffers, match=r"流水是 200.01 元，捐赠登记的是 200 元"):
        services.confirm_line(**confirm)
    assert not Transfer.objects.exists()
    received = services.confirm_line(**confirm, accept_difference=True)
    assert (received.amount_fen, received.to_need_fen) == (200_01, 200_01)


def test_a_line_is_used_once():
    situation = giving(500)
    first, second = by_bank(situation), by_bank(situation)
    services.confirm_line(gift=first, amount_fen=200_00, bank_line="L1", by=situation.worker, at=NOW)
    again = services.confirm_line(gift=first, amount_fen=200_00, bank_line="L1", by=situation.worker, at=NOW)
    assert again.state == GiftState.RECEIVED
    for gift in (second, first):
        with pytest.raises(services.LineUsed):
            services.confirm_line(
                gift=gift, amount_fen=200_00, bank_line="L1" if gift == second else "L2", by=situation.worker, at=NOW
            )
    assert Transfer.objects.filter(code="gift").count() == 1


def test_other_charities_confirm_nothing():
    with pytest.raises(PermissionDenied):
        services.confirm_line(gift=by_bank(giving()), amount_fen=200_00, bank_line="L1", by=giving().worker, at=NOW)


def test_a_transfer_that_comes_after_others_filled_the_gap_is_surplus():
    situation = giving(500)
    slow = by_bank(situation, 500)
    received_gift(situation, 400)
    slow = services.confirm_line(gift=slow, amount_fen=500_00, bank_line="L1", by=situation.worker, at=NOW)
    assert (slow.to_need_fen, slow.to_programme_fen) == (100_00, 400_00)


def reviewer():
    return person("county_coordinator", office(COUNTY))


def test_earmarked_money_reaches_the_household_in_three_steps_by_two_sides():
    situation = giving(500, 300)
    gifts = [received_gift(situation, 600), received_gift(situation, 150)]
    payout = services.pay_out(claim=situation.claim, token=uuid4(), by=situation.worker, at=NOW)
    earmark = balance(accounts.earmark_account(situation.programme, situation.need))
    assert (payout.amount_fen, earmark.posted_fen, earmark.pending_fen) == (750_00, 0, 0)
    assert set(Commitment.objects.values_list("state", flat=True)) == {"paid"}
    services.report_payout(
        payout=payout, delivered_on=NOW.date(), public_words="已付给医院。", by=situation.worker, at=NOW
    )
    payout = services.confirm_payout(payout=payout, by=reviewer(), at=NOW)
    assert payout.confirmed_at == NOW
    assert set(Commitment.objects.values_list("state", flat=True)) == {"delivered"}
    assert [gift.payout_id for gift in payout.gifts.all()] == [payout.pk] * len(gifts)
    assert PublicStep.objects.filter(kind="delivered").count() == 1


def test_paying_out_twice_is_one_payout():
    situation, token = giving(500), uuid4()
    received_gift(situation, 200)
    pay = {"claim": situation.claim, "by": situation.worker, "at": NOW}
    assert services.pay_out(token=token, **pay) == services.pay_out(token=token, **pay)
    with pytest.raises(services.NothingToPayOut):
        services.pay_out(token=uuid4(), **pay)
    assert Transfer.objects.filter(code="disbursement").count() == 1


def test_nobody_confirms_what_they_paid_or_what_is_not_theirs():
    situation = giving(500)
    received_gift(situation, 200)
    payout = services.pay_out(claim=situation.claim, token=uuid4(), by=situation.worker, at=NOW)
    with pytest.raises(Refusal, match="还没有登记交付"):
        services.confirm_payout(payout=payout, by=reviewer(), at=NOW)
    services.report_payout(payout=payout, delivered_on=NOW.date(), public_words="", by=situation.worker, at=NOW)
    for stranger in (
        situation.worker,
        person("county_coordinator", office("990103000000")),
        person("grid_worker", organisation("village", region=COUNTY)),
    ):
        with pytest.raises(PermissionDenied):
            services.confirm_payout(payout=payout, by=stranger, at=NOW)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_delivery_is_not_before_its_payment_nor_tomorrow(days):
    situation = giving(500)
    received_gift(situation, 200)
    payout = services.pay_out(claim=situation.claim, token=uuid4(), by=situation.worker, at=NOW)
    with pytest.raises(Refusal) as refusal:
        services.report_payout(
            payout=payout, delivered_on=NOW.date() + timedelta(days=days), public_words="", by=situation.worker, at=NOW
        )
    assert refusal.value.field == "delivered_on"


def test_money_for_a_need_that_ended_goes_to_the_programme_by_two_people():
    situation = giving(500)
    gift = received_gift(situation, 200)
    second = person("charity_manager", situation.charity)
    move = {"gift": gift, "by": situation.worker, "at": NOW}
    with pytest.raises(Refusal, match="还在进行中"):
        services.follow_surplus_rule(second=second, **move)
    PublicNeed.objects.filter(pk=situation.need.pk).update(live=False, state="withdrawn")
    with pytest.raises(PermissionDenied):
        services.follow_surplus_rule(second=reviewer(), **move)
    with pytest.raises(NotTwoPeople):
        services.follow_surplus_rule(second=situation.worker, **move)
    assert balance(accounts.earmark_account(situation.programme, situation.need)).pending_fen == 200_00
    gift = services.follow_surplus_rule(second=second, **move)
    assert (gift.to_need_fen, gift.to_programme_fen) == (0, 200_00)
    earmark = balance(accounts.earmark_account(situation.programme, situation.need))
    assert (earmark.posted_fen, earmark.pending_fen) == (0, 0)
    assert balance(accounts.programme_account(situation.programme)).posted_fen == 200_00
    assert Commitment.objects.get().state == "released"
    with pytest.raises(Refusal):
        services.follow_surplus_rule(second=second, **move)


def test_ledger_and_commitments_agree_at_every_step():
    """The pending transfers of the earmark account are the gift commitments of the need, to the fen."""
    situation = giving(500, 300)

    def agree():
        earmark = balance(accounts.earmark_account(situation.programme, situation.need))
        reserved = sum(Commitment.objects.filter(state="reserved").values_list("amount_fen", flat=True))
        assert earmark.posted_fen == earmark.pending_fen == reserved
        return reserved

    assert agree() == 0
    received_gift(situation, 350)
    assert agree() == 350_00
    paying_gift(situation, 100)
    assert agree() == 350_00
    services.pay_out(claim=situation.claim, token=uuid4(), by=situation.worker, at=NOW)
    assert agree() == 0
    received_gift(situation, 200)
    assert agree() == 200_00
