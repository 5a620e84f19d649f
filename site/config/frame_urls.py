"""URLs of the frame: included once, outside the language prefixes."""

from config import frame_views
from django.urls import path

urlpatterns = [
    path("display/", frame_views.display, name="display"),
]
