"""Defects that systems of this kind had elsewhere, each as a test that it is not one here.

The list stands in the design; a heading is the defect in the words of those who found it.
"""

import ast
import gc
import logging
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from beraad.exchange.gateway import Gateway
from beraad.exchange.laws import Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.server.tokens import LIFE
from beraad.exchange.server.used import Used, UsedDownError
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from beraad.law.clause import Clause
from beraad.law.communication import Communication, Permit, Refusal
from beraad.law.load import load
from beraad.law.provision import Provision
from beraad.law.register import Register
from beraad.register.shelf import find_files
from tests.exchange.server.caller import asked
from tests.exchange.server.conftest import Stage
from tests.exchange.server.test_identity_signed import post, sign
from tests.exchange.server.test_yes_no import OTHER
from tests.exchange.world import BEFORE, REGISTERS_CLAUSE, SYSTEMS, moment, read, vidis
from tests.postgres import ABSENT, binary, cluster

SRC = Path(__file__).parents[3] / "src"
Patient = tuple[str, str]


# Personal data in monitoring paths


def test_what_watches_the_gateway_sees_no_person(stage: Stage, patient: Patient):
    ssin, physician = patient
    headers, body = stage.headers(), asked(vidis(physician), ssin)
    for other in ({}, {"source": ssin}, {"purpose": ssin}, {"person": ssin}, {ssin: ssin}):
        stage.client.post("/v1/consult", json=body | other, headers=headers)
    stage.client.get(f"/v1/{ssin}?a={physician}", headers={"X-Request-ID": ssin})
    for path in ("/metrics", "/health", f"/health?about={ssin}", f"/metrics?about={ssin}"):
        told = stage.client.get(path).text
        assert ssin not in told
        assert physician not in told


# Memory leak in the log archiver


def growth(work: Callable[[], object], times: int) -> int:
    """Bytes that remain after so many times, when what is kept once is there already."""
    logging.disable()  # pytest keeps every record
    tracemalloc.start()
    sizes = []
    for _ in range(3):
        for _ in range(times):
            work()
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    logging.disable(logging.NOTSET)
    return sizes[2] - sizes[1]


def test_questions_leave_nothing_in_memory(stage: Stage, patient: Patient):
    headers, body = stage.headers(), asked(vidis(patient[1]), patient[0])

    def ask() -> None:
        stage.client.post("/v1/consult", json=body, headers=headers)
        stage.client.post("/v1/consult", json=body | {"purpose": "x"}, headers=headers)

    assert growth(ask, 50) < 100 * 500  # bytes; one request or answer alone takes more


def test_an_archive_is_written_line_by_line(stage: Stage, patient: Patient, tmp_path: Path):
    headers, body = stage.headers(), asked(vidis(patient[1]), patient[0])
    peaks = []
    for questions in (50, 150):
        for _ in range(questions):
            stage.client.post("/v1/consult", json=body, headers=headers)
        with Journal(stage.files.journal) as journal:
            tracemalloc.start()
            journal.export(tmp_path / "archive.jsonl")
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    size = (tmp_path / "archive.jsonl").stat().st_size
    assert peaks[1] - peaks[0] < size / 4  # four times the entries do not take four times as much


# Health answers 200 while signing is impossible: see also test_journal.py


@pytest.mark.parametrize("part", ["journal", "identity"])
def test_health_fails_with_what_it_needs(stage: Stage, part: str):
    assert stage.client.get("/health").status_code == 200

    def never(*given: object) -> None:
        raise OSError("the disk is gone")

    if part == "journal":
        stage.gate.book._sign = never  # type: ignore[method-assign]
    else:
        stage.gate.doorkeeper.used.works = lambda now: False  # type: ignore[method-assign]
    answer = stage.client.get("/health")
    assert (answer.status_code, answer.json()["parts"][part]) == (503, False)


# Wildcard path traversal

