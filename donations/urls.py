"""Addresses that payment providers call. They have no language and no session."""

from django.urls import path

app_name = "donations"
urlpatterns: list = []
