"""Comparisons of the small world of tests, for all that tests `compare`."""

import re
from datetime import UTC, datetime

from beraad.law.catalogue import Language
from beraad.law.compare import Comparison, compare
from beraad.law.compare_sentences import sentences
from beraad.law.expand import provisions
from beraad.law.permission import at
from beraad.law.register import Register
from tests.law.spoken import spoken
from tests.law.world import HISTORY, amendment, deliberation, register

BEFORE = datetime(2024, 1, 1, tzinfo=UTC)
AFTER = datetime(2024, 7, 1, tzinfo=UTC)

STATUSES = """```list granters
of: parties
nl: de lijst
fr: la liste
de: die Liste
en: the list
- town
```

```list sectors
of: values
nl: de sectoren
fr: les secteurs
de: die Sektoren
en: the sectors
- horeca
```

```clause statuses
from: [gfd, statuses]
to: list granters
for: benefits
fields: [dispensing.date, status.disability, status.living_wage]
form: identified
by: [consult, batch]
about: inhabitants
when: [any of (mandate, consent(worker)), sector in list sectors, sources > 1]
keep: 5 years
```
"""


def amended(instructions: str, body: str = HISTORY) -> tuple[Comparison, Register]:
    """The comparison of a deliberation before and after an amendment of March 2024."""
    law = register(deliberation(body), amendment(instructions))
    everything = provisions(law)
    return compare(at(everything, BEFORE), at(everything, AFTER), law.catalogue), law


def english(instructions: str, body: str = HISTORY) -> tuple[str, ...]:
    comparison, law = amended(instructions, body)
    return sentences(comparison, law.catalogue, "en")


def moved(body: str, number: str = "22/056") -> Register:
    return register(deliberation(body, number))


def clause(name: str, to: str = "role pharmacist", **terms: str) -> str:
    """A clause of the shared file for a recipient, with other terms."""
    body = HISTORY.replace("clause history", f"clause {name}").replace("role pharmacist", to)
    for key, text in terms.items():
        body = re.sub(
            f"(?m)^{key.replace('_', '-')}: .*$", f"{key.replace('_', '-')}: {text}", body
        )
    return body


def both_ways(one: str, other: str) -> tuple[Comparison, Comparison]:
    """The comparison of two texts, and of the second with the first."""
    laws = [moved(body) for body in (one, other)]
    old, new = (at(provisions(law), BEFORE) for law in laws)
    catalogue = laws[0].catalogue
    return compare(old, new, catalogue), compare(new, old, catalogue)


def told(old: str, new: str, language: Language) -> tuple[str, ...]:
    """The comparison of two clauses of a catalogue that reads well."""
    laws = [spoken(*filter(None, [body])) for body in (old, new)]
    sides = (at(provisions(law), BEFORE) for law in laws)
    return sentences(compare(*sides, laws[0].catalogue), laws[0].catalogue, language)
