"""A new client, made of the OpenAPI document alone, gets an answer and understands its refusals."""

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.exchange.server.integrator import Integrator, Plain
from tests.exchange.server.running import ROOT, running

ON = "2026-05-04T12:00:00+02:00"
LANGUAGES = ("nl", "fr", "de", "en")
PARAGRAPH = {"nl": "punt", "fr": "point", "de": "Randnummer", "en": "paragraph"}
STRANGER = "90010100123"
"""A number of nobody, that could be one."""


@dataclass(frozen=True)
class Trial:
    """The client, and what the demonstration hands to whoever tries it."""

    client: Integrator
    home: Path

    @property
    def question(self) -> Plain:
        """A question that is permitted."""
        return json.loads((self.home / "gateway" / "question.json").read_text())


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    home = tmp_path_factory.mktemp("integrator") / "demo"
    command = [sys.executable, "-m", "beraad.site.command", "demo", "--home", str(home)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    with running(home, "--on", ON) as gateway:
        client = Integrator("demo-hospital", str(gateway.client.base_url).rstrip("/"))
        registered = home / "gateway" / "clients" / "demo-hospital.jwks.json"
        registered.write_text(json.dumps(client.public))
        client.authenticate()
        yield Trial(client, home)


def test_the_first_answer_is_permitted_by_a_paragraph_and_recorded(trial: Trial):
    told = trial.client.call("consult", trial.question)
    assert (told["permit"]["number"], told["permit"]["paragraph"]) == ("26/001", 8)
    assert told["rows"]
    assert set(told["rows"][0]) == set(told["permit"]["passed"]) < set(trial.question["fields"])
    assert told["sentences"][0] == "Permitted by 26/001, paragraph 8."


REFUSED = [
    ("another purpose", {"purpose": "policy-support"}, "purpose", "emergency-care"),
    ("nobody acts", {"role": "", "person": ""}, "recipient", "role emergency-physician"),
    ("no such field", {"fields": ["dispensing.prodct"]}, "fields", "dispensing.product"),
    ("no relation", {"subject": STRANGER}, "condition", "therapeutic-relation"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("change", "code", "wanted"), [one[1:] for one in REFUSED])
def test_a_refusal_names_number_paragraph_what_is_missing_and_what_to_do(
    trial: Trial, change: Plain, code: str, wanted: str, language: str
):
    told = trial.client.call("consult", trial.question | change, language)
    assert told["type"] == "urn:beraad:problem:refused"
    near = told["nearest"][0]
    assert (near["number"], near["paragraph"]) == ("26/001", 8)
    (lack,) = [one for one in near["missing"] if one["code"] == code and wanted in one["detail"]]
    assert lack["sentence"].startswith(f"26/001, {PARAGRAPH[language]} 8")
    assert lack["sentence"] in told["detail"]
    assert told["title"]
    assert told["todo"]
    assert isinstance(told["entry"], int)


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({"purpose": "policy-support"}, []),
        ({"purpose": "emergency-caer"}, ["/purpose"]),
        ({"source": "gdf"}, ["/source"]),
        ({"role": "emergency-doctor"}, ["/role"]),
        (
            {"fields": ["dispensing.date", "dispensing.prodct"], "purpose": "x"},
            ["/purpose", "/fields/1"],
        ),
    ],
)
def test_a_slip_of_the_pen_is_told_by_its_place(trial: Trial, change: Plain, places: list[str]):
    told = trial.client.call("consult", trial.question | change)
    assert told["type"] == "urn:beraad:problem:refused"
    assert [one["pointer"] for one in told["faults"]] == places
    assert all(one["expected"].endswith("of the catalogue") for one in told["faults"])


