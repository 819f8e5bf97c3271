"""Every decision explains itself: a permit in sentences, a refusal with number and paragraph."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import msgspec
import pytest

from beraad.belgium.numbers import parse_deliberation_number
from beraad.law.catalogue import LANGUAGES, Language
from beraad.law.clause import Retention
from beraad.law.communication import (
    Code,
    Communication,
    Missing,
    Obligations,
    Permit,
    Refusal,
    Shortfall,
)
from beraad.law.decide import decide
from beraad.law.explain import explain
from beraad.law.span import Span
from tests.law.spoken import spoken
from tests.law.world import HISTORY

REGISTER = spoken(HISTORY.replace("therapeutic-relation, ", ""))
CATALOGUE = REGISTER.catalogue
LISTS = next(iter(REGISTER.deliberations.values())).content.lists
NUMBER = parse_deliberation_number("24/102")
FACTS = {"consent(informed)": True, "excluded": False, "about(patients)": True}
ASKED = Communication(
    recipient="hospital",
    source="gfd",
    purpose="care",
    fields=("dispensing.product", "dispensing.price"),
    form="identified",
    channel="consult",
    role="pharmacist",
    facts=FACTS,
)
AT = datetime(2024, 10, 16, 10, tzinfo=UTC)


def plain(sentences: tuple[str, ...]) -> list[str]:
    """The sentences with ordinary blanks, so that they can be compared by eye."""
    return [text.replace("\u00a0", " ") for text in sentences]


def missing(code: Code, detail: str) -> Refusal:
    """A refusal that lacks one thing."""
    lack = Missing(code, detail, NUMBER, 9)
    return Refusal((Shortfall("federal", NUMBER, 9, "sample", (lack,)),))


TABLE: list[tuple[Code, str, str, str, str, str]] = [
    (
        "recipient",
        "party hospital",
        "24/102, punt 9: wie vraagt, behoort niet tot de bestemmelingen: het ziekenhuis.",
        "24/102, point 9 : le demandeur ne figure pas parmi les destinataires : l'hôpital.",
        "24/102, Randnummer 9: wer anfragt, gehört nicht zu den Empfängern: das Krankenhaus.",
        "24/102, paragraph 9: the one who asks is not among the recipients: the hospital.",
    ),
    (
        "recipient",
        "subject",
        "24/102, punt 9: wie vraagt, behoort niet tot de bestemmelingen: de betrokkene.",
        "24/102, point 9 : le demandeur ne figure pas parmi les destinataires :"
        " la personne concernée.",
        "24/102, Randnummer 9: wer anfragt, gehört nicht zu den Empfängern: die betroffene Person.",
        "24/102, paragraph 9: the one who asks is not among the recipients: the person concerned.",
    ),
    (
        "purpose",
        "studies",
        "24/102, punt 9: enkel toegelaten voor studies die nuttig zijn voor het beleid.",
        "24/102, point 9 : autorisé uniquement pour des études utiles à la politique.",
        "24/102, Randnummer 9: nur erlaubt für Studien, die für die Politik nützlich sind.",
        "24/102, paragraph 9: permitted only for studies useful to policy.",
    ),
    (
        "form",
        "pseudonymised",
        "24/102, punt 9: enkel toegelaten in gepseudonimiseerde vorm.",
        "24/102, point 9 : autorisé uniquement sous forme pseudonymisée.",
        "24/102, Randnummer 9: nur erlaubt in pseudonymisierter Form.",
        "24/102, paragraph 9: permitted only in pseudonymised form.",
    ),
    (
        "channel",
        "consult, notify, batch, extract, enclave, table, synthetic",
        "24/102, punt 9: enkel toegelaten via raadpleging, via toezending, per bestand, als"
        " uittreksel, in een beveiligde omgeving, in tabelvorm of als synthetisch bestand.",
        "24/102, point 9 : autorisé uniquement par consultation, par notification, par fichier,"
        " sous forme d'extrait, dans un environnement sécurisé, sous forme de tableaux ou sous"
        " forme de fichier synthétique.",
        "24/102, Randnummer 9: nur erlaubt durch Abruf, durch Zusendung, als Datei, als Auszug,"
        " in einer gesicherten Umgebung, in Tabellenform oder als synthetische Datei.",
        "24/102, paragraph 9: permitted only by consultation, by notification, by file, as an"
        " extract, inside a secure environment, as tables or as a synthetic file.",
    ),
    (
        "fields",
        "dispensing.product, status.disability",
        "24/102, punt 9: enkel toegelaten voor deze gegevens: product en handicap.",
        "24/102, point 9 : autorisé uniquement pour ces données : produit et handicap.",
        "24/102, Randnummer 9: nur erlaubt für diese Daten: Produkt und Behinderung.",
        "24/102, paragraph 9: permitted only for these data: product and disability.",
    ),
    (
        "accession",
        "town",
        "24/102, punt 9: geen enkele toetreding van de stad vermeldt de gevraagde gegevens.",
        "24/102, point 9 : aucune adhésion de la ville ne mentionne les données demandées.",
        "24/102, Randnummer 9: kein Beitritt nennt die angefragten Daten (Empfänger: die Stadt).",
        "24/102, paragraph 9: no accession of the town names the data asked for.",
    ),
    (
        "accession",
        "nobody",
        "24/102, punt 9: geen enkele toetreding van “nobody” vermeldt de gevraagde gegevens.",
        "24/102, point 9 : aucune adhésion de « nobody » ne mentionne les données demandées.",
        "24/102, Randnummer 9: kein Beitritt nennt die angefragten Daten (Empfänger: „nobody“).",
        "24/102, paragraph 9: no accession of “nobody” names the data asked for.",
    ),
    (
        "condition",
        "ethics-approval",
        "24/102, punt 9: er is niet aangetoond dat een ethisch comité een gunstig advies heeft"
        " gegeven.",
        "24/102, point 9 : il n'est pas établi qu'un comité d'éthique ait rendu un avis favorable.",
        "24/102, Randnummer 9: es ist nicht nachgewiesen, dass eine Ethikkommission eine"
        " befürwortende Stellungnahme abgegeben hat.",
        "24/102, paragraph 9: it is not shown that an ethics committee has given a favourable"
        " opinion.",
    ),
    (
        "condition",
        "any of (not excluded, sources > 1)",
        "24/102, punt 9: er is niet aangetoond dat minstens één van deze voorwaarden vervuld is"
        " (dat de zorgverlener niet uitgesloten is of dat het aantal bronnen meer dan 1 is).",
        "24/102, point 9 : il n'est pas établi qu'au moins une de ces conditions soit remplie"
        " (que le prestataire ne soit pas exclu ou que le nombre de sources soit de plus de 1).",
        "24/102, Randnummer 9: es ist nicht nachgewiesen, dass mindestens eine dieser Bedingungen"
        " erfüllt ist (dass der Leistungserbringer nicht ausgeschlossen ist oder dass die Zahl"
        " der Quellen mehr als 1 ist).",
        "24/102, paragraph 9: it is not shown that at least one of these conditions is met (that"
        " the care provider is not excluded or that the number of sources is more than 1).",
    ),
    (
        "condition",
        "about(declared)",
        "24/102, punt 9: er is niet aangetoond dat de betrokkene behoort tot de werknemers die de"
        " bestemmeling heeft aangegeven.",
        "24/102, point 9 : il n'est pas établi que la personne concernée compte parmi les"
        " travailleurs que le destinataire a déclarés.",
        "24/102, Randnummer 9: es ist nicht nachgewiesen, dass die betroffene Person zu den"
        " Arbeitnehmern, die der Empfänger gemeldet hat, gehört.",
        "24/102, paragraph 9: it is not shown that the person concerned is among the workers whom"
        " the recipient has declared.",
    ),
    (
        "not-yet-in-force",
        "2024-02-20T23:00:00+00:00",
        "24/102, punt 9: treedt in werking op 21 februari 2024 om 00.00 uur.",
        "24/102, point 9 : entre en vigueur le 21 février 2024 à 00 h 00.",
        "24/102, Randnummer 9: tritt am 21. Februar 2024 um 00:00 Uhr in Kraft.",
        "24/102, paragraph 9: takes effect on 21 February 2024 at 00:00.",
    ),
    (
        "ended",
        "2024-08-31T22:00:00+00:00",
        "24/102, punt 9: is buiten werking getreden op 1 september 2024 om 00.00 uur.",
        "24/102, point 9 : a cessé d'avoir effet le 1er septembre 2024 à 00 h 00.",
        "24/102, Randnummer 9: ist am 1. September 2024 um 00:00 Uhr außer Kraft getreten.",
        "24/102, paragraph 9: ceased to have effect on 1 September 2024 at 00:00.",
    ),
]


def test_the_table_knows_every_code() -> None:
    assert {row[0] for row in TABLE} == set(get_args(Code))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}-{row[1]}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_said_with_number_and_paragraph(
    row: tuple[Code, str, str, str, str, str], language: Language
) -> None:
    said = explain(missing(row[0], row[1]), CATALOGUE, language)
    assert plain(said) == [row[2 + LANGUAGES.index(language)]]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Geen enkele clausule laat toe dat gegevens uit deze bron worden meegedeeld."),
        ("fr", "Aucune clause ne permet la communication de données de cette source."),
        ("de", "Keine Klausel erlaubt, dass Daten dieser Quelle mitgeteilt werden."),
        ("en", "No clause allows data of this source to be communicated."),
    ],
)
def test_where_no_clause_has_the_source(language: Language, said: str) -> None:
    refusal = decide(replace(ASKED, source="check"), REGISTER, AT)
    assert explain(refusal, CATALOGUE, language) == (said,)


def test_a_list_is_called_by_its_title_where_the_lists_are_given() -> None:
    refusal = missing("condition", "sector in list sectors")
    assert explain(refusal, CATALOGUE, "nl", {("federal", NUMBER): LISTS}) == (
        "24/102, punt 9: er is niet aangetoond dat de sector op de lijst"
        " “sectoren met flexi-jobs” staat.",
    )


def test_a_list_of_another_deliberation_never_lends_its_title() -> None:
    """The same word, in the other chamber and under another number."""
    refusal = missing("condition", "sector in list sectors")
    others = {
        ("social-security-and-health", NUMBER): LISTS,
        ("federal", parse_deliberation_number("24/104")): LISTS,
    }
    assert explain(refusal, CATALOGUE, "en", others) == (
        "24/102, paragraph 9: it is not shown that the sector is on the list “sectors”.",
    )


def test_a_real_refusal_tells_all_that_is_missing_in_its_order() -> None:
    asked = replace(ASKED, purpose="benefits", role="nurse", facts={"excluded": True})
    assert explain(decide(asked, REGISTER, AT), CATALOGUE, "en") == (
        "22/056, paragraph 3: the one who asks is not among the recipients: pharmacists.",
        "22/056, paragraph 3: permitted only for care.",
        "22/056, paragraph 3: it is not shown that the person concerned is among the patients.",
        "22/056, paragraph 3: it is not shown that the person gave informed consent.",
        "22/056, paragraph 3: it is not shown that the care provider is not excluded.",
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            [
                "Toegelaten door 22/056, punt 3.",
                "Deze gegevens worden doorgegeven: product.",
                "Niet doorgegeven, omdat de clausule ze niet vermeldt: “dispensing.price”.",
                "Er wordt niets doorgegeven van vóór 16 april 2024.",
                "Er wordt niets bewaard.",
            ],
        ),
        (
            "fr",
            [
                "Autorisé par 22/056, point 3.",
                "Ces données sont transmises : produit.",
                "Données non transmises, parce que la clause ne les mentionne pas :"
                " « dispensing.price ».",
                "Rien d'antérieur au 16 avril 2024 n'est transmis.",
                "Rien n'est conservé.",
            ],
        ),
        (
            "de",
            [
                "Erlaubt durch 22/056, Randnummer 3.",
                "Diese Daten werden weitergegeben: Produkt.",
                "Nicht weitergegeben, weil die Klausel sie nicht nennt: „dispensing.price“.",
                "Was vor dem 16. April 2024 liegt, wird nicht weitergegeben.",
                "Es wird nichts aufbewahrt.",
            ],
        ),
        (
            "en",
            [
                "Permitted by 22/056, paragraph 3.",
                "These data are passed on: product.",
                "Not passed on, because the clause does not name them: “dispensing.price”.",
                "Nothing older than 16 April 2024 is passed on.",
                "Nothing is kept.",
            ],
        ),
    ],
)
def test_a_real_permit_tells_what_passes_what_not_and_what_is_owed(
    language: Language, said: list[str]
) -> None:
    assert plain(explain(decide(ASKED, REGISTER, AT), CATALOGUE, language)) == said


PERMIT = Permit(
    chamber="social-security-and-health",
    number=NUMBER,
    paragraph=4,
    clause="statuses",
    passed=("status.disability",),
    dropped=(("status.living_wage", "not-in-accession"), ("dispensing.date", "not-in-clause")),
    answer="yes-no",
    not_before=None,
    obligations=Obligations(Retention(Span(months=24)), ("anonymous", "small-cell-analysis")),
    facts_used=(),
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            [
                "Toegelaten door 24/102, punt 4.",
                "Er wordt enkel ja of nee geantwoord, op grond van deze gegevens: handicap.",
                "Niet doorgegeven, omdat de clausule ze niet vermeldt: datum.",
                "Niet doorgegeven, omdat de toetreding van de bestemmeling ze niet vermeldt:"
                " leefloon.",
                "Resultaten mogen enkel in anonieme vorm naar buiten, op voorwaarde dat een small"
                " cell risicoanalyse is geslaagd.",
                "De bestemmeling mag het ontvangene hoogstens 2 jaar bewaren.",
            ],
        ),
        (
            "fr",
            [
                "Autorisé par 24/102, point 4.",
                "Il n'est répondu que par oui ou par non, sur la base de ces données : handicap.",
                "Données non transmises, parce que la clause ne les mentionne pas : date.",
                "Données non transmises, parce que l'adhésion du destinataire ne les mentionne"
                " pas : revenu.",
                "Les résultats ne peuvent sortir que sous forme anonyme, à condition qu'une analyse"
                " de risque « small cells » ait réussi.",
                "Le destinataire peut conserver ce qu'il reçoit pendant 2 ans au plus.",
            ],
        ),
        (
            "de",
            [
                "Erlaubt durch 24/102, Randnummer 4.",
                "Geantwortet wird nur mit Ja oder Nein, auf der Grundlage dieser Daten:"
                " Behinderung.",
                "Nicht weitergegeben, weil die Klausel sie nicht nennt: Datum.",
                "Nicht weitergegeben, weil der Beitritt des Empfängers sie nicht nennt: Einkommen.",
                "Ergebnisse dürfen nur in anonymer Form hinausgelangen, sofern eine"
                " Small-Cell-Risikoanalyse gelungen ist.",
                "Der Empfänger darf das Erhaltene höchstens 2 Jahre aufbewahren.",
            ],
        ),
        (
            "en",
            [
                "Permitted by 24/102, paragraph 4.",
                "Only yes or no is answered, from these data: disability.",
                "Not passed on, because the clause does not name them: date.",
                "Not passed on, because the recipient's accession does not name them: living wage.",
                "Results may leave only in anonymous form, provided that a small cell risk analysis"
                " has succeeded.",
                "The recipient may keep what it receives for 2 years at most.",
            ],
        ),
    ],
)
def test_yes_no_accession_and_results_that_may_leave(language: Language, said: list[str]) -> None:
    assert plain(explain(PERMIT, CATALOGUE, language)) == said


def test_history_bound_is_the_oldest_day_that_is_told() -> None:
    permit = msgspec.structs.replace(PERMIT, not_before=date(2024, 1, 1))
    assert "Nothing older than 1 January 2024 is passed on." in explain(permit, CATALOGUE, "en")
