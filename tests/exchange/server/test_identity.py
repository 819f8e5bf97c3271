"""Who calls: proofs that are believed, tokens that count, and all the ways in which they do not."""

import base64
import hmac
import json
import re
import time
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from beraad.exchange.server.clients import KeysError, read_keys
from beraad.exchange.server.ring import Ring
from beraad.exchange.server.tokens import Tokens
from tests.exchange.server.caller import ADDRESS, Caller, asked, new_key, register_keys
from tests.exchange.server.conftest import Stage
from tests.exchange.world import vidis

NOW = int(time.time())


def timeless(claims: object) -> str:
    """A name for a test that is the same in each process, whenever that started."""
    return re.sub(r"\d{10}", "time", str(claims))[:60]


def refused(caller: Caller, stage: Stage, assertion: str | None = None) -> str:
    """Why there is no token."""
    answer = caller.post(stage.client, assertion)
    assert answer.status_code in (400, 401), answer.text
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert set(told) == {"error", "error_description"}
    return f"{told['error']}: {told['error_description']}"


def from_now(claims: dict[str, object]) -> dict[str, object]:
    """Claims whose times are counted from now, and not from when the tests were collected."""
    since = int(time.time()) - NOW
    return {name: value + since if type(value) is int else value for name, value in claims.items()}


CLAIMS = [
    ({"sub": "other"}, "iss and sub"),
    ({"aud": "http://elsewhere.test/oauth/token"}, "aud"),
    ({"aud": [ADDRESS, "http://elsewhere.test"]}, "aud"),
    ({"aud": None}, "aud"),
    ({"iat": NOW - 600, "exp": NOW - 300}, "not valid now"),
    ({"iat": NOW + 600, "exp": NOW + 700}, "not valid now"),
    ({"iat": NOW, "exp": NOW + 100_000}, "300 seconds"),
    ({"iat": NOW, "exp": NOW}, "300 seconds"),
    ({"exp": None}, "whole seconds"),
    ({"iat": "now"}, "whole seconds"),
    ({"exp": True}, "whole seconds"),
    ({"nbf": NOW + 900}, "not valid now"),
    ({"jti": ""}, "jti"),
    ({"jti": None}, "jti"),
    ({"jti": "x" * 129}, "jti"),
    ({"iss": "../practice"}, "no keys"),
    ({"iss": ["practice"]}, "no keys"),
    ({"iss": None}, "no keys"),
    ({"iss": "nobody", "sub": "nobody"}, "no keys"),
]


@pytest.mark.parametrize(("claims", "why"), CLAIMS, ids=timeless)
def test_a_proof_says_who_for_whom_and_when(stage: Stage, claims: dict[str, object], why: str):
    caller, late = stage.caller("practice"), int(time.time()) - NOW
    now = {key: value + late if type(value) is int else value for key, value in claims.items()}
    assert why in refused(caller, stage, caller.assertion(**now))


@pytest.mark.parametrize("audience", [ADDRESS, [f"{ADDRESS}/oauth/token"]])
def test_a_proof_may_name_the_gateway_or_its_token_endpoint(stage: Stage, audience: object):
    caller = stage.caller("practice")
    assert caller.post(stage.client, caller.assertion(aud=audience)).status_code == 200


@pytest.mark.parametrize("skew", [-20, 20])
def test_clocks_may_differ_a_little(stage: Stage, skew: int):
    caller = stage.caller("practice")
    begin = int(time.time()) + skew
    proof = caller.assertion(iat=begin, exp=begin + 60)
    assert caller.post(stage.client, proof).status_code == 200


def test_a_proof_is_good_once_also_after_a_restart(stage: Stage, tmp_path: Path):
    caller = stage.caller("practice")
    proof = caller.assertion()
    assert caller.post(stage.client, proof).status_code == 200
    assert "used before" in refused(caller, stage, proof)
    assert (stage.files.own / "used.sqlite").exists()
    other = stage.caller("nsso")
    number = jwt.decode(proof, caller.key, algorithms=["Ed25519"]).claims["jti"]
    assert other.post(stage.client, other.assertion(jti=number)).status_code == 200


