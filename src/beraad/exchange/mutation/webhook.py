"""Where an organisation wants to hear of mutations, and how what is sent there is signed.

The webhook of the organisation `x` stands in `x.toml`, which its owner alone may read:

    url = "https://hooks.example/mutations"
    secret = "whsec_..."         # base64 of 24 to 64 bytes, shared with the organisation
    ca = "/etc/ssl/private.pem"  # optional: the authority of a network of its own

The address is what the keeper of the gateway wrote, never what came in a request; redirects are not
followed and no proxy of the environment is used. Signatures are those of Standard Webhooks 1.0.0:
HMAC-SHA256 over `id.timestamp.body`.
"""

import base64
import binascii
import hmac
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
KEYS = frozenset({"url", "secret", "ca"})
SECRET = re.compile(r"whsec_([A-Za-z0-9+/]+={0,2})")
LEAST_SECRET, MOST_SECRET = 24, 64


class WebhookError(ValueError):
    """A file of a webhook that cannot be used; the message names the file and what was expected."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address of an organisation, the secret shared with it, and the authority it trusts."""

    organisation: str
    url: str
    secret: bytes = field(repr=False)
    ca: str = ""

    def headers(self, number: str, now: int, body: bytes) -> dict[str, str]:
        """What goes along with a body: its number, the second, the signature of both and it."""
        signed = f"{number}.{now}.".encode() + body
        signature = base64.b64encode(hmac.digest(self.secret, signed, "sha256")).decode()
        return {
            "Content-Type": "application/json",
            "webhook-id": number,
            "webhook-timestamp": str(now),
            "webhook-signature": f"v1,{signature}",
        }


def webhooks_in(folder: Path) -> tuple[list[Webhook], list[WebhookError]]:
    """The webhooks in a folder, and what is wrong with the files that hold none."""
    found, faults = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(read_webhook(path))
        except WebhookError as error:
            faults.append(error)
    return found, faults


def read_webhook(path: Path) -> Webhook:
    """The webhook in a file; WebhookError."""
    try:
        if path.stat().st_mode & 0o077:
            raise WebhookError(f"{path.name}: others may read its secret; try: chmod 600")
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = f"{path.name}: expected TOML that can be read ({type(error).__name__})"
        raise WebhookError(why) from None
    if not NAME.fullmatch(path.stem):
        raise WebhookError(f"{path.name}: expected the word of an organisation and .toml")
    if not {"url", "secret"} <= plain.keys() <= KEYS or not all(
        isinstance(value, str) for value in plain.values()
    ):
        raise WebhookError(f"{path.name}: expected url and secret, and perhaps ca, each a text")
    check_url(path.name, plain["url"])
    secret = secret_of(path.name, plain["secret"])
    return Webhook(path.stem, plain["url"], secret, plain.get("ca", ""))


def check_url(name: str, url: str) -> None:
    """WebhookError for an address that is not of HTTPS, or carries a name and password."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or "@" in parts.netloc or parts.fragment:
        raise WebhookError(f"{name}: url: expected https://host/path, without name or password")


def secret_of(name: str, text: str) -> bytes:
    """The bytes of a secret; WebhookError."""
    found = SECRET.fullmatch(text)
    try:
        secret = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        secret = b""
    if not LEAST_SECRET <= len(secret) <= MOST_SECRET:
        expected = f"whsec_ and base64 of {LEAST_SECRET} to {MOST_SECRET} bytes"
        raise WebhookError(f"{name}: secret: expected {expected}")
    return secret
