"""Webhooks: signed, again until taken, in order of each person, dead letters at the end."""

import base64
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from beraad.exchange.database.written import StoreError
from beraad.exchange.mutation.queue import Queue
from beraad.exchange.mutation.retry import MOST_ATTEMPTS
from beraad.exchange.mutation.webhook import WebhookError, read_webhook, webhooks_in
from beraad.exchange.server.postman import Postman, asked
from beraad.exchange.server.problem import ProblemError
from tests.exchange.mutation.conftest import Clock
from tests.exchange.mutation.receiver import Answer, Receiver, configure, receiving
from tests.exchange.mutation.world import CIVIL, Party, integrate, mutation, subjects
from tests.exchange.server.conftest import Stage


@pytest.fixture
def people(stage: Stage) -> list[str]:
    """Two persons whom the pensions service knows."""
    found = subjects(stage.home)[:2]
    for ssin in found:
        integrate(stage.home, ssin, "fpd")
    return found


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with receiving(tmp_path) as receiver:
        yield receiver


@dataclass
class Rounds:
    """A postman who goes only when told; another clock than that of the gateway's own."""

    stage: Stage
    postman: Postman

    def go(self) -> None:
        assert self.stage.client.portal is not None
        self.stage.client.portal.call(self.postman.round)


@pytest.fixture
def rounds(stage: Stage, receiver: Receiver, tmp_path: Path) -> Iterator[Rounds]:
    hooks = tmp_path / "hooks"
    configure(hooks, "fpd", receiver, tmp_path)
    postman = Postman(replace(stage.gate.post, webhooks=hooks), chance=lambda: 1.0)
    yield Rounds(stage, postman)
    assert stage.client.portal is not None
    stage.client.portal.call(postman.close)


def acts(stage: Stage, act: str) -> list[dict[str, object]]:
    return [facts for found, facts in stage.entries if found == act]


def test_what_a_webhook_takes_is_delivered_signed_recorded_and_gone(
    stage: Stage, people: list[str], cbss: Party, fpd: Party, receiver: Receiver, rounds: Rounds
):
    cbss.publish(mutation(people[0], CIVIL), mutation(people[1]))
    rounds.go()
    assert sorted(receiver.places) == [1, 2]
    assert sorted(receiver.numbers) == ["fpd.1", "fpd.2"]
    told = next(one for one in receiver.told if one["place"] == 1)
    assert (told["subject"], told["changed"]) == (people[0], [CIVIL])
    assert list(told["rows"][0]) == [CIVIL]
    assert len(acts(stage, "communication.permitted")) == 2
    assert fpd.heard() == []
    rounds.go()
    assert len(receiver.told) == 2


def test_of_one_person_the_next_waits_until_the_one_before_was_taken(
    people: list[str], cbss: Party, receiver: Receiver, rounds: Rounds, clock: Clock
):
    cbss.publish(*(mutation(people[n % 2]) for n in range(6)))
    receiver.answer = lambda told: Answer(503 if told["subject"] == people[0] else 204)
    rounds.go()
    assert sorted(receiver.places) == [1, 2, 4, 6]  # the second person's all, one after the other
    rounds.go()
    assert len(receiver.told) == 4  # not due yet
    clock.seconds += 5
    rounds.go()
    assert receiver.places[4:] == [1]
    receiver.answer = lambda told: Answer()
    clock.seconds += 10
    rounds.go()
    assert receiver.places[5:] == [1, 3, 5]


