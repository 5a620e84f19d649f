"""What must hold in any city (domain reference §7.7), each asked of the database in a few statements."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import F, Q
from django.utils.timezone import localdate

from common.audit.models import AuditEvent
from demo import demo_rules, notice_rules
from demo.scenarios_goods import stock_that_differs
from donations.models import Claim, Gift
from funds.ledger import checks
from funds.ledger.models import GOVERNMENT, GOVERNMENT_KINDS, Account
from funds.reserves import figures
from funds.reserves.models import Reserve
from matching.decisions.guards import deliverer_of
from matching.eligibility.outstanding import oversubscribed
from matching.models import Delivery, Match
from needs.models import Case, Consent, NeedItem, StatutoryAid
from programmes.models import Programme
from programmes.selectors import certificate
from publication.models import PublicNeed

LIVE_MATCHES = ("offered", "accepted", "disbursing", "delivered", "verified")


def broken() -> list[str]:
    """One sentence per breach; empty is right."""
    parts = (
        order_of_time,
        aid_within_cost,
        notice_rules.notices_before_decisions,
        live_consents,
        identities,
        public_words,
        separate_money,
        payees,
        books,
        stock,
        promised,
    )
    return [f"{part.__name__}: {sentence}" for part in parts for sentence in part()]


def order_of_time() -> Iterator[str]:
    """1. event ≤ clue ≤ acceptance ≤ decision ≤ payment ≤ confirmation."""
    cases = Case.objects.filter(
        Q(clues__received_at__gt=F("opened_at")) & Q(clues__state="opened")
        | Q(gap_confirmed_at__lt=F("opened_at"))
        | Q(closed_at__lt=F("opened_at"))
        | Q(public_need__approved_at__lt=F("gap_confirmed_at"))
    ).distinct()
    yield from (f"case {case.number}" for case in cases[:5])
    yield from (f"event of {case.number}" for case in Case.objects.filter(event_on__gt=F("opened_at__date"))[:5])
    matches = Match.objects.filter(
        Q(decided_at__lt=F("proposed_at"))
        | Q(answered_at__lt=F("decided_at"))
        | Q(delivery__reported_at__lt=F("answered_at"))
        | Q(delivery__confirmed_at__lt=F("delivery__reported_at"))
    )
    yield from (f"match {match.number}" for match in matches[:5])
    gifts = Gift.objects.filter(Q(received_at__lt=F("created_at")) | Q(payout__paid_at__lt=F("received_at")))
    yield from (f"gift {gift.number}" for gift in gifts[:5])


def aid_within_cost() -> Iterator[str]:
    """2. Σ aid per cost item ≤ verified cost; fast-track aid within one month's standard per person."""
    over = NeedItem.objects.filter(verified_cost_fen__lt=F("insurance_fen") + F("statutory_fen") + F("committed_fen"))
    yield from (f"item {item.pk}" for item in over[:5])
    fast = StatutoryAid.objects.filter(case__track="fast", aid_type="temporary_aid", state="granted")
    for aid in fast.select_related("case__household", "case__township"):
        if aid.amount_fen > demo_rules.fast_cap_fen(aid.case):
            yield f"fast aid of {aid.case.number}"
    double = StatutoryAid.objects.filter(item__isnull=False).exclude(item__case=F("case"))
    yield from (f"aid {aid.pk} on another case's item" for aid in double[:5])


def live_consents() -> Iterator[str]:
    """4. Each share has a consent for that recipient; each public need a consent to publish, an approver, a passed gate."""
    shared = Consent.objects.filter(purpose="share")
    held = {(row.case_id, row.recipient_id): row for row in shared.order_by("withdrawn_at")}
    matches = Match.objects.filter(state__in=LIVE_MATCHES).exclude(source_kind="pledge")
    for match in matches.select_related("programme__charity", "fund__custodian", "resource__keeper"):
        consent = held.get((match.case_id, deliverer_of(match).pk))
        if consent is None or not consent.is_live(match.decided_at):
            yield f"match {match.number} without consent"
    live = PublicNeed.objects.filter(live=True)
    consents = {
        row.case.public_need_id: row
        for row in Consent.objects.filter(purpose="publish", withdrawn_at__isnull=True).select_related("case")
    }
    for need in live:
        consent = consents.get(need.pk)
        if consent is None or not consent.is_live(need.approved_at):
            yield f"need {need.slug} without consent"
    wrong = live.filter(
        Q(approved_by__isnull=True) | Q(gate_hash="") | Q(approved_by=F("author")) | Q(population_k__lt=20)
    )
    yield from (f"need {need.slug} without approval" for need in wrong[:5])
    hidden = Case.objects.filter(cause="HC14", public_need__isnull=False)
    yield from (f"case {case.number} must not be public" for case in hidden)


