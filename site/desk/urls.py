from django.urls import include, path

from desk.reports.urls import urlpatterns as report_patterns
from desk.views import audit, cases, clues, consents, duplicates, files, gap, home, items, matches, partners, texts
from desk.views import verification

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("clues/", clues.queue, name="clues"),
    path("clues/new/", clues.intake, name="clue_new"),
    path("clues/<str:number>/", clues.clue, name="clue"),
    path("clues/<str:number>/<slug:verb>/", clues.act, name="clue_act"),
    path("duplicates/", duplicates.index, name="duplicates"),
    path("duplicates/<uuid:pk>/", duplicates.compare, name="duplicate"),
    path("cases/", cases.index, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/note/", cases.note, name="case_note"),
    path("cases/<str:number>/reveal/", cases.reveal, name="case_reveal"),
    path("cases/<str:number>/close/", cases.close, name="case_close"),
    path("cases/<str:number>/items/", items.items, name="case_items"),
    path("cases/<str:number>/items/<uuid:pk>/", items.item, name="case_item"),
    path("cases/<str:number>/verify/", verification.verify, name="case_verify"),
    path("cases/<str:number>/gap/", gap.gap, name="case_gap"),
    path("cases/<str:number>/consents/", consents.consents, name="case_consents"),
    path("cases/<str:number>/consents/<uuid:pk>/withdraw/", consents.withdraw, name="case_consent_withdraw"),
    path("texts/", texts.index, name="texts"),
    path("texts/<str:number>/", texts.text, name="text"),
    path("matches/", matches.index, name="matches"),
    path("matches/run/", matches.run, name="match_run"),
    path("matches/<str:number>/", matches.match, name="match"),
    path("review/", partners.index, name="partners"),
    path("review/programmes/<uuid:pk>/", partners.programme, name="programme"),
    path("review/funds/<uuid:pk>/", partners.fund, name="fund"),
    path("files/<uuid:pk>/", files.evidence, name="file"),
    path("audit/", audit.index, name="audit"),
    path("reports/", include(report_patterns)),
]
