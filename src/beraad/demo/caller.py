"""Whoever tries the gateway: the simulated hospital with a key of its own, and a first question."""

import os
import secrets
import time
from datetime import date
from pathlib import Path

import msgspec
from joserfc import jwt
from joserfc.jwk import OKPKey

from beraad.demo.emergency import choose_case
from beraad.demo.story import consultation
from beraad.exchange.server.signing import Unsigned, signed

HOSPITAL = "demo-hospital"
ADMITTED = date(2026, 4, 21)


def make_caller(home: Path, clients: Path) -> None:
    """Give the hospital a key and register its public half, unless that was done before."""
    private = private_path(home)
    if private.exists():
        return
    name = f"{HOSPITAL}-1"
    key = OKPKey.generate_key("Ed25519", {"kid": name, "alg": "Ed25519", "use": "sig"})
    place = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(place, "wb") as file:
        file.write(msgspec.json.encode(key.as_dict(private=True)))
    keys = {"keys": [key.as_dict(private=False)]}
    (clients / f"{HOSPITAL}.jwks.json").write_bytes(msgspec.json.encode(keys))
    question_path(home).write_bytes(msgspec.json.format(question(home), indent=2) + b"\n")


def private_path(home: Path) -> Path:
    """Where the private key of the hospital lies."""
    return home / "gateway" / f"{HOSPITAL}.private.jwk.json"


def question_path(home: Path) -> Path:
    """Where the first question lies."""
    return home / "gateway" / "question.json"


def question(home: Path) -> bytes:
    """The question of the demonstration, as the gateway reads it."""
    case = choose_case(home, ADMITTED)
    wish = consultation(case.physician)
    asked = {
        "recipient": wish.recipient,
        "subject": case.patient,
        "source": wish.source,
        "purpose": wish.purpose,
        "fields": wish.fields,
        "role": wish.role,
        "person": wish.person,
    }
    return msgspec.json.encode(asked)


def assertion(home: Path, audience: str) -> str:
    """A proof, good once and for a minute, that the hospital asks the gateway for a token."""
    return proof(HOSPITAL, private_key(home), audience)


def proof(organisation: str, key: OKPKey, audience: str) -> str:
    """The same of any organisation that has a key."""
    now = int(time.time())
    claims = {
        "iss": organisation,
        "sub": organisation,
        "aud": audience,
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_urlsafe(16),
    }
    header = {"alg": "Ed25519", "kid": str(key.kid)}
    return jwt.encode(header, claims, key, algorithms=["Ed25519"])


def signature(home: Path, url: str, body: bytes) -> dict[str, str]:
    """The headers by which the hospital signs a POST of this body to this address."""
    request = Unsigned("POST", url)
    return signed(request, body, private_key(home), HOSPITAL, int(time.time()))


def private_key(home: Path) -> OKPKey:
    """The private key of the hospital; ValueError where the gateway was never started."""
    private = private_path(home)
    if not private.exists():
        raise ValueError(f"{private} is not there yet; start `beraad gateway --home {home}` first")
    return OKPKey.import_key(msgspec.json.decode(private.read_bytes()))
