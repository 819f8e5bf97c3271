"""Keys change while the gateway runs: those of access tokens, and what CBE numbers stand for."""

import secrets
from pathlib import Path

import pytest

from beraad.exchange.server.clients import KeysError, read_enterprises
from beraad.exchange.server.ring import Ring
from tests.exchange.server.caller import Caller
from tests.exchange.server.conftest import Stage
from tests.exchange.server.test_identity_signed import post, sign

NUMBER = "0207451227"


def counts(stage: Stage, token: dict[str, str]) -> bool:
    """Whether the gateway recognises who asks."""
    return stage.client.post("/v1/consult", json={}, headers=token).status_code == 422


def write_key(stage: Stage, name: str) -> Path:
    path = stage.files.own / name
    path.touch(0o600)
    path.write_bytes(secrets.token_bytes(32))
    return path


def test_the_key_of_tokens_changes_without_a_stop(stage: Stage):
    own, practice = stage.files.own, stage.caller("practice")
    before = practice.headers(stage.client)
    following = write_key(stage, "token-next.key")  # believed before it signs: on every machine
    assert counts(stage, before)
    assert counts(stage, practice.headers(stage.client))
    (own / "token.key").rename(own / "token-old.key")
    between = practice.headers(stage.client)  # nothing stops between the two renames
    following.rename(own / "token.key")
    after = practice.headers(stage.client)
    assert [counts(stage, token) for token in (before, between, after)] == [True] * 3
    (own / "token-old.key").unlink()
    assert [counts(stage, token) for token in (before, between, after)] == [False, False, True]


def test_another_gateway_with_the_same_keys_believes_the_same_tokens(stage: Stage, tmp_path: Path):
    kid, key = Ring(stage.files.own).signing()
    assert stage.gate.tokens.ring.named(kid) == key
    with pytest.raises(LookupError):
        Ring(tmp_path).named(kid)


def test_a_key_that_others_may_read_is_not_used(stage: Stage):
    path = write_key(stage, "token-next.key")
    path.chmod(0o644)
    assert counts(stage, stage.headers())
    (stage.files.own / "token.key").chmod(0o644)  # the last good one goes on signing
    with pytest.raises(ValueError, match="chmod 600"):
        Ring(stage.files.own)


def test_an_organisation_may_call_itself_by_its_cbe_number(stage: Stage):
    caller = stage.caller("practice")
    by_number = Caller(NUMBER, caller.key)
    assert by_number.post(stage.client).status_code == 401
    (stage.files.clients / "enterprises.toml").write_text(f'"{NUMBER}" = "practice"\n')
    assert counts(stage, by_number.headers(stage.client))
    assert counts(stage, Caller("0207.451.227", caller.key).headers(stage.client))
    assert post(stage, sign(caller.key, NUMBER)).status_code == 403
    number = "a jti that is used by both"
    assert caller.post(stage.client, caller.assertion(jti=number)).status_code == 200
    assert by_number.post(stage.client, by_number.assertion(jti=number)).status_code == 401


@pytest.mark.parametrize(
    "content",
    ['"0207451228" = "nsso"', '"0207451227" = "../nsso"', '"0207451227" = 1', "x", "\x00"],
)
def test_a_file_of_cbe_numbers_is_checked(tmp_path: Path, content: str):
    (tmp_path / "enterprises.toml").write_text(content)
    with pytest.raises(KeysError, match=r"enterprises\.toml"):
        read_enterprises(tmp_path / "enterprises.toml")
