"""The gateway: one question about one person, decided by the law in force, answered, recorded.

The way of a question: find the candidate clauses, ask the evidence that they need and no more,
decide, ask the reference directory whether it is forwarded and whereto, fetch just the permitted
fields, record, answer. A refusal takes the same way. Nothing is answered before its entry is
durable in the journal.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from beraad.belgium.ssin import parse_ssin
from beraad.exchange.asking import Asking
from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence, EvidenceError, fitting
from beraad.exchange.integration import control, stopped
from beraad.exchange.laws import InForce, Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.record import Consultation
from beraad.exchange.rules import FORWARDED, competent
from beraad.exchange.sources import (
    AnySource,
    SourceDownError,
    SourceError,
)
from beraad.exchange.sources.joined import Joined
from beraad.exchange.sources.line import Line
from beraad.exchange.weighed import (
    Answer,
    Weighed,
    about,
    forwarded,
    told,
    untold,
    weighed,
)
from beraad.journal.salts import Salts
from beraad.journal.store import Journal
from beraad.law.act import day_of
from beraad.law.communication import Communication, Permit, Refusal
from beraad.law.condition import Evidence as Fact

ONE_BY_ONE: Mapping[str, tuple[str, ...]] = {
    "identified": ("consult", "notify", "batch"),
    "pseudonymised": ("notify", "batch"),
}
"""Channels by which data about single persons go, by form; the others are the workbench's. Who
consults names a person by number, so what comes back would be about a person who is known."""

NOBODY = ""
"""Whom stores are asked about for a number that nobody bears. What they say is left aside, but a
question that skipped them would be answered sooner, and so tell who is known."""

STATED = frozenset({"identity"})
"""Condition words on which the asker's own statement counts: what its authentication establishes.
All other evidence is asked of the store, whatever the asker says."""


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
    salt: Callable[[], bytes] = field(default_factory=Salts)

    def weigh(
        self,
        communication: Communication,
        ssin: str,
        at: datetime,
        *,
        fetching: bool = True,
        deferring: bool = False,
    ) -> Weighed:
        """Decide a question about the person with this number, at an aware instant; fetch.

        When `deferring`, a source at the end of a line is asked and not waited for.

        Without fetching it is an explanation: what would be answered, and why. That asks evidence
        about a person, so it is recorded too. InvalidNumberError and DirectoryError leave nothing
        to record.
        """
        with self.directory.reading():
            return self._weigh(communication, ssin, at, fetching, deferring)

    def _weigh(
        self,
        communication: Communication,
        ssin: str,
        at: datetime,
        fetching: bool,
        deferring: bool,
    ) -> Weighed:
        law, current, asked, under_way = self.begin(communication, ssin, at)
        try:
            asked = self.routed(law, asked, current, at)
            facts = self.facts(law, asked, current, at)
        except EvidenceError as error:
            return weighed(under_way, under_way.failed("evidence down"), failure=error)
        asked = replace(asked, facts=facts)
        decision, forwarding = law.decide(asked, at), FORWARDED
        if isinstance(decision, Permit):
            forwarding = control(self.directory, asked, law.catalogue, current, day_of(at))
            decision = decision if forwarding.forwarded else stopped(decision)
        under_way = replace(under_way, communication=asked, evidence=facts, forwarding=forwarding)
        if not fetching:
            return weighed(under_way, under_way.explained(decision), decision)
        if isinstance(decision, Permit):
            return self.fetch(under_way, decision, current, deferring=deferring)
        return weighed(under_way, under_way.refused(decision), decision)

    def turn_away(
        self, communication: Communication, ssin: str, at: datetime, asker: str
    ) -> Weighed:
        """A question in the name of another than the organisation `asker`, which asks it."""
        _, _, _, under_way = self.begin(communication, ssin, at)
        return weighed(under_way, under_way.turned_away(asker), Refusal(()))

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
        role, person = communication.role, communication.person
        if role == "subject":
            acting = self.directory.current(person)  # asked of who is not known as well
            has_role = current is not None and acting == current
        else:
            has_role = self.directory.acts_as(person, role)
        if has_role and not communication.subjects:
            return communication
        return replace(communication, subjects=(), role=role if has_role else "")

    def routed(
        self, law: InForce, communication: Communication, current: str | None, at: datetime
    ) -> Communication:
        """The communication with the source that is competent for the person's residence.

        A source that was handed over keeps its name in questions: the directory knows who stands
        for it now. Where there is no telling, the name stays and the law says since when. Residence
        is looked at only if a clause fits: a stranger must not learn it from where a refusal comes.
        Who is not known is looked up like anybody, and lives nowhere.
        """
        words = law.catalogue
        ends = words.successors("source", communication.source, day_of(at))
        if ends == ((communication.source, ()),):
            return communication
        choices = [replace(communication, source=word) for word, _ in ends]
        if not any(fitting(law.about(one.source), one, words, at) for one in choices):
            return communication
        regions = {f"residence({region})": region for _, where in ends for region in where}
        lives = self.evidence.answers(regions, communication, current or NOBODY, at)
        known = lives if current else {}
        found = competent(ends, [regions[key] for key, here in known.items() if here])
        return replace(communication, source=found) if found else communication

    def facts(
        self, law: InForce, communication: Communication, current: str | None, at: datetime
    ) -> dict[str, Fact]:
        """The evidence for the candidate clauses; of a number that nobody bears, none.

        Of such a number nothing is untrue, or `not` would be met; what is true all the same is true
        of the recipient, and a refusal that missed it would tell that the number is not known.
        What the asker states counts for the words of `stated` only.
        """
        keys = law.needed(communication, at)
        stated = {
            key: value
            for key, value in communication.facts.items()
            if key in keys and key.partition("(")[0] in self.stated
        }
        asked = [key for key in keys if key not in stated]
        found = self.evidence.answers(asked, communication, current or NOBODY, at)
        if current is None:
            found = {key: value for key, value in found.items() if value is not False}
        return stated | found

    def fetch(
        self, under_way: Consultation, permit: Permit, current: str | None, *, deferring: bool
    ) -> Weighed:
        """Fetch what a permit lets through; no row about a person whom nobody knows.

        The source is asked about such a number too, or the time would tell who is known.
        """
        asked = under_way.communication
        asking = Asking(day_of(under_way.at), asked.recipient, asked.role)
        try:
            source = self.source(asked)
            distant = isinstance(source, Line | Joined)  # and may refuse what is no number
            subject = current or (str(under_way.request["subject"]) if distant else NOBODY)
            question = (subject, permit.passed, permit.not_before, asking)
            if not isinstance(source, Line | Joined) or not deferring:
                found = source.fetch(*question)
                return told(under_way, permit, about(asked, current, found))
            future = source.ask(*question)
            return forwarded(under_way, permit, future, source.limits, current)
        except SourceError as error:
            return untold(under_way, permit, error)

    def source(self, communication: Communication) -> AnySource:
        """The source that is asked; SourceError where that cannot be."""
        word, form, channel = communication.source, communication.form, communication.channel
        if channel not in ONE_BY_ONE.get(form, ()):
            what = f"the gateway gives no {form} data by {channel}; the workbench does"
            raise SourceError(word, what)
        source = self.sources.get(word)
        if source is None:
            raise SourceDownError(word, "it is not connected")
        return source

    def known_as(self, received: Communication, number: str) -> str:
        """How the recipient knows the person; else who has the salt could try all numbers."""
        if received.form != "pseudonymised":
            return number
        return self.pseudonyms.towards(received.recipient, received.purpose).hexadecimal(number)

    def begun(
        self,
        law: InForce,
        received: Communication,
        asked: Communication,
        number: str,
        at: datetime,
    ) -> Consultation:
        """What will be recorded of a question, whatever its answer."""
        concerned = self.known_as(received, number)
        request = msgspec.to_builtins(received) | {"subject": concerned, "at": at.isoformat()}
        subject, person = self.pseudonyms.of("subject", number), received.person
        if asked.role == "subject":  # or what they do as a carer would be tied to them as a patient
            acting = subject
        else:
            acting = self.pseudonyms.of("person", person, number) if person else ""
        return Consultation(
            asked,
            at,
            subject,
            acting,
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
