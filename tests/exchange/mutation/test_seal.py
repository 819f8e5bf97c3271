"""What stands in the queue about a person can be read with the key alone."""

import pytest

from beraad.exchange.mutation.seal import Seal, SealError

SEAL = Seal(bytes(range(32)))


def test_what_was_closed_opens_for_its_own_mutation_alone():
    sealed = SEAL.close("a number", "m")
    assert SEAL.open(sealed, "m") == "a number"
    assert b"number" not in sealed
    assert SEAL.close("a number", "m") != sealed
    for other, name in ((SEAL, "n"), (Seal(bytes(32)), "m")):
        with pytest.raises(SealError):
            other.open(sealed, name)
    with pytest.raises(SealError):
        SEAL.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "m")
    with pytest.raises(SealError):
        SEAL.open(b"", "m")


def test_a_name_stands_for_its_parts_and_nothing_else():
    assert SEAL.name("a", "b") == SEAL.name("a", "b")
    names = {SEAL.name("a", "b"), SEAL.name("ab", ""), SEAL.name("b", "a"), SEAL.name("a")}
    assert len(names) == 4
    assert Seal(bytes(32)).name("a", "b") not in names


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="31 bytes: expected at least 32"):
        Seal(bytes(31))
