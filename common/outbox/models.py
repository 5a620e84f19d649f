from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now


class OutboxEvent(models.Model):
    """News, written in the transaction of the act it tells of and delivered afterwards, until every handler has run.

    `payload` holds ids only: the handler reads the truth. `due_at` empty means at once; a failed delivery sets it.
    """

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=80)
    key = models.CharField(max_length=160, unique=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="outbox_event_waiting",
                condition=models.Q(delivered_at__isnull=True, dead_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(delivered_at__isnull=True) | models.Q(dead_at__isnull=True),
                name="outbox_event_delivered_or_dead",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Effect(models.Model):
    """This handler has run for this event: written in the handler's own transaction, so it runs to its end once."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="effects")
    handler = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="outbox_effect_once")]

    def __str__(self) -> str:
        return f"{self.handler} for {self.event_id}"
