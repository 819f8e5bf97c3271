"""Conditions and their three answers: met, not met, and not known, which is never met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.law.condition import (
    AnyOf,
    Compares,
    Condition,
    Holds,
    InList,
    key_parts,
    read_condition,
    terms,
)
from beraad.law.place import LawError, Place

HERE = Place("a.md", 1)
LISTS = {"bodies": frozenset({"town", "village"})}

keys = st.from_regex(r"[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)?(?:\([a-z]+\))?", fullmatch=True).filter(
    lambda key: key not in ("not", "any")
)
simple = st.one_of(
    st.builds(Holds, keys, st.booleans()),
    st.builds(
        Compares, keys, st.sampled_from(["<", "<=", "=", ">=", ">"]), st.integers(0, 999_999_999)
    ),
    st.builds(InList, keys, st.sampled_from(["bodies", "sectors.of-2024"])),
)
conditions = st.one_of(
    simple, st.builds(AnyOf, st.lists(simple, min_size=2, max_size=4).map(tuple))
)


@given(conditions)
def test_a_condition_is_written_as_it_is_read(condition: Condition) -> None:
    assert read_condition(str(condition), HERE) == condition


@pytest.mark.parametrize(
    "text",
    ["", "a b", "not a > 1", "a in list", "a > b", "a >", "a(b", "A", "a > 1234567890"],
)
def test_what_is_no_condition_is_a_fault(text: str) -> None:
    with pytest.raises(LawError, match="is not a condition"):
        read_condition(text, HERE)


VALUES: dict[str, bool | int | str | None] = {
    "true": True,
    "false": False,
    "nothing": None,
    "one": 1,
    "two": 2,
    "town": "town",
    "city": "city",
}


@pytest.mark.parametrize(
    ("text", "true", "false", "unknown"),
    [
        ("a", "true", "false", "nothing one two town city"),
        ("not a", "false", "true", "nothing one two town city"),
        ("a > 1", "two", "one", "true false nothing town city"),
        ("a in list bodies", "town", "city", "true false nothing one two"),
    ],
)
def test_evidence_is_true_false_or_unknown(text: str, true: str, false: str, unknown: str) -> None:
    condition = read_condition(text, HERE)
    for names, answer in ((true, True), (false, False), (unknown, None)):
        for name in names.split():
            value = VALUES[name]
            facts = {} if value is None else {"a": value}
            assert condition.met(facts, LISTS.__getitem__) is answer, (text, name)


@given(st.dictionaries(st.sampled_from("ab"), st.sampled_from([True, False, 1, "town"])))
def test_any_of_is_true_where_one_is_and_false_only_where_all_are_known_to_be(
    facts: dict[str, bool | int | str],
) -> None:
    condition = read_condition("any of (a, not b)", HERE)
    answers = [term.met(facts, LISTS.__getitem__) for term in terms(condition)]
    expected = True if True in answers else (None if None in answers else False)
    assert condition.met(facts, LISTS.__getitem__) is expected


@given(conditions, st.dictionaries(keys, st.one_of(st.booleans(), st.integers(), st.text())))
def test_more_evidence_never_turns_a_known_answer_around(
    condition: Condition, facts: dict[str, bool | int | str]
) -> None:
    """What is true or false on part of the evidence stays so on all of it."""
    members = {"bodies": frozenset({"x"}), "sectors.of-2024": frozenset[str]()}
    whole = condition.met(facts, members.__getitem__)
    for dropped in facts:
        part = {key: value for key, value in facts.items() if key != dropped}
        assert condition.met(part, members.__getitem__) in (whole, None)


def test_the_word_and_the_argument_of_a_key() -> None:
    assert key_parts("consent(informed)") == ("consent", "informed")
    assert key_parts("excluded") == ("excluded", "")


def test_one_of_many_terms_and_one_alone() -> None:
    for text, count in (("a", 1), ("any of (a, b > 1, c in list x)", 3)):
        assert len(list(terms(read_condition(text, HERE)))) == count
