"""Rows under a pseudonym: whatever a source holds, no number of a person leaves with them."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.belgium.ssin import make_ssin
from beraad.exchange.files.answer import writer
from beraad.exchange.files.coded import coded, told
from beraad.exchange.files.numbers import ARROW, CSV, MediaType
from beraad.exchange.files.table import Cell
from beraad.exchange.permutation import Permutation
from beraad.exchange.sources.base import SourceShapeError
from beraad.law.catalogue import Field, Source

PERMUTATION = Permutation(bytes(range(32)), "vikz", "quality-of-support-plans")
NAMES = ("plan.made", "plan.text")
SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    lambda n: f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:9]}.{n[9:]}",
    lambda n: f"see {n}, again",
)
NUMBERS = st.builds(
    lambda day, serial: make_ssin(day, serial).digits,
    st.dates(min_value=date(1940, 1, 1), max_value=date(2023, 12, 31)),
    st.integers(1, 997),
)
PLAIN = st.text(alphabet="abc dé-", max_size=12)
CELLS = st.one_of(PLAIN, st.builds(lambda n, how: how(n), NUMBERS, st.sampled_from(SPELLINGS)))


def rows_of(numbers: list[str | None], texts: list[str]) -> list[Cell]:
    """An answered line for each number, a malformed one for None."""
    found: list[Cell] = []
    for line, (number, text) in enumerate(zip(numbers, texts, strict=True), 1):
        rest = ("answered", None, "24/120 10 support-plans", "plan", None, None, None)
        none = ("malformed", None, None, None, None, None, None)
        cells = ("2024-02-01", text) if number else (None, None)
        found.append((line, *(rest if number else none), *cells))
    return found


@given(st.lists(st.tuples(st.none() | NUMBERS, CELLS), max_size=20), st.sampled_from([CSV, ARROW]))
def test_either_the_file_stops_or_no_number_stands_in_any_byte(
    people: list[tuple[str | None, str]], media_type: MediaType
):
    numbers, texts = [one for one, _ in people], [text for _, text in people]
    try:
        rows = coded(rows_of(numbers, texts), 1, numbers, PERMUTATION, "plans")
    except SourceShapeError:
        assert any(digits_in(text) for text in texts)
        return
    source = Source("plans", "vikz", {name: Field(name, "text", {}) for name in NAMES}, {})
    written = writer(source, NAMES, media_type, coded=True)
    content = written.write(rows) + written.close()
    assert not any(one.encode() in content for one in numbers if one)
    assert [row[8] for row in rows] == [
        PERMUTATION.coded([one])[0] if one else None for one in numbers
    ]


def digits_in(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= 11


def test_of_whom_nothing_is_told_no_trace_is_left():
    numbers = ["85073003328", "60041100134", "70010100107"]
    rows = rows_of([*numbers], ["a", "b", "c"])
    rows[1] = (2, "refused", "condition: about(x)", *rows[1][3:])
    rows.insert(1, (1, *rows[0][1:]))
    assert [row[0] for row in told(rows, after=7)] == [8, 8, 9]


@pytest.mark.parametrize("yes", [True, False])
def test_a_yes_or_no_is_told_of_whom_the_source_knows_nothing(yes: bool):
    row: Cell = (1, "answered", None, "24/120 10 x", None, yes, None, None, None, None)
    assert told([row], after=0) == [row]
    assert told([(*row[:5], None, *row[6:])], after=0) == []