def encoded(plain: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def test_neither_no_algorithm_nor_the_public_key_as_a_shared_one_is_believed(stage: Stage):
    caller = stage.caller("practice")
    claims = encoded(caller.claims())
    none = f"{encoded({'alg': 'none', 'kid': 'one'})}.{claims}."
    assert "signature does not hold" in refused(caller, stage, none)
    public = caller.key.as_dict(private=False)
    for secret in (
        json.dumps(public).encode(),
        base64.urlsafe_b64decode(str(public["x"]) + "="),
        caller.key.as_pem(private=False),
    ):
        head = f"{encoded({'alg': 'HS256', 'kid': 'one'})}.{claims}"
        mac = hmac.digest(secret, head.encode(), "sha256")
        confused = f"{head}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
        assert "signature does not hold" in refused(caller, stage, confused)


def test_a_key_brought_along_is_not_believed(stage: Stage):
    caller, thief = stage.caller("practice"), Caller("practice")
    header = {"alg": "Ed25519", "kid": "one", "jwk": thief.key.as_dict(private=False)}
    proof = jwt.encode(header, caller.claims(), thief.key, algorithms=["Ed25519"])
    assert "signature does not hold" in refused(caller, stage, proof)


@pytest.mark.parametrize(
    "assertion", ["", "x", "a.b", "a.b.c", "a.b.c.d.e", "e30.e30.", "é.é.é", "." * 9000, "[[[.[[[."]
)
def test_what_is_no_proof_is_refused_like_one(stage: Stage, assertion: str):
    caller = stage.caller("practice")
    assert refused(caller, stage, assertion).startswith(("invalid_client", "invalid_request"))


def test_keys_of_the_usual_kinds_are_believed(stage: Stage):
    for algorithm, key in (
        ("ES256", ECKey.generate_key("P-256", {"kid": "ec"})),
        ("PS256", RSAKey.generate_key(2048, {"kid": "rsa"})),
    ):
        caller = stage.caller("practice")
        register_keys(stage.files.clients, "practice", key)
        header = {"alg": algorithm, "kid": str(key.kid)}
        proof = jwt.encode(header, caller.claims(), key, algorithms=[algorithm])
        assert caller.post(stage.client, proof).status_code == 200


def test_keys_rotate_without_a_stop(stage: Stage, patient: tuple[str, str]):
    ssin, physician = patient
    old, new = Caller("practice"), Caller("practice", new_key("two"))
    register_keys(stage.files.clients, "practice", old.key)
    assert "kid must name" in refused(new, stage)
    token = old.headers(stage.client)
    register_keys(stage.files.clients, "practice", old.key, new.key)
    assert old.post(stage.client).status_code == 200
    assert new.post(stage.client).status_code == 200
    register_keys(stage.files.clients, "practice", new.key)
    assert "kid must name" in refused(old, stage)
    body = asked(vidis(physician), ssin)
    assert stage.client.post("/v1/consult", json=body, headers=token).status_code == 200
    (stage.files.clients / "practice.jwks.json").unlink()
    assert "no keys" in refused(new, stage)
    assert stage.client.post("/v1/consult", json=body, headers=token).status_code == 401


BROKEN = {
    "private": lambda: {"keys": [new_key("one").as_dict(private=True)]},
    "shared": lambda: {"keys": [OctKey.generate_key(256).as_dict(private=True)]},
    "weak": lambda: {"keys": [WEAK]},
    "none": dict,
    "list": list,
    "odd": lambda: {"keys": [{"kty": "XYZ"}]},
}
WEAK = {"kty": "RSA", "kid": "one", "e": "AQAB", "n": encoded("x" * 130).replace("=", "")}


@pytest.mark.filterwarnings("ignore:Key size")
@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_of_keys_that_cannot_be_used_lets_nobody_in(stage: Stage, kind: str):
    caller = stage.caller("practice")
    path = stage.files.clients / "practice.jwks.json"
    path.write_text(json.dumps(BROKEN[kind]()))
    with pytest.raises(KeysError, match=r"practice\.jwks\.json"):
        read_keys(path)
    assert "no keys" in refused(caller, stage)


FORMS = [
    ({}, "invalid_request"),
    ({"grant_type": "password"}, "unsupported_grant_type"),
    ({"grant_type": "client_credentials"}, "invalid_request"),
    ({"grant_type": ["client_credentials"] * 2}, "invalid_request"),
]


@pytest.mark.parametrize(("form", "error"), FORMS)
def test_the_form_is_that_of_oauth(stage: Stage, form: dict[str, str], error: str):
    assert stage.client.post("/oauth/token", data=form).json()["error"] == error
    assert stage.client.post("/oauth/token", json=form).json()["error"] == "invalid_request"


def test_a_client_id_is_that_of_the_proof(stage: Stage):
    caller = stage.caller("practice")
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": caller.assertion(),
        "client_id": "nsso",
    }
    assert stage.client.post("/oauth/token", data=form).status_code == 401


