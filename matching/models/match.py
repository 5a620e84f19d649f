"""A match: one need item and one source, and what people decided about it."""

import uuid
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, GeneratedField, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from common.messages import Fen, Said
from common.rules import Reason
from matching.measures import Measure
from matching.models.queries import SOURCES, MatchQuerySet
from matching.models.run import Run
from matching.states import MatchState

OFFICE_RULES = frozenset({"interest", "duplicate", "returned"})


class SourceKind(models.TextChoices):
    PROGRAMME = "programme", _("慈善项目")
    FUND = "fund", _("企业基金")
    PLEDGE = "pledge", _("个人承诺")
    RESOURCE = "resource", _("物资与服务")


def _one_source(kind: str) -> Q:
    """Exactly the column of this kind is filled."""
    return Q(source_kind=kind, **{f"{one}__isnull": one != kind for one in SOURCES})


def _known(part: str) -> Q:
    return Q(**{f"{part}_fen__isnull": False}) | Q(**{f"{part}_quantity__isnull": False})


def _within(part: str, whole: str) -> Q:
    """Something above nothing, at most the whole, in the match's own measure; the other measure stays empty.

    NULL-safe: a comparison with an empty column must not pass for lack of a verdict.
    """

    def holds(mine: str, other: str) -> Q:
        return Q(
            **{
                f"{part}_{mine}__isnull": False,
                f"{whole}_{mine}__isnull": False,
                f"{part}_{mine}__gt": 0,
                f"{part}_{mine}__lte": F(f"{whole}_{mine}"),
                f"{part}_{other}__isnull": True,
            }
        )

    return holds("fen", "quantity") | holds("quantity", "fen")


