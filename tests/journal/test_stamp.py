"""Time stamps by `openssl ts`: what is one of a checkpoint, and everything that is not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.x509 import Certificate, load_pem_x509_certificates

from beraad.journal.stamp import StampError, request, stamped
from tests.journal.conftest import KEY
from tests.tsa import Authority

NOTE = KEY.sign(f"{KEY.name}\n0\n{'A' * 43}=\n")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def trusted(authority: Authority) -> list[Certificate]:
    return load_pem_x509_certificates(authority.roots.read_bytes())


def test_a_checkpoint_is_stamped_now(authority: Authority, trusted: list[Certificate]) -> None:
    asked = request(NOTE)
    at = stamped(authority.reply(asked.as_bytes()), NOTE, trusted, asked.nonce)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)


def test_openssl_reads_the_same_reply(authority: Authority, trusted: list[Certificate]) -> None:
    """So whoever has the two files needs nothing of Beraad."""
    reply = authority.reply(request(NOTE, nonce=False).as_bytes())
    assert stamped(reply, NOTE, trusted)
    (authority.folder / "note").write_text(NOTE)
    (authority.folder / "tsr").write_bytes(reply)
    authority._run("ts", "-verify", "-data", "note", "-in", "tsr", "-CAfile", "root.pem")


def test_what_is_no_stamp_of_it(
    authority: Authority, trusted: list[Certificate], tmp_path: Path
) -> None:
    asked = request(NOTE)
    reply = authority.reply(asked.as_bytes())
    other = load_pem_x509_certificates(Authority(tmp_path).roots.read_bytes())
    damaged = bytearray(reply)
    damaged[-20] ^= 1
    for given, note, roots, nonce in (
        (reply, NOTE + "x", trusted, asked.nonce),
        (reply, NOTE, trusted, 7),
        (reply, NOTE, other, asked.nonce),
        (bytes(damaged), NOTE, trusted, asked.nonce),
        (b"", NOTE, trusted, None),
        (b"<html>", NOTE, trusted, None),
    ):
        with pytest.raises(StampError, match="does not hold"):
            stamped(given, note, roots, nonce)


def test_a_refusal_is_no_stamp(authority: Authority, trusted: list[Certificate]) -> None:
    """Of a request that is none, OpenSSL says so in a reply without a stamp."""
    with pytest.raises(StampError, match="does not hold"):
        stamped(authority.reply(b"not a request"), NOTE, trusted)


def test_a_root_must_be_given(authority: Authority, trusted: list[Certificate]) -> None:
    reply = authority.reply(request(NOTE).as_bytes())
    between = load_pem_x509_certificates((authority.folder / "tsa.pem").read_bytes())
    assert stamped(reply, NOTE, [*trusted, *between])
    with pytest.raises(StampError, match="root certificate"):
        stamped(reply, NOTE, between)
