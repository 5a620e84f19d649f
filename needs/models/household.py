"""The household in hardship: the only place where it is written who they are."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from common.sealed import Masked
from needs.causes import IdentityLayer


class Household(models.Model):
    """People who live and are helped together. Each personal field is encrypted; ids are found by blind index only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    township = models.ForeignKey("regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    village_name = EncryptedTextField(blank=True, default="")
    address = EncryptedTextField(blank=True, default="")
    size = models.PositiveSmallIntegerField(_("家庭人数"), default=1)
    minors = models.PositiveSmallIntegerField(_("未成年人"), default=0)
    elderly = models.PositiveSmallIntegerField(_("老年人"), default=0)
    disabled = models.PositiveSmallIntegerField(_("残疾人"), default=0)
    identity = models.CharField(_("身份类别"), max_length=20, choices=IdentityLayer.choices, default=IdentityLayer.NONE)
    monthly_income_fen = models.BigIntegerField(_("人均月收入"), null=True, blank=True)
    local_hukou = models.BooleanField(_("本地户籍"), default=True)
    sensitive = models.BooleanField(_("敏感"), default=False)

    PERSONAL = frozenset({"village_name", "address", "monthly_income_fen"})

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=30), name="needs_household_size"),
            models.CheckConstraint(
                condition=Q(minors__lte=models.F("size"))
                & Q(elderly__lte=models.F("size"))
                & Q(disabled__lte=models.F("size")),
                name="needs_household_parts",
            ),
            models.CheckConstraint(
                condition=Q(monthly_income_fen__isnull=True) | Q(monthly_income_fen__gte=0),
                name="needs_household_income",
            ),
        ]

    @property
    def head(self) -> "Person | None":
        return next((person for person in self.people.all() if person.is_head), None)


class Sex(models.TextChoices):
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNKNOWN = "0", _("未知")


class Person(models.Model):
    """One member. `id_index` is what recognises the same person in a second report without showing either number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="people")
    name = EncryptedTextField(masked=Masked.NAME)
    name_index = models.CharField(max_length=64, db_index=True)
    id_no = EncryptedTextField(blank=True, default="", masked=Masked.ID_NO)
    id_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    phone = EncryptedTextField(blank=True, default="", masked=Masked.PHONE)
    phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    bank_account = EncryptedTextField(blank=True, default="", masked=Masked.ACCOUNT)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    relation = models.CharField(_("与户主关系"), max_length=20, blank=True, default="")
    is_head = models.BooleanField(default=False)
    health = EncryptedTextField(blank=True, default="")

    PERSONAL = frozenset(
        {
            "name",
            "name_index",
            "id_no",
            "id_index",
            "phone",
            "phone_index",
            "bank_account",
            "birth_year",
            "sex",
            "relation",
            "health",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=Q(is_head=True), name="needs_person_one_head"),
            models.UniqueConstraint(
                fields=["household", "id_index"], condition=~Q(id_index=""), name="needs_person_id_once_per_household"
            ),
        ]

    @property
    def sealed_tightly(self) -> bool:
        return self.household.sensitive
