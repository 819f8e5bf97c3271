"""Whatever is sent, to whichever address: never an error of the server, always a document that says
what is wrong, nothing of what was sent in it, and an entry for each question that was understood.

Bounded here; `make nightly` runs it long.
"""

import os
from typing import Any

import httpx
import msgspec
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from beraad.exchange.server.routes import ADDRESSES
from beraad.journal.store import Journal
from tests.exchange.server.caller import asked
from tests.exchange.server.conftest import Stage
from tests.exchange.server.test_identity_signed import sign
from tests.exchange.world import vidis

SECRET = "85073003328"
EXAMPLES = 5_000 if os.environ.get("BERAAD_NIGHTLY") else 60
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

VALID: dict[str, Any] = asked(vidis(SECRET), SECRET) | {"facts": {"identity(strong)": True}}
AUTHZEN: dict[str, Any] = {
    "subject": {"type": "person", "id": SECRET, "properties": {"role": "pharmacist"}},
    "action": {"name": "consult", "properties": {"purpose": VALID["purpose"]}},
    "resource": {"type": "gfd", "id": SECRET, "properties": {"fields": VALID["fields"]}},
}
BODIES = {
    "/v1/consult": VALID,
    "/v1/consult/batch": {"questions": [VALID, VALID | {"purpose": "x"}]},
    "/v1/explain": VALID | {"channel": "notify"},
    "/access/v1/evaluation": AUTHZEN,
    "/access/v1/evaluations": AUTHZEN | {"evaluations": [{}, {"resource": AUTHZEN["resource"]}]},
}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from([SECRET, "consult", "practice", "identified", "subject", "", "\0", "'; --"]),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10) | st.sampled_from(sorted(VALID)), inner, max_size=4)
    ),
    max_leaves=10,
)
line = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
FIELDS = [
    *("Content-Type", "Content-Encoding", "Authorization", "Signature-Input", "Signature"),
    *("Content-Digest", "Client-Cert", "Beraad-Proxy", "Accept-Language", "X-Request-ID"),
    *("Accept", "Range", "If-None-Match", "X-Forwarded-For", "Forwarded", "Host", "Cookie"),
]
header_lines = st.dictionaries(st.sampled_from(FIELDS), line, max_size=4)


@st.composite
def mutated(draw: st.DrawFn, valid: dict[str, Any]) -> bytes:
    """A body that is almost right: other values, other keys, or other bytes."""
    plain = dict(valid)
    for key in draw(st.lists(st.sampled_from([*sorted(valid), "other"]), max_size=3)):
        if draw(st.booleans()):
            plain[key] = draw(values)
        else:
            plain.pop(key, None)
    body = bytearray(msgspec.json.encode(plain))
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(body)))
        end = start + draw(st.integers(0, 8))
        body[start:end] = draw(
            st.binary(max_size=8) | st.sampled_from([b"[" * 600, b'"a":1,', b"{"])
        )
    return bytes(body)


def told_well(answer: httpx.Response) -> None:
    """No error of the server; a problem is a document; nothing that was sent comes back."""
    assert answer.status_code != 500, answer.text
    kind = answer.headers.get("content-type", "")
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        assert kind in {"application/problem+json", "application/json"}, kind
        plain = answer.json()
        assert plain.get("status", answer.status_code) == answer.status_code
        assert {"type", "title", "todo"} <= set(plain) or {"error", "error_description"} == set(
            plain
        )
    assert SECRET not in answer.text
    assert SECRET not in str(answer.headers)


def recorded(plain: object) -> int:
    """How many entries an answer names."""
    if isinstance(plain, list):
        return sum(map(recorded, plain))
    if not isinstance(plain, dict):
        return 0
    own = 1 if plain.get("entry") is not None else 0
    return own + sum(recorded(value) for key, value in plain.items() if key != "entry")


def size(stage: Stage) -> int:
    """How many entries the journal has, without reading them."""
    with Journal(stage.files.journal) as journal:
        return int(journal.checkpoint().split("\n")[1])


def test_a_question_that_is_almost_right_is_refused_or_recorded(stage: Stage):
    headers = stage.headers() | {"Content-Type": "application/json"}

    @BOUNDED
    @given(data=st.data(), path=st.sampled_from(sorted(BODIES)))
    def check(data: st.DataObject, path: str) -> None:
        body = data.draw(mutated(BODIES[path]))
        before = size(stage)
        answer = stage.client.post(path, content=body, headers=headers)
        told_well(answer)
        assert answer.status_code in {200, 400, 403, 413, 422, 502, 503}
        assert size(stage) - before == recorded(answer.json())
        if answer.status_code in {200, 403}:
            assert recorded(answer.json()) or path.endswith(("batch", "evaluations"))

    check()


def test_any_bytes_to_any_address_by_any_method(stage: Stage):
    token = stage.headers()
    places = st.sampled_from([one.path for one in ADDRESSES]) | line.map(lambda text: "/" + text)
    methods = st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "TRACE", "PATCH"])

    @BOUNDED
    @given(places, methods, st.binary(max_size=200), header_lines, st.booleans())
    def check(path: str, method: str, body: bytes, given: dict[str, str], known: bool) -> None:
        headers = (token if known else {}) | given
        try:
            url = httpx.URL(scheme="http", host="gateway.test", raw_path=path.encode())
        except httpx.InvalidURL:
            reject()
        told_well(stage.client.request(method, url, content=body, headers=headers))

    check()


def test_a_signature_that_is_almost_right_counts_for_nothing(stage: Stage):
    key = stage.caller("practice").key
    body = msgspec.json.encode(VALID)

    @BOUNDED
    @given(
        st.sampled_from(["Signature-Input", "Signature", "Content-Digest"]),
        st.integers(0, 400),
        line.filter(bool),
    )
    def check(name: str, place: int, insertion: str) -> None:
        headers = sign(key, body=body) | {"Content-Type": "application/json"}
        good, place = headers[name], place % len(headers[name])
        headers[name] = good[:place] + insertion + good[place + 1 :]
        before = size(stage)
        answer = stage.client.post("/v1/consult", content=body, headers=headers)
        told_well(answer)
        if answer.status_code == 401:
            assert size(stage) == before
        else:  # another way to write the same, such as a blank that means nothing
            assert size(stage) == before + 1
            assert headers[name].replace(" ", "") != ""

    check()


def test_an_assertion_that_is_almost_right_gets_no_token(stage: Stage):
    caller = stage.caller("practice")

    @BOUNDED
    @given(st.integers(0, 600), st.binary(min_size=1, max_size=6))
    def check(place: int, insertion: bytes) -> None:
        good = caller.assertion()
        place %= len(good)
        text = insertion.decode("latin-1")
        answer = caller.post(stage.client, good[:place] + text + good[place + 1 :])
        told_well(answer)
        same = text == good[place]
        assert answer.status_code == (200 if same else 401) or answer.status_code == 400

    check()


def test_any_form_at_the_token_endpoint(stage: Stage):
    stage.caller("practice")

    @BOUNDED
    @given(
        st.dictionaries(
            st.sampled_from(
                ["grant_type", "client_assertion_type", "client_assertion", "client_id"]
            ),
            st.text(max_size=30) | st.sampled_from(["client_credentials", "practice"]),
        ),
        header_lines,
    )
    def check(form: dict[str, str], given: dict[str, str]) -> None:
        answer = stage.client.post("/oauth/token", data=form, headers=given)
        told_well(answer)
        assert answer.status_code in {400, 401}

    check()
