"""German: populations stand in the dative, all other labels in the nominative or accusative."""

import re

from beraad.law.tongue import Tongue, as_it_is

RELATIVE = re.compile(  # to the very end: not within quotation marks or parentheses that end before
    r", (?:\w+ )?(?:die|der|das|den|dem|deren|denen|dessen|dass)\b(?:[^,“()]|\([^()]*\))*$"
)


def that(text: str) -> str:
    """`dass` before a condition."""
    return f"dass {text}"


def closed(text: str) -> str:
    """A phrase that ends in a subordinate clause, with the comma that ends that clause."""
    return f"{text}," if RELATIVE.search(text) else text


GERMAN = Tongue(
    both=" und ",
    either=" oder ",
    quoted="„{}“",
    semicolon="; ",
    of=as_it_is,
    that=that,
    under=as_it_is,
    closed=closed,
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli"),
        *("August", "September", "Oktober", "November", "Dezember"),
    ),
    first_day="1",
    date="{day}. {month} {year}",
    moment="{date} um {time} Uhr",
    hours="%H:%M",
    units={"day": ("Tag", "Tage"), "month": ("Monat", "Monate"), "year": ("Jahr", "Jahre")},
    decimal=",",
    may=("darf", "dürfen"),
    role="{}",
    listed="die Stellen auf der Liste {}",
    subject="die betroffene Person",
    anyone="jede Person",
    verbs={
        "consult": "abrufen",
        "notify": "zugesandt bekommen",
        "batch": "als Datei erhalten",
        "extract": "als Auszug erhalten",
        "enclave": "in einer gesicherten Umgebung verarbeiten",
        "table": "in Tabellenform erhalten",
        "synthetic": "als synthetische Datei erhalten",
    },
    data={
        "identified": "nicht pseudonymisierte personenbezogene Daten",
        "pseudonymised": "pseudonymisierte personenbezogene Daten",
        "synthetic": "synthetische personenbezogene Daten",
        "anonymous": "anonyme Daten",
    },
    origin=("(Quelle: {})", "(Quellen: {})"),
    sampled="{} (Stichprobe von {}\u00a0%)",
    permission=(
        "{who} {may} für {purpose} folgende {data} von {inside} {verbs} {origin}: {fields}"
    ),
    provided="sofern {}",
    any_of="mindestens eine dieser Bedingungen erfüllt ist ({})",
    signs={
        "<": "weniger als {}",
        "<=": "höchstens {}",
        "=": "genau {}",
        ">=": "mindestens {}",
        ">": "mehr als {}",
    },
    among="die betroffene Person zu den {inside} gehört",
    yes_no="geantwortet wird nur mit Ja oder Nein",
    acceding="jeder Empfänger erhält nur die Daten, die sein Beitritt nennt",
    looking_back="die Daten reichen höchstens {} zurück",
    leaving="Ergebnisse dürfen nur in {} Form hinausgelangen, {}",
    nothing_kept="es wird nichts aufbewahrt",
    nothing_kept_with_proof=(
        "es wird nichts aufbewahrt: alles wird nach Gebrauch nachweislich vernichtet"
    ),
    kept="der Empfänger darf das Erhaltene {} aufbewahren",
    kept_with_proof=(
        "der Empfänger darf das Erhaltene {} aufbewahren und muss es danach nachweislich vernichten"
    ),
    at_most="höchstens {}",
    up_to="bis einschließlich {}",
    from_day="dies gilt erst ab dem {}",
    from_law="dies gilt erst, wenn {} in Kraft ist",
    until_day="dies gilt bis einschließlich {}",
    cited="{number}, Randnummer {paragraph}: {what}",
    no_clause="keine Klausel erlaubt, dass Daten dieser Quelle mitgeteilt werden",
    manners={
        "consult": "durch Abruf",
        "notify": "durch Zusendung",
        "batch": "als Datei",
        "extract": "als Auszug",
        "enclave": "in einer gesicherten Umgebung",
        "table": "in Tabellenform",
        "synthetic": "als synthetische Datei",
    },
    shapes={
        "identified": "nicht pseudonymisierter",
        "pseudonymised": "pseudonymisierter",
        "synthetic": "synthetischer",
        "anonymous": "anonymer",
    },
    lacks={
        "recipient": "wer anfragt, gehört nicht zu den Empfängern: {}",
        "purpose": "nur erlaubt für {}",
        "form": "nur erlaubt in {} Form",
        "channel": "nur erlaubt {}",
        "fields": "nur erlaubt für diese Daten: {}",
        "accession": "kein Beitritt nennt die angefragten Daten (Empfänger: {})",
        "condition": "es ist nicht nachgewiesen, {}",
        "not-yet-in-force": "tritt am {} in Kraft",
        "ended": "ist am {} außer Kraft getreten",
    },
    at_known="{}, bei einer Organisation, die hier bekannt ist",
    while_existing="{}, solange die Organisation besteht",
    permitted="erlaubt durch {number}, Randnummer {paragraph}",
    passed="diese Daten werden weitergegeben: {}",
    answered="geantwortet wird nur mit Ja oder Nein, auf der Grundlage dieser Daten: {}",
    dropped={
        "not-in-clause": "nicht weitergegeben, weil die Klausel sie nicht nennt: {}",
        "not-in-accession": (
            "nicht weitergegeben, weil der Beitritt des Empfängers sie nicht nennt: {}"
        ),
    },
    not_before="was vor dem {} liegt, wird nicht weitergegeben",
)
