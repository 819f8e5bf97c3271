"""`beraad journal witness`: a log on this machine, a gateway elsewhere, and the alarms."""

from pathlib import Path
from shutil import copyfile

import pytest

from beraad.journal.entry import Entry
from beraad.journal.keyfile import read_key
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from tests.exchange.conftest import built
from tests.exchange.server.running import Running
from tests.exchange.server.test_process import served
from tests.site.conftest import START, Ran, Shell

__all__ = ["built", "served"]  # fixtures

KEY = SigningKey("beraad.example/journal", bytes(range(32)))
SEEN = Path("witness.checkpoint")


def more(path: Path, key: SigningKey = KEY, count: int = 1) -> None:
    with Journal(path, key) as journal:
        journal.append([Entry(START, "vote.cast", "member", facts={"n": n}) for n in range(count)])


@pytest.fixture
def witness(shell: Shell, journal: Path) -> Ran:
    return shell("journal", "witness", str(journal), "--name", "witness.example/one")


def vkey(ran: Ran) -> str:
    return ran.err.split()[1]


def test_a_first_look_makes_a_key_and_remembers(witness: Ran, journal: Path) -> None:
    assert witness.code == 0
    assert witness.err.startswith("witness witness.example/one+")
    assert witness.out == SEEN.read_text()
    assert "— beraad.example/journal " in witness.out
    assert "— witness.example/one " in witness.out
    assert read_key("witness.key").name == "witness.example/one"


def test_what_grew_is_cosigned_and_verified(shell: Shell, witness: Ran, journal: Path) -> None:
    more(journal)
    assert shell("journal", "witness", str(journal)).code == 0
    shell("journal", "export", str(journal), "all.jsonl")
    options = ("--seen", str(SEEN), "--witness", vkey(witness))
    checked = shell("journal", "verify", "all.jsonl", *options)
    assert checked.code == 0
    assert "witness.example/one saw size 7" in checked.out
    assert shell("journal", "verify", "all.jsonl", "--witness", vkey(witness)).code == 1
    shell("journal", "prove", str(journal), "4", "four.proof", "--seen", str(SEEN))
    assert shell("journal", "verify", "four.proof", "--witness", vkey(witness)).code == 0


def test_another_past_is_an_alarm(shell: Shell, witness: Ran, journal: Path) -> None:
    """As long, longer, or restored from an old backup: nothing is cosigned or remembered."""
    copyfile(journal, "copy.db")
    more(journal)
    shell("journal", "witness", str(journal))
    seen = SEEN.read_text()
    shrunk = shell("journal", "witness", "copy.db")
    more(Path("copy.db"), count=2)
    forked = shell("journal", "witness", "copy.db")
    for ran, told in ((shrunk, "shrank from 7 to 6"), (forked, "does not begin with that of")):
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("ALARM beraad.example/journal: nothing was cosigned.")
        assert told in ran.err
    assert SEEN.read_text() == seen


def test_a_log_of_another_key_is_an_alarm(shell: Shell, witness: Ran, journal: Path) -> None:
    with Journal("other.db", SigningKey("beraad.example/journal", bytes(32))) as other:
        theirs = str(other.vkey)
    ran = shell("journal", "witness", str(journal), "--vkey", theirs)
    assert (ran.code, ran.out) == (1, "")
    assert "ALARM" in ran.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("no.db", "--name", "w"), "There is no journal at no.db"),
        (("http://127.0.0.1:1", "--name", "w"), "give --vkey"),
        (("no.db",), "give --name to make a key"),
    ],
)
def test_what_could_not_be_seen_is_no_alarm(
    shell: Shell, words: tuple[str, ...], told: str
) -> None:
    ran = shell("journal", "witness", *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert not SEEN.exists()


def test_a_gateway_that_runs_is_witnessed(shell: Shell, served: Running) -> None:
    address = str(served.client.base_url).rstrip("/")
    key = read_key(served.home / "journal.key")
    with Journal(served.home / "journal.db", key) as journal:
        log = str(journal.vkey)
    words = ("journal", "witness", address, "--vkey", log)
    assert shell(*words, "--name", "witness.example/two").code == 0
    more(served.home / "journal.db", key, 300)
    again = shell(*words)
    assert again.code == 0
    more(served.home / "journal.db", key)
    assert shell(*words).code == 0
    assert shell(*words).out.splitlines()[1] == str(int(again.out.splitlines()[1]) + 1)
    with Journal("forked.db", key) as forked:
        forked.append([Entry(START, "vote.cast", "b") for _ in range(400)])
    forged = shell("journal", "witness", "forked.db")
    assert (forged.code, "ALARM" in forged.err) == (1, True)


def test_a_gateway_that_is_gone_is_no_alarm(shell: Shell, witness: Ran, journal: Path) -> None:
    with Journal(journal) as read:
        log = str(read.vkey)
    ran = shell("journal", "witness", "http://127.0.0.1:1", "--vkey", log)
    assert ran.code == 2
    assert "gives no /checkpoint" in ran.err
