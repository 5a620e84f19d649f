"""What a run leaves behind: the arrays it solved, the plan with its proof, and why each proposal came out as it did."""

import uuid
from enum import IntEnum

from django.db import models
from django.db.models import F, Q

from matching.measures import Measure
from matching.models import Match, Run


class Proof(IntEnum):
    """How far a plan is proved; each says all that the one before it says."""

    FEASIBLE = 0  # every rule is kept; a better plan that keeps them may exist
    LEVELS = 1  # no plan serves the levels better; another that serves them as well might keep more or cost less
    OPTIMAL = 2  # no plan is better at all


class NetworkRecord(models.Model):
    """One network of a run, written with it and never changed. Whoever doubts a run checks these very bytes.

    `problem` and `plan` are NumPy archives whose ids are ranks, so that they can be handed out: they name nobody.
    `rows` says which item and source stands behind a rank; it stays inside. All words in `facts` are stored as messages
    with parameters (`common.messages`), so that the record reads in any language.

    `primal` is the plan's value, Σ rank weight · units, and `dual` what no plan passes; both follow from the stored bytes.
    `rules_cost` lies between them: what at most so many sources, a source that helps alone and least grants may cost.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="records")
    network = models.CharField(max_length=40)  # `matching.measures.Measure.key`
    primal = models.BigIntegerField()
    dual = models.BigIntegerField()
    rules_cost = models.BigIntegerField(default=0)
    levels = models.JSONField(default=list)
    unit = models.PositiveIntegerField()
    versions = models.JSONField(default=dict)
    problem = models.BinaryField(default=b"")
    plan = models.BinaryField(default=b"")
    problem_sha256 = models.CharField(max_length=64)
    plan_sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=dict)
    state = models.JSONField(default=dict)
    prices = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "sheets_sheet"
        ordering = ["network"]  # money comes first
        constraints = [
            models.UniqueConstraint(fields=["run", "network"], name="sheets_sheet_network_once"),
            # no plan is better by more than what the rules between sources may cost; 0: proved optimal
            models.CheckConstraint(
                condition=Q(rules_cost__gte=0, dual=F("primal") + F("rules_cost")), name="sheets_sheet_certified"
            ),
            # a problem without a plan, or a plan without its problem, proves nothing
            models.CheckConstraint(
                condition=Q(problem=b"", plan=b"") | ~(Q(problem=b"") | Q(plan=b"")),
                name="sheets_sheet_both_or_neither",
            ),
            models.CheckConstraint(condition=Q(unit__gte=1), name="sheets_sheet_unit"),
            models.CheckConstraint(
                condition=Q(problem_sha256__regex="^[0-9a-f]{64}$", plan_sha256__regex="^[0-9a-f]{64}$"),
                name="sheets_sheet_hashes",
            ),
        ]

    @property
    def measure(self) -> Measure:
        return Measure.of_key(self.network)

    @property
    def proof(self) -> Proof:
        """What the verifier proved when the record was written, and proves again before anybody sees it."""
        if self.rules_cost:
            return Proof.FEASIBLE
        return Proof.OPTIMAL if self.facts.get("ties_proved") else Proof.LEVELS

    @property
    def proposed(self) -> int:
        """In fen, or in pieces or times."""
        return sum(self.state["awards"].values())


class Explanation(models.Model):
    """What stood around one proposal when it was made: near misses, counts of refusals, what changed. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.OneToOneField(Match, on_delete=models.PROTECT, related_name="explanation")
    facts = models.JSONField(default=dict)
