"""HTTP to a source: one request, in bounded time and of bounded size, whatever comes back.

Nothing of what a source sends is repeated in an error, and no redirect is followed: it could lead
the number of a person elsewhere.
"""

import time
from collections.abc import Mapping

import httpx

from beraad.exchange.sources.base import SourceDownError, SourceShapeError
from beraad.exchange.sources.tls import Trust, TrustError, why

MOST_BYTES = 4 * 1024 * 1024
BUSY = 429
LATER = (408, BUSY)


class Wire:
    """The connection to the source `word`; an answer takes at most `timeout` seconds.

    `secret` is a bearer token. TrustError where a certificate cannot be used.
    """

    def __init__(
        self,
        word: str,
        timeout: float,
        secret: str = "",
        trust: Trust = Trust(),  # noqa: B008 - it never changes
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.word, self._timeout, self._most = word, timeout, most_bytes
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._trust, self._stamp = trust, trust.stamp()
        self._client = self._connected()

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def post(self, url: str, body: bytes, media_type: str, accept: str) -> bytes:
        """What comes back; SourceDownError, SourceShapeError."""
        return self._bounded("POST", url, {"Content-Type": media_type, "Accept": accept}, body)

    def get(self, url: str, accept: str) -> bytes:
        """What stands there."""
        return self._bounded("GET", url, {"Accept": accept}, None)

    def _bounded(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> bytes:
        late = time.monotonic() + self._timeout
        self._renew()
        try:
            with self._client.stream(method, url, headers=headers, content=body) as response:
                self._check(response)
                return self._read(response, late)
        except httpx.HTTPError as error:
            raise SourceDownError(self.word, why(error)) from None

    def _renew(self) -> None:
        """Connect anew where certificates were renewed; what cannot be used yet is tried again."""
        stamp = self._trust.stamp()
        if stamp == self._stamp:
            return
        try:
            renewed = self._connected()
        except TrustError as error:
            raise SourceDownError(self.word, str(error)) from None
        self._client.close()
        self._client, self._stamp = renewed, stamp

    def _connected(self) -> httpx.Client:
        return httpx.Client(
            verify=self._trust.context(),
            headers=self._headers,
            timeout=self._timeout,
            follow_redirects=False,
            trust_env=False,
        )

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status >= 500 or status in LATER:
            raise SourceDownError(self.word, f"status {status}", seconds(response))
        if status != 200:
            raise SourceShapeError(self.word, f"it answers status {status}; expected 200")

    def _read(self, response: httpx.Response, late: float) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._most:
                raise SourceShapeError(self.word, f"its answer is longer than {self._most} bytes")
            if time.monotonic() > late:
                raise SourceDownError(self.word, "it takes too long")
            parts.append(part)
        return b"".join(parts)


def seconds(response: httpx.Response) -> float | None:
    """What the header Retry-After says, if it says seconds; a day at most."""
    text = response.headers.get("retry-after", "")
    return float(min(int(text), 86_400)) if text.isascii() and text.isdecimal() else None
