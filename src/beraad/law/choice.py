"""Which provision decides, in a formula: for given fields, or for such as the solver chooses.

Fields that the same provisions pass can stand for each other, so the solver chooses only how many
of each sort are asked for: thirty fields of five clauses are then a small problem.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import z3

from beraad.law.communication import Communication
from beraad.law.condition import Evidence
from beraad.law.decide import passed
from beraad.law.evidence import EvidenceModel, Formula
from beraad.law.outline import Given, Laws, given_by
from beraad.law.provision import Provision

Facts: TypeAlias = dict[str, Evidence]
Outcome: TypeAlias = Mapping[Given, Formula]
"""For each way in which a field can be given, that it is."""
Won: TypeAlias = tuple[Provision, Formula]
"""A provision, and that it decides."""
Sort: TypeAlias = tuple[bool, ...]
"""Which provisions pass a field."""

BOUND = 20_000_000
"""How much the solver may spend on one question, in its own units, the same on every machine."""


class UndecidedError(ValueError):
    """The solver came to its bound, so that neither a proof nor an example is there."""


def deciding(model: EvidenceModel, laws: Laws, asked: Communication) -> list[Won]:
    """Each provision that passes an asked field, and that it decides, those that go first first.

    The first satisfied provision decides, those that pass most of the asked fields going first.
    """
    found, none_yet = [], model.all(())
    passing = [(law, len(fields)) for law in laws if (fields := passed(law, asked))]
    for law, _ in sorted(passing, key=lambda pair: -pair[1]):
        met = model.satisfied(law)
        found.append((law, model.all([none_yet, met])))
        none_yet = model.all([none_yet, model.negated(met)])
    return found


def outcome(model: EvidenceModel, name: str, asked: Communication, laws: Iterable[Won]) -> Outcome:
    """In which ways a field can be given by these provisions."""
    found: dict[Given, list[Formula]] = {}
    for law, won in laws:
        if name in passed(law, asked):
            found.setdefault(given_by(law.clause), []).append(won)
    return {given: model.any(some) for given, some in found.items()}


class Choice:
    """A request for some of the fields that a communication names, for the solver to choose."""

    def __init__(self, model: EvidenceModel, asked: Communication, laws: Laws) -> None:
        self.model, self.asked = model, asked
        self.passing = [frozenset(passed(law, asked)) for law in laws]
        self.sorts: dict[Sort, list[str]] = {}
        for name in asked.fields:
            self.sorts.setdefault(self.sort(name), []).append(name)
        numbers = enumerate(self.sorts)
        self.counts = {sort: z3.Int(f"asked {n}", model.context) for n, sort in numbers}

    def sort(self, name: str) -> Sort:
        """Which provisions pass a field: those of one sort can stand for each other."""
        return tuple(name in fields for fields in self.passing)

    def examples(self) -> Iterator[tuple[Sort, str]]:
        """Each sort of fields with one of them."""
        return ((sort, names[0]) for sort, names in self.sorts.items())

    def chosen(self, name: str) -> Formula:
        """That a field, or one that stands for it, is asked for."""
        return self.counts[self.sort(name)] > 0

    def deciders(self, laws: Laws) -> list[Won]:
        """Each provision and that it decides, whichever fields are chosen."""
        counts = [self.count(passed(law, self.asked)) for law in laws]
        met = [self.model.satisfied(law) for law in laws]
        return [
            (law, self.model.all([met[i], counts[i] > 0, *self.ahead(i, counts, met)]))
            for i, law in enumerate(laws)
        ]

    def count(self, fields: Sequence[str]) -> Formula:
        """How many of some fields are asked for, all of a sort or none of it being among them."""
        return z3.Sum([self.counts[sort] for sort, name in self.examples() if name in fields])

    def ahead(self, i: int, counts: Sequence[Formula], met: Sequence[Formula]) -> Iterator[Formula]:
        """That no other satisfied provision passes more, and no earlier one as many."""
        for j, other in enumerate(counts):
            if j != i:
                more = counts[i] > other if j < i else counts[i] >= other
                yield self.model.any([self.model.negated(met[j]), more])

    @cached_property
    def solver(self) -> Formula:
        """One solver for all goals, which are put when all words of evidence are known to it."""
        solver = self.model.solver()
        solver.set("rlimit", BOUND)
        for sort, names in self.sorts.items():
            solver.add(self.counts[sort] >= 0, self.counts[sort] <= len(names))
        return solver

    def smallest(self, goal: Formula) -> tuple[tuple[str, ...], Facts] | None:
        """The fewest fields, at least two, and the evidence that reach a goal; None if none do.

        UndecidedError where the solver does not know, so that doubt never passes for proof.
        """
        solver = self.solver
        solver.push()
        solver.add(goal)
        try:
            return self.found(solver)
        finally:
            solver.pop()

    def found(self, solver: Formula) -> tuple[tuple[str, ...], Facts] | None:
        """What `smallest` tells, of the goal that a solver was given."""
        if not reached(solver):
            return None
        most, total = 2, z3.Sum(list(self.counts.values()))
        while not reached(solver, total <= most):
            most += 1
        model = solver.model()
        return tuple(self.fields(model)), self.model.facts(model)

    def fields(self, model: Formula) -> Iterator[str]:
        """The fields that a model asks for: of each sort the first by their names."""
        wanted = {
            name
            for sort, names in self.sorts.items()
            for name in sorted(names)[: model.eval(self.counts[sort], True).as_long()]
        }
        return (name for name in self.asked.fields if name in wanted)


def reached(solver: Formula, *assumed: Formula) -> bool:
    """Whether what a solver was told can be; UndecidedError where it does not know."""
    answer = solver.check(*assumed)
    if answer == z3.unknown:
        raise UndecidedError(
            f"the search ended undecided ({solver.reason_unknown()}); compare one deliberation, or "
            "fewer clauses at a time"
        )
    return bool(answer == z3.sat)
