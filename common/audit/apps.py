from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "common.audit"
    label = "audit"

    def ready(self) -> None:
        autodiscover_modules("audit_verbs")
