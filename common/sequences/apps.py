from django.apps import AppConfig


class SequencesConfig(AppConfig):
    name = "common.sequences"
    label = "sequences"
