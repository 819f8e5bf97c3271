"""Pseudonyms: a person is told apart from others, and named to nobody."""

import hmac

from beraad.exchange.permutation import Permutation

SHORTEST_KEY = 32
DOMAINS = ("subject", "person")


class Pseudonyms:
    """Those of the journal: HMAC-SHA256 (RFC 2104) under a key of at least 32 bytes that only the
    gateway holds. Those of recipients: `towards`.

    Who holds the key can try all numbers, of which there are few: it is kept like a signing key.
    """

    __slots__ = ("_key", "_keyed")

    def __init__(self, key: bytes) -> None:
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"a key of {len(key)} bytes: expected at least {SHORTEST_KEY}")
        self._key = key
        self._keyed = hmac.new(key, digestmod="sha256")

    def towards(self, recipient: str, purpose: str) -> Permutation:
        """By which pseudonyms a recipient knows persons, for a purpose."""
        return Permutation(self._key, recipient, purpose)

    def of(self, domain: str, number: str, about: str = "") -> str:
        """The pseudonym of a national number ("subject") or of who acts ("person"), 32 hex digits.

        The domains keep a carer who is also a patient from being recognised. Who acts has another
        pseudonym towards each person `about` whom: patients who lay the proofs of their entries
        side by side do not learn that it was the same one.
        """
        if domain not in DOMAINS:
            raise ValueError(f"domain {domain!r}: expected one of {', '.join(DOMAINS)}")
        said = "\0".join(filter(None, (domain, number, about)))
        told = self._keyed.copy()
        told.update(said.encode())
        return told.hexdigest()[:32]
