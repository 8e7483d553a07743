"""Addresses of people."""

from django.urls import path

from tenure.desk.people import arriving

urlpatterns = [
    path("setup/<str:word>/", arriving.set_up, name="setup"),
    path("invite/<str:word>/", arriving.accept, name="invite"),
    path("enter/<str:word>/", arriving.enter, name="enter"),
]
