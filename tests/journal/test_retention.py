"""The end of retention: whole months are forgotten, each is recorded, every proof stands."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from beraad.journal import retention
from beraad.journal.entry import Entry
from beraad.journal.retention import ended, erasures, size, years_before
from beraad.journal.sqlite import SQLite
from beraad.journal.store import ERASED, Journal, JournalError, JournalStoreError
from beraad.journal.verify import verify_export
from tests.journal.conftest import KEY, entries, unlocked
from tests.journal.test_crash import AT_A_STATEMENT, run
from tests.postgres import Cluster

NOW = datetime(2026, 11, 1, tzinfo=UTC)
OLD = Path(__file__).parent / "old"
OLD_GRANT = """
GRANT USAGE ON SCHEMA journal TO {role};
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA journal TO {role};
"""
VKEY = str(KEY.public)


def entry(number: int, month: str, subject: str = "p-1") -> Entry:
    """One of a month; without a subject it is an act of the committee."""
    at = datetime.fromisoformat(f"{month}-07T08:00:00+00:00") + timedelta(seconds=number)
    act = "communication.permitted" if subject else "vote.cast"
    return Entry(
        at=at, act=act, actor='said "at":"x","at":"y"', subject=subject, facts={"n": number}
    )


def months(journal: Journal) -> None:
    """Twelve entries of three months, out of order, some about nobody."""
    for number in range(12):
        month = f"2016-0{1 + number * 5 % 3}"
        journal.append([entry(number, month, "" if number % 4 == 3 else f"p-{number % 2}")])


def retained(journal: Journal, before: str) -> dict[str, int]:
    return journal.retain(date.fromisoformat(before), actor="retention", at=NOW)


def holds(journal: Journal, tmp_path: Path) -> str:
    """What the verifier says of erasures."""
    journal.export(tmp_path / "export")
    verdict = verify_export(tmp_path / "export", VKEY)
    assert verdict.fault is None
    return verdict.checks[2].split(":")[0]


def test_whole_months_before_the_day_are_forgotten(journal: Journal, tmp_path: Path) -> None:
    months(journal)
    kept = [one for one in journal.read() if not one.entry.subject or one.entry.at.month == 3]
    proofs = [journal.inclusion(index) for index in range(12)]
    assert retained(journal, "2016-03-31") == {"2016-01": 3, "2016-02": 3}
    records = list(journal.read(act=ERASED))
    assert [one for one in journal.read() if one.entry.act != ERASED] == kept
    assert [(one.entry.facts["month"], one.entry.facts["count"]) for one in records] == [
        ("2016-01", 3),
        ("2016-02", 3),
    ]
    assert holds(journal, tmp_path) == "6 erased"
    assert [journal.inclusion(index, 12) for index in range(12)] == proofs
    (tmp_path / "proof").write_bytes(journal.prove(0))
    assert "This leaf is number 0" in verify_export(tmp_path / "proof", VKEY).checks[1]
    with pytest.raises(JournalError, match="Entry 0 was erased"):
        journal.entry(0)
    with pytest.raises(JournalError, match="There is no entry 99"):
        journal.entry(99)


def test_twice_does_nothing(journal: Journal, tmp_path: Path) -> None:
    months(journal)
    retained(journal, "2016-03-01")
    before = journal.checkpoint()
    assert retained(journal, "2016-03-01") == {}
    assert journal.checkpoint() == before


def test_the_journal_goes_on(journal: Journal, tmp_path: Path) -> None:
    """Late entries of a forgotten month are taken, and forgotten in their turn."""
    months(journal)
    retained(journal, "2016-02-01")
    journal.append([entry(20, "2016-01"), entry(21, "2026-11")])
    assert retained(journal, "2016-02-01") == {"2016-01": 1}
    retained(journal, "2026-12-01")
    assert holds(journal, tmp_path) == "11 erased"


def test_single_erasures_are_not_counted_again(journal: Journal, tmp_path: Path) -> None:
    months(journal)
    journal.erase(0, "by judgment", actor="registry", at=NOW)
    assert retained(journal, "2016-02-01") == {"2016-01": 2}
    assert holds(journal, tmp_path) == "3 erased"


def test_everything_may_be_forgotten(journal: Journal, tmp_path: Path) -> None:
    journal.append(entries(300))
    assert retained(journal, "2024-02-01") == {"2024-01": 300}
    assert holds(journal, tmp_path) == "300 erased"
    assert [one.entry.act for one in journal.read()] == [ERASED]


def test_a_month_is_forgotten_in_chunks(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite so that writers get their turn; and many runs take many records."""
    monkeypatch.setattr(SQLite, "chunk", 100)
    monkeypatch.setattr(retention, "MOST_RUNS", 10)
    journal.append([entry(n, "2016-01", "p-1" if n % 3 else "") for n in range(300)])
    assert retained(journal, "2016-02-01") == {"2016-01": 200}
    assert holds(journal, tmp_path) == "200 erased"
    assert sum(int(str(one.entry.facts["count"])) for one in journal.read(act=ERASED)) == 200


