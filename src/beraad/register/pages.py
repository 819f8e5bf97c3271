"""The pages of the register: the list, a deliberation, what this is, what is missing."""

from datetime import UTC, date, datetime
from typing import Any, get_args

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from beraad.belgium.calendar import ZONE
from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import CHAMBERS, KINDS, Chamber, day_of, instant
from beraad.law.catalogue import Language
from beraad.law.odrl import export
from beraad.law.place import LawError
from beraad.law.reckoned import reckoned_days
from beraad.law.register import Deliberation, Version
from beraad.law.say import say_date, say_instant
from beraad.law.span import YEARS
from beraad.register.facts import facts, line
from beraad.register.finding import Wish, find, years
from beraad.register.holdings import Holdings, holdings
from beraad.register.listing import Status, rows
from beraad.register.reading import read
from beraad.register.show import language_of, show
from beraad.register.texts import texts
from beraad.register.timeline import timeline

LONGEST = 200
"""So many characters of a parameter are read."""


def home(request: HttpRequest) -> HttpResponse:
    """The root leads to the register in the language that the browser asks for."""
    return in_language_asked(request, "/")


def in_no_language(request: HttpRequest, number: DeliberationNumber) -> HttpResponse:
    """A number alone leads to its page in the language that the browser asks for."""
    return in_language_asked(request, request.get_full_path())


def in_language_asked(request: HttpRequest, path: str) -> HttpResponse:
    """Leads to the path in the language that the browser asks for."""
    answer = HttpResponseRedirect(f"/{language_of(request)}{path}")
    answer["Vary"] = "Accept-Language"
    return answer


def about(request: HttpRequest, language: Language) -> HttpResponse:
    """What Beraad is and how to read it."""
    return show(request, language, "register/about.html", {"page": "about"})


def deliberations(request: HttpRequest, language: Language) -> HttpResponse:
    """The list, narrowed by the parameters q, kind, status and year."""
    wish = Wish(*(parameter(request, name) for name in ("q", "kind", "status", "year")))
    every = list(rows(holdings().register, today()))
    found = find(every, wish)
    t = texts(language)
    context = {
        "page": "register",
        "wish": wish,
        "narrowed": wish != Wish(),
        "lines": [line(one, language) for one in found],
        "count": t["list-count"].format(shown=len(found), all=len(every)),
        "kinds": [(kind, t[f"kind-{kind}"]) for kind in KINDS],
        "statuses": [(status, t[f"status-{status}"]) for status in get_args(Status)],
        "years": sorted({year for one in every for year in years(one)}, reverse=True),
    }
    return show(request, language, "register/list.html", context)


def deliberation(
    request: HttpRequest, language: Language, number: DeliberationNumber
) -> HttpResponse:
    """A deliberation as it reads on the day or instant `on`, as the register knew it on `known`."""
    kept = holdings()
    try:
        found = kept.register.find(number, chamber(request))
    except LookupError:
        return unknown_number(request, language, number, kept)
    faults: list[str] = []
    at = asked_moment(request, "on", faults) or instant(today())
    on = day_of(at)
    known = asked_day(request, "known", faults)
    context = {
        "page": "register",
        **facts(kept.register, found, on, known, language),
        **text(kept, found, at, known, language),
        "problems": [texts(language)["bad-date"].format(fault) for fault in faults],
        "on": on.isoformat(),
        "moment": on.isoformat() if at == instant(on) else at.astimezone(ZONE).isoformat(),
        "known": known.isoformat() if known else "",
        "chosen_chamber": chamber(request) or "",
    }
    return show(request, language, "register/deliberation.html", context, 400 if faults else 200)


