"""Numbers are given at intake, so a number that comes long before its neighbours is suspect."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from beraad.belgium.calendar import first_tuesday
from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import Head
from beraad.law.place import Fault


def order_warnings(acts: Sequence[tuple[DeliberationNumber, Head]]) -> Iterator[Fault]:
    """Numbers whose lower neighbours were decided later than the norm of timeliness allows.

    A complete request is treated at the next sitting or the one after (report 2024), so all that
    had come in before a sitting is decided two sittings later. 24/106 of 6 February 2024, while
    24/062 is of 7 May, breaks that; the inversions of a month or two elsewhere do not. Each chamber
    counts for itself.
    """
    latest: dict[tuple[str, int], tuple[date, DeliberationNumber]] = {}
    for number, head in sorted(acts, key=lambda act: act[0]):
        day, series = head.complete, (head.chamber, number.year)
        lower_day, lower = latest.get(series, (day, number))
        if lower_day > second_sitting_after(day):
            what = f"number {number} of {day}, but the lower {lower} is of {lower_day}"
            expected = f"a number below {lower}, or a day near {lower_day}"
            near = " or ".join(head.probably)
            yield Fault(head.place, "number-order", what, expected, near)
        latest[series] = max((lower_day, lower), (day, number))


def second_sitting_after(day: date) -> date:
    """The second sitting after a day: first Tuesdays of the month, none in August."""
    found: list[date] = []
    month = day.replace(day=1)
    while len(found) < 2:
        sitting = first_tuesday(month.year, month.month)
        if sitting > day and month.month != 8:
            found.append(sitting)
        month = (month + timedelta(days=32)).replace(day=1)
    return found[-1]
