"""Every address of the desk."""

from django.urls import include, path

from tenure.desk import account, founding, navigation
from tenure.desk.books import handing, pinning, subscribing, views
from tenure.desk.styleguide import styleguide

handler400 = "tenure.desk.failing.not_understood"
handler403 = "tenure.desk.failing.not_open"
handler404 = "tenure.desk.failing.nothing_here"
handler500 = "tenure.desk.failing.failed"
handler429 = "tenure.desk.people.limits.too_many"  # allauth asks for it
urlpatterns = [
    path("", views.start, name="start"),
    path("account/", include(account.urlpatterns)),
    path("", include("tenure.desk.people.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include(founding.urlpatterns)),
    path("share/<str:word>/", handing.shared, name="share"),
    path("unsubscribe/<str:word>/", subscribing.unsubscribe, name="unsubscribe"),
    path("<slug:company>/subscriptions/add/", handing.subscribe, name="subscribe"),
    path("<slug:company>/views/keep/", handing.keep, name="view-keep"),
    path("<slug:company>/numbers/pin/", pinning.pin, name="number-pin"),
    path("<slug:company>/links/make/", handing.share, name="share-make"),
    path("<slug:company>/annotations/add/", handing.annotate, name="annotate"),
    path("<slug:company>/annotations/<int:pk>/remove/", handing.forget, name="annotation-remove"),
    path("styleguide/", styleguide, name="styleguide"),
    path("<slug:company>/data/", include("tenure.desk.bringing.urls")),
    path("<slug:company>/", views.page, name="company"),
    path("<slug:company>/settings/", include(navigation.addresses())),
    path("<slug:company>/search/", views.search, name="search"),
    path("<slug:company>/<slug:name>/", views.page, name="page"),
    path("<slug:company>/<slug:name>/<str:subject>/", views.page, name="subject"),
]
