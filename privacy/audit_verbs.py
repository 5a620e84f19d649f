from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("privacy.bulk_reading", _("一小时内打开了{people}份个人信息，已提醒审计员"))
register("privacy.limit_reached", _("查看个人信息次数已达上限，没有显示"))
