"""Who plays in a chapter: each name stands for a number, valid and nobody else's.

A person's number is made of birth date and sex, a professional's of the role. Which serial it gets
follows from the chapter and the name, so that the same chapter makes the same numbers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from hashlib import sha256

from beraad.belgium.identifier import InvalidNumberError
from beraad.belgium.nihdi import make_nihdi
from beraad.belgium.ssin import Ssin, make_ssin
from beraad.demo.carers import COMPETENCE, PROFESSION
from beraad.demo.scenarios.chapter import Chapter, Fact
from beraad.demo.world import ROLES

NUMBER = re.compile(r"\d{8}|\d{11}")
BIS_OF_KNOWN_SEX = 40
PAIRS = 499
"""So many men, and so many women, can be born on one day."""

MOST_TOLD = 30
BORN = date(1980, 1, 1)
PLAYERS = ("persons", "professionals", "replaced")


@dataclass(frozen=True, slots=True)
class Cast:
    """The numbers of a chapter by name; `persons` are those of whom it made persons."""

    numbers: Mapping[str, str]
    persons: frozenset[str]

    def number(self, cell: str) -> str:
        """The number for which a name stands; any other cell as it is."""
        return self.numbers.get(cell, cell)

    def someone(self, cell: str) -> str:
        """The number of a name, or a number that is given as such; ValueError for another word."""
        found = self.number(cell)
        if not NUMBER.fullmatch(found):
            raise ValueError(f"'{cell}' is nobody here; {nearest(cell, self.numbers)}")
        return found

    def name(self, number: object) -> str | None:
        """The name that stands for a number."""
        return next((name for name, one in self.numbers.items() if one == number), None)


def nearest(word: str, known: Iterable[str]) -> str:
    """What was probably meant, and what there is."""
    there = sorted(known)
    near = get_close_matches(word, there, 1)
    told = f"there are: {', '.join(there[:MOST_TOLD]) or 'none'}"
    told += f" and {len(there) - MOST_TOLD} others" if len(there) > MOST_TOLD else ""
    return f"did you mean '{near[0]}'? {told}" if near else told


def cast_of(chapter: Chapter, taken: set[str]) -> Cast:
    """The numbers of a chapter, none of them among those `taken`, to which they are added."""
    numbers: dict[str, str] = {}
    born: dict[str, Fact] = {}
    for fact in (one for one in chapter.facts if one.table in PLAYERS):
        try:
            name, number = player(chapter, fact, numbers, born, taken)
        except ValueError as error:
            raise chapter.wrong(fact.line, str(error)) from None
        if fact.table == "persons":
            born[name] = fact
        numbers[name] = number
        taken.add(number)
    return Cast(numbers, frozenset(numbers[name] for name in born))


def player(
    chapter: Chapter,
    fact: Fact,
    numbers: Mapping[str, str],
    born: Mapping[str, Fact],
    taken: set[str],
) -> tuple[str, str]:
    """The name that a fact introduces, with its number; ValueError."""
    if fact.table == "professionals":
        role = fact.cells.get("role", "")
        return fact.who, numbers.get(fact.who) or professional(chapter, fact.who, role, taken)
    if fact.table == "persons":
        if fact.who in numbers:
            raise ValueError(f"'{fact.who}' is somebody already")
        return fact.who, person(chapter, fact, taken)
    former = fact.cells.get("former", "")
    if NUMBER.fullmatch(former) or former in numbers:
        return former, numbers.get(former, former)
    if fact.who not in born or not former:
        raise ValueError(
            "expected in `former` a number of eleven digits, or a name for a bis number that is "
            "made for a person of this chapter"
        )
    return former, free(serials(chapter, former, born[fact.who], BIS_OF_KNOWN_SEX), taken, former)


def person(chapter: Chapter, fact: Fact, taken: set[str]) -> str:
    """The number of a new person: the one that is given, or one that is made; ValueError."""
    given = fact.cells.get("number")
    if given is None:
        return free(serials(chapter, fact.who, fact), taken, fact.who)
    try:
        number = Ssin(given).digits
    except InvalidNumberError as error:
        raise ValueError(f"the number of '{fact.who}' is not valid: {error}") from None
    if number in taken:
        raise ValueError(f"the number of '{fact.who}' is somebody's already")
    return number


def serials(chapter: Chapter, name: str, fact: Fact, offset: int = 0) -> Iterator[str]:
    """The numbers of the day of birth and the sex, from the one on at which this name begins."""
    try:
        birth = date.fromisoformat(fact.cells.get("birth_date", BORN.isoformat()))
    except ValueError:
        raise ValueError(f"birth_date of '{fact.who}': expected a day such as 1958-03-12") from None
    sex = fact.cells.get("sex", "female")
    if sex not in ("female", "male"):
        raise ValueError(f"sex of '{fact.who}' is '{sex}'; expected female or male")
    for pair in turns(chapter, name, PAIRS):
        yield make_ssin(birth, 2 * pair + (1 if sex == "male" else 2), offset).digits


def professional(chapter: Chapter, name: str, role: str, taken: set[str]) -> str:
    """The NIHDI number of somebody who acts in this role."""
    at = ROLES.index(role) if role in ROLES else 0
    numbers = (
        make_nihdi(PROFESSION[at], serial, COMPETENCE[at]).digits
        for serial in turns(chapter, name, 100_000)
    )
    return free(numbers, taken, name)


def turns(chapter: Chapter, name: str, count: int) -> Iterator[int]:
    """All whole numbers below `count`, from the one at which a name of a chapter begins."""
    text = f"{chapter.system}/{name}"
    begin = int.from_bytes(sha256(text.encode()).digest()[:8])
    return ((begin + step) % count for step in range(count))


def free(numbers: Iterable[str], taken: set[str], name: str) -> str:
    """The first number that nobody has; ValueError."""
    found = next((one for one in numbers if one not in taken), None)
    if found:
        return found
    raise ValueError(f"there is no number left for '{name}'")
