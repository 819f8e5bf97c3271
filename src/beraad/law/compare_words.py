"""The fixed phrases in which a change is told, in nl, fr, de and en.

The name of a term stands before a colon and its value, unless it says itself where that stands:
German has populations in the dative.
"""

from collections.abc import Mapping

from beraad.law.catalogue import Labels

WORDS: Mapping[str, Labels] = {
    "nothing-changes": Labels(
        "In de praktijk verandert er niets.",
        "Rien ne change dans la pratique.",
        "In der Praxis ändert sich nichts.",
        "Nothing changes in practice.",
    ),
    "the-same": Labels(
        "Dezelfde ontvangers zien dezelfde gegevens.",
        "Les mêmes destinataires voient les mêmes données.",
        "Dieselben Empfänger sehen dieselben Daten.",
        "The same recipients see the same fields.",
    ),
    "nothing-else": Labels(
        "Verder verandert er niets.",
        "Rien d'autre ne change.",
        "Sonst ändert sich nichts.",
        "Nothing else changes.",
    ),
    "alone-the-same": Labels(
        "Wie elk gegeven afzonderlijk vraagt, krijgt hetzelfde als voordien.",
        "Qui demande chaque donnée séparément reçoit la même chose qu'avant.",
        "Wer jede Angabe einzeln anfragt, erhält dasselbe wie zuvor.",
        "Whoever asks for each field alone receives the same as before.",
    ),
    "added": Labels("Nieuw", "Nouveau", "Neu", "New"),
    "removed": Labels("Vervalt", "Supprimé", "Entfällt", "No longer"),
    "changed": Labels("Gewijzigd", "Modifié", "Geändert", "Changed"),
    "together": Labels(
        *("Samen gevraagd", "Demandées ensemble", "Gemeinsam angefragt", "Asked together"),
    ),
    "undecided": Labels(
        "Niet uitgemaakt binnen de grens van het onderzoek",
        "Non établi dans les limites de la recherche",
        "Innerhalb der Grenze der Suche nicht entschieden",
        "Not decided within the bound of the search",
    ),
    "in-company": Labels(
        "of er nog iets verandert voor wie meerdere van deze gegevens samen vraagt",
        "si autre chose change pour qui demande plusieurs de ces données ensemble",
        "ob sich noch etwas ändert, wenn mehrere dieser Angaben gemeinsam angefragt werden",
        "whether anything else changes for whoever asks for several of these fields together",
    ),
    "passed-too": Labels(
        *("nu ook doorgegeven", "désormais transmises aussi"),
        *("nun auch weitergegeben", "now passed on too"),
    ),
    "passed-no-more": Labels(
        "niet langer doorgegeven, tenzij afzonderlijk gevraagd",
        "ne sont plus transmises, sauf si elles sont demandées séparément",
        "nicht mehr weitergegeben, außer bei getrennter Anfrage",
        "no longer passed on, unless asked for alone",
    ),
    "changed-for": Labels("gewijzigd voor", "modifié pour", "geändert für", "changed for"),
    "likewise": Labels("evenzo met", "de même avec", "ebenso mit", "likewise with"),
    "falls-under": Labels(
        "de vraag valt dan onder {number}, punt {paragraph}",
        "la demande relève alors de {number}, point {paragraph}",
        "die Anfrage fällt dann unter {number}, Randnummer {paragraph}",
        "the request then falls under {number}, paragraph {paragraph}",
    ),
    "for": Labels("voor", "pour", "für", "for"),
    "instead": Labels("{} in plaats van {}", "{} au lieu {}", "{} statt {}", "{} instead of {}"),
    "population": Labels(
        *("betrokkenen", "personnes concernées", "Daten von {}", "persons concerned"),
    ),
    "looking_back": Labels("historiek", "historique", "Rückblick", "history"),
    "keep": Labels("bewaartermijn", "durée de conservation", "Aufbewahrung", "retention"),
    "answer": Labels("antwoord", "réponse", "Antwort", "answer"),
    "leaves_as": Labels("resultaten", "résultats", "Ergebnisse", "results"),
    "accession": Labels(
        "toegetreden partijen", "parties adhérentes", "beigetretene Parteien", "acceding parties"
    ),
    "until": Labels("laatste dag", "dernier jour", "letzter Tag", "last day"),
    "condition": Labels("voorwaarde", "condition", "Bedingung", "condition"),
    "gained": Labels("nieuwe voorwaarde", "nouvelle condition", "neue Bedingung", "new condition"),
    "lost": Labels(
        "vervallen voorwaarde", "condition supprimée", "entfallene Bedingung", "condition dropped"
    ),
    "relisted": Labels(
        *("gewijzigde lijst in de voorwaarde", "liste modifiée dans la condition"),
        *("geänderte Liste in der Bedingung", "changed list in the condition"),
    ),
    "joins": Labels("toegevoegd: {}", "ajouts\u00a0: {}", "hinzugekommen: {}", "gains {}"),
    "leaves": Labels("geschrapt: {}", "retraits\u00a0: {}", "weggefallen: {}", "loses {}"),
    "no-looking_back": Labels("onbeperkt", "sans limite", "unbegrenzt", "without limit"),
    "no-until": Labels("geen", "aucun", "keiner", "none"),
    "no-leaves_as": Labels(
        "verlaten de omgeving niet", "ne sortent pas", "bleiben innen", "stay in"
    ),
    "no-accession": Labels("niet vereist", "non requises", "nicht verlangt", "not required"),
    "further": Labels(
        *("{} verder terug", "{} plus loin dans le passé"),
        *("{} weiter zurück", "{} further back"),
    ),
    "less-far": Labels(
        *("{} minder ver terug", "{} moins loin dans le passé"),
        *("{} weniger weit zurück", "{} less far back"),
    ),
    "nothing": Labels("geen", "aucune", "keine", "none"),
    "keep-until": Labels(
        "tot en met {}", "jusqu'au {} inclus", "bis einschließlich {}", "until {}"
    ),
    "proof": Labels(
        *("vernietiging met bewijs", "destruction avec preuve"),
        *("Vernichtung mit Nachweis", "destruction with proof"),
    ),
    "provided": Labels(
        "op voorwaarde {}", "à condition {}", "unter der Bedingung, {}", "on condition {}"
    ),
    "fields": Labels("de gegevens", "les données", "die Daten", "the fields"),
    "yes-no": Labels(
        "enkel ja of neen", "seulement oui ou non", "nur ja oder nein", "only yes or no"
    ),
}
