"""What is needed and what is offered, in one list of words: both sides of a match speak of the same things.

Cash is counted in fen; goods and services in their own units and never converted to money (matching reference §1).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.messages import Fen, Said, said


class ItemKind(models.TextChoices):
    CASH = "cash", _("现金")
    GOODS = "goods", _("物资")
    SERVICE = "service", _("服务")


class ItemCategory(models.TextChoices):
    """What is needed, in words that can be shown to anybody: the public cost table uses only these."""

    MEDICAL = "medical", _("医疗自付费用")
    REHAB = "rehab", _("康复治疗")
    NURSING = "nursing", _("护理用品")
    CARE_STAY = "care_stay", _("陪护食宿")
    LIVING = "living", _("基本生活费")
    HOUSING_REPAIR = "housing_repair", _("房屋修缮")
    RENT = "rent", _("临时住所费用")
    TUITION = "tuition", _("学费住宿费")
    TRANSPORT = "transport", _("交通费")
    DEVICE = "device", _("辅助器具")
    QUILT = "quilt", _("棉被衣物")
    FOOD = "food", _("粮油食品")
    WHEELCHAIR = "wheelchair", _("轮椅")
    CARE_BED = "care_bed", _("护理床")
    HEATER = "heater", _("取暖设备")
    SCHOOL_KIT = "school_kit", _("学习用品")
    COUNSELLING = "counselling", _("心理疏导")
    COMPANION = "companion", _("陪伴照料")
    LEGAL = "legal", _("法律援助")
    TUTORING = "tutoring", _("课业辅导")
    ESCORT = "escort", _("陪诊出行")
    JOB = "job", _("就业帮扶")


KIND_OF_CATEGORY = {
    ItemKind.CASH: frozenset(
        {
            "medical",
            "rehab",
            "nursing",
            "care_stay",
            "living",
            "housing_repair",
            "rent",
            "tuition",
            "transport",
            "device",
        }
    ),
    ItemKind.GOODS: frozenset({"quilt", "food", "wheelchair", "care_bed", "heater", "school_kit", "nursing", "device"}),
    ItemKind.SERVICE: frozenset({"counselling", "companion", "legal", "tutoring", "escort", "job"}),
}

UNITS = {ItemKind.GOODS: _("件"), ItemKind.SERVICE: _("次")}
_COUNTED = {ItemKind.GOODS: _("%(n)s 件"), ItemKind.SERVICE: _("%(n)s 次")}


def counted(kind: str, n: int) -> Fen | Said:
    """`4,700 元`, `3 件`, `2 次`: so many fen, pieces or times in words; storable."""
    return Fen(n) if kind == ItemKind.CASH else said(_COUNTED[ItemKind(kind)], n=n)
