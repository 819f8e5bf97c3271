"""`beraad ask ... --lang`: every question is answered in sentences of the language asked for."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from beraad.law.act import instant
from beraad.law.catalogue import LANGUAGES, Language
from beraad.law.communication import Communication
from beraad.law.expand import provisions
from beraad.law.never_met import never_met
from beraad.law.questions import ending_within, what_may
from beraad.law.refused import would_have_allowed
from beraad.law.register import Register
from beraad.site.commands.answers import Answers
from tests.law.compared import STATUSES, clause
from tests.law.test_reckoned import ASKED as CARE
from tests.law.world import HISTORY, amendment, deliberation, register
from tests.site.conftest import Shell
from tests.site.test_ask import ASKED

SUMMER = instant(date(2024, 7, 1))


def told(law: Register, language: Language, found: Iterable[object]) -> list[str]:
    answers = Answers(law, language)
    return [text for one in found for text in answers.of(one).sentences]


@pytest.mark.parametrize(
    ("language", "joined"),
    [
        ("nl", ", via raadpleging of per bestand; voorwaarde: dat minstens één van"),
        ("fr", ", par consultation ou par fichier~; condition~: qu'au moins une de"),
        ("de", ", durch Abruf oder als Datei; Bedingung: dass mindestens eine dieser"),
        ("en", ", by consultation or by file; condition: that at least one of these"),
    ],
)
def test_what_is_a_choice_is_joined_in_the_language(language: Language, joined: str):
    law = register(deliberation(STATUSES))
    found = what_may(provisions(law), law.catalogue, "town", SUMMER)
    assert all(joined.replace("~", "\u00a0") in text for text in told(law, language, found))


@pytest.mark.parametrize(
    ("language", "known", "reckoned"),
    [
        ("nl", "Eindigt op 20 maart 2024 om", "Eindigt uiterlijk op 16 januari 2024 om"),
        ("fr", "Prend fin le 20 mars 2024 à", "Prend fin au plus tard le 16 janvier 2024 à"),
        ("de", "Endet am 20. März 2024 um", "Endet spätestens am 16. Januar 2024 um"),
        ("en", "Ends on 20 March 2024 at", "Ends on 16 January 2024 at 00:00 at the latest."),
    ],
)
def test_an_end_is_told_as_known_or_as_the_last_possible_one(
    language: Language, known: str, reckoned: str
):
    for adopted, text in (("2024-03-05", known), ("2023", reckoned)):
        law = register(deliberation(), amendment("- repeal clause history", adopted=adopted))
        found = ending_within(provisions(law), instant(date(2024, 1, 1)))
        (said,) = told(law, language, found)
        assert said.startswith(text)


def impossible() -> Register:
    """Clauses that can never be met, each for another reason."""
    waits = clause("waits").replace(
        "keep: nothing", "keep: nothing\nin-force: when law(someday) is in force"
    )
    ends = clause("ends").replace(
        "keep: nothing", "keep: nothing\nin-force: 2024-01-01\nuntil: 2023-12-01"
    )
    joins = clause("joins").replace("keep: nothing", "keep: nothing\nlimited-by: accession")
    both = clause("both", when="[excluded, not excluded]")
    nobody = STATUSES.replace("- horeca\n", "")
    return register(deliberation(both + waits + ends + joins + nobody, kind="general"))


@pytest.mark.parametrize(
    ("language", "reasons"),
    [
        (
            "nl",
            "Voorwaarden die elkaar uitsluiten: dat de zorgverlener uitgesloten is en dat de "
            "zorgverlener niet uitgesloten is.|Wacht op een wet die niet in werking is getreden: "
            "een wet.|Eindigt voor het begin.|Geen enkele toetreding vermeldt een van de gegevens."
            "|Lijst zonder leden: “de sectoren”.",
        ),
        (
            "fr",
            "Conditions qui s'excluent~: que le prestataire soit exclu et que le prestataire ne "
            "soit"
            " pas exclu.|Attend une loi qui n'est pas entrée en vigueur~: une loi.|Prend fin avant "
            "de commencer.|Aucune adhésion ne mentionne l'une des données.|Liste sans membres~: "
            "«~les secteurs~».",
        ),
        (
            "de",
            "Bedingungen, die einander ausschließen: dass der Leistungserbringer ausgeschlossen "
            "ist "
            "und dass der Leistungserbringer nicht ausgeschlossen ist.|Wartet auf ein Gesetz, das "
            "nicht in Kraft ist: ein Gesetz.|Endet, bevor es beginnt.|Kein Beitritt nennt eine der "
            "Angaben.|Liste ohne Mitglieder: „die Sektoren“.",
        ),
        (
            "en",
            "Conditions that exclude each other: that the care provider is excluded and that the "
            "care provider is not excluded.|Waits for a law that is not in force: a law.|Ends "
            "before"
            " it begins.|No accession names any of the fields.|List without members: “the "
            "sectors”.",
        ),
    ],
)
def test_why_a_clause_can_never_be_met(language: Language, reasons: str):
    law = impossible()
    said = list(dict.fromkeys(told(law, language, never_met(law))))
    assert sorted(said) == sorted(reasons.replace("~", "\u00a0").split("|"))


@pytest.mark.parametrize(
    ("language", "suffices", "amend"),
    [
        (
            "nl",
            "Zou volstaan: bewijs dat de betrokkene behoort tot de inwoners, dat er een mandaat is,"
            " dat de sector op de lijst staat (horeca) en dat het aantal bronnen precies 2 is.",
            "Enkel een wijziging van de beraadslaging zou helpen.",
        ),
        (
            "fr",
            "Suffirait~: la preuve que la personne concernée compte parmi habitants, qu'il y ait "
            "un "
            "mandat, que le secteur figure sur la liste (horeca) et que le nombre de sources "
            "soit "
            "de 2 exactement.",
            "Seule une modification de la délibération y remédierait.",
        ),
        (
            "de",
            "Würde genügen: der Nachweis, dass die betroffene Person zu den Einwohner gehört, dass "
            "ein Mandat besteht, dass der Sektor auf der Liste steht (horeca) und dass die Zahl "
            "der "
            "Quellen genau 2 ist.",
            "Nur eine Änderung der Beratung würde helfen.",
        ),
        (
            "en",
            "Would suffice: evidence that the person concerned is among the inhabitants, that "
            "there "
            "is a mandate, that the sector is on the list (horeca) and that the number of sources "
            "is exactly 2.",
            "Only an amendment of the deliberation would help.",
        ),
    ],
)
def test_what_would_have_helped(language: Language, suffices: str, amend: str):
    law = register(deliberation(HISTORY + STATUSES))
    asked = Communication(
        *("town", "statuses", "benefits", ("status.disability",), "identified", "consult")
    )
    said = told(law, language, would_have_allowed(law, asked, SUMMER))
    assert said[-1] == suffices.replace("~", "\u00a0")
    excluded = replace(CARE, facts={**CARE.facts, "excluded": True})
    said = told(law, language, would_have_allowed(law, excluded, SUMMER))
    assert len(said[0].split(": ")) >= 2
    assert amend in said


@pytest.mark.parametrize(
    "question",
    [
        ("who-may-see", "gfd", "dispensing.product"),
        ("what-may", "sciensano"),
        ("ending", "--on", "2029-12-01"),
        ("overlaps",),
        ("never-met",),
        ("never-used", "JOURNAL"),
        ("would-have-allowed",),
        ("replay", "past.jsonl", "2020-01-01"),
    ],
)
def test_every_question_is_answered_in_every_language(
    shell: Shell, journal: Path, question: tuple[str, ...]
):
    past = {"at": "2024-07-01T10:00:00+02:00", "communication": ASKED}
    Path("past.jsonl").write_text(json.dumps(past), encoding="utf-8")
    words = [str(journal) if word == "JOURNAL" else word for word in question]
    on = () if "--on" in words or words[0] == "replay" else ("--on", "2025-02-01")

    def ask(*options: str) -> str:
        ran = shell("ask", *words, *on, *options, given=json.dumps(ASKED))
        assert ran.code == 0
        return ran.out

    answers = {language: ask("--lang", language) for language in LANGUAGES}
    assert len(set(answers.values())) == len(LANGUAGES)
    assert ask("--json", "--lang", "nl") == ask("--json")


def test_what_is_no_answer_is_not_told():
    with pytest.raises(TypeError, match="no answer: 'x'"):
        Answers(register(), "nl").of("x")
