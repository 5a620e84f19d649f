from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "matching.runs.records"
    label = "sheets"
    verbose_name = _("运行记录单")
