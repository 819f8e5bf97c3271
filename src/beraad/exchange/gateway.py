"""The gateway: one question about one person, decided by the law in force, answered, recorded.

The way of a question: find the candidate clauses, ask the evidence that they need and no more,
decide, ask the reference directory whether it is forwarded and whereto, fetch just the permitted
fields, record, answer. A refusal takes the same way. Nothing is answered before its entry is
durable in the journal.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from beraad.belgium.ssin import parse_ssin
from beraad.exchange.asking import Asking
from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence, EvidenceError, fitting, needed
from beraad.exchange.integration import control, stopped
from beraad.exchange.laws import InForce, Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.record import Consultation
from beraad.exchange.rules import FORWARDED, Forwarding, competent
from beraad.exchange.source import AnySource, Row, SourceDownError, SourceError
from beraad.journal.entry import Entry
from beraad.journal.store import Journal, Position
from beraad.law.act import day_of
from beraad.law.communication import Communication, Decision, Permit, Refusal
from beraad.law.condition import Evidence as Fact

SALT_BYTES = 16
ONE_BY_ONE = ("consult", "notify", "batch")
"""Channels by which data about single, identified persons go; the others are the workbench's."""

STATED = frozenset({"identity"})
"""Condition words on which the asker's own statement counts: what its authentication establishes.
All other evidence is asked of the store, whatever the asker says."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the recipient.

    `rows` are the permitted fields of a permit; a clause that answers yes or no gives `yes` and no
    row. `entry` is the place of the entry in the journal; with `salt` and the texts of request and
    answer its digests can be recomputed. `forwarding` tells the sender what the integration control
    found; where that blocks, the decision is a refusal that names a clause of which nothing lacks.
    """

    decision: Decision
    rows: tuple[Row, ...]
    yes: bool | None
    entry: Position
    salt: bytes = field(repr=False)
    forwarding: Forwarding = FORWARDED


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question that was decided and, if permitted, fetched: nothing of it may leave before its
    entry is durable.

    `failure` is what kept it from being decided, or answered as permitted.
    """

    entry: Entry
    salt: bytes = field(repr=False)
    decision: Decision | None = None
    rows: tuple[Row, ...] = field(default=(), repr=False)
    yes: bool | None = field(default=None, repr=False)
    forwarding: Forwarding = FORWARDED
    failure: SourceError | EvidenceError | None = None

    def answer(self, position: Position) -> Answer:
        """The answer, now that its entry is durable; raises the failure if there was one."""
        if self.decision is None or self.failure:
            raise self.failure or ValueError("neither decided nor failed")
        return Answer(self.decision, self.rows, self.yes, position, self.salt, self.forwarding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """Decides questions to these sources and fetches the answers, and records nothing.

    `salt` gives 16 fresh random bytes. The stores belong to one thread; the laws are shared.
    """

    laws: Laws
    sources: Mapping[str, AnySource]
    evidence: Evidence
    directory: Directory
    pseudonyms: Pseudonyms
    stated: Collection[str] = STATED
    salt: Callable[[], bytes] = lambda: secrets.token_bytes(SALT_BYTES)

    def weigh(
        self, communication: Communication, ssin: str, at: datetime, *, fetching: bool = True
    ) -> Weighed:
        """Decide a question about the person with this number, at an aware instant; fetch.

        Without fetching it is an explanation: what would be answered, and why. That asks evidence
        about a person, so it is recorded too. InvalidNumberError and DirectoryError leave nothing
        to record.
        """
        law, current, asked, under_way = self.begin(communication, ssin, at)
        try:
            asked = self.routed(law, asked, current, at)
            facts = self.facts(law, asked, current, at)
        except EvidenceError as error:
            return Weighed(under_way.failed("evidence down"), under_way.salt, failure=error)
        asked = replace(asked, facts=facts)
        under_way = replace(under_way, communication=asked, evidence=facts)
        decision, forwarding, salt = law.decide(asked, at), FORWARDED, under_way.salt
        if isinstance(decision, Permit):
            forwarding = control(self.directory, asked, law.catalogue, current, day_of(at))
            under_way = replace(under_way, forwarding=forwarding)
            decision = decision if forwarding.forwarded else stopped(decision)
        if not fetching:
            return Weighed(under_way.explained(decision), salt, decision, forwarding=forwarding)
        if isinstance(decision, Permit):
            return self.permitted(under_way, decision, asked, current)
        return Weighed(under_way.refused(decision), salt, decision, forwarding=forwarding)

    def turn_away(
        self, communication: Communication, ssin: str, at: datetime, asker: str
    ) -> Weighed:
        """A question in the name of another than the organisation `asker`, which asks it."""
        _, _, _, under_way = self.begin(communication, ssin, at)
        return Weighed(under_way.turned_away(asker), under_way.salt, Refusal(()))

    def begin(
        self, communication: Communication, ssin: str, at: datetime
    ) -> tuple[InForce, str | None, Communication, Consultation]:
        """The law, the current number, the question as found, and what will be recorded of it."""
        number = parse_ssin(ssin, day_of(at)).digits
        current = self.directory.current(number)
        law = self.laws.at(at)
        asked = self.as_found(communication, current)
        return law, current, asked, self.begun(law, communication, asked, current or number, at)

    def as_found(self, communication: Communication, current: str | None) -> Communication:
        """The communication without a role that the one who acts does not have.

        A role is never taken on trust: the subject is who bears the number asked about, and the
        directory says who is a pharmacist.
        """
        asked, person = replace(communication, subjects=()), communication.person
        if asked.role == "subject":
            has_role = current is not None and self.directory.current(person) == current
        else:
            has_role = self.directory.acts_as(person, asked.role)
        return asked if has_role else replace(asked, role="")

    def routed(
        self, law: InForce, communication: Communication, current: str | None, at: datetime
    ) -> Communication:
        """The communication with the source that is competent for the person's residence.

        A source that was handed over keeps its name in questions: the directory knows who stands
        for it now. Where there is no telling, the name stays and the law says since when. Residence
        is looked at only if a clause fits: a stranger must not learn it from where a refusal comes.
        """
        words = law.catalogue
        ends = words.successors(communication.source, day_of(at))
        if current is None or ends == ((communication.source, ()),):
            return communication
        choices = [replace(communication, source=word) for word, _ in ends]
        if not any(fitting(law.about(one.source), one, words, at) for one in choices):
            return communication
        regions = {f"residence({region})": region for _, where in ends for region in where}
        lives = self.evidence.answers(regions, communication, current, at)
        found = competent(ends, [regions[key] for key, here in lives.items() if here])
        return replace(communication, source=found) if found else communication

    def facts(
        self, law: InForce, communication: Communication, current: str | None, at: datetime
    ) -> dict[str, Fact]:
        """The evidence for the candidate clauses; of a person whom nobody knows, none.

        What the asker states counts for the words of `stated` only.
        """
        keys = needed(law.about(communication.source), communication, law.catalogue, at)
        stated = {
            key: value
            for key, value in communication.facts.items()
            if key in keys and key.partition("(")[0] in self.stated
        }
        if current is None:
            return stated
        asked = [key for key in keys if key not in stated]
        return stated | self.evidence.answers(asked, communication, current, at)

    def permitted(
        self, under_way: Consultation, permit: Permit, asked: Communication, current: str | None
    ) -> Weighed:
        """Fetch what a permit lets through."""
        salt, forwarding = under_way.salt, under_way.forwarding
        try:
            rows = self.fetch(permit, asked, current, under_way.at)
        except SourceError as error:
            entry = under_way.failed(error.reason, permit)
            return Weighed(entry, salt, permit, forwarding=forwarding, failure=error)
        yes = says_yes(rows) if permit.answer == "yes-no" else None
        told = rows if yes is None else ()
        entry = under_way.permitted(permit, told if yes is None else yes)
        return Weighed(entry, salt, permit, told, yes, forwarding)

    def fetch(
        self, permit: Permit, communication: Communication, current: str | None, at: datetime
    ) -> tuple[Row, ...]:
        """The permitted fields from the source; no row where it knows nothing."""
        word, form, channel = communication.source, communication.form, communication.channel
        if form != "identified" or channel not in ONE_BY_ONE:
            what = f"the gateway gives no {form} data by {channel}; the workbench does"
            raise SourceError(word, what)
        source = self.sources.get(word)
        if source is None:
            raise SourceDownError(word, "it is not connected")
        if current is None:
            return ()
        asking = Asking(day_of(at), communication.recipient, communication.role)
        return tuple(source.fetch(current, permit.passed, permit.not_before, asking))

    def begun(
        self,
        law: InForce,
        received: Communication,
        asked: Communication,
        number: str,
        at: datetime,
    ) -> Consultation:
        """What will be recorded of a question, whatever its answer."""
        request = msgspec.to_builtins(received) | {"subject": number, "at": at.isoformat()}
        person = received.person
        return Consultation(
            asked,
            at,
            self.pseudonyms.of("subject", number),
            self.pseudonyms.of("person", person, number) if person else "",
            request,
            self.salt(),
            law.snapshot.hash,
            law.catalogue,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(Scales):
    """Scales with a journal: each question is recorded in a commit of its own, then answered."""

    journal: Journal

    def consult(self, communication: Communication, ssin: str, at: datetime) -> Answer:
        """The answer to a question about the person with this number, at an aware instant.

        A refusal is an answer too. Raises SourceError where the answer is permitted but the source
        does not give it, EvidenceError where evidence cannot be had: both are recorded. Nothing is
        answered or recorded after InvalidNumberError, DirectoryError and JournalError.
        """
        weighed = self.weigh(communication, ssin, at)
        return weighed.answer(self.journal.append([weighed.entry])[0])


def says_yes(rows: tuple[Row, ...]) -> bool:
    """The one answer that rows of yes-no fields give: yes if one of them says so."""
    return any(value is True for row in rows for value in row.values())
