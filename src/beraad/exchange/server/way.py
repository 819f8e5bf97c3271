"""The one way of every question: decide, fetch, journal, commit, answer; refusals take it as well.

Authentication came before; deciding and fetching happen at a desk (`front.py`, `desks.py`), and
nothing is told before the book has the entry (`book.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from beraad.belgium.identifier import InvalidNumberError
from beraad.exchange.directory import DirectoryError
from beraad.exchange.evidence import EvidenceError
from beraad.exchange.forwarding import tell
from beraad.exchange.gateway import Scales
from beraad.exchange.laws import Laws
from beraad.exchange.permutation import in_bytes
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.record import known
from beraad.exchange.rules import Forwarding
from beraad.exchange.server.book import Book
from beraad.exchange.server.front import Front
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.phrases import Phrase, Phrases
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.shapes import (
    Answered,
    Explained,
    Fault,
    Promised,
    Question,
    Supposition,
)
from beraad.exchange.server.stages import Final, Noted, Stages, Telling
from beraad.exchange.server.strange import strange
from beraad.exchange.server.told import granted, place
from beraad.exchange.sources import SourceDownError, SourceError, SourceShapeError
from beraad.exchange.weighed import Weighed
from beraad.journal.store import Position
from beraad.law.catalogue import Catalogue, Language
from beraad.law.communication import Communication, Decision, Permit, Refusal

NUMBER_EXPECTED = "the number (SSIN) of a person"
PSEUDONYM_EXPECTED = "in pseudonymised form a pseudonym that the organisation received"
OWN_NAME = "the organisation of the access token"
MOST = 1024
"""So many questions wait for the journal at most; then one is told to come back."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way through one gateway; `clock` tells the aware instant at which a question is
    decided."""

    laws: Laws
    phrases: Phrases
    front: Front
    book: Book
    meter: Meter
    clock: Callable[[], datetime]
    stages: Stages

    async def consult(
        self, asker: str, question: Question, language: Language, *, waiting: bool = True
    ) -> Answered | Promised:
        """The answer to a question of the organisation `asker`, or the promise of one that takes
        its time; not `waiting`, always the latter. ProblemError if there is none."""
        weighed, position, noted = await self.weigh(asker, question, fetching=True, waiting=waiting)
        arriving = weighed.arriving
        if arriving is None or noted is None:
            return self.answered(weighed, position, question, language)

        async def final(weighed: Weighed) -> Final:
            position = await self.book.append(weighed.entry)
            self.count(weighed, question.source)
            if not weighed.failure:
                return Final(language, self.answered(weighed, position, question, language))
            problem = failed(weighed.failure, position)
            after = problem.headers.get("Retry-After", "")
            return Final(language, problem=problem.told(language), after=after)

        telling = Telling(lambda: self.book.append(arriving.interim), final)
        entry = place(position)
        return await self.stages.promise(noted, arriving, telling, entry, waited=waiting)

    def answered(
        self, weighed: Weighed, position: Position, question: Question, language: Language
    ) -> Answered:
        """The answer that was recorded; ProblemError for a refusal."""
        decision, found = weighed.decision, weighed.found
        if not isinstance(decision, Permit):
            raise self.refused(weighed, position, question, language)
        told = self.told(weighed, decision, language)
        return Answered(
            told.granted or granted(decision),
            [*told.sentences, *forwarded(weighed.forwarding, language)],
            [dict(row) for row in weighed.rows],
            weighed.yes,
            place(position),
            weighed.salt.hex(),
            list(found.lacking),
            found.as_of,
            found.is_stale(self.clock()),
            via=list(weighed.forwarding.via),
        )

    async def explain(self, asker: str, wish: Supposition, language: Language) -> Explained:
        """What would be answered, and why; no source is asked."""
        weighed, position, _ = await self.weigh(asker, wish, fetching=False)
        decision = weighed.decision or Refusal(())
        told = self.told(weighed, decision, language)
        return Explained(
            told.granted is not None,
            told.granted,
            list(told.nearest),
            [*told.sentences, *foreseen(weighed.forwarding, language)],
            place(position),
        )

    async def weigh(
        self, asker: str, wish: Supposition, *, fetching: bool, waiting: bool = True
    ) -> tuple[Weighed, Position, Noted | None]:
        """The question weighed and recorded; ProblemError for what could not be done.

        It is still arriving, and promised, if its source has not answered in time, or we are not
        `waiting`.
        """
        asked, at = wish.communication(), self.clock()
        own = asked.recipient == asker

        def work(scales: Scales) -> Weighed:
            number = named(scales.pseudonyms, asked, wish.subject)
            if not own:
                return scales.turn_away(asked, number, at, asker)
            return scales.weigh(asked, number, at, fetching=fetching, deferring=True)

        if self.book.under_way >= MOST:
            raise ProblemError("busy", headers={"Retry-After": "1"})
        weighed = await self.stages.awaited(await self.weighed(wish.source, work), waiting=waiting)
        position, noted = await self.recorded(asker, weighed)
        if noted is None:
            self.count(weighed, wish.source)
        if not own:
            faults = (Fault("/recipient", OWN_NAME),)
            raise ProblemError("not-the-recipient", faults=faults, entry=position.index)
        if weighed.failure:
            raise failed(weighed.failure, position)
        return weighed, position, noted

    async def recorded(self, asker: str, weighed: Weighed) -> tuple[Position, Noted | None]:
        """Where a question stands in the journal. An answer to come is noted before, so that
        whatever is recorded as forwarded comes to an end; ProblemError, and then nothing is."""
        if weighed.arriving is None:
            return await self.book.append(weighed.entry), None
        noted = await self.stages.note(asker, weighed.arriving)
        try:
            return await self.book.append(weighed.entry), noted
        except ProblemError:
            await self.stages.withdraw(noted)
            raise

    async def weighed(self, source: str, work: Callable[[Scales], Weighed]) -> Weighed:
        """What the front desk or another finds; ProblemError where there is nothing to record."""
        try:
            return await self.front.weigh(source, work)
        except InvalidNumberError:
            fault = Fault("/subject", f"{NUMBER_EXPECTED}, or {PSEUDONYM_EXPECTED}")
            raise ProblemError("no-such-number", faults=(fault,)) from None
        except DirectoryError:
            raise ProblemError("directory-down", headers={"Retry-After": "5"}) from None

    def refused(
        self, weighed: Weighed, position: Position, question: Question, language: Language
    ) -> ProblemError:
        """A refusal, which names what is missing, or why it was not forwarded; its faults are the
        words of the question that nobody knows."""
        refusal = weighed.decision or Refusal(())
        told = self.told(weighed, refusal, language)
        why = [*told.sentences, *forwarded(weighed.forwarding, language)]
        return ProblemError(
            "refused" if weighed.forwarding.forwarded else "not-forwarded",
            faults=strange(question, weighed.words or self.catalogue),
            sentences=tuple(why),
            nearest=told.nearest,
            entry=position.index,
        )

    def told(self, weighed: Weighed, decision: Decision, language: Language) -> Phrase:
        """The decision in the words of the law by which it was made."""
        return self.phrases.of(decision, weighed.words or self.catalogue, language)

    @property
    def catalogue(self) -> Catalogue:
        """All words."""
        return self.laws.at(self.clock()).catalogue

    def count(self, weighed: Weighed, source: str) -> None:
        """Count how a question ended, under a word of the catalogue."""
        kind = "permit" if isinstance(weighed.decision, Permit) else "refusal"
        words = self.catalogue.sources
        self.meter.decided("failure" if weighed.failure else kind, known(source, words))


def named(pseudonyms: Pseudonyms, asked: Communication, subject: str) -> str:
    """The number of whom a question names; InvalidNumberError.

    In pseudonymised form a person is named by the recipient's own pseudonym: by number a refusal
    would tell whether somebody who is known belongs to the population.
    """
    if asked.form != "pseudonymised":
        return subject
    towards = pseudonyms.towards(asked.recipient, asked.purpose)
    (number,) = towards.numbers([in_bytes(subject)])
    if number is None:
        raise InvalidNumberError("pseudonym", "characters", f"expected {PSEUDONYM_EXPECTED}")
    return number


def forwarded(forwarding: Forwarding, language: Language) -> tuple[str, ...]:
    """Whether it was forwarded, where the integration control found something."""
    return tell(forwarding, language) if forwarding.remarks else ()


def foreseen(forwarding: Forwarding, language: Language) -> tuple[str, ...]:
    """The same for an explanation: of what would be forwarded it does not say that it was."""
    said = forwarded(forwarding, language)
    return said[1:] if forwarding.forwarded else said


def failed(failure: SourceError | EvidenceError, position: Position) -> ProblemError:
    """The problem that tells of a failure, and when to ask again if that is known."""
    after = failure.after if isinstance(failure, SourceDownError) else None
    headers = {} if after is None else {"Retry-After": str(max(1, ceil(after)))}
    return ProblemError(word_of(failure), entry=position.index, headers=headers)


def word_of(failure: SourceError | EvidenceError) -> str:
    """The word of the problem for what failed."""
    if isinstance(failure, SourceDownError):
        return "source-down"
    if isinstance(failure, SourceShapeError):
        return "source-malformed"
    return "not-by-this-way" if isinstance(failure, SourceError) else "evidence-down"
