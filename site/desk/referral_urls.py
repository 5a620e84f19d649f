from django.urls import path

from desk.views import referrals

urlpatterns = [
    path("cases/<str:number>/refer/", referrals.refer, name="case_refer"),
    path("referrals/", referrals.index, name="referrals"),
    path("referrals/<str:number>/", referrals.referral, name="referral"),
    path("referrals/<str:number>/open/", referrals.open_items, name="referral_open"),
    path("referrals/<str:number>/do/<slug:verb>/", referrals.act, name="referral_act"),
]
