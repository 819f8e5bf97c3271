"""Whether a message was forwarded, told to its sender in four languages."""

from collections.abc import Mapping

from beraad.exchange.rules import Forwarding
from beraad.law.catalogue import Labels, Language

SENT = Labels(
    "Het bericht werd doorgestuurd.",
    "Le message a été transmis.",
    "Die Nachricht wurde weitergeleitet.",
    "The message was forwarded.",
)
STOPPED = Labels(
    "Het bericht werd niet doorgestuurd.",
    "Le message n'a pas été transmis.",
    "Die Nachricht wurde nicht weitergeleitet.",
    "The message was not forwarded.",
)
ANYWAY = Labels(
    "Waarschuwing: de controle is voor deze stroom niet blokkerend.",
    "Avertissement\xa0: le contrôle n'est pas bloquant pour ce flux.",
    "Warnung: Die Prüfung ist für diesen Datenfluss nicht blockierend.",
    "Warning: the control does not block this flow.",
)
REMARKS: Mapping[str, Labels] = {
    "sender-outside-network": Labels(
        "De afzender maakt geen deel uit van het netwerk.",
        "L'expéditeur ne fait pas partie du réseau.",
        "Der Absender gehört nicht zum Netzwerk.",
        "The sender is not part of the network.",
    ),
    "sender-not-integrated": Labels(
        "De afzender heeft de betrokkene op die dag niet geïntegreerd.",
        "L'expéditeur n'a pas intégré la personne concernée à cette date.",
        "Der Absender hat die betroffene Person an diesem Tag nicht integriert.",
        "The sender has not integrated the person concerned on that day.",
    ),
    "sender-unknown-to-member": Labels(
        "De afzender heeft binnen zijn sector geen dossier over de betrokkene.",
        "Au sein de son secteur, l'expéditeur n'a pas de dossier sur la personne concernée.",
        "Der Absender führt innerhalb seines Sektors keine Akte über die betroffene Person.",
        "Within its sector, the sender has no file on the person concerned.",
    ),
    "addressee-outside-network": Labels(
        "De bestemmeling maakt geen deel uit van het netwerk.",
        "Le destinataire ne fait pas partie du réseau.",
        "Der Empfänger gehört nicht zum Netzwerk.",
        "The addressee is not part of the network.",
    ),
    "addressee-not-integrated": Labels(
        "De bestemmeling heeft de betrokkene op die dag niet geïntegreerd.",
        "Le destinataire n'a pas intégré la personne concernée à cette date.",
        "Der Empfänger hat die betroffene Person an diesem Tag nicht integriert.",
        "The addressee has not integrated the person concerned on that day.",
    ),
    "addressee-unknown-to-member": Labels(
        "De bestemmeling heeft binnen zijn sector geen dossier over de betrokkene.",
        "Au sein de son secteur, le destinataire n'a pas de dossier sur la personne concernée.",
        "Der Empfänger führt innerhalb seines Sektors keine Akte über die betroffene Person.",
        "Within its sector, the addressee has no file on the person concerned.",
    ),
}


def tell(forwarding: Forwarding, language: Language) -> tuple[str, ...]:
    """Whether it was forwarded, what the control found, and that it was forwarded all the same."""
    first = SENT if forwarding.forwarded else STOPPED
    warned = forwarding.forwarded and forwarding.remarks
    said = [first, *(REMARKS[remark] for remark in forwarding.remarks), *([ANYWAY] * bool(warned))]
    return tuple(each[language] for each in said)
