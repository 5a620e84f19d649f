"""Pools as rows of a list of matches."""

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from matching.models import Match


def one_per_pool(matches: QuerySet[Match]) -> QuerySet[Match]:
    """Of the draws of a pool that are in the same state, the first stands for all; a match alone stands for itself.

    `pooled_n` and `pooled_fen` say for how many and for how much it stands; both are empty for a match alone.
    """
    same = Match.objects.filter(pool=OuterRef("pool"), state=OuterRef("state"))
    amount = Coalesce(F("accepted_fen"), F("approved_fen"), F("proposed_fen"), output_field=BigIntegerField())
    sums = same.order_by().values("pool").annotate(n=Count("pk"), fen=Sum(amount))
    return (
        matches.exclude(Exists(same.filter(number__lt=OuterRef("number"))))
        .select_related("pool")
        .annotate(pooled_n=Subquery(sums.values("n")), pooled_fen=Subquery(sums.values("fen")))
    )


def one_decision_each(matches: QuerySet[Match]) -> QuerySet[Match]:
    """A pool counts once, whatever became of its draws: an officer decided once."""
    return matches.exclude(Exists(Match.objects.filter(pool=OuterRef("pool"), number__lt=OuterRef("number"))))
