"""Mandates: what one says of a communication, and which one counts. Pure (deliberation 24/222).

The framework wants a mandate that is valid, comprises the data and the purpose, and was given in a
relation that is known: all of these of one and the same mandate. Answered each for itself, an old
mandate for this purpose and a valid one for another would together let through what neither allows.

Moments are ISO text on Belgian clocks, as in the store of evidence, and compare as text.
"""

from collections.abc import Iterable
from dataclasses import dataclass

KEYS = (
    "mandate",
    "mandate-valid",
    "mandate-covers-fields",
    "mandate-covers-purpose",
    "mandate-relation-known",
)
"""The conditions that are answered together, as the law writes them."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a person allowed an organisation that stands to him or her in `relation`.

    It holds from `begin` until `end` (exclusive, None: without end), or until it was revoked, which
    the person may do at any time. `fields` are names such as `status.living_wage`, by source.
    """

    relation: str
    purpose: str
    fields: frozenset[tuple[str, str]]
    given: str
    begin: str
    end: str | None = None
    revoked: str | None = None

    def valid(self, at: str) -> bool:
        """Whether it holds at a moment."""
        ends = [moment for moment in (self.end, self.revoked) if moment is not None]
        return self.given <= at and self.begin <= at and all(at < end for end in ends)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked by mandate: fields of one source for one purpose."""

    source: str
    purpose: str
    fields: tuple[str, ...]


def told(mandates: Iterable[Mandate], relations: Iterable[str], wish: Wish, at: str) -> list[bool]:
    """The answers to KEYS, all of the mandate that meets most; of equals the one given last.

    `mandates` are those of the person to the organisation, `relations` the kinds of relation in
    which the two are known to stand at the moment.
    """
    known = frozenset(relations)
    found = [one for one in mandates if one.given <= at]
    verdicts = [(verdict(one, known, wish, at), one.given) for one in found]
    best = max(verdicts, key=lambda each: (sum(each[0]), each[1]), default=([False] * 4, ""))
    return [bool(found), *best[0]]


def verdict(mandate: Mandate, known: frozenset[str], wish: Wish, at: str) -> list[bool]:
    """What one mandate answers to all keys but the first."""
    asked = {(wish.source, name) for name in wish.fields}
    return [
        mandate.valid(at),
        asked <= mandate.fields,
        mandate.purpose == wish.purpose,
        mandate.relation in known,
    ]