def identities() -> Iterator[str]:
    """5. No identity number in two households; every number on the unassigned prefix; every status change has an actor."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id_index from needs_person where id_index <> '' group by id_index "
            "having count(distinct household_id) > 1"
        )
        reused = len(cursor.fetchall())
    allowed = demo_rules.people_seen_twice()
    if reused > allowed:
        yield f"{reused} identity numbers in two households, {allowed} are meant to be"
    nameless = AuditEvent.objects.filter(Q(actor_label="") | Q(at__isnull=True)).count()
    if nameless:
        yield f"{nameless} audit rows without actor or time"
    silent = Case.objects.exclude(pk__in=AuditEvent.objects.filter(verb="case.opened").values("case_id"))
    yield from (f"case {case.number} has no audit row" for case in silent[:5])


def public_words() -> Iterator[str]:
    """7. Public text holds no identity number, phone or name of anybody in a file: read once more by the real gate."""
    yield from demo_rules.texts_that_do_not_pass(PublicNeed.objects.filter(live=True))


def separate_money() -> Iterator[str]:
    """6. Government and charity money never share an account; the platform has none."""
    government = Q(book__holder__kind__in=GOVERNMENT)
    odd = Account.objects.filter(
        government & ~Q(kind__in=GOVERNMENT_KINDS) | ~government & Q(kind__in=GOVERNMENT_KINDS)
    )
    yield from (f"account {account.key}" for account in odd[:5])
    reserves = list(Reserve.objects.all())
    money = figures.figures_of(reserves)
    yield from (f"reserve {one.pk} and its account differ" for one in reserves if not money[one.pk].agrees)


def payees() -> Iterator[str]:
    """8. Each gift's payee was qualified and filed when it was paid; an earmark points to a need it had accepted."""
    programmes = {
        one.pk: one for one in Programme.objects.select_related("charity").prefetch_related("charity__qualifications")
    }
    claims = {(row.programme_id, row.public_need_id): row.claimed_at for row in Claim.objects.all()}
    for gift in Gift.objects.filter(state="received").only("number", "programme_id", "public_need_id", "received_at"):
        programme, day = programmes[gift.programme_id], localdate(gift.received_at)
        filed = programme.filed_from and programme.filed_to and programme.filed_from <= day <= programme.filed_to
        if not filed or certificate(programme.charity, day) is None:
            yield f"gift {gift.number}: payee not qualified"
        claimed = claims.get((gift.programme_id, gift.public_need_id))
        if gift.public_need_id and (claimed is None or claimed > gift.received_at):
            yield f"gift {gift.number}: need not accepted"


def stock() -> Iterator[str]:
    """Things are counted like money: every lot by its journal, every promise by what arrived."""
    yield from stock_that_differs()


def promised() -> Iterator[str]:
    """What stands proposed, or approved and not yet taken, is within what its source holds."""
    over = oversubscribed(localdate())
    yield from (f"{key} holds {held} and is asked for {asked}" for key, held, asked in over)


def books() -> Iterator[str]:
    """The ledger balances, and what needs and ledger say about the same money agrees."""
    yield from (str(fault) for fault in checks.faults())
    committed = Match.objects.filter(state__in=LIVE_MATCHES, commitment__isnull=False, answered_at__isnull=False)
    wrong = committed.exclude(commitment__amount_fen=F("accepted_fen")).exclude(
        commitment__quantity=F("accepted_quantity")
    )
    yield from (f"match {match.number} and its commitment differ" for match in wrong[:5])
    unequal = Delivery.objects.exclude(amount_fen=F("match__accepted_fen")).exclude(
        quantity=F("match__accepted_quantity")
    )
    yield from (f"delivery of {row.match_id}" for row in unequal[:5])
    yield from demo_rules.coverage_that_differs()
