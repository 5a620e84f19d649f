"""Interests that somebody has declared, and the attempts to steer help to a person that were stopped (慈善法 40, 59)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from common.sealed import Masked


class Relation(models.TextChoices):
    SELF = "self", _("本人")
    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母")
    CHILD = "child", _("子女")
    SIBLING = "sibling", _("兄弟姐妹")
    RELATIVE = "relative", _("其他亲属")
    OTHER = "other", _("其他利害关系")


class Declaration(models.Model):
    """One person in whom the declarer has an interest: by number or telephone, so that it can be compared blindly.

    Both indexes are those of `needs.Person`: equal values meet. Only the declarer and an auditor may read the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declarer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declarations")
    relation = models.CharField(_("关系"), max_length=10, choices=Relation.choices)
    name = EncryptedTextField(masked=Masked.NAME)
    id_no = EncryptedTextField(blank=True, default="", masked=Masked.ID_NO)
    id_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    phone = EncryptedTextField(blank=True, default="", masked=Masked.PHONE)
    phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"relation", "name", "id_no", "id_index", "phone", "phone_index"})

    class Meta:
        ordering = ["-declared_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(id_index="") | ~Q(phone_index=""), name="related_declaration_can_be_compared"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("declared_at")),
                name="related_declaration_period",
            ),
            models.UniqueConstraint(
                fields=["declarer", "id_index"],
                condition=Q(ended_at__isnull=True) & ~Q(id_index=""),
                name="related_declaration_number_once",
            ),
        ]


class BlockKind(models.TextChoices):
    NAMED = "named", _("点名要帮助某人")
    OWN_HOUSEHOLD = "own_household", _("指定给本人所在的家庭")


class Block(models.Model):
    """An attempt that was stopped. `case` is set where the person is in a case: the auditor learns it, the donor never."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=14, choices=BlockKind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = EncryptedTextField(blank=True, default="")
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    PERSONAL = frozenset({"words"})

    class Meta:
        ordering = ["-at"]
