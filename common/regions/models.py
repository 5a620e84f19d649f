"""The tree of administrative divisions (行政区划), with the dates between which each existed."""

import datetime

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Left
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.messages import named
from common.regions import codes
from common.regions.kinds import GROUPING_NAMES, TownshipKind


class Level(models.IntegerChoices):
    PROVINCE = codes.PROVINCE, _("省级")
    CITY = codes.CITY, _("地级")
    COUNTY = codes.COUNTY, _("县级")
    TOWNSHIP = codes.TOWNSHIP, _("乡级")
    VILLAGE = codes.VILLAGE, _("村级")


class AreaType(models.TextChoices):
    """Which of the two 低保 standards people live under; blank where the source does not say."""

    URBAN = "urban", _("城镇")
    RURAL = "rural", _("农村")


class RegionQuerySet(models.QuerySet["Region"]):
    def within(self, region: "Region") -> "RegionQuerySet":
        """The region itself and everything below it."""
        return self.filter(code__startswith=region.prefix)

    def active(self, on: datetime.date) -> "RegionQuerySet":
        """What existed on that day; `valid_to` is the first day on which it no longer did."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)

    def county_units(self) -> "RegionQuerySet":
        """Where county duties are done: the counties, and the cities that have townships but no counties."""
        townships = Region.objects.filter(parent=models.OuterRef("pk"), level=Level.TOWNSHIP)
        return self.filter(Q(level=Level.COUNTY) | Q(models.Exists(townships), level=Level.CITY))

    def with_ancestors(self) -> "RegionQuerySet":
        """Fetch the way up in the same query, for lists that show full names."""
        return self.select_related("parent__parent__parent__parent")


def _parent_rule() -> Q:
    """The parent is one's own code, cut back by one level."""
    rule = Q(level=Level.PROVINCE, parent__isnull=True)
    for level in list(Level)[1:]:
        digits = codes.DIGITS[level - 1]
        parent = Concat(Left("code", digits), Value("0" * (codes.LENGTH - digits)))
        rule |= Q(level=level, parent__isnull=False, parent=parent)
    return rule


def _digits_rule() -> Q:
    rule = Q()
    for level, pattern in codes.PATTERNS.items():
        rule |= Q(level=level, code__regex=pattern)
    return rule


class Region(models.Model):
    """One division, at any of the five levels. Rows are never deleted: an abolished division gets `valid_to`."""

    code = models.CharField(max_length=codes.LENGTH, primary_key=True)
    level = models.PositiveSmallIntegerField(choices=Level)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    area_type = models.CharField(max_length=5, choices=AreaType, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="regions_region_digits_match_level", condition=_digits_rule()),
            models.CheckConstraint(name="regions_region_parent_is_prefix", condition=_parent_rule()),
            models.CheckConstraint(name="regions_region_name_given", condition=~Q(name="")),
            models.CheckConstraint(
                name="regions_region_validity_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="regions_region_successor_after_end",
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False),
            ),
            models.CheckConstraint(
                name="regions_region_successor_is_another",
                condition=Q(successor__isnull=True) | ~Q(successor=models.F("code")),
            ),
            models.CheckConstraint(
                name="regions_region_area_type_known", condition=Q(area_type__in=["", *AreaType.values])
            ),
        ]

    @classmethod
    def at(cls, code: str, name: str, **fields: object) -> "Region":
        """An unsaved region whose level and parent are what its code says."""
        return cls(code=code, name=name, level=codes.level_of(code), parent_id=codes.parent_of(code), **fields)

    def __str__(self) -> str:
        return self.local_name

    @property
    def prefix(self) -> str:
        """The significant digits: 2, 4, 6, 9 or 12 of them."""
        return self.code[: codes.DIGITS[self.level]]

    def is_within(self, other: "Region") -> bool:
        """Whether this is the other region or lies inside it."""
        return self.code.startswith(other.prefix)

    def ancestors(self) -> list["Region"]:
        """The regions around this one, widest first; no query after `with_ancestors()`."""
        return [*self.parent.ancestors(), self.parent] if self.parent else []

    @property
    def county_unit(self) -> "Region | None":
        """Who does county duties here: the county, or the city where it has none; nobody above that level."""
        if self.level == Level.COUNTY:
            return self
        if self.level == Level.VILLAGE:
            return self.parent.county_unit if self.parent else None
        return self.parent if self.level == Level.TOWNSHIP else None

    @property
    def township_kind(self) -> TownshipKind | None:
        """Street, town, township or special area; nothing at the other levels."""
        return TownshipKind.of(self.code) if self.level == Level.TOWNSHIP else None

    @property
    def is_grouping(self) -> bool:
        """A heading of the statistical list, not a place: Beijing's 市辖区, Hubei's 省直辖县级行政区划."""
        return self.level == Level.CITY and self.name in GROUPING_NAMES

    @property
    def is_invented(self) -> bool:
        """A place of the demo: the state has given the digits 99 to no province."""
        return self.code.startswith(codes.INVENTED)

    @property
    def local_name(self) -> str:
        """The name in the reader's language, as far as one is known."""
        return str(named(self))

    @property
    def full_name(self) -> str:
        """As an address begins, from the city down, for records and papers: 澄川市青屏县松坪镇."""
        return "".join(dict.fromkeys(region.name for region in self._address()))

    @property
    def local_full_name(self) -> str:
        """The full name in the reader's language: Songping Town, Qingping County, Chengchuan City."""
        address = self._address()
        if (get_language() or "").startswith("en") and all(region.name_en for region in address):
            return ", ".join(dict.fromkeys(region.name_en for region in reversed(address)))
        return self.full_name

    def _address(self) -> list["Region"]:
        """The places to name: the province only where no real city stands between it and this region."""
        chain = [region for region in [*self.ancestors(), self] if region is self or not region.is_grouping]
        has_city = any(region.level == Level.CITY and not region.is_grouping for region in chain)
        return [region for region in chain if region.level > Level.PROVINCE] if has_city else chain
