"""All addresses of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("beraad.register.urls")),
    path("", include("beraad.report.urls")),
]
handler404 = "beraad.register.pages.missing"
