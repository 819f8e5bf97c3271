"""Random law from a number: every third register is documents, the others are provisions.

The documents go through the real parser, with amendments, dated lists, accessions, frames,
successors and laws that are waited for. Provisions made directly combine what documents seldom do.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import CHAMBERS
from beraad.law.catalogue import Catalogue
from beraad.law.clause import CHANNELS, FORMS, Clause, Population, Recipients, Retention
from beraad.law.condition import read_condition
from beraad.law.content import read_content
from beraad.law.document import parse
from beraad.law.expand import provisions
from beraad.law.load import load
from beraad.law.place import Place
from beraad.law.provision import Provision, Requirement
from beraad.law.soundness import acceding
from beraad.law.span import Span
from tests.law.world import CATALOGUE, amendment, deliberation

MORE_WORDS = """---
catalogue: more words
---

```source population
holder: federal-office
dated-by: person.since
nl: de bevolking
fr: la population
de: die Bevölkerung
en: the population
- person.name | text | naam | nom | Name | name
- person.birth | date | geboorte | naissance | Geburt | birth
- person.sex | code | geslacht | sexe | Geschlecht | sex
- address.street | text | straat | rue | Straße | street
- address.town | text | gemeente | commune | Gemeinde | town
- person.since | date | sinds | depuis | seit | since
- household.size | number | grootte | taille | Größe | size
- household.income | number | inkomen | revenu | Einkommen | income
```
```successions
- statuses | flemish-statuses | 2023-01-01 | flanders
- statuses | walloon-statuses | 2023-07-01 | wallonia
- town | village | 2024-01-01 | -
- hospital | flemish-agency | 2024-03-01 | flanders
- hospital | walloon-agency | 2024-06-01 | wallonia
```
"""
PARTIES = ("pharmanet", "hospital", "town", "village", "federal-office", "walloon-agency")
ROLES = ("pharmacist", "nurse", "subject")
PURPOSES = ("care", "benefits", "own-information")
CATEGORIES = ("network", "care-institution", "municipality")
POPULATIONS = ("everyone", "patients", "inhabitants")
SECTORS = ("horeca", "retail", "sport")
SOURCES = {
    "gfd": ("dispensing.product", "dispensing.posology", "dispensing.date"),
    "statuses": ("status.disability", "status.living_wage"),
    "population": (
        *("person.name", "person.birth", "person.sex", "address.street", "address.town"),
        *("household.size", "household.income"),
    ),
}
UNDATED = ["statuses"]
"""The source that has no `dated-by`, and none but yes-no fields."""
CONDITIONS = (
    *("consent(informed)", "consent(worker)", "therapeutic-relation", "not excluded", "excluded"),
    *("mandate", "residence(flanders)", "sources > 1", "sources <= 3", "sources = 2"),
    *("sources < 2", "sources >= 2", "sector in list sectors"),
    "any of (mandate, therapeutic-relation)",
    "any of (not excluded, sources > 2)",
    "any of (sector in list sectors, consent(worker), sources = 1)",
)
FIRST, DAYS = date(2021, 1, 4), 1500
PLACE = Place("generated.md", 1)
TOKENS = (
    *("anyone", "role:pharmacist", "role:nurse", "role:subject", "category:network"),
    *("category:municipality", "category:care-institution", "party:town", "party:hospital"),
)


@lru_cache(maxsize=4)
def law_of(number: int) -> tuple[tuple[Provision, ...], Catalogue]:
    """The provisions of the register of this number, with its catalogue."""
    random = Random(f"register {number}")
    if number % 3 == 0:
        register = load({name: text.encode() for name, text in documents(random).items()})
        return provisions(register), register.catalogue
    catalogue = words()
    return tuple(provision(random, n) for n in range(random.choice((3, 8, 15, 40)))), catalogue


@lru_cache(maxsize=1)
def words() -> Catalogue:
    """The catalogue of all generated registers."""
    return load({"catalogue.md": CATALOGUE.encode(), "more.md": MORE_WORDS.encode()}).catalogue


def documents(random: Random) -> dict[str, str]:
    """A catalogue, deliberations, a framework, amendments and accessions, by file name."""
    files = {"catalogue.md": CATALOGUE, "more.md": MORE_WORDS}
    for serial in range(1, random.randint(2, 5)):
        number, general = f"21/{serial:03d}", random.random() < 0.4
        clauses = [clause_text(random, f"c{n}", general) for n in range(random.randint(1, 4))]
        body = list_texts(random) + "".join(clauses)
        kind = "general" if general else "individual"
        adopted = day(random, 300)
        files[f"{serial}.md"] = deliberation(body, number, str(adopted), kind)
        for n in range(random.choice((0, 1, 1, 2))):
            told = instructions(random, clauses, n)
            later = adopted + timedelta(days=random.randint(1, 900))
            files[f"{serial}-{n}.md"] = amendment(told, number, str(later))
        limited = "".join(one for one in clauses if "limited-by" in one)
        content = read_content(parse(files[f"{serial}.md"].encode(), PLACE.file), words())
        if parties := sorted(acceding([content], words()) & set(PARTIES)):
            files[f"{serial}-accessions.md"] = accessions_text(random, number, limited, parties)
    if random.random() < 0.6:
        files["frame.md"] = frame_text(random)
    return files


def day(random: Random, span: int = DAYS) -> date:
    """A day out of so many from the first one on."""
    return FIRST + timedelta(days=random.randrange(span))


def list_texts(random: Random) -> str:
    """A list of parties and a list of sectors, with members that come and go."""
    return "".join(
        f"```list {name}\nof: {of}\nnl: de lijst\nfr: la liste\nde: die Liste\nen: the list\n"
        + "".join(f"- {word}{membership(random)}\n" for word in members)
        + "```\n"
        for name, of, members in (
            ("granters", "parties", random.sample(PARTIES[:5], 3)),
            ("sectors", "values", random.sample(SECTORS, 2)),
        )
    )


def membership(random: Random) -> str:
    """The time of a membership, perhaps open at either side."""
    start, length = day(random, 700), timedelta(days=random.randint(1, 900))
    return random.choice(("", f" from {start}", f" from {start} to {start + length}"))


def recipients_text(random: Random) -> str:
    """A `to` of any kind."""
    return random.choice(
        (
            f"role {random.choice(ROLES[:2])}",
            f"category [{', '.join(random.sample(CATEGORIES, 2))}]",
            "list granters",
            f"[{', '.join(random.sample(PARTIES, 2))}]",
            *("subject", "anyone"),
        )
    )


def clause_text(random: Random, name: str, general: bool) -> str:
    """A clause block; in a general deliberation it is mostly limited by accession."""
    sources = random.sample(tuple(SOURCES), random.choice((1, 1, 1, 2)))
    fields = [
        field
        for source in sources
        for field in random.sample(SOURCES[source], random.randint(1, len(SOURCES[source])))
    ]
    lines = [
        f"from: [{', '.join(sources)}]",
        f"to: {recipients_text(random)}",
        f"for: {random.choice(PURPOSES)}",
        f"fields: [{', '.join(fields)}]",
        f"form: {random.choice(FORMS[:2])}",
        f"by: [{', '.join(random.sample(CHANNELS[:3], random.randint(1, 2)))}]",
        f"about: {random.choice(POPULATIONS)}",
        f"keep: {random.choice(('nothing', '5 years', '30 days, destroyed with proof'))}",
        f"answer: {random.choice(('fields', 'yes-no')) if sources == UNDATED else 'fields'}",
    ]
    conditions = random.sample(CONDITIONS, random.randint(0, 3))
    optional = [
        *([f"when: [{', '.join(conditions)}]"] if conditions else []),
        *(["looking-back: 6 months"] if looks_back(sources) and random.random() < 0.7 else []),
        *(["limited-by: accession"] if general and random.random() < 0.8 else []),
        *([f"in-force: {start_text(random)}"] if random.random() < 0.3 else []),
        *([f"until: {day(random)}"] if random.random() < 0.3 else []),
        *(["leaves-as: anonymous after mandate"] if random.random() < 0.1 else []),
    ]
    return "\n".join([f"```clause {name}", *lines, *optional, "```\n"])


def looks_back(sources: Sequence[str]) -> bool:
    """Whether all that these sources tell is dated."""
    return not set(UNDATED) & set(sources)


def start_text(random: Random) -> str:
    """A start of a clause's own: a day, an instant, or with a law."""
    one = day(random)
    law = random.choice(("2025-01-31", "someday"))
    return random.choice((f"{one}", f"{one}T12:00:00+01:00", f"when law({law}) is in force"))


