"""Where a text is at fault, what was expected there, and the nearest known word."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

Given = TypeVar("Given")
Read = TypeVar("Read")
LONGEST = 200
"""So many characters of a text at fault are repeated."""

MOST_FAULTS = 100
"""So many faults of one document are told, so that no document can keep us busy."""

MOST_LISTED = 12
"""Up to so many known words are listed where one is unknown."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a text; `kind` is stable, for programs, the rest is for people."""

    place: Place
    kind: str
    what: str
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        expected = f", expected {self.expected}" if self.expected else ""
        nearest = f", did you mean '{self.nearest}'?" if self.nearest else ""
        return f"{self.place}: {self.what}{expected}{nearest}"


class LawError(ValueError):
    """A text that cannot be law; carries each fault that was found once, in order of place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def fault(place: Place, kind: str, what: str, expected: str = "", nearest: str = "") -> LawError:
    """A LawError of one fault."""
    return LawError([Fault(place, kind, shortened(what), expected, nearest)])


def shortened(text: str) -> str:
    """The text, cut where it is too long to be read."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or an empty string where none is near."""
    return next(iter(get_close_matches(word[:LONGEST], list(known), n=1, cutoff=0.6)), "")


def unknown(place: Place, kind: str, word: str, known: Iterable[str]) -> LawError:
    """The fault of a word that is not among those known; it never widens, it never loads."""
    words, noun = list(known), kind.replace("-", " ")
    expected = f"one of: {', '.join(words)}" if len(words) <= MOST_LISTED else f"a known {noun}"
    if not words:
        expected = f"no {noun}, since none is known here"
    what = f"unknown {noun} '{word}'"
    return fault(place, f"unknown-{kind}", what, expected, nearest(word, words))


def gather(
    faults: list[Fault],
    read: Callable[[Given], Read],
    given: Iterable[Given],
    most: int = sys.maxsize,
) -> list[Read]:
    """What `read` makes of each thing given; the faults of those that fail are added to `faults`.

    Nothing more is read once there are `most` faults.
    """
    found = []
    for one in given:
        if len(faults) >= most:
            break
        try:
            found.append(read(one))
        except LawError as error:
            faults.extend(error.faults)
    return found
