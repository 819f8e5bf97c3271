"""Several gateways on one set of files: each counts what it answered itself, and nothing twice."""

import re
from pathlib import Path

import pytest

from tests.exchange.server.caller import asked
from tests.exchange.server.running import Running, kept, new_home, running
from tests.exchange.world import BEFORE, patient_of, vidis
from tests.postgres import emptied

COUNTED = r'^beraad_decisions_total\{decision="(\w+)",source="gfd"\} (\d+)'


def counted(gateway: Running) -> dict[str, int]:
    """The decisions about shared pharmacy files that a process has counted."""
    text = gateway.client.get("/metrics").text
    return {kind: int(number) for kind, number in re.findall(COUNTED, text, re.MULTILINE)}


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_each_process_counts_its_own_and_all_together_are_what_the_journal_has(
    request: pytest.FixtureRequest, built: Path, tmp_path: Path, engine: str
):
    home = new_home(built, tmp_path)
    ssin, physician = patient_of(home, "general-practitioner", BEFORE)
    place = str(home / "journal.db")
    if engine == "postgres":
        place = emptied(request.getfixturevalue("postgres"))
    with running(home, journal=place) as one, running(home, journal=place) as other:
        for gateway, permits, refusals in ((one, 3, 1), (other, 2, 4)):
            headers = gateway.headers()
            for purpose in [{}] * permits + [{"purpose": "x"}] * refusals:
                body = asked(vidis(physician), ssin, **purpose)
                gateway.client.post("/v1/consult", json=body, headers=headers)
        assert counted(one) == {"permit": 3, "refusal": 1}
        assert counted(other) == {"permit": 2, "refusal": 4}
    assert len(kept(home, place)) == 10
