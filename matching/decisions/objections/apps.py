from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObjectionsConfig(AppConfig):
    name = "matching.decisions.objections"
    label = "objections"
    verbose_name = _("家庭异议")
