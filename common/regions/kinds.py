"""What the township digits say a place is (counted on the national list of 2023)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Second-level rows that only group counties; nobody's address contains them.
GROUPING_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


class TownshipKind(models.TextChoices):
    STREET = "street", _("街道")
    TOWN = "town", _("镇")
    TOWNSHIP = "township", _("乡、苏木")
    SPECIAL = "special", _("其他乡级单位")  # development zones, farms: counted like a township, governed otherwise

    @classmethod
    def of(cls, code: str) -> "TownshipKind":
        number = int(code[6:9])
        if number < 100:
            return cls.STREET
        if number < 200:
            return cls.TOWN
        return cls.TOWNSHIP if number < 400 else cls.SPECIAL
