"""Addresses of people."""

from django.urls import include, path

from tenure.desk.people import allauth_routes, arriving, resetting

urlpatterns = [
    path("setup/<str:word>/", arriving.set_up, name="setup"),
    path("invite/<str:word>/", arriving.accept, name="invite"),
    path("enter/<str:word>/", arriving.enter, name="enter"),
    path("reset/<str:word>/", resetting.reset, name="reset"),
    path("account/", include([*allauth_routes.opened(), path("<path:rest>", allauth_routes.closed)])),
]
