"""Words of a question that the catalogue does not know, such as those with a slip of the pen.

A question with such a word is refused as any other; its faults tell where the word stands.
"""

from beraad.exchange.server.shapes import Fault, Wish
from beraad.law.catalogue import Catalogue


def strange(wish: Wish, catalogue: Catalogue) -> tuple[Fault, ...]:
    """Each place with what is expected there; never what was sent."""
    source = catalogue.sources.get(wish.source)
    known = {
        "recipient": (wish.recipient in catalogue.parties, "an organisation"),
        "source": (source is not None, "a source"),
        "purpose": (wish.purpose in catalogue.purposes, "a purpose"),
        "role": (wish.role in {"", "subject", *catalogue.roles}, "a role"),
    }
    if source:
        for place, field in enumerate(wish.fields):
            known[f"fields/{place}"] = (field in source.fields, "a field of this source")
    return tuple(
        Fault(f"/{place}", f"{what} of the catalogue")
        for place, (good, what) in known.items()
        if not good
    )
