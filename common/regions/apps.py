from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "common.regions"
    label = "regions"
