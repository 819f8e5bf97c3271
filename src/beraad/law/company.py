"""What changes for fields that are asked for together, though not for each of them alone.

The clause that passes most of the asked fields decides, the earliest among equals. So a field that
is given to whoever asks for it alone may be left out, or given less far, in the company of others;
and an amendment may change that and nothing else. Which fields are asked for is here for the solver
(z3) to choose, as few as it can; what it finds, the reference interpreter must confirm. Where it
comes to the bound of its search, that is said.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, TypeAlias

from beraad.law.act import instant
from beraad.law.catalogue import Catalogue
from beraad.law.choice import Choice, Facts, Outcome, UndecidedError, Won, deciding, outcome
from beraad.law.clause import Channel
from beraad.law.communication import Communication, Permit
from beraad.law.condition import Evidence
from beraad.law.decide import decide_by, passed, recipient_tokens
from beraad.law.evidence import Formula
from beraad.law.extent import clause_extent
from beraad.law.outline import Laws, choosy, outline
from beraad.law.provision import Provision
from beraad.law.widens import Case, DisagreementError, Question, further_days, law_of

Turn: TypeAlias = Literal["lost", "gained", "altered"]


@dataclass(frozen=True, slots=True)
class Step:
    """A field that fares otherwise in the company of all that is `asked` for, by `facts`.

    `likewise` are other fields that fare so in its stead; `old` and `new` are the places of the
    provisions that decide the whole request, among those for one recipient.
    """

    field: str
    turn: Turn
    asked: tuple[str, ...]
    likewise: tuple[str, ...]
    facts: tuple[tuple[str, Evidence], ...]
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Company:
    """What happens to who bears all of `tokens`, with the provisions that decide."""

    tokens: frozenset[str]
    channel: Channel
    step: Step
    old: Provision
    new: Provision


@dataclass(frozen=True, slots=True)
class Undecided:
    """Whether anything else happens to who bears all of `tokens` was not decided.

    `asked` has all fields of which some may be asked for; `laws` are the provisions of both sides.
    """

    tokens: frozenset[str]
    asked: Communication
    laws: tuple[Provision, ...]


def in_company(
    before: Iterable[Provision], after: Iterable[Provision], catalogue: Catalogue
) -> Iterator[Company | Undecided]:
    """All that changes in company only.

    Whatever communication is answered otherwise after than before: either a field of it is also
    when it is asked for alone, or something of that request is told here, if only that it was not
    decided.
    """
    question = Question(tuple(before), tuple(after), catalogue)
    known: dict[object, tuple[Step | None, ...]] = {}
    for asked, stretch, had, has in question.meetings():
        problem = (asked.fields, outline(had, asked), outline(has, asked), stretch)
        if problem[1] == problem[2] or not (choosy(had, asked) or choosy(has, asked)):
            continue
        if problem not in known:
            known[problem] = tuple(Search(question, (asked, stretch, had, has)).steps())
        tokens = recipient_tokens(asked, catalogue, instant(stretch[0]))
        for step in known[problem]:
            if step is None:
                yield Undecided(tokens, asked, (*had, *has))
            else:
                yield Company(tokens, asked.channel, step, had[step.old], has[step.new])


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
        self.choice = Choice(self.model, self.asked, (*self.had, *self.has))

    def steps(self) -> Iterator[Step | None]:
        """For each turn of fields that are alike, the smallest request that shows it.

        None at the end where the solver could not tell whether there are others.
        """
        sort = self.choice.sort
        deciders = (self.choice.deciders(self.had), self.choice.deciders(self.has))
        untold = {
            (one, turn): formula
            for one, name in self.choice.examples()
            for turn, formula in self.turns(name, *deciders)
        }
        try:
            while shown := self.choice.smallest(self.model.any(untold.values())):
                found = self.confirmed(*shown)
                told = [step for step in found if (sort(step.field), step.turn) in untold]
                if not told:
                    raise DisagreementError(f"not confirmed: {shown[0]} of {self.asked}")
                yield from told
                for step in told:
                    untold.pop((sort(step.field), step.turn), None)
        except UndecidedError:
            yield None

    def turns(
        self, name: str, before: Iterable[Won], after: Iterable[Won]
    ) -> Iterator[tuple[Turn, Formula]]:
        """What can become of a field in company, that nobody sees who asks for it alone."""
        model, chosen = self.model, self.choice.chosen(name)
        alone = replace(self.asked, fields=(name,))
        singly = (deciding(model, laws, alone) for laws in (self.had, self.has))
        old, new, was, now = (
            outcome(model, name, alone, laws) for laws in (before, after, *singly)
        )
        had, has = (model.any(side.values()) for side in (old, new))
        yield "lost", model.all([chosen, had, model.negated(has), model.any(now.values())])
        yield "gained", model.all([chosen, model.negated(had), has, model.any(was.values())])
        known = model.all([self.apart(was, now), model.negated(self.apart(new, now))])
        yield "altered", model.all([chosen, self.apart(old, new), model.negated(known)])

    def apart(self, one: Outcome, other: Outcome) -> Formula:
        """That both give a field, and not equally far."""
        return self.model.any(
            self.model.all([one[was], other[now]])
            for was, now in product(one, other)
            if (was, now) in self.further or (now, was) in self.further
        )

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
        alike = self.choice.sorts[self.choice.sort(name)]
        return tuple(sorted(other for other in alike if other not in fields))
