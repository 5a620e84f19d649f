"""Matches of the past year: proposed in a run, approved, accepted, paid, delivered and confirmed, to the fen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from common.calendar import add_working_days
from common.files.models import PrivateFile
from demo.bulk.batch import Batch
from demo.bulk.intake import Written
from demo.bulk.public_texts import secured
from demo.people import stable_id
from demo.purses import facts
from demo.stories import Grant
from funds.ledger.routes import Code, Kind
from matching.models import Delivery, Match, Run
from needs import criteria
from needs.models import Commitment
from policy.clocks import Clock
from policy.limits.models import LocalLimits
from policy.selectors import due

GOODS_FROM = {"goods": "急难暖心包", "service": "心灯个案"}
REASONS = (
    "符合项目条件，入户核实一致。",
    "缺口经两人核实，救助途径已用尽政府部分。",
    "情况紧急，按规则优先。",
    "与家庭意愿一致，来源适合。",
)
WORDS = (
    "已转入医院账户，家庭已签收。",
    "已送到家中，家庭已签收。",
    "款项已到账，用于后续治疗。",
    "已按清单购置并送达。",
    "已缴清费用，家庭表示感谢。",
)
SECOND_SIGNATURE_ABOVE = LocalLimits._meta.get_field("second_approval_fen").default  # the city has set no other amount
RANK = {"offered": 1, "accepted": 2, "disbursing": 3, "delivered": 4, "verified": 5}
COMMITTED = {1: "reserved", 2: "reserved", 3: "paid", 4: "paid", 5: "delivered"}


class Runs:
    """One run per county and moment, shared by all matches that were proposed then; certified afterwards."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, datetime], Run] = {}

    def of(self, batch: Batch, county: str, at: datetime) -> Run:
        if (county, at) not in self.known:
            by, day = batch.office.coordinator(county), at.date()
            pk = stable_id("run", county, at.isoformat())
            existing = Run.objects.filter(pk=pk).first()
            number = f"R{county[:6]}{day:%y%m%d}"
            self.known[county, at] = existing or batch.add(
                Run(
                    id=pk,
                    county_id=county,
                    started_by=by,
                    started_at=at,
                    number=f"{number}{batch.numbers.next(f'run/{county[:6]}/{day}'):02d}",
                )
            )
        return self.known[county, at]


def write(batch: Batch, written: Written, key: str, runs: Runs, paper: dict[Any, PrivateFile]) -> None:
    for number, grant in enumerate(written.story.grants):
        _grant(batch, written, grant, f"{key}/{number}", runs, paper)
    _in_kind(batch, written, key)


def _grant(batch: Batch, written: Written, grant: Grant, key: str, runs: Runs, paper: dict[Any, PrivateFile]) -> None:
    story, times, office = written.story, written.story.times, batch.office
    county, rank, source = story.county[:6], RANK[grant.state], office.source(grant.source)
    at, day = times["proposed"], times["proposed"].date()
    want = story.wants[grant.want]
    match = Match(
        id=stable_id("match", key),
        number=f"D{county}{day:%y%m%d}{batch.numbers.next(f'match/{county}/{day}'):04d}",
        run=runs.of(batch, story.county, at),
        case=written.case,
        item=written.items[grant.want],
        county_id=story.county,
        source_kind=grant.source.kind,
        **{grant.source.kind: source},
        rule_version=source.rule_version,
        reasons=[one.as_json() for one in criteria.judge(grant.source.rules, facts(story, want, day))[1]],
        bound={"remaining": want.gap_fen, "cap": grant.source.cap_fen, "proposed": grant.amount_fen},
        proposed_fen=grant.amount_fen,
        proposed_by=office.coordinator(story.county),
        proposed_at=at,
        decide_by=due(Clock.MATCH_DECIDE, story.urgency, at, story.county),
        state=grant.state,
        version=rank + 1,
        approved_fen=grant.amount_fen,
        decided_by=office.approver(story.county),
        decided_at=times["approved"],
        decision_reason=REASONS[story.index % len(REASONS)],
        reply_by=due(Clock.MATCH_REPLY, story.urgency, times["approved"], story.county),
    )
    if grant.amount_fen > SECOND_SIGNATURE_ABOVE:
        match.second_by, match.second_at = office.cast.users["city-approver"], times["approved"] + timedelta(minutes=1)
        match.second_reason = match.decision_reason
    if rank >= 2:
        match.accepted_fen, match.answered_by = grant.amount_fen, office.answers(grant.source)
        match.answered_at, match.deliver_by = times["accepted"], add_working_days(times["accepted"], 10)
    _books(batch, written, grant, match, rank)
    batch.add(match)
    _deeds(batch, written, grant, match, rank)
    if rank >= 4:
        _delivery(batch, written, grant, match, rank, paper)


