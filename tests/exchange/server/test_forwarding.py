"""Integration control over HTTP: what blocks, what warns, and what is told of it beforehand."""

import pytest

from beraad.exchange.forwarding import ANYWAY, REMARKS, SENT, STOPPED
from beraad.law.catalogue import LANGUAGES, Language
from tests.exchange.server.caller import asked
from tests.exchange.server.conftest import Stage
from tests.exchange.test_integration import WISH, agreed, not_insured
from tests.exchange.world import BEFORE, change, moment

ON_BOTH_ENGINES = True

REMARK = "addressee-not-integrated"


@pytest.fixture
def subject(stage: Stage) -> str:
    """A person whom the holder of the source has not integrated."""
    catalogue = stage.gate.way.laws.at(moment(BEFORE)).catalogue
    holder = catalogue.sources[WISH.source].holder
    directory = stage.home / "sources" / "directory.sqlite"
    change(directory, "INSERT OR REPLACE INTO seat VALUES (?, '11', '')", holder)
    return not_insured(stage.home)


def headers(stage: Stage, language: Language) -> dict[str, str]:
    return stage.headers(WISH.recipient) | {"Accept-Language": language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blocking_control_is_a_problem_of_its_own_that_tells_what_was_found(
    stage: Stage, subject: str, language: Language
):
    agreed(stage.home, "addressee", True)
    body = asked(WISH, subject)
    answer = stage.client.post("/v1/consult", json=body, headers=headers(stage, language))
    told = answer.json()
    assert (answer.status_code, told["type"]) == (403, "urn:beraad:problem:not-forwarded")
    assert told["detail"] == f"{STOPPED[language]} {REMARKS[REMARK][language]}"
    assert [(near["number"], near["missing"]) for near in told["nearest"]] == [("18/046", [])]
    act, facts = stage.entries[told["entry"]]
    assert (act, facts["integration"], facts["forwarded"]) == (
        "communication.refused",
        (REMARK,),
        False,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_foresees_that_the_control_blocks(
    stage: Stage, subject: str, language: Language
):
    agreed(stage.home, "addressee", True)
    body = asked(WISH, subject)
    told = stage.client.post("/v1/explain", json=body, headers=headers(stage, language)).json()
    assert (told["permitted"], told["permit"]) == (False, None)
    assert [near["missing"] for near in told["nearest"]] == [[]]
    assert told["sentences"] == [STOPPED[language], REMARKS[REMARK][language]]
    act, facts = stage.entries[told["entry"]["index"]]
    assert (act, facts["answer"], facts["integration"], facts["forwarded"]) == (
        "communication.explained",
        "refused",
        (REMARK,),
        False,
    )


def test_authzen_says_no_where_the_control_blocks(stage: Stage, subject: str):
    agreed(stage.home, "addressee", True)
    body = {
        "subject": {"type": "organisation", "id": WISH.recipient},
        "action": {"name": "consult", "properties": {"purpose": WISH.purpose}},
        "resource": {
            "type": WISH.source,
            "id": subject,
            "properties": {"fields": list(WISH.fields)},
        },
    }
    answer = stage.client.post(
        "/access/v1/evaluation", json=body, headers=headers(stage, "en")
    ).json()
    assert answer["decision"] is False
    assert answer["context"]["sentences"] == [STOPPED["en"], REMARKS[REMARK]["en"]]


def test_a_control_that_does_not_block_answers_and_warns(stage: Stage, subject: str):
    agreed(stage.home, "addressee", False)
    body, head = asked(WISH, subject), headers(stage, "en")
    told = stage.client.post("/v1/consult", json=body, headers=head).json()
    assert told["rows"] == [{"status.increased_allowance": True}]
    warned = [REMARKS[REMARK]["en"], ANYWAY["en"]]
    assert told["sentences"][-3:] == [SENT["en"], *warned]
    before = stage.client.post("/v1/explain", json=body, headers=head).json()
    assert before["permitted"] is True
    assert before["sentences"] == [*told["sentences"][:-3], *warned]


def test_where_nothing_is_to_remark_nothing_is_said_of_forwarding(stage: Stage, subject: str):
    agreed(stage.home, "none", True)
    told = stage.client.post(
        "/v1/consult", json=asked(WISH, subject), headers=headers(stage, "en")
    ).json()
    assert told["rows"]
    assert SENT["en"] not in told["sentences"]
