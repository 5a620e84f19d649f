"""Under /desk/reports/, in the names of the desk. Addresses hold numbers and random tokens, nothing of a person."""

from django.urls import path

from desk.reports import mine, views

urlpatterns = [
    path("", mine.index, name="reports"),
    path("new/", views.new, name="report_new"),
    path("new/token/", views.fresh_token, name="report_fresh_token"),
    path("new/<uuid:token>/check/", views.check, name="report_check"),
    path("new/<uuid:token>/<slug:step>/", views.step, name="report_step"),
    path("<str:number>/", mine.report, name="report"),
    path("<str:number>/done/", views.done, name="report_done"),
    path("<str:number>/questions/<uuid:pk>/", mine.answer, name="report_answer"),
]