def forged(stage: Stage, **other: object) -> str:
    """A token under the right key, with other claims."""
    now = int(time.time())
    claims = {"iss": ADDRESS, "aud": ADDRESS, "sub": "practice", "iat": now, "exp": now + 60}
    kid, key = stage.gate.tokens.ring.signing()
    header = {"alg": "HS256", "typ": other.pop("typ", "at+jwt"), "kid": other.pop("kid", kid)}
    return jwt.encode(header, claims | other, OctKey.import_key(key), algorithms=["HS256"])


TOKENS = [
    {"typ": "JWT"},
    {"kid": "../token"},
    {"cnf": {"x5t#S256": "of a certificate that is not shown"}},
    {"iss": "http://elsewhere.test"},
    {"aud": "http://elsewhere.test"},
    {"exp": NOW - 1},
    {"iat": NOW + 100, "exp": NOW + 200},
    {"exp": None},
    {"sub": "nobody"},
    {"sub": None},
    {"sub": "../gateway/clients/practice"},
]


@pytest.mark.parametrize("claims", TOKENS, ids=timeless)
def test_a_token_counts_here_now_and_for_an_organisation_that_has_keys(
    stage: Stage, claims: dict[str, object]
):
    stage.caller("practice")
    good, bad = forged(stage), forged(stage, **from_now(claims))
    for token, status in ((good, 422), (bad, 401)):
        headers = {"Authorization": f"Bearer {token}"}
        assert stage.client.post("/v1/consult", json={}, headers=headers).status_code == status


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer a.b.c", "Bearer " + "x" * 5000, "Bearer é"],
)
def test_without_a_token_nothing_is_read(stage: Stage, authorization: str):
    headers = {"Authorization": authorization.encode("latin-1")} if authorization else {}
    answer = stage.client.post("/v1/consult", content=b"not json", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["type"] == "urn:beraad:problem:not-authenticated"


def test_a_token_of_another_key_or_of_none_does_not_count(stage: Stage, tmp_path: Path):
    stage.caller("practice")
    other = Tokens(ADDRESS, Ring(tmp_path), stage.gate.doorkeeper.clients)
    unsigned = f"{encoded({'alg': 'none', 'typ': 'at+jwt'})}.{forged(stage).split('.')[1]}."
    signed_by_client = stage.caller("practice").assertion(aud=ADDRESS, iss=ADDRESS)
    for token in (other.make("practice", NOW), unsigned, signed_by_client):
        headers = {"Authorization": f"Bearer {token}"}
        assert stage.client.post("/v1/consult", json={}, headers=headers).status_code == 401


def test_a_short_key_makes_no_tokens(tmp_path: Path):
    (tmp_path / "token.key").write_bytes(b"short")
    (tmp_path / "token.key").chmod(0o600)
    with pytest.raises(ValueError, match="at least 32"):
        Ring(tmp_path)
