"""`beraad journal stamp`: have the latest checkpoint time-stamped, once.

A folder keeps, for each size that was stamped, `SIZE.checkpoint` and `SIZE.tsr`, as
`openssl ts -verify` reads them. Nothing is stamped twice, and what failed is tried at the next run.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
from cryptography.x509 import Certificate, load_pem_x509_certificates

from beraad.journal.checkpoint import open_checkpoint
from beraad.journal.note import VerifyingKey
from beraad.journal.stamp import QUERY, REPLY, StampError, request, stamped
from beraad.journal.store import Journal, JournalError
from beraad.site.commands.journal_witness import SECONDS, keep
from beraad.site.commands.options import add_command

FOLDER = Path("stamps")
CHECKPOINT = b'{"checkpoint":'


def add(verbs: Any) -> None:
    """`beraad journal stamp JOURNAL --tsa URL --tsa-roots FILE`."""
    command = add_command(
        verbs,
        "stamp",
        "have a time-stamping authority (RFC 3161) sign when the latest checkpoint was there; what "
        "is stamped already is not stamped again",
        "beraad journal stamp build/demo/journal.db --query query.tsq",
    )
    command.add_argument("journal", metavar="JOURNAL", help="the journal's database")
    way = command.add_mutually_exclusive_group(required=True)
    way.add_argument("--tsa", metavar="URL", help="address of the authority")
    way.add_argument(
        "--query", metavar="FILE", type=Path, help="write the request, to be carried there"
    )
    way.add_argument("--reply", metavar="FILE", type=Path, help="take in the reply to that request")
    command.add_argument("--tsa-roots", metavar="FILE", type=Path, help="its certificates (PEM)")
    command.add_argument(
        "--stamps", metavar="FOLDER", type=Path, default=FOLDER, help="default: stamps"
    )
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Stamp, ask or take in; 0 also where there is nothing new."""
    with Journal(given.journal) as journal:
        note = journal.checkpoint()
        size = open_checkpoint(note, journal.vkey).size
    given.stamps.mkdir(parents=True, exist_ok=True)
    if given.query:
        keep(given.stamps / f"{size}.checkpoint", note.encode())
        keep(given.query, request(note, nonce=False).as_bytes())
        print(f"{given.query} asks for size {size}; give the reply with --reply")
        return 0
    if given.tsa_roots is None:
        raise ValueError("give --tsa-roots: a reply is kept only once it was checked")
    trusted = load_pem_x509_certificates(given.tsa_roots.read_bytes())
    if given.reply:
        return take_in(given.stamps, given.reply.read_bytes(), trusted)
    if (given.stamps / f"{size}.tsr").exists():
        print(f"size {size} is stamped already; there is nothing new")
        return 0
    asked = request(note)
    reply = sent(given.tsa, asked.as_bytes())
    at = stamped(reply, note, trusted, asked.nonce)
    keep(given.stamps / f"{size}.checkpoint", note.encode())
    keep(given.stamps / f"{size}.tsr", reply)
    print(f"size {size} stamped at {at.isoformat()}")
    return 0


def take_in(folder: Path, reply: bytes, trusted: Sequence[Certificate]) -> int:
    """Keep a reply beside the checkpoint that it is of."""
    waiting = sorted(folder.glob("*.checkpoint"), key=lambda path: -int(path.stem))
    for path in waiting:
        note = path.read_text(encoding="utf-8")
        try:
            at = stamped(reply, note, trusted)
        except StampError as error:
            why = error
            continue
        keep(path.with_suffix(".tsr"), reply)
        print(f"size {path.stem} stamped at {at.isoformat()}")
        return 0
    raise StampError(f"{why} Of none in {folder}." if waiting else f"No request is in {folder}.")


def sent(address: str, query: bytes) -> bytes:
    """The reply of the authority; JournalError when there is none, and nothing was changed."""
    try:
        answer = httpx.post(
            address, content=query, headers={"Content-Type": QUERY}, timeout=SECONDS
        )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise JournalError(f"{address} gives no time stamp: {error}; run it again") from None
    if answer.headers.get("Content-Type", "").partition(";")[0].strip() != REPLY:
        raise JournalError(f"{address} gives no time stamp but something else; run it again")
    return answer.content


def verified(export: Path, folder: Path, roots: Path, vkey: str | None) -> Iterator[str]:
    """A sentence for each time stamp; StampError unless the export has each that was stamped."""
    trusted = load_pem_x509_certificates(roots.read_bytes())
    with export.open("rb") as lines:
        first = json.loads(next(lines))
        if "format" not in first:
            raise StampError("Time stamps are of whole journals: give an export, not a proof.")
        key = VerifyingKey.parse(vkey or first["vkey"])
        held = (json.loads(line)["checkpoint"] for line in lines if line.startswith(CHECKPOINT))
        stamps = {
            open_checkpoint(note, key): stamped(reply.read_bytes(), note, trusted)
            for reply in folder.glob("*.tsr")
            for note in [reply.with_suffix(".checkpoint").read_text(encoding="utf-8")]
        }
        missing = stamps.keys() - (open_checkpoint(note, key) for note in held)
    for head, at in sorted(stamps.items(), key=lambda one: one[0].size):
        if head in missing:
            raise StampError(f"{export} has not the size {head.size} that was stamped {at}.")
        yield f"Size {head.size} was there at {at.isoformat()}, says a time stamp."
