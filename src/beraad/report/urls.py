"""The addresses of the activity report; `register/urls.py` defines `lang`."""

from django.urls import path, register_converter

from beraad.report import pages
from beraad.report.render import FORMATS, Format


class FormInAddress:
    """`html`, `md` or `json`."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        """The form."""
        return value

    def to_url(self, value: Format) -> str:
        """Its ending."""
        return value


register_converter(FormInAddress, "form")

urlpatterns = [
    path("<lang:language>/report/", pages.latest, name="report"),
    path("<lang:language>/report/<int:year>/", pages.activity, name="report-of-year"),
    path("<lang:language>/report/<int:year>.<form:form>", pages.file, name="report-file"),
]
