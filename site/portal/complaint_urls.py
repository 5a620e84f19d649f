"""P10, under a name without a namespace: the frame and the public pages link to `complaint`."""

from django.urls import path

from portal.views import complaint_progress as progress
from portal.views import complaints

urlpatterns = [
    path("", complaints.kind, name="complaint"),
    path("check/", complaints.check, name="complaint_check"),
    path("done/", complaints.done, name="complaint_done"),
    path("progress/", progress.ask, name="complaint_progress"),
    path("standing/", progress.standing, name="complaint_standing"),
    path("<slug:step>/", complaints.step, name="complaint_step"),
]
