"""`beraad citizen`: one simulated person's view, in the terminal and as JSON, with its proofs."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from beraad.citizen.investigation import Order, open_investigation
from beraad.citizen.told import FILED, FORGOTTEN
from beraad.demo.emergency import choose_case
from beraad.exchange.files.lines import Lines
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.entry import Entry
from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal
from beraad.law.catalogue import LANGUAGES, Language
from beraad.site.commands.citizen import ADMITTED
from tests.citizen.conftest import ME, OTHER, file_of
from tests.exchange.conftest import built
from tests.exchange.engines import new_database
from tests.postgres import Cluster, postgres
from tests.site.conftest import START, Shell
from tests.site.test_witness_command import KEY

__all__ = ["built", "postgres"]  # the fixtures


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
    assert "Proofs written: 1." in second.err


def test_a_number_may_be_given_in_silence(shell: Shell, home: Path) -> None:
    number = choose_case(home, ADMITTED).patient
    words = ("citizen", "-", "--home", str(home), "--on", "2024-07-02")
    assert "Data about you" in shell(*words, given=f"{number}\n").out
    other = shell(*words, given="12345678901\n")
    assert other.code == 2
    assert "12345678901" not in other.err
    assert "is no place" in shell(*words, "--before", "yesterday").err


@pytest.fixture
def filed(home: Path) -> Path:
    """A person stood in a file with another, before entries of whom a month was forgotten."""
    (home / "gateway" / "pseudonym.key").write_bytes(b"a key for tests of thirty-two by")
    lines = Lines(home / "gateway" / "lines.sqlite")
    with Journal(home / "journal.db", KEY) as journal:
        journal.append(file_of(lines, [(OTHER, "refused"), (ME, "fields")], recipient="sciensano"))
        old = datetime(2013, 5, 2, tzinfo=UTC)
        journal.append([Entry(old, "consent.given", "subject", "", "somebody")])
        journal.retain(date(2013, 12, 1), actor="retention", at=START)
    lines.close()
    return home


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_and_what_was_forgotten_are_told_in_each_language(
    shell: Shell, filed: Path, language: Language
) -> None:
    ran = shell("citizen", ME, "--home", str(filed), "--lang", language, "--proofs", "mine")
    table, _, forgotten = ran.out.rpartition("┘\n")
    assert all(len(line) <= 80 for line in table.splitlines())
    first, *others = FILED["fields"][language].split()
    assert first in table
    assert all(word in table for word in others)
    assert forgotten == FORGOTTEN[language].format("2013-05") + "\n"
    (proof,) = Path("mine").iterdir()
    checked = shell("journal", "verify", str(proof))
    assert checked.code == 0
    assert "In the tree that it is about stands the line" in checked.out


def test_retention_takes_the_lines_of_files_as_well(shell: Shell, filed: Path) -> None:
    key, lines = filed / "retain.key", filed / "gateway" / "lines.sqlite"
    make_key(key, KEY.name, bytes(range(32)))
    words = ("journal", "retain", str(filed / "journal.db"), "--key", str(key))
    ran = shell(*words, "--before", "2025-01-01", "--lines", str(lines))
    assert ran.code == 0
    assert "lines of files: 1 chunks erased" in ran.out
    assert shell("citizen", ME, "--home", str(filed), "--json").json["entries"] == []
    ran = shell(*words, "--before", "2025-01-01", "--lines", "absent.sqlite")
    assert ran.code != 0
    assert "--lines wants a gateway's lines.sqlite" in ran.err


def test_retention_takes_the_lines_that_several_gateways_share(
    shell: Shell, filed: Path, postgres: Cluster
) -> None:
    key, url = filed / "retain.key", new_database(postgres)
    make_key(key, KEY.name, bytes(range(32)))
    with closing(Lines(url)) as lines, Journal(filed / "journal.db", KEY) as journal:
        journal.append(file_of(lines, [(ME, "fields")], recipient="sciensano"))
    words = ("journal", "retain", str(filed / "journal.db"), "--key", str(key))
    ran = shell(*words, "--before", "2025-01-01", "--lines", url)
    assert ran.code == 0, ran.err
    assert "lines of files: 1 chunks erased" in ran.out
    assert "0 chunks" in shell(*words, "--before", "2025-01-01", "--lines", url).out
    ran = shell(*words, "--before", "2025-01-01", "--lines", url.replace("host=", "host=/no"))
    assert (ran.code, "the store of lines" in ran.err) == (2, True)
