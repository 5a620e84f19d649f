from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("interest.declared", _("登记一项利害关系"))
register("interest.ended", _("结束一项利害关系的登记"))
register("interest.blocked", _("拦下一次给特定人的捐助：{kind}"))
register("interest.read", _("查看利害关系登记"))
