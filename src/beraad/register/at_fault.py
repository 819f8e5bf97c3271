"""What a reader sees while a document of the register is at fault."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from beraad.law.place import LawError
from beraad.register.show import language_of, show

LOG = logging.getLogger(__name__)


class AtFault:
    """Middleware: a register that does not load is told to the reader, its faults to the log."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whatever the page answers."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that says so; any other error is not ours."""
        if not isinstance(error, LawError):
            return None
        LOG.error("The register does not load:\n%s", error)
        context = {"page": ""}
        return show(request, language_of(request), "register/at_fault.html", context, 503)
