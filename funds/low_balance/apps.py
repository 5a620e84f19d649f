from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LowBalanceConfig(AppConfig):
    name = "funds.low_balance"
    label = "low_balance"
    verbose_name = _("基金余额提醒")
