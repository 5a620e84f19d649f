"""Relief stations 救助管理站, their beds, their people, and who stays there (城市生活无着的流浪乞讨人员救助管理办法).

Everything is free of charge (第十条): there is no column for money, on purpose.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.utils.translation import gettext_lazy as _

from casework.stations.states import StayState
from common.crypto import EncryptedTextField
from common.sealed import Masked
from needs.models.household import Sex


class StationKind(models.TextChoices):
    RELIEF = "relief", _("救助管理站")
    CHILD = "child", _("未成年人救助保护中心")


class BedKind(models.TextChoices):
    MEN = "men", _("男床")
    WOMEN = "women", _("女床")
    CHILD = "child", _("未成年人床")


class Station(models.Model):
    """A station is an office of civil affairs; `position` is where it stands, so that the nearest one is known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=30, unique=True)
    organisation = models.OneToOneField("organisations.Organisation", on_delete=models.PROTECT, related_name="station")
    kind = models.CharField(max_length=10, choices=StationKind.choices)
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    east_km = models.IntegerField(_("位置，东"), default=0)
    north_km = models.IntegerField(_("位置，北"), default=0)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.organisation.name


class Beds(models.Model):
    """The beds of one kind at one station. `taken` is moved by the database with each stay and never passes `total`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="beds")
    kind = models.CharField(max_length=10, choices=BedKind.choices)
    total = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["station", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["station", "kind"], name="stations_beds_once"),
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("total")), name="stations_beds_never_over"),
        ]

    @property
    def free(self) -> int:
        return self.total - self.taken


class Keeper(models.Model):
    """Somebody who works at a station; the sex is known, since women are cared for by women (第八条)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="keepers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sex = models.CharField(max_length=1, choices=[(Sex.MALE, _("男")), (Sex.FEMALE, _("女"))])
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "user"], name="stations_keeper_once"),
            models.UniqueConstraint(fields=["id", "station", "sex"], name="stations_keeper_id_station_sex"),
            models.CheckConstraint(condition=Q(sex__in=["1", "2"]), name="stations_keeper_sex_known"),
        ]


def _user(**how):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **how)


class Stay(models.Model):
    """One person's stay. What the person says about themselves is encrypted; a name in lists is masked or hidden.

    `bed` is copied from `beds` and `carer_sex` from `carer`: composite foreign keys keep the copies true, so that a
    CHECK can speak of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("编号"), max_length=24, unique=True)
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="stays")
    beds = models.ForeignKey(Beds, on_delete=models.PROTECT, related_name="stays")
    bed = models.CharField(max_length=10, choices=BedKind.choices)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="stays")
    name = EncryptedTextField(_("姓名"), blank=True, default="", masked=Masked.NAME)
    id_no = EncryptedTextField(_("身份证号"), blank=True, default="", masked=Masked.ID_NO)
    id_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    sex = models.CharField(_("性别"), max_length=1, choices=[(Sex.MALE, _("男")), (Sex.FEMALE, _("女"))])
    birth_year = models.PositiveSmallIntegerField(_("出生年份"), null=True, blank=True)
    minor = models.BooleanField(_("未成年"), default=False)
    wants_woman = models.BooleanField(_("要求女性工作人员照料"), default=False)
    by_woman = GeneratedField(
        expression=Q(sex="2") | Q(wants_woman=True),  # type: ignore[arg-type]  # a Q is an expression to Django, not to its stub
        output_field=models.BooleanField(),
        db_persist=True,
    )
    sensitive = models.BooleanField(_("敏感"), default=False)
    origin = EncryptedTextField(_("户籍地或来处"), blank=True, default="")
    circumstances = EncryptedTextField(_("求助原因"), blank=True, default="")
    belongings = EncryptedTextField(_("随身物品"), blank=True, default="")
    relatives = EncryptedTextField(_("要联系的亲属"), blank=True, default="")
    transport = EncryptedTextField(_("返乡安排"), blank=True, default="")
    note = EncryptedTextField(_("联系和去向"), blank=True, default="")
    state = models.CharField(max_length=10, choices=StayState.choices, default=StayState.INTAKE)
    carer = models.ForeignKey(Keeper, on_delete=models.PROTECT, null=True, blank=True, related_name="stays")
    carer_sex = models.CharField(max_length=1, blank=True, null=True)
    arrived_at = models.DateTimeField(_("入站时间"))
    taken_in_by = _user()
    sent_from = models.ForeignKey(Station, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved_to = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_from")
    left_at = models.DateTimeField(_("离站时间"), null=True, blank=True)
    left_by = _user(null=True, blank=True)
    belongings_returned = models.BooleanField(_("物品已交还"), default=False)

    PERSONAL = frozenset(
        {
            "name",
            "id_no",
            "id_index",
            "sex",
            "birth_year",
            "origin",
            "circumstances",
            "belongings",
            "relatives",
            "transport",
            "note",
        }
    )

    class Meta:
        ordering = ["-arrived_at"]
        indexes = [models.Index(fields=["station", "state", "arrived_at"], name="stations_stay_list")]
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=["1", "2"]), name="stations_stay_sex_known"),
            models.CheckConstraint(
                condition=Q(minor=True, bed="child")
                | Q(minor=False, sex="1", bed="men")
                | Q(minor=False, sex="2", bed="women"),
                name="stations_stay_bed_fits",
            ),
            models.CheckConstraint(condition=~Q(minor=True) | Q(sensitive=True), name="stations_stay_child_sensitive"),
            models.CheckConstraint(
                condition=Q(carer__isnull=True, carer_sex__isnull=True)
                | Q(carer__isnull=False, carer_sex__isnull=False),
                name="stations_stay_carer_paired",
            ),
            # 第八条: women are looked after by women
            models.CheckConstraint(
                condition=Q(carer__isnull=True) | Q(by_woman=False) | Q(carer_sex="2"),
                name="stations_stay_woman_by_woman",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["care", "contacted", "returned"]) | Q(carer__isnull=False),
                name="stations_stay_care_has_carer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["intake", "care", "contacted"], left_at__isnull=True, left_by__isnull=True)
                | (~Q(state__in=["intake", "care", "contacted"]) & Q(left_at__isnull=False, left_by__isnull=False)),
                name="stations_stay_exit_named",
            ),
            # 第十一条: an adult leaves when they like; a child is brought home or handed over
            models.CheckConstraint(condition=~Q(state="left") | Q(minor=False), name="stations_stay_child_not_let_go"),
            models.CheckConstraint(
                condition=Q(state="moved", moved_to__isnull=False) | (~Q(state="moved") & Q(moved_to__isnull=True)),
                name="stations_stay_moved_names_next",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")), name="stations_stay_period"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_tightly(self) -> bool:
        return self.sensitive
