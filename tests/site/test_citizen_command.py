"""`beraad citizen`: one simulated person's view, in the terminal and as JSON, with its proofs."""

from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from beraad.citizen.investigation import Order, open_investigation
from beraad.demo.emergency import choose_case
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.entry import Entry
from beraad.journal.store import Journal
from beraad.site.commands.citizen import ADMITTED
from tests.exchange.conftest import built
from tests.site.conftest import START, Shell
from tests.site.test_witness_command import KEY

__all__ = ["built"]  # a fixture


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """The patient of the demonstration was asked about three times, last by an inspection."""
    home = Path(copytree(built, tmp_path / "home"))
    (home / "gateway").mkdir()
    (home / "gateway" / "pseudonym.key").write_bytes(bytes(32))
    subject = Pseudonyms(bytes(32)).of("subject", choose_case(home, ADMITTED).patient)
    facts = {"recipient": "sciensano", "source": "gfd", "fields": ["dispensing.product"]}
    acts = ("communication.refused", "communication.permitted", "communication.permitted")
    with Journal(home / "journal.db", KEY) as journal:
        for n, act in enumerate(acts):
            more = {"recipient": "inspection"} if n == 2 else {"number": "18/046", "paragraph": 8}
            at = START + timedelta(minutes=n)
            journal.append([Entry(at, act, "gateway", "", subject, facts | more)])
        order = Order("inspection", "", "inquiry-7", START, START + timedelta(days=9))
        open_investigation(journal, subject, order, actor="authority", at=START)
    return home


def test_the_patient_of_the_demonstration_is_shown(shell: Shell, home: Path) -> None:
    ran = shell("citizen", "--home", str(home), "--lang", "nl", "--on", "2024-07-02")
    assert ran.code == 0
    assert "Gegevens over u werden meegedeeld." in ran.out
    assert "Een vraag om gegevens over u werd geweigerd." in ran.out
    assert "beraadslaging 18/046, punt 8" in ran.out
    assert "inspection" not in ran.out


def test_all_shows_when_the_investigation_has_ended(shell: Shell, home: Path) -> None:
    ran = shell("citizen", "--home", str(home), "--json", "--on", "2024-08-01")
    assert [one["index"] for one in ran.json["entries"]] == [2, 1, 3, 0]
    assert ran.json["entries"][2]["sentence"].startswith("Because of an investigation")


def test_page_after_page_each_with_a_proof(shell: Shell, home: Path) -> None:
    words = ("citizen", "--home", str(home), "--json", "--most", "1", "--on", "2024-07-02")
    first = shell(*words).json
    second = shell(*words, "--before", first["following"], "--proofs", "mine")
    assert first["entries"][0]["index"] == 1
    Path("one.proof").write_text(first["entries"][0]["proof"])
    for file in ("one.proof", "mine/entry-0.proof"):
        assert shell("journal", "verify", file, "--vkey", str(KEY.public)).code == 0
    assert "1 proofs written" in second.err


def test_a_number_may_be_given_in_silence(shell: Shell, home: Path) -> None:
    number = choose_case(home, ADMITTED).patient
    words = ("citizen", "-", "--home", str(home), "--on", "2024-07-02")
    assert "Data about you" in shell(*words, given=f"{number}\n").out
    other = shell(*words, given="12345678901\n")
    assert other.code == 2
    assert "12345678901" not in other.err
    assert "is no place" in shell(*words, "--before", "yesterday").err
