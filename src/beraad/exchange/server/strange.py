"""Words of a question that the catalogue does not know, such as those with a slip of the pen.

A question with such a word is refused as any other; its faults tell where the word stands.
"""

from beraad.exchange.server.shapes import Fault, Wish
from beraad.law.catalogue import Catalogue
from beraad.register.unknown import Part, Unknown, unknown_words

EXPECTED: dict[Part, str] = {
    "recipient": "an organisation of the catalogue",
    "source": "a source of the catalogue",
    "purpose": "a purpose of the catalogue",
    "fields": "a field of this source of the catalogue",
    "role": "a role of the catalogue",
}
"""What the asker states as a fact is not among them: it counts only where it is asked for."""


def strange(wish: Wish, catalogue: Catalogue) -> tuple[Fault, ...]:
    """Each place with what is expected there; never what was sent."""
    found = unknown_words(wish.communication(), catalogue)
    return tuple(
        Fault(place(one, wish), EXPECTED[one.part]) for one in found if one.part in EXPECTED
    )


def place(one: Unknown, wish: Wish) -> str:
    """Where a word stands (RFC 6901)."""
    return f"/fields/{wish.fields.index(one.word)}" if one.part == "fields" else f"/{one.part}"
