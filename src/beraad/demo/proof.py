"""Stage 6: what an outsider can check for himself, and what gives a tampered row away."""

import sqlite3
from contextlib import closing

from beraad.demo.scene import Scene
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export

CHANGE = """UPDATE entry SET content = replace(content, 'demo-hospital', 'another-hospital')
            WHERE position = :index"""


def prove_entry(scene: Scene, index: int) -> None:
    """The proof of one entry and the whole export, both checked by the stand-alone verifier."""
    proof, export = scene.home / f"entry-{index}.proof", scene.home / "journal.jsonl"
    proof.write_bytes(scene.journal.prove(index))
    scene.journal.export(export)
    for path in (proof, export):
        verdict = verify_export(path, str(scene.journal.vkey))
        if verdict.fault:
            raise ValueError(f"{path}: {verdict.fault}")
        scene.say(f"[green]verified[/]  {path.name}: {verdict.checks[-1]}")


def tamper(scene: Scene, index: int) -> None:
    """A superuser changes one row in a copy of the journal; the verifier names the entry."""
    copy = scene.home / "tampered.db"
    with closing(sqlite3.connect(copy)) as database:
        with closing(sqlite3.connect(scene.home / "journal.db")) as original:
            original.backup(database)
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(CHANGE, {"index": index})
        database.commit()
    with Journal(copy) as journal:
        journal.export(scene.home / "tampered.jsonl")
    verdict = verify_export(scene.home / "tampered.jsonl", str(scene.journal.vkey))
    if verdict.fault is None:
        raise ValueError("the tampered row was not noticed")
    scene.say("One row changed in a copy, with all database locks removed:")
    scene.say(f"[red]detected[/]  {verdict.fault}")
