"""Races for the last of a gap and for one gift, over real connections, each with a control."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from donations import services
from donations.models import Gift, Payment, PaymentEffect, Receipt
from donations.services import payments as payment_services
from funds.ledger.models import Transfer
from needs.models import Commitment, NeedItem
from tests.factories.gifts import NOW, giving, paying_gift, started_gift

pytestmark = pytest.mark.fresh_db
RIVALS, ROUNDS = 8, 3


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """All acts start behind one barrier, each on its own connection; their answers or their refusals."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index: int) -> None:
        barrier.wait()
        try:
            answers[index] = acts[index]()
        except Exception as error:
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def pay(gift: Gift) -> str:
    return services.pay(gift=gift, channel="sandbox", return_url="", cancel_url="", at=NOW)


def test_of_all_who_give_the_last_500_one_wins_and_the_others_see_the_new_gap():
    rounds = 0
    for _round in range(ROUNDS):
        situation = giving(500)
        answers = at_once([lambda gift=started_gift(situation, 500): pay(gift) for _rival in range(RIVALS)])
        won = [answer for answer in answers if isinstance(answer, str)]
        lost = [answer for answer in answers if isinstance(answer, services.AboveGap)]
        assert (len(won), len(lost)) == (1, RIVALS - 1), answers
        assert {answer.gap_fen for answer in lost} == {0}
        assert NeedItem.objects.get(case__public_need=situation.need).committed_fen == 500_00
        rounds += 1
    assert rounds == ROUNDS


def test_two_who_together_pass_the_gap_do_not_both_pay():
    situation = giving(500)
    answers = at_once([lambda gift=started_gift(situation, 300): pay(gift) for _rival in range(2)])
    assert sorted(type(answer).__name__ for answer in answers) == ["AboveGap", "str"]
    assert [answer.gap_fen for answer in answers if isinstance(answer, services.AboveGap)] == [200_00]


@contextmanager
def no_hold() -> Iterator[None]:
    """The control's wound: the gap is read and nothing is held."""
    hold = payment_services._hold
    payment_services._hold = lambda *_args: None
    try:
        yield
    finally:
        payment_services._hold = hold


def test_without_the_hold_everybody_would_pay_the_last_500():
    """The control: the same race with the hold taken out oversells, so the test above can see it."""
    situation = giving(500)
    with no_hold():
        answers = at_once([lambda gift=started_gift(situation, 500): pay(gift) for _rival in range(RIVALS)])
    assert len([answer for answer in answers if isinstance(answer, str)]) > 1


def captured(gift: Gift) -> Gift:
    payment = Payment.objects.get(gift=gift)
    return services.capture(
        gift=gift,
        channel="sandbox",
        account=payment.account,
        object_id=payment.object_id,
        amount_fen=payment.amount_fen,
        currency="CNY",
        at=NOW,
    )


def test_one_capture_told_by_many_at_once_is_one_effect():
    situation = giving(500)
    gift = paying_gift(situation, 200)
    answers = at_once([lambda: captured(gift) for _copy in range(RIVALS)])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert PaymentEffect.objects.count() == Receipt.objects.count() == Transfer.objects.filter(code="gift").count() == 1


def test_capture_against_expiry_ends_in_money_received_once():
    for _round in range(ROUNDS):
        situation = giving(500)
        gift = paying_gift(situation, 200)
        answers = at_once(
            [
                lambda gift=gift: captured(gift),
                lambda gift=gift: services.fail(gift=gift, reason="expired", at=NOW + timedelta(hours=1)),
            ]
        )
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        gift.refresh_from_db()
        assert (gift.state, gift.amount_fen) == ("received", gift.to_need_fen + gift.to_programme_fen)
        live = Commitment.objects.filter(item__case__public_need=situation.need).exclude(state="released")
        assert sum(live.values_list("amount_fen", flat=True)) == gift.to_need_fen == 200_00


def test_captures_of_many_gifts_to_one_need_do_not_deadlock_and_number_without_gaps():
    situation = giving(500, 300)
    gifts = [paying_gift(situation, 100) for _gift in range(RIVALS)]
    answers = at_once([lambda gift=gift: captured(gift) for gift in gifts])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    assert numbers == [f"ZJ-2026-{n:06d}" for n in range(1, RIVALS + 1)]
    gifts_fen = sum(Gift.objects.values_list("amount_fen", flat=True))
    ledger_fen = sum(Transfer.objects.filter(code="gift").values_list("amount_fen", flat=True))
    assert gifts_fen == ledger_fen == RIVALS * 100_00


def test_one_form_sent_many_times_at_once_is_one_gift():
    situation, token = giving(), uuid4()
    answers = at_once([lambda: started_gift(situation, 200, token=token) for _click in range(RIVALS)])
    assert {answer.pk for answer in answers} == {Gift.objects.get().pk}


def test_paying_out_while_gifts_arrive_loses_nothing():
    situation = giving(2000)
    for _gift in range(2):
        captured(paying_gift(situation, 100))
    late = [paying_gift(situation, 100) for _gift in range(3)]
    acts = [lambda: services.pay_out(claim=situation.claim, token=uuid4(), by=situation.worker, at=NOW)]
    answers = at_once([*acts, *[lambda gift=gift: captured(gift) for gift in late]])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    paid = sum(Transfer.objects.filter(code="disbursement").values_list("amount_fen", flat=True))
    assert paid == sum(Gift.objects.filter(payout__isnull=False).values_list("to_need_fen", flat=True)) >= 200_00
    with transaction.atomic():
        waiting = sum(gift.to_need_fen for gift in services.payouts.waiting_gifts(situation.claim))
    assert paid + waiting == 500_00
