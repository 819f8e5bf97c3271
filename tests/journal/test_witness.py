"""A witness elsewhere: what it cosigns, and every other past that it refuses."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from beraad.journal.cosign import WitnessKey, cosign, witness_key
from beraad.journal.note import NoteError, SigningKey, open_note
from beraad.journal.proof import Consistency
from beraad.journal.store import Journal, JournalError
from beraad.journal.verify import verify_export
from beraad.journal.witness import ForkError, Witness
from tests.journal.conftest import KEY, START, entries

OWN = SigningKey("witness.example/one", bytes(range(1, 33)))
WITNESS = Witness(KEY.public, OWN)
VKEY, SEEN_BY = str(KEY.public), str(witness_key(OWN))


def look(journal: Journal, seen: str | None = None, at: datetime = START) -> str:
    return WITNESS.look(seen, journal.checkpoint(), journal.consistency, at)


def test_a_line_is_as_wide_as_that_of_the_specification() -> None:
    """Its example comes without a key, so it cannot be checked any further."""
    cosigned = cosign(
        KEY.sign(f"{KEY.name}\n0\n{'A' * 43}=\n"), OWN, datetime.fromtimestamp(1, UTC)
    )
    line = cosigned.splitlines()[-1]
    assert line.startswith("— witness.example/one ")
    assert len(line.split()[2]) == len(
        "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIU"
        "BkBIfZ+qnA=="
    )


def test_a_key_of_a_witness_is_of_a_kind_of_its_own() -> None:
    key = WitnessKey.parse(SEEN_BY)
    assert key == witness_key(OWN)
    assert key.id != OWN.public.id
    with pytest.raises(NoteError, match="Expected an Ed25519 key"):
        WitnessKey.parse(str(OWN.public))


def test_a_log_that_grows_is_cosigned_each_time(journal: Journal) -> None:
    seen = None
    for number in range(5):
        seen = look(journal, seen, START + timedelta(hours=number))
        assert witness_key(OWN).seen(seen) == START + timedelta(hours=number)
        assert open_note(seen, KEY.public) == open_note(journal.checkpoint(), KEY.public)
        journal.append(entries(3, 3 * number))
    assert look(journal, seen) != look(journal, seen, START + timedelta(days=1))


def test_a_shrunken_log_is_refused(journal: Journal, tmp_path: Path) -> None:
    journal.append(entries(3))
    seen = look(journal)
    with Journal(tmp_path / "restored", KEY) as restored:
        restored.append(entries(2))
        with pytest.raises(ForkError, match="shrank from 3 to 2"):
            look(restored, seen)


@pytest.mark.parametrize("more", [0, 1, 300])
def test_a_forked_log_is_refused(journal: Journal, tmp_path: Path, more: int) -> None:
    """Whoever holds the log's own key signs another history, as long or longer."""
    journal.append(entries(3))
    seen = look(journal)
    with Journal(tmp_path / "forked", KEY) as forked:
        forked.append(entries(3 + more, 1))
        with pytest.raises(ForkError, match="does not begin with that of size 3") as alarm:
            look(forked, seen)
    assert "seen before:" in str(alarm.value)


def test_a_proof_of_other_sizes_is_no_proof(filled: Journal) -> None:
    seen = WITNESS.look(None, filled.checkpoint(6), filled.consistency, START)
    with pytest.raises(ForkError, match="other sizes"):
        WITNESS.look(seen, filled.checkpoint(), lambda old, new: Consistency(300, 300, ()), START)


def test_what_was_kept_must_be_the_witness_s_own(journal: Journal) -> None:
    with pytest.raises(NoteError, match="Expected a cosignature"):
        look(journal, journal.checkpoint())
    with pytest.raises(NoteError, match="signature by"):
        WITNESS.look(None, SigningKey(KEY.name, bytes(32)).sign("x\n"), journal.consistency, START)


def test_a_cosignature_with_another_time_does_not_hold(journal: Journal) -> None:
    cosigned = look(journal)
    line = cosigned.splitlines()[-1]
    signature = bytearray(76)
    signature[:4] = witness_key(OWN).id
    for time in (0, 2**63):
        signature[4:12] = time.to_bytes(8)
        forged = f"— {OWN.name} {b64encode(signature).decode()}"
        with pytest.raises(NoteError, match="does not hold"):
            witness_key(OWN).seen(cosigned.replace(line, forged))


def test_the_stand_alone_verifier_asks_for_witnesses(filled: Journal, tmp_path: Path) -> None:
    filled.export(tmp_path / "export")
    cosigned = WITNESS.look(None, filled.checkpoint(6), filled.consistency, START)
    verdict = verify_export(tmp_path / "export", VKEY, cosigned, SEEN_BY)
    assert verdict.checks[-1] == f"{OWN.name} saw size 6 at {START}."
    for seen, witness, told in (
        (None, SEEN_BY, "a signature by witness.example/one that holds, found None"),
        (filled.checkpoint(6), SEEN_BY, "a signature by witness.example/one that holds"),
        (cosigned, VKEY, "witness: expected name+id+base64"),
        (cosigned.replace("\n6\n", "\n7\n"), SEEN_BY, "a signature by beraad.example"),
    ):
        assert told in str(verify_export(tmp_path / "export", VKEY, seen, witness).fault)


def test_an_entry_is_proven_up_to_a_cosigned_checkpoint(filled: Journal, tmp_path: Path) -> None:
    cosigned = WITNESS.look(None, filled.checkpoint(6), filled.consistency, START)
    (tmp_path / "proof").write_bytes(filled.prove(4, cosigned))
    verdict = verify_export(tmp_path / "proof", VKEY, None, SEEN_BY)
    assert verdict.checks[1] == "This entry is number 4 of the first 6."
    assert verdict.checks[2].startswith(OWN.name)
    (tmp_path / "proof").write_bytes(filled.prove(4))
    assert verify_export(tmp_path / "proof", VKEY, None, SEEN_BY).fault is not None


def test_an_entry_is_not_proven_in_another_history(filled: Journal, tmp_path: Path) -> None:
    with Journal(tmp_path / "forked", KEY) as forked:
        forked.append(entries(6, 1))
        with pytest.raises(JournalError, match="another history"):
            filled.prove(4, forked.checkpoint())
