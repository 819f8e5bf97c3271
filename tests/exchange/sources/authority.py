"""An authority that issues certificates for the loopback and for the gateway, and a TLS server that
demands one and passes on what comes to a server without."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """An authority of this name."""

    name: str = "authority"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def own(self, path: Path) -> Path:
        """Its own certificate, written there."""
        made = self._builder(self.name, self.key, DAY)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        made = made.add_extension(usage, critical=True)
        signed = made.sign(self.key, hashes.SHA256())
        path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        return path

    def issue(self, path: Path, name: str, until: timedelta = DAY) -> Path:
        """A certificate with its key in one file, valid `until` so long from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        made = self._builder(name, key, until).add_extension(names, critical=False)
        signed = made.sign(self.key, hashes.SHA256())
        plain = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(plain + signed.public_bytes(serialization.Encoding.PEM))
        return path

    def _builder(
        self, name: str, key: ec.EllipticCurvePrivateKey, until: timedelta
    ) -> x509.CertificateBuilder:
        now, number = datetime.now(UTC), x509.random_serial_number()
        made = x509.CertificateBuilder(named(self.name), named(name), key.public_key(), number)
        return made.not_valid_before(now - 9 * DAY).not_valid_after(now + until)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@contextmanager
def demanding(address: str, folder: Path) -> Iterator[str]:
    """The address of a server with `folder/server.pem` that lets in whom `folder/ca.pem` issued, on
    to an address without TLS."""
    there = urlsplit(address)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    context.load_verify_locations(folder / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((there.hostname or "", there.port or 0)) as onward:
                try:
                    wire = context.wrap_socket(self.request, server_side=True)
                except OSError:  # the alert is out; what else came is read, or a reset overtakes it
                    drained(self.request)
                    return
                with wire:
                    answering = Thread(target=passed, args=(onward, wire), daemon=True)
                    answering.start()
                    passed(wire, onward)
                    answering.join()

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def passed(one: socket.socket, other: socket.socket) -> None:
    """Pass on all that comes from one to the other, to its end."""
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


def drained(wire: socket.socket) -> None:
    """Read to the end."""
    with suppress(OSError):
        wire.shutdown(socket.SHUT_WR)
        while wire.recv(65536):
            pass
