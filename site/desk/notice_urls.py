from django.urls import path

from desk.views import notices

urlpatterns = [
    path("cases/<str:number>/notice/", notices.case_notice, name="case_notice"),
    path("notices/", notices.index, name="notices"),
    path("notices/objections/<str:number>/", notices.objection, name="notice_objection"),
]
