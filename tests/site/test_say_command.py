"""`beraad say`: what a deliberation allows, in four languages."""

import pytest

from tests.site.conftest import Shell


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        (
            "nl",
            "Mededeling van persoonsgegevens die",
            "Huisartsen, artsen-specialisten, tandartsen",
        ),
        (
            "fr",
            "Communication de données à caractère",
            "Les médecins généralistes, les médecins sp",
        ),
        ("de", "Mitteilung personenbezogener", "Hausärzte, Fachärzte, Zahnärzte"),
        ("en", "Communication of personal data", "General practitioners, medical specialists"),
    ],
)
def test_a_sentence_for_each_clause(shell: Shell, language: str, title: str, sentence: str):
    ran = shell("say", "22/056", "--lang", language, "--on", "2024-07-01")
    heading, *rest = ran.out.splitlines()
    assert ran.code == 0
    assert heading.startswith(f"22/056 - {title}")
    told = [line for line in rest if line]
    assert [line.split(" ")[1] for line in told] == [
        "[dispensing-history]",
        "[medication-scheme]",
        "[open-prescriptions]",
        "[own-view]",
    ]
    assert sentence in told[0]


def test_english_is_the_default(shell: Shell):
    english = shell("say", "22/056", "--lang", "en", "--on", "2024-07-01")
    assert shell("say", "22/056", "--on", "2024-07-01") == english


def test_the_sentences_are_those_of_the_day(shell: Shell):
    before, after = (
        shell("say", "22/056", "--on", day).out for day in ("2024-07-01", "2025-07-01")
    )
    assert "6 months" in before
    assert "6 months" not in after


def test_before_it_is_in_force_the_first_text_is_said(shell: Shell):
    assert "[dispensing-history]" in shell("say", "22/056", "--on", "2000-01-01").out


def test_json_gives_paragraph_clause_and_sentence(shell: Shell):
    told = shell("say", "22/056", "--json", "--on", "2024-07-01").json
    assert [list(one) for one in told] == [["paragraph", "clause", "sentence"]] * 4
    assert [one["paragraph"] for one in told] == [10, 11, 12, 13]


@pytest.mark.parametrize("number", ["24/044", "24/202", "24/222"])
def test_what_permits_nothing_says_so(shell: Shell, number: str):
    out = shell("say", number, "--on", "2025-07-01").out
    assert "holds no clause: it permits nothing by itself." in out


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("22/057", "beraad: no deliberation 22/057; known: 22/056\n"),
        ("99/001", "beraad: no deliberation 99/001; known: none of that year\n"),
        ("vidis", "error: argument NUMBER: 'vidis' is no number, expected such as 24/102\n"),
    ],
)
def test_a_number_that_is_not_known_gets_help(shell: Shell, number: str, told: str):
    ran = shell("say", number)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(told)
