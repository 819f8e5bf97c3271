"""All addresses of the portal: the public pages and those of the committee."""

from django.urls import include, path

urlpatterns = [
    path("", include("beraad.account.urls")),
    path("", include("beraad.committee.apply.urls")),
    path("", include("beraad.committee.check.urls")),
    path("", include("beraad.committee.convene.urls")),
    path("", include("beraad.committee.decide.urls")),
    path("", include("beraad.committee.publish.urls")),
    path("", include("beraad.site.urls")),
]
handler404 = "beraad.register.pages.missing"
