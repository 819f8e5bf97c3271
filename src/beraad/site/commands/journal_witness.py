"""`beraad journal witness`: cosign, from elsewhere, what continues the checkpoint seen last."""

import argparse
import fcntl
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec

from beraad.journal.cosign import witness_key
from beraad.journal.keyfile import make_key, read_key
from beraad.journal.note import NoteError, SigningKey, VerifyingKey
from beraad.journal.proof import Consistency
from beraad.journal.store import Journal, JournalError
from beraad.journal.witness import ForkError, Prove, Witness
from beraad.site.commands.options import add_command

MOST_BYTES = 1_000_000
SECONDS = 30


class Grown(msgspec.Struct):
    """What a gateway answers at /v1/journal/consistency; hashes in hexadecimal."""

    old: int
    new: int
    path: list[str]


def add(verbs: Any) -> None:
    """`beraad journal witness SOURCE --vkey VKEY --state FILE --key FILE --name NAME`."""
    command = add_command(
        verbs,
        "witness",
        "on a machine of another keeper: check that a log only grew since the last look, and "
        "cosign its checkpoint; exit 1 is an alarm",
        "beraad journal witness build/demo/journal.db --name witness.example/one",
    )
    command.add_argument(
        "source", metavar="SOURCE", help="address of a gateway (http...), or a journal's database"
    )
    command.add_argument(
        "--vkey", help="the log's public key, known from elsewhere (needed for an address)"
    )
    command.add_argument(
        "--state",
        type=Path,
        default=Path("witness.checkpoint"),
        help="what was seen last; also the cosigned checkpoint to hand out "
        "(default: witness.checkpoint)",
    )
    command.add_argument(
        "--key",
        type=Path,
        default=Path("witness.key"),
        help="the witness's own key, made if absent",
    )
    command.add_argument("--name", help="name of the witness, for a new key")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Look once: 0 cosigned, 1 an alarm, 2 nothing could be seen (try again)."""
    key = own_key(given.key, given.name)
    with alone(given.state), opened(given.source, given.vkey) as (log, note, prove):
        seen = given.state.read_text(encoding="utf-8") if given.state.exists() else None
        try:
            cosigned = Witness(log, key).look(seen, note, prove, datetime.now(UTC))
        except (ForkError, NoteError) as error:
            print(f"ALARM {log.name}: nothing was cosigned. {error}", file=sys.stderr)
            return 1
        keep(given.state, cosigned.encode())
    print(f"witness {witness_key(key)}", file=sys.stderr)
    sys.stdout.write(cosigned)
    return 0


def own_key(path: Path, name: str | None) -> SigningKey:
    """The key in the file, or a new one of this name."""
    if path.exists():
        return read_key(path)
    if not name:
        raise ValueError(f"{path} is not there; give --name to make a key")
    return make_key(path, name, secrets.token_bytes(32))


@contextmanager
def opened(source: str, vkey: str | None) -> Iterator[tuple[VerifyingKey, str, Prove]]:
    """The log's key, its latest checkpoint, and whom to ask for proofs."""
    if source.startswith(("http://", "https://")):
        if not vkey:
            raise ValueError("give --vkey: a log's key is not to be believed from its own address")
        with httpx.Client(base_url=source, timeout=SECONDS) as client:
            yield VerifyingKey.parse(vkey), asked(client, "/checkpoint").decode(), grown(client)
        return
    with Journal(source) as journal:
        log = VerifyingKey.parse(vkey) if vkey else journal.vkey
        yield log, journal.checkpoint(), journal.consistency


def grown(client: httpx.Client) -> Prove:
    """Proofs of a gateway. Whoever has none to give is not believed: a path of no length."""

    def prove(old: int, new: int) -> Consistency:
        body = asked(client, f"/v1/journal/consistency?old={old}&new={new}")
        found = msgspec.json.decode(body, type=Grown)
        return Consistency(found.old, found.new, tuple(map(bytes.fromhex, found.path)))

    return prove


def asked(client: httpx.Client, path: str) -> bytes:
    """What stands at this path; JournalError when it cannot be had."""
    try:
        with client.stream("GET", path) as answer:
            answer.raise_for_status()
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise JournalError(f"{path} gives more than {MOST_BYTES} bytes")
            return body
    except httpx.HTTPError as error:
        raise JournalError(
            f"{client.base_url} gives no {path.partition('?')[0]}: {error}"
        ) from None


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Two looks at once could cosign two pasts; so the second waits."""
    with state.with_name(state.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(path: Path, content: bytes) -> None:
    """Have it on disk, all of it or what was there before."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
