"""Showing a page: its template with the texts of its language and the way to the other three."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from beraad.law.catalogue import LANGUAGES, Language
from beraad.register.texts import NAMES, template_texts


def show(
    request: HttpRequest,
    language: Language,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page in a language."""
    shared = {
        "t": template_texts(language),
        "language": language,
        "languages": [(code, NAMES[code], address(request, code)) for code in LANGUAGES],
    }
    return render(request, template, {**shared, **context}, status=status)


def address(request: HttpRequest, language: Language) -> str:
    """The address of the same page in another language, with its parameters."""
    _, _, rest = request.path.removeprefix("/").partition("/")
    query = request.GET.urlencode()
    return f"/{language}/{rest}" + (f"?{query}" if query else "")


def language_of(request: HttpRequest) -> Language:
    """The language of an address, else the first that the browser asks for, else Dutch."""
    first = request.path.removeprefix("/").partition("/")[0]
    wanted = [first, *accepted(request.headers.get("Accept-Language", ""))]
    return next((cast(Language, word) for word in wanted if word in LANGUAGES), "nl")


def accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header without their regions, the most wanted first."""
    weighed = []
    for position, part in enumerate(header.split(",")[:20]):
        word, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), position, word.partition("-")[0].lower()))
        except ValueError:
            continue
    return [word for weight, _, word in sorted(weighed) if weight < 0]
