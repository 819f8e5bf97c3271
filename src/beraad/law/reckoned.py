"""Whether a day of effect is known, or only reckoned as the last possible one.

Of an act of which only the year or the month of adoption is known, entry into force is reckoned
from the last day that it can have been adopted: never too early, but perhaps later than it was.
"""

from datetime import date
from itertools import takewhile

from beraad.law.act import Head, day_of, instant
from beraad.law.provision import Key
from beraad.law.register import Register, Version


def reckoned(register: Register, head: Head) -> bool:
    """Whether an act takes effect at the latest when the register says, and perhaps before."""
    start = register.in_force(head)
    if start is None or head.start.at is not None:
        return False
    law = register.catalogue.laws[head.start.law].in_force if head.start.law else None
    exact = all(adoption.day.exact for adoption in head.adopted)
    return not exact and (law is None or instant(law) < start)


def begins_reckoned(register: Register, version: Version) -> bool:
    """Whether the start of a text is reckoned: some act with which it begins has no known day.

    Amendments stand in order of effect, so those with which it begins are its last.
    """
    original, amended = version.deliberation.head, (a.head for a in reversed(version.amendments))

    def begins_with(head: Head) -> bool:
        return register.in_force(head) == version.start

    return (begins_with(original) and reckoned(register, original)) or any(
        reckoned(register, head) for head in takewhile(begins_with, amended)
    )


def ends_reckoned(register: Register, version: Version, known: date | None = None) -> bool:
    """Whether the end of a text is: another, as known on a day, then begins that does."""
    return any(
        version.end == other.start and begins_reckoned(register, other)
        for other in register.versions(version.deliberation.key, known)
    )


def reckoned_days(register: Register, key: Key, known: date | None = None) -> frozenset[date]:
    """The days on which a text begins, as known on a day, that are reckoned."""
    versions = register.versions(key, known)
    return frozenset(day_of(one.start) for one in versions if begins_reckoned(register, one))
