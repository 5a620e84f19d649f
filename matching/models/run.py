"""Runs of the optimiser."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Run(models.Model):
    """One run over one county: what went in (hash), what came out, and how far it is proved to be the best plan.

    It solves several networks, of money and of each category of goods and services; each has a record of its own. Counts
    are their sums, and so are `primal`, `dual` and `rules_cost`: no dual is below its primal, so the sums are equal only
    where each is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=24, unique=True)
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    input_hash = models.CharField(max_length=64, blank=True, default="")
    need_count = models.PositiveIntegerField(default=0)
    source_count = models.PositiveIntegerField(default=0)
    pair_count = models.PositiveIntegerField(default=0)
    proposed_fen = models.BigIntegerField(default=0)
    primal = models.BigIntegerField(null=True, blank=True)
    dual = models.BigIntegerField(null=True, blank=True)
    rules_cost = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            # a run is never stored as finished with a gap that the rules between sources do not account for
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(primal__isnull=False, dual__isnull=False, rules_cost__gte=0, dual=F("primal") + F("rules_cost")),
                name="matching_run_finished_is_certified",
            ),
        ]
