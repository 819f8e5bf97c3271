"""A small catalogue and small deliberations for the tests of the law."""

from beraad.law.load import load
from beraad.law.register import Register

CATALOGUE = """---
catalogue: small world
---

```parties
- pharmanet | 0123456749 | network | Pharmanet | Pharmanet | Pharmanet | Pharmanet
- hospital | - | care-institution | het ziekenhuis | l'hôpital | das Krankenhaus | the hospital
- town | - | municipality | de stad | la ville | die Stadt | the town
- village | - | municipality | het dorp | le village | das Dorf | the village
- federal-office | - | - | de dienst | l'office | das Amt | the office
- flemish-agency | - | - | het agentschap | l'agence | die Agentur | the agency
- walloon-agency | - | - | het agentschap W | l'agence W | die Agentur W | the agency W
```
```categories
- network | netwerken | réseaux | Netze | networks
- care-institution | zorginstellingen | institutions | Einrichtungen | care institutions
- municipality | gemeenten | communes | Gemeinden | municipalities
```
```roles
- pharmacist | apothekers | pharmaciens | Apotheker | pharmacists
- nurse | verpleegkundigen | infirmiers | Pflegefachkräfte | nurses
```
```purposes
- care | zorg | les soins | die Pflege | care
- own-information | eigen inzage | la consultation | die Einsicht | one's own information
- benefits | voordelen | les avantages | Vorteile | benefits
- research(pain) | pijnonderzoek | la recherche | Schmerzforschung | pain research
```
```populations
- everyone | iedereen | tous | alle | everyone
- patients | patiënten | patients | Patienten | patients
- inhabitants | inwoners | habitants | Einwohner | inhabitants
```
```source gfd
holder: pharmanet
dated-by: dispensing.date
nl: het gedeeld dossier
fr: le dossier partagé
de: die geteilte Akte
en: the shared file
- dispensing.product | text | product | produit | Produkt | product
- dispensing.posology | text | posologie | posologie | Dosierung | posology
- dispensing.date | date | datum | date | Datum | date
```
```source statuses
holder: federal-office
nl: de statuten
fr: les statuts
de: die Status
en: the statuses
- status.disability | yes-no | handicap | handicap | Behinderung | disability
- status.living_wage | yes-no | leefloon | revenu | Einkommen | living wage
```
```source flemish-statuses
holder: flemish-agency
nl: de Vlaamse statuten
fr: les statuts flamands
de: die flämischen Status
en: the Flemish statuses
- status.disability | yes-no | handicap | handicap | Behinderung | disability
- status.living_wage | yes-no | leefloon | revenu | Einkommen | living wage
```
```source walloon-statuses
holder: walloon-agency
nl: de Waalse statuten
fr: les statuts wallons
de: die wallonischen Status
en: the Walloon statuses
- status.disability | yes-no | handicap | handicap | Behinderung | disability
- status.living_wage | yes-no | leefloon | revenu | Einkommen | living wage
```
```condition consent
evidence: yes-no
asked-of: communication
nl: de betrokkene {argument} toestemming gaf
fr: la personne ait donné son consentement {argument}
de: die Person {argument} zugestimmt hat
en: the person gave {argument} consent
- informed | geïnformeerde | éclairé | informiert | informed
- worker | werknemers | de travailleur | als Arbeitnehmer | worker's
```
```condition therapeutic-relation
evidence: yes-no
asked-of: communication
nl: er een therapeutische relatie is
fr: il y ait une relation thérapeutique
de: eine therapeutische Beziehung besteht
en: there is a therapeutic relation
```
```condition excluded
evidence: yes-no
asked-of: communication
nl: de zorgverlener uitgesloten is
fr: le prestataire soit exclu
de: der Leistungserbringer ausgeschlossen ist
en: the care provider is excluded
not-nl: de zorgverlener niet uitgesloten is
not-fr: le prestataire ne soit pas exclu
not-de: der Leistungserbringer nicht ausgeschlossen ist
not-en: the care provider is not excluded
```
```condition mandate
evidence: yes-no
asked-of: communication
nl: er een mandaat is
fr: il y ait un mandat
de: ein Mandat besteht
en: there is a mandate
```
```condition mandate-covers-purpose
evidence: yes-no
asked-of: communication
nl: het mandaat het doel dekt
fr: le mandat couvre la finalité
de: das Mandat den Zweck deckt
en: the mandate covers the purpose
```
```condition residence
evidence: yes-no
asked-of: communication
nl: de betrokkene in {argument} woont
fr: la personne réside en {argument}
de: die Person in {argument} wohnt
en: the person lives in {argument}
- flanders | Vlaanderen | Flandre | Flandern | Flanders
- wallonia | Wallonië | Wallonie | Wallonien | Wallonia
```
```condition sources
evidence: number
asked-of: communication
nl: het aantal bronnen {comparison} is
fr: le nombre de sources soit {comparison}
de: die Zahl der Quellen {comparison} ist
en: the number of sources is {comparison}
```
```condition sector
evidence: word
asked-of: communication
nl: de sector op de lijst {list} staat
fr: le secteur figure sur la liste {list}
de: der Sektor auf der Liste {list} steht
en: the sector is on the list {list}
```
```laws
- 2025-01-31 | 2025-02-19 | de wet | la loi | das Gesetz | the law
- someday | - | een wet | une loi | ein Gesetz | a law
```
```regimes
- 2018-09-10 | 0 | onmiddellijk | immédiat | sofort | at once
- 2023-11-23 | 10 | tien werkdagen | dix jours | zehn Arbeitstage | ten working days
```
"""

