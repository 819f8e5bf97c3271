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


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("nl", "Op 1 januari 2020 is deze beraadslaging niet van kracht. Hieronder staat de tekst"),
        ("fr", "Le 1er janvier 2020, cette délibération n'est pas en vigueur. Le texte tel qu'"),
        ("de", "Am 1. Januar 2020 ist diese Beratung nicht in Kraft. Unten steht der Text, wie"),
        ("en", "On 1 January 2020 this deliberation is not in force. Below stands the text as"),
    ],
)
def test_before_it_is_in_force_the_first_text_is_said_with_a_notice(
    shell: Shell, language: str, notice: str
):
    _, _, told, *rest = shell(
        "say", "22/056", "--lang", language, "--on", "2020-01-01"
    ).out.splitlines()
    assert told.startswith(notice)
    assert "[dispensing-history]" in "".join(rest)


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("nl", "Op 1 januari 2031 is deze bepaling niet van kracht."),
        ("fr", "Le 1er janvier 2031, cette clause n'est pas en vigueur."),
        ("de", "Am 1. Januar 2031 ist diese Klausel nicht in Kraft."),
        ("en", "On 1 January 2031 this clause is not in force."),
    ],
)
def test_a_clause_that_has_ended_says_so(shell: Shell, language: str, notice: str):
    """The clauses of 24/102 end on 1 January 2030, the deliberation does not."""
    during, after = (
        shell("say", "24/102", "--lang", language, "--on", day).out.splitlines()
        for day in ("2029-12-31", "2031-01-01")
    )
    clauses = [line for line in after if "[" in line]
    assert clauses
    assert all(line.endswith(notice) for line in clauses)
    assert not [line for line in during if notice[-18:] in line]


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("nl", "Wacht op de inwerkingtreding van "),
        ("fr", "Attend l'entrée en vigueur de "),
        ("de", "Wartet auf das Inkrafttreten: "),
        ("en", "Waits for the entry into force of "),
    ],
)
def test_what_waits_for_a_law_names_it(shell: Shell, language: str, notice: str):
    out = shell("say", "24/206", "--lang", language, "--on", "2025-01-01").out
    assert notice in out.splitlines()[2]


@pytest.mark.parametrize(
    ("number", "day", "in_force"),
    [
        ("22/056", "2020-01-01", False),
        ("22/056", "2024-07-01", True),
        ("24/102", "2029-12-31", True),
        ("24/102", "2031-01-01", False),
        ("24/206", "2025-01-01", False),
    ],
)
def test_json_tells_whether_each_clause_is_in_force(
    shell: Shell, number: str, day: str, in_force: bool
):
    told = shell("say", number, "--json", "--on", day).json
    assert {one["in_force"] for one in told} == {in_force}


def test_json_gives_paragraph_clause_and_sentence(shell: Shell):
    told = shell("say", "22/056", "--json", "--on", "2024-07-01").json
    assert [list(one) for one in told] == [["paragraph", "clause", "sentence", "in_force"]] * 4
    assert [one["paragraph"] for one in told] == [10, 11, 12, 13]


@pytest.mark.parametrize("number", ["24/044", "24/202", "24/222"])
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", "Deze beraadslaging bevat geen bepaling: op zichzelf staat zij geen enkele"),
        ("fr", "Cette délibération ne contient aucune clause : à elle seule, elle n'autorise"),
        ("de", "Diese Beratung enthält keine Klausel: Für sich allein erlaubt sie keine"),
        ("en", "This deliberation holds no clause: by itself it permits no communication."),
    ],
)
def test_what_permits_nothing_says_so(shell: Shell, number: str, language: str, told: str):
    out = shell("say", number, "--lang", language, "--on", "2025-07-01").out
    assert told in out


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("22/057", "beraad: no deliberation 22/057; known: 22/056\n"),
        ("24/052", "; perhaps it is printed as 25/052\n"),
        ("99/001", "beraad: no deliberation 99/001; known: none of that year\n"),
        ("vidis", "error: argument NUMBER: 'vidis' is no number, expected such as 24/102\n"),
    ],
)
def test_a_number_that_is_not_known_gets_help(shell: Shell, number: str, told: str):
    ran = shell("say", number)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(told)
