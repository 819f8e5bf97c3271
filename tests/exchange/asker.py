"""A process that asks without end and prints the index of each answer, until it is killed."""

import sys
from pathlib import Path

from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence
from beraad.exchange.gateway import Gateway
from beraad.exchange.laws import Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.sources import open_sources
from beraad.journal.store import Journal
from beraad.register.shelf import open_register
from tests.exchange.conftest import KEY
from tests.exchange.world import BEFORE, SYSTEMS, moment, patient_of, vidis


def ask(home: Path, path: Path) -> None:
    """Ask the same question again and again."""
    register, stores = open_register([SYSTEMS]), home / "sources"
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    with Journal(path, KEY) as journal:
        gateway = Gateway(
            laws=Laws(register),
            sources=open_sources(stores, register.catalogue.sources),
            evidence=Evidence(stores / "evidence.sqlite"),
            directory=Directory(stores / "directory.sqlite"),
            journal=journal,
            pseudonyms=Pseudonyms(b"a key for tests of thirty-two by"),
        )
        while True:
            answer = gateway.consult(vidis(physician), patient, moment(BEFORE))
            print(answer.entry.index, flush=True)


if __name__ == "__main__":
    ask(Path(sys.argv[1]), Path(sys.argv[2]))
