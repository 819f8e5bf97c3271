"""A time-stamping authority of our own: `openssl ts` behind a small HTTP server.

Its certificate comes right from the root and it sends no other one (`certs` is not set): OpenSSL
3.0 writes a set of two out of DER's order, which rfc3161-client refuses.
"""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[ca]
[root]
basicConstraints = critical,CA:true
[tsa_cert]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = own
[own]
dir = {folder}
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """Keys and certificates in a folder; `replies` of what it is asked, unless it is `broken`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.broken, self.asked = folder, False, 0
        self.config = folder / "openssl.cnf"
        self.config.write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        self._certificate("root", "/CN=Root of tests", ["-x509", "-extensions", "root"])
        self._certificate("tsa", "/CN=Time stamps of tests", ["-new"])
        signed = ["-CA", "root.pem", "-CAkey", "root.key", "-days", "2", "-CAcreateserial"]
        extended = ["-extfile", str(self.config), "-extensions", "tsa_cert"]
        self._run("x509", "-req", "-in", "tsa.pem", *signed, *extended, "-out", "tsa.crt")
        (folder / "tsa.crt").replace(folder / "tsa.pem")

    @property
    def roots(self) -> Path:
        return self.folder / "root.pem"

    def reply(self, query: bytes) -> bytes:
        """What `openssl ts` answers."""
        self.asked += 1
        (self.folder / "query").write_bytes(query)
        asked = ["-queryfile", "query", "-config", str(self.config), "-section", "own"]
        self._run("ts", "-reply", *asked, "-out", "reply")
        return (self.folder / "reply").read_bytes()

    def _certificate(self, name: str, subject: str, more: list[str]) -> None:
        made = ["-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem"]
        self._run("req", *made, "-subj", subject, "-config", str(self.config), "-batch", *more)

    def _run(self, *words: str) -> None:
        ran = subprocess.run(["openssl", *words], cwd=self.folder, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr


@contextmanager
def served(authority: Authority) -> Iterator[str]:
    """Its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if authority.broken:
                self.send_error(503)
                return
            body = authority.reply(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
