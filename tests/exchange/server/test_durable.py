"""Whatever is killed or full: what was answered stands in the journal, and the gateway recovers."""

import resource
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests.exchange.server.running import Crowd, Running, kept, new_home, running
from tests.postgres import Cluster, cluster, emptied


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return new_home(built, tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, home: Path) -> str:
    """Where the journal is."""
    if request.param == "sqlite":
        return str(home / "journal.db")
    return emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def server(postgres: Cluster) -> Iterator[Cluster]:
    """A PostgreSQL that may be killed."""
    with cluster() as made:
        yield made


def crowd_at(gateway: Running, stack: ExitStack) -> Crowd:
    """A crowd that asks until the end of the test."""
    crowd = Crowd(gateway)
    stack.callback(crowd.leave)
    crowd.come()
    return crowd


def test_after_a_kill_every_answer_has_its_entry(home: Path, place: str):
    with ExitStack() as stack:
        gateway = stack.enter_context(running(home, journal=place))
        crowd = crowd_at(gateway, stack)
        crowd.await_answers(200)
        gateway.process.send_signal(signal.SIGKILL)
        gateway.process.wait()
    statuses = {status for status, _ in crowd.answers}
    assert statuses == {200, 403}
    assert len(set(crowd.entries)) == len(crowd.answers)
    entries = kept(home, place)
    assert set(crowd.entries) <= entries
    assert len(entries) - len(crowd.answers) <= crowd.people  # each had one question under way
    with running(home, journal=place) as again:
        assert again.client.get("/health").json()["ok"] is True


def test_several_gateways_write_one_journal(home: Path, place: str):
    with ExitStack() as stack:
        gateways = [stack.enter_context(running(home, journal=place)) for _ in range(2)]
        crowds = [crowd_at(gateway, stack) for gateway in gateways]
        for crowd in crowds:
            crowd.await_answers(150)
        for crowd in crowds:
            crowd.leave()
    assert {status for crowd in crowds for status, _ in crowd.answers} == {200, 403}
    told = [entry for crowd in crowds for entry in crowd.entries]
    assert len(told) == sum(len(crowd.answers) for crowd in crowds)
    assert sorted(told) == sorted(kept(home, place))


def test_while_postgresql_is_down_nothing_is_answered_and_then_it_goes_on(
    home: Path, server: Cluster
):
    with ExitStack() as stack:
        gateway = stack.enter_context(running(home, journal=server.url()))
        crowd = crowd_at(gateway, stack)
        crowd.await_answers(100, 200)
        server.kill()
        crowd.await_answers(100, 503)
        health = gateway.client.get("/health")
        assert (health.status_code, health.json()["parts"]["journal"]) == (503, False)
        server.start()
        crowd.await_answers(100, 200)
        crowd.leave()
        health = gateway.client.get("/health")
        assert (health.status_code, health.json()["parts"]["journal"]) == (200, True)
    assert {status for status, _ in crowd.answers} == {200, 403, 503}
    assert all((entry is None) == (status == 503) for status, entry in crowd.answers)
    assert len(set(crowd.entries)) == len(crowd.entries)
    assert set(crowd.entries) <= kept(home, server.url())
    log = gateway.log.read_text()
    assert "the journal cannot record" in log
    assert "Traceback" not in log


def test_a_connection_that_postgresql_cuts_off_is_made_anew(home: Path, server: Cluster):
    with ExitStack() as stack:
        gateway = stack.enter_context(running(home, journal=server.url()))
        crowd = crowd_at(gateway, stack)
        for _ in range(3):
            crowd.await_answers(60, 200)
            with psycopg.connect(server.url(), autocommit=True) as database:
                database.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
        crowd.await_answers(60, 200)
        crowd.leave()
    assert set(crowd.entries) <= kept(home, server.url())


def test_where_the_disk_is_full_nothing_is_half_done_and_then_it_goes_on(home: Path):
    with ExitStack() as stack:
        gateway = stack.enter_context(running(home))
        crowd = crowd_at(gateway, stack)
        crowd.await_answers(50, 200)
        limit = max(file.stat().st_size for file in home.glob("journal.db*")) + 20_000
        most = resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE, (limit, most[1]))
        crowd.await_answers(50, 503)
        resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE, most)
        crowd.await_answers(50, 200)
        crowd.leave()
    assert {status for status, _ in crowd.answers} == {200, 403, 503}
    assert len(set(crowd.entries)) == len(crowd.entries)
    assert set(crowd.entries) == kept(home, home / "journal.db")
