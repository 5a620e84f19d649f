"""Addresses that payment providers call, below /hooks/. They have no language and no session."""

from django.urls import path

from donations import webhooks

app_name = "donations"
urlpatterns = [
    path("stripe/<uuid:charity_id>/", webhooks.stripe_webhook, name="stripe_webhook"),
]
