from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoolsConfig(AppConfig):
    name = "matching.runs.pools"
    label = "pools"
    verbose_name = _("个人承诺合集")
