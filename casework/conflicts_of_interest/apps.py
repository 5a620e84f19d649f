from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RelatedConfig(AppConfig):
    name = "casework.conflicts_of_interest"
    label = "related"
    verbose_name = _("利害关系")
