"""Working days, public holidays and the time zone.

Since the law of 23 November 2023 a deliberation takes effect only after ten working days that
follow the sitting. Whether Saturday is a working day is a setting: Belgian law uses both meanings.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Europe/Brussels")

_FIRST_YEAR, _LAST_YEAR = 1901, 2100
_SUNDAYS = ("Pasen", "Pinksteren")
_SATURDAY, _SUNDAY = 5, 6
_TUESDAY = 1


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The ten legal holidays; nine dates when Ascension falls on 1 May, as in 2008.

    The library also lists Easter Sunday and Whit Sunday, which are no legal holidays. It takes the
    holidays of today for every year, and knows 1901 to 2100: ValueError outside.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"year {year}: holidays are known for {_FIRST_YEAR} to {_LAST_YEAR}")
    names = holidays.country_holidays("BE", years=year, language="nl")
    return frozenset(day for day, name in names.items() if name not in _SUNDAYS)


def is_working_day(day: date, saturday: bool = False) -> bool:
    """Neither a Sunday, nor a public holiday, nor a Saturday unless `saturday` counts."""
    weekday = day.weekday()
    if weekday == _SUNDAY or (weekday == _SATURDAY and not saturday):
        return False
    return day not in public_holidays(day.year)


def add_working_days(day: date, count: int, saturday: bool = False) -> date:
    """The `count`-th working day after `day`; `day` itself, working or not, for 0."""
    if count < 0:
        raise ValueError(f"{count} working days: expected 0 or more")
    while count:
        day += timedelta(days=1)
        if is_working_day(day, saturday):
            count -= 1
    return day


def entry_into_force(meeting: date, working_days: int = 10, saturday: bool = False) -> date:
    """The day after the last of the working days that follow the meeting; any day of the week."""
    return add_working_days(meeting, working_days, saturday) + timedelta(days=1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The `nth` (from 1) `weekday` (Monday 0) of a month; ValueError if it has none."""
    first_weekday, days = monthrange(year, month)
    day = 1 + (weekday - first_weekday) % 7 + 7 * (nth - 1)
    if not (nth >= 1 and 0 <= weekday <= _SUNDAY and day <= days):
        raise ValueError(f"{year}-{month:02d} has no weekday {weekday} number {nth}")
    return date(year, month, day)


def first_tuesday(year: int, month: int) -> date:
    """When the committee usually sits."""
    return nth_weekday(year, month, _TUESDAY, 1)


def midnight(day: date) -> datetime:
    """The instant at which `day` begins in Belgium."""
    return datetime.combine(day, time.min, tzinfo=ZONE)
