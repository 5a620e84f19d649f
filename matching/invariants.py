"""What must hold of matches, from the proposal to the family's confirmation."""

from django.db.models import F, Q, Sum
from django.utils.timezone import localdate

from common.invariants import Breaches, invariant
from matching.act_subjects import deliverer_of
from matching.eligibility.outstanding import oversubscribed
from matching.models import Delivery, Match, Run
from needs.models import Consent

LIVE = ("offered", "accepted", "disbursing", "delivered", "verified")


@invariant
def a_match_goes_forward_in_time() -> Breaches:
    """Proposed ≤ decided ≤ answered ≤ delivered ≤ confirmed."""
    matches = Match.objects.filter(
        Q(decided_at__lt=F("proposed_at"))
        | Q(answered_at__lt=F("decided_at"))
        | Q(delivery__reported_at__lt=F("answered_at"))
        | Q(delivery__confirmed_at__lt=F("delivery__reported_at"))
    )
    yield from (f"match {number}" for number in matches.values_list("number", flat=True))


@invariant
def nobody_learns_of_a_household_without_its_consent() -> Breaches:
    """Whoever is to deliver a match has a consent of the household that lived when it was decided."""
    shared = Consent.objects.filter(purpose="share")
    held = {(row.case_id, row.recipient_id): row for row in shared.order_by("withdrawn_at")}
    matches = Match.objects.filter(state__in=LIVE).exclude(source_kind="pledge")
    for match in matches.select_related("programme__charity", "fund__custodian", "resource__keeper"):
        consent = held.get((match.case_id, deliverer_of(match).pk))
        if consent is None or not consent.is_live(match.decided_at):
            yield f"match {match.number}"


@invariant
def a_match_its_commitment_and_its_delivery_agree() -> Breaches:
    """What was accepted is what is committed, and what was delivered is what was accepted."""
    committed = Match.objects.filter(state__in=LIVE, commitment__isnull=False, answered_at__isnull=False)
    wrong = committed.exclude(commitment__amount_fen=F("accepted_fen")).exclude(
        commitment__quantity=F("accepted_quantity")
    )
    yield from (f"match {number} and its commitment" for number in wrong.values_list("number", flat=True))
    offered = Match.objects.filter(state="offered", commitment__isnull=False)
    held = offered.exclude(commitment__amount_fen=F("approved_fen")).exclude(
        commitment__quantity=F("approved_quantity")
    )
    yield from (f"offer {number} and its commitment" for number in held.values_list("number", flat=True))
    unequal = Delivery.objects.exclude(amount_fen=F("match__accepted_fen")).exclude(
        quantity=F("match__accepted_quantity")
    )
    yield from (f"match {number} and its delivery" for number in unequal.values_list("match__number", flat=True))


@invariant
def a_run_says_what_its_records_say() -> Breaches:
    """The value and the bound of a run are the sums of its networks'."""
    runs = Run.objects.filter(records__isnull=False).annotate(
        said_primal=Sum("records__primal"), said_dual=Sum("records__dual")
    )
    wrong = runs.exclude(primal=F("said_primal"), dual=F("said_dual"))
    yield from (f"run {number}" for number in wrong.values_list("number", flat=True))


@invariant
def what_is_proposed_is_within_what_its_source_holds() -> Breaches:
    """What stands proposed, or approved and not yet taken, in all counties together."""
    over = oversubscribed(localdate())
    yield from (f"{key} holds {held} and is asked for {asked}" for key, held, asked in over)
