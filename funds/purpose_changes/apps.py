from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurposeChangesConfig(AppConfig):
    name = "funds.purpose_changes"
    label = "purpose_changes"
    verbose_name = _("基金变更用途")
