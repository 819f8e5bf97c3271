"""The office and the law as the portal has them at hand."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from beraad.committee.docket import Docket
from beraad.committee.office import Office
from beraad.journal.keyfile import read_key
from beraad.journal.store import Journal
from beraad.law.register import Register


class Law(Protocol):
    """The register in force, and the files of which it was made, by name."""

    @property
    def register(self) -> Register:
        """The register."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Its files."""


@contextmanager
def office() -> Iterator[Office]:
    """The office of the settings, open for one request; a journal serves one thread at a time."""
    with Journal(settings.OFFICE_JOURNAL, read_key(settings.OFFICE_KEY)) as journal:
        yield Office(journal, Docket(settings.OFFICE_DOCKET), Docket(settings.OFFICE_BALLOTS))


def law() -> Law:
    """The law at this moment. The register is a later room, so the settings name who knows it."""
    found: Law = import_string(settings.LAW)()
    return found
