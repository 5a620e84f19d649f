from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "programmes.resources"
    label = "resources"
    verbose_name = _("资源清单")

    # Stock is moved by the database when a line of the journal arrives: the running site may write no balance.
    runtime_grants = {
        "resources_lot": "SELECT, INSERT",
        "resources_movement": "SELECT, INSERT",
    }