def test_half_a_month_is_never_forgotten(journal: Journal) -> None:
    """What a record does not say is not erased; and no transaction does half of it."""
    months(journal)
    store = journal._store
    with pytest.raises(JournalStoreError), store.writing():
        store.forget("2016-01", [(0, 1)])
    assert len(list(journal.read())) == 12


def test_months_and_runs() -> None:
    assert ended(["2015-12", "2016-01", "2016-02"], date(2016, 2, 29)) == ["2015-12", "2016-01"]
    assert years_before(date(2026, 11, 24), 120) == date(2016, 11, 1)
    assert years_before(date(2026, 1, 1), 1) == date(2025, 12, 1)
    assert size([(0, 3), (7, 8)]) == 4
    assert list(erasures("2016-01", [], "retention", NOW)) == []


def copied(source: Path, execute: Callable[[str, tuple[object, ...]], object], mark: str) -> None:
    """The rows of an SQLite journal, one at a time, as the tables of the old schema take them."""
    with Journal(source) as journal:
        store = journal._store
        execute(f'INSERT INTO log ("only", vkey) VALUES (1, {mark})', (str(journal.vkey),))
        for row in store.rows("SELECT position, content, salt FROM entry ORDER BY position"):
            values = f"({mark}, {mark}, {mark})"
            execute(f"INSERT INTO entry (position, content, salt) VALUES {values}", row)
        start = ", start" if mark == "%s" else ""
        for row in store.rows("SELECT level, number, hashes FROM tile"):
            values = f"({mark}, {mark}, {mark}{', 0' if start else ''})"
            execute(f"INSERT INTO tile (level, number, hashes{start}) VALUES {values}", row)
        for row in store.rows("SELECT serial, size, note FROM checkpoint ORDER BY serial"):
            values = f"({mark}, {mark}, {mark})"
            execute(f"INSERT INTO checkpoint (serial, size, note) VALUES {values}", row)


