"""Time stamps of RFC 3161: an authority of its own signs when a checkpoint was there.

A witness says that the log did not fork; a time stamp says since when it stands, to those who trust
neither the log nor the witness. The library reads strict DER: a reply whose certificates are not in
the order that DER asks is refused, as OpenSSL 3.0 writes them where it sends a chain of two.
"""

from collections.abc import Sequence
from datetime import datetime

from cryptography.x509 import Certificate
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class StampError(ValueError):
    """A reply that is no time stamp of this checkpoint; the message says why."""


def request(note: str, *, nonce: bool = True) -> TimeStampRequest:
    """What to send, by `as_bytes()`, to have the signed checkpoint stamped.

    Without nonce where the reply comes by another way and is checked later.
    """
    made = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256)
    return made.nonce(nonce=nonce).cert_request(cert_request=True).build()


def stamped(
    reply: bytes, note: str, trusted: Sequence[Certificate], nonce: int | None = None
) -> datetime:
    """When the authority saw this checkpoint; StampError unless a trusted root says so.

    `trusted` holds roots, perhaps intermediate certificates too; they need only have been valid
    then. `nonce` is that of the request, where there was one.
    """
    roots = [one for one in trusted if one.issuer == one.subject]
    between = [one for one in trusted if one.issuer != one.subject]
    if not roots:
        raise StampError("Expected a root certificate of the time-stamping authority, found none.")
    try:
        response = decode_timestamp_response(reply)
        verifier = VerifierBuilder(roots=roots, intermediates=between, nonce=nonce).build()
        verifier.verify_message(response, note.encode())
    except (VerificationError, ValueError) as error:
        raise StampError(f"The time stamp does not hold: {error}") from error
    return response.tst_info.gen_time
