"""What a person sees of the journal, in four languages: a sentence, and what belongs to it.

Labels of the catalogue are never inflected (docs/adr/0030), so they stand behind a heading.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from beraad.citizen.view import Seen
from beraad.exchange.emergency import REASONS
from beraad.law.catalogue import Catalogue, Labels, Language, Party, Source, Word
from beraad.law.say import say_fields

Labelled: TypeAlias = Word | Party | Source

OTHER = Labels(
    "Er werd een andere handeling vastgelegd die u betreft.",
    "Un autre acte vous concernant a été enregistré.",
    "Eine andere Handlung, die Sie betrifft, wurde aufgezeichnet.",
    "Another act that concerns you was recorded.",
)
YES_NO = Labels(
    "Een vraag over u werd met ja of nee beantwoord.",
    "Une question à votre sujet a reçu une réponse par oui ou par non.",
    "Eine Frage zu Ihrer Person wurde mit Ja oder Nein beantwortet.",
    "A question about you was answered with yes or no.",
)
ACTS: Mapping[str, Labels] = {
    "communication.permitted": Labels(
        "Gegevens over u werden meegedeeld.",
        "Des données vous concernant ont été communiquées.",
        "Daten über Sie wurden mitgeteilt.",
        "Data about you were communicated.",
    ),
    "communication.refused": Labels(
        "Een vraag om gegevens over u werd geweigerd.",
        "Une demande de données vous concernant a été refusée.",
        "Eine Anfrage nach Daten über Sie wurde abgelehnt.",
        "A request for data about you was refused.",
    ),
    "communication.failed": Labels(
        "Een vraag om gegevens over u kon niet worden beantwoord.",
        "Une demande de données vous concernant n'a pas pu aboutir.",
        "Eine Anfrage nach Daten über Sie konnte nicht beantwortet werden.",
        "A request for data about you could not be answered.",
    ),
    "communication.explained": Labels(
        "Er werd nagegaan of gegevens over u mogen worden meegedeeld. "
        "Er werden er geen meegedeeld.",
        "Il a été vérifié si des données vous concernant peuvent être communiquées. "
        "Aucune ne l'a été.",
        "Es wurde geprüft, ob Daten über Sie mitgeteilt werden dürfen. Mitgeteilt wurden keine.",
        "It was examined whether data about you may be communicated. None were.",
    ),
    "consent.given": Labels(
        "U gaf uw geïnformeerde toestemming.",
        "Vous avez donné votre consentement éclairé.",
        "Sie haben Ihre informierte Einwilligung erteilt.",
        "You gave your informed consent.",
    ),
    "consent.withdrawn": Labels(
        "U trok uw geïnformeerde toestemming in.",
        "Vous avez retiré votre consentement éclairé.",
        "Sie haben Ihre informierte Einwilligung widerrufen.",
        "You withdrew your informed consent.",
    ),
    "exclusion.made": Labels(
        "U sloot een zorgverlener uit.",
        "Vous avez exclu un prestataire de soins.",
        "Sie haben einen Leistungserbringer ausgeschlossen.",
        "You excluded a care provider.",
    ),
    "exclusion.lifted": Labels(
        "U hief de uitsluiting van een zorgverlener op.",
        "Vous avez levé l'exclusion d'un prestataire de soins.",
        "Sie haben den Ausschluss eines Leistungserbringers aufgehoben.",
        "You lifted the exclusion of a care provider.",
    ),
    "relation.begun": Labels(
        "Een therapeutische relatie met een zorgverlener begon.",
        "Une relation thérapeutique avec un prestataire de soins a débuté.",
        "Eine therapeutische Beziehung zu einem Leistungserbringer hat begonnen.",
        "A therapeutic relation with a care provider began.",
    ),
    "relation.renewed": Labels(
        "Uw globaal medisch dossier werd verlengd.",
        "Votre dossier médical global a été prolongé.",
        "Ihre globale medizinische Akte wurde verlängert.",
        "Your global medical file was renewed.",
    ),
    "relation.ended": Labels(
        "U beëindigde de therapeutische relatie met een zorgverlener.",
        "Vous avez mis fin à la relation thérapeutique avec un prestataire de soins.",
        "Sie haben die therapeutische Beziehung zu einem Leistungserbringer beendet.",
        "You ended the therapeutic relation with a care provider.",
    ),
    "mandate.given": Labels(
        "U gaf een mandaat.",
        "Vous avez donné un mandat.",
        "Sie haben ein Mandat erteilt.",
        "You gave a mandate.",
    ),
    "mandate.revoked": Labels(
        "U herriep een mandaat.",
        "Vous avez révoqué un mandat.",
        "Sie haben ein Mandat widerrufen.",
        "You revoked a mandate.",
    ),
    "emergency.opened": Labels(
        "Een zorgverlener opende een noodtoegang tot uw gegevens.",
        "Un prestataire de soins a ouvert un accès d'urgence à vos données.",
        "Ein Leistungserbringer hat einen Notfallzugriff auf Ihre Daten eröffnet.",
        "A care provider opened an emergency access to your data.",
    ),
    "emergency.reviewed": Labels(
        "Een noodtoegang tot uw gegevens werd beoordeeld.",
        "Un accès d'urgence à vos données a été évalué.",
        "Ein Notfallzugriff auf Ihre Daten wurde beurteilt.",
        "An emergency access to your data was reviewed.",
    ),
    "act.undone": Labels(
        "Een eerder vastgelegde handeling bleef door een storing zonder gevolg.",
        "Un acte enregistré auparavant est resté sans effet en raison d'une panne.",
        "Eine zuvor aufgezeichnete Handlung blieb wegen einer Störung ohne Wirkung.",
        "An act that was recorded earlier had no effect, because of a failure.",
    ),
    "investigation.opened": Labels(
        "Wegens een onderzoek bleven vermeldingen over u een tijd verborgen.",
        "En raison d'une enquête, des mentions vous concernant sont restées masquées un temps.",
        "Wegen einer Untersuchung blieben Einträge über Sie eine Zeit lang verborgen.",
        "Because of an investigation, entries about you stayed hidden for a time.",
    ),
    "investigation.released": Labels(
        "De vermeldingen die wegens een onderzoek verborgen waren, werden vrijgegeven.",
        "Les mentions masquées en raison d'une enquête ont été dévoilées.",
        "Die wegen einer Untersuchung verborgenen Einträge wurden freigegeben.",
        "The entries that were hidden because of an investigation were released.",
    ),
}
HEADINGS: Mapping[str, Labels] = {
    "recipient": Labels("Bestemmeling", "Destinataire", "Empfänger", "Recipient"),
    "role": Labels("Rol", "Rôle", "Rolle", "Role"),
    "source": Labels("Bron", "Source", "Quelle", "Source"),
    "fields": Labels("Gegevens", "Données", "Daten", "Data"),
    "purpose": Labels("Doel", "Finalité", "Zweck", "Purpose"),
    "ground": Labels("Grondslag", "Fondement", "Grundlage", "Ground"),
    "nearest": Labels(
        "Dichtstbijzijnde bepaling", "Disposition la plus proche", "Nächstliegende Bestimmung",
        "Nearest provision",
    ),
    "detail": Labels("Nader", "Précision", "Näheres", "Detail"),
}  # fmt: skip
GROUND = Labels(
    "beraadslaging {}, punt {}",
    "délibération {}, point {}",
    "Beratung {}, Randnummer {}",
    "deliberation {}, paragraph {}",
)
DETAILS: Mapping[str, Labels] = {
    **REASONS,
    "justified": Labels("gerechtvaardigd", "justifié", "gerechtfertigt", "justified"),
    "not-justified": Labels(
        "niet gerechtvaardigd", "non justifié", "nicht gerechtfertigt", "not justified"
    ),
}


def sentence(seen: Seen, language: Language) -> str:
    """What happened."""
    if seen.act == "communication.permitted" and seen.answer == "yes-no":
        return YES_NO[language]
    return ACTS.get(seen.act, OTHER)[language]


def parts(seen: Seen, catalogue: Catalogue, language: Language) -> Iterator[tuple[str, str]]:
    """Heading and text of all that the entry says: by whom, of what, for what, on which ground."""
    asked = [seen.source] if seen.source in catalogue.sources else None
    said = {
        "recipient": _label(seen.recipient, catalogue.parties, language),
        "role": _label(seen.role, catalogue.roles, language),
        "source": _label(seen.source, catalogue.sources, language),
        "fields": say_fields(seen.fields, catalogue, language, asked),
        "purpose": _label(seen.purpose, catalogue.purposes, language),
        "nearest" if seen.answer == "refused" else "ground": _ground(seen, language),
        "detail": DETAILS[seen.detail][language] if seen.detail in DETAILS else "",
    }
    return ((HEADINGS[name][language], text) for name, text in said.items() if text)


def _label(word: str, words: Mapping[str, Labelled], language: Language) -> str:
    return words[word].labels[language] if word in words else word


def _ground(seen: Seen, language: Language) -> str:
    if not seen.number or seen.paragraph is None:
        return ""
    return GROUND[language].format(seen.number, seen.paragraph)
