from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "common.files"
    label = "files"
