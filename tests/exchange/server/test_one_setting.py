"""In production one setting says where everything is: two gateways, one PostgreSQL, no file."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile, copytree

import psycopg
import pytest

from beraad.committee.docket import Docket
from beraad.exchange.server.watch import PUBLISHED
from beraad.journal.entry import Entry
from beraad.journal.keyfile import read_key
from beraad.journal.store import Journal
from tests.exchange.engines import new_database
from tests.exchange.server.caller import Caller, asked, register_keys
from tests.exchange.server.running import ROOT, Running, kept, new_home, running
from tests.exchange.server.test_watch import ALLOWING, AT
from tests.exchange.world import BEFORE, patient_of, vidis
from tests.postgres import Cluster, postgres

__all__ = ["postgres"]  # the fixture

ADDRESS = "http://gateway.test"
"""Where organisations reach either of the two, by a proxy before them."""

PRACTICE = Caller("practice", address=f"{ADDRESS}/oauth/token")


def beraad(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "beraad.site.command", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.fixture(scope="module")
def url(postgres: Cluster) -> str:
    return new_database(postgres)


@pytest.fixture(scope="module")
def home(built: Path, tmp_path_factory: pytest.TempPathFactory, url: str) -> Path:
    """A home whose stores were carried, and the files gone."""
    home = new_home(built, tmp_path_factory.mktemp("one"))
    told = beraad("carry", "--home", str(home), "--to", url)
    assert told.returncode == 0, told.stderr
    assert "buffer-database: schema store_buffer_database" in told.stdout
    for file in (home / "sources").glob("*.sqlite"):
        file.unlink()
    return home


@pytest.fixture(scope="module")
def two(home: Path, url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Running]]:
    """Two gateways with the same keys, each in a folder of its own."""
    with running(home, "--address", ADDRESS, database=url) as one:
        other = Path(copytree(home, tmp_path_factory.mktemp("other") / "home"))
        with running(other, "--address", ADDRESS, database=url) as another:
            for each in (one, another):
                register_keys(each.home / "gateway" / "clients", "practice", PRACTICE.key)
            yield [one, another]


def test_both_answer_what_the_files_would_and_write_nothing_but_the_database(
    two: list[Running], built: Path, url: str, tmp_path: Path
):
    ssin, physician = patient_of(built, "general-practitioner", BEFORE)
    body = asked(vidis(physician), ssin)
    with running(new_home(built, tmp_path)) as alone:
        rows = alone.client.post("/v1/consult", json=body, headers=alone.headers()).json()["rows"]
    assert rows
    headers = PRACTICE.headers(two[0].client)
    for one in two:
        answer = one.client.post("/v1/consult", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.json()["rows"] == rows
        assert not list((one.home / "gateway").glob("*.sqlite*"))
        assert not (one.home / "journal.db").exists()
    assert len(kept(two[0].home, url)) == 2
    assert beraad("journal", "export", url, str(tmp_path / "export.jsonl")).returncode == 0
    assert beraad("journal", "verify", str(tmp_path / "export.jsonl")).returncode == 0
    with psycopg.connect(url) as database:
        made = database.execute("SELECT nspname FROM pg_namespace").fetchall()
    assert {"journal", "mutation", "promised", "files"} <= {str(row[0]) for row in made}


def test_a_source_that_the_register_does_not_know_is_left(
    built: Path, tmp_path: Path, postgres: Cluster
):
    """Such as those of the demonstrations in `systems`: with its name in the file none starts."""
    home, url = new_home(built, tmp_path), new_database(postgres)
    copyfile(home / "sources" / "gfd.sqlite", home / "sources" / "unheard-of.sqlite")
    told = beraad("carry", "--home", str(home), "--to", url)
    assert told.returncode == 0, told.stderr
    assert "unheard-of: left as it is" in told.stdout
    with running(home, database=url) as one:
        assert one.client.get("/health").json()["ok"]


def test_a_home_that_ran_on_files_goes_on_in_the_database(
    built: Path, tmp_path: Path, postgres: Cluster
):
    """What the committee published is law there, a proof is good once, and the log is one."""
    home, url = new_home(built, tmp_path), new_database(postgres)
    digest = Docket(home / "docket").put(ALLOWING.encode())
    with Journal(home / "journal.db", read_key(home / "journal.key")) as journal:
        journal.append([Entry(AT, PUBLISHED, "test", facts={"document": digest})])
    ssin, physician = patient_of(built, "general-practitioner", BEFORE)
    body = asked(vidis(physician), ssin, purpose="policy-support", fields=["dispensing.product"])
    (home / "gateway" / "clients").mkdir(parents=True, exist_ok=True)
    register_keys(home / "gateway" / "clients", "practice", PRACTICE.key)

    def answer(one: Running) -> int:
        headers = PRACTICE.headers(one.client)
        told = one.client.post("/v1/consult", json=body, headers=headers)
        assert told.status_code == 200, told.text
        return int(told.json()["entry"]["index"])

    proof = PRACTICE.assertion()
    with running(home, "--address", ADDRESS) as one:
        assert PRACTICE.post(one.client, proof).status_code == 200
        last = answer(one)
    with Journal(home / "journal.db") as journal:
        head = journal.checkpoint()
    told = beraad("carry", "--home", str(home), "--to", url)
    assert told.returncode == 0, told.stderr
    assert f"journal: {last + 1} entries" in told.stdout
    with running(home, "--address", ADDRESS, database=url) as other:
        assert PRACTICE.post(other.client, proof).status_code == 401
        assert answer(other) > last
    with Journal(url) as journal:
        assert journal.checkpoint(last + 1) == head
    assert set(range(last + 2)) <= kept(home, url)
    again = beraad("carry", "--home", str(home), "--to", url)
    assert not {"journal:", "used:", "schema"} & set(again.stdout.split()), "nothing comes twice"


def test_a_proof_that_one_believed_the_other_does_not_take(two: list[Running]):
    proof = PRACTICE.assertion()
    assert PRACTICE.post(two[0].client, proof).status_code == 200
    assert PRACTICE.post(two[1].client, proof).status_code == 401


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "give --to or BERAAD_DATABASE"),
        (("--to", "mysql://x/y"), "give --to or BERAAD_DATABASE"),
        (("--to", "postgresql://a:geheim@x/y"), "set PGPASSFILE"),
        (("--to", "postgresql:///y"), "no SQLite file"),
    ],
)
def test_what_cannot_be_carried_is_told(tmp_path: Path, words: tuple[str, ...], told: str):
    (tmp_path / "sources").mkdir()
    ran = beraad("carry", "--home", str(tmp_path), *words)
    assert (ran.returncode, told in ran.stderr, "geheim" in ran.stderr) == (2, True, False)


def test_a_store_that_is_there_already_is_not_overwritten(
    built: Path, tmp_path: Path, url: str, home: Path
):
    again = new_home(built, tmp_path)
    ran = beraad("carry", "--home", str(again), "--to", url)
    assert ran.returncode == 2
    assert "cannot be carried to PostgreSQL: relation" in ran.stderr
    assert not (again / "sources" / "sources.toml").exists()
