"""What changes for fields that are asked for together, though not for each of them alone.

The clause that passes most of the asked fields decides, the earliest among equals. So a field that
is given to whoever asks for it alone may be left out, or given less far, in the company of others;
and an amendment may change that and nothing else. Which fields are asked for is here for the solver
(z3) to choose, as few as it can; what it finds, the reference interpreter must confirm.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, TypeAlias

import z3

from beraad.law.act import instant
from beraad.law.catalogue import Catalogue
from beraad.law.clause import Channel
from beraad.law.communication import Communication, Permit
from beraad.law.condition import Evidence
from beraad.law.decide import decide_by, passed, recipient_tokens
from beraad.law.evidence import Formula
from beraad.law.extent import clause_extent
from beraad.law.provision import Provision
from beraad.law.widens import (
    Case,
    DisagreementError,
    Given,
    Laws,
    Question,
    deciding,
    further_days,
    given_by,
    law_of,
    outline,
)

Turn: TypeAlias = Literal["lost", "gained", "altered"]
Facts: TypeAlias = dict[str, Evidence]
Outcome: TypeAlias = Mapping[Given, Formula]
"""For each way in which a field can be given, that it is."""
Won: TypeAlias = tuple[Provision, Formula]
"""A provision, and that it decides."""


@dataclass(frozen=True, slots=True)
class Company:
    """A field that fares otherwise in the company of all that is `asked` for, by `facts`.

    `old` and `new` are the provisions that decide the whole request; `likewise` are other fields
    that fare so in its stead. Who is meant bears all of `tokens`.
    """

    tokens: frozenset[str]
    channel: Channel
    field: str
    turn: Turn
    asked: tuple[str, ...]
    likewise: tuple[str, ...]
    facts: tuple[tuple[str, Evidence], ...]
    old: Provision
    new: Provision


@dataclass(frozen=True, slots=True)
class Step:
    """The same for all recipients alike: the deciding provisions by their places."""

    field: str
    turn: Turn
    asked: tuple[str, ...]
    likewise: tuple[str, ...]
    facts: tuple[tuple[str, Evidence], ...]
    old: int
    new: int


def in_company(
    before: Iterable[Provision], after: Iterable[Provision], catalogue: Catalogue
) -> Iterator[Company]:
    """All that changes in company only.

    Whatever communication is answered otherwise after than before: either a field of it is also
    when it is asked for alone, or something of that request is told here.
    """
    question = Question(tuple(before), tuple(after), catalogue)
    known: dict[object, tuple[Step, ...]] = {}
    for asked, stretch, *sides in question.meetings():
        had, has = ([law for law in laws if passed(law, asked)] for laws in sides)
        problem = (asked.fields, outline(had, asked), outline(has, asked), stretch)
        if problem[1] == problem[2] or not (choosy(had, asked) or choosy(has, asked)):
            continue
        if problem not in known:
            known[problem] = tuple(Search(question, (asked, stretch, had, has)).steps())
        tokens = recipient_tokens(asked, catalogue, instant(stretch[0]))
        for step in known[problem]:
            told = (step.field, step.turn, step.asked, step.likewise, step.facts)
            yield Company(tokens, asked.channel, *told, had[step.old], has[step.new])


def choosy(laws: Laws, asked: Communication) -> bool:
    """Whether it matters to what is passed which of these provisions decides."""
    return len({passed(law, asked) for law in laws}) > 1


class Search:
    """The search for what changes in company, for one sort of recipient and stretch of time."""

    def __init__(self, question: Question, case: Case) -> None:
        self.question = question
        self.model = question.evidence
        self.asked, stretch, self.had, self.has = case
        sides = ((self.had, self.has), (self.has, self.had), (self.has, self.has))
        self.further = {p: day for pair in sides for p, day in further_days(*pair, stretch).items()}
        self.first = stretch[0]
        self.days = sorted({stretch[0], *self.further.values()})
        context = self.model.context
        self.chosen = {name: z3.Bool(f"asked {name}", context) for name in self.asked.fields}

    def steps(self) -> Iterator[Step]:
        """For each turn of fields that are alike, the smallest request that shows it."""
        deciders = (self.deciders(self.had), self.deciders(self.has))
        untold = {
            (self.sort(name), turn): formula
            for name in self.asked.fields
            for turn, formula in self.turns(name, *deciders)
        }
        while (model := self.smallest(self.model.any(untold.values()))) is not None:
            fields = [name for name, one in self.chosen.items() if z3.is_true(model.eval(one))]
            found = self.confirmed(fields, self.model.facts(model))
            told = [step for step in found if (self.sort(step.field), step.turn) in untold]
            if not told:
                raise DisagreementError(f"not confirmed: {fields} of {self.asked}")
            yield from told
            for step in told:
                untold.pop((self.sort(step.field), step.turn), None)

    def sort(self, name: str) -> tuple[bool, ...]:
        """Which provisions pass a field: those of one sort can stand for each other."""
        return tuple(name in passed(law, self.asked) for law in (*self.had, *self.has))

    def deciders(self, laws: Laws) -> list[Won]:
        """Each provision and that it decides, whichever fields are chosen."""
        counts = [
            z3.Sum([z3.If(self.chosen[name], 1, 0) for name in passed(law, self.asked)])
            for law in laws
        ]
        met = [self.model.satisfied(law) for law in laws]
        return [
            (law, self.model.all([met[i], counts[i] > 0, *self.ahead(i, counts, met)]))
            for i, law in enumerate(laws)
        ]

    def ahead(self, i: int, counts: Sequence[Formula], met: Sequence[Formula]) -> Iterator[Formula]:
        """That no other satisfied provision passes more, and no earlier one as many."""
        for j, other in enumerate(counts):
            if j != i:
                more = counts[i] > other if j < i else counts[i] >= other
                yield self.model.any([self.model.negated(met[j]), more])

    def turns(
        self, name: str, before: Iterable[Won], after: Iterable[Won]
    ) -> Iterator[tuple[Turn, Formula]]:
        """What can become of a field in company, that nobody sees who asks for it alone."""
        model, chosen = self.model, self.chosen[name]
        old, new = (self.outcome(name, laws) for laws in (before, after))
        alone = replace(self.asked, fields=(name,))
        was, now = (
            self.outcome(name, [(law, won) for law, _, won in deciding(model, laws, alone)])
            for laws in (self.had, self.has)
        )
        had, has = (model.any(side.values()) for side in (old, new))
        yield "lost", model.all([chosen, had, model.negated(has), model.any(now.values())])
        yield "gained", model.all([chosen, model.negated(had), has, model.any(was.values())])
        known = model.all([self.apart(was, now), model.negated(self.apart(new, now))])
        yield "altered", model.all([chosen, self.apart(old, new), model.negated(known)])

    def outcome(self, name: str, laws: Iterable[Won]) -> Outcome:
        """In which ways a field can be given by these provisions."""
        found: dict[Given, list[Formula]] = {}
        for law, won in laws:
            if name in passed(law, self.asked):
                found.setdefault(given_by(law.clause), []).append(won)
        return {given: self.model.any(some) for given, some in found.items()}

    def apart(self, one: Outcome, other: Outcome) -> Formula:
        """That both give a field, and not equally far."""
        return self.model.any(
            self.model.all([one[was], other[now]])
            for was, now in product(one, other)
            if (was, now) in self.further or (now, was) in self.further
        )

    def smallest(self, goal: Formula) -> Formula | None:
        """A model in which the fewest fields are asked for, or None where there is none.

        Raises z3.Z3Exception should the solver not know, so that doubt never passes for proof.
        """
        solver = self.model.solver()
        solver.add(goal)
        if solver.check() == z3.unsat:
            return None
        most, few = 2, [(chosen, 1) for chosen in self.chosen.values()]
        while solver.check(z3.PbLe(few, most)) == z3.unsat:
            most += 1
        return solver.model()

    def confirmed(self, fields: Sequence[str], facts: Facts) -> list[Step]:
        """The turns of one request by the reference, with no more evidence than they need."""
        found = self.judged(fields, facts)
        for key in sorted(facts):
            fewer = {word: value for word, value in facts.items() if word != key}
            steps = self.judged(fields, fewer)
            if [(s.field, s.turn) for s in steps] == [(s.field, s.turn) for s in found]:
                found, facts = steps, fewer
        return found

    def judged(self, fields: Sequence[str], facts: Facts) -> list[Step]:
        """What the reference interpreter says of each field of one request; none if refused."""
        asked = replace(self.asked, fields=tuple(fields), facts=facts)
        old, new = self.deciding(asked)
        if old is None or new is None:
            return []
        return [
            Step(
                *(name, turn, tuple(sorted(fields)), self.likewise(name, fields)),
                *(tuple(sorted(facts.items())), self.had.index(old), self.has.index(new)),
            )
            for name in fields
            if (turn := self.turn(name, asked, old, new))
        ]

    def deciding(self, asked: Communication) -> tuple[Provision | None, Provision | None]:
        """The provisions that decide, before and after; None where a side refuses."""
        sides = ((self.question.before, self.had), (self.question.after, self.has))
        old, new = (self.decider(*side, asked) for side in sides)
        return old, new

    def decider(self, laws: Laws, some: Laws, asked: Communication) -> Provision | None:
        """Which of some laws the reference lets decide among all."""
        answer = decide_by(laws, asked, self.question.catalogue, instant(self.first))
        return law_of(answer, some) if isinstance(answer, Permit) else None

    def turn(self, name: str, asked: Communication, old: Provision, new: Provision) -> Turn | None:
        """What became of a field, unless it is the same for who asks for it alone."""
        was, now = self.deciding(replace(asked, fields=(name,)))
        before, after = (name in passed(law, asked) for law in (old, new))
        if before and after:
            known = was and now and self.differ(was, now) and not self.differ(new, now)
            return "altered" if self.differ(old, new) and not known else None
        if before:
            return "lost" if now else None
        return "gained" if after and was else None

    def differ(self, one: Provision, other: Provision) -> bool:
        """Whether one gives more or less than the other on some day."""
        return any(
            clause_extent(one.clause, day) != clause_extent(other.clause, day) for day in self.days
        )

    def likewise(self, name: str, fields: Collection[str]) -> tuple[str, ...]:
        """The fields that fare as this one does if they are asked for in its stead."""
        sort = self.sort(name)
        others = (other for other in self.asked.fields if other not in fields)
        return tuple(sorted(other for other in others if self.sort(other) == sort))
