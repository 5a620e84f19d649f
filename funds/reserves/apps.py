from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReservesConfig(AppConfig):
    name = "funds.reserves"
    label = "reserves"
    verbose_name = _("政府救助资金")