def instructions(random: Random, clauses: Sequence[str], turn: int) -> str:
    """Instructions that hold in any order, so that any dates of entry into force will do."""
    number = random.randrange(len(clauses))
    name, dated = f"c{number}", "statuses" not in clauses[number].partition("to:")[0]
    new = f"n{turn}"
    lines = [line for line in clause_text(random, new, general=False).splitlines()[1:-1] if line]
    inserted = "\n".join([f"- insert clause {new} after paragraph 3", *("    " + x for x in lines)])
    return random.choice(
        (
            f"- set {'looking-back' if dated else 'keep'} of clause {name}: 12 months",
            f"- set keep of clause {name}: 1 year",
            f"- set when of clause {name}: [{random.choice(CONDITIONS)}]",
            f"- set until of clause {name}: {day(random)}",
            f"- set by of clause {name}: [consult, notify, batch]",
            f"- add fishery-{turn} to list sectors",
            f"- add {('flemish-agency', 'walloon-agency')[turn]} to list granters",
            inserted,
            inserted,
        )
    )


def accessions_text(random: Random, number: str, body: str, parties: Sequence[str]) -> str:
    """A few parties that accede, each with the fields it names out of those of the sources."""
    blocks = []
    sources = [word for word in SOURCES if re.search(rf"from: .*\b{word}\b", body)]
    known = [field for source in sources for field in SOURCES[source]]
    for party in random.sample(parties, min(3, len(parties))):
        fields = random.sample(known, random.randint(1, len(known)))
        start = day(random, 700)
        until = random.choice(("", f"until: {start + timedelta(days=random.randint(1, 900))}\n"))
        lines = f"from: {start}\n{until}fields: [{', '.join(fields)}]\n"
        blocks.append(f"```accession {party}\n{lines}```\n")
    head = f"---\naccedes-to: {number}\nchamber: social-security-and-health\n---\n"
    return head + "".join(blocks)


