"""A wish to communicate as other programs write it: strict JSON, no key but the known ones."""

import msgspec

from beraad.belgium.identifier import InvalidNumberError, strip_separators
from beraad.belgium.ssin import Ssin
from beraad.law.clause import Channel, Form
from beraad.law.communication import Communication
from beraad.law.condition import Evidence


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parts of a `law.communication.Communication`, which gives their meaning."""

    recipient: str
    source: str
    purpose: str
    fields: tuple[str, ...]
    form: Form
    channel: Channel
    role: str = ""
    person: str = ""
    subjects: tuple[str, ...] = ()
    facts: dict[str, Evidence] = {}

    def __post_init__(self) -> None:
        """A national number is refused, and not repeated: an error may end in a log."""
        for part, words in (("person", (self.person,)), ("subjects", self.subjects)):
            if any(map(is_national_number, words)):
                raise ValueError(f"{part}: a national number, expected an opaque reference")

    def communication(self) -> Communication:
        """The communication wished for."""
        return Communication(**msgspec.structs.asdict(self))


def is_national_number(word: str) -> bool:
    """Whether a word is a valid SSIN, however it is written."""
    try:
        Ssin(strip_separators(word))
    except InvalidNumberError:
        return False
    return True
