"""Every organisation asks every field of every source for every purpose, over HTTP.

There are more than 200,000 such questions, so they are drawn by chance, always the same ones: in
the nightly run 200,000 of them. What comes through is exactly what the clauses allow and the source
holds; to all others nothing is told, in no word of a problem.
"""

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from typing import Any

import msgspec

from beraad.demo.scenarios.asked import Asked
from beraad.demo.scenarios.raw import lines, read
from beraad.demo.scenarios.run import chapters_in, executed
from beraad.demo.scenarios.world import World
from beraad.exchange.asking import Ear
from beraad.law.communication import Communication, Permit
from beraad.register.shelf import demonstrations, open_register
from tests.systems.conftest import SYSTEMS
from tests.systems.matrix import Case, Oracle, cases, open_oracle, questions

MOST, TIMES = (200_000, 5) if os.environ.get("BERAAD_NIGHTLY") else (6_000, 1)
BATCH = 100
JSON = {"Content-Type": "application/json"}
OK = 200
SHORT = 7
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LAW = "".join(file.read_text(encoding="utf-8") for file in SYSTEMS.rglob("*.md"))
"""Texts that may stand in a refusal by chance: days of entry into force, words of the law."""

Question = tuple[Case, Communication]
Reply = dict[str, Any]


def test_exactly_what_the_clauses_allow_comes_through():
    seen: Counter[str] = Counter()
    with matrix() as (oracle, asked):
        told = [one for one in asked if one[1].channel == "consult"]
        for question, reply in replies(oracle.world, told):
            seen[consulted(oracle, question, reply)] += 1
        for question in (one for one in asked if one[1].channel != "consult"):
            seen[explained(oracle, question)] += 1
    assert seen["fields"] > MOST / 2000, seen
    assert seen["yes-no"], seen
    assert seen["explained permit"], seen
    assert seen["refusal"] > MOST / 2, seen


@contextmanager
def matrix() -> Iterator[tuple[Oracle, list[Question]]]:
    """The world of all chapters, in which they were executed, and what is asked there."""
    register = open_register([SYSTEMS, *demonstrations([SYSTEMS])])
    with ExitStack() as stack:
        world, outcomes = stack.enter_context(executed(SYSTEMS, register, chapters_in(SYSTEMS)))
        evidence, mandates = map(stack.enter_context, open_oracle(world))
        yield (
            Oracle(world, evidence, Ear(evidence), mandates),
            questions(world, cases(outcomes), MOST, TIMES),
        )


def body(question: Question) -> dict[str, object]:
    """A question as it is sent."""
    case, wish = question
    plain: dict[str, object] = msgspec.to_builtins(wish) | {"subject": case.subject}
    return {name: value for name, value in plain.items() if name != "subjects"}


def replies(world: World, asked: list[Question]) -> Iterator[tuple[Question, Reply]]:
    """What the gateway answers, in batches of one organisation on one day."""

    def batch(one: Question) -> tuple[Any, ...]:
        return one[0].at, one[1].recipient

    for (at, organisation), group in groupby(sorted(asked, key=batch), batch):
        world.clock.at = at
        some = list(group)
        for start in range(0, len(some), BATCH):
            part = some[start : start + BATCH]
            sent = msgspec.json.encode({"questions": list(map(body, part))})
            found = world.gateway.client.post(organisation, "/v1/consult/batch", sent, JSON)
            yield from zip(part, found.raise_for_status().json()["replies"], strict=True)


def consulted(oracle: Oracle, question: Question, reply: Reply) -> str:
    """Which kind of answer came; AssertionError if it is not the one of the clauses."""
    case, wish = question
    expected = oracle.decision(wish, case.subject, case.at)
    if reply["status"] != OK:
        problem = reply["problem"]["type"].rpartition(":")[2]
        if not isinstance(expected, Permit):
            assert problem == "refused", (wish, reply)
        else:  # the law permits it, and the directory or the source does not let it through
            assert problem in ("not-forwarded", "source-down"), (wish, reply)
        assert silent(oracle, question, reply), (wish, reply)
        return "refusal" if problem == "refused" else problem
    assert isinstance(expected, Permit), (wish, reply)
    answer = reply["answer"]
    assert answer["permit"]["passed"] == list(expected.passed), (wish, reply)
    held = standing(oracle, question, expected)
    if answer["yes"] is None:
        assert lines(answer["rows"]) == lines(held), (wish, reply)
        return "fields"
    assert answer["rows"] == []
    assert answer["yes"] == any(value is True for row in held for value in row.values())
    return "yes-no"


def explained(oracle: Oracle, question: Question) -> str:
    """The same for a question by another channel, to which only the decision is told."""
    case, wish = question
    world = oracle.world
    world.clock.at = case.at
    sent = msgspec.json.encode(body(question))
    found = world.gateway.client.post(wish.recipient, "/v1/explain", sent, JSON)
    answer = found.raise_for_status().json()
    expected = oracle.decision(wish, case.subject, case.at)
    stopped = not answer["permitted"] and any(not near["missing"] for near in answer["nearest"])
    assert answer["permitted"] == isinstance(expected, Permit) or stopped, (wish, answer)
    if isinstance(expected, Permit) and answer["permitted"]:
        assert answer["permit"]["passed"] == list(expected.passed), (wish, answer)
        return "explained permit"
    return "refusal"


def standing(oracle: Oracle, question: Question, permit: Permit) -> list[dict[str, object]]:
    """The permitted fields as they stand in the source."""
    _, wish = question
    world, source = oracle.world, oracle.world.register.catalogue.sources[wish.source]
    first = permit.not_before.isoformat() if permit.not_before else ""
    found = read(world.stores, source, permit.passed, seen_by(question))
    return [row for when, row in found if when >= first]


def silent(oracle: Oracle, question: Question, reply: Reply) -> bool:
    """Whether no text that the source holds about the person stands in a refusal."""
    _, wish = question
    source = oracle.world.register.catalogue.sources[wish.source]
    try:
        held = [row for _, row in read(oracle.world.stores, source, wish.fields, seen_by(question))]
    except sqlite3.OperationalError:  # the source has no store: what is only explained
        return True
    words = {value for row in held for value in row.values() if isinstance(value, str)}
    said = msgspec.json.encode(reply).decode()
    telling = {one for one in words if len(one) > SHORT and not DAY.fullmatch(one)}
    return not any(word in said for word in telling if word not in LAW)


def seen_by(question: Question) -> Asked:
    """The question as the raw read takes it."""
    case, wish = question
    return Asked(
        *("matrix", "consult", case.at, wish.recipient, wish.source, wish.fields),
        *((case.subject,), wish.purpose, wish.form, wish.channel, wish.role, wish.person),
        *(dict(wish.facts), False, "en"),
    )
