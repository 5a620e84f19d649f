"""Gifts of the past year: claimed needs, payments, receipts without gaps, promises kept, and the money's way home."""

from __future__ import annotations

import random
from datetime import timedelta

from common.ids import SLUG_ALPHABET
from demo.bulk.batch import Batch
from demo.bulk.grants import WORDS
from demo.bulk.intake import Written
from demo.people import stable_id
from demo.stories import Present
from donations.access import contact_index
from donations.models import Claim, Gift, Payment, PaymentEffect, Payout, Pledge, Receipt
from funds.ledger.routes import Code, Kind
from needs.models import Commitment
from organisations.models import User
from publication.models import PublicNeed

HOME = {"disbursing": 1, "delivered": 2, "verified": 3}


def donor(batch: Batch, number: int) -> User | None:
    if number < 0:
        return None
    return batch.office.cast.users["donor" if number == 0 else "donor-2" if number == 1 else f"donor-p{number - 2}"]


def write(batch: Batch, written: Written, need: PublicNeed | None, key: str) -> None:
    story = written.story
    grant = next((one for one in story.grants if one.source.takes_gifts and one.state != "offered"), None)
    if need is None or grant is None or not story.published:
        return
    programme, by = batch.office.programmes[grant.source.key], batch.office.answers(grant.source)
    claim = batch.add(
        Claim(
            id=stable_id("claim", key),
            programme=programme,
            public_need=need,
            claimed_by=by,
            claimed_at=story.times["accepted"],
            ended_at=story.times["ended"] if need.state in ("withdrawn", "expired") else None,
        )
    )
    batch.audit.add(
        by,
        "claim.made",
        claim,
        claim.claimed_at,
        county=story.county,
        organisation=programme.charity_id,
        need=need.slug,
    )
    if not story.presents:
        return
    home = HOME.get(grant.state, 0) if "paid" in story.times else 0
    payout = _payout(batch, written, claim, by, home, key) if home else None
    for number, present in enumerate(story.presents):
        _gift(batch, written, claim, present, f"{key}/{number}", payout, home)


def _payout(batch: Batch, written: Written, claim: Claim, by: User, home: int, key: str) -> Payout:
    times, story = written.story.times, written.story
    payout = Payout(
        id=stable_id("payout", key),
        token=stable_id("payout-token", key),
        claim=claim,
        paid_by=by,
        paid_at=times["paid"],
        amount_fen=sum(present.amount_fen for present in story.presents),
    )
    data = {"county": story.county, "organisation": claim.programme.charity_id, "need": claim.public_need.slug}
    batch.audit.add(by, "payout.made", payout, times["paid"], amount_fen=payout.amount_fen, **data)
    if home >= 2:
        payout.delivered_on, payout.reported_by, payout.reported_at = times["delivered"].date(), by, times["delivered"]
        payout.public_words = WORDS[(story.index + 2) % len(WORDS)]
        batch.audit.add(by, "payout.reported", payout, times["delivered"], **data)
    if home >= 3:
        clerk = batch.office.clerk(story)
        payout.confirmed_by, payout.confirmed_at = clerk, times["received"]
        batch.audit.add(clerk, "payout.confirmed", payout, times["received"], **data)
    return batch.add(payout)


