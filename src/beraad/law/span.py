"""Lengths of time as the law writes them, and dates of which only the year or month is known."""

import re
from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from beraad.law.place import Place, fault

SPAN = re.compile(r"([0-9]{1,5}) (day|week|month|year)s?")
UNITS = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}
LONGEST = 100
"""No span is longer than so many years: then reckoning never leaves the calendar."""
MOST_DAYS = 36_524
"""The days of a hundred years that have the fewest."""

DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
YEARS = range(1901, 2100)
"""The years for which public holidays, and so entries into force, are known."""


@dataclass(frozen=True, slots=True)
class Span:
    """So many calendar months and days; `12 months` and `1 year` are equal."""

    months: int = 0
    days: int = 0

    def before(self, day: date) -> date:
        """The day that lies this span earlier, kept inside its month (31 March to 28 or 29)."""
        return add(day, -self.months, -self.days)

    def after(self, day: date) -> date:
        """The day that lies this span later, kept inside its month."""
        return add(day, self.months, self.days)

    def __str__(self) -> str:
        if self.months % 12 == 0 and self.months:
            count, unit = self.months // 12, "year"
        elif self.months:
            count, unit = self.months, "month"
        else:
            count, unit = self.days, "day"
        return f"{count} {unit}{'' if count == 1 else 's'}"


def add(day: date, months: int, days: int) -> date:
    """Calendar arithmetic: months first, clipped to the month's last day, then days."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    clipped = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return date.fromordinal(clipped.toordinal() + days)


def read_span(text: str, place: Place) -> Span:
    """`12 months`, `1 year`, `90 days` or `2 weeks`."""
    if match := SPAN.fullmatch(text):
        months, days = (each * int(match[1]) for each in UNITS[match[2]])
        if months + days > 0 and months <= LONGEST * 12 and days <= MOST_DAYS:
            return Span(months, days)
    expected = f"such as '12 months' or '90 days', at most {LONGEST} years"
    raise fault(place, "span", f"'{text}' is not a span", expected)


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A date of which perhaps only the year or the month is known: from `first` to `last`."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        return self.first == self.last

    def __str__(self) -> str:
        if self.exact:
            return self.first.isoformat()
        return self.first.isoformat()[: 7 if self.first.month == self.last.month else 4]


def read_day(text: str, place: Place) -> Day:
    """`2024`, `2024-03` or `2024-03-05`."""
    match = DATE.fullmatch(text)
    if match and int(match[1]) in YEARS:
        year, month, day = (int(part or 0) for part in match.groups())
        first, last = (month, month) if match[2] else (1, 12)
        with suppress(ValueError):  # such as 31 April or month 13
            if match[3]:
                return Day(date(year, month, day), date(year, month, day))
            return Day(date(year, first, 1), date(year, last, monthrange(year, last)[1]))
    expected = f"such as 2024-03-05, 2024-03 or 2024, from {YEARS[0]} to {YEARS[-1]}"
    raise fault(place, "date", f"'{text}' is not a date", expected)


def read_date(text: str, place: Place) -> date:
    """A full date, such as 2024-03-05."""
    day = read_day(text, place)
    if not day.exact:
        raise fault(place, "date", f"'{text}' is not a full date", "such as 2024-03-05")
    return day.first
