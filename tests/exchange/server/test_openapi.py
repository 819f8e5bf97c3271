"""The OpenAPI document says what the gateway does: generated requests find no other answer."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi import checks

from beraad.exchange.server.openapi import document
from beraad.exchange.server.opened import Files, open_gateway
from beraad.exchange.server.routes import ADDRESSES, Address
from beraad.exchange.server.wire import server
from beraad.journal.store import Journal
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.server.caller import Caller, register_keys
from tests.exchange.server.running import free_port
from tests.exchange.world import BEFORE, moment

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
    checks.ignored_auth,
]
"""All but the acceptance of whatever has the right form: what is asked must be permitted too."""

EXAMPLES = 20
SCHEMA = schemathesis.openapi.from_dict(json.loads(document()))


@dataclass
class Running:
    """A gateway on the loopback."""

    address: str
    clients: Path

    def headers(self) -> dict[str, str]:

        caller = Caller("practice", address=f"{self.address}/oauth/token")
        register_keys(self.clients, "practice", caller.key)
        with httpx.Client(base_url=self.address) as client:
            return caller.headers(client)


@pytest.fixture(scope="module")
def running(
    built: Path, register: Register, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    home, port = tmp_path_factory.mktemp("running"), free_port()
    files = Files(built / "sources", home / "journal.db", KEY, home / "gateway")
    Journal(files.journal, KEY).close()
    address = f"http://127.0.0.1:{port}"
    _, app = open_gateway(files, register, address, lambda: moment(BEFORE))
    serving = server(app, "127.0.0.1", port)
    thread = threading.Thread(target=serving.run)
    thread.start()
    while not serving.started:
        time.sleep(0.01)
    yield Running(address, files.clients)
    serving.should_exit = True
    thread.join()


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda one: one.value)
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.name)
def test_whatever_is_sent_the_answer_is_one_of_the_document(
    running: Running, address: Address, mode: schemathesis.GenerationMode
):
    if mode.is_negative and not (address.takes or address.parameters):
        return  # there is nothing that could be wrong
    headers = running.headers() if address.secured else {}

    @given(case=SCHEMA[address.path][address.method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=running.address, headers=headers, checks=CHECKS)

    check()


def test_the_document_is_served_and_valid(running: Running):

    told = httpx.get(f"{running.address}/openapi.json")
    assert (told.json()["openapi"], told.headers["content-type"]) == ("3.1.0", "application/json")
    SCHEMA.validate()
    assert len(SCHEMA) == len(ADDRESSES)
