"""TLS to a source, on both sides: whom we trust, what we show, and what went wrong in plain words.

The files may be renewed while the gateway runs: what stands there counts from the next question on.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path

Stamp = tuple[tuple[int, int], ...]
OURS = ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED")
"""What an alert speaks of when the other side does not accept our certificate (RFC 8446, 6.2)."""


class TrustError(ValueError):
    """A certificate or key cannot be used; the message names the file."""


@dataclass(frozen=True, slots=True)
class Trust:
    """`authority` is a file of certificates to trust instead of the system's; `certificate` and
    `key` are our own, the key in the same file where `key` is ''."""

    authority: str = ""
    certificate: str = ""
    key: str = ""

    def context(self) -> ssl.SSLContext:
        """What a connection needs; TrustError."""
        try:
            context = ssl.create_default_context(cafile=self.authority or None)
        except OSError as error:
            raise TrustError(f"authority {self.authority}: {told(error)}") from None
        if self.certificate:
            try:
                context.load_cert_chain(self.certificate, self.key or None)
            except OSError as error:
                files = f"{self.certificate} {self.key}".strip()
                raise TrustError(f"certificate and key {files}: {told(error)}") from None
        return context

    def stamp(self) -> Stamp:
        """What differs once one of the files was renewed."""
        files = [Path(one) for one in (self.authority, self.certificate, self.key) if one]
        stats = [one.stat() for one in files if one.exists()]
        return tuple((one.st_mtime_ns, one.st_ino) for one in stats)


def told(error: OSError) -> str:
    """Why a file cannot be used. ssl.SSLError is an OSError."""
    if isinstance(error, ssl.SSLError):
        return f"no certificate or key in PEM that belong together ({error.reason or 'unreadable'})"
    return str(error.strerror)


def why(error: BaseException) -> str:
    """Why a connection failed: the fault of TLS behind an error, or its kind."""
    fault: BaseException | None = error
    while fault is not None and not isinstance(fault, ssl.SSLError):
        fault = fault.__cause__ or fault.__context__
    if fault is None:
        return type(error).__name__
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {fault.verify_message}"
    reason = str(fault.reason or "no reason given")
    words = reason.lower().replace("_", " ")
    if any(word in reason for word in OURS):
        return f"it does not accept our certificate: {words}"
    return f"no TLS with it: {words}"
