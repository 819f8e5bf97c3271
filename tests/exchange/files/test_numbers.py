"""Numbers read from a file, and the quick test that never overrules the careful one."""

from datetime import date
from io import BytesIO
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.belgium.ssin import check_number, complete_ssin
from beraad.exchange.files.numbers import (
    CSV,
    UnreadableError,
    chunks,
    counted,
    parsed,
    read,
    read_csv,
    surely,
    valid,
)
from beraad.exchange.files.sealed import Sealed

TODAY = date(2024, 10, 1)
NUMBER = "85073003328"

digits = st.text("0123456789", min_size=11, max_size=11)


@st.composite
def nearly(draw: st.DrawFn) -> str:
    """Eleven digits that mostly have the right check digits, of dates that may not exist."""
    first = draw(st.integers(0, 10**9 - 1)) if draw(st.booleans()) else draw(usual())
    check = check_number(first, draw(st.sampled_from([1900, 2000])))
    return f"{first:09d}{check if draw(st.booleans()) else draw(st.integers(0, 99)):02d}"


@st.composite
def usual(draw: st.DrawFn) -> int:
    """Nine digits whose date may exist."""
    year, month = draw(st.integers(0, 99)), draw(st.integers(0, 54))
    day, serial = draw(st.integers(0, 31)), draw(st.integers(0, 999))
    return ((year * 100 + month) * 100 + day) * 1000 + serial


written = st.one_of(nearly(), digits, st.text(max_size=13), st.just("85.07.30-033.28"))


@given(st.lists(written, max_size=20))
def test_many_are_found_valid_just_as_one_is(texts: list[str]):
    assert valid(texts, TODAY) == [parsed(text, TODAY) for text in texts]


@given(nearly())
def test_what_passes_the_quick_test_is_a_number(text: str):
    if surely(np.array([int(text)], dtype=np.int64), TODAY)[0]:
        assert parsed(text, TODAY) == text


def test_nearly_all_numbers_pass_the_quick_test():
    numbers = [
        complete_ssin(f"{year % 100:02d}{month:02d}{day:02d}{serial:03d}", century).digits
        for year, century in ((1930, 1900), (1999, 1900), (2000, 2000), (2024, 2000))
        for month in (1, 9, 21, 49)
        for day in (1, 28)
        for serial in (1, 998)
    ]
    assert surely(np.array(list(map(int, numbers)), dtype=np.int64), TODAY).all()


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"", []),
        (b"ssin\n", []),
        (b"\n", []),
        (b"SSIN\r\n1\r\n2\r\n", ["1", "2"]),
        (b"1\n2", ["1", "2"]),
        (b"1\n\n2\n", ["1", "", "2"]),
        (b"1\nssin\n", ["1", "ssin"]),
        (b'"ssin"\n"1"\n"\n', ["1", '"']),
        ("\ufeffssin\n1\n".encode(), ["1"]),
        (b"a,b\n", ["a,b"]),
    ],
)
def test_a_csv_file_has_a_number_a_line(body: bytes, lines: list[str]):
    assert [*chain.from_iterable(read(BytesIO(body), CSV))] == lines


@given(st.lists(st.text("0123456789.- ", max_size=20), min_size=1, max_size=30), st.integers(1, 9))
def test_lines_are_the_same_wherever_blocks_are_cut(lines: list[str], size: int):
    class Slow(BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            return super().read(size)

    body = "".join(f"{one}\n" for one in ["ssin", *lines]).encode()
    assert [*chain.from_iterable(read_csv(Slow(body)))] == lines


def test_a_line_without_end_is_not_gathered():
    with pytest.raises(UnreadableError, match="fewer than 100"):
        list(read_csv(BytesIO(b"1" * 10_000_000)))


def test_chunks_take_no_more_than_they_need():
    taken = iter([["1", "2"], ["3"], ["4", "5"]])
    first = next(chunks(taken, 3))
    assert (first, next(taken)) == (["1", "2", "3"], ["4", "5"])
    assert [*chunks(iter([["1"], [], ["2", "3"]]), 2)] == [["1", "2"], ["3"]]


def test_no_more_is_counted_than_is_allowed():
    assert counted([["1", "2"], ["3"]], 3) == 3
    assert counted(iter([["1"] * 9] * 9), 10) == 18


@given(st.lists(st.binary(max_size=100), max_size=10))
def test_what_is_sealed_is_read_again_and_lies_there_unreadable(parts: list[bytes]):
    sealed = Sealed(b"salt")
    for part in parts:
        sealed.write(part)
    assert sealed.opened().read() == sealed.opened().read() == b"".join(parts)
    sealed.close()


def test_the_sealed_file_does_not_hold_the_numbers():
    sealed = Sealed()
    sealed.write(NUMBER.encode() * 100)
    sealed._file.seek(0)
    assert NUMBER.encode() not in sealed._file.read()
    sealed.close()