def older(url: str, source: Path) -> None:
    """A journal as it was made before, with an entry erased."""
    if url.startswith("sqlite"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"))
        database.executescript((OLD / "sqlite.sql").read_text())
        copied(source, database.execute, "?")
        database.execute("UPDATE entry SET content = NULL, salt = NULL WHERE position = 4")
        database.commit()
        database.close()
        return
    with psycopg.connect(url) as server:
        server.execute((OLD / "postgres.sql").read_text())
        server.execute("SET search_path = journal")
        copied(source, server.execute, "%s")  # type: ignore[arg-type]
        server.execute("UPDATE entry SET content = NULL, salt = NULL WHERE position = 4")
        for role in ("older_writer", "older_eraser"):
            server.execute(f"DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN")  # type: ignore[arg-type]
            server.execute(OLD_GRANT.format(role=role))  # type: ignore[arg-type]
        server.execute("GRANT UPDATE (content, salt) ON entry TO older_eraser")


def test_an_older_journal_is_brought_up_to_date(url: str, tmp_path: Path) -> None:
    with Journal(tmp_path / "source", KEY) as source:
        months(source)
        record = {"index": 4, "reason": "x"}
        source.append([Entry(at=NOW, act=ERASED, actor="a", facts=record)])
        note, proof = source.checkpoint(), source.inclusion(5)
    older(url, tmp_path / "source")
    with Journal(url, KEY) as journal:
        assert (journal.checkpoint(), journal.inclusion(5)) == (note, proof)
        assert holds(journal, tmp_path) == "1 erased"
        journal.append([entry(20, "2016-01")])
        assert retained(journal, "2016-04-01") == {"2016-01": 4, "2016-02": 3, "2016-03": 2}
        assert holds(journal, tmp_path) == "10 erased"


def test_of_two_who_open_it_one_renews_it(journal: Journal) -> None:
    """The other waited, and finds it done."""
    journal.append(entries(3))
    journal._renew()
    assert len(list(journal.read())) == 3


def test_an_older_journal_keeps_who_may_do_what(
    postgres: Cluster, database: str, tmp_path: Path
) -> None:
    with Journal(tmp_path / "source", KEY) as source:
        months(source)
        source.append([Entry(at=NOW, act=ERASED, actor="a", facts={"index": 4, "reason": "x"})])
    older(database, tmp_path / "source")
    Journal(database, KEY).close()
    with Journal(postgres.url(user="older_writer"), KEY) as journal:
        journal.append([entry(20, "2031-01")])
        with pytest.raises(JournalStoreError, match="permission denied"):
            retained(journal, "2016-04-01")
    with Journal(postgres.url(user="older_eraser"), KEY) as journal:
        assert retained(journal, "2016-02-01") == {"2016-01": 3}


def test_a_partition_holds_a_month_and_goes_with_it(database: str) -> None:
    with Journal(database, KEY) as journal, psycopg.connect(database, autocommit=True) as server:

        def partitions() -> list[str]:
            found = server.execute(
                "SELECT inhrelid::regclass::text FROM pg_inherits"
                " WHERE inhparent = 'journal.entry'::regclass ORDER BY 1"
            )
            return [str(name) for (name,) in found]

        months(journal)
        before = [f"journal.entry_2016_0{n}" for n in (1, 2, 3)]
        assert partitions() == [*before, "journal.entry_lasting"]
        retained(journal, "2016-03-01")
        assert partitions() == ["journal.entry_2016_03", "journal.entry_lasting"]


def test_a_month_that_another_dropped_is_opened_again(database: str) -> None:
    """At the second try: the first learns that its partition is gone, and loses nothing."""
    with Journal(database, KEY) as journal, Journal(database, KEY) as other:
        journal.append([entry(0, "2016-01")])
        retained(other, "2016-02-01")
        with pytest.raises(JournalStoreError, match="no partition"):
            journal.append([entry(1, "2016-01")])
        journal.append([entry(1, "2016-01")])
        assert len(list(journal.read(subject="p-1"))) == 1


@pytest.mark.parametrize(("end", "index"), [(6, 5), (4, 4)])
def test_a_lie_about_what_was_erased_is_found(
    filled: Journal, tmp_path: Path, end: int, index: int
) -> None:
    """By the verifier, whatever the triggers let through: one entry too many, or too few."""
    filled.append(list(erasures("2024-01", [(0, 5), (7, 300)], "retention", NOW)))
    unlocked(filled).run(
        "UPDATE entry SET content = NULL, salt = NULL"
        f" WHERE position < {end} OR position BETWEEN 7 AND 299"
    )
    filled.export(tmp_path / "export")
    found = verify_export(tmp_path / "export", VKEY).fault
    assert found is not None
    assert found.index == index


FORGETTING = """
from datetime import UTC, date, datetime
from beraad.journal.sqlite import SQLite
SQLite.chunk = 100
journal.retain(date(2024, 2, 1), actor="retention", at=datetime(2026, 11, 1, tzinfo=UTC))
"""


@pytest.mark.parametrize("statement", [*range(1, 24, 2), *range(24, 42, 3)])
def test_killed_at_each_statement_it_goes_on_where_it_was(
    url: str, tmp_path: Path, filled: Journal, statement: int
) -> None:
    """SIGKILL: whole chunks or the whole month, with their records; the rest the next time."""
    filled.close()
    script = AT_A_STATEMENT.replace("journal.append(entries(3, 300))\n", FORGETTING)
    child = run(script, url, statement)
    said, _ = child.communicate(timeout=60)
    with Journal(url, KEY) as journal:
        before = int(holds(journal, tmp_path).split()[0])
        assert before in ({300} if said else {0, 100, 200, 300})
        assert sum(retained(journal, "2024-02-01").values()) == 300 - before
        assert holds(journal, tmp_path) == "300 erased"


def test_it_knows_up_to_which_month_it_forgot(journal: Journal) -> None:
    assert journal.forgotten() == ""
    months(journal)
    journal.erase(0, "by judgment", actor="registry", at=NOW)
    assert journal.forgotten() == ""
    retained(journal, "2016-03-01")
    journal.erase(1, "by judgment", actor="registry", at=NOW)
    assert journal.forgotten() == "2016-02"
