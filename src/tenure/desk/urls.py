"""Every address of the desk."""

from django.urls import include, path

from tenure.desk.books import views

urlpatterns = [
    path("", views.start, name="start"),
    path("", include("tenure.desk.people.urls")),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("<slug:company>/", views.page, name="company"),
    path("<slug:company>/search/", views.search, name="search"),
    path("<slug:company>/<slug:name>/", views.page, name="page"),
    path("<slug:company>/<slug:name>/<str:subject>/", views.page, name="subject"),
]
