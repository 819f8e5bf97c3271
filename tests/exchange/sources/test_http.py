"""A source behind HTTP: only what is permitted becomes an object, and every failure has a name."""

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from beraad.exchange.asking import Asking
from beraad.exchange.sources import SourceDownError, SourceError, SourceShapeError
from beraad.exchange.sources.http import MOST_ROWS, HttpSource, Question, decoder
from beraad.exchange.sources.sql import SqlSource
from beraad.exchange.sources.wire import Wire
from beraad.law.register import Register
from tests.exchange.sources.conftest import upstream
from tests.exchange.sources.upstream import BODIES, SECRET
from tests.exchange.world import read

ASKING = Asking(date(2024, 10, 1), "practice", "nurse")
FIELDS = ("dispensing.product", "dispensing.date")
Opening = Callable[..., HttpSource]


@pytest.fixture
def opened(register: Register) -> Iterator[Opening]:
    made: list[HttpSource] = []

    def open_source(url: str, timeout: float = 5.0, secret: str = "", **other: bool) -> HttpSource:
        wire = Wire("gfd", timeout, secret)
        made.append(HttpSource(url, register.catalogue.sources["gfd"], wire, **other))
        return made[-1]

    yield open_source
    for source in made:
        source.close()


@pytest.mark.parametrize("not_before", [None, date(2023, 10, 1), date(2024, 9, 1)])
def test_it_tells_what_a_database_with_the_same_content_tells(
    opened: Opening, source_address: str, built: Path, register: Register, not_before: date | None
):
    path = built / "sources" / "gfd.sqlite"
    database = SqlSource(path, register.catalogue.sources["gfd"])
    source = opened(f"{source_address}/json/gfd")
    for (subject,) in read(path, "SELECT DISTINCT subject FROM dispensing LIMIT 20"):
        found = source.fetch(subject, FIELDS, not_before, ASKING)
        assert found.rows == database.fetch(subject, FIELDS, not_before, ASKING).rows
    assert source.fetch("nobody", FIELDS, not_before, ASKING).rows == ()
    database.close()


def test_what_is_not_permitted_never_becomes_an_object():
    """The source sends all it has; the decoded type has no place for it."""
    sent = b'{"rows": [{"dated": "2024-01-01", "dispensing.product": "x", "dispensing.price": 5}]}'
    answer = decoder((("dispensing.product", "text"),), True).decode(sent)
    assert answer.rows[0].__struct_fields__ == ("dated", "f0")
    assert not hasattr(answer.rows[0], "__dict__")


def test_a_buffer_says_of_when_it_is(opened: Opening, source_address: str):
    source = opened(f"{source_address}/json/gfd", buffer=True)
    assert source.fetch("nobody", FIELDS, None, ASKING).as_of == "2024-09-30T06:00:00"


@pytest.mark.parametrize("name", sorted(BODIES))
def test_an_answer_of_another_form_is_malformed_and_repeats_nothing(
    opened: Opening, source_address: str, name: str
):
    source = opened(f"{source_address}/body/{name}")
    with pytest.raises(SourceShapeError, match=r"^source gfd: ") as raised:
        source.fetch("1", ["dispensing.product"], date(2024, 1, 1), ASKING)
    assert "85073003328" not in str(raised.value)


STATUSES = [
    (500, SourceDownError, None),
    (503, SourceDownError, 7.0),
    (429, SourceDownError, None),
    (404, SourceShapeError, ...),
    (401, SourceShapeError, ...),
    (302, SourceShapeError, ...),  # it leads to a working source, and is not followed
]


@pytest.mark.parametrize(("status", "kind", "after"), STATUSES)
def test_a_status_is_a_failure_that_passes_or_one_to_mend(
    opened: Opening, source_address: str, status: int, kind: type[SourceError], after: object
):
    source = opened(f"{source_address}/says/{status}")
    with pytest.raises(kind) as raised:
        source.fetch("1", FIELDS, None, ASKING)
    assert "85073003328" not in str(raised.value)
    assert after is ... or raised.value.after == after  # type: ignore[attr-defined]


def test_nobody_there_is_a_source_that_is_down(opened: Opening):
    with pytest.raises(SourceDownError, match="ConnectError"):
        opened("http://127.0.0.1:1/json").fetch("1", FIELDS, None, ASKING)


@pytest.mark.parametrize("path", ["slow/20/gfd", "drips"])
def test_a_slow_source_is_given_up_on_in_time(opened: Opening, source_address: str, path: str):
    """Even one that sends a byte now and then."""
    start = time.monotonic()
    with pytest.raises(SourceDownError):
        opened(f"{source_address}/{path}", timeout=0.3).fetch("1", FIELDS, None, ASKING)
    assert time.monotonic() - start < 5


def test_a_source_that_is_killed_in_the_middle_of_a_question_is_down(opened: Opening, built: Path):
    with upstream(built / "sources") as address:
        assert opened(f"{address}/json/gfd").fetch("1", FIELDS, None, ASKING).rows == ()
        with pytest.raises(SourceDownError, match=r"RemoteProtocolError|ReadError"):
            opened(f"{address}/dies").fetch("1", FIELDS, None, ASKING)
        with pytest.raises(SourceDownError, match="ConnectError"):
            opened(f"{address}/json/gfd").fetch("1", FIELDS, None, ASKING)


def test_the_secret_is_a_bearer_token(opened: Opening, source_address: str):
    address = f"{source_address}/private/gfd"
    assert opened(address, secret=SECRET).fetch("nobody", FIELDS, None, ASKING).rows == ()
    with pytest.raises(SourceShapeError, match="status 401"):
        opened(address).fetch("nobody", FIELDS, None, ASKING)


def test_the_protocol_of_the_manual_is_what_is_sent_and_read():
    page = Path(__file__).parents[3] / "docs" / "how-to" / "connect-a-source.md"
    (text,) = re.findall(r"^```json\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    (post,) = (path["post"] for path in json.loads(text)["paths"].values())
    taken = post["requestBody"]["content"]["application/json"]["schema"]
    assert set(taken["properties"]) == set(taken["required"]) == set(Question.__struct_fields__)
    given = post["responses"]["200"]["content"]["application/json"]["schema"]
    answer = decoder((("dispensing.product", "text"),), True).type
    assert set(given["properties"]) == set(answer.__struct_fields__)
    assert given["properties"]["rows"]["maxItems"] == MOST_ROWS
