"""URLs of the frame, inside the language prefixes."""

from django.urls import path

from config import frame_views

urlpatterns = [
    path("display/", frame_views.display, name="display"),
    path("patterns/", frame_views.patterns, name="patterns"),
    path("patterns/workspace/", frame_views.workspace_patterns, name="workspace_patterns"),
]
