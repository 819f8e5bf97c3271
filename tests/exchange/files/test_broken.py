"""How a file breaks off: visibly to its reader, and told by the journal."""

import json
import socket
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from beraad.exchange.files.record import stopped, unfinished
from beraad.exchange.server.stores import Files
from beraad.journal.entry import Entry
from beraad.journal.store import Journal
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.files.conftest import QUESTION, SMALL, Live, listening, rows_in
from tests.exchange.world import BEFORE, change, moment


def spoil(home: Path, persons: list[str], place: int) -> None:
    """Have the source hold something that is no yes and no no about one person."""
    with closing(sqlite3.connect(home / "sources" / "buffer-database.sqlite")) as database:
        database.execute("DROP VIEW status")
        database.execute(
            "CREATE TABLE status (subject, increased_allowance, living_wage, reference_date)"
        )
        rows = [(one, 1 if at != place else 7, 0, "2024-07-01") for at, one in enumerate(persons)]
        database.executemany("INSERT INTO status VALUES (?, ?, ?, ?)", rows)
        database.commit()
    with closing(sqlite3.connect(home / "sources" / "evidence.sqlite")) as database:
        database.execute('DROP VIEW "about(inhabitants-of-recipient)"')
        database.execute('CREATE TABLE "about(inhabitants-of-recipient)" (recipient)')
        database.execute(
            'INSERT INTO "about(inhabitants-of-recipient)" VALUES (?)', (QUESTION["recipient"],)
        )
        database.commit()


def test_a_source_that_fails_at_once_is_a_problem(live: Live, home: Path, persons: list[str]):
    spoil(home, persons, 0)
    answer = live.send(persons[:300])
    assert (answer.status_code, answer.json()["type"]) == (
        502,
        "urn:beraad:problem:source-malformed",
    )
    assert [act for act, _ in live.entries] == ["file.begun", "file.broken"]
    assert live.entries[-1][1]["reason"] == "source-malformed"


def test_it_is_told_which_entry_records_it_and_by_which_clause_the_source_was_asked(
    live: Live, home: Path, persons: list[str]
):
    spoil(home, persons, 0)
    entry = live.send(persons[:10]).json()["entry"]
    assert isinstance(entry, int)
    broken = live.until("file.broken")
    assert (broken["number"], broken["paragraph"], broken["clause"]) == (
        "16/008",
        13,
        "inhabitants",
    )


def test_a_source_that_fails_later_hangs_up_on_the_reader(
    live: Live, home: Path, persons: list[str]
):
    spoil(home, persons, 250)
    with pytest.raises(httpx.RemoteProtocolError):
        live.send(persons[:300])
    broken = live.until("file.broken")
    assert (broken["reason"], broken["chunks"], broken["answered"]) == ("source-malformed", 2, 200)


def test_after_it_broke_the_organisation_may_send_again(live: Live, home: Path, persons: list[str]):
    spoil(home, persons, 0)
    live.send(persons[:10])
    store = home / "sources" / "buffer-database.sqlite"
    change(store, "UPDATE status SET increased_allowance = 1")
    assert {row["status"] for row in rows_in(live.send(persons[:10]))} == {"answered"}


def begun(live: Live, numbers: list[str]) -> socket.socket:
    """A connection on which a file was sent and of whose answer little is taken."""
    url = live.client.base_url
    wire = socket.socket()
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    wire.connect((url.host, url.port))
    body = "".join(f"{one}\n" for one in numbers).encode()
    head = {
        "Host": "gateway.test",
        **live.headers,
        "Content-Type": "text/csv",
        "Content-Length": str(len(body)),
        "Beraad-Question": json.dumps(QUESTION),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    wire.sendall(f"POST /v1/files HTTP/1.1\r\n{lines}\r\n".encode() + body)
    assert wire.recv(100).startswith(b"HTTP/1.1 200")
    return wire


def test_a_reader_who_goes_away_breaks_it_off(live: Live, persons: list[str]):
    begun(live, persons[:900] * 80).close()
    broken = live.until("file.broken")
    assert broken["reason"] == "the reader went away"
    assert 0 < broken["chunks"] < 720


def test_a_reader_who_takes_nothing_holds_up_the_file_then_breaks_it_off(
    live: Live, persons: list[str]
):
    wire = begun(live, persons[:900] * 80)
    meanwhile = live.send(persons[:5])
    assert (meanwhile.status_code, meanwhile.headers["retry-after"]) == (409, "30")
    broken = live.until("file.broken")
    assert 0 < broken["chunks"] < 720
    wire.close()


def test_what_was_under_way_when_the_gateway_stopped_is_told_when_it_starts(
    home: Path, tmp_path: Path, register: Register
):
    places = Files(home / "sources", tmp_path / "journal.db", KEY, tmp_path / "gateway")
    now = moment(BEFORE)
    long_ago = now - timedelta(seconds=SMALL.longest + SMALL.patience + 1)

    def entry(act: str, name: str, at: Any) -> Entry:
        return Entry(at, act, "gateway", about=name)

    lost, over, recent = "f1", "f2", "f3"
    with Journal(places.journal, KEY) as journal:
        journal.append([entry("file.begun", lost, long_ago), entry("file.begun", over, long_ago)])
        journal.append([entry("file.ended", over, long_ago), entry("file.begun", recent, now)])
        assert unfinished(journal, long_ago, now) == [lost]
    with listening(places, register), Journal(places.journal) as journal:
        *_, last = journal.read()
        assert last.entry == stopped(lost, now)
