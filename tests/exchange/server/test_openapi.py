"""The OpenAPI document says what the gateway does: generated requests find no other answer."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi import checks

from beraad.exchange.server.openapi import document
from beraad.exchange.server.routes import ADDRESSES, Address
from beraad.law.register import Register
from tests.exchange.server.wired import Running, running_gateway

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

EXAMPLES = 500 if os.environ.get("BERAAD_NIGHTLY") else 20
SCHEMA = schemathesis.openapi.from_dict(json.loads(document()))


@pytest.fixture(scope="module")
def running(
    built: Path, register: Register, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    with running_gateway(built, register, tmp_path_factory.mktemp("running")) as found:
        yield found


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
