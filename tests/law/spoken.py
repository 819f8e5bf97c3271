"""A catalogue whose labels read well in four languages, for the tests of say and explain."""

from pathlib import Path

from beraad.law.load import load
from beraad.law.register import Register
from tests.law.world import CATALOGUE, deliberation

WORDS = Path(__file__).with_name("spoken.md").read_bytes()
WORLD = (
    CATALOGUE.replace("| tous | alle |", "| toutes les personnes | allen Personen |")
    .replace("| patiënten | patients |", "| patiënten | les patients |")
    .replace("| inwoners | habitants | Einwohner |", "| inwoners | les habitants | Einwohnern |")
)
LISTS = """```list sectors
of: values
nl: sectoren met flexi-jobs
fr: secteurs à flexi-jobs
de: Sektoren mit Flexi-Jobs
en: sectors with flexi-jobs
- horeca
```
```list granting-bodies
nl: toekennende instanties
fr: instances d'octroi
de: Gewährungsstellen
en: granting bodies
- town from 2018-04-18
```
"""


def spoken(*clauses: str) -> Register:
    """A register of one deliberation with two lists and these clauses."""
    text = deliberation(LISTS + "".join(clauses))
    return load({"world.md": WORLD.encode(), "words.md": WORDS, "1.md": text.encode()})