def frame_text(random: Random) -> str:
    """A framework that binds all clauses with a mandate."""
    required = random.choice(("mandate-covers-purpose", "not excluded", "sources <= 3"))
    ends = random.choice(("", f"until: {day(random, 300) + timedelta(days=500)}\n"))
    block = f"```frame f\nbinds: clauses whose when names mandate\nrequires: [{required}]\n```\n"
    return deliberation(block, "21/900", str(day(random, 500)), "framework", ends)


def some(random: Random, words: Sequence[str], most: int) -> tuple[str, ...]:
    """At least one of these words."""
    return tuple(random.sample(words, random.randint(1, most)))


def provision(random: Random, position: int) -> Provision:
    """A provision of which every trait is drawn apart."""
    source = random.choice(tuple(SOURCES))
    fields = some(random, SOURCES[source], len(SOURCES[source]))
    number = DeliberationNumber(2021, random.randint(1, 4))
    conditions = [read_condition(text, PLACE) for text in random.sample(CONDITIONS, 2)]
    conditions = conditions[: random.choice((0, 1, 2))]
    accessions = {
        party: frozenset(random.sample(SOURCES[source], random.randint(0, 2)))
        for party in random.sample(PARTIES, 3)
    }
    clause = Clause(
        *(f"p{position}", PLACE, (source,), Recipients("anyone"), random.choice(PURPOSES[:2])),
        *(fields, random.choice(FORMS[:2])),
        by=random.choice((("consult",), ("consult", "notify"), ("batch",))),
        about=Population("everyone"),
        keep=Retention(random.choice((None, Span(60)))),
        looking_back=random.choice((None, Span(6), Span(0, 90))),
        answer=random.choice(("fields", "yes-no")),
    )
    start = moment(random.randrange(6))
    return Provision(
        *(random.choice(CHAMBERS), number, random.randint(1, 9), position // 2, clause),
        *(source, fields, frozenset(some(random, TOKENS, 2))),
        tuple(Requirement(c, number, random.randint(1, 9)) for c in conditions),
        {"sectors": frozenset(random.sample(SECTORS, random.randint(0, 2)))},
        accessions if random.random() < 0.3 else None,
        start,
        random.choice((None, moment(6 + random.randrange(4)))),
    )


def moment(step: int) -> datetime:
    """One of few instants, so that starts and ends coincide."""
    return datetime(2021, 3, 1, 23, tzinfo=UTC) + timedelta(days=90 * step)
