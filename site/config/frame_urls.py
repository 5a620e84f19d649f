"""URLs of the frame: included once, outside the language prefixes."""

from django.urls import path

from config import frame_views

urlpatterns = [
    path("display/", frame_views.display, name="display"),
]