def _gift(
    batch: Batch, written: Written, claim: Claim, present: Present, key: str, payout: Payout | None, home: int
) -> None:
    story, at, programme = written.story, present.at, claim.programme
    giver = donor(batch, present.donor)
    started, year = at - timedelta(minutes=4), (at - timedelta(minutes=4)).year
    contact = "" if giver else f"guest{story.index % 400}@demo.zhouji.invalid"
    gift = batch.add(
        Gift(
            id=stable_id("gift", key),
            token=stable_id("gift-token", key),
            programme=programme,
            public_need=claim.public_need,
            number=f"JZ{year}{batch.numbers.next(f'gift/{year}'):06d}",
            amount_fen=present.amount_fen,
            to_need_fen=present.amount_fen,
            donor=giver,
            shown_as=present.shown_as,
            donor_name=giver.display_name if giver and present.shown_as != "anonymous" else "",
            donor_contact=contact,
            donor_contact_index=contact_index(contact),
            unrelated_declared=True,
            channel="sandbox",
            state="received",
            payout=payout,
            created_at=started,
            received_at=at,
            pledge=_pledge(batch, story, present, giver, key),
        )
    )
    _payment(batch, gift, programme.charity.payment_account, started, at)
    for number, fen in present.parts:
        item = written.items[number]
        batch.add(
            Commitment(
                id=stable_id("commitment", gift.pk, number),
                item=item,
                source_kind="gift",
                source_label="",
                amount_fen=fen,
                state=("reserved", "paid", "paid", "delivered")[home],
                effect_key=f"gift:{gift.pk}:hold:1:{item.pk}",
                created_at=started,
            )
        )
    _books(batch, gift, claim, home)
    data = {"organisation": programme.charity_id, "number": gift.number, "amount_fen": gift.amount_fen}
    batch.audit.add(giver, "gift.started", gift, started, **data)
    batch.audit.add(None, "gift.received", gift, at, to_need_fen=gift.to_need_fen, **data)


def _payment(batch: Batch, gift: Gift, account: str, started, at) -> None:
    payment = Payment(
        id=stable_id("payment", gift.pk),
        gift=gift,
        channel="sandbox",
        account=account,
        amount_fen=gift.amount_fen,
        created_at=started,
        expires_at=started + timedelta(minutes=32),
        hold_key=f"gift:{gift.pk}:hold:1",
        ended_at=at,
    )
    payment.object_id = f"cs_sandbox_{payment.pk.hex}"
    batch.add(payment)
    batch.add(
        PaymentEffect(
            id=stable_id("effect", gift.pk),
            provider="sandbox",
            account=account,
            object_id=payment.object_id,
            effect="captured",
            gift=gift,
            amount_fen=gift.amount_fen,
            at=at,
        )
    )
    chance = random.Random(f"receipt/{gift.pk}")
    batch.add(
        Receipt(
            id=stable_id("receipt", gift.pk),
            gift=gift,
            issued_at=at,
            number=f"ZJ-{at.year}-{batch.numbers.next(f'receipt/{at.year}'):06d}",
            code="".join(chance.choice(SLUG_ALPHABET) for _letter in range(12)),
        )
    )


def _books(batch: Batch, gift: Gift, claim: Claim, home: int) -> None:
    charity, books, memo = claim.programme.charity, batch.books, {"gift": gift.number}
    earmark = books.earmark(charity, claim.programme_id, claim.public_need_id)
    payable = books.payable(charity, f"need-{claim.public_need.slug}")
    committed = f"gift:{gift.pk}:committed"
    books.book(
        Kind.SINGLE,
        Code.GIFT,
        books.clearing(charity, "sandbox"),
        earmark,
        gift.to_need_fen,
        f"gift:{gift.pk}:captured:need",
        memo=memo,
    )
    books.book(Kind.PENDING, Code.COMMITMENT, earmark, payable, gift.to_need_fen, committed, memo=memo)
    if home:
        books.book(
            Kind.POST,
            Code.DISBURSEMENT,
            earmark,
            payable,
            gift.to_need_fen,
            f"gift:{gift.pk}:disbursed",
            by=gift.payout.paid_by if gift.payout else None,
            memo=memo,
            resolves=committed,
        )


def _pledge(batch: Batch, story, present: Present, giver: User | None, key: str) -> Pledge | None:
    """A promise that was kept, or kept in part: one in nine promised more than was given so far."""
    if giver is None or not present.pledged:
        return None
    made = present.at - timedelta(days=3 + story.index % 40)
    more = present.amount_fen if story.index % 9 == 0 else 0
    pledge = Pledge(
        id=stable_id("pledge", key),
        token=stable_id("pledge-token", key),
        donor=giver,
        region_id=story.county,
        category=story.category if story.index % 3 else "",
        per_household_fen=present.amount_fen,
        total_fen=present.amount_fen + more,
        used_fen=present.amount_fen,
        until=(present.at + timedelta(days=120)).date(),
        mode="ask",
        state="registered" if more else "used",
        created_at=made,
    )
    batch.audit.add(giver, "pledge.made", pledge, made, county=story.county, total_fen=pledge.total_fen)
    return batch.add(pledge)