HEAD = """---
number: {number}
chamber: social-security-and-health
kind: {kind}
adopted: {adopted}
title-nl: titel
title-fr: titre
title-de: Titel
title-en: title
{more}---

# Subject

1. What is asked.

# Assessment

2. What is weighed.

# Decision

3. What is decided.

"""

HISTORY = """```clause history
from: gfd
to: role pharmacist
for: care
fields: [dispensing.product, dispensing.posology, dispensing.date]
form: identified
by: consult
about: patients
when: [consent(informed), therapeutic-relation, not excluded]
looking-back: 6 months
keep: nothing
```
"""

AMENDMENT = """---
amends: {number}
chamber: social-security-and-health
adopted: {adopted}
title-nl: wijziging
title-fr: modification
title-de: Änderung
title-en: amendment
{more}---

```amendment
{instructions}
```
"""


def deliberation(
    body: str = HISTORY,
    number: str = "22/056",
    adopted: str = "2022-03-01",
    kind: str = "individual",
    more: str = "",
) -> str:
    """A deliberation with these blocks under paragraph 3; `more` are lines of front matter."""
    return HEAD.format(number=number, adopted=adopted, kind=kind, more=more) + body


def amendment(
    instructions: str, number: str = "22/056", adopted: str = "2024-03-05", more: str = ""
) -> str:
    """An amendment of these instruction lines."""
    return AMENDMENT.format(number=number, adopted=adopted, instructions=instructions, more=more)


def register(*texts: str, catalogue: str = CATALOGUE, saturday: bool = False) -> Register:
    """A register of the catalogue and these documents, named 1.md, 2.md and so on."""
    files = {f"{n}.md": text.encode() for n, text in enumerate(texts, 1)}
    return load({"catalogue.md": catalogue.encode(), **files}, saturday)


GENERAL = """```clause statuses
from: statuses
to: category municipality
for: benefits
fields: [status.disability, status.living_wage]
form: identified
by: consult
about: inhabitants
keep: nothing
limited-by: accession
```
"""

DISABILITY = """```clause statuses
from: statuses
to: {to}
for: benefits
fields: [status.disability]
form: identified
by: consult
about: everyone
keep: nothing
```
"""


def listed(name: str, of: str, *members: str) -> str:
    """A list block of parties or values, each member perhaps with its days."""
    lines = [f"of: {of}", "nl: lijst", "fr: liste", "de: Liste", "en: list"]
    lines += [f"- {member}" for member in members]
    return "\n".join([f"```list {name}", *lines, "```", "", ""])


def accession(party: str, fields: str, start: str, until: str = "", number: str = "22/056") -> str:
    """The accession of a party to a general deliberation."""
    end = f"until: {until}\n" if until else ""
    return (
        f"---\naccedes-to: {number}\nchamber: social-security-and-health\n---\n\n"
        f"```accession {party}\nfields: [{fields}]\nfrom: {start}\n{end}```\n"
    )


def general() -> Register:
    """18/046 to which only the town acceded, for one field."""
    return register(
        deliberation(GENERAL, "18/046", "2018-04-03", "general"),
        accession("town", "status.living_wage", "2019-01-01", number="18/046"),
    )
