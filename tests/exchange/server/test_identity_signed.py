"""Requests that an organisation signs itself (RFC 9421): which signatures count, and how the others
are told apart without telling strangers who is registered."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import pytest
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms
from joserfc.jwk import ECKey, OKPKey, RSAKey

from beraad.exchange.server.signature import TAG
from beraad.exchange.server.signing import Unsigned, signed
from tests.exchange.server.caller import ADDRESS, Caller, asked, new_key, register_keys
from tests.exchange.server.conftest import Stage
from tests.exchange.world import vidis

CONSULT = f"{ADDRESS}/v1/consult"
PLAIN = {"Content-Type": "application/json"}
BODY = (
    b'{"recipient":"practice","subject":"85073003328","source":"gfd","purpose":"x","fields":["a"]}'
)
KEYS = {
    "Ed25519": new_key("one"),
    "ECDSA P-256": ECKey.generate_key("P-256", {"kid": "one"}),
    "RSA-PSS": RSAKey.generate_key(2048, {"kid": "one"}),
}


def post(
    stage: Stage, headers: Mapping[str, str], body: bytes = BODY, **other: Any
) -> httpx.Response:
    return stage.client.post("/v1/consult", content=body, headers=PLAIN | dict(headers), **other)


def sign(
    key: Any, organisation: str = "practice", url: str = CONSULT, **other: Any
) -> dict[str, str]:
    """The headers of a good signature."""
    now = other.pop("now", int(time.time()))
    body = other.pop("body", BODY)
    return signed(Unsigned("POST", url), body, key, organisation, now, **other)


def why(answer: httpx.Response) -> tuple[str, str]:
    """The place at fault, and what was expected."""
    assert answer.status_code == 401, answer.text
    told = answer.json()
    assert told["type"] == "urn:beraad:problem:wrong-signature", told
    assert TAG in answer.headers["accept-signature"]
    (fault,) = told["faults"]
    return fault["pointer"], fault["expected"]


@pytest.mark.parametrize("kind", KEYS)
def test_a_signed_request_needs_no_token(stage: Stage, patient: tuple[str, str], kind: str):
    key = KEYS[kind]
    register_keys(stage.files.clients, "practice", key)
    body = msgspec.json.encode(asked(vidis(patient[1]), patient[0]))
    answer = post(stage, sign(key, body=body), body)
    assert answer.status_code == 200, answer.text
    assert stage.entries[-1][0] == "communication.permitted"
    assert stage.entries[-1][1]["recipient"] == "practice"


@dataclass
class Wrote(HTTPSignatureKeyResolver):
    """Signs as it is told, good or bad."""

    key: Any

    def resolve_private_key(self, key_id: str) -> Any:
        return self.key


def crafted(
    key: Any,
    algorithm: Any = algorithms.ED25519,
    covered: tuple[str, ...] = ("@method", "@target-uri"),
    url: str = CONSULT,
    method: str = "POST",
    body: bytes | None = BODY,
    headers: Mapping[str, str] | None = None,
    **other: Any,
) -> dict[str, str]:
    """A signature made by the library, with whatever parameters."""
    request = Unsigned(method, url, dict(headers or {}))
    given = {"key_id": "practice#one", "nonce": "a nonce used by nobody", "tag": TAG} | other
    given = {name: value for name, value in given.items() if value is not None}
    signer = HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=Wrote(key))
    signer.sign(request, covered_component_ids=covered, body=body, **given)
    return request.headers


COVERED = [
    (("@method",), "signature-input"),
    (("@target-uri",), "signature-input"),
    (("@method", "@authority", "@path"), "signature-input"),
    (("@method", "@path", "@query"), "signature-input"),
    (("@method", '"@query-param";name="a"'), "signature-input"),
]


@pytest.mark.parametrize(("covered", "place"), COVERED, ids=str)
def test_what_the_request_means_must_be_signed(stage: Stage, covered: tuple[str, ...], place: str):
    caller = stage.caller("practice")
    url = CONSULT + ("?a=1" if "name" in str(covered) else "")
    headers = crafted(caller.key.private_key, covered=covered, url=url)
    assert why(post(stage, headers, params={"a": "1"} if "?" in url else None))[0] == f"/{place}"


FILES = f"{ADDRESS}/v1/files"
FILE = {"Beraad-Question": '{"recipient":"practice","source":"gfd","purpose":"x","fields":["a"]}'}


def test_the_question_of_a_file_must_be_signed(stage: Stage):
    """Else whoever stands between could ask something else about the same persons."""
    caller, csv = stage.caller("practice"), {"Content-Type": "text/csv"}
    headers = csv | crafted(caller.key.private_key, url=FILES, headers=FILE, body=b"1")
    answer = stage.client.post("/v1/files", content=b"1", headers=headers)
    assert why(answer) == ("/signature-input", "covers beraad-question")
    now = int(time.time())
    headers = csv | signed(Unsigned("POST", FILES, dict(FILE)), b"1", caller.key, "practice", now)
    answer = stage.client.post("/v1/files", content=b"1", headers=headers)
    assert answer.json()["type"] == "urn:beraad:problem:refused"


def test_its_address_may_be_signed_in_parts(stage: Stage):
    caller = stage.caller("practice")
    parts = ("@method", "@authority", "@path", "@query")
    assert post(stage, crafted(caller.key.private_key, covered=parts)).status_code == 403


OTHERS: dict[str, Callable[[Any], dict[str, str]]] = {
    "another address": lambda key: crafted(key, url="https://elsewhere.example/v1/consult"),
    "another path": lambda key: crafted(key, url=f"{ADDRESS}/v1/explain"),
    "another query": lambda key: crafted(key, url=f"{CONSULT}?a=1"),
    "another method": lambda key: crafted(key, method="PUT"),
    "another key": lambda key: crafted(new_key("one").private_key),
    "an organisation without keys": lambda key: crafted(key, key_id="nobody#one"),
    "a name that is a path": lambda key: crafted(key, key_id="../practice#one"),
    "a kid that is not registered": lambda key: crafted(key, key_id="practice#two"),
    "no kid": lambda key: crafted(key, key_id="practice#"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_signature_that_does_not_hold_is_told_alike_whatever_is_at_fault(
    stage: Stage, other: str
):
    caller = stage.caller("practice")
    told = why(post(stage, OTHERS[other](caller.key.private_key)))
    assert told == ("/signature", "one that holds under the registered key that keyid names")
    assert stage.entries == []


def test_what_was_changed_on_the_way_no_longer_holds(stage: Stage):
    caller = stage.caller("practice")
    headers = sign(caller.key)
    changed = headers | {"Signature": headers["Signature"].replace("sig=:", "sig=:A", 1)}
    assert why(post(stage, changed))[0] == "/signature"
    later = headers["Signature-Input"].replace("created=", "created=1")
    assert why(post(stage, headers | {"Signature-Input": later}))[0] == "/signature"


# The algorithm is that of the key. Each row: what is registered, what is signed with, what the
# message says.
CONFUSED = {
    "HMAC with the public key": ("Ed25519", algorithms.HMAC_SHA256, "public"),
    "another algorithm named": ("Ed25519", algorithms.ED25519, "renamed"),
    "ECDSA under an Ed25519 key": ("Ed25519", algorithms.ECDSA_P256_SHA256, "ECDSA P-256"),
    "Ed25519 under an ECDSA key": ("ECDSA P-256", algorithms.ED25519, "Ed25519"),
    "RSA v1.5 under an RSA key": ("RSA-PSS", algorithms.RSA_V1_5_SHA256, "RSA-PSS"),
}


@pytest.mark.parametrize("confusion", CONFUSED)
def test_algorithms_cannot_be_confused(stage: Stage, confusion: str):
    kind, algorithm, by = CONFUSED[confusion]
    registered: Any = KEYS[kind]
    register_keys(stage.files.clients, "practice", registered)
    private: Any = KEYS[by].private_key if by in KEYS else registered.private_key
    if by == "public":
        private = registered.as_pem(private=False)
    headers = crafted(private, algorithm)
    if by == "renamed":
        told = headers["Signature-Input"].replace('alg="ed25519"', 'alg="hmac-sha256"')
        headers |= {"Signature-Input": told}
    assert why(post(stage, headers))[0] == "/signature"


def test_keys_that_cannot_sign_here_are_believed_for_nothing(stage: Stage):
    for key in (
        ECKey.generate_key("P-384", {"kid": "one"}),
        OKPKey.generate_key("Ed448", {"kid": "one"}),
    ):
        register_keys(stage.files.clients, "practice", key)
        headers = crafted(KEYS["Ed25519"].private_key)
        assert why(post(stage, headers))[0] == "/signature"


def test_a_signature_counts_once(stage: Stage):
    caller, other = stage.caller("practice"), stage.caller("nsso")
    headers = sign(caller.key, nonce="a nonce of practice")
    assert post(stage, headers).status_code == 403  # it is refused, as nothing permits it
    assert why(post(stage, headers)) == ("/nonce", "one that was never used before")
    again = sign(caller.key, nonce="a nonce of practice", now=int(time.time()) - 1)
    assert why(post(stage, again))[0] == "/nonce"
    theirs = sign(other.key, "nsso", nonce="a nonce of practice")
    assert post(stage, theirs).status_code == 403
    proof = caller.assertion(jti="a nonce of practice")  # numbers of proofs stand apart
    assert caller.post(stage.client, proof).status_code == 200


@pytest.mark.parametrize(("seconds", "good"), [(-89, True), (-92, False), (28, True), (33, False)])
def test_clocks_may_differ_by_half_a_minute(stage: Stage, seconds: int, good: bool):
    caller = stage.caller("practice")
    answer = post(stage, sign(caller.key, now=int(time.time()) + seconds))
    if good:
        assert answer.status_code == 403
    else:
        assert why(answer)[0] == "/created"


def test_a_signature_may_end_sooner(stage: Stage):
    caller = stage.caller("practice")
    from datetime import UTC, datetime

    past = datetime.fromtimestamp(time.time() - 40, UTC)
    headers = crafted(caller.key.private_key, created=past, expires=past)
    assert why(post(stage, headers))[0] == "/created"


FORMS = [
    ({"nonce": None}, "nonce"),
    ({"nonce": "short"}, "nonce"),
    ({"nonce": "x" * 129}, "nonce"),
    ({"tag": None}, "tag"),
    ({"tag": "of another application"}, "tag"),
    ({"key_id": "practice"}, "keyid"),
]


@pytest.mark.parametrize(("given", "place"), FORMS, ids=str)
def test_a_signature_says_for_what_by_whom_and_once(
    stage: Stage, given: dict[str, object], place: str
):
    caller = stage.caller("practice")
    assert why(post(stage, crafted(caller.key.private_key, **given)))[0] == f"/{place}"


INPUTS = [
    ("", "tag"),
    ("sig", "tag"),
    ("sig=1", "tag"),
    ("sig=(((", "signature-input"),
    ("é", "signature-input"),
    (f'sig=();tag="{TAG}"', "created"),
    (f'sig=();created=1.5;tag="{TAG}"', "created"),
    (f'sig=();created=1;expires="x";tag="{TAG}"', "created"),
    (f'sig=();created=1;tag="{TAG}"', "keyid"),
    (f'a=();tag="{TAG}", b=();tag="{TAG}"', "tag"),
    (f'sig=();created={10**14};keyid="practice#one";nonce="12345678";tag="{TAG}"', "signature"),
    (f'sig=1;created=1;keyid="practice#one";nonce="12345678";tag="{TAG}"', "signature"),
    ("sig=(" + '"a" ' * 5000 + ")", "signature-input"),
]


@pytest.mark.parametrize(("given", "place"), INPUTS, ids=lambda one: str(one)[:40])
def test_what_is_no_signature_is_told_by_its_place(stage: Stage, given: str, place: str):
    stage.caller("practice")
    headers = {"Signature-Input": given.encode("latin-1"), "Signature": b"sig=:AAAA:"}
    answer = stage.client.post("/v1/consult", content=BODY, headers=[*headers.items()])
    assert why(answer)[0] == f"/{place}"


# Of the body only its digest is signed: here the digest, and what arrives.
DIGESTS = {
    "another body": (BODY, BODY + b" ", None),
    "no body": (BODY, b"", None),
    "a body that was not foreseen": (None, BODY, None),
    "another hash": (None, BODY, "md5=:AAAA:"),
    "no digest in it": (None, BODY, "sha-256=1"),
    "of another form": (None, BODY, "((("),
}


@pytest.mark.parametrize("case", DIGESTS)
def test_the_body_is_the_one_whose_digest_was_signed(stage: Stage, case: str):
    caller = stage.caller("practice")
    signed_body, sent, digest = DIGESTS[case]
    covered = ("@method", "@target-uri", *(["content-digest"] if digest else []))
    given = {"Content-Digest": digest} if digest else {}
    headers = (
        crafted(caller.key.private_key, body=signed_body, covered=covered, headers=given)
        if not digest
        else by_hand(caller.key, covered, given)
    )
    assert why(post(stage, headers, sent))[0] == "/content-digest"
    assert stage.entries == []


def by_hand(key: Any, covered: tuple[str, ...], headers: dict[str, str]) -> dict[str, str]:
    """A signature over a digest that the library would not sign."""
    request = Unsigned("POST", CONSULT, dict(headers))
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519, key_resolver=Wrote(key.private_key)
    )
    signer.content_digest_class = Unchecked
    signer.sign(
        request, key_id="practice#one", nonce="n" * 16, tag=TAG, covered_component_ids=covered
    )
    return request.headers


class Unchecked:
    """A digest that nobody looks at."""

    @staticmethod
    def prepare(*given: object, **named: object) -> None:
        """Nothing."""


def test_a_digest_that_is_not_signed_proves_nothing(stage: Stage):
    caller = stage.caller("practice")
    digest = {"Content-Digest": "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"}
    headers = by_hand(caller.key, ("@method", "@target-uri"), digest)
    assert why(post(stage, headers)) == ("/signature-input", "covers content-digest")


def test_sha_512_and_several_parts_are_taken(stage: Stage):
    caller = stage.caller("practice")
    import base64
    import hashlib

    value = base64.b64encode(hashlib.sha512(BODY).digest()).decode()
    covered = ("@method", "@target-uri", "content-digest")
    headers = by_hand(caller.key, covered, {"Content-Digest": f"sha-512=:{value}:"})
    parts = iter([BODY[:10], BODY[10:]])
    answer = stage.client.post("/v1/consult", content=parts, headers=PLAIN | headers)
    assert answer.status_code == 403


def test_token_and_signature_must_name_one_organisation(stage: Stage):
    practice, nsso = stage.caller("practice"), Caller("nsso")
    register_keys(stage.files.clients, "nsso", nsso.key)
    token = practice.headers(stage.client)
    assert post(stage, sign(practice.key) | token).status_code == 403
    answer = post(stage, sign(nsso.key, "nsso") | token)
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:beraad:problem:several-organisations"
    assert post(stage, sign(practice.key) | {"Authorization": "Bearer x"}).status_code == 401
    assert post(stage, sign(new_key("one")) | token).status_code == 401


def test_keys_of_signatures_rotate_without_a_stop(stage: Stage):
    old, new = new_key("old"), new_key("new")
    register_keys(stage.files.clients, "practice", old)
    assert post(stage, sign(old)).status_code == 403
    assert why(post(stage, sign(new)))[0] == "/signature"
    register_keys(stage.files.clients, "practice", old, new)
    assert post(stage, sign(old)).status_code == post(stage, sign(new)).status_code == 403
    register_keys(stage.files.clients, "practice", new)
    assert why(post(stage, sign(old)))[0] == "/signature"
