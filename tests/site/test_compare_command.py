"""`beraad compare`: what changes in practice, and whether anything becomes wider."""

import json
from pathlib import Path

import pytest

from tests.law.world import CATALOGUE, HISTORY, deliberation
from tests.site.conftest import Shell

COMMUNICATION = ("recipient", "role", "source", "purpose", "fields", "form", "channel", "facts")
WIDER = [
    "It becomes wider: a longer history.",
    "Example: 16 January 2025 at 00:00; dentists (organisation: for example Actiris); the "
    "integrated view of medicines; the shared pharmaceutical file: product; non-pseudonymised "
    "personal data, by consultation; "
    "conditions met: that the person concerned is among the patients, that the informed consent of "
    "the person concerned has been given, that the patient has not excluded the care provider, "
    "that the access matrix grants access to the role of the care provider and that a therapeutic "
    "relation with the patient exists; data 366 days old.",
    "Before (product): Permitted by 22/056, paragraph 10. These data are passed on: product. "
    "Nothing older than 16 July 2024 is passed on. Nothing is kept.",
    "After (product): Permitted by 22/056, paragraph 10. These data are passed on: product. "
    "Nothing older than 16 January 2024 is passed on. Nothing is kept.",
]
VIDIS = ("compare", "2024-07-01", "2025-02-01", "--number", "22/056")


def test_the_sentences_tell_the_practice_not_the_text(shell: Shell):
    ran = shell(*VIDIS)
    same, changed, rest, *wider = ran.out.splitlines()
    assert ran.code == 0
    assert same == "The same recipients see the same fields."
    assert changed.endswith("history: 1 year instead of 6 months (6 months further back).")
    assert rest == "Nothing else changes."
    assert wider == WIDER


@pytest.mark.parametrize(
    ("language", "heads", "nothing", "evidence", "example"),
    [
        (
            "nl",
            ["Dit wordt ruimer: een langere historiek.", "Voorbeeld: ", "Voordien (", "Nadien ("],
            "Niets wordt ruimer: bewezen voor elke bestemmeling, elk gegeven en elk bewijs.",
            "vervulde voorwaarden: dat de betrokkene behoort tot de patiënten, dat de geïnform",
            "; tandartsen (organisatie: bijvoorbeeld Actiris); ",
        ),
        (
            "fr",
            [
                *("Ceci s'élargit\xa0: un historique plus long.", "Exemple\xa0: "),
                *("Avant (", "Après ("),
            ],
            "Rien ne s'élargit\xa0: prouvé pour tout destinataire, toute donnée et toute preuve.",
            "conditions remplies\xa0: que la personne concernée compte parmi les patients, que le",
            "; dentistes (organisation\xa0: par exemple Actiris)\xa0; ",
        ),
        (
            "de",
            ["Dies wird weiter: ein längerer Rückblick.", "Beispiel: ", "Vorher (", "Nachher ("],
            "Nichts wird weiter: bewiesen für jeden Empfänger, jede Angabe und jeden Nachweis.",
            "erfüllte Bedingungen: dass die betroffene Person zu den Patienten gehört, dass die ",
            "; Zahnärzte (Organisation: zum Beispiel Actiris); ",
        ),
    ],
)
def test_to_the_last_line_it_is_told_in_the_language_asked(
    shell: Shell, language: str, heads: list[str], nothing: str, evidence: str, example: str
):
    wider = shell(*VIDIS, "--lang", language).out.splitlines()[3:]
    assert len(wider) == len(heads)
    assert all(map(str.startswith, wider, heads))
    assert " = true" not in wider[1]
    assert evidence in wider[1]
    assert example in wider[1]
    back = shell(VIDIS[0], VIDIS[2], VIDIS[1], *VIDIS[3:], "--lang", language)
    assert back.out.splitlines()[-1] == nothing


