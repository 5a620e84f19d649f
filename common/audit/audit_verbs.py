from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("personal_data.read", _("查看了个人信息：{fields:personal}"))
