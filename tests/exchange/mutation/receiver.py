"""A webhook of an organisation: a real HTTPS server with a certificate of its own authority."""

import base64
import hmac
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SECRET = bytes(range(32))


@dataclass
class Answer:
    """What the receiver answers: a status, headers, after so many seconds."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    body: bytes = b""


@dataclass
class Receiver:
    """What came; `answer` decides on each notification what is answered."""

    port: int = 0
    answer: Callable[[dict[str, Any]], Answer] = lambda told: Answer()
    told: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    came: "Queue[dict[str, Any]]" = field(default_factory=Queue)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}/mutations"

    @property
    def places(self) -> list[int]:
        return [one["place"] for one in self.told]


def verified(headers: Any, body: bytes) -> str:
    """The number of what came, if it was signed with the secret (Standard Webhooks)."""
    number, second = headers["webhook-id"], headers["webhook-timestamp"]
    wanted = hmac.new(SECRET, f"{number}.{second}.".encode() + body, "sha256").digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(wanted).decode()}"
    return str(number)


def handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.numbers.append(verified(self.headers, body))
            told = msgspec.json.decode(body)
            receiver.told.append(told)
            answer = receiver.answer(told)
            time.sleep(answer.seconds)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
            receiver.came.put(told)

        def log_message(self, format: str, *given: object) -> None:  # noqa: A002
            """Say nothing."""

    return Handler


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """A receiver; its certificate is `folder/ca.pem`."""
    certificate(folder)
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(receiver))
    server.daemon_threads = True
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(folder / "ca.pem", folder / "ca.key")
    server.socket = trust.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path) -> None:
    """A certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "ca.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def configure(folder: Path, organisation: str, receiver: Receiver, ca: Path) -> Path:
    """The file by which the keeper of the gateway writes where an organisation wants to hear."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{organisation}.toml"
    secret = "whsec_" + base64.b64encode(SECRET).decode()
    path.write_text(f'url = "{receiver.url}"\nsecret = "{secret}"\nca = "{ca / "ca.pem"}"\n')
    path.chmod(0o600)
    return path