class Match(models.Model):
    """One need item and one source. The optimiser writes the proposal; everything after it carries a person's name.

    `reasons` is what the evaluator said when the match was proposed, rule by rule, with the rule version; `bound` says
    which limit set the amount. Both are written once and never recomputed. `decision_basis` is what lay before the
    officer: rule version, input hash of the run, the data that count, and each rule as it was judged then.

    Money stands in the `…_fen` columns, goods and services in `…_quantity`, counted as the item is; never both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=24, unique=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, blank=True, related_name="matches")
    pool = models.ForeignKey("pools.Pool", on_delete=models.PROTECT, null=True, blank=True, related_name="matches")
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, related_name="matches")
    item = models.ForeignKey("needs.NeedItem", on_delete=models.PROTECT, related_name="matches")
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=10, choices=SourceKind.choices)
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, null=True, blank=True, related_name="matches")
    pledge = models.ForeignKey(
        "donations.Pledge", on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    resource = models.ForeignKey(
        "resources.Resource", on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    source_key = GeneratedField(
        expression=Concat("source_kind", Value(":"), Coalesce(*(Cast(one, models.CharField()) for one in SOURCES))),
        output_field=models.CharField(max_length=48),
        db_persist=True,
    )
    rule_version = models.PositiveIntegerField(default=1)
    reasons = models.JSONField(default=list)
    bound = models.JSONField(default=dict)
    price_level = models.PositiveSmallIntegerField(default=0)
    proposed_fen = models.BigIntegerField(null=True, blank=True)
    proposed_quantity = models.PositiveIntegerField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    state = models.CharField(max_length=12, choices=MatchState.choices, default=MatchState.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    approved_fen = models.BigIntegerField(null=True, blank=True)
    approved_quantity = models.PositiveIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=400, blank=True, default="")
    decision_key = models.UUIDField(null=True, blank=True, unique=True)
    decision_basis = models.JSONField(default=dict)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    second_reason = models.CharField(max_length=400, blank=True, default="")
    reply_by = models.DateTimeField(null=True, blank=True)
    accepted_fen = models.BigIntegerField(null=True, blank=True)
    accepted_quantity = models.PositiveIntegerField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.CharField(max_length=400, blank=True, default="")
    deliver_by = models.DateTimeField(null=True, blank=True)
    pending_transfer = models.UUIDField(null=True, blank=True)
    commitment = models.OneToOneField(
        "needs.Commitment", on_delete=models.PROTECT, null=True, blank=True, related_name="match"
    )

    objects = MatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "state", "decide_by"], name="matching_match_queue"),
            models.Index(fields=["programme", "state"], name="matching_match_programme"),
            models.Index(fields=["fund", "state"], name="matching_match_fund"),
            models.Index(fields=["resource", "state"], name="matching_match_resource"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (_one_source(one) for one in SOURCES)),
                name="matching_match_one_source",
            ),
            models.CheckConstraint(
                condition=Q(proposed_fen__isnull=False, proposed_fen__gt=0, proposed_quantity__isnull=True)
                & ~Q(source_kind="resource")
                | Q(
                    proposed_quantity__isnull=False,
                    proposed_quantity__gt=0,
                    proposed_fen__isnull=True,
                    source_kind="resource",
                ),
                name="matching_match_amount_positive",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="matching_match_decision_paired",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="matching_match_decider_not_proposer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "superseded"])
                | (Q(decided_by__isnull=False) & ~Q(decision_reason="")),
                name="matching_match_decided_with_reason",
            ),
            # four eyes twice: proposer, first and second approver are three people
            models.CheckConstraint(
                condition=Q(second_by__isnull=True, second_at__isnull=True, second_reason="")
                | (
                    Q(second_by__isnull=False, second_at__isnull=False, decided_by__isnull=False)
                    & ~Q(second_reason="")
                    & ~Q(second_by=F("decided_by"))
                    & ~Q(second_by=F("proposed_by"))
                ),
                name="matching_match_second_is_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "superseded", "returned"]) | _within("approved", "proposed"),
                name="matching_match_approved_within_proposed",
            ),
            models.CheckConstraint(
                condition=Q(accepted_fen__isnull=True, accepted_quantity__isnull=True)
                | _within("accepted", "approved"),
                name="matching_match_accepted_within_approved",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="matching_match_answer_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "disbursing", "delivered", "verified"])
                | _known("accepted") & Q(answered_by__isnull=False),
                name="matching_match_accepted_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["offered", "accepted", "disbursing", "delivered", "verified"])
                | Q(source_kind="pledge")
                | Q(source_kind="resource", commitment__isnull=False)
                | Q(pending_transfer__isnull=False, commitment__isnull=False),
                name="matching_match_committed_is_reserved",
            ),
            # a pool holds promises, and what it proposes is approved in full
            models.CheckConstraint(
                condition=Q(pool__isnull=True)
                | Q(source_kind="pledge") & (Q(approved_fen__isnull=True) | Q(approved_fen=F("proposed_fen"))),
                name="matching_match_pooled_in_full",
            ),
            models.UniqueConstraint(
                fields=["item", "source_key"],
                condition=Q(state__in=["proposed", "cosigning", "offered", "accepted", "disbursing"]),
                name="matching_match_one_live_per_source",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def why(self) -> list[Reason]:
        """The stored reasons, in the reader's language when they are shown."""
        return [Reason.of(one) for one in self.reasons]

    @property
    def why_for_source(self) -> list[Reason]:
        """Without what concerns the office alone: other cases of the person, interests, earlier decisions."""
        return [one for one in self.why if one.rule not in OFFICE_RULES]

    @property
    def source(self):
        return self.programme or self.fund or self.pledge or self.resource

    @property
    def measure(self) -> Measure:
        return Measure.of(self.item)

    @property
    def proposed(self) -> int:
        """In fen, or in pieces or times; so are the other amounts."""
        return self.proposed_fen or self.proposed_quantity or 0

    @property
    def approved(self) -> int:
        return self.approved_fen or self.approved_quantity or 0

    @property
    def accepted(self) -> int:
        return self.accepted_fen or self.accepted_quantity or 0

    @property
    def amount(self) -> int:
        """The amount as it stands: accepted, else approved, else proposed."""
        return self.accepted or self.approved or self.proposed

    def put(self, step: str, amount: int) -> None:
        """Write what was `proposed`, `approved` or `accepted` into the column of its measure."""
        setattr(self, f"{step}_quantity" if self.resource_id else f"{step}_fen", amount)

    @property
    def words(self) -> Fen | Said:
        """The amount as it stands: `4,700 元`, `3 件`."""
        return self.measure.words(self.amount)
