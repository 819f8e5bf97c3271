"""A wish to communicate as other programs write it: strict JSON, no key but the known ones."""

import msgspec

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

    def communication(self) -> Communication:
        """The communication wished for."""
        return Communication(**msgspec.structs.asdict(self))
