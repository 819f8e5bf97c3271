"""The directory of knowledge: which data are where, who may obtain them, on which conditions.

It is compiled from the register and from nothing else: no line of it can be edited, so it cannot
part ways with the deliberations. The same provisions decide in the gateway.
"""

from dataclasses import dataclass
from datetime import datetime

from beraad.exchange.laws import InForce
from beraad.law.catalogue import Catalogue
from beraad.law.permission import at as in_force_at
from beraad.law.provision import Provision
from beraad.law.questions import Access, access, what_may


@dataclass(frozen=True, slots=True)
class Holding:
    """A source that an institution holds, its fields, and who may obtain which, on what terms."""

    source: str
    fields: tuple[str, ...]
    given: tuple[Access, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the register says of institutions and data at an instant."""

    provisions: tuple[Provision, ...]
    catalogue: Catalogue

    def available_at(self, institution: str) -> tuple[Holding, ...]:
        """The data that an institution holds, with every right to obtain them."""
        return tuple(
            Holding(word, tuple(source.fields), self._given(word))
            for word, source in sorted(self.catalogue.sources.items())
            if source.holder == institution
        )

    def obtainable_by(self, institution: str, instant: datetime) -> tuple[Access, ...]:
        """All that an institution may obtain; LookupError for one that the catalogue lacks."""
        return what_may(self.provisions, self.catalogue, institution, instant)

    def _given(self, source: str) -> tuple[Access, ...]:
        found = [law for law in self.provisions if law.source == source]
        return tuple(sorted(access(law, law.recipients, law.fields) for law in found))


def knowledge(law: InForce, instant: datetime) -> Knowledge:
    """What is known at an aware instant under the law in force."""
    laws = [provision for known in law.by_source.values() for provision in known]
    return Knowledge(tuple(in_force_at(laws, instant)), law.catalogue)
