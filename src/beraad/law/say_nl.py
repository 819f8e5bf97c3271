"""Dutch, as it is written in Belgium."""

import re

from beraad.law.tongue import Tongue, as_it_is

RELATIVE = re.compile(  # to the very end: not within quotation marks or parentheses that end before
    r" (?:dat|die|wie|waar\w*) (?:[^”()]|\([^()]*\))*$"
)


def that(text: str) -> str:
    """`dat` before a condition."""
    return f"dat {text}"


def closed(text: str) -> str:
    """A phrase that ends in a relative clause, with a comma where that clause ends."""
    return f"{text}," if RELATIVE.search(text) else text


DUTCH = Tongue(
    both=" en ",
    either=" of ",
    quoted="“{}”",
    semicolon="; ",
    of=as_it_is,
    that=that,
    under=that,
    closed=closed,
    months=(
        *("januari", "februari", "maart", "april", "mei", "juni", "juli"),
        *("augustus", "september", "oktober", "november", "december"),
    ),
    first_day="1",
    date="{day} {month} {year}",
    moment="{date} om {time} uur",
    hours="%H.%M",
    units={"day": ("dag", "dagen"), "month": ("maand", "maanden"), "year": ("jaar", "jaar")},
    decimal=",",
    may=("mag", "mogen"),
    role="{}",
    listed="de instanties op de lijst {}",
    subject="de betrokkene",
    anyone="iedereen",
    verbs={
        "consult": "raadplegen",
        "notify": "toegestuurd krijgen",
        "batch": "per bestand ontvangen",
        "extract": "als uittreksel ontvangen",
        "enclave": "in een beveiligde omgeving verwerken",
        "table": "in tabelvorm ontvangen",
        "synthetic": "als synthetisch bestand ontvangen",
    },
    data={
        "identified": "niet-gepseudonimiseerde persoonsgegevens",
        "pseudonymised": "gepseudonimiseerde persoonsgegevens",
        "synthetic": "synthetische persoonsgegevens",
        "anonymous": "anonieme gegevens",
    },
    origin=("uit {}", "uit {}"),
    sampled="{} (steekproef van {}\u00a0%)",
    permission=(
        "{who} {may} voor {purpose} {origin} de volgende {data} over {inside} {verbs}: {fields}"
    ),
    provided="op voorwaarde {}",
    any_of="minstens één van deze voorwaarden vervuld is ({})",
    signs={
        "<": "minder dan {}",
        "<=": "hoogstens {}",
        "=": "precies {}",
        ">=": "minstens {}",
        ">": "meer dan {}",
    },
    among="de betrokkene behoort tot de {about}",
    yes_no="er wordt enkel ja of nee geantwoord",
    acceding="elke bestemmeling ontvangt enkel de gegevens die zijn toetreding vermeldt",
    looking_back="de gegevens gaan hoogstens {} terug",
    leaving="resultaten mogen enkel in {} vorm naar buiten, {}",
    nothing_kept="er wordt niets bewaard",
    nothing_kept_with_proof="er wordt niets bewaard: alles wordt na gebruik met bewijs vernietigd",
    kept="de bestemmeling mag het ontvangene {} bewaren",
    kept_with_proof=(
        "de bestemmeling mag het ontvangene {} bewaren en moet het daarna met bewijs vernietigen"
    ),
    at_most="hoogstens {}",
    up_to="tot en met {}",
    from_day="dit geldt pas vanaf {}",
    from_law="dit geldt pas zodra {} in werking is getreden",
    until_day="dit geldt tot en met {}",
    cited="{number}, punt {paragraph}: {what}",
    no_clause="geen enkele clausule laat toe dat gegevens uit deze bron worden meegedeeld",
    manners={
        "consult": "via raadpleging",
        "notify": "via toezending",
        "batch": "per bestand",
        "extract": "als uittreksel",
        "enclave": "in een beveiligde omgeving",
        "table": "in tabelvorm",
        "synthetic": "als synthetisch bestand",
    },
    shapes={
        "identified": "niet-gepseudonimiseerde",
        "pseudonymised": "gepseudonimiseerde",
        "synthetic": "synthetische",
        "anonymous": "anonieme",
    },
    lacks={
        "recipient": "wie vraagt, behoort niet tot de bestemmelingen: {}",
        "purpose": "enkel toegelaten voor {}",
        "form": "enkel toegelaten in {} vorm",
        "channel": "enkel toegelaten {}",
        "fields": "enkel toegelaten voor deze gegevens: {}",
        "accession": "geen enkele toetreding van {} vermeldt de gevraagde gegevens",
        "condition": "er is niet aangetoond {}",
        "not-yet-in-force": "treedt in werking op {}",
        "ended": "is buiten werking getreden op {}",
    },
    at_known="{}, bij een organisatie die hier bekend is",
    while_existing="{}, zolang de organisatie bestaat",
    permitted="toegelaten door {number}, punt {paragraph}",
    passed="deze gegevens worden doorgegeven: {}",
    answered="er wordt enkel ja of nee geantwoord, op grond van deze gegevens: {}",
    dropped={
        "not-in-clause": "niet doorgegeven, omdat de clausule ze niet vermeldt: {}",
        "not-in-accession": (
            "niet doorgegeven, omdat de toetreding van de bestemmeling ze niet vermeldt: {}"
        ),
    },
    not_before="er wordt niets doorgegeven van vóór {}",
)
