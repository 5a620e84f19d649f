"""Causes of hardship and how each is shown.

Staff work with sixteen causes; the public sees five categories and a class, never a diagnosis. Some causes are never
published at all, whatever anybody approves: domestic violence, and people who are in danger of being found.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.items import KIND_OF_CATEGORY as KIND_OF_CATEGORY
from common.items import UNITS as UNITS
from common.items import ItemCategory as ItemCategory
from common.items import ItemKind as ItemKind


class Category(models.TextChoices):
    """What the public chooses from, and the tiles of the phone report."""

    ILLNESS = "illness", _("突发疾病")
    INJURY = "injury", _("意外伤害")
    FIRE_FLOOD = "fire_flood", _("火灾水灾")
    SHELTER = "shelter", _("临时住所")
    SCHOOL = "school", _("学业中断")
    OTHER = "other", _("其他困难")


CATEGORY_ICONS = {
    Category.ILLNESS: "stethoscope",
    Category.INJURY: "circle-alert",
    Category.FIRE_FLOOD: "flame",
    Category.SHELTER: "house",
    Category.SCHOOL: "graduation-cap",
    Category.OTHER: "circle-help",
}


class Cause(models.TextChoices):
    """The field's own list; the code is what rules and statistics speak of."""

    SUDDEN_ILLNESS = "HC01", _("突发重大疾病")
    CHRONIC_ILLNESS = "HC02", _("慢性重病长期自付")
    TRAFFIC = "HC03", _("交通事故")
    INJURY = "HC04", _("意外伤害")
    EARNER_LOST = "HC05", _("主要劳动力死亡或失能")
    FIRE = "HC06", _("火灾")
    FLOOD = "HC07", _("洪涝、风雹损失")
    EDUCATION = "HC08", _("教育支出")
    WAGES = "HC09", _("失业、欠薪")
    DISABILITY = "HC10", _("残疾康复、辅具、照护")
    CHILD = "HC11", _("孤儿、事实无人抚养、困境儿童")
    ELDERLY = "HC12", _("独居高龄、失能照护")
    MENTAL = "HC13", _("精神障碍看护服药")
    VIOLENCE = "HC14", _("家庭暴力、临时庇护")
    STRANDED = "HC15", _("外来人员遇困、流浪滞留")
    MULTIPLE = "HC16", _("多重叠加")


CATEGORY_OF = {
    Cause.SUDDEN_ILLNESS: Category.ILLNESS,
    Cause.CHRONIC_ILLNESS: Category.ILLNESS,
    Cause.TRAFFIC: Category.INJURY,
    Cause.INJURY: Category.INJURY,
    Cause.EARNER_LOST: Category.OTHER,
    Cause.FIRE: Category.FIRE_FLOOD,
    Cause.FLOOD: Category.FIRE_FLOOD,
    Cause.EDUCATION: Category.SCHOOL,
    Cause.WAGES: Category.OTHER,
    Cause.DISABILITY: Category.ILLNESS,
    Cause.CHILD: Category.OTHER,
    Cause.ELDERLY: Category.OTHER,
    Cause.MENTAL: Category.ILLNESS,
    Cause.VIOLENCE: Category.SHELTER,
    Cause.STRANDED: Category.SHELTER,
    Cause.MULTIPLE: Category.OTHER,
}

DEFAULT_CAUSE_OF = {
    Category.ILLNESS: Cause.SUDDEN_ILLNESS,
    Category.INJURY: Cause.INJURY,
    Category.FIRE_FLOOD: Cause.FIRE,
    Category.SHELTER: Cause.STRANDED,
    Category.SCHOOL: Cause.EDUCATION,
    Category.OTHER: Cause.MULTIPLE,
}

NEVER_PUBLISHED = frozenset({Cause.VIOLENCE})


class Urgency(models.TextChoices):
    """How soon help is needed: what a colour means everywhere (domain reference §7.2). It is no time limit of an office;
    those are dated rows of `policy`."""

    RED = "red", _("红色：24 小时内")
    ORANGE = "orange", _("橙色：3 天内")
    YELLOW = "yellow", _("黄色：10 个工作日内")
    BLUE = "blue", _("蓝色：常规")


#: The same without the colour, for people who never heard of colours.
NEEDED_WITHIN = (
    (Urgency.RED, _("24 小时内")),
    (Urgency.ORANGE, _("3 天内")),
    (Urgency.YELLOW, _("10 个工作日内")),
    (Urgency.BLUE, pgettext_lazy("urgency", "常规")),
)


# The optimiser's urgency, 5 is most urgent.
URGENCY_LEVEL = {Urgency.RED: 5, Urgency.ORANGE: 4, Urgency.YELLOW: 3, Urgency.BLUE: 2}


class IdentityLayer(models.TextChoices):
    """Recognised income layers (国办发〔2023〕39号)."""

    DIBAO = "dibao", _("低保对象")
    DESTITUTE = "destitute", _("特困人员")
    RELAPSE = "relapse_monitored", _("防止返贫监测对象")
    MARGINAL = "marginal", _("低保边缘家庭")
    RIGID = "rigid_spending", _("刚性支出困难家庭")
    LOW_INCOME = "low_income", _("其他低收入人口")
    NONE = "none", _("未认定")


class Channel(models.TextChoices):
    GRID = "grid", _("网格员")
    CADRE = "cadre", _("驻村干部")
    OFFICER = "officer", _("社会救助员")
    WINDOW = "window", _("窗口")
    HOTLINE = "hotline", _("热线")
    ONLINE = "online", _("网上自报")
    NEIGHBOUR = "neighbour", _("亲友邻居代报")
    HOSPITAL = "hospital", _("医院")
    SCHOOL = "school", _("学校")
    CHARITY = "charity", _("慈善组织、志愿者")
    DATA = "data", _("数据预警")
