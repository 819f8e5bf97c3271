"""What an entry may say, and the one sequence of bytes that says it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.journal import entry as module
from beraad.journal.entry import (
    _PATH,
    Entry,
    EntryError,
    canonical,
    holds_national_number,
    instant,
)

AT = datetime(2024, 3, 1, 11, 30, 0, 5, timezone(timedelta(hours=1)))

scalar = (
    st.none()
    | st.booleans()
    | st.integers(-99_999, 99_999)
    | st.text(st.characters(exclude_categories=["Cs", "Nd"], exclude_characters="/:"), max_size=12)
)
entry = st.builds(
    Entry,
    at=st.datetimes(timezones=st.just(UTC)),
    act=st.sampled_from(["sitting.closed", "communication.refused"]),
    actor=st.sampled_from(["organisation-7", "é", "e\u0301", '\x00\x1f\x7f"\\']),
    facts=st.dictionaries(st.from_regex("[a-z]{1,9}", fullmatch=True), scalar | st.lists(scalar)),
)


def an(**changes: Any) -> Entry:
    return Entry(**{"at": AT, "act": "sitting.closed", "actor": "secretariat", **changes})


def test_an_entry_has_one_sequence_of_bytes() -> None:
    """Keys sorted, no spaces, the instant in UTC to the microsecond, text in NFC."""
    told = an(about="24/096", facts={"votes": 5, "absent": ["e\u0301", None, True]})
    assert told.content.decode() == (
        '{"about":"24/096","act":"sitting.closed","actor":"secretariat",'
        '"at":"2024-03-01T10:30:00.000005Z",'
        '"facts":{"absent":["é",null,true],"votes":5},"subject":""}'
    )


def test_years_are_written_with_four_digits() -> None:
    assert instant(datetime(1, 2, 3, tzinfo=UTC)) == "0001-02-03T00:00:00.000000Z"


@given(entry)
def test_an_entry_equals_the_one_read_back(told: Entry) -> None:
    assert Entry.parse(told.content) == told


@given(st.dictionaries(st.sampled_from(["a", "b.c", "d_e"]), scalar))
def test_the_order_of_facts_does_not_matter(facts: dict[str, Any]) -> None:
    assert an(facts=facts).content == an(facts=dict(reversed(facts.items()))).content


def test_an_entry_cannot_be_changed_through_the_facts_it_was_given() -> None:
    facts: dict[str, Any] = {"votes": [1, 2]}
    told = an(facts=facts)
    facts["votes"].append(3)
    assert told.facts == {"votes": (1, 2)}
    with pytest.raises(TypeError):
        told.facts["votes"] = 4  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"at": datetime(2024, 3, 1)}, "at: expected an instant with a time zone"),  # noqa: DTZ001
        ({"act": "closed"}, "act: expected a dotted verb"),
        ({"act": "Sitting.closed"}, "act: expected a dotted verb"),
        ({"actor": ""}, "actor: expected the name of who acted"),
        ({"actor": 7}, "actor: expected text"),
        ({"facts": {"share": 0.5}}, "facts.share: expected text, a whole number.*found float"),
        ({"facts": {"shares": [1, 0.5]}}, "facts.shares: expected text"),
        ({"facts": {"deep": [[1]]}}, "facts.deep: expected text"),
        ({"facts": {"map": {"a": 1}}}, "facts.map: expected text"),
        ({"facts": {"Name": 1}}, "facts: expected a name like rows_sent"),
        ({"facts": {"big": 2**53}}, "facts.big: 9007199254740992 is beyond"),
        ({"facts": {"half": "\ud800"}}, "facts.half: the text holds half a surrogate pair"),
        ({"facts": {"note": "x" * 70_000}}, "takes 70[0-9]{3} bytes; 65535 is the most"),
        ({"subject": "85.07.30-033.28"}, "holds a national number"),
        ({"facts": {"who": 85073003328}}, "holds a national number"),
        ({"facts": {"list": ["a", "ssin17073003384"]}}, "holds a national number"),
        ({"about": "/v1/persons/7"}, "holds a URL or a path"),
        ({"facts": {"asked": "GET /v1/persons"}}, "holds a URL or a path"),
        ({"facts": {"asked": "https://example.org"}}, "holds a URL or a path"),
    ],
)
def test_what_an_entry_refuses(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(EntryError, match=message):
        an(**changes)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("85073003328", True),  # a birth in 1985
        ("17073003384", True),  # a birth in 2017
        ("98472899765", True),  # a bis number, month raised by 40
        ("01490700185", True),  # a bis number of 2001
        ("00000100195", True),  # an unknown date
        ("(850730 033 28)", True),
        ("INSZ85073003328", True),
        ("85073003329", False),  # the check digits are wrong
        ("85993003390", False),  # no such month
        ("85079903392", False),  # no such day
        ("185073003328", False),  # twelve digits
        ("a85073003328", False),  # eleven digits of a hexadecimal digest
        ("0406.798.006", False),  # an enterprise number
        ("24/096 of 2024-05-07", False),
    ],
)
def test_how_a_national_number_is_recognised(text: str, found: bool) -> None:
    assert holds_national_number(text) is found


dangerous = st.text(st.sampled_from('0123456789 ./-_a:\n"\\'), max_size=24)
whatever = st.one_of(
    dangerous,
    st.sampled_from(["85073003328", "85.07.30-033.28", "ab85073003328cdef", "x://", "a /b", "/"]),
    st.integers(0, 2**53 - 1),
    st.just(85073003328),
)


@given(st.dictionaries(st.sampled_from(["a", "b", "n85073003328"]), whatever | st.lists(whatever)))
def test_values_looked_at_one_by_one_tell_what_the_whole_entry_would(facts: dict[str, Any]) -> None:
    whole = canonical({"about": "", "act": "a.b", "actor": "x", "facts": facts, "subject": ""})
    harmful = holds_national_number(whole.decode()) or _PATH.search(whole.decode())
    try:
        an(act="a.b", actor="x", facts=facts)
    except EntryError:
        assert harmful
    else:
        assert not harmful


def test_words_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WORDS", 3)
    monkeypatch.setattr(module, "_known", {})
    for number in range(9):
        told = an(facts={"word": f"word-{number}", "long": "x" * 300, "digest": "0a" * 32})
        assert told.facts["digest"] == "0a" * 32
        assert 1 <= len(module._known) <= 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"at":"2024-03-01T10:30:00.000005Z"}',
        an().content.replace(b",", b", "),
        an().content.replace(b"000005Z", b"00000Z"),
    ],
)
def test_bytes_that_are_no_canonical_entry(content: bytes) -> None:
    with pytest.raises(EntryError):
        Entry.parse(content)
