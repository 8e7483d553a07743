"""Addresses of the page Data."""

from django.urls import path

from tenure.desk.bringing import history, importing, standing, waiting

urlpatterns = [
    path("", importing.start, name="data"),
    path("upload/", importing.upload, name="data-upload"),
    path("import/<uuid:pk>/", importing.plan, name="data-plan"),
    path("import/<uuid:pk>/go/", importing.go, name="data-go"),
    path("import/<uuid:pk>/cancel/", importing.cancel, name="data-cancel"),
    path("job/<uuid:pk>/", waiting.job, name="data-job"),
    path("job/<uuid:pk>/state.json", waiting.state, name="data-state"),
    path("history/", history.listing, name="data-history"),
    path("history/<int:batch>/", history.one, name="data-import"),
    path("history/<int:batch>/undo/", history.undo, name="data-undo"),
    path("history/<int:batch>/waiting.csv", history.waiting, name="data-waiting"),
    path("history/<int:batch>/replay/", history.replay, name="data-replay"),
    path("freshness/", standing.freshness, name="data-freshness"),
    path("quality/", standing.quality, name="data-quality"),
]
