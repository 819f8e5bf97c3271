"""mTLS ends at a proxy, which tells the gateway the certificate: what of it is believed, and of
whom."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from beraad.exchange.server.clients import KeysError, read_certificates
from beraad.exchange.server.proxy import read_secrets
from tests.exchange.server.caller import asked
from tests.exchange.server.conftest import Stage
from tests.exchange.world import vidis

SECRET, OTHER = "the-proxy-and-the-gateway-alone-know-this", "they-agreed-on-another-one-since-then"
BODY = {"recipient": "practice", "subject": "85073003328", "source": "gfd", "purpose": "x"}
BODY |= {"fields": ["a"]}  # type: ignore[dict-item]


@dataclass
class Shown:
    """A certificate that a client shows to the proxy."""

    certificate: x509.Certificate

    def headers(self, secret: str = SECRET) -> dict[str, str]:
        """What the proxy makes of it."""
        encoded = b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()
        return {"Client-Cert": f":{encoded}:", "Beraad-Proxy": secret}

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def certified(begin: int = -1, end: int = 30) -> Shown:
    """A certificate of a new key, valid from and until so many days from now."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an institution")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now + timedelta(days=begin))
    builder = builder.not_valid_after(now + timedelta(days=end))
    return Shown(builder.sign(key, hashes.SHA256()))


def write_secret(stage: Stage, *secrets: str) -> None:
    path = stage.files.own / "proxy.key"
    part = path.with_suffix(".part")
    part.write_text("\n".join(secrets))
    part.chmod(0o600)
    part.replace(path)


def register(stage: Stage, organisation: str, *shown: Shown) -> None:
    path = stage.files.clients / f"{organisation}.pem"
    part = path.with_suffix(".part")
    part.write_bytes(b"".join(one.pem for one in shown))
    part.replace(path)


def asks(stage: Stage, headers: object) -> tuple[int, str]:
    """Status and problem of a question that nothing permits: 403 is to be recognised."""
    answer = stage.client.post("/v1/consult", json=BODY, headers=headers)  # type: ignore[arg-type]
    return answer.status_code, answer.json()["type"].removeprefix("urn:beraad:problem:")


RECOGNISED, UNKNOWN = (403, "refused"), (401, "not-authenticated")
WRONG, SEVERAL = (401, "wrong-certificate"), (401, "several-organisations")


def test_the_owner_of_a_registered_certificate_is_the_asker(stage: Stage, patient: tuple[str, str]):
    write_secret(stage, SECRET)
    mine = certified()
    register(stage, "practice", mine)
    body = asked(vidis(patient[1]), patient[0])
    answer = stage.client.post("/v1/consult", json=body, headers=mine.headers())
    assert answer.status_code == 200
    assert stage.entries[-1][1]["recipient"] == "practice"


def test_without_the_secret_the_header_is_refused_and_not_ignored(stage: Stage):
    mine = certified()
    register(stage, "practice", mine)
    assert asks(stage, mine.headers()) == WRONG  # no proxy was ever agreed on
    write_secret(stage, SECRET)
    alone = {"Client-Cert": mine.headers()["Client-Cert"]}
    for headers in (alone, mine.headers(OTHER), mine.headers(""), mine.headers(SECRET[:-1])):
        assert asks(stage, headers) == WRONG
        token = stage.headers("nsso")  # also beside a token that counts
        assert asks(stage, headers | token) == WRONG
    assert asks(stage, mine.headers()) == RECOGNISED
    assert (
        stage.client.post("/v1/consult", json={}, headers={"Beraad-Proxy": "x"}).status_code == 401
    )


def test_a_header_that_came_from_outside_beside_that_of_the_proxy_is_refused(stage: Stage):
    write_secret(stage, SECRET)
    mine, theirs = certified(), certified()
    register(stage, "practice", mine)
    both = [*mine.headers().items(), ("Client-Cert", theirs.headers()["Client-Cert"])]
    assert asks(stage, both) == WRONG
    assert asks(stage, [*mine.headers().items(), ("Beraad-Proxy", SECRET)]) == WRONG


