"""Who acts: a name as the journal writes it, in a role."""

import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

Role: TypeAlias = Literal["applicant", "secretariat", "chair"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts. The caller knows the role, from the session and not from a form."""

    name: str
    role: Role

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", composed(self.name))


def composed(name: str) -> str:
    """A name as the journal writes it: Unicode NFC, so that one member is never two."""
    return unicodedata.normalize("NFC", name)
