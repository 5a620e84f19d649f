from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class EmergingConfig(AppConfig):
    name = "casework.early_warning"
    label = "emerging"
    verbose_name = _("苗头信息")

    def ready(self) -> None:
        # each package says what it can notice in its own rows, also those above this one
        autodiscover_modules("emerging_signals")