def test_the_secret_changes_without_a_stop(stage: Stage):
    mine = certified()
    register(stage, "practice", mine)
    for secrets, expected in (
        ((SECRET,), (RECOGNISED, WRONG)),
        ((SECRET, OTHER), (RECOGNISED, RECOGNISED)),
        ((OTHER,), (WRONG, RECOGNISED)),
        ((), (WRONG, WRONG)),
    ):
        write_secret(stage, *secrets)
        told = asks(stage, mine.headers(SECRET)), asks(stage, mine.headers(OTHER))
        assert told == expected


def test_certificates_rotate_without_a_stop(stage: Stage):
    write_secret(stage, SECRET)
    old, new = certified(), certified()
    register(stage, "practice", old)
    assert (asks(stage, old.headers()), asks(stage, new.headers())) == (RECOGNISED, UNKNOWN)
    register(stage, "practice", old, new)
    assert asks(stage, old.headers()) == asks(stage, new.headers()) == RECOGNISED
    register(stage, "practice", new)
    assert (asks(stage, old.headers()), asks(stage, new.headers())) == (UNKNOWN, RECOGNISED)
    (stage.files.clients / "practice.pem").unlink()
    assert asks(stage, new.headers()) == UNKNOWN


@pytest.mark.parametrize("days", [(-30, -1), (1, 30)], ids=["ended", "not begun"])
def test_a_certificate_counts_while_it_is_valid(stage: Stage, days: tuple[int, int]):
    write_secret(stage, SECRET)
    mine = certified(*days)
    register(stage, "practice", mine)
    assert asks(stage, mine.headers()) == WRONG


def test_a_certificate_that_two_registered_speaks_for_neither(stage: Stage):
    write_secret(stage, SECRET)
    mine = certified()
    register(stage, "practice", mine)
    register(stage, "nsso", mine)
    assert asks(stage, mine.headers()) == UNKNOWN


@pytest.mark.parametrize(
    "told",
    [
        "",
        "x",
        "-----BEGIN%20CERTIFICATE-----",
        "-----BEGIN%FF",
        ":AAAA:",
        "1",
        "::",
        ":" + "A" * 20_000 + ":",
        "(((",
        '"text"',
    ],
)
def test_what_is_no_certificate_is_told_so(stage: Stage, told: str):
    write_secret(stage, SECRET)
    assert asks(stage, {"Client-Cert": told, "Beraad-Proxy": SECRET}) == WRONG


def test_token_signature_and_certificate_must_name_one_organisation(stage: Stage):
    write_secret(stage, SECRET)
    mine, unregistered = certified(), certified()
    register(stage, "practice", mine)
    token, other = stage.headers("practice"), stage.headers("nsso")
    assert asks(stage, mine.headers() | token) == RECOGNISED
    assert asks(stage, mine.headers() | other) == SEVERAL
    assert asks(stage, unregistered.headers() | token) == RECOGNISED
    assert asks(stage, {"Beraad-Proxy": SECRET} | token) == RECOGNISED


def test_a_token_that_was_asked_for_with_a_certificate_is_bound_to_it(stage: Stage):
    write_secret(stage, SECRET)
    mine, theirs = certified(), certified()
    caller = stage.caller("practice")
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": caller.assertion(),
    }
    given = stage.client.post("/oauth/token", data=form, headers=mine.headers()).json()
    token = {"Authorization": f"Bearer {given['access_token']}"}
    assert asks(stage, mine.headers() | token) == RECOGNISED
    for stolen in ({}, theirs.headers(), {"Beraad-Proxy": SECRET}):
        assert asks(stage, stolen | token) == UNKNOWN
    spoofed = stage.client.post("/oauth/token", data=form, headers=mine.headers(OTHER))
    assert (spoofed.status_code, spoofed.json()["error"]) == (401, "invalid_client")


def test_a_file_that_holds_a_private_key_or_no_certificate_lets_nobody_in(tmp_path: Path):
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for content, told in ((certified().pem + key, "private key"), (b"x", "expected X.509")):
        (tmp_path / "practice.pem").write_bytes(content)
        with pytest.raises(KeysError, match=told):
            read_certificates(tmp_path / "practice.pem")


def test_a_secret_that_can_be_guessed_or_read_is_refused(tmp_path: Path):
    path = tmp_path / "proxy.key"
    path.write_text("short")
    path.chmod(0o600)
    with pytest.raises(ValueError, match="at least 32"):
        read_secrets(path)
    path.write_text("x" * 40)
    path.chmod(0o644)
    with pytest.raises(ValueError, match="others may read"):
        read_secrets(path)
