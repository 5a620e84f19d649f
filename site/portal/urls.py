"""Donors' and visitors' pages. A link with a gift's token is that gift's key for a guest."""

from django.urls import include, path

from portal.views import (
    give,
    interests,
    my,
    objection,
    pay,
    pledge,
    pledge_in_kind,
    progress,
    receipts,
    report,
    result,
    time_limits,
)

app_name = "portal"
urlpatterns = [
    path("give/check/<uuid:token>/", give.check, name="give_check"),
    path("give/channel/<uuid:token>/", pay.channels, name="give_pay"),
    path("give/continue/<uuid:token>/", pay.go_on, name="give_continue"),
    path("give/back/<uuid:token>/", pay.take_back, name="give_take_back"),
    path("give/pay/<uuid:payment_id>/", pay.sandbox, name="sandbox_pay"),
    path("give/result/<uuid:token>/", result.result, name="give_result"),
    path("give/<slug:slug>/", give.amount, name="give"),
    path("give/<slug:slug>/details/", give.details, name="give_details"),
    path("receipts/verify/", receipts.verify, name="receipt_verify_form"),
    path("receipts/verify/<str:code>/", receipts.verify, name="receipt_verify"),
    path("receipts/<uuid:token>/", receipts.receipt, name="receipt"),
    path("my/", my.home, name="my"),
    path("my/gifts/<str:key>/", result.follow_up, name="my_gift"),
    path("my/offers/<str:number>/", my.offer, name="offer"),
    path("my/interests/", interests.index, name="interests"),
    path("my/interests/<uuid:pk>/end/", interests.end, name="interest_end"),
    path("pledge/", pledge.write, name="pledge"),
    path("pledge/check/", pledge.check, name="pledge_check"),
    path("pledge/offer/<slug:kind>/", pledge_in_kind.write, name="pledge_in_kind"),
    path("pledge/<uuid:pledge_id>/", pledge.done, name="pledge_done"),
    path("pledge/<uuid:pledge_id>/cancel/", pledge.cancel, name="pledge_cancel"),
    path("", include("portal.notice_urls")),
    path("report/", report.doors, name="report"),
    path("report/safety/", report.violence, name="report_safety"),
    path("report/done/", report.done, name="report_done"),
    path("report/<slug:who>/", report.place, name="report_place"),
    path("report/<slug:who>/<str:county_code>/", report.write, name="report_form"),
    path("time-limits/", time_limits.index, name="time_limits"),
    path("progress/", progress.ask, name="progress"),
    path("progress/code/", progress.code, name="progress_code"),
    path("progress/objection/", objection.raise_it, name="progress_objection"),
]
