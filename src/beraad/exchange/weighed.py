"""What became of a question: decided, fetched, failed or still on its way, with its entry.

Nothing of it may leave before that entry is durable.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace

from beraad.exchange.evidence import EvidenceError
from beraad.exchange.permutation import NAMED, holds
from beraad.exchange.record import NOTHING, Consultation
from beraad.exchange.rules import FORWARDED, Forwarding
from beraad.exchange.sources import Found, Row, SourceDownError, SourceError, SourceShapeError
from beraad.exchange.sources.line import Limits
from beraad.journal.entry import Entry
from beraad.journal.store import Position
from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication, Decision, Permit

LOST = "answer lost"
"""Why an answer that was promised never came: the process that waited for it was stopped."""


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
    found: Found = NOTHING


@dataclass(frozen=True, slots=True)
class Arriving:
    """What a source will have told: its line keeps to `limits`; `interim` is the entry of an
    interim answer, `lost` that of an answer that a stopped process could not give. `arrived` gives
    the question weighed, once `future` is done."""

    future: Future[Found] = field(repr=False)
    limits: Limits
    interim: Entry
    lost: Entry
    arrived: "Callable[[Future[Found]], Weighed]" = field(repr=False)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question that was decided and, if permitted, fetched: nothing of it may leave before its
    entry is durable.

    `failure` is what kept it from being decided, or answered as permitted. `words` are those of the
    law by which it was decided, to tell the decision in. `found` bears the marks of the answer:
    what is lacking, and of when a copy is. While its source has yet to answer it is `arriving`, and
    the entry says that it was forwarded.
    """

    entry: Entry
    salt: bytes = field(repr=False)
    decision: Decision | None = None
    rows: tuple[Row, ...] = field(default=(), repr=False)
    yes: bool | None = field(default=None, repr=False)
    forwarding: Forwarding = FORWARDED
    failure: SourceError | EvidenceError | None = None
    words: Catalogue | None = field(default=None, repr=False)
    found: Found = field(default=NOTHING, repr=False)
    arriving: Arriving | None = None

    def answer(self, position: Position) -> Answer:
        """The answer, now that its entry is durable; raises the failure if there was one."""
        if self.decision is None or self.failure:
            raise self.failure or ValueError("neither decided nor failed")
        return Answer(
            self.decision, self.rows, self.yes, position, self.salt, self.forwarding, self.found
        )


def told(under_way: Consultation, permit: Permit, found: Found) -> Weighed:
    """A permitted question that its source answered."""
    rows, yes = found.rows, None
    if permit.answer == "yes-no":
        rows, yes = (), says_yes(found.rows)
        if not yes and found.lacking:  # what could not be had might have said yes
            source = under_way.communication.source
            return untold(under_way, permit, SourceDownError(source, "a part of it is silent"))
    entry = under_way.permitted(permit, rows if yes is None else yes, found)
    marks = Found((), found.lacking, found.as_of, found.stale_after)
    return weighed(under_way, entry, permit, rows, yes, found=marks)


def untold(under_way: Consultation, permit: Permit, error: SourceError) -> Weighed:
    """A permitted question that its source did not answer."""
    return weighed(under_way, under_way.failed(error.reason, permit), permit, failure=error)


def about(asked: Communication, current: str | None, found: Found) -> Found:
    """What a source told, without a row about a person whom nobody knows; SourceShapeError where
    it names the person in a pseudonymised form."""
    if not current:
        return replace(found, rows=())
    cells = (value for row in found.rows for value in row.values())
    if asked.form == "pseudonymised" and any(holds(one, current) for one in cells):
        raise SourceShapeError(asked.source, NAMED)
    return found


def forwarded(
    under_way: Consultation,
    permit: Permit,
    future: Future[Found],
    limits: Limits,
    current: str | None,
) -> Weighed:
    """A permitted question that was passed on to its source."""

    def arrived(future: Future[Found]) -> Weighed:
        try:
            return told(
                under_way, permit, about(under_way.communication, current, future.result(timeout=0))
            )
        except (TimeoutError, CancelledError):
            source = under_way.communication.source
            return untold(under_way, permit, SourceDownError(source, "it takes too long"))
        except SourceError as error:
            return untold(under_way, permit, error)

    interim, lost = under_way.interim(permit), under_way.failed(LOST, permit)
    arriving = Arriving(future, limits, interim, lost, arrived)
    return replace(weighed(under_way, under_way.forwarded(permit), permit), arriving=arriving)


def weighed(
    under_way: Consultation,
    entry: Entry,
    decision: Decision | None = None,
    rows: tuple[Row, ...] = (),
    yes: bool | None = None,
    failure: SourceError | EvidenceError | None = None,
    found: Found = NOTHING,
) -> Weighed:
    """What became of a question that is under way."""
    forwarding, words = under_way.forwarding, under_way.catalogue
    return Weighed(entry, under_way.salt, decision, rows, yes, forwarding, failure, words, found)


def says_yes(rows: tuple[Row, ...]) -> bool:
    """The one answer that rows of yes-no fields give: yes if one of them says so."""
    return any(value is True for row in rows for value in row.values())
