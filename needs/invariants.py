"""What must hold of cases, items and what covers them."""

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from common.audit.models import AuditEvent
from common.invariants import Breaches, invariant
from needs.models import Case, NeedItem, StatutoryAid


@invariant
def a_case_goes_forward_in_time() -> Breaches:
    """Event ≤ report ≤ opening ≤ gap ≤ closing."""
    cases = Case.objects.filter(
        Q(clues__received_at__gt=F("opened_at")) & Q(clues__state="opened")
        | Q(gap_confirmed_at__lt=F("opened_at"))
        | Q(closed_at__lt=F("opened_at"))
        | Q(event_on__gt=F("opened_at__date"))
    )
    yield from (f"case {number}" for number in cases.distinct().values_list("number", flat=True))


@invariant
def aid_stays_within_the_cost() -> Breaches:
    """Insurance, government aid and commitments of an item are at most its verified cost; aid is on its own case."""
    over = NeedItem.objects.filter(verified_cost_fen__lt=F("insurance_fen") + F("statutory_fen") + F("committed_fen"))
    yield from (f"item {pk}" for pk in over.values_list("pk", flat=True))
    astray = StatutoryAid.objects.filter(item__isnull=False).exclude(item__case=F("case"))
    yield from (f"aid {pk} on another case's item" for pk in astray.values_list("pk", flat=True))


@invariant
def an_item_counts_its_commitments() -> Breaches:
    """What is committed on a cash item is the sum of its commitments that stand."""
    standing = Sum("commitments__amount_fen", filter=~Q(commitments__state="released"))
    items = NeedItem.objects.filter(kind="cash").annotate(said=Coalesce(standing, 0))
    yield from (f"item {pk}" for pk in items.exclude(committed_fen=F("said")).values_list("pk", flat=True))


@invariant
def an_item_counts_its_aid() -> Breaches:
    """What government aid lowers the gap of an item is the sum of the grants that name it."""
    granted = Sum("statutory_aids__amount_fen", filter=Q(statutory_aids__state="granted"))
    items = NeedItem.objects.annotate(said=Coalesce(granted, 0))
    yield from (f"item {pk}" for pk in items.exclude(statutory_fen=F("said")).values_list("pk", flat=True))


@invariant
def every_case_has_its_opening_on_record() -> Breaches:
    """The audit trail begins with who opened the case."""
    silent = Case.objects.exclude(pk__in=AuditEvent.objects.filter(verb="case.opened").values("case_id"))
    yield from (f"case {number}" for number in silent.values_list("number", flat=True))
