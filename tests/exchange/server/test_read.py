"""Keys that stand twice are found, by the quick way as by the slow one."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.exchange.server.read import EACH_ONCE, TwiceError, plainly_once

KEYS = st.text('ab":\\ \n', max_size=3)
VALUES = st.recursive(
    st.integers() | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(KEYS, inner), max_size=3),
    max_leaves=8,
)


def written(value: object, colon: str) -> str:
    """JSON in which lists of pairs are objects, some with a key twice."""
    if isinstance(value, list) and value and all(isinstance(one, tuple) for one in value):
        pairs = (f"{json.dumps(key)}{colon}{written(inner, colon)}" for key, inner in value)
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(one, colon) for one in value) + "]"
    return json.dumps(value)


@given(VALUES, st.sampled_from((":", ": ", " :", "\n: ")))
def test_what_is_plainly_once_is_once(value: object, colon: str):
    body = written(value, colon)
    if plainly_once(body.encode()):
        EACH_ONCE.decode(body)
        assert msgspec.json.decode(body.encode()) == json.loads(body)


@pytest.mark.parametrize(
    "body", ['{"a":1,"a":1}', '{"a":1,"a":2,"b" :3}', '[{"a":[{"b":1,"b":2}]}]']
)
def test_twice_is_never_plainly_once(body: str):
    assert not plainly_once(body.encode())
    with pytest.raises(TwiceError):
        EACH_ONCE.decode(body)


def test_an_ordinary_question_is_plainly_once():
    assert plainly_once(
        b'{"recipient":"practice","facts":{"identity(strong)":true},"fields": ["a"]}'
    )
