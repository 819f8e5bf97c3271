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
