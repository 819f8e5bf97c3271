"""`beraad journal`: verify an export, without trusting who made it."""

import argparse
import sys
from pathlib import Path

from beraad.journal.note import NoteError
from beraad.journal.stamp import StampError
from beraad.journal.store import Journal
from beraad.journal.verify import main as verify
from beraad.site.commands import journal_retain, journal_stamp, journal_witness
from beraad.site.commands.options import Commands, add_command


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad journal verify|export|prove|witness|stamp|retain ...`."""
    command = add_command(
        commands, "journal", "the journal and its proofs", "beraad journal verify export.jsonl"
    )
    verbs = command.add_subparsers(metavar="VERB", required=True)
    for more in (add_verify, add_export, add_prove):
        more(verbs)
    for other in (journal_witness, journal_stamp, journal_retain):
        other.add(verbs)


def add_verify(verbs: Commands) -> None:  # type: ignore[type-arg]
    """`beraad journal verify EXPORT`."""
    check = add_command(
        verbs,
        "verify",
        "check every leaf, checkpoint and signature of an export, or one proof; exit 1 names the "
        "first bad entry",
        "beraad journal verify build/demo/journal.jsonl",
    )
    check.add_argument("file", metavar="EXPORT", help="an export, or a proof of one entry")
    check.add_argument("--vkey", help="the log's public key, known from elsewhere")
    check.add_argument("--seen", help="a checkpoint that was kept from before")
    check.add_argument(
        "--witness",
        action="append",
        metavar="VKEY",
        default=[],
        help="the checkpoint of --seen, or a proof's own, must bear this witness's cosignature",
    )
    check.add_argument(
        "--tsa-roots", metavar="FILE", type=Path, help="check the time stamps too, by this root"
    )
    check.add_argument(
        "--stamps",
        metavar="FOLDER",
        type=Path,
        default=journal_stamp.FOLDER,
        help="default: stamps",
    )
    check.set_defaults(run=run_verify)


def add_export(verbs: Commands) -> None:  # type: ignore[type-arg]
    """`beraad journal export JOURNAL EXPORT`."""
    export = add_command(
        verbs,
        "export",
        "write a whole journal to a file that anyone can verify",
        "beraad journal export build/demo/journal.db journal.jsonl",
    )
    export.add_argument("journal", metavar="JOURNAL", help="the journal's file, or its URL")
    export.add_argument("export", metavar="EXPORT", type=Path, help="the file to write")
    export.set_defaults(run=run_export)


def add_prove(verbs: Commands) -> None:  # type: ignore[type-arg]
    """`beraad journal prove JOURNAL INDEX PROOF`."""
    prove = add_command(
        verbs,
        "prove",
        "write the proof that one entry is in the journal",
        "beraad journal prove build/demo/journal.db 4 entry-4.proof",
    )
    prove.add_argument("journal", metavar="JOURNAL", help="the journal's file, or its URL")
    prove.add_argument("index", metavar="INDEX", type=int, help="counted from 0")
    prove.add_argument("proof", metavar="PROOF", type=Path, help="the file to write")
    prove.add_argument("--seen", type=Path, help="prove up to this cosigned checkpoint, not to now")
    prove.set_defaults(run=run_prove)


def run_verify(given: argparse.Namespace) -> int:
    """What the stand-alone verifier says."""
    options = [("--vkey", given.vkey), ("--seen", given.seen)]
    options += [("--witness", vkey) for vkey in given.witness]
    words = [word for pair in options if pair[1] is not None for word in pair]
    code = verify([given.file, *words])
    if code or not given.tsa_roots:
        return code
    found = journal_stamp.verified(Path(given.file), given.stamps, given.tsa_roots, given.vkey)
    try:
        for sentence in found:
            print(f"ok    {sentence}")
    except (StampError, NoteError) as error:
        print(f"FAULT stamps: {error}", file=sys.stderr)
        return 1
    return 0


def run_export(given: argparse.Namespace) -> int:
    """Write the export."""
    with Journal(given.journal) as journal:
        journal.export(given.export)
    print(f"{given.export} written; check it with: beraad journal verify {given.export}")
    return 0


def run_prove(given: argparse.Namespace) -> int:
    """Write the proof."""
    with Journal(given.journal) as journal:
        seen = given.seen.read_text(encoding="utf-8") if given.seen else None
        given.proof.write_bytes(journal.prove(given.index, seen))
    print(f"{given.proof} written; check it with: beraad journal verify {given.proof}")
    return 0
