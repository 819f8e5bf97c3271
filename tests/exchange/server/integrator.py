"""A client that knows of the gateway what its OpenAPI document says, and nothing else."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import jsonschema_rs
from joserfc import jwt
from joserfc.jwk import OKPKey

Plain = dict[str, Any]


@dataclass
class Integrator:
    """An organisation with a key of its own. Every answer is held against the document."""

    organisation: str
    address: str
    key: OKPKey = field(default_factory=lambda: OKPKey.generate_key("Ed25519", {"kid": "mine"}))
    bearer: str = ""

    def __post_init__(self) -> None:
        self.document = httpx.get(f"{self.address}/openapi.json").raise_for_status().json()

    @property
    def public(self) -> Plain:
        """What the keeper of the gateway is to register."""
        return {"keys": [self.key.as_dict(private=False)]}

    def operation(self, name: str) -> tuple[str, str, Plain]:
        """Method, path and what the document says of an operation."""
        (found,) = [
            (method, path, said)
            for path, methods in self.document["paths"].items()
            for method, said in methods.items()
            if said["operationId"] == name
        ]
        return found

    def authenticate(self) -> None:
        """Get a token, by the form and the proof that the document describes."""
        method, path, said = self.operation("token")
        ((media_type, body),) = said["requestBody"]["content"].items()
        form = {
            name: one["const"] if "const" in one else self.proof(one, self.address + path)
            for name, one in body["schema"]["properties"].items()
            if name in body["schema"]["required"]
        }
        headers = {"Content-Type": media_type}
        answer = httpx.request(
            method, self.address + path, content=urlencode(form), headers=headers
        )
        self.bearer = self.checked(said, answer)["access_token"]

    def proof(self, described: Plain, audience: str) -> str:
        """A signed JWT with the header and the claims that are required, as they are described."""
        assert described["contentMediaType"] == "application/jwt"
        head, claims = described["contentSchema"]["prefixItems"]
        known = {"iss": self.organisation, "sub": self.organisation, "aud": audience}
        known |= {"iat": int(time.time()), "jti": secrets.token_hex(16)}
        known["exp"] = known["iat"] + 60
        told = {name: known[name] for name in claims["required"]}
        assert jsonschema_rs.is_valid(claims, told)
        protected = {"alg": head["properties"]["alg"]["enum"][0], "kid": self.key.kid}
        assert sorted(head["required"]) == sorted(protected)
        return jwt.encode(protected, told, self.key, algorithms=[protected["alg"]])

    def call(self, name: str, body: object = None, language: str = "en", **query: object) -> Any:
        """An answer or a problem as JSON. What is answered, it must let one ask."""
        method, path, said = self.operation(name)
        headers = {"Accept-Language": language}
        if said["security"]:
            assert {"token": []} in said["security"]
            headers["Authorization"] = f"Bearer {self.bearer}"
        answer = httpx.request(
            method,
            self.address + path,
            params={key: str(one) for key, one in query.items()},
            headers=headers,
            **({} if body is None else {"json": body}),  # type: ignore[arg-type]
        )
        assert answer.status_code >= 400 or body is None or self.fits(body, said["requestBody"])
        return self.checked(said, answer)

    def checked(self, said: Plain, answer: httpx.Response) -> Any:
        """What came back; it must be one of the answers that the document names."""
        told = said["responses"][str(answer.status_code)]
        content = told["content"][answer.headers["content-type"].partition(";")[0]]
        assert self.valid(content["schema"], answer.json()), answer.text
        return answer.json()

    def fits(self, body: object, described: Plain) -> bool:
        """Whether a body is as the document wants it."""
        return self.valid(described["content"]["application/json"]["schema"], body)

    def valid(self, schema: Plain, value: object) -> bool:
        """Whether a value is as a schema of the document says."""
        return jsonschema_rs.is_valid(schema | {"components": self.document["components"]}, value)
