"""When the chamber sits, and by when a complete request must be treated.

Sittings are on the first Tuesday of the month, none in August (domain dossier, section 2.2);
complete requests are treated at the next sitting, at the latest the one after (report 2024).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from beraad.belgium.calendar import first_tuesday

AUGUST = 8


def sittings(after: date) -> Iterator[date]:
    """The regular sittings after a day, without end."""
    month = after.replace(day=1)
    while True:
        sitting = first_tuesday(month.year, month.month)
        if sitting > after and month.month != AUGUST:
            yield sitting
        month = (month + timedelta(days=32)).replace(day=1)


def next_sitting(after: date) -> date:
    """The first regular sitting after a day."""
    return next(sittings(after))


def latest_sitting(complete: date) -> date:
    """The last sitting at which a request that was complete on a day is treated in time."""
    coming = sittings(complete)
    next(coming)
    return next(coming)
