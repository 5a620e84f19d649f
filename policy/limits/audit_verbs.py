from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("limits.set", _("设定地方限额，自 {valid_from} 起，依据：{basis}"))
