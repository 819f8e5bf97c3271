"""Signed notes, keys and checkpoints, against the vectors of the Go and C2SP implementations."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.journal.checkpoint import Checkpoint, open_checkpoint
from beraad.journal.keyfile import make_key, read_key
from beraad.journal.note import NoteError, SigningKey, VerifyingKey, open_note
from tests.journal.conftest import KEY

# From the documentation of golang.org/x/mod/sumdb/note.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_golden_note() -> None:
    key = SigningKey.parse(GO_SECRET)
    assert key.secret() == GO_SECRET
    assert str(key.public) == GO_VKEY
    assert key.sign(GO_TEXT) == GO_NOTE
    assert open_note(GO_NOTE, VerifyingKey.parse(GO_VKEY)) == GO_TEXT


def test_lines_of_other_keys_are_ignored_but_ours_must_be_there() -> None:
    witness = KEY.sign(GO_TEXT).rpartition("\n\n")[2]
    key = VerifyingKey.parse(GO_VKEY)
    assert open_note(GO_NOTE + witness, key) == GO_TEXT
    with pytest.raises(NoteError, match="Expected a signature by PeterNeumann"):
        open_note(KEY.sign(GO_TEXT), key)


@given(st.integers(0, len(GO_NOTE.encode()) * 8 - 1))
def test_no_bit_of_a_note_can_change(bit: int) -> None:
    data = bytearray(GO_NOTE.encode())
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ValueError):  # noqa: PT011 - NoteError, or the text is no UTF-8 any more
        open_note(data.decode(), VerifyingKey.parse(GO_VKEY))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        GO_NOTE[:-1],
        GO_NOTE.replace("—", "-"),
        GO_NOTE + "\n",
        GO_NOTE.replace("you", "\t", 1),
        "x" * 1_000_001,
    ],
)
def test_notes_that_are_malformed(note: str) -> None:
    with pytest.raises(NoteError):
        open_note(note, VerifyingKey.parse(GO_VKEY))


@pytest.mark.parametrize(
    "vkey",
    ["", "a+b", GO_VKEY.replace("Peter", "Petra"), GO_VKEY[:-1], GO_VKEY.replace("ARpc", "AhpC"),
     "+c74f20a3+" + GO_VKEY.rpartition("+")[2], GO_VKEY.replace("PeterN", "Peter N")],
)  # fmt: skip
def test_keys_that_are_malformed(vkey: str) -> None:
    with pytest.raises(NoteError):
        VerifyingKey.parse(vkey)


@pytest.mark.parametrize("secret", ["", GO_SECRET[:-1], GO_SECRET.replace("c74f", "c74e"), GO_VKEY])
def test_a_bad_secret_key_is_not_quoted(secret: str) -> None:
    with pytest.raises(NoteError) as raised:
        SigningKey.parse(secret)
    assert raised.value.__cause__ is None
    assert not secret or secret not in str(raised.value)
    assert "AYEK" not in repr(SigningKey.parse(GO_SECRET))


@pytest.mark.parametrize("text", ["no newline", "tab\t\n"])
def test_text_that_cannot_be_signed(text: str) -> None:
    with pytest.raises(NoteError, match="ends in a newline"):
        KEY.sign(text)


def test_a_checkpoint_is_three_lines() -> None:
    checkpoint = Checkpoint(KEY.name, 20852163, bytes(32))
    assert checkpoint.text == f"{KEY.name}\n20852163\n{'A' * 43}=\n"
    assert open_checkpoint(checkpoint.sign(KEY), KEY.public) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "a\n01\nAAAA\n",
        "a\n1\nAAAA\n",
        "\n1\nAAAA\n",
        "a\n-1\nAAAA\n",
        "a\n1\nAAA\n",
        "a\n1\nAAAA\nmore\n",
    ],
)
def test_checkpoints_that_are_malformed(text: str) -> None:
    with pytest.raises(NoteError):
        Checkpoint.parse(text)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    other = Checkpoint("other.example/log", 0, bytes(32))
    with pytest.raises(NoteError, match="is of log 'other"):
        other.sign(KEY)
    with pytest.raises(NoteError, match="is of log 'other"):
        open_checkpoint(KEY.sign(other.text), KEY.public)


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    assert make_key(path, KEY.name, KEY.seed) == read_key(path) == KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_key(path, KEY.name, bytes(32))
    path.chmod(0o644)
    with pytest.raises(NoteError, match="chmod 600"):
        read_key(path)
