"""URLs of the frame. `urlpatterns` stands outside the language prefixes, `translated` inside `i18n_patterns`."""

from django.urls import path

from config import frame_views

urlpatterns = [
    path("display/", frame_views.display, name="display"),
]

translated = [
    path("patterns/", frame_views.patterns, name="patterns"),
    path("patterns/workspace/", frame_views.workspace_patterns, name="workspace_patterns"),
]
