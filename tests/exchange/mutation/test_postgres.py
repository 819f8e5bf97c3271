"""Mutations that wait in PostgreSQL: the gateway does the same, over a restart of the database."""

from dataclasses import replace

from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.stores import Files
from beraad.journal.store import Journal
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.mutation.conftest import Clock, emptied
from tests.exchange.mutation.world import integrate, mutation, party, subjects
from tests.exchange.server.caller import ADDRESS
from tests.exchange.server.conftest import Stage, TestClient
from tests.postgres import Cluster


def test_published_pulled_and_acknowledged_over_a_restart_of_the_database(
    files: Files, register: Register, clock: Clock, postgres: Cluster
):
    home = files.stores.parent
    ssin = subjects(home)[0]
    integrate(home, ssin, "fpd")
    Journal(files.journal, KEY).close()
    there = replace(files, queue=emptied(postgres))
    gate, app = open_gateway(there, register, ADDRESS, lambda: clock.at)
    with TestClient(app, base_url=ADDRESS) as client:
        stage = Stage(client, gate, there, home)
        cbss, fpd = party(stage, "cbss"), party(stage, "fpd")
        body = mutation(ssin)
        assert cbss.publish(body).json() == cbss.publish(body).json()
        postgres.kill()
        assert fpd.pull().status_code == 503
        postgres.start()
        assert [one["place"] for one in fpd.heard()] == [1]
        assert fpd.acknowledge(1) == 1
        assert fpd.heard() == []
    assert not (there.own / "queue.sqlite").exists()