def test_accessions_of_years_take_a_sentence_for_each_sort_of_recipient(shell: Shell):
    """18/046 has eight sources and two populations, which are not told one by one."""
    ran = shell("compare", "2024-03-01", "2025-02-01", "--number", "18/046")
    rows = [row for row in ran.out.splitlines() if row.startswith(("New: ", "No longer: "))]
    assert len(rows) == 10
    both = "; persons concerned: customers of the recipient or inhabitants of the recipient's "
    assert all(both in row for row in rows)


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (("by: consult", "by: [consult, batch]"), "decision"),
        (("keep: nothing", "keep: 1 year"), "keep"),
        (("looking-back: 6 months", "looking-back: 1 year"), "not_before"),
        (("looking-back: 6 months\n", ""), "not_before"),
        (("keep: nothing", "keep: 366 days"), "keep"),
        (("not excluded", "mandate"), "decision"),
    ],
)
def test_the_example_put_to_both_sides_is_answered_as_told(
    shell: Shell, drafts: tuple[str, str], change: tuple[str, str], differs: str
):
    old, new = drafts
    Path(old, "22-056.md").write_text(deliberation(HISTORY), encoding="utf-8")
    Path(new, "22-056.md").write_text(deliberation(HISTORY.replace(*change)), encoding="utf-8")
    wider = shell("compare", old, new, "--on", "2024-07-01", "--json").json["widens"]
    asked = {key: wider[key] for key in COMMUNICATION}
    for side, key in ((old, "answer_before"), (new, "answer_after")):
        ran = shell(
            *("decide", "--register", side, "--on", wider["at"]), given=json.dumps(asked) + "\n"
        )
        (told,) = ran.lines
        del told["sentences"]
        if key == "answer_after" or len(asked["fields"]) == 1:
            assert told == wider[key]
    assert wider["answer_before"].get(differs) != wider["answer_after"][differs]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nl", "Dezelfde"), ("fr", "Les mêmes"), ("de", "Dieselben"), ("en", "The same")],
)
def test_the_sentences_are_in_four_languages(shell: Shell, language: str, sentence: str):
    assert shell(*VIDIS, "--lang", language).out.startswith(sentence)


def test_the_json_has_exactly_the_documented_keys(shell: Shell):
    told = shell(*VIDIS, "--json").json
    assert list(told) == [
        "added",
        "removed",
        "changed",
        "unchanged",
        "together",
        "undecided",
        "widens",
    ]
    (row,) = told["changed"]
    assert list(row) == [
        *("recipients", "sources", "purpose", "form", "channels", "fields"),
        *("before", "after", "grounds", "aspects"),
    ]
    assert row["aspects"] == ["looking_back"]
    assert (row["before"]["looking_back"], row["after"]["looking_back"]) == ("6 months", "1 year")
    assert told["widens"]["ways"] == ["looking-back"]


def test_backwards_nothing_becomes_wider(shell: Shell):
    ran = shell("compare", "2025-02-01", "2024-07-01", "--number", "22/056")
    assert ran.out.endswith(
        "Nothing becomes wider: proven for every recipient, field and evidence.\n"
    )
    told = shell("compare", "2025-02-01", "2024-07-01", "--number", "22/056", "--json").json
    assert told["widens"] is None


def test_two_days_with_one_law_show_no_change(shell: Shell):
    ran = shell("compare", "2024-04-01", "2024-04-02")
    assert ran.out.startswith("Nothing changes in practice.\n")


@pytest.fixture
def drafts(shell: Shell) -> tuple[str, str]:
    """Two folders: a deliberation, and the same with one field less."""
    names = ("old", "new")
    less = HISTORY.replace("dispensing.posology, ", "")
    for name, body in zip(names, (HISTORY, less), strict=True):
        Path(name).mkdir()
        Path(name, "catalogue.md").write_text(CATALOGUE, encoding="utf-8")
        Path(name, "22-056.md").write_text(deliberation(body), encoding="utf-8")
    return names


def test_two_folders_are_compared(shell: Shell, drafts: tuple[str, str]):
    told = shell("compare", *drafts, "--on", "2024-07-01", "--json").json
    assert [row["fields"] for row in told["removed"]] == [["dispensing.posology"]]
    assert (told["added"], told["changed"], told["widens"]) == ([], [], None)


def test_one_folder_is_compared_with_a_day(shell: Shell, drafts: tuple[str, str]):
    old, new = drafts
    told = shell(
        "compare", "2022-02-01", new, "--register", old, "--on", "2024-07-01", "--json"
    ).json
    assert told["added"]
    assert told["removed"] == []


def test_a_number_on_one_side_only_is_new(shell: Shell, drafts: tuple[str, str]):
    Path("old", "22-056.md").unlink()
    ran = shell("compare", *drafts, "--on", "2024-07-01", "--number", "22/056")
    assert ran.code == 0
    assert "It becomes wider" in ran.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("yesterday", "2024-01-01"),
            "'yesterday' is no path, and 'yesterday' is no instant; expe",
        ),
        (("0001-01-01", "2024-01-01"), "'0001-01-01' is no path, and '0001-01-01' lies outside"),
        (("2024-01-01", "2024-07-01", "--number", "99/001"), "no deliberation 99/001; known: none"),
        (
            ("2024-01-01", "2024-07-01", "--number", "x"),
            "'x' is no number, expected such as 24/102",
        ),
    ],
)
def test_what_cannot_be_compared_gets_help(shell: Shell, arguments: tuple[str, ...], told: str):
    ran = shell("compare", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
