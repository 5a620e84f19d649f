"""Donors' and visitors' pages."""

app_name = "portal"
urlpatterns: list = []
