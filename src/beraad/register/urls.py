"""The addresses of the register."""

from django.urls import path, register_converter

from beraad.register import pages
from beraad.register.addresses import LanguageInAddress, NumberInAddress

register_converter(LanguageInAddress, "lang")
register_converter(NumberInAddress, "number")

urlpatterns = [
    path("", pages.home, name="home"),
    path("<lang:language>/", pages.deliberations, name="register"),
    path("<lang:language>/about/", pages.about, name="about"),
    path("<lang:language>/<number:number>/", pages.deliberation, name="deliberation"),
    path("<number:number>/", pages.in_no_language),
    path("<number:number>/odrl.jsonld", pages.odrl, name="odrl"),
]
