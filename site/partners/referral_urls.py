from django.urls import path

from partners.views import referrals

urlpatterns = [
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/<str:number>/", referrals.referral, name="referral"),
    path("referrals/<str:number>/open/", referrals.open_items, name="referral_open"),
    path("referrals/<str:number>/do/<slug:verb>/", referrals.act, name="referral_act"),
]
