"""The activity report as a page of the site, and as a file in each form."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from beraad.law.catalogue import Language
from beraad.register.finding import years
from beraad.register.holdings import Holdings, holdings, with_journal
from beraad.register.listing import rows
from beraad.register.pages import today
from beraad.register.show import show
from beraad.register.texts import texts
from beraad.report.document import document
from beraad.report.html import fragment
from beraad.report.printed import find_printed
from beraad.report.render import FORMATS, Format, render
from beraad.report.report import Report, report

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}


def activity(request: HttpRequest, language: Language, year: int) -> HttpResponse:
    """The report of a year."""
    kept = holdings()
    if year not in known_years(kept):
        return unknown_year(request, language, year, kept)
    told = document(year_report(kept, year), language)

    def link(number: str) -> str:
        return str(reverse("deliberation", args=[language, number]))

    context = {
        "page": "report",
        "title": told.title,
        "year": year,
        "forms": [(form, texts(language)[f"download-{form}"]) for form in FORMATS],
        "report": mark_safe(fragment(told, link)),  # noqa: S308 - report/html.py escapes all text
    }
    return show(request, language, "report/activity.html", context)


def file(request: HttpRequest, language: Language, year: int, form: Format) -> HttpResponse:
    """The report of a year as a file to keep."""
    kept = holdings()
    if year not in known_years(kept):
        return unknown_year(request, language, year, kept)
    answer = HttpResponse(
        render(year_report(kept, year), language, form), content_type=CONTENT_TYPES[form]
    )
    answer["Content-Disposition"] = f'attachment; filename="beraad-{year}-{language}.{form}"'
    return answer


def latest(request: HttpRequest, language: Language) -> HttpResponse:
    """To the last year of which a printed report gives figures, else to the last year of an act."""
    known = sorted(known_years(holdings()), reverse=True)
    printed = (year for year in known if find_printed(settings.REGISTER_PATHS, year))
    year = next(printed, known[0] if known else today().year)
    return HttpResponseRedirect(reverse("report-of-year", args=[language, year]))


def unknown_year(
    request: HttpRequest, language: Language, year: int, kept: Holdings
) -> HttpResponse:
    """A year of which the register knows no act."""
    context = {
        "page": "report",
        "title": texts(language)["unknown-year"].format(year),
        "years": sorted(known_years(kept), reverse=True),
    }
    return show(request, language, "report/unknown.html", context, 404)


def known_years(kept: Holdings) -> set[int]:
    """The years in which an act was adopted."""
    return {int(year) for row in rows(kept.register, today()) for year in years(row)}


def year_report(kept: Holdings, year: int) -> Report:
    """The report of a year as register, figures and journal stand."""
    printed = find_printed(settings.REGISTER_PATHS, year)
    return with_journal(lambda journal: report(year, kept.register, printed, journal))
