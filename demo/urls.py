from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("as/<slug:key>/", views.enter, name="enter"),
]
