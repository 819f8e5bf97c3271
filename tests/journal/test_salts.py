"""Salts that are fetched many at a time."""

from beraad.journal.leaf import SALT_BYTES
from beraad.journal.salts import AT_A_TIME, Salts


def test_no_salt_comes_twice():
    salts = Salts()
    drawn = [salts() for _ in range(3 * AT_A_TIME + 1)]
    assert len(set(drawn)) == len(drawn)
    assert {len(salt) for salt in drawn} == {SALT_BYTES}
