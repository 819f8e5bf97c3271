"""mTLS through the real proxies, by the configurations of the manual: what is recognised, and what
is stripped from outside. HAProxy and nginx are tried where they are installed."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from beraad.law.register import Register
from tests.exchange.server.running import free_port
from tests.exchange.server.test_identity_proxy import BODY, SECRET, certified
from tests.exchange.server.wired import Running, running_gateway

MANUAL = Path(__file__).parents[3] / "docs" / "how-to" / "proxy"


def pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    """A key and its certificate in one file."""
    plain = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return plain + certificate.public_bytes(serialization.Encoding.PEM)


def issued(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A self-signed certificate, for a client or for the loopback."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(
        subject, subject, key.public_key(), x509.random_serial_number()
    )
    builder = builder.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(9))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = builder.add_extension(names, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return key, builder.sign(key, hashes.SHA256())


@dataclass
class Proxied:
    """A gateway behind a proxy."""

    running: Running
    port: int
    folder: Path

    def asks(self, client: str = "", **headers: str) -> tuple[int, str]:
        """Status and problem of a question by who has this certificate, or none."""
        trust = ssl.create_default_context(cafile=str(self.folder / "server.pem"))
        if client:
            trust.load_cert_chain(self.folder / f"{client}.pem")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with httpx.Client(verify=trust, base_url=f"https://127.0.0.1:{self.port}") as wire:
            answer = wire.post("/v1/consult", json=BODY, headers=named)
            return answer.status_code, answer.json()["type"].removeprefix("urn:beraad:problem:")

    def get(self, path: str) -> int:
        trust = ssl.create_default_context(cafile=str(self.folder / "server.pem"))
        return httpx.get(f"https://127.0.0.1:{self.port}{path}", verify=trust).status_code


def configured(name: str, folder: Path, port: int, gateway: int) -> list[str]:
    """The command of a proxy with the configuration of the manual, its paths and ports replaced."""
    text = next(MANUAL.glob(f"{name}.*")).read_text()
    for old, new in (("/etc/beraad", folder), (":8443", f":{port}"), (":8001", f":{gateway}")):
        assert str(old) in text
        text = text.replace(str(old), str(new))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    text = text.replace("http {", f"http {{ access_log off; {places}")
    (folder / name).write_text(text)
    if name == "haproxy":
        return ["haproxy", "-f", str(folder / name), "-db"]
    (folder / "proxy-secret.conf").write_text(f'proxy_set_header Beraad-Proxy "{SECRET}";\n')
    options = f"daemon off; master_process off; pid {folder}/pid; error_log stderr;"
    return ["nginx", "-p", str(folder), "-c", str(folder / name), "-g", options]


@pytest.fixture(scope="module", params=["haproxy", "nginx"])
def proxied(
    request: pytest.FixtureRequest,
    built: Path,
    register: Register,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Proxied]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed, so its configuration was not tried")
    folder, port = tmp_path_factory.mktemp(request.param), free_port()
    made = {name: issued(name) for name in ("server", "known", "unknown")}
    for name, pair in made.items():
        (folder / f"{name}.pem").write_bytes(pem(*pair))
    certificates = [
        made[name][1].public_bytes(serialization.Encoding.PEM) for name in ("known", "unknown")
    ]
    (folder / "clients-ca.pem").write_bytes(b"".join(certificates))
    with running_gateway(built, register, tmp_path_factory.mktemp("behind")) as running:
        secret = running.files.own / "proxy.key"
        secret.touch(0o600)
        secret.write_text(SECRET)
        (running.files.clients / "practice.pem").write_bytes(certificates[0])
        command = configured(request.param, folder, port, running.port)
        with (folder / "proxy.log").open("wb") as log:
            process = subprocess.Popen(
                command, env=os.environ | {"BERAAD_PROXY": SECRET}, stdout=log, stderr=log
            )
        try:
            await_port(port, process, folder / "proxy.log")
            yield Proxied(running, port, folder)
        finally:
            process.terminate()
            process.wait()


def await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the proxy listens."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    raise TimeoutError(log.read_text())


def test_the_certificate_says_who_asks(proxied: Proxied):
    assert proxied.asks("known") == (403, "refused")
    assert proxied.asks("unknown") == (401, "not-authenticated")
    assert proxied.asks() == (401, "not-authenticated")


def test_what_comes_from_outside_is_stripped(proxied: Proxied):
    theirs = certified().headers()["Client-Cert"]
    for spoofed in ({"Client_Cert": theirs}, {"Client_Cert": theirs, "Beraad_Proxy": SECRET}):
        assert proxied.asks(**spoofed) == (401, "not-authenticated")
        assert proxied.asks("known", **spoofed) == (403, "refused")


def test_metrics_are_for_inside(proxied: Proxied):
    assert proxied.get("/metrics") == 403
    assert proxied.get("/health") == 200
