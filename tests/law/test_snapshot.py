"""The compiled snapshot: the law of a moment, ready to answer.

It agrees with the reference (`test_agreement.py`); here stands what is its own: the time for which
it answers, its hash, what it remembers, and buckets of many clauses.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.law import snapshot as module
from beraad.law.bucket import FEW, heaviest
from beraad.law.canonical import digest
from beraad.law.communication import Communication, Permit
from beraad.law.condition import AnyOf, Compares, Holds, InList
from beraad.law.decide import decide_by
from beraad.law.expand import provisions
from beraad.law.provision import Provision, Requirement
from beraad.law.snapshot import EARLIEST, LATEST, OutsideSnapshotError, Snapshot, compile_snapshot
from beraad.law.span import Span
from tests.law.generate import question
from tests.law.generate_law import SOURCES, moment, provision, words
from tests.law.world import HISTORY, amendment, deliberation, register

AT = datetime(2023, 5, 1, 10, tzinfo=UTC)
FACTS = {
    "about(patients)": True,
    "consent(informed)": True,
    "therapeutic-relation": True,
    "excluded": False,
}
ASKED = Communication(
    *("town", "gfd", "care", ("dispensing.product", "dispensing.date"), "identified", "consult"),
    *("pharmacist", "someone", ("subject",), FACTS),
)
LONGER = amendment("- replace looking-back of clause history: 6 months -> 12 months")


def laws() -> tuple[Provision, ...]:
    return tuple(provisions(register(deliberation())))


def compiled(*texts: str, at: datetime = AT) -> Snapshot:
    law = register(*texts)
    return compile_snapshot(provisions(law), law.catalogue, at)


# The time of a snapshot


def test_a_snapshot_answers_while_no_provision_starts_or_ends() -> None:
    """VIDIS: in force on 1 March 2022; the amendment of 5 March 2024 ten working days later."""
    one = compiled(deliberation(), LONGER)
    change = datetime(2024, 3, 19, 23, tzinfo=UTC)
    assert (one.valid_from, one.valid_until) == (datetime(2022, 2, 28, 23, tzinfo=UTC), change)
    last = one.decide(ASKED, change - timedelta(microseconds=1))
    assert last is not None
    assert str(last.not_before) == "2023-09-19"
    following = compiled(deliberation(), LONGER, at=change)
    first = following.decide(ASKED, change)
    assert first is not None
    assert str(first.not_before) == "2023-03-20"
    assert (following.valid_from, following.valid_until) == (change, LATEST)


def test_outside_its_time_it_says_what_to_do() -> None:
    one = compiled(deliberation(), LONGER)
    for at in (one.valid_until, one.valid_from - timedelta(microseconds=1)):
        for ask in (one.decide, one.explain, one.answer):
            with pytest.raises(OutsideSnapshotError) as caught:
                ask(ASKED, at)
    assert str(caught.value) == (
        "this snapshot holds the law from 2022-02-28T23:00:00+00:00 until "
        "2024-03-19T23:00:00+00:00 and cannot decide at 2022-02-28T22:59:59.999999+00:00; "
        "compile a snapshot for that instant"
    )


def test_without_law_every_answer_is_no_for_all_time() -> None:
    one = compile_snapshot([], register(deliberation()).catalogue, AT)
    assert (one.valid_from, one.valid_until, one.size) == (EARLIEST, LATEST, 0)
    assert one.decide(ASKED, AT) is None
    assert one.explain(ASKED, AT).nearest == ()


def test_a_permit_moves_with_the_days_in_whatever_order_they_are_asked() -> None:
    """Midnight is that of Brussels: 23.30 UTC in winter is the next day already."""
    one = compiled(deliberation())
    for at, oldest in (
        (datetime(2023, 1, 9, 22, 30, tzinfo=UTC), "2022-07-09"),
        (datetime(2023, 1, 9, 23, 30, tzinfo=UTC), "2022-07-10"),
        (datetime(2023, 1, 9, 22, 30, tzinfo=UTC), "2022-07-09"),
    ):
        permit = one.decide(ASKED, at)
        assert permit is not None
        assert str(permit.not_before) == oldest


@pytest.mark.parametrize(
    "at",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, 12, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 30, tzinfo=UTC),
        datetime(9999, 12, 31, 12, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 30, tzinfo=UTC),
    ],
)
def test_at_the_ends_of_the_calendar_it_answers_as_the_reference(at: datetime) -> None:
    """The last hour lies in the year 10000 for Brussels; it counts with the last day."""
    law = register(deliberation())
    answer = compiled(deliberation(), at=at).answer(ASKED, at)
    assert answer == decide_by(provisions(law), ASKED, law.catalogue, at)
    assert isinstance(answer, Permit) is (at.year == 9999)


# Its hash


def test_one_law_has_one_hash_wherever_it_stands() -> None:
    """Only what a permit depends on counts: not the file, nor since when it is in force."""
    before = compiled(deliberation(), LONGER)
    again = compiled(LONGER, deliberation())
    after = compiled(deliberation(), LONGER, at=AT + timedelta(days=600))
    assert len(before.hash) == 64
    assert before.hash == again.hash != after.hash


FRAME = """```frame asked
binds: clauses whose when names mandate
requires: [{}]
```
"""


def test_frames_add_their_conditions_in_the_order_of_their_numbers_not_of_their_files() -> None:
    framed = deliberation(HISTORY.replace("not excluded", "not excluded, mandate"))
    frames = [
        deliberation(FRAME.format(condition), number, "2021-03-02", "framework")
        for number, condition in (
            ("21/001", "mandate-covers-purpose"),
            ("21/002", "consent(worker)"),
        )
    ]
    assert compiled(*frames, framed).hash == compiled(*reversed(frames), framed).hash


def changed(law: Provision) -> list[Provision]:
    """The provision with one thing different."""
    clause, here = law.clause, law.requirements[0]
    other = [
        replace(clause, purpose="benefits"),
        replace(clause, form="anonymous"),
        replace(clause, by=("batch",)),
        replace(clause, looking_back=None),
        replace(clause, keep=replace(clause.keep, span=Span(1))),
        replace(clause, answer="yes-no"),
        replace(clause, leaves_as=("anonymous", "mandate")),
        replace(clause, about=replace(clause.about, sample="2")),
        replace(clause, about=replace(clause.about, sample="50")),
    ]
    listed = Requirement(InList("sector", "s"), law.number, 3)
    return [
        law,
        *(replace(law, clause=one) for one in other),
        replace(law, fields=law.fields[:1]),
        replace(law, recipients=frozenset({"anyone"})),
        replace(law, requirements=law.requirements[1:]),
        replace(law, requirements=(replace(here, paragraph=9), *law.requirements[1:])),
        replace(law, requirements=(listed,), lists={"s": frozenset({"retail"})}),
        replace(law, requirements=(listed,), lists={"s": frozenset({"sport"})}),
        replace(law, accessions={"town": frozenset(law.fields)}),
        replace(law, accessions={}),
    ]


def test_the_hash_changes_with_anything_a_permit_depends_on() -> None:
    law = register(deliberation())
    variants = changed(provisions(law)[0])
    assert len({digest([one], law.catalogue, AT) for one in variants}) == len(variants)
    moved = replace(variants[0], start=AT, lists={"unused": frozenset({"x"})})
    assert digest([moved], law.catalogue, AT) == digest(variants[:1], law.catalogue, AT)


# What it remembers


def test_names_are_remembered_in_bounds_and_can_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NAMES", 3)
    one = compiled(deliberation())
    for turn in range(10):
        asked = replace(ASKED, recipient=f"r{turn}")
        assert one.answer(asked, AT) == decide_by(laws(), asked, one.catalogue, AT)
        assert 1 <= len(one.memory.names) <= 3


def test_names_of_any_length_are_not_remembered() -> None:
    one = compiled(deliberation())
    asked = replace(ASKED, recipient="r" * 500)
    assert one.answer(asked, AT) == decide_by(laws(), asked, one.catalogue, AT)
    assert not one.memory.names


def test_a_field_asked_twice_is_passed_once() -> None:
    permit = compiled(deliberation()).decide(replace(ASKED, fields=ASKED.fields * 200), AT)
    assert permit is not None
    assert permit.passed == ASKED.fields


# Many clauses under one key


def crowd(random: Random, size: int) -> list[Provision]:
    """Provisions of one source, purpose, form, channel and start, of every kind of condition."""
    found = []
    for position in range(size):
        one = provision(random, position)
        clause = replace(one.clause, purpose="care", form="identified", by=("consult",))
        found.append(
            replace(
                *(one,),
                source="population",
                clause=clause,
                fields=tuple(random.sample(SOURCES["population"], random.randint(1, 4))),
                recipients=frozenset(random.choice((["anyone"], ["role:nurse"], ["party:town"]))),
                accessions=random.choice((None, None, {"town": frozenset(SOURCES["population"])})),
                start=moment(0),
                end=None,
            )
        )
    return found


@pytest.mark.parametrize("size", [FEW, FEW + 1, 40, 400])
def test_a_crowd_under_one_key_answers_as_the_reference(size: int) -> None:
    random = Random(f"crowd {size}")
    laws = crowd(random, size)
    one = compile_snapshot(laws, words(), moment(1))
    permits = 0
    for _ in range(150):
        asked, _ = question(random, laws)
        expected = decide_by(laws, asked, words(), moment(1))
        assert one.answer(asked, moment(1)) == expected
        permits += isinstance(expected, Permit)
    assert 20 < permits < 150


def test_conditions_of_every_kind_bind_in_a_crowd() -> None:
    law = provisions(register(deliberation()))[0]
    sector = InList("sector", "s")
    conditions = (
        Holds("consent(informed)"),
        Holds("excluded", wanted=False),
        Compares("sources", ">", 1),
        AnyOf((sector, Holds("mandate"))),
        sector,
    )
    laws = [
        replace(
            *(law,),
            position=position,
            paragraph=position,
            lists={"s": frozenset({"retail"})},
            requirements=(Requirement(conditions[position % 5], law.number, position),),
        )
        for position in range(4 * FEW)
    ]
    one = compile_snapshot(laws, words(), AT)
    for facts, paragraph in (
        ({"consent(informed)": True}, 0),
        ({"excluded": False}, 1),
        ({"sources": 2, "sector": "sport"}, 2),
        ({"mandate": True}, 3),
        ({"excluded": True, "sources": True, "sector": 1, "consent(informed)": 1}, None),
    ):
        permit = one.decide(replace(ASKED, facts=facts), AT)
        assert (None if permit is None else permit.paragraph) == paragraph


@given(st.lists(st.integers(0, 2**70 - 1), max_size=12))
def test_vertical_counters_count(sets: list[int]) -> None:
    """The members that stand in most of the sets, found without looking at members one by one."""
    counts = [sum(one >> member & 1 for one in sets) for member in range(70)]
    most = max(counts)
    winners = sum(1 << member for member in range(70) if counts[member] == most > 0)
    assert heaviest(sets) == winners
