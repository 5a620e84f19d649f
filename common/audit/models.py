from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    ACT = "act", pgettext_lazy("audit", "操作")
    READ = "read", pgettext_lazy("audit", "查看")


class AuditEvent(models.Model):
    """Who did, or read, what and when. Rows outlive everything: no foreign keys, no update, no delete (by trigger).

    `data` holds ids, field names, states and amounts in fen, never a personal value, so nothing ever needs erasing.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.ACT)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=80)
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    case_id = models.UUIDField(null=True)
    county = models.CharField(max_length=12, null=True)
    organisation_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_event_subject"),
            models.Index(fields=["case_id", "id"], name="audit_event_case", condition=models.Q(case_id__isnull=False)),
            models.Index(fields=["county", "at"], name="audit_event_county"),
            models.Index(fields=["organisation_id", "at"], name="audit_event_organisation"),
            models.Index(fields=["actor_id", "at"], name="audit_event_actor"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="audit_event_kind_known"),
            models.CheckConstraint(condition=~models.Q(verb=""), name="audit_event_verb_given"),
            models.CheckConstraint(condition=~models.Q(actor_label=""), name="audit_event_actor_named"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.verb} {self.subject_type} {self.subject_id}"


class SealedBlock(models.Model):
    """A digest over some events and over the block before it: an inner change to either shows.

    A cut tail shows only against a copy elsewhere, so each hash goes out of the database's reach (docs/operations.md).
    `event_ids` names the rows in digest order, since lower ids can commit after higher ones.
    """

    id = models.BigAutoField(primary_key=True)
    sealed_at = models.DateTimeField()
    event_ids = ArrayField(models.BigIntegerField())
    last_id = models.BigIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            # Two sealers at once would fork the chain: one of them is refused.
            models.UniqueConstraint(fields=["previous_hash"], name="audit_block_one_successor"),
            models.CheckConstraint(condition=models.Q(event_ids__len__gt=0), name="audit_block_not_empty"),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}: {len(self.event_ids)} events, {self.hash[:12]}"
