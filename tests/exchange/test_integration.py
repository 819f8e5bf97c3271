"""Integration control: what it stops, what it remarks, and what the sender hears of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from beraad.exchange.forwarding import REMARKS, tell
from beraad.exchange.gateway import Gateway
from beraad.exchange.integration import ends
from beraad.exchange.rules import (
    LACKS,
    SIDES,
    Flow,
    Forwarding,
    forwarding,
)
from beraad.journal.store import Journal
from beraad.law.catalogue import LANGUAGES, Language
from beraad.law.communication import Refusal
from tests.exchange.conftest import Places
from tests.exchange.test_consult import allowance, inhabitant
from tests.exchange.world import BEFORE, carry_out, change, moment, permit


@pytest.fixture
def places(everywhere: Places) -> Places:
    """Each test through the gateway runs on both engines."""
    return everywhere


BLOCKS = [
    # control, blocking, sender lacks, addressee lacks, forwarded, remarks
    ("none", True, True, True, True, ()),
    ("sender", True, True, False, False, ("sender-not-integrated",)),
    ("sender", True, False, True, True, ()),
    ("addressee", True, True, False, True, ()),
    ("addressee", True, False, True, False, ("addressee-not-integrated",)),
    ("both", True, True, True, False, ("sender-not-integrated", "addressee-not-integrated")),
    ("both", False, True, True, True, ("sender-not-integrated", "addressee-not-integrated")),
    ("both", True, False, False, True, ()),
]


@pytest.mark.parametrize(
    ("control", "blocking", "sender", "addressee", "forwarded", "remarks"), BLOCKS
)
def test_what_is_not_integrated_stops_a_message_or_is_remarked(
    control: str,
    blocking: bool,
    sender: bool,
    addressee: bool,
    forwarded: bool,
    remarks: tuple[str, ...],
):
    lack = {True: "not-integrated", False: None}
    found = [("sender", lack[sender]), ("addressee", lack[addressee])]
    flow = Flow(control, blocking)  # type: ignore[arg-type]
    assert forwarding(flow, found) == Forwarding(forwarded, remarks)  # type: ignore[arg-type]


def test_every_remark_has_its_sentence_in_four_languages():
    codes = {f"{side}-{lack}" for side in SIDES for lack in LACKS}
    assert set(REMARKS) == codes
    for language in LANGUAGES:
        sentences = [REMARKS[code][language] for code in codes]
        assert len(set(sentences)) == len(codes)


SENTENCES = [
    ("nl", "Het bericht werd niet doorgestuurd."),
    ("fr", "Le message n'a pas été transmis."),
    ("de", "Die Nachricht wurde nicht weitergeleitet."),
    ("en", "The message was not forwarded."),
]


@pytest.mark.parametrize(("language", "first"), SENTENCES)
def test_the_sender_always_hears_whether_it_was_forwarded(language: Language, first: str):
    stopped = tell(Forwarding(False, ("sender-not-integrated",)), language)
    assert stopped == (first, REMARKS["sender-not-integrated"][language])
    assert len(tell(Forwarding(), language)) == 1
    warned = tell(Forwarding(True, ("sender-not-integrated",)), language)
    assert len(warned) == 3
    assert warned[0] == tell(Forwarding(), language)[0]


# Through the gateway

WISH = allowance("municipality-beukendaal")


def agreed(home: Path, control: str, blocking: bool) -> None:
    change(home / "sources" / "directory.sqlite", "DELETE FROM flow WHERE source = ?", WISH.source)
    change(
        home / "sources" / "directory.sqlite",
        "INSERT INTO flow VALUES (?, ?, 'consult', ?, ?, '', '2020-01-01', NULL)",
        WISH.source,
        WISH.recipient,
        control,
        int(blocking),
    )


def not_insured(home: Path) -> str:
    subject = inhabitant(home, WISH.recipient, "increased_allowance")
    store = home / "sources" / "directory.sqlite"
    change(store, "DELETE FROM registration WHERE ssin = ? AND sector = '11'", subject)
    return subject


def holder_in_network(gateway: Gateway, home: Path) -> None:
    """The holder of the source has its seat in the sector of the sickness funds."""
    _, holder = ends(WISH, gateway.laws.at(moment(BEFORE)).catalogue)
    store = home / "sources" / "directory.sqlite"
    carry_out(store, "DELETE FROM seat WHERE party = ?", holder)
    change(store, "INSERT INTO seat VALUES (?, '11', '')", holder)


def test_a_blocking_control_refuses_records_why_and_reads_nothing(
    gateway: Gateway, home: Path, journal: Journal
):
    subject = not_insured(home)
    holder_in_network(gateway, home)
    agreed(home, "addressee", True)
    change(home / "sources" / "increased-allowance.sqlite", "UPDATE granted SET begin = 'x'")
    answer = gateway.consult(WISH, subject, moment(BEFORE))
    assert isinstance(answer.decision, Refusal)
    assert (answer.rows, answer.yes) == ((), None)
    assert answer.forwarding == Forwarding(False, ("addressee-not-integrated",))
    assert [str(near.number) for near in answer.decision.nearest] == ["18/046"]
    assert answer.decision.nearest[0].missing == ()
    entry = journal.entry(answer.entry.index)
    assert (entry.act, entry.about) == ("communication.refused", "18/046")
    assert entry.facts["integration"] == ("addressee-not-integrated",)
    assert entry.facts["forwarded"] is False
    assert "answer_digest" not in entry.facts


def test_a_control_that_does_not_block_answers_and_warns(
    gateway: Gateway, home: Path, journal: Journal
):
    subject = not_insured(home)
    holder_in_network(gateway, home)
    agreed(home, "addressee", False)
    answer = gateway.consult(WISH, subject, moment(BEFORE))
    assert permit(answer)
    assert answer.rows == ({"status.increased_allowance": True},)
    assert answer.forwarding == Forwarding(True, ("addressee-not-integrated",))
    entry = journal.entry(answer.entry.index)
    assert entry.act == "communication.permitted"
    assert entry.facts["integration"] == ("addressee-not-integrated",)
    assert entry.facts["forwarded"] is True


def test_a_sender_outside_of_the_network_cannot_have_integrated_anybody(
    gateway: Gateway, home: Path
):
    subject = inhabitant(home, WISH.recipient, "increased_allowance")
    agreed(home, "sender", True)
    answer = gateway.consult(WISH, subject, moment(BEFORE))
    assert answer.forwarding.remarks == ("sender-outside-network",)
    assert not answer.forwarding.forwarded


def test_what_is_agreed_on_a_flow_changes_with_its_day_and_the_named_recipient_goes_first(
    gateway: Gateway, home: Path
):
    directory = gateway.directory
    flows = [
        directory.flow(WISH.source, "x", "consult", date.fromisoformat(day))
        for day in ("2018-04-02", "2018-04-03", "2023-12-31", "2024-01-01")
    ]
    assert [flow.control for flow in flows] == ["none", "addressee", "addressee", "addressee"]
    assert [flow.blocking for flow in flows] == [True, True, True, False]
    agreed(home, "both", True)
    change(
        home / "sources" / "directory.sqlite",
        "INSERT INTO flow VALUES (?, '', '', 'sender', 0, '010 011', '2020-01-01', NULL)",
        WISH.source,
    )
    day = date(2024, 6, 1)
    assert directory.flow(WISH.source, WISH.recipient, "consult", day).control == "both"
    other = directory.flow(WISH.source, "x", "consult", day)
    assert other == Flow("sender", False, frozenset({"010", "011"}))
    assert directory.flow("unheard-of", "x", "consult", day) == Flow()


def test_a_report_of_a_source_has_the_source_as_its_sender(gateway: Gateway):
    words = gateway.laws.at(moment(BEFORE)).catalogue
    pair = ends(WISH, words)
    assert ends(replace(WISH, channel="notify"), words) == pair[::-1]