PATHS = [
    "/tile/0/../../gateway/token.key",
    "/tile/0/%2e%2e/%2e%2e/gateway/token.key",
    "/tile/0/..%2f..%2fgateway%2ftoken.key",
    "/tile/0/%252e%252e%252fgateway%252ftoken.key",
    "/tile/../journal.db",
    "/tile/0//etc/passwd",
    "/tile/0/x001/../../../token.key",
    "/tile/0/000%00.key",
    "/tile/*/000",
    "/tile/64/000",
    "/tile/-1/000",
    "/tile/0/000.p/*",
    "//etc/passwd",
    "/..%5c..%5cgateway%5ctoken.key",
    "/tile/０/000",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_addresses(stage: Stage, path: str):
    answer = stage.client.get(path)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:beraad:problem:not-found"
    assert (stage.files.own / "token.key").read_bytes() not in answer.content


@pytest.mark.parametrize("name", ["../practice", "a/b", "", ".", "practice\0", "%2e%2e/practice"])
def test_no_organisation_is_a_path(stage: Stage, name: str):
    caller = stage.caller("practice")
    (stage.files.clients.parent / "practice.jwks.json").write_bytes(
        (stage.files.clients / "practice.jwks.json").read_bytes()
    )
    claims = caller.assertion(iss=name, sub=name)
    assert caller.post(stage.client, claims).status_code == 401


# Denied requests not logged


def test_every_denial_is_an_entry(stage: Stage, patient: Patient):
    ssin, physician = patient
    headers, body = stage.headers(), asked(vidis(physician), ssin)
    denied = [{"purpose": "x"}, {"recipient": "nsso"}, {"role": "pharmacist"}, {"source": "x"}]
    for number, other in enumerate(denied):
        for path in ("/v1/consult", "/v1/explain"):
            stage.client.post(path, json=body | other, headers=headers)
        answer = stage.client.post("/v1/consult", json=body | other, headers=headers)
        assert answer.status_code == 403
        assert len(stage.entries) == 3 * (number + 1)
        act, facts = stage.entries[answer.json()["entry"]]
        assert (act, facts["answer"]) == ("communication.refused", "refused")


# Messages time-stamped again and again, log grows


def test_a_journal_does_not_grow_by_being_watched(stage: Stage, patient: Patient):
    body = asked(vidis(patient[1]), patient[0])
    stage.client.post("/v1/consult", json=body, headers=stage.headers())
    size, note = stage.files.journal.stat().st_size, stage.client.get("/checkpoint").text
    for _ in range(20):
        for path in ("/health", "/checkpoint", "/metrics", "/v1/journal/inclusion?index=0"):
            assert stage.client.get(path).status_code == 200
    assert stage.client.get("/checkpoint").text == note
    assert (len(stage.entries), stage.files.journal.stat().st_size) == (1, size)


# Time-stamping that does not recover after a cluster node's failure


def test_what_a_database_failure_stops_goes_on_after_it():
    if binary("postgres") is None:
        pytest.skip(ABSENT)
    with cluster() as made:
        used = Used(made.url())
        assert used.take("practice", "before", 100, 50)
        made.kill()
        for number in ("during", "still"):
            with pytest.raises(UsedDownError):
                used.take("practice", number, 100, 50)
        assert not used.works(50)
        made.start()
        assert used.works(50)
        assert used.take("practice", "during", 100, 50)  # it was not taken while it was down
        assert not used.take("practice", "before", 100, 50)
        used.close()


# Replay on an initialisation endpoint


def test_nothing_that_opens_a_session_can_be_played_again(stage: Stage):
    caller = stage.caller("practice")
    proof, signature = caller.assertion(), sign(caller.key)
    told = [caller.post(stage.client, proof).status_code for _ in range(3)]
    assert told == [200, 401, 401]
    assert [post(stage, signature).status_code for _ in range(3)] == [403, 401, 401]


# Restore of a backup that executes code

EXECUTING = {"eval", "exec", "compile", "__import__"}
LOADING = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle", "yaml", "joblib"}


def test_nothing_that_is_read_is_executed():
    found = []
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {one.name for one in node.names} | {getattr(node, "module", "") or ""}
                found += [path.name for name in names if name.partition(".")[0] in LOADING]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found += [path.name] if node.func.id in EXECUTING else []
            if isinstance(node, ast.keyword) and node.arg == "shell":
                found.append(path.name)
    assert found == []


def test_an_export_that_was_tampered_with_is_data_and_nothing_else(
    stage: Stage, patient: Patient, tmp_path: Path
):
    body = asked(vidis(patient[1]), patient[0])
    stage.client.post("/v1/consult", json=body, headers=stage.headers())
    with Journal(stage.files.journal) as journal:
        journal.export(tmp_path / "good.jsonl")
        key = str(journal.vkey)
    assert verify_export(tmp_path / "good.jsonl", key).fault is None
    lines, mark = (tmp_path / "good.jsonl").read_text().splitlines(), tmp_path / "executed"
    hostile = f'{{"!!python/object/apply:os.system": ["touch {mark}"]}}'
    for place in range(len(lines)):
        changed = [*lines[:place], hostile, *lines[place + 1 :]]
        (tmp_path / "bad.jsonl").write_text("\n".join(changed) + "\n")
        assert verify_export(tmp_path / "bad.jsonl", key).fault is not None
    assert not mark.exists()


# Policy that evaluates to *true* when every constraint is unknown


def asking_for(clause: Clause, provision: Provision, register: Register) -> list[Communication]:
    """Questions that have all that a provision wants but the evidence."""
    found = []
    for token in sorted(provision.recipients):
        kind, _, word = token.partition(":")
        parties = register.catalogue.parties.values()
        members = [one.word for one in parties if word in one.categories]
        names = members if kind == "category" else [word if kind == "party" else "practice"]
        role = word if kind == "role" else ""
        for name in names[:1]:
            base = Communication(
                name, provision.source, "", provision.fields, clause.form, "", role
            )
            found += [
                replace(base, purpose=clause.purpose, channel=channel) for channel in clause.by
            ]
    return found


def test_without_any_evidence_no_condition_is_met(register: Register):
    laws, at, weighed = Laws(register), moment(BEFORE), 0
    law = laws.at(at)
    by_clause = {
        (str(one.number), one.clause.name): one for some in law.by_source.values() for one in some
    }
    for some in law.by_source.values():
        for provision in some:
            if not provision.requirements or not provision.on(at):
                continue
            for asking in asking_for(provision.clause, provision, register):
                decision = law.decide(asking, at)
                weighed += 1
                if isinstance(decision, Permit):  # by another clause, which wants nothing
                    other = by_clause[str(decision.number), decision.clause]
                    assert other.requirements == ()
    assert weighed > 100


# Expiry that never fires


def test_what_ends_ends_while_the_gateway_runs(home: Path, journal: Journal, gateway: Gateway):
    ending = REGISTERS_CLAUSE.replace("keep: nothing", "until: 2024-10-01\nkeep: nothing")
    register = load({**find_files([SYSTEMS]), "registers-test.md": ending.encode()})
    running = replace(gateway, laws=Laws(register))
    wish = Communication(
        "nsso", "cbss-registers", "policy-support", ("identity.sex",), "identified", "consult"
    )
    ssin = "99123199742"
    told = [
        type(running.consult(wish, ssin, moment(day, clock)).decision)
        for day, clock in (
            ("2024-10-01", "12:00"),
            ("2024-10-02", "00:00"),
            ("2024-10-09", "12:00"),
        )
    ]
    assert told == [Permit, Refusal, Refusal]


def test_a_token_ends_also_one_that_was_read_before(stage: Stage):
    tokens = stage.gate.tokens
    stage.caller("practice")
    token = tokens.make("practice", 1_000)
    assert tokens.organisation(token, 1_000 + LIFE - 1) == "practice"
    assert tokens.organisation(token, 1_000 + LIFE) is None


# Refused for one study but still holding the files of another


def test_what_is_refused_for_one_purpose_holds_nothing_of_another(stage: Stage, patient: Patient):
    ssin, physician = patient
    good = asked(vidis(physician), ssin)
    bad = good | {"purpose": "policy-support"}
    body = {"questions": [good, bad, good]}
    replies = stage.client.post("/v1/consult/batch", json=body, headers=stage.headers())
    first, second, third = replies.json()["replies"]
    assert [one["status"] for one in (first, second, third)] == [200, 403, 200]
    assert first["answer"]["rows"]
    assert second.get("answer") is None
    assert "rows" not in second["problem"]
    for row in first["answer"]["rows"]:
        assert not any(str(value) in str(second) for value in row.values() if len(str(value)) > 3)


def test_a_permission_that_was_withdrawn_is_gone_with_the_next_question(
    stage: Stage, patient: Patient, register: Register
):
    headers, body = stage.headers(), asked(vidis(patient[1]), patient[0])
    assert stage.client.post("/v1/consult", json=body, headers=headers).status_code == 200
    (stage.files.clients / "practice.jwks.json").unlink()
    assert stage.client.post("/v1/consult", json=body, headers=headers).status_code == 401


# Public log that shows neither legal basis nor whether a request was authorised


def test_an_entry_names_its_legal_basis_and_the_outcome(stage: Stage, patient: Patient):
    ssin, physician = patient
    headers, body = stage.headers(), asked(vidis(physician), ssin)
    stage.client.post("/v1/consult", json=body, headers=headers)
    stage.client.post("/v1/consult", json=body | {"role": ""}, headers=headers)
    permitted, refused = stage.entries
    assert permitted[0] == "communication.permitted"
    assert refused[0] == "communication.refused"
    for _, facts in (permitted, refused):
        assert {"number", "paragraph", "clause", "answer", "purpose", "snapshot"} <= set(facts)
    assert (permitted[1]["number"], refused[1]["answer"]) == ("22/056", "refused")
    assert refused[1]["missing"]


# A log line about one person that reveals another's act


def test_a_person_who_acts_and_is_a_patient_is_not_recognised(stage: Stage, patient: Patient):
    ssin, _ = patient
    ((other,),) = read(stage.home / "population.sqlite", OTHER)
    headers, body = stage.headers(), asked(vidis(ssin), other)
    stage.client.post("/v1/consult", json=body, headers=headers)  # acts as a carer
    own = body | {"subject": ssin, "role": "subject"}
    stage.client.post("/v1/consult", json=own, headers=headers)  # asks about themself
    with Journal(stage.files.journal) as journal:
        carer, patient_self = (one.entry for one in journal.read())
    assert carer.facts["person"]
    assert carer.facts["person"] not in (patient_self.subject, patient_self.facts["person"])
    assert patient_self.facts["person"] == patient_self.subject
    key = (stage.files.own / "pseudonym.key").read_bytes()
    assert patient_self.subject == Pseudonyms(key).of("subject", ssin)


def test_an_answer_about_one_tells_no_act_of_another(stage: Stage, patient: Patient):
    ssin, physician = patient
    headers, body = stage.headers(), asked(vidis(physician), ssin)
    answer = stage.client.post("/v1/consult", json=body, headers=headers)
    assert physician not in answer.text
    later = stage.client.post("/v1/consult", json=body, headers=headers)
    kept = ("permit", "sentences", "rows")
    assert [answer.json()[name] for name in kept] == [later.json()[name] for name in kept]
