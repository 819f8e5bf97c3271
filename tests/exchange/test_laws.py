"""The law in force: one compiled snapshot after another, and another register at once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from beraad.exchange.laws import Laws
from beraad.law.decide import decide_by
from beraad.law.expand import provisions
from beraad.law.register import Register
from beraad.law.snapshot import Snapshot, compile_snapshot
from tests.exchange.world import AFTER, BEFORE, moment, vidis


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
