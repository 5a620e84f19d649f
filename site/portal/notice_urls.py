from django.urls import path

from portal.views import notices

urlpatterns = [
    path("notices/", notices.board, name="notices"),
    path("notices/objections/<uuid:token>/", notices.objection, name="notice_objection"),
    path("notices/<slug:slug>/", notices.notice, name="notice"),
]
