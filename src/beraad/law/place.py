"""Where a text is at fault, what was expected there, and the nearest known word."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


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
    """A text that cannot be law; carries every fault that was found, in order of place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


def fault(place: Place, kind: str, what: str, expected: str = "", nearest: str = "") -> LawError:
    """A LawError of one fault."""
    return LawError([Fault(place, kind, what, expected, nearest)])


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or an empty string where none is near."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def unknown(place: Place, kind: str, word: str, known: Iterable[str]) -> LawError:
    """The fault of a word that the catalogue does not define; it never widens, it never loads."""
    return fault(
        place,
        f"unknown-{kind}",
        f"unknown {kind} '{word}'",
        f"a {kind} that the catalogue defines",
        nearest(word, known),
    )
