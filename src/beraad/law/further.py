"""What goes further after a change, clause by clause, by the same proof as `widens`.

Each field is asked for alone; what changes only for fields asked for together is for `company`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from beraad.law.act import instant
from beraad.law.catalogue import Catalogue
from beraad.law.choice import deciding
from beraad.law.clause import Channel
from beraad.law.communication import Communication
from beraad.law.decide import recipient_tokens
from beraad.law.evidence import EvidenceModel, Formula
from beraad.law.outline import Laws, given_by, outline, telling
from beraad.law.provision import Provision
from beraad.law.widens import Case, Question, further_days

Step: TypeAlias = tuple[int, int | None]
"""The places of the new provision and of the old one, if there is one."""


@dataclass(frozen=True, slots=True)
class Further:
    """A field that `law` lets somebody have and that the other side gave less far, or not at all.

    `tokens` are the names under which the law means this recipient. `was` is a provision of the
    other side that gave the field less far; None where with some evidence none gave it.
    """

    law: Provision
    tokens: frozenset[str]
    channel: Channel
    field: str
    was: Provision | None


def further(
    before: Iterable[Provision], after: Iterable[Provision], catalogue: Catalogue
) -> Iterator[Further]:
    """Each field that goes further; nothing where `widens` proves that nothing does."""
    question = Question(tuple(before), tuple(after), catalogue)
    known: dict[object, tuple[Step, ...]] = {}
    for case in question.cases():
        asked, stretch, *sides = case
        if len(asked.fields) > 1:
            continue
        had, has = (telling(laws, asked) for laws in sides)
        problem = (outline(had, asked), outline(has, asked), stretch)
        if problem[0] == problem[1]:
            continue
        if problem not in known:
            known[problem] = tuple(steps(question, (asked, stretch, had, has)))
        tokens = recipient_tokens(asked, catalogue, instant(stretch[0]))
        for new, old in known[problem]:
            law, was = has[new], None if old is None else had[old]
            yield Further(law, tokens & law.recipients, asked.channel, asked.fields[0], was)


def steps(question: Question, case: Case) -> Iterator[Step]:
    """Where a new provision goes further in one request, and than which old one."""
    asked, stretch, had, has = case
    model, days = question.evidence, further_days(had, has, stretch)
    if model.solve(question.wider(asked, had, has, days.keys())) is None:
        return
    for law, won in deciding(model, has, asked):
        for was, short in given(model, had, asked):
            further = was is None or (given_by(was.clause), given_by(law.clause)) in days
            if further and model.solve(model.all([won, short])) is not None:
                yield has.index(law), None if was is None else had.index(was)
                break


def given(
    model: EvidenceModel, laws: Laws, asked: Communication
) -> Iterator[tuple[Provision | None, Formula]]:
    """That the field is not given, then by which provision it is; each with what that takes."""
    found = deciding(model, laws, asked)
    yield None, model.all(model.negated(won) for _, won in found)
    yield from found
