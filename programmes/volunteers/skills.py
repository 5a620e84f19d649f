"""What volunteers can do, and which skill fits which service (慈善法 67: work fit for the volunteer's abilities)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.items import ItemCategory


class Skill(models.TextChoices):
    """The eight kinds of the reference (§7.3)."""

    CARE = "care", _("陪护")
    DRIVING = "driving", _("驾驶")
    TUTORING = "tutoring", _("课业")
    GENERAL = "general", _("综合")
    REPAIR = "repair", _("维修")
    COUNSELLING = "counselling", _("心理")
    LEGAL = "legal", _("法律")
    SIGN = "sign", _("手语")


FITTING: dict[str, frozenset[str]] = {
    ItemCategory.COMPANION: frozenset({Skill.CARE, Skill.GENERAL, Skill.SIGN}),
    ItemCategory.ESCORT: frozenset({Skill.CARE, Skill.DRIVING, Skill.SIGN}),
    ItemCategory.TUTORING: frozenset({Skill.TUTORING}),
    ItemCategory.COUNSELLING: frozenset({Skill.COUNSELLING}),
    ItemCategory.LEGAL: frozenset({Skill.LEGAL}),
    ItemCategory.JOB: frozenset({Skill.GENERAL}),
}


def fits(skills: list[str], category: str) -> bool:
    """One fitting skill is enough; a service that no skill fits is not for volunteers."""
    return not FITTING.get(category, frozenset()).isdisjoint(skills)