def _books(batch: Batch, written: Written, grant: Grant, match: Match, rank: int) -> None:
    office, times = batch.office, written.story.times
    holder, source = office.payer(grant.source), office.source(grant.source)
    general, payable = batch.books.general(holder, source.pk), batch.books.payable(holder, match.number)
    effect, memo, payer = f"match:{match.pk}:approved:ledger", {"match": str(match.pk)}, office.pays(grant.source)
    match.pending_transfer = batch.books.book(
        Kind.PENDING, Code.COMMITMENT, general, payable, grant.amount_fen, effect, by=match.decided_by, memo=memo
    )
    match.commitment = batch.add(
        Commitment(
            id=stable_id("commitment", match.pk),
            item=match.item,
            source_kind="charity",
            source_label=source.name,
            amount_fen=grant.amount_fen,
            state=COMMITTED[rank],
            effect_key=f"match:{match.pk}:approved:need",
            created_at=times["approved"],
        )
    )
    if rank >= 3:
        batch.books.book(
            Kind.POST,
            Code.DISBURSEMENT,
            general,
            payable,
            grant.amount_fen,
            f"match:{match.pk}:disbursed",
            by=payer,
            resolves=effect,
        )
    if rank >= 5:
        batch.books.book(
            Kind.SINGLE,
            Code.BANK_PROOF,
            payable,
            batch.books.bank(holder),
            grant.amount_fen,
            f"match:{match.pk}:proved",
            by=payer,
        )


def _deeds(batch: Batch, written: Written, grant: Grant, match: Match, rank: int) -> None:
    times, office, fen = written.story.times, batch.office, grant.amount_fen
    said = match.words.stored()
    data = {"case_id": written.case.pk, "county": written.story.county}
    source, payer = grant.source.name, office.pays(grant.source)
    batch.audit.add(
        match.decided_by,
        "match.approved",
        match,
        times["approved"],
        organisation=office.payer(grant.source).pk,
        number=match.number,
        amount=said,
        source=source,
        reason=match.decision_reason,
        **data,
    )
    if match.second_by and match.second_at:
        batch.audit.add(
            match.second_by,
            "match.cosigned",
            match,
            match.second_at,
            number=match.number,
            amount=said,
            source=source,
            reason=match.second_reason,
            **data,
        )
    batch.audit.add(
        None, "commitment.made", match.commitment, times["approved"], source=source, amount_fen=fen, quantity=0, **data
    )
    steps = [
        (2, "accepted", "match.accepted", match.answered_by),
        (3, "paid", "match.disbursed", payer),
        (4, "delivered", "delivery.reported", payer),
        (5, "received", "delivery.confirmed", payer),
    ]
    for least, when, verb, by in steps:
        if rank >= least:
            more = {"method": "signature" if least == 5 else "transfer"} if least >= 4 else {}
            batch.audit.add(by, verb, match, times[when], number=match.number, amount=said, **more, **data)


def _delivery(
    batch: Batch, written: Written, grant: Grant, match: Match, rank: int, paper: dict[Any, PrivateFile]
) -> None:
    times, office = written.story.times, batch.office
    payer = office.pays(grant.source)
    method = "vendor" if match.item.category in ("medical", "rehab", "tuition") else "transfer"
    row = Delivery(
        id=stable_id("delivery", match.pk),
        token=stable_id("delivery-token", match.pk),
        match=match,
        delivered_on=times["delivered"].date(),
        amount_fen=grant.amount_fen,
        method=method,
        public_words=WORDS[written.story.index % len(WORDS)],
        evidence=paper[office.payer(grant.source).pk],
        reported_by=payer,
        reported_at=times["delivered"],
    )
    if rank >= 5:
        row.confirmation, row.confirmed_at, row.confirmed_by = "signature", times["received"], payer
    batch.add(row)


def _in_kind(batch: Batch, written: Written, key: str) -> None:
    """Goods and services came by the charities' own rounds before the resource list began: commitments without a match."""
    story = written.story
    done = "delivered" if "received" in story.times else "reserved"
    for number, (want, item) in enumerate(zip(story.wants, written.items, strict=True)):
        quantity = secured(story, want.quantity or 0) if want.kind != "cash" else 0
        if quantity and "approved" in story.times:
            at = story.times["approved"] + timedelta(minutes=number)
            row = batch.add(
                Commitment(
                    id=stable_id("in-kind", key, number),
                    item=item,
                    source_kind="charity",
                    source_label=GOODS_FROM[want.kind],
                    quantity=quantity,
                    state=done,
                    effect_key=f"in-kind:{item.pk}",
                    created_at=at,
                )
            )
            batch.audit.add(
                None,
                "commitment.made",
                row,
                at,
                case_id=written.case.pk,
                county=story.county,
                source=row.source_label,
                amount_fen=0,
                quantity=quantity,
            )
