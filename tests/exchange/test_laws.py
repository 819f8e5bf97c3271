"""The law in force: one compiled snapshot after another, and another register at once."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread, current_thread, main_thread
from typing import Any

import pytest

from beraad.exchange.laws import InForce, Laws
from beraad.law.decide import decide_by
from beraad.law.expand import provisions
from beraad.law.register import Register
from beraad.law.snapshot import LATEST, Snapshot, compile_snapshot
from tests.exchange.world import AFTER, BEFORE, moment, vidis


class Compiler:
    """The compiler, which notes what it compiles, and in which thread."""

    def __init__(self) -> None:
        self.done: list[tuple[datetime, Thread]] = []
        self.takes = 0.0
        self.go = Event()
        """What is compiled ahead waits for this."""
        self.go.set()

    def __call__(self, known: Any, catalogue: Any, at: datetime) -> Snapshot:
        if current_thread().name == "law ahead":
            assert self.go.wait(10)
        Event().wait(self.takes)
        self.done.append((at, current_thread()))
        return compile_snapshot(known, catalogue, at)

    @property
    def asked(self) -> list[datetime]:
        """What questions waited for."""
        return [at for at, thread in self.done if thread.name != "law ahead"]


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> Compiler:
    compiler = Compiler()
    monkeypatch.setattr("beraad.exchange.laws.compile_snapshot", compiler)
    return compiler


def looked_ahead() -> None:
    """Wait until all that is being compiled ahead is there."""
    for thread in threading.enumerate():
        if thread.name == "law ahead":
            thread.join(10)


def test_what_follows_is_compiled_before_it_begins(register: Register, compiler: Compiler):
    laws, at = Laws(register), moment(BEFORE)
    for _ in range(3):
        following = laws.at(at).snapshot.valid_until
        looked_ahead()
        at = following
    assert compiler.asked == [moment(BEFORE)]
    assert laws.at(at).snapshot.valid_from == at


def test_no_question_waits_for_what_is_compiled_ahead(register: Register, compiler: Compiler):
    laws, at = Laws(register), moment(BEFORE)
    compiler.go.clear()
    first = laws.at(at)
    assert laws.at(at) is first
    assert compiler.done == [(at, main_thread())]
    compiler.go.set()
    looked_ahead()
    assert [one for one, _ in compiler.done] == [at, first.snapshot.valid_until]


def test_nothing_is_compiled_after_the_last_stretch(register: Register, compiler: Compiler):
    last = datetime(2200, 1, 1, tzinfo=UTC)
    assert Laws(register).at(last).snapshot.valid_until == LATEST
    looked_ahead()
    assert compiler.done == [(last, main_thread())]


def test_many_who_ask_at_once_have_it_compiled_once(register: Register, compiler: Compiler):
    laws, found, together = Laws(register), list[InForce](), Barrier(16)
    compiler.takes = 0.05

    def ask() -> None:
        together.wait(10)
        found.append(laws.at(moment(BEFORE)))

    threads = [Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    looked_ahead()
    assert len(found) == 16
    assert all(one is found[0] for one in found)
    assert compiler.asked == [moment(BEFORE)]
    assert len(compiler.done) == 2


def test_who_asks_of_two_moments_in_turn_has_each_compiled_once(
    register: Register, compiler: Compiler
):
    laws = Laws(register)
    for _ in range(10):
        for day in (BEFORE, AFTER):
            assert laws.at(moment(day)).covers(moment(day))
            looked_ahead()
    assert set(compiler.asked) <= {moment(BEFORE), moment(AFTER)}
    assert len(compiler.done) <= 4


def test_another_register_is_compiled_before_it_is_adopted(register: Register, compiler: Compiler):
    laws = Laws(register)
    laws.adopt(register)
    assert compiler.done == []
    laws.at(moment(BEFORE))
    laws.adopt(register)
    compiler.done.clear()
    assert laws.at(moment(BEFORE)).about("gfd")
    assert compiler.asked == []


def test_within_its_time_a_snapshot_is_used_again(register: Register):
    laws = Laws(register)
    first = laws.at(moment(BEFORE))
    assert laws.at(moment(BEFORE) + timedelta(seconds=1)) is first
    later = laws.at(first.snapshot.valid_until)
    assert later is not first
    assert later.snapshot.valid_from == first.snapshot.valid_until
    assert laws.at(moment(BEFORE)).snapshot.hash == first.snapshot.hash


def test_the_snapshot_decides_as_the_specification(register: Register):
    laws = Laws(register)
    wish = replace(vidis("1"), facts={"consent(informed)": True, "excluded": False})
    for day in (BEFORE, AFTER):
        expected = decide_by(provisions(register), wish, register.catalogue, moment(day))
        assert laws.at(moment(day)).decide(wish, moment(day)) == expected


@pytest.mark.parametrize(
    "large",
    [
        {"fields": ("",) * 1_000},
        {"fields": ("x" * 1_000,)},
        {"facts": {"consent(informed)": "x" * 1_000}},
        {"facts": {"consent(informed)": 1 << 8_000}},
        {"facts": {f"consent(c{i})": True for i in range(200)}},
    ],
    ids=["many fields", "a long field", "a long fact", "a large fact", "many facts"],
)
def test_of_a_large_question_nothing_is_remembered(register: Register, large: dict[str, Any]):
    """Whoever asks without end for what is refused must not fill the memory."""
    law = Laws(register).at(moment(BEFORE))
    asked = replace(vidis("1"), facts={"excluded": True})
    assert law.decide(asked, moment(BEFORE)) is law.decide(asked, moment(BEFORE))
    assert len(law.refusals) == 1
    law.decide(replace(asked, **large), moment(BEFORE))
    assert len(law.refusals) == 1


def test_another_register_holds_from_the_next_question_on(register: Register):
    laws = Laws(register)
    assert laws.at(moment(BEFORE)).about("gfd")
    laws.adopt(replace(register, deliberations={}, amendments={}, accessions={}, cache={}))
    assert laws.at(moment(BEFORE)).about("gfd") == ()


def test_a_register_adopted_while_another_is_compiled_is_not_lost(
    register: Register, monkeypatch: pytest.MonkeyPatch
):
    laws = Laws(register)
    empty = replace(register, deliberations={}, amendments={}, accessions={}, cache={})
    real = compile_snapshot

    def compile_slowly(*asked: Any) -> Snapshot:
        monkeypatch.setattr("beraad.exchange.laws.compile_snapshot", real)
        laws.adopt(empty)
        return real(*asked)

    monkeypatch.setattr("beraad.exchange.laws.compile_snapshot", compile_slowly)
    assert laws.at(moment(BEFORE)).about("gfd") == ()
    assert laws.at(moment(BEFORE)).about("gfd") == ()
