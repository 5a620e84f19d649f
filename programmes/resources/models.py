"""What organisations offer in kind 资源清单 (domain reference §4.1): a resource, its lots, and each movement of stock.

All quantities are whole numbers of the resource's own unit; nothing here is ever converted to money. A need counts in
pieces or times (`common.items.UNITS`); `per_share` says how many units make one of those: ten kilograms of rice are one
piece of grain and oil.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.items import KIND_OF_CATEGORY, ItemCategory, ItemKind
from common.messages import named
from programmes.resources.states import MovementKind, ResourceState


class Unit(models.TextChoices):
    PIECE = "piece", _("件")
    KILOGRAM = "kg", _("公斤")
    LITRE = "litre", _("升")
    HOUR = "hour", _("小时")
    SLOT = "slot", _("人次")


UNITS_OF_KIND = {
    ItemKind.GOODS: (Unit.PIECE, Unit.KILOGRAM, Unit.LITRE),
    ItemKind.SERVICE: (Unit.HOUR, Unit.SLOT),
}


class Source(models.TextChoices):
    OWN = "own", _("机构自有")
    DONATED = "donated", _("受赠")
    RESTRICTED = "restricted", _("受赠，有限定用途")


class DeliveryTerms(models.TextChoices):
    HOME = "home", _("送到家")
    PICK_UP = "pick_up", _("自取")
    ON_SITE = "on_site", _("到服务点")
    REMOTE = "remote", _("电话或线上")


class Resource(models.Model):
    """One line of the list. `owner` offers it; `keeper`, a charity, stores it, hands it out, and learns who receives it.

    `refreshed_on`: the list is confirmed every half-year, or the line takes part in nothing (民政部 linkage rules).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=16, unique=True)
    owner = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="resources", verbose_name=_("提供方")
    )
    keeper = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="kept_resources",
        limit_choices_to={"kind__in": ["charity", "service_org"]},
        verbose_name=_("保管和发放的机构"),
    )
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True, default="")
    kind = models.CharField(
        _("形式"), max_length=10, choices=[one for one in ItemKind.choices if one[0] != ItemKind.CASH]
    )
    category = models.CharField(_("项目"), max_length=20, choices=ItemCategory.choices)
    unit = models.CharField(_("单位"), max_length=10, choices=Unit.choices)
    per_share = models.PositiveIntegerField(_("每份数量"), default=1)
    cap_shares = models.PositiveIntegerField(_("每户最多几份"), null=True, blank=True)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("可提供的地区")
    )
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    rules = models.JSONField(_("救助条件"), default=dict, blank=True)
    rule_version = models.PositiveIntegerField(default=1)
    delivery = models.CharField(_("交付方式"), max_length=10, choices=DeliveryTerms.choices)
    terms = models.CharField(_("交付说明"), max_length=200, blank=True, default="")
    source = models.CharField(_("来源"), max_length=12, choices=Source.choices)
    restriction = models.CharField(_("限定用途"), max_length=200, blank=True, default="")
    refreshed_on = models.DateField(_("最近核对日期"))
    state = models.CharField(max_length=10, choices=ResourceState.choices, default=ResourceState.OFFERED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["category", "state"], name="resources_resource_open")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="resources_resource_name_once"),
            models.CheckConstraint(
                condition=Q(
                    kind="goods",
                    unit__in=["piece", "kg", "litre"],
                    category__in=sorted(KIND_OF_CATEGORY[ItemKind.GOODS]),
                )
                | Q(kind="service", unit__in=["hour", "slot"], category__in=sorted(KIND_OF_CATEGORY[ItemKind.SERVICE])),
                name="resources_resource_kind_fits",
            ),
            models.CheckConstraint(condition=Q(per_share__gt=0), name="resources_resource_share_positive"),
            models.CheckConstraint(
                condition=Q(cap_shares__isnull=True) | Q(cap_shares__gt=0), name="resources_resource_cap_positive"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="resources_resource_period"
            ),
            models.CheckConstraint(
                condition=Q(source="restricted") & ~Q(restriction="") | ~Q(source="restricted") & Q(restriction=""),
                name="resources_resource_restriction_said",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        return str(named(self))


class Quality(models.TextChoices):
    """慈善法 36: goods are usable and safe. What is not may be sold for charity with the donor's knowledge (54)."""

    PASSED = "passed", _("合格，可以发放")
    UNSUITABLE = "unsuitable", _("不适合直接发放")


class Lot(models.Model):
    """What came in together and expires together; of a service, the capacity of one period.

    `available` and `reserved` are moved by the database with each movement and by nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=20, unique=True)
    received_on = models.DateField(_("入库日期"))
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    quality = models.CharField(_("质量检查"), max_length=12, choices=Quality.choices)
    note = models.CharField(_("备注"), max_length=120, blank=True, default="")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    available = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        ordering = [F("expires_on").asc(nulls_last=True), "received_on", "number"]  # first expired, first out
        constraints = [
            models.CheckConstraint(
                condition=Q(available__gte=0, reserved__gte=0), name="resources_lot_never_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Movement(models.Model):
    """A line of the journal, written once. `key` names the effect, so that it happens once however often it is asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    quantity = models.PositiveIntegerField(_("数量"))
    reservation = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="endings")
    key = models.CharField(max_length=120, unique=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="resources_movement_quantity_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=["released", "issued"], reservation__isnull=False)
                | Q(kind__in=["received", "reserved", "written_off", "sold"], reservation__isnull=True),
                name="resources_movement_ends_a_reservation",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["reserved", "released", "issued"]) | Q(by__isnull=False),
                name="resources_movement_named",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["written_off", "sold"]) | ~Q(reason=""), name="resources_movement_reason"
            ),
            models.UniqueConstraint(fields=["reservation"], name="resources_movement_one_ending"),
        ]
