"""Organisations that call the gateway, and short ways to ask."""

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
from joserfc import jwt
from joserfc.jwk import OKPKey

from beraad.law.communication import Communication

ADDRESS = "http://gateway.test"
TOKEN_ADDRESS = f"{ADDRESS}/oauth/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def new_key(name: str) -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": name})


def register_keys(clients: Path, organisation: str, *keys: Any) -> None:
    """Write the file of keys at once, as a careful operator does."""
    path = clients / f"{organisation}.jwks.json"
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode({"keys": [key.as_dict(private=False) for key in keys]}))
    part.replace(path)


@dataclass
class Caller:
    """An organisation with a key."""

    organisation: str
    key: OKPKey = field(default_factory=lambda: new_key("one"))
    address: str = TOKEN_ADDRESS

    def claims(self, **other: object) -> dict[str, object]:
        now = int(time.time())
        return {
            "iss": self.organisation,
            "sub": self.organisation,
            "aud": self.address,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_urlsafe(16),
            **other,
        }

    def assertion(self, **other: object) -> str:
        header = {"alg": "Ed25519", "kid": str(self.key.kid)}
        return jwt.encode(header, self.claims(**other), self.key, algorithms=["Ed25519"])

    def post(self, client: httpx.Client, assertion: str | None = None) -> httpx.Response:
        """Ask for a token."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion() if assertion is None else assertion,
        }
        return client.post("/oauth/token", data=form)

    def headers(self, client: httpx.Client) -> dict[str, str]:
        """With a token."""
        answer = self.post(client)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def asked(wish: Communication, ssin: str, **other: object) -> dict[str, object]:
    """A communication as the body of a question."""
    plain = {
        "recipient": wish.recipient,
        "subject": ssin,
        "source": wish.source,
        "purpose": wish.purpose,
        "fields": list(wish.fields),
        "form": wish.form,
        "role": wish.role,
        "person": wish.person,
    }
    return plain | other
