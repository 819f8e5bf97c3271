"""What a person sees of the journal, in four languages: a sentence, and what belongs to it.

Labels of the catalogue are never inflected (docs/adr/0030), so they stand behind a heading.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from beraad.citizen.view import Seen
from beraad.exchange.emergency import REASONS
from beraad.exchange.files.record import LINES
from beraad.exchange.mutation.addressees import CHANNEL
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
NOTIFIED: Mapping[str, Labels] = {
    "communication.permitted": Labels(
        "Een wijziging in uw gegevens werd aan een bestemmeling gemeld.",
        "Une modification de vos données a été notifiée à un destinataire.",
        "Eine Änderung Ihrer Daten wurde einem Empfänger gemeldet.",
        "A recipient was notified of a change in your data.",
    ),
    "communication.refused": Labels(
        "Een wijziging in uw gegevens mocht niet aan een bestemmeling worden gemeld.",
        "Une modification de vos données n'a pas pu être notifiée à un destinataire.",
        "Eine Änderung Ihrer Daten durfte einem Empfänger nicht gemeldet werden.",
        "A recipient was not allowed to be notified of a change in your data.",
    ),
}
FILED: Mapping[str, Labels] = {
    "fields": Labels(
        "Gegevens over u werden meegedeeld als deel van een bestand.",
        "Des données vous concernant ont été communiquées dans un fichier.",
        "Daten über Sie wurden als Teil einer Datei mitgeteilt.",
        "Data about you were communicated as part of a file.",
    ),
    "yes-no": Labels(
        "Een vraag over u in een bestand werd met ja of nee beantwoord.",
        "Une question à votre sujet dans un fichier a reçu une réponse par oui ou par non.",
        "Eine Frage zu Ihrer Person in einer Datei wurde mit Ja oder Nein beantwortet.",
        "A question about you in a file was answered with yes or no.",
    ),
    "refused": Labels(
        "U stond in een bestand waarmee gegevens werden gevraagd; voor u werd dat geweigerd.",
        "Vous figuriez dans un fichier de demande de données ; pour vous, elle a été refusée.",
        "Sie standen in einer Datei, mit der Daten angefragt wurden; für Sie wurde das abgelehnt.",
        "You stood in a file that asked for data; for you this was refused.",
    ),
    "not-forwarded": Labels(
        "U stond in een bestand waarmee gegevens werden gevraagd; over u werd niets doorgegeven.",
        "Vous figuriez dans un fichier de demande de données ; "
        "rien n'a été transmis à votre sujet.",
        "Sie standen in einer Datei, mit der Daten angefragt wurden; "
        "zu Ihrer Person wurde nichts weitergegeben.",
        "You stood in a file that asked for data; about you nothing was passed on.",
    ),
}
FORGOTTEN = Labels(
    "Wat tot en met {} over personen werd vastgelegd, is na de bewaartermijn gewist. Of er iets "
    "over u bij was, kan niemand nog nagaan. Een bewijs dat u bewaarde, blijft gelden.",
    "Ce qui a été enregistré sur des personnes jusqu'à {} inclus a été effacé à l'expiration du "
    "délai de conservation. Personne ne peut plus savoir si vous étiez concerné. Une preuve que "
    "vous avez conservée reste valable.",
    "Was bis einschließlich {} über Personen aufgezeichnet wurde, ist nach Ablauf der "
    "Aufbewahrungsfrist gelöscht worden. Ob etwas davon Sie betraf, kann niemand mehr feststellen. "
    "Ein Nachweis, den Sie aufbewahrt haben, gilt weiterhin.",
    "What was recorded about persons up to and including {} was erased at the end of its "
    "retention. Whether any of it concerned you, nobody can know any more. A proof that you kept "
    "still holds.",
)
WHEN = Labels("Wanneer", "Quand", "Wann", "When")
WHAT = Labels("Wat er gebeurde", "Ce qui s'est passé", "Was geschah", "What happened")
COLON = Labels(":", "\N{NO-BREAK SPACE}:", ":", ":")
NOTHING = Labels(
    "Er staat niets over u in.",
    "Rien n'y figure à votre sujet.",
    "Es steht nichts über Sie darin.",
    "There is nothing about you in it.",
)
MORE = Labels("Meer: --before {}", "Suite : --before {}", "Mehr: --before {}", "More: --before {}")
WRITTEN = Labels(
    "Bewijzen geschreven: {}. Controleer elk ervan met:",
    "Preuves écrites : {}. Vérifiez chacune avec :",
    "Nachweise geschrieben: {}. Prüfen Sie jeden mit:",
    "Proofs written: {}. Check each with:",
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
    "communication.forwarded": Labels(
        "Een toegestane vraag over u werd aan de bron doorgegeven; het antwoord volgt later.",
        "Une question autorisée à votre sujet a été transmise à la source ; la réponse suivra.",
        "Eine zulässige Anfrage zu Ihrer Person wurde an die Quelle weitergeleitet; "
        "die Antwort folgt später.",
        "A permitted question about you was passed on to the source; the answer comes later.",
    ),
    "communication.interim": Labels(
        "De bron had nog niet geantwoord; er werd een voorlopig antwoord zonder gegevens gegeven.",
        "La source n'avait pas encore répondu ; une réponse provisoire sans données a été donnée.",
        "Die Quelle hatte noch nicht geantwortet; "
        "es wurde eine vorläufige Antwort ohne Daten gegeben.",
        "The source had not answered yet; an interim answer without data was given.",
    ),
    "mutation.published": Labels(
        "Een bron meldde dat gegevens over u gewijzigd zijn.",
        "Une source a signalé que des données vous concernant ont changé.",
        "Eine Quelle meldete, dass sich Daten über Sie geändert haben.",
        "A source reported that data about you changed.",
    ),
    "mutation.undelivered": Labels(
        "Een melding over u kon niet worden afgeleverd.",
        "Une notification vous concernant n'a pas pu être remise.",
        "Eine Meldung über Sie konnte nicht zugestellt werden.",
        "A notification about you could not be delivered.",
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
    if seen.act == LINES:
        return FILED.get(seen.answer, OTHER)[language]
    if seen.channel == CHANNEL and seen.act in NOTIFIED:
        return NOTIFIED[seen.act][language]
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
        "nearest" if seen.answer in ("refused", "not-forwarded") else "ground": _ground(
            seen, language
        ),
        "detail": DETAILS[seen.detail][language] if seen.detail in DETAILS else "",
    }
    return ((HEADINGS[name][language], text) for name, text in said.items() if text)


def _label(word: str, words: Mapping[str, Labelled], language: Language) -> str:
    return words[word].labels[language] if word in words else word


def _ground(seen: Seen, language: Language) -> str:
    if not seen.number or seen.paragraph is None:
        return ""
    return GROUND[language].format(seen.number, seen.paragraph)
