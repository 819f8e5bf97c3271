"""The OpenAPI 3.1 document, made from the table of addresses and the types of the JSON."""

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from beraad.exchange.server.assertion import ALGORITHMS, LONGEST_LIFE
from beraad.exchange.server.handlers import ASSERTION, FORM, GRANT, JSON
from beraad.exchange.server.problem import MEDIA_TYPE, PROBLEM, WORDS
from beraad.exchange.server.routes import ADDRESSES, Address
from beraad.exchange.server.shapes import Problem, TokenProblem
from beraad.exchange.server.signature import ACCEPTED, QUESTION

REFERENCE = "#/components/schemas/{name}"
ABOUT = """One question about one person, answered or refused, and recorded.

1. Have a public key of your organisation registered (a JWKS with a `kid`), as the keeper of the
   gateway tells.
2. Post a proof that you signed to `/oauth/token`; the access token holds for five minutes.
3. Post your question to `/v1/consult`. Words of organisations, sources, purposes, fields and roles
   are those of the catalogue, which the manual lists.

What is not answered is told as RFC 9457 has it. A refusal names the deliberation and paragraph that
come nearest, and all that is missing; its sentences come in nl, fr, de or en."""

PROOF = {
    "type": "string",
    "description": "a JWT that the organisation signed (RFC 7523), good once",
    "contentMediaType": "application/jwt",
    "contentSchema": {
        "type": "array",
        "prefixItems": [
            {
                "type": "object",
                "properties": {
                    "alg": {"enum": list(ALGORITHMS), "description": "that of the key"},
                    "kid": {"type": "string", "description": "names the registered key"},
                },
                "required": ["alg", "kid"],
            },
            {
                "type": "object",
                "properties": {
                    "iss": {"type": "string", "description": "the organisation, as registered"},
                    "sub": {"type": "string", "description": "the same"},
                    "aud": {"type": "string", "description": "the full URL of this address"},
                    "iat": {"type": "integer", "description": "now, in seconds since 1970"},
                    "exp": {
                        "type": "integer",
                        "description": f"the end, at most {LONGEST_LIFE} seconds after iat",
                    },
                    "jti": {
                        "type": "string",
                        "minLength": 8,
                        "maxLength": 128,
                        "description": "a number of this proof alone, such as 16 random bytes",
                    },
                },
                "required": ["iss", "sub", "aud", "iat", "exp", "jti"],
            },
        ],
    },
}
TOKEN_FORM = {
    "type": "object",
    "properties": {
        "grant_type": {"const": GRANT},
        "client_assertion_type": {"const": ASSERTION},
        "client_assertion": PROOF,
        "client_id": {"type": "string"},
    },
    "required": ["grant_type", "client_assertion_type", "client_assertion"],
}

SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "from /oauth/token"},
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature",
        "description": f"of the request (RFC 9421), with Signature-Input: {ACCEPTED}; keyid is the "
        "organisation, # and the kid of its key. Content-Digest is that of the body, be it empty",
    },
    "certificate": {"type": "mutualTLS", "description": "one that the organisation registered"},
}
SPOKEN = {
    "name": "Accept-Language",
    "in": "header",
    "description": "the language of sentences: nl, fr, de or en, which is that of all others",
    "schema": {"type": "string"},
}


@cache
def document() -> bytes:
    """The document as JSON."""
    schemas, components = components_of()
    paths: dict[str, dict[str, object]] = {}
    for one in ADDRESSES:
        paths.setdefault(one.path, {})[one.method.lower()] = operation(one, schemas)
    plain = {
        "openapi": "3.1.0",
        "info": {
            "title": "The gateway of Beraad",
            "version": "1",
            "description": ABOUT,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": SCHEMES,
        },
    }
    return msgspec.json.encode(plain)


def components_of() -> tuple[Mapping[Any, object], Mapping[str, Any]]:
    """The schema of each type, and the types that they name."""
    known = [kind for one in ADDRESSES for kind in (one.takes, *either(one.gives))]
    named = [kind for kind in known if kind and not isinstance(kind, str)]
    types = list(dict.fromkeys([Problem, TokenProblem, *named]))
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    for one in components.values():
        one["description"] = inspect.cleandoc(one["description"])
    components["Problem"]["properties"]["type"]["enum"] = [PROBLEM.format(word) for word in WORDS]
    return dict(zip(types, schemas, strict=True)), components


def operation(one: Address, schemas: Mapping[Any, object]) -> dict[str, object]:
    """What one address does."""
    told = inspect.getdoc(one.run) or ""
    found: dict[str, object] = {
        "operationId": one.name,
        "summary": told.partition("\n")[0],
        "responses": responses(one, schemas),
        "security": [{name: []} for name in SCHEMES] if one.secured else [],
    }
    parameters: list[object] = [
        {"name": p.name, "in": p.where, "required": p.needed, "schema": p.schema}
        for p in one.parameters
    ]
    if one.files:
        question = {"contentMediaType": JSON, "contentSchema": schemas[one.takes]}
        schema = {"type": "string", **question}
        parameters.append({"name": QUESTION, "in": "header", "required": True, "schema": schema})
        kinds = {kind: {"schema": {"type": "string"}} for kind in one.files}
        found["requestBody"] = {"required": True, "content": kinds}
    elif one.takes == "form":
        found["requestBody"] = {"required": True, "content": {FORM: {"schema": TOKEN_FORM}}}
    elif one.takes:
        found["requestBody"] = {"required": True, "content": content(JSON, schemas[one.takes])}
    if one.secured:
        parameters.append(SPOKEN)
    return found | ({"parameters": parameters} if parameters else {})


def responses(one: Address, schemas: Mapping[Any, object]) -> dict[str, object]:
    """Each status with what comes under it."""
    if one.files:
        good: dict[str, object] = {kind: {"schema": {"type": "string"}} for kind in one.files}
    elif isinstance(one.gives, str):
        good = content(one.gives, {"type": "string"})
    else:
        good = content(JSON, {"anyOf": [schemas[kind] for kind in either(one.gives)]})
    found: dict[str, object] = {
        str(status): {"description": "the answer", "content": good} for status in one.answers
    }
    if "204" in found:
        found["204"] = {"description": "done; nothing comes back"}
    if one.takes == "form":
        refused = {"description": "no token", "content": content(JSON, schemas[TokenProblem])}
        found |= {"400": refused, "401": refused}
    problem = content(MEDIA_TYPE, schemas[Problem])
    return found | {
        str(status): {"description": problems_of(status), "content": problem}
        for status in sorted({*one.problems, 500})
    }


def problems_of(status: int) -> str:
    """What a status may mean."""
    told = [f"`{word}`: {one['en'][0]}" for word, one in WORDS.items() if one["status"] == status]
    return "\n\n".join(told)


def either(kinds: Any) -> tuple[Any, ...]:
    """The types of which an answer has one."""
    return kinds if isinstance(kinds, tuple) else (kinds,)


def content(media_type: str, schema: object) -> dict[str, object]:
    """A body of a media type."""
    return {media_type: {"schema": schema}}
