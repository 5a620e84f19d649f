"""What must hold of everything that the public can read."""

from collections import defaultdict
from uuid import UUID

from django.db.models import F, Q, Sum

from common.invariants import Breaches, invariant
from common.presence import present
from needs.models import Case, Commitment, Consent, NeedItem
from publication.anonymise.gate import check
from publication.anonymise.population import K_MINIMUM
from publication.models import PublicNeed
from publication.services.public_text import known_secrets


@invariant
def nothing_is_public_before_its_gap_is_confirmed() -> Breaches:
    """A need is approved for the public after the gap of its case was confirmed."""
    early = Case.objects.filter(public_need__approved_at__lt=F("gap_confirmed_at"))
    yield from (f"case {number}" for number in early.values_list("number", flat=True))


@invariant
def what_is_public_has_consent_and_approval() -> Breaches:
    """A live need has a consent that lived when it was approved, an approver who is not its author, gate and k."""
    live = PublicNeed.objects.filter(live=True)
    standing = Consent.objects.filter(purpose="publish", withdrawn_at__isnull=True).select_related("case")
    consents = {row.case.public_need_id: row for row in standing}
    for need in live:
        consent = consents.get(need.pk)
        if consent is None or not consent.is_live(need.approved_at):
            yield f"need {need.slug} without consent"
    unapproved = Q(approved_by__isnull=True) | Q(approved_by=F("author"))
    ungated = Q(gate_hash="") | Q(population_k__lt=K_MINIMUM)
    yield from (
        f"need {slug} without approval" for slug in live.filter(unapproved | ungated).values_list("slug", flat=True)
    )


@invariant
def public_words_pass_the_gate_of_today() -> Breaches:
    """No live text holds a name, number or place of anybody in its file: read once more by the real gate."""
    cases = Case.objects.filter(public_need__live=True).select_related("household", "township", "public_need")
    for case in cases.prefetch_related("household__people", "clues__region"):
        need = present(case.public_need)  # asked for by the filter
        result = check(need.gated_text(), known_secrets(case))
        if result.blocked or result.sha256.hex() != need.gate_hash:
            yield f"need {need.slug} does not pass the gate"


@invariant
def the_public_bar_is_the_sum_of_commitments() -> Breaches:
    """A live need shows what its file says: the cost left to the family, government aid, what charities and gifts secure."""
    case_of = dict(Case.objects.filter(public_need__live=True).values_list("pk", "public_need_id"))
    sums: dict[UUID, dict[str, int]] = defaultdict(lambda: {"charity": 0, "gift": 0})
    rows = Commitment.objects.exclude(state="released").exclude(source_kind="gift", state="held")
    for row in rows.filter(item__case__in=case_of).values("item__case", "source_kind").annotate(fen=Sum("amount_fen")):
        sums[case_of[row["item__case"]]][row["source_kind"]] = row["fen"] or 0
    cash = NeedItem.objects.filter(case__in=case_of, kind="cash", verified_cost_fen__isnull=False).values("case")
    own = {
        case_of[row["case"]]: (row["cost"] - row["insured"], row["aided"])
        for row in cash.annotate(
            cost=Sum("verified_cost_fen"), insured=Sum("insurance_fen"), aided=Sum("statutory_fen")
        )
    }
    for need in PublicNeed.objects.filter(live=True):
        secured = sums[need.pk]["charity"], sums[need.pk]["gift"]
        said = need.need_fen, need.government_fen, need.charity_fen, need.gifts_fen
        if said != (*own.get(need.pk, (0, 0)), *secured):
            yield f"bar of need {need.slug}"