def test_each_attempt_is_recorded_with_its_number(
    stage: Stage, people: list[str], cbss: Party, receiver: Receiver, rounds: Rounds, clock: Clock
):
    cbss.publish(mutation(people[0]))
    receiver.answer = lambda told: Answer(500)
    rounds.go()
    clock.seconds += 5
    rounds.go()
    entries = acts(stage, "communication.permitted")
    assert [facts["delivery"] for facts in entries] == [1, 2]
    first, second = receiver.told
    assert first["entry"] != second["entry"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(
    people: list[str], cbss: Party, receiver: Receiver, rounds: Rounds, status: int
):
    cbss.publish(mutation(people[0]))
    receiver.answer = lambda told: Answer(status, {"Location": receiver.url})
    rounds.go()
    assert len(receiver.told) == 1


def test_an_address_that_is_gone_makes_a_dead_letter_that_can_be_pulled_or_sent_again(
    stage: Stage,
    people: list[str],
    cbss: Party,
    fpd: Party,
    receiver: Receiver,
    rounds: Rounds,
    clock: Clock,
):
    cbss.publish(mutation(people[0]), mutation(people[0]), mutation(people[1]))
    receiver.answer = lambda told: Answer(410 if told["subject"] == people[0] else 204)
    rounds.go()
    clock.seconds += 100_000
    rounds.go()
    assert sorted(receiver.places) == [1, 3]  # what follows the dead letter waits behind it
    (dead,) = acts(stage, "mutation.undelivered")
    assert dead == {"recipient": "fpd", "place": 1, "attempts": 1, "status": 410}
    assert [one["place"] for one in fpd.heard()] == [1, 2]
    receiver.answer = lambda told: Answer()
    portal, post = stage.client.portal, stage.gate.post
    assert portal is not None
    assert portal.call(partial(post.queue, lambda queue: queue.resend("fpd"))) == 1
    rounds.go()
    assert receiver.places[2:] == [1, 2]


def test_after_many_attempts_it_is_a_dead_letter(
    stage: Stage, people: list[str], cbss: Party, receiver: Receiver, rounds: Rounds, clock: Clock
):
    cbss.publish(mutation(people[0]))
    receiver.answer = lambda told: Answer(500)
    for _ in range(MOST_ATTEMPTS + 3):
        rounds.go()
        clock.seconds += 3600
    assert len(receiver.told) == MOST_ATTEMPTS
    (dead,) = acts(stage, "mutation.undelivered")
    assert (dead["attempts"], dead["status"]) == (MOST_ATTEMPTS, 500)


def test_a_wait_that_is_asked_for_is_kept(
    people: list[str], cbss: Party, receiver: Receiver, rounds: Rounds, clock: Clock
):
    cbss.publish(mutation(people[0]))
    receiver.answer = lambda told: Answer(429, {"Retry-After": "600"})
    for seconds, attempts in ((0, 1), (599, 1), (1, 2)):
        clock.seconds += seconds
        rounds.go()
        assert len(receiver.told) == attempts


@pytest.mark.parametrize(("text", "seconds"), [("30", 30), ("", 0), ("-1", 0), ("soon", 0)])
def test_retry_after_is_read_as_seconds(text: str, seconds: float):
    assert asked(text) == seconds


def test_one_that_does_not_answer_is_left_alone_with_all_that_waits_for_it(
    stage: Stage,
    people: list[str],
    cbss: Party,
    receiver: Receiver,
    rounds: Rounds,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("beraad.exchange.server.postman.LONGEST", 0.2)
    cbss.publish(mutation(people[0]))
    receiver.answer = lambda told: Answer(seconds=1.0)
    rounds.go()
    cbss.publish(mutation(people[1]))
    rounds.go()
    assert receiver.places == [1]
    receiver.answer = lambda told: Answer()
    clock.seconds += 5
    rounds.go()
    assert sorted(receiver.places) == [1, 1, 2]
    assert len(acts(stage, "communication.permitted")) == 3


def test_a_receiver_whose_certificate_is_not_trusted_gets_nothing(
    people: list[str], cbss: Party, receiver: Receiver, rounds: Rounds
):
    path = rounds.postman.post.webhooks / "fpd.toml"
    path.write_text("\n".join(path.read_text().splitlines()[:2]))
    cbss.publish(mutation(people[0]))
    rounds.go()
    assert receiver.told == []


def test_a_long_answer_is_not_read(
    people: list[str], cbss: Party, fpd: Party, receiver: Receiver, rounds: Rounds
):
    cbss.publish(mutation(people[0]))
    receiver.answer = lambda told: Answer(200, body=b"x" * 1_000_000)
    rounds.go()
    assert fpd.heard() == []


def test_the_gateway_itself_goes_round(
    stage: Stage, people: list[str], cbss: Party, receiver: Receiver, tmp_path: Path
):
    configure(stage.files.own / "webhooks", "fpd", receiver, tmp_path)
    cbss.publish(mutation(people[0]))
    assert receiver.came.get(timeout=20)["subject"] == people[0]


def test_a_slow_webhook_keeps_no_other_waiting(
    stage: Stage, people: list[str], cbss: Party, receiver: Receiver, tmp_path: Path
):
    integrate(stage.home, people[1], "nemo")
    receiver.answer = lambda told: Answer(seconds=5.0 if told["subject"] == people[0] else 0.0)
    for organisation in ("fpd", "nemo"):
        configure(stage.files.own / "webhooks", organisation, receiver, tmp_path)
    cbss.publish(mutation(people[0]))
    waited = time.monotonic() + 4
    while not receiver.told and time.monotonic() < waited:
        time.sleep(0.01)
    cbss.publish(mutation(people[1]))
    assert receiver.came.get(timeout=4)["subject"] == people[1]
    assert receiver.came.get(timeout=20)["subject"] == people[0]


def test_what_was_taken_and_not_noted_comes_again_under_the_same_number(
    people: list[str], cbss: Party, receiver: Receiver, rounds: Rounds, clock: Clock
):
    cbss.publish(mutation(people[0]), mutation(people[0]))

    def crash(*given: object) -> None:
        raise StoreError("killed before it was noted")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Queue, "done", crash)
        with pytest.raises(ProblemError, match="queue-down"):
            rounds.go()
    rounds.go()
    assert receiver.numbers == ["fpd.1", "fpd.1", "fpd.2"]


GOOD = 'url = "https://hooks.example/x"\nsecret = "whsec_{}"\n'
LONG = base64.b64encode(bytes(24)).decode()
FAULTY = [
    ("fpd.toml", GOOD.format(LONG).replace("https", "http"), "https://host/path"),
    ("fpd.toml", GOOD.format(LONG).replace("hooks", "a:b@hooks"), "without name or password"),
    ("fpd.toml", GOOD.format(LONG).replace("hooks.example", ":x"), "https://host/path"),
    ("fpd.toml", GOOD.format("c2hvcnQ="), "base64 of 24 to 64 bytes"),
    ("fpd.toml", GOOD.format("="), "base64 of 24 to 64 bytes"),
    ("fpd.toml", 'url = "https://hooks.example/x"\n', "expected url and secret"),
    ("fpd.toml", GOOD.format(LONG) + "ca = 1\n", "each a text"),
    ("fpd.toml", GOOD.format(LONG) + 'proxy = "x"\n', "expected url and secret"),
    ("fpd.toml", "url = ", "expected TOML"),
    ("F pd.toml", GOOD.format(LONG), "the word of an organisation"),
]


@pytest.mark.parametrize(("name", "text", "told"), FAULTY)
def test_a_file_that_is_none_is_refused_and_says_why(
    tmp_path: Path, name: str, text: str, told: str
):
    path = tmp_path / name
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(WebhookError, match=told) as raised:
        read_webhook(path)
    assert str(raised.value).startswith(name)
    assert LONG not in str(raised.value)
    (tmp_path / "nemo.toml").write_text(GOOD.format(LONG))
    (tmp_path / "nemo.toml").chmod(0o600)
    found, faults = webhooks_in(tmp_path)
    assert [hook.organisation for hook in found] == ["nemo"]
    assert len(faults) == 1


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path):
    path = tmp_path / "fpd.toml"
    path.write_text(GOOD.format(LONG))
    path.chmod(0o644)
    with pytest.raises(WebhookError, match="others may read its secret; try: chmod 600"):
        read_webhook(path)
