"""Evidence as a solver sees it: each word of the conditions known or not, and if known, its value.

A condition that cannot be evaluated is not met, so a formula says "is known and fits"; its denial
is then "is unknown or does not fit", as the reference interpreter has it.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any, Literal, TypeAlias

import z3

from beraad.law.condition import AnyOf, Compares, Condition, Evidence, Holds, InList
from beraad.law.provision import Provision

Formula: TypeAlias = Any  # z3 comes without types
Kind: TypeAlias = Literal["yes-no", "number", "word"]
Lists: TypeAlias = Mapping[str, frozenset[str]]

OTHER = "any other word"
"""Word evidence that no list can hold, since words of the law have no blanks."""


class EvidenceModel:
    """The variables of all evidence met so far, in a solver's world of its own (one a thread)."""

    def __init__(self) -> None:
        self.context = z3.Context()
        self.known: dict[tuple[str, Kind], Formula] = {}
        self.values: dict[tuple[str, Kind], Formula] = {}
        self.words: dict[str, int] = {}

    def satisfied(self, law: Provision) -> Formula:
        """That every condition of a provision is met."""
        return self.all(self.met(r.condition, law.lists) for r in law.requirements)

    def met(self, condition: Condition, lists: Lists) -> Formula:
        """That a condition is known to be met."""
        if isinstance(condition, AnyOf):
            return self.any(self.met(term, lists) for term in condition.terms)
        if isinstance(condition, Holds):
            known, value = self.variables(condition.key, "yes-no")
            fits = value == z3.BoolVal(condition.wanted, self.context)
        elif isinstance(condition, Compares):
            known, value = self.variables(condition.key, "number")
            fits = compared(value, condition)
        else:
            known, value = self.variables(condition.key, "word")
            fits = self.member(value, condition, lists)
        return z3.And(known, fits)

    def member(self, value: Formula, condition: InList, lists: Lists) -> Formula:
        """That a word is one of a list; words stand as numbers, all others for another word."""
        members = sorted(lists[condition.list_name])
        return self.any(value == self.words.setdefault(m, len(self.words)) for m in members)

    def given(self, key: str, value: Evidence) -> Formula:
        """That a piece of evidence is known to be this."""
        if isinstance(value, str):
            return self.all(self.both(key, "word", self.words.setdefault(value, len(self.words))))
        return self.all(self.both(key, "yes-no" if isinstance(value, bool) else "number", value))

    def both(self, key: str, kind: Kind, value: bool | int) -> tuple[Formula, Formula]:
        """That evidence is known, and that it is this."""
        known, found = self.variables(key, kind)
        return known, found == value

    def variables(self, key: str, kind: Kind) -> tuple[Formula, Formula]:
        """Whether evidence of this kind is known, and its value."""
        slot = (key, kind)
        if slot not in self.known:
            make = z3.Bool if kind == "yes-no" else z3.Int
            self.known[slot] = z3.Bool(f"known {kind} {key}", self.context)
            self.values[slot] = make(f"value {kind} {key}", self.context)
        return self.known[slot], self.values[slot]

    def all(self, formulas: Iterable[Formula]) -> Formula:
        """The conjunction, true of none."""
        return z3.And([z3.BoolVal(True, self.context), *formulas])

    def any(self, formulas: Iterable[Formula]) -> Formula:
        """The disjunction, false of none."""
        return z3.Or([z3.BoolVal(False, self.context), *formulas])

    def negated(self, formula: Formula) -> Formula:
        """The denial."""
        return z3.Not(formula)

    def solver(self) -> Any:
        """A solver that knows that one piece of evidence is of one kind."""
        solver = z3.Solver(ctx=self.context)
        kinds: dict[str, list[Formula]] = {}
        for (key, _), known in self.known.items():
            kinds.setdefault(key, []).append(known)
        for rivals in kinds.values():
            solver.add(*(z3.Not(z3.And(*pair)) for pair in combinations(rivals, 2)))
        return solver

    def solve(self, formula: Formula) -> dict[str, Evidence] | None:
        """Evidence that makes a formula true, or None where it is proven that none does.

        Raises z3.Z3Exception should the solver not know, so that doubt never passes for proof.
        """
        solver = self.solver()
        solver.add(formula)
        if solver.check() == z3.unsat:
            return None
        return self.facts(solver.model())

    def facts(self, model: Any) -> dict[str, Evidence]:
        """The evidence that is known in a model."""
        return {
            key: self.value(model, key, kind)
            for (key, kind), known in self.known.items()
            if z3.is_true(model.eval(known, model_completion=True))
        }

    def value(self, model: Any, key: str, kind: Kind) -> Evidence:
        """The value that a model gives to a piece of evidence."""
        found = model.eval(self.values[key, kind], model_completion=True)
        if kind == "yes-no":
            return bool(z3.is_true(found))
        number = int(found.as_long())
        if kind == "number":
            return number
        return next((word for word, index in self.words.items() if index == number), OTHER)


def compared(value: Formula, condition: Compares) -> Formula:
    """That a number stands to the bound as the condition wants."""
    return {
        "<": value < condition.bound,
        "<=": value <= condition.bound,
        "=": value == condition.bound,
        ">=": value >= condition.bound,
        ">": value > condition.bound,
    }[condition.sign]