def text(
    kept: Holdings, found: Deliberation, at: datetime, known: date | None, language: Language
) -> dict[str, Any]:
    """The text at a moment with its timeline, and what must be said about that moment."""
    version: Version | None = None
    content, notice, items = found.content, "", []
    unreadable = why_unreadable(kept, found, known)
    if known and unreadable:
        notice = texts(language)[unreadable].format(say_date(known, language))
    else:
        version = kept.register.consolidate(found.key, at, known)
        content = version.content if version else found.content
        document = version.document if version else found.document
        days = reckoned_days(kept.register, found.key, known)
        items = read(document, content, found.document, kept.register.catalogue, language, days)
        if version is None:
            on = day_of(at)
            when = say_date(on, language) if at == instant(on) else say_instant(at, language)
            notice = texts(language)["not-in-force"].format(when)
    return {
        "notice": notice,
        "items": items,
        "lawless": bool(items) and not content.clauses,
        "events": timeline(kept, found, known, version, language),
    }


def why_unreadable(kept: Holdings, found: Deliberation, known: date | None) -> str:
    """The key of why there is no text as known on a day, if anything keeps it from being read."""
    if known and found.head.known > known:
        return "not-known"
    try:
        kept.register.versions(found.key, known)
    except LawError:  # an amendment was known before the one on which it builds
        return "not-fitting"
    return ""


def odrl(request: HttpRequest, number: DeliberationNumber) -> HttpResponse:
    """The permissions of a deliberation in force on the day or instant `on`, as ODRL in JSON-LD."""
    kept = holdings()
    faults: list[str] = []
    at = asked_moment(request, "on", faults) or instant(today())
    try:
        found = kept.register.find(number, chamber(request))
    except LookupError as error:
        return HttpResponse(f"{error}\n", status=404, content_type="text/plain; charset=utf-8")
    if faults:
        told = "'on' is no date; expected such as 2024-07-01 or 2024-07-01T12:00:00+02:00\n"
        return HttpResponse(told, status=400, content_type="text/plain; charset=utf-8")
    node = export(kept.of(found.key, None), kept.register.catalogue, at)
    content = msgspec.json.format(msgspec.json.encode(node), indent=2)
    return HttpResponse(content, content_type="application/ld+json")


def unknown_number(
    request: HttpRequest, language: Language, number: DeliberationNumber, kept: Holdings
) -> HttpResponse:
    """A number that the register does not hold, with those of its year."""
    near = sorted({n for _, n in kept.register.deliberations if n.year == number.year})
    context = {
        "page": "register",
        "title": texts(language)["unknown-number"].format(number),
        "near": [str(each) for each in near],
    }
    return show(request, language, "register/unknown.html", context, 404)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    return show(request, language_of(request), "site/404.html", {"page": ""}, 404)


def parameter(request: HttpRequest, name: str) -> str:
    """A parameter of the address, cut where nobody would write so much."""
    given: str = request.GET.get(name, "")
    return given.strip()[:LONGEST]


def chamber(request: HttpRequest) -> Chamber | None:
    """The chamber that the parameter of that name gives, since numbers are given per chamber."""
    given = parameter(request, "chamber")
    return next((known for known in CHAMBERS if known == given), None)


def asked_day(request: HttpRequest, name: str, faults: list[str]) -> date | None:
    """The day of a parameter; one that is no day, or of no year in the calendar, is a fault."""
    given = parameter(request, name)
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        faults.append(given)
        return None
    if day.year not in YEARS:
        faults.append(given)
        return None
    return day


def asked_moment(request: HttpRequest, name: str, faults: list[str]) -> datetime | None:
    """The instant of a parameter: a time with its offset, or the midnight in Brussels of a day.

    An address that has the `+` of the offset as it is gives it as a blank.
    """
    given = parameter(request, name)
    if "T" not in given:
        day = asked_day(request, name, faults)
        return instant(day) if day else None
    try:
        moment = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.year not in YEARS:
        faults.append(given)
        return None
    return instant(moment)


def today() -> date:
    """The day in Belgium."""
    return datetime.now(UTC).astimezone(ZONE).date()
