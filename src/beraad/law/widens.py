"""Whether a change of the law widens it: proven not to, or shown by one communication.

Only what the provisions can tell apart is looked at: each source, purpose, form and channel on
which the two sides differ, each sort of recipient, each request for fields, each stretch of time
up to the last day of some clause. Whether some evidence is answered by the one side and not, or
not so far, by the other is for the solver (z3); what it finds, the reference interpreter must
confirm.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import product
from typing import TypeAlias

from beraad.law.act import day_of, instant
from beraad.law.asker import askers
from beraad.law.catalogue import Catalogue
from beraad.law.choice import Choice, Facts, Won, deciding, outcome
from beraad.law.clause import Channel, Clause, Form
from beraad.law.communication import Communication, Decision, Permit
from beraad.law.condition import Evidence
from beraad.law.decide import decide_by, passed, recipient_tokens
from beraad.law.evidence import EvidenceModel, Formula
from beraad.law.extent import Extent, Way, clause_extent, permit_extent, telling_days
from beraad.law.outline import Given, Laws, choosy, given_by, outline, telling, whole
from beraad.law.permission import without_time
from beraad.law.provision import Provision

Key: TypeAlias = tuple[str, str, Form, Channel]
Stretch: TypeAlias = tuple[date, date]
Case: TypeAlias = tuple[Communication, Stretch, Laws, Laws]

EARLIEST = date(1901, 1, 1)
CYCLE = 400
"""After so many years the calendar repeats, so what no day of them shows, no day ever will."""


@dataclass(frozen=True, slots=True)
class Widening:
    """A communication that goes further after than before.

    `ways` say how `field` goes further; `age` is how many days old its data are; `at` is the
    instant at which both sides were asked, as if the provisions of each had always been in force.
    `before` is the answer for that field alone where the whole request did not give it.
    """

    ways: tuple[Way, ...]
    communication: Communication
    field: str
    age: int
    at: datetime
    before: Decision
    after: Permit


class DisagreementError(RuntimeError):
    """The solver and the reference interpreter answer differently: a fault in this program."""


def widens(
    before: Iterable[Provision], after: Iterable[Provision], catalogue: Catalogue
) -> Widening | None:
    """What `after` permits and `before` does not, not so far back or not so long; None if nothing.

    Both are the provisions in force at one instant, as `permission.at` gives them; of time, only
    the last day of each clause counts, and no day before the last start on either side. None is a
    proof over all recipients, requests, evidence and days: no communication is given a field
    further than before, or than it was given for that field alone where it was left out.
    UndecidedError where the solver reaches its bound before that.
    """
    question = Question(tuple(before), tuple(after), catalogue)
    return next(question.widenings(), None)


class Question:
    """The two sides, with what was already proven about them."""

    def __init__(self, before: Laws, after: Laws, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.before = tuple(map(without_time, before))
        self.after = tuple(map(without_time, after))
        self.first = max((EARLIEST, *(day_of(law.start) for law in (*before, *after))))
        self.evidence = EvidenceModel()
        self.proven: set[tuple[object, ...]] = set()

    def widenings(self) -> Iterator[Widening]:
        """One widening for each case that has one, for fields asked for singly first."""
        for case in self.cases():
            if found := self.of_request(*case):
                yield found
        for case in self.meetings():
            if found := self.of_some(*case):
                yield found

    def cases(self) -> Iterator[Case]:
        """Each sort of recipient, request and stretch of time for which the sides may differ."""
        for asked, stretch, old, new in self.meetings():
            for fields in requests(new, asked):
                yield replace(asked, fields=fields), stretch, old, new

    def meetings(self) -> Iterator[Case]:
        """Each sort of recipient and stretch of time, with all fields that any side knows."""
        old, new = by_key(self.before), by_key(self.after)
        for key in sorted(new):
            had, has = old.get(key, []), new[key]
            if list(map(whole, had)) != list(map(whole, has)):
                yield from self.of_key(key, had, has)

    def of_key(self, key: Key, had: Laws, has: Laws) -> Iterator[Case]:
        """The meetings of one source, purpose, form and channel."""
        source, purpose, form, channel = key
        fields = tuple(dict.fromkeys(field for law in (*has, *had) for field in law.fields))
        wish = Communication("", source, purpose, fields, form, channel)
        for stretch in stretches(self.first, (*had, *has), self.catalogue.party_ends):
            at = instant(stretch[0])
            for asked in askers(wish, (*had, *has), self.catalogue, at):
                old, new = (self.applicable(laws, asked, stretch) for laws in (had, has))
                yield asked, stretch, old, new

    def applicable(self, laws: Laws, asked: Communication, stretch: Stretch) -> Laws:
        """The provisions that only evidence can keep from permitting this."""
        tokens = recipient_tokens(asked, self.catalogue, instant(stretch[0]))
        fitting = [
            law
            for law in laws
            if tokens & law.recipients
            and (law.clause.until is None or stretch[0] <= law.clause.until)
        ]
        return telling(fitting, asked)

    def of_request(
        self, asked: Communication, stretch: Stretch, had: Laws, has: Laws
    ) -> Widening | None:
        """The widening of one request during one stretch of time, if there is any."""
        problem = (outline(had, asked), outline(has, asked), stretch)
        if problem[0] == problem[1] or problem in self.proven:
            return None
        further = further_days(had, has, stretch)
        facts = self.evidence.solve(self.wider(asked, had, has, further.keys()))
        if facts is None:
            self.proven.add(problem)
            return None
        return self.shown(asked, facts, {stretch[0], *further.values()})

    def of_some(
        self, asked: Communication, stretch: Stretch, had: Laws, has: Laws
    ) -> Widening | None:
        """The widening of a request for some of these fields, whichever the solver finds.

        Where every provision passes the same fields, each fares as it does alone.
        """
        problem = (asked.fields, outline(had, asked), outline(has, asked), stretch)
        alike = problem[1] == problem[2] or not (choosy(had, asked) or choosy(has, asked))
        if alike or problem in self.proven:
            return None
        further = further_days(had, has, stretch)
        choice = Choice(self.evidence, asked, (*had, *has))
        found = choice.smallest(self.wider_together(choice, had, has, further.keys()))
        if found is None:
            self.proven.add(problem)
            return None
        fields, facts = found
        return self.shown(replace(asked, fields=fields), facts, {stretch[0], *further.values()})

    def shown(self, asked: Communication, facts: Facts, days: Iterable[date]) -> Widening:
        """The widening that the solver found, on the first day on which the reference agrees."""
        for day in sorted(days):
            if found := self.confirmed(asked, facts, day):
                return found
        raise DisagreementError(f"not confirmed: {asked} with {facts}")

    def wider(
        self, asked: Communication, had: Laws, has: Laws, further: Collection[tuple[Given, Given]]
    ) -> Formula:
        """That a new provision decides and passes a field further than the old ones did."""
        old, new = (deciding(self.evidence, laws, asked) for laws in (had, has))
        return self.evidence.any(
            self.wider_field(replace(asked, fields=(field,)), had, old, new, further)
            for field in asked.fields
        )

    def wider_together(
        self, choice: Choice, had: Laws, has: Laws, further: Collection[tuple[Given, Given]]
    ) -> Formula:
        """That a field of those chosen is given further than before."""
        model, asked = self.evidence, choice.asked
        old, new = (choice.deciders(laws) for laws in (had, has))
        return model.any(
            model.all(
                [
                    choice.chosen(name),
                    self.wider_field(replace(asked, fields=(name,)), had, old, new, further),
                ]
            )
            for _, name in choice.examples()
        )

    def wider_field(
        self,
        alone: Communication,
        had: Laws,
        old: Iterable[Won],
        new: Iterable[Won],
        further: Collection[tuple[Given, Given]],
    ) -> Formula:
        """That one field is given further by the deciding provisions of a request that has it."""
        model, (name,) = self.evidence, alone.fields
        same, now = (outcome(model, name, alone, laws) for laws in (old, new))
        single = outcome(model, name, alone, deciding(model, had, alone))
        ways = []
        for given, won in now.items():
            less = [one for was, one in single.items() if (was, given) not in further]
            beyond = [one for was, one in same.items() if (was, given) in further]
            lacked = model.negated(model.any([*same.values(), *less]))
            ways.append(model.all([won, model.any([lacked, *beyond])]))
        return model.any(ways)

    def confirmed(
        self, asked: Communication, facts: dict[str, Evidence], day: date
    ) -> Widening | None:
        """The widening by the reference, with no more evidence than it needs."""
        found = self.judged(replace(asked, facts=facts), day)
        for key in facts if found else ():
            fewer = {word: value for word, value in facts.items() if word != key}
            shorter = self.judged(replace(asked, facts=fewer), day)
            if shorter:
                found, facts = shorter, fewer
        return found

    def judged(self, asked: Communication, day: date) -> Widening | None:
        """What the reference interpreter says of both sides on a day; None if nothing widens.

        A field that the old side left out of its answer is compared with what it gave to the
        request for that field alone: two clauses made into one are no widening.
        """
        at = instant(day)
        after = decide_by(self.after, asked, self.catalogue, at)
        if not isinstance(after, Permit):
            return None
        new = permit_extent(after, clause_of(after, self.after), day)
        for field in after.passed:
            before = decide_by(self.before, asked, self.catalogue, at)
            if not (isinstance(before, Permit) and field in before.passed):
                alone = replace(asked, fields=(field,))
                before = decide_by(self.before, alone, self.catalogue, at)
            old = None
            if isinstance(before, Permit):
                old = permit_extent(before, clause_of(before, self.before), day)
            if ways := new.beyond(old):
                age = oldest(new, old, day) if "looking-back" in ways else 0
                return Widening(ways, asked, field, age, at, before, after)
        return None


def by_key(laws: Laws) -> dict[Key, list[Provision]]:
    """The provisions under each source, purpose, form and channel, in their order."""
    found: dict[Key, list[Provision]] = {}
    for law in sorted(laws, key=lambda law: law.order):
        for channel in law.clause.by:
            key = (law.source, law.clause.purpose, law.clause.form, channel)
            found.setdefault(key, []).append(law)
    return found


def requests(laws: Laws, asked: Communication) -> Iterator[tuple[str, ...]]:
    """The fields to ask for first: each alone, and all that a provision passes.

    One that can decide at all does so when asked for just what it passes, so most of what widens
    shows there, and in a request that people make.
    """
    whole = [passed(law, asked) for law in laws]
    yield from dict.fromkeys((field,) for fields in whole for field in fields)
    yield from dict.fromkeys(fields for fields in whole if len(fields) > 1)


def stretches(
    first: date, laws: Iterable[Provision], party_ends: Iterable[date]
) -> Iterator[Stretch]:
    """The time from a day on, cut where a clause or an organisation ends."""
    ends = {law.clause.until for law in laws} | {day - timedelta(days=1) for day in party_ends}
    for end in sorted(end for end in ends if end is not None and end >= first):
        yield first, end
        first = end + timedelta(days=1)
    yield first, first.replace(year=first.year + CYCLE)


def further_days(had: Laws, has: Laws, stretch: Stretch) -> dict[tuple[Given, Given], date]:
    """For what old and new provisions give, where the new goes further, a day on which it does."""
    old, new = ({given_by(law.clause): law.clause for law in laws} for laws in (had, has))
    days = {(was, now): further_day(old[was], new[now], stretch) for was, now in product(old, new)}
    return {pair: day for pair, day in days.items() if day is not None}


@lru_cache(maxsize=10_000)
def further_day(old: Clause, new: Clause, stretch: Stretch) -> date | None:
    """A day on which the new clause goes further; None if there is none."""
    for day in telling_days(*stretch, old, new):
        if clause_extent(new, day).beyond(clause_extent(old, day)):
            return day
    return None


def clause_of(permit: Permit, laws: Laws) -> Clause:
    """The clause that a permit names."""
    return law_of(permit, laws).clause


def law_of(permit: Permit, laws: Laws) -> Provision:
    """The provision that a permit names."""
    named = (permit.chamber, permit.number, permit.clause)
    return next(law for law in laws if (law.chamber, law.number, law.clause.name) == named)


def oldest(new: Extent, old: Extent | None, day: date) -> int:
    """How many days old the oldest data are that go further back now; a day more than any limit."""
    limit = old.not_before if old else None
    assert limit is not None  # nothing goes further back than no limit
    return (day - (new.not_before or limit - timedelta(days=1))).days
