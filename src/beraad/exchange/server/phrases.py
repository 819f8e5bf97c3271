"""What was said of a decision, remembered: the same questions come again, about other persons.

A decision names no person, so those who ask alike get equal ones, in equal words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from beraad.exchange.server.shapes import Granted, Near
from beraad.exchange.server.told import granted, nearest
from beraad.law.catalogue import Catalogue, Language
from beraad.law.communication import Decision, Missing, Permit, Refusal, Shortfall
from beraad.law.explain import explain, explain_missing
from beraad.law.provision import Key
from beraad.law.say import Lists

MOST = 4_096
"""So many decisions are remembered; then memory starts afresh."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A decision in one language: its sentences; the permit, or what the nearest clauses lack."""

    catalogue: Catalogue = field(repr=False)
    sentences: tuple[str, ...]
    granted: Granted | None
    nearest: tuple[Near, ...]


class Phrases:
    """Tells decisions; `lists` are those of the register, to call them by their titles.

    On the event loop alone, but for `adopt`.
    """

    def __init__(self, lists: Mapping[Key, Lists]) -> None:
        self.adopt(lists)

    def adopt(self, lists: Mapping[Key, Lists]) -> None:
        """From now on call lists as another register does."""
        self.lists = lists
        self._known: dict[tuple[Decision, Language], Phrase] = {}

    def of(self, decision: Decision, catalogue: Catalogue, language: Language) -> Phrase:
        """The decision in words: a permit, or what the nearest clause alone lacks."""
        key = (decision, language)
        known = self._known.get(key)
        if known and known.catalogue is catalogue:
            return known
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = made = self._made(decision, catalogue, language)
        return made

    def _made(self, decision: Decision, catalogue: Catalogue, language: Language) -> Phrase:
        if isinstance(decision, Permit):
            said = explain(decision, catalogue, language, self.lists)
            return Phrase(catalogue, said, granted(decision), ())
        said = explain(Refusal(decision.nearest[:1]), catalogue, language, self.lists)
        near = nearest(decision, self._saying(catalogue, language))
        return Phrase(catalogue, said, None, tuple(near))

    def _saying(
        self, catalogue: Catalogue, language: Language
    ) -> Callable[[Shortfall, Missing], str]:
        def say(near: Shortfall, missing: Missing) -> str:
            lists = self.lists.get((near.chamber, missing.number), {})
            return explain_missing(missing, catalogue, language, lists)

        return say
