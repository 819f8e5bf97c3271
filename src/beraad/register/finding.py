"""Finding deliberations by words, kind, status and year."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from beraad.register.listing import Row


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader looks for; an empty text looks for nothing in particular."""

    text: str = ""
    kind: str = ""
    status: str = ""
    year: str = ""

    def met_by(self, row: Row) -> bool:
        """Whether a row is what was looked for: every word, and every choice."""
        known = folded(" ".join((row.number, *row.titles.values(), row.as_printed, *row.probably)))
        words = folded(self.text).split()
        return (
            all(word in known for word in words)
            and self.kind in ("", row.kind)
            and self.status in ("", row.status)
            and (not self.year or self.year in years(row))
        )


def find(rows: Iterable[Row], wish: Wish) -> list[Row]:
    """The rows that meet a wish, the newest numbers first."""
    return [row for row in rows if wish.met_by(row)][::-1]


def years(row: Row) -> set[str]:
    """The years in which a deliberation was adopted or amended."""
    return {day[:4] for day in (*(dated.date for dated in row.adopted), *row.amended)}


def folded(text: str) -> str:
    """Small letters without accents, so that `comite` finds `comité`."""
    parts = decomposed(decomposed(text).casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def decomposed(text: str) -> str:
    """Letters and their accents apart, variants as plain letters."""
    return unicodedata.normalize("NFKD", text)
