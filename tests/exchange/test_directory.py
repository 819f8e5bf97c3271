"""The reference directory: numbers, registrations in time, two networks."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.belgium.institutions import CapacityCode, SectorCode
from beraad.exchange.directory import DirectoryError
from beraad.exchange.gateway import Gateway
from beraad.exchange.rules import (
    Flow,
    LoopError,
    Registration,
    Seat,
    follow,
    lacks,
    over,
)
from beraad.journal.store import Journal
from beraad.law.communication import Communication
from tests.exchange.conftest import Places
from tests.exchange.test_consult import inhabitant
from tests.exchange.test_integration import WISH
from tests.exchange.world import BEFORE, carry_out, change, moment, read


@pytest.fixture
def places(everywhere: Places) -> Places:
    """Each test through the gateway runs on both engines."""
    return everywhere


# Numbers that gave way

CHAINS = [
    ({}, "a", "a"),
    ({"a": "b"}, "a", "b"),
    ({"a": "b", "b": "c"}, "a", "c"),
    ({"a": "b", "b": "c"}, "b", "c"),
    ({"a": "c", "b": "c"}, "b", "c"),
]


@pytest.mark.parametrize(("replaced", "asked", "stands"), CHAINS)
def test_a_replaced_number_leads_to_the_one_that_stands_now(
    replaced: dict[str, str], asked: str, stands: str
):
    assert follow(asked, replaced.get) == stands


@given(st.lists(st.integers(0, 30), unique=True, min_size=1))
def test_a_chain_of_any_length_has_one_end_and_a_ring_has_none(numbers: list[int]):
    chain = [str(number) for number in numbers]
    replaced = dict(pairwise(chain))
    assert {follow(asked, replaced.get) for asked in chain} == {chain[-1]}
    ring = {**replaced, chain[-1]: chain[0]}
    for asked in chain:
        with pytest.raises(LoopError, match="lead back to themselves"):
            follow(asked, ring.get)


def former(home: Path) -> tuple[str, str]:
    (row,) = read(home / "population.sqlite", "SELECT former, subject FROM replaced LIMIT 1")
    return str(row[0]), str(row[1])


def test_a_bis_number_and_the_one_before_it_lead_to_the_number_of_the_national_register(
    gateway: Gateway, home: Path
):
    bis, current = former(home)
    store = home / "sources" / "directory.sqlite"
    change(store, "INSERT INTO replaced VALUES ('first', ?)", bis)
    directory = gateway.directory
    assert {directory.current(n) for n in ("first", bis, current)} == {current}
    assert directory.current("nobody") is None
    change(store, "DELETE FROM registration WHERE ssin = ?", current)
    kept = "INSERT INTO registration VALUES ('first', '77', '000', '0', '2020-01-01', NULL, ?)"
    change(store, kept, "2020-01-01")
    assert [line.sector.code for line in directory.registrations(current)] == ["77"]


def test_numbers_that_replace_each_other_stop_everything_and_name_nobody(
    gateway: Gateway, home: Path
):
    bis, current = former(home)
    change(
        home / "sources" / "directory.sqlite", "INSERT INTO replaced VALUES (?, ?)", current, bis
    )
    with pytest.raises(DirectoryError, match="lead back to themselves") as raised:
        gateway.directory.current(bis)
    assert bis not in str(raised.value)


# Integration, in time

CBSS = Seat("cbss", SectorCode("25"))
NIC, FUND = Seat("nic", SectorCode("11")), Seat("fund", SectorCode("11"), "nic")


def line(
    begin: str, end: str | None = None, capacity: str = "000", sector: str = "11"
) -> Registration:
    day = date.fromisoformat(begin)
    until = date.fromisoformat(end) if end else None
    return Registration(SectorCode(sector), CapacityCode(capacity), "0", day, until, day)


TIMES = [
    # registered from, until, asked on, what is lacking
    ("2024-03-01", None, "2024-02-29", "not-integrated"),
    ("2024-03-01", None, "2024-03-01", None),
    ("2024-03-01", "2024-06-30", "2024-06-29", None),
    ("2024-03-01", "2024-06-30", "2024-06-30", "not-integrated"),
]


@pytest.mark.parametrize(("begin", "end", "on", "lack"), TIMES)
def test_a_person_is_integrated_from_the_first_day_up_to_the_end(
    begin: str, end: str | None, on: str, lack: str | None
):
    day = date.fromisoformat(on)
    assert lacks(NIC, [line(begin, end)], (), Flow("both"), day) == lack


CAPACITIES = [
    ("902", (), None),  # a provisional registration counts where nothing else is agreed
    ("902", ("000",), "not-integrated"),
    ("000", ("000",), None),
    ("010", ("010", "011"), None),  # the victim of an accident
    ("012", ("010", "011"), "not-integrated"),  # its witness
]


@pytest.mark.parametrize(("capacity", "wanted", "lack"), CAPACITIES)
def test_a_flow_may_want_a_capacity(capacity: str, wanted: tuple[str, ...], lack: str | None):
    flow = Flow("sender", capacities=frozenset(wanted))
    lines = [line("2020-01-01", capacity=capacity)]
    assert lacks(NIC, lines, (), flow, date(2024, 1, 1)) == lack


NETWORKS = [
    # seat, sector registered, members with a file, what is lacking
    (None, "11", (), "outside-network"),
    (NIC, "11", (), None),
    (NIC, "12", (), "not-integrated"),
    (FUND, "11", ("fund",), None),
    (FUND, "11", ("other",), "unknown-to-member"),
    (FUND, "12", ("fund",), "not-integrated"),
]


@pytest.mark.parametrize(("seat", "sector", "members", "lack"), NETWORKS)
def test_behind_a_managing_institution_the_member_itself_must_know_the_person(
    seat: Seat | None, sector: str, members: tuple[str, ...], lack: str | None
):
    lines = [line("2020-01-01", sector=sector)]
    assert lacks(seat, lines, members, Flow("both"), date(2024, 1, 1)) == lack


def test_a_message_to_a_member_goes_over_its_managing_institution(gateway: Gateway):
    fund = gateway.directory.seat("fund-alpha")
    other = gateway.directory.seat("fund-beta")
    assert over([CBSS, fund]) == over([fund, None]) == over([fund, other]) == ("nic",)
    assert over([NIC, fund]) == over([CBSS, NIC]) == over([None, None]) == ()
    assert "fund-alpha" in gateway.directory.secondary_network("nic")
    assert gateway.directory.secondary_network("fund-alpha") == ()
    assert gateway.directory.seat("municipality-beukendaal") is None


VIA = [
    # in which network the recipient is, what is controlled, over whom it goes
    ("nic", "none", ("nic",)),
    ("nic", "both", ("nic",)),
    ("", "none", ()),
    ("", "both", ()),
]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("managed_by", "control", "via"), VIA)
def test_an_answer_and_its_entry_say_over_whom_it_goes(
    gateway: Gateway,
    home: Path,
    journal: Journal,
    managed_by: str,
    control: str,
    via: tuple[str, ...],
    known: bool,
):
    store = home / "sources" / "directory.sqlite"
    change(store, "DELETE FROM seat WHERE party = 'nsso'")
    change(store, "INSERT INTO seat VALUES ('nsso', '11', ?)", managed_by)
    change(store, "UPDATE flow SET source = 'cbss-registers', control = ?, blocking = 0", control)
    asked = Communication(
        "nsso", "cbss-registers", "policy-support", ("identity.sex",), "identified", "consult"
    )
    change(store, "UPDATE flow SET recipient = 'nsso', channel = 'consult'")
    ssin = read(store, "SELECT ssin FROM person LIMIT 1")[0][0] if known else "99123199742"
    answer = gateway.consult(asked, str(ssin), moment(BEFORE))
    assert answer.forwarding.via == via
    assert bool(answer.forwarding.remarks) == (control == "both")
    assert journal.entry(answer.entry.index).facts.get("via", ()) == via


MALFORMED = [
    ("UPDATE flow SET control = 'perhaps'", "control 'perhaps'; expected none"),
    ("DROP TABLE flow", "does not answer"),
]


@pytest.mark.parametrize(("statement", "told"), MALFORMED)
def test_a_malformed_directory_stops_everything(
    gateway: Gateway, home: Path, journal: Journal, statement: str, told: str
):
    subject = inhabitant(home, WISH.recipient, "increased_allowance")
    carry_out(home / "sources" / "directory.sqlite", statement)
    with pytest.raises(DirectoryError, match=told):
        gateway.consult(WISH, subject, moment(BEFORE))
    assert list(journal.read()) == []


def test_a_registration_that_is_none_is_told_without_the_person(gateway: Gateway, home: Path):
    subject = inhabitant(home, WISH.recipient, "increased_allowance")
    store = home / "sources" / "directory.sqlite"
    change(store, "UPDATE registration SET capacity = '901' WHERE ssin = ?", subject)
    with pytest.raises(DirectoryError, match="a registration is malformed: capacity code 901"):
        gateway.directory.registrations(subject)


def test_the_index_counts_different_sectors(gateway: Gateway, home: Path):
    subject = inhabitant(home, WISH.recipient, "increased_allowance")
    store = home / "sources" / "directory.sqlite"
    change(store, "DELETE FROM registration WHERE ssin = ?", subject)
    added = "INSERT INTO registration VALUES (?, ?, ?, '0', '2020-01-01', ?, '2020-01-01')"
    for sector, capacity, end in (("11", "000", None), ("11", "010", None), ("12", "902", None)):
        change(store, added, subject, sector, capacity, end)
    change(store, added, subject, "13", "000", "2021-01-01")
    assert gateway.directory.index(subject, date(2024, 1, 1)) == 2
    assert gateway.directory.index(subject, date(2020, 6, 1)) == 3
