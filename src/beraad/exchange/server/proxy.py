"""The certificate of a client, as the proxy that ends TLS tells it (RFC 9440).

Neither uvicorn nor granian hands the client certificate on, so the proxy writes it in
`Client-Cert`. That header is worth as much as the certainty that nobody else set it: it counts only
beside `Beraad-Proxy` with a secret that stands in `proxy.key`, which the proxy and the gateway
alone can read. An address of the proxy would be less: every program on its machine has it. Without
the secret a request with either header is refused, not read as if it had none, so that a proxy
which lets them through from outside is found at once.
"""

import hmac
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import http_sf
from cryptography import x509
from starlette.datastructures import Headers

from beraad.exchange.server.clients import thumbprint
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.secret import read_secret
from beraad.exchange.server.shapes import Fault
from beraad.exchange.server.watched import Watched

CERTIFICATE = "client-cert"
SECRET = "beraad-proxy"  # noqa: S105 - a name
SHORTEST_SECRET = 32
MOST_BYTES = 16_384


class Proxy:
    """The proxy that knows a secret of the file at `path`; without that file there is none.

    The file has a secret a line, so that a new one can be added before the old one is taken out.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._secrets = path, Watched(read_secrets)
        if path.exists():
            read_secrets(path)  # a fault in it is told here

    def certificate(self, headers: Headers, now: int) -> str | None:
        """The thumbprint of the certificate that the client showed to the proxy; None where it
        showed none. ProblemError for headers that the proxy did not write."""
        told, by = headers.getlist(CERTIFICATE), headers.getlist(SECRET)
        if not told and not by:
            return None
        if len(by) != 1 or not self._knows(by[0].encode("latin-1")):
            raise wrong(SECRET, "the secret of the proxy, which alone may set this header")
        if not told:
            return None
        if len(told) != 1:
            raise wrong(CERTIFICATE, "one certificate (RFC 9440)")
        return thumbprint(valid(told[0], now))

    def _knows(self, secret: bytes) -> bool:
        known = self._secrets.at(str(self._path)) or ()
        return any(hmac.compare_digest(secret, one) for one in known)


def read_secrets(path: Path) -> tuple[bytes, ...]:
    """The secrets in a file, a line each; ValueError for one that could be guessed."""
    found = tuple(read_secret(path).split())
    if any(len(one) < SHORTEST_SECRET for one in found):
        raise ValueError(
            f"{path}: expected secrets of at least {SHORTEST_SECRET} signs, a line each"
        )
    return found


def valid(told: str, now: int) -> x509.Certificate:
    """The certificate in a header, if it is valid at `now`; ProblemError.

    DER between colons, or PEM with percent signs, as nginx alone can write it.
    """
    try:
        if told.startswith("-----BEGIN"):
            found = x509.load_pem_x509_certificate(unquote(told[:MOST_BYTES]).encode())
        else:
            encoded: Any = http_sf.parse(told[:MOST_BYTES].encode("latin-1"), tltype="item")
            found = x509.load_der_x509_certificate(encoded[0])
        begin, end = found.not_valid_before_utc, found.not_valid_after_utc
    except (ValueError, TypeError):
        raise wrong(CERTIFICATE, "a certificate in DER, as base64 between colons") from None
    if not begin <= datetime.fromtimestamp(now, UTC) <= end:
        raise wrong(CERTIFICATE, "a certificate that is valid now")
    return found


def wrong(header: str, expected: str) -> ProblemError:
    """What is wrong with a header of the proxy."""
    return ProblemError("wrong-certificate", faults=(Fault(f"/{header}", expected),))