@pytest.mark.parametrize("change", [one[1] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_each_language_has_words_of_its_own(trial: Trial, change: Plain):
    told = [trial.client.call("consult", trial.question | change, one) for one in LANGUAGES]
    for part in ("title", "detail", "todo"):
        assert len({one[part] for one in told}) == len(LANGUAGES)
    codes = [[(one["code"], one["detail"]) for one in all_of(each)] for each in told]
    assert codes == [codes[0]] * len(LANGUAGES)


def all_of(refusal: Plain) -> list[Plain]:
    """All that is missing."""
    return [one for near in refusal["nearest"] for one in near["missing"]]


def test_a_condition_that_was_looked_into_stands_beside_nothing_else(trial: Trial):
    """So that beside another code one need not look for a relation that is there."""
    stranger = trial.client.call("consult", trial.question | {"subject": STRANGER})
    assert {one["code"] for one in stranger["nearest"][0]["missing"]} == {"condition"}


@pytest.mark.parametrize(
    ("change", "problem", "pointer", "expected"),
    [
        ({"subject": "123"}, "no-such-number", "/subject", "the number (SSIN) of a person"),
        ({"recipient": "nic"}, "not-the-recipient", "/recipient", "the organisation of the access"),
        ({"purpose": 7}, "wrong-content", "/purpose", "str"),
        ({"colour": "red"}, "wrong-content", "", "no key but those of /openapi.json"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_is_told_by_its_place_and_what_was_expected(
    trial: Trial, change: Plain, problem: str, pointer: str, expected: str, language: str
):
    told = trial.client.call("consult", trial.question | change, language)
    assert told["type"] == f"urn:beraad:problem:{problem}"
    (fault,) = told["faults"]
    assert fault["pointer"] == pointer
    assert fault["expected"].startswith(expected)


def test_several_questions_are_answered_each_for_itself(trial: Trial):
    asked = [trial.question, trial.question | {"purpose": "policy-support"}, {"colour": "red"}]
    told = trial.client.call("consult-batch", {"questions": asked})
    assert [one["status"] for one in told["replies"]] == [200, 403, 422]


def test_an_explanation_and_a_decision_of_authzen_agree_with_the_answer(trial: Trial):
    asked = trial.question
    permit = trial.client.call("consult", asked)["permit"]
    assert trial.client.call("explain", asked)["permit"] == permit
    evaluation = {
        "subject": {"type": "person", "id": asked["person"], "properties": {"role": asked["role"]}},
        "action": {"name": "consult", "properties": {"purpose": asked["purpose"]}},
        "resource": {"type": asked["source"], "id": asked["subject"]},
    }
    for fields, decision in ((asked["fields"], False), (permit["passed"], True)):
        evaluation["resource"]["properties"] = {"fields": fields}
        assert trial.client.call("evaluation", evaluation)["decision"] is decision


def test_that_it_was_recorded_is_proved_by_the_verifier_that_stands_alone(
    trial: Trial, tmp_path: Path
):
    entry = trial.client.call("consult", trial.question)["entry"]
    found = trial.client.call("inclusion", index=entry["index"])
    leaf, *path = [
        base64.b64encode(bytes.fromhex(one)).decode() for one in (entry["leaf"], *found["path"])
    ]
    export = (trial.home / "journal.jsonl").read_text().partition("\n")[0]
    proof = {"proof": "inclusion", "index": entry["index"], "leaf": leaf, "path": path}
    proof |= {"checkpoint": found["checkpoint"], "vkey": json.loads(export)["vkey"]}
    file = tmp_path / "entry.proof"
    plain = json.dumps(proof, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    file.write_text(f"{plain}\n")
    alone = shutil.copy(ROOT / "src" / "beraad" / "journal" / "verify.py", tmp_path / "verify.py")
    command = [sys.executable, "-I", str(alone), str(file), "--vkey", proof["vkey"]]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert f"This leaf is number {entry['index']} of the first {found['new']}." in ran.stdout


def test_each_operation_has_a_name_of_its_own_and_each_answer_says_what_it_means(trial: Trial):
    found = [one for path in trial.client.document["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in found}) == len(found)
    told = [answer["description"] for one in found for answer in one["responses"].values()]
    assert all(told)
    assert "a problem" not in told
