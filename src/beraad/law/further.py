"""What goes further after a change, clause by clause, by the same proof as `widens`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from beraad.law.act import instant
from beraad.law.catalogue import Catalogue
from beraad.law.clause import Channel
from beraad.law.communication import Communication
from beraad.law.decide import passed, recipient_tokens
from beraad.law.evidence import EvidenceModel, Formula
from beraad.law.provision import Provision
from beraad.law.widens import Case, Laws, Question, deciding, further_days, given_by, outline

Step: TypeAlias = tuple[int, int, int | None]
"""The places of the new provision, of the field and of the old provision, if there is one."""


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
    """All that goes further; nothing where `widens` proves that nothing does."""
    question = Question(tuple(before), tuple(after), catalogue)
    known: dict[object, tuple[Step, ...]] = {}
    for case in question.cases():
        asked, stretch, *sides = case
        had, has = ([law for law in laws if passed(law, asked)] for laws in sides)
        problem = (outline(had, asked), outline(has, asked), stretch)
        if problem[0] == problem[1]:
            continue
        if problem not in known:
            known[problem] = tuple(steps(question, (asked, stretch, had, has)))
        tokens = recipient_tokens(asked, catalogue, instant(stretch[0]))
        for new, field, old in known[problem]:
            law, was = has[new], None if old is None else had[old]
            yield Further(law, tokens & law.recipients, asked.channel, asked.fields[field], was)


def steps(question: Question, case: Case) -> Iterator[Step]:
    """Where a new provision goes further in one request, and than which old one."""
    asked, stretch, had, has = case
    model, days = question.evidence, further_days(had, has, stretch)
    if model.solve(question.wider(asked, had, has, days.keys())) is None:
        return
    for law, fields, won in deciding(model, has, asked):
        for field in fields:
            for was, short in given(model, had, asked, field):
                further = was is None or (given_by(was.clause), given_by(law.clause)) in days
                if further and model.solve(model.all([won, short])) is not None:
                    old = None if was is None else had.index(was)
                    yield has.index(law), asked.fields.index(field), old
                    break


def given(
    model: EvidenceModel, laws: Laws, asked: Communication, field: str
) -> Iterator[tuple[Provision | None, Formula]]:
    """That a field is not given at all, then by which provision it is, each with what that takes.

    A field left out of the answer counts as given by a request for that field alone.
    """
    whole = [(law, won) for law, fields, won in deciding(model, laws, asked) if field in fields]
    alone = [(law, won) for law, _, won in deciding(model, laws, replace(asked, fields=(field,)))]
    unasked = [model.negated(won) for _, won in whole]
    yield None, model.all([*unasked, *(model.negated(won) for _, won in alone)])
    yield from whole
    yield from ((law, model.all([*unasked, won])) for law, won in alone)
