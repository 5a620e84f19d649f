"""Several small promises for one need, which an officer decides about in one act."""

import uuid

from django.db import models
from django.db.models import Q

from common.messages import Fen


class Pool(models.Model):
    """What one run drew from small promises for one item. Each draw is a match of its own, whose donor answers for himself.

    A pool has no state beside that of its matches: they are proposed, decided and superseded together; once offered, each
    goes its own way. The database holds that the draws add up to `amount_fen`, belong to this item and run, and carry
    one decision. Never changed but for `decision_key`, which makes the same decision twice one decision.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=24, unique=True)
    run = models.ForeignKey("matching.Run", on_delete=models.PROTECT, related_name="pools")
    item = models.ForeignKey("needs.NeedItem", on_delete=models.PROTECT, related_name="pools")
    amount_fen = models.BigIntegerField()
    decision_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="pools_pool_amount")]

    def __str__(self) -> str:
        return self.number

    @property
    def words(self) -> Fen:
        return Fen(self.amount_fen)
