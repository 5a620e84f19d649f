from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LimitsConfig(AppConfig):
    name = "matching.limits"
    label = "limits"
    verbose_name = _("地方限额")
