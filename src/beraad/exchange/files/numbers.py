"""The numbers in a file: a CSV file with one column, or an Arrow stream with one column of text.

    text/csv                             a number a line; a first line `ssin` is taken for a heading
    application/vnd.apache.arrow.stream  the column `ssin`, or the only one

So are the pseudonyms, if the file has some: then the heading is `pseudonym`, and a column of Arrow
may be one of 16 bytes as well.

Line 1 is the first number. A number is read as people write it, with or without separators; one
that cannot be a number does not stop the file.
"""

from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import IO, Final, Literal, TypeAlias

import numpy as np
import pyarrow as pa

from beraad.belgium.identifier import InvalidNumberError
from beraad.belgium.ssin import parse_ssin
from beraad.exchange.permutation import BLOCK as BLOCK_BYTES

CSV: Final = "text/csv"
ARROW: Final = "application/vnd.apache.arrow.stream"
MediaType: TypeAlias = Literal["text/csv", "application/vnd.apache.arrow.stream"]
Whole: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int64]]"
Sure: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.bool_]]"
HEADING, PSEUDONYM = "ssin", "pseudonym"
LONGEST_LINE = 100
BLOCK = 1 << 16
DIGITS = 11
NO_NUMBER = "x" * DIGITS
ZERO = np.uint8(ord("0"))
POWERS = 10 ** np.arange(DIGITS - 1, -1, -1, dtype=np.int64)


class UnreadableError(ValueError):
    """A file that is none of the agreed ones; the message says what was expected, and repeats
    nothing of it."""


def read(file: IO[bytes], media_type: MediaType, name: str = HEADING) -> Iterator[list[str]]:
    """The numbers of a file as they stand there, some at a time; UnreadableError."""
    return (read_csv if media_type == CSV else read_arrow)(file, name)


def read_csv(file: IO[bytes], name: str = HEADING) -> Iterator[list[str]]:
    """A number a line."""
    decoder = getincrementaldecoder("utf-8-sig")()
    rest, heading = "", True
    try:
        while block := file.read(BLOCK):
            *lines, rest = (rest + decoder.decode(block)).split("\n")
            yield from cells(lines, name if heading else "")
            check_length([rest])
            heading = heading and not lines
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise UnreadableError("text in UTF-8") from None
    yield from cells([rest] if rest else [], name if heading else "")


def cells(lines: list[str], heading: str) -> Iterator[list[str]]:
    """The cells of whole lines, of which the first may be this heading."""
    check_length(lines)
    text = "".join(lines)
    if "\r" in text or '"' in text:
        lines = [unquoted(line.rstrip("\r")) for line in lines]
    if heading and lines and lines[0].lower() in (heading, ""):
        lines = lines[1:]
    if lines:
        yield lines


def check_length(lines: list[str]) -> None:
    """UnreadableError for a line that is no number by any stretch."""
    if max(map(len, lines), default=0) >= LONGEST_LINE:
        raise UnreadableError(f"lines of fewer than {LONGEST_LINE} characters")


def unquoted(text: str) -> str:
    """A cell without the quotes that may stand around it."""
    return text[1:-1] if text[:1] == '"' == text[-1:] and len(text) > 1 else text


def read_arrow(file: IO[bytes], name: str = HEADING) -> Iterator[list[str]]:
    """The numbers of each batch of an Arrow IPC stream; a null is a number that is none."""
    try:
        with pa.ipc.open_stream(file) as stream:
            place = column_of(stream.schema, name)
            for batch in stream:
                batch.validate(full=True)
                yield [written(cell) for cell in batch.column(place).to_pylist()]
    except (pa.ArrowException, OSError):
        raise UnreadableError("an Arrow IPC stream that is whole") from None


def written(cell: str | bytes | None) -> str:
    """A cell as text; '' for none."""
    return cell.hex() if isinstance(cell, bytes) else cell or ""


def column_of(schema: pa.Schema, name: str = HEADING) -> int:
    """The place of the column of numbers."""
    names = schema.names
    place = names.index(name) if names.count(name) == 1 else 0
    if len(names) != 1 and names[place : place + 1] != [name]:
        raise UnreadableError(f"one column, or one that is called {name}")
    kind = schema.field(place).type
    if name == PSEUDONYM and kind == pa.binary(BLOCK_BYTES):
        return place
    if not any(kind == one for one in (pa.string(), pa.large_string(), pa.string_view())):
        raise UnreadableError("a column of text; a number that begins with 0 would be cut short")
    return place


def chunks(numbers: Iterable[list[str]], size: int) -> Iterator[list[str]]:
    """So many at a time; nothing is asked of the file before it is needed."""
    rest = chain.from_iterable(numbers)
    while some := list(islice(rest, size)):
        yield some


def counted(numbers: Iterable[list[str]], most: int) -> int:
    """How many there are; of more than `most` not all are counted."""
    count = 0
    for some in numbers:
        count += len(some)
        if count > most:
            break
    return count


def valid(texts: Sequence[str], today: date) -> list[str | None]:
    """Each number as eleven digits, None for what cannot be one: just as `parse_ssin` finds.

    Nearly all pass a test that is quick because it takes many at once; `parse_ssin` has the last
    word on all others.
    """
    plain = [text if len(text) == DIGITS and text.isascii() else NO_NUMBER for text in texts]
    signs = np.frombuffer("".join(plain).encode(), dtype=np.uint8).reshape(-1, DIGITS) - ZERO
    numbers = signs.astype(np.int64) @ POWERS
    quick = surely(numbers, today) & (signs <= 9).all(axis=1)
    return [
        text if sure else parsed(text, today)
        for text, sure in zip(texts, quick.tolist(), strict=True)
    ]


def surely(numbers: Whole, today: date) -> Sure:
    """Which of these are beyond doubt numbers of persons who are born."""
    first, check = np.divmod(numbers, 100)
    year, month, day = first // 10**7, first // 10**5 % 100, first // 1000 % 100
    serial, born = first % 1000, month % 20
    old, young = 97 - first % 97 == check, 97 - (first + 2 * 10**9) % 97 == check
    written = year * 10**4 + born * 100 + day
    past = written + np.where(old, 19, 20) * 10**6 <= int(f"{today:%Y%m%d}")
    usual = (born >= 1) & (born <= 12) & (month <= 52) & (day >= 1) & (day <= 28)
    sure: Sure = usual & (serial <= 998) & (old | young) & past
    return sure


def parsed(text: str, today: date) -> str | None:
    """The digits of a number, or None."""
    try:
        return parse_ssin(text, today).digits
    except InvalidNumberError:
        return None
