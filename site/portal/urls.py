"""Donors' and visitors' pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "portal"


def later(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("give/pay/<uuid:payment_id>/", later, name="sandbox_pay")]
