"""The whole register of the 2024 report: what it holds, and that all of it can be said."""

import re
from pathlib import Path

import pytest

from beraad.law.catalogue import LANGUAGES, Language
from beraad.law.document import parse
from beraad.law.expand import provisions
from beraad.law.say import say
from beraad.register.shelf import find_files, open_register

SYSTEMS = Path(__file__).parents[2] / "systems"
REGISTER = open_register([SYSTEMS])
NUMBERS = """
    12/082 13/094 15/048 16/008 17/015 17/053 18/046 18/140 20/144 22/056 23/224 24/002 24/008
    24/018 24/028 24/036 24/042 24/044 24/062 24/102 24/106 24/120 24/124 24/130 24/132 24/134
    24/164 24/176 24/200 24/202 24/206 24/220 24/222 25/052
"""


def test_the_register_holds_the_34_numbers_of_the_report_and_no_other():
    assert sorted(str(number) for _, number in REGISTER.deliberations) == NUMBERS.split()


def test_two_oddities_are_kept_as_printed_with_their_probable_correction():
    told = {(warning.kind, warning.nearest) for warning in REGISTER.warnings}
    assert told == {("number-late", "24/052"), ("number-order", "24/016 or 24/006")}


def test_every_act_but_frameworks_and_good_practices_permits_something():
    without = {
        str(d.number): d.kind for d in REGISTER.deliberations.values() if not d.content.clauses
    }
    assert without == {
        "24/044": "good-practice",
        "24/202": "good-practice",
        "24/222": "framework",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_of_every_version_is_said_in_a_whole_sentence(language: Language):
    said = [
        say(clause, REGISTER.catalogue, version.content.lists, language)
        for key in REGISTER.deliberations
        for version in REGISTER.versions(key)
        for _, clause in version.content.clauses
    ]
    assert len(said) > 100
    odd = [text for text in said if re.search(r"[{}]|,,|\s\s|\s[,.]", text) or text[-1] != "."]
    assert odd == []


def test_every_document_is_written_back_byte_for_byte():
    for name, content in find_files([SYSTEMS]).items():
        assert parse(content, name).write().encode() == content


def test_every_provision_has_a_paragraph_to_cite_and_a_field_to_give():
    laws = provisions(REGISTER)
    assert all(law.paragraph and law.fields and law.recipients for law in laws)


REPORT = Path(__file__).parents[1] / "belgium" / "data" / "activiteitenverslag-2024.txt"


def squeezed(text: str) -> str:
    """One line, words that a line or page end broke made whole."""
    return re.sub(r"\s+", " ", text).replace("- ", "-")


def test_what_is_quoted_as_printed_is_printed() -> None:
    report = squeezed(REPORT.read_text("utf-8"))
    heads = [one.head for one in REGISTER.deliberations.values()]
    printed = [head.as_printed for head in heads if head.as_printed]
    assert len(printed) == 8
    assert [text for text in printed if squeezed(text) not in report] == []


COMPANIONS = {
    "24/018": "24/106",
    "24/106": "24/018",
    "24/120": "24/164",
    "24/164": "24/120",
    "17/015": "24/206",
    "24/206": "17/015",
}


def test_what_the_report_tells_in_one_breath_belongs_together() -> None:
    heads = {str(one.number): one.head for one in REGISTER.deliberations.values()}
    told = {number: head.companion for number, head in heads.items() if head.companion}
    assert {number: " ".join(map(str, others)) for number, others in told.items()} == COMPANIONS


PRINTED = {
    "aviq": "AVIQ",
    "care-funds-commission": "Zorgkassencommissie",
    "cbss": "Kruispuntbank van de Sociale Zekerheid",
    "community-pharmacies": "officina-apothekers",
    "ehealth-platform": "eHealth-platform",
    "fps-health": "federale overheidsdienst Volksgezondheid",
    "french-community-rehabilitation-centres": "revalidatiecentra van deze ziekenhuizen",
    "healthdata": "Healthdata",
    "ima": "Intermutualistisch Agentschap",
    "kce": "KCE",
    "nihdi": "RIZIV",
    "sigedis": "SIGEDIS",
    "statbel": "Statbel|Statistics Belgium",
    "vikz": "Vlaams Instituut voor Kwaliteit en Zorg (VIKZ)",
    "vub": "VUB",
    "vub-icher": "I-CHER",
    "vub-stimulus": "STIMULUS",
    "employer": "werkgevers",
    "social-security-institution": "instellingen van sociale zekerheid",
}
"""How the report names a party where it does so otherwise than the catalogue."""


@pytest.mark.parametrize("number", NUMBERS.split())
def test_the_parties_are_those_that_the_passage_names(number: str) -> None:
    one = next(one for one in REGISTER.deliberations.values() if str(one.number) == number)
    catalogue = REGISTER.catalogue
    known = {**catalogue.roles, **catalogue.categories, **catalogue.parties}
    lines = re.search(r"lines (\d+)-(\d+)", one.head.source)
    assert lines
    told = REPORT.read_text("utf-8").splitlines()[int(lines[1]) - 1 : int(lines[2])]
    passage = squeezed(" ".join(told)).lower()
    for party in one.head.parties:
        label = re.sub("^(de|het) ", "", known[party].labels["nl"])
        names = PRINTED.get(party, label).lower().split("|")
        assert any(name in passage for name in names), (number, party, label)
    assert not {*one.head.parties} & {*one.head.illustrative_parties}
