"""`beraad journal stamp` and `retain`: stamped once, recovered after a failure, forgotten once."""

from pathlib import Path

import pytest

from beraad.journal.entry import Entry
from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal
from tests.site.conftest import START, Shell
from tests.site.test_witness_command import KEY, more
from tests.tsa import Authority, served


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


def test_what_is_stamped_is_not_stamped_again(
    shell: Shell, journal: Path, authority: Authority
) -> None:
    asked = authority.asked
    with served(authority) as address:
        words = ("journal", "stamp", str(journal), "--tsa", address)
        words += ("--tsa-roots", str(authority.roots))
        first = shell(*words)
        assert first.out.startswith("size 6 stamped at ")
        assert shell(*words).out == "size 6 is stamped already; there is nothing new\n"
        assert authority.asked == asked + 1
        more(journal)
        assert shell(*words).out.startswith("size 7 stamped at ")
    assert sorted(path.name for path in Path("stamps").iterdir()) == [
        *("6.checkpoint", "6.tsr", "7.checkpoint", "7.tsr")
    ]
    shell("journal", "export", str(journal), "all.jsonl")
    checked = shell("journal", "verify", "all.jsonl", "--tsa-roots", str(authority.roots))
    assert checked.code == 0
    assert [line[:22] for line in checked.out.splitlines()[-2:]] == [
        "ok    Size 6 was there",
        "ok    Size 7 was there",
    ]


def test_a_failure_is_made_good_at_the_next_run(
    shell: Shell, journal: Path, authority: Authority
) -> None:
    with served(authority) as address:
        words = ("journal", "stamp", str(journal), "--tsa", address)
        words += ("--tsa-roots", str(authority.roots))
        authority.broken = True
        failed = shell(*words)
        authority.broken = False
        assert failed.code == 2
        assert "run it again" in failed.err
        assert list(Path("stamps").iterdir()) == []
        assert shell(*words).out.startswith("size 6 stamped at ")


def test_a_reply_may_be_carried(shell: Shell, journal: Path, authority: Authority) -> None:
    assert shell("journal", "stamp", str(journal), "--query", "q.tsq").code == 0
    Path("r.tsr").write_bytes(authority.reply(Path("q.tsq").read_bytes()))
    more(journal)
    words = ("journal", "stamp", str(journal), "--reply", "r.tsr")
    words += ("--tsa-roots", str(authority.roots))
    assert shell(*words).out.startswith("size 6 stamped at ")
    Path("r.tsr").write_bytes(b"damaged")
    assert shell(*words).code == 2


def test_a_stamp_of_another_history_is_found(
    shell: Shell, journal: Path, authority: Authority
) -> None:
    shell("journal", "export", str(journal), "all.jsonl")
    more(journal)
    with served(authority) as address:
        words = ("journal", "stamp", str(journal), "--tsa", address)
        shell(*words, "--tsa-roots", str(authority.roots))
    checked = shell("journal", "verify", "all.jsonl", "--tsa-roots", str(authority.roots))
    assert checked.code == 1
    assert "has not the size 7 that was stamped" in checked.err
    shell("journal", "prove", str(journal), "4", "four.proof")
    proof = shell("journal", "verify", "four.proof", "--tsa-roots", str(authority.roots))
    assert (proof.code, "give an export" in proof.err) == (1, True)


def test_a_reply_is_never_kept_unchecked(shell: Shell, journal: Path) -> None:
    ran = shell("journal", "stamp", str(journal), "--tsa", "http://127.0.0.1:1")
    assert ran.code == 2
    assert "give --tsa-roots" in ran.err


def test_what_is_past_its_retention_is_forgotten_once(shell: Shell) -> None:
    make_key("journal.key", "beraad.example/journal", bytes(range(32)))
    about = Entry(START, "communication.refused", "gateway", subject="p-1")
    with Journal("kept.db", KEY) as journal:
        journal.append([about, Entry(START, "vote.cast", "member")])
    words = ("journal", "retain", "kept.db", "--key", "journal.key")
    assert shell(*words, "--keep", "99y").out.startswith(
        "nothing about persons is left from before"
    )
    ran = shell(*words, "--before", "2024-08-01")
    assert ran.out.splitlines()[0] == "2024-07: 1 erased; their leaves and all proofs stand"
    assert shell(*words, "--before", "2024-08-01").out.startswith("nothing about persons")
    assert "is no term" in shell(*words, "--keep", "ten").err
    shell("journal", "export", "kept.db", "all.jsonl")
    assert "1 erased" in shell("journal", "verify", "all.jsonl").out
