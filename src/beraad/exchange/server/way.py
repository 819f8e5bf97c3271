"""The one way of every question: decide, fetch, journal, commit, answer; refusals take it as well.

Authentication came before; deciding and fetching happen at a desk (`desks.py`), and nothing is told
before the book has the entry (`book.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from beraad.belgium.identifier import InvalidNumberError
from beraad.exchange.directory import DirectoryError
from beraad.exchange.evidence import EvidenceError
from beraad.exchange.forwarding import tell
from beraad.exchange.gateway import Scales, Weighed
from beraad.exchange.laws import Laws
from beraad.exchange.record import known
from beraad.exchange.rules import Forwarding
from beraad.exchange.server.book import Book
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.shapes import Answered, Explained, Fault, Near, Question, Supposition
from beraad.exchange.server.told import granted, nearest, place
from beraad.exchange.sources import SourceDownError, SourceError, SourceShapeError
from beraad.journal.store import Position
from beraad.law.catalogue import Catalogue, Language
from beraad.law.communication import Decision, Missing, Permit, Refusal, Shortfall
from beraad.law.explain import explain, explain_missing
from beraad.law.provision import Key
from beraad.law.say import Lists

NUMBER_EXPECTED = "the number (SSIN) of a person"
OWN_NAME = "the organisation of the access token"


@dataclass(frozen=True, slots=True)
class Way:
    """The way through one gateway. `lists` are those of the register, for sentences; `clock` tells
    the aware instant at which a question is decided."""

    laws: Laws
    lists: Mapping[Key, Lists]
    desks: Desks[Scales]
    book: Book
    meter: Meter
    clock: Callable[[], datetime]

    async def consult(self, asker: str, question: Question, language: Language) -> Answered:
        """The answer to a question of the organisation `asker`; ProblemError if there is none."""
        weighed, position = await self.weigh(asker, question, fetching=True)
        decision = weighed.decision
        if not isinstance(decision, Permit):
            raise self.refused(weighed, position, language)
        return Answered(
            granted(decision),
            [*self.sentences(decision, language), *forwarded(weighed.forwarding, language)],
            [dict(row) for row in weighed.rows],
            weighed.yes,
            place(position),
            weighed.salt.hex(),
        )

    async def explain(self, asker: str, wish: Supposition, language: Language) -> Explained:
        """What would be answered, and why; no source is asked."""
        weighed, position = await self.weigh(asker, wish, fetching=False)
        decision = weighed.decision or Refusal(())
        permit = decision if isinstance(decision, Permit) else None
        return Explained(
            permit is not None,
            granted(permit) if permit else None,
            self.nearest(decision, language),
            [*self.sentences(decision, language), *foreseen(weighed.forwarding, language)],
            place(position),
        )

    async def weigh(
        self, asker: str, wish: Supposition, *, fetching: bool
    ) -> tuple[Weighed, Position]:
        """The question weighed and recorded; ProblemError for what could not be done."""
        asked, at = wish.communication(), self.clock()
        own = asked.recipient == asker

        def work(scales: Scales) -> Weighed:
            if not own:
                return scales.turn_away(asked, wish.subject, at, asker)
            return scales.weigh(asked, wish.subject, at, fetching=fetching)

        weighed = await self.at_a_desk(work)
        position = await self.book.append(weighed.entry)
        self.count(weighed, wish.source)
        if not own:
            faults = (Fault("/recipient", OWN_NAME),)
            raise ProblemError("not-the-recipient", faults=faults, entry=position.index)
        if weighed.failure:
            raise ProblemError(word_of(weighed.failure), entry=position.index)
        return weighed, position

    async def at_a_desk(self, work: Callable[[Scales], Weighed]) -> Weighed:
        """What a desk finds; ProblemError where there is nothing to record."""
        try:
            return await self.desks.ask(work)
        except InvalidNumberError:
            fault = Fault("/subject", NUMBER_EXPECTED)
            raise ProblemError("no-such-number", faults=(fault,)) from None
        except DirectoryError:
            raise ProblemError("directory-down", headers={"Retry-After": "5"}) from None

    def refused(self, weighed: Weighed, position: Position, language: Language) -> ProblemError:
        """A refusal, which names what is missing, or why it was not forwarded."""
        refusal = weighed.decision or Refusal(())
        why = [*self.sentences(refusal, language), *forwarded(weighed.forwarding, language)]
        return ProblemError(
            "refused" if weighed.forwarding.forwarded else "not-forwarded",
            sentences=tuple(why),
            nearest=tuple(self.nearest(refusal, language)),
            entry=position.index,
        )

    def sentences(self, decision: Decision, language: Language) -> list[str]:
        """The decision in words: a permit, or what the nearest clause alone lacks."""
        if isinstance(decision, Refusal):
            decision = Refusal(decision.nearest[:1])
        return list(explain(decision, self.catalogue, language, self.lists))

    def nearest(self, decision: Decision, language: Language) -> list[Near]:
        """What each of the nearest clauses lacks; nothing for a permit."""
        if isinstance(decision, Permit):
            return []
        words = self.catalogue

        def say(near: Shortfall, missing: Missing) -> str:
            lists = self.lists.get((near.chamber, missing.number), {})
            return explain_missing(missing, words, language, lists)

        return nearest(decision, say)

    @property
    def catalogue(self) -> Catalogue:
        """All words."""
        return self.laws.at(self.clock()).catalogue

    def count(self, weighed: Weighed, source: str) -> None:
        """Count how a question ended, under a word of the catalogue."""
        kind = "permit" if isinstance(weighed.decision, Permit) else "refusal"
        words = self.catalogue.sources
        self.meter.decided("failure" if weighed.failure else kind, known(source, words))


def forwarded(forwarding: Forwarding, language: Language) -> tuple[str, ...]:
    """Whether it was forwarded, where the integration control found something."""
    return tell(forwarding, language) if forwarding.remarks else ()


def foreseen(forwarding: Forwarding, language: Language) -> tuple[str, ...]:
    """The same for an explanation: of what would be forwarded it does not say that it was."""
    said = forwarded(forwarding, language)
    return said[1:] if forwarding.forwarded else said


def word_of(failure: SourceError | EvidenceError) -> str:
    """The word of the problem for what failed."""
    if isinstance(failure, SourceDownError):
        return "source-down"
    if isinstance(failure, SourceShapeError):
        return "source-malformed"
    return "not-by-this-way" if isinstance(failure, SourceError) else "evidence-down"
