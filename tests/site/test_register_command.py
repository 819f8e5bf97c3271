"""`beraad register list`: the 34 deliberations of the report."""

import pytest

from tests.site.conftest import Shell

NUMBERS = [
    *("12/082", "13/094", "15/048", "16/008", "17/015", "17/053", "18/046", "18/140"),
    *("20/144", "22/056", "23/224", "24/002", "24/008", "24/018", "24/028", "24/036"),
    *("24/042", "24/044", "24/062", "24/102", "24/106", "24/120", "24/124", "24/130"),
    *("24/132", "24/134", "24/164", "24/176", "24/200", "24/202", "24/206", "24/220"),
    *("24/222", "25/052"),
]
KEYS = [
    *("number", "chamber", "adopted", "amended", "kind", "titles", "status", "in_force"),
    "in_force_reckoned",
    *("as_printed", "probably", "parties", "illustrative_parties", "companion", "source"),
]


def listed(shell: Shell, *more: str) -> dict[str, dict]:
    return {row["number"]: row for row in shell("register", "list", "--json", *more).json}


def test_every_number_of_the_report_is_listed(shell: Shell):
    assert list(listed(shell, "--on", "2024-07-01")) == NUMBERS


def test_the_json_has_exactly_the_documented_keys(shell: Shell):
    for row in listed(shell, "--on", "2024-07-01").values():
        assert list(row) == KEYS
        assert list(row["titles"]) == ["nl", "fr", "de", "en"]
        assert all(list(day) == ["date", "section"] for day in row["adopted"])
        assert all(isinstance(day, str) for day in row["amended"])


def test_two_sections_have_two_days(shell: Shell):
    assert [day["date"] for day in listed(shell)["17/053"]["adopted"]] == [
        "2017-09-05",
        "2017-09-19",
    ]


@pytest.mark.parametrize(
    ("number", "amended"),
    [
        ("16/008", ["2024"] * 3),
        ("18/046", ["2024"] * 8),
        ("15/048", ["2024"] * 3),
        ("23/224", ["2024-09-03"]),
        ("24/130", ["2024-11-05"]),
        ("17/053", ["2024-10-01"]),
        ("17/015", ["2024-11-05"]),
        ("24/002", []),
    ],
)
def test_amendments_have_a_day_or_a_year(shell: Shell, number: str, amended: list[str]):
    assert listed(shell)[number]["amended"] == amended


@pytest.mark.parametrize(
    ("number", "day", "status"),
    [
        ("24/002", "2024-01-08", "not-yet-adopted"),
        ("24/002", "2024-01-23", "not-yet-in-force"),
        ("24/002", "2024-01-24", "in-force"),
        ("24/206", "2024-12-31", "waits-for-law"),
        ("24/206", "2025-02-19", "in-force"),
    ],
)
def test_a_status_is_of_the_day_asked_about(shell: Shell, number: str, day: str, status: str):
    assert listed(shell, "--on", day)[number]["status"] == status


def test_the_printed_oddity_is_kept(shell: Shell):
    row = listed(shell)["25/052"]
    assert (row["as_printed"], row["probably"]) == ("nr. 25/052 van 16 april 2024", ["24/052"])


def test_the_table_has_a_line_a_deliberation_and_says_how_many(shell: Shell):
    head, _, *rest = shell("register", "list", "--on", "2024-07-01").out.splitlines()
    assert head.split() == ["number", "adopted", "amended", "kind", "status", "title"]
    assert [line.split()[0] for line in rest[:34]] == NUMBERS
    assert rest[34].startswith("34 deliberations")
    assert "2024 x8" in next(line for line in rest if line.startswith("18/046"))


@pytest.mark.parametrize("columns", ["80", "120"])
def test_in_a_pipe_the_rule_is_no_wider_than_the_screen(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, columns: str
):
    monkeypatch.setenv("COLUMNS", columns)
    _, rule, *rest = shell("register", "list", "--on", "2024-07-01").out.splitlines()
    assert rule == "-" * int(columns)
    assert max(map(len, rest)) > int(columns)


def test_the_titles_are_in_the_language_asked_for(shell: Shell):
    out = shell("register", "list", "--lang", "fr", "--on", "2024-07-01").out
    assert "Communication de données à caractère personnel" in out


@pytest.mark.parametrize(
    ("language", "heads", "told"),
    [
        ("nl", "nummer aangenomen gewijzigd soort status titel", "24/016 of 24/006"),
        ("fr", "numéro adoptée modifiée type statut titre", "24/016 ou 24/006"),
        ("de", "Nummer angenommen geändert Art Status Titel", "24/016 oder 24/006"),
        ("en", "number adopted amended kind status title", "24/016 or 24/006"),
    ],
)
def test_heads_and_oddities_are_in_the_language_asked_for(
    shell: Shell, language: str, heads: str, told: str
):
    out = shell("register", "list", "--lang", language, "--on", "2024-07-01").out
    assert out.splitlines()[0].split() == heads.split()
    assert told in out.splitlines()[-1]


def test_another_register_is_listed_in_place_of_the_systems(shell: Shell):
    ran = shell(
        *("register", "list", "--json", "--on", "2024-07-01"),
        *("--register", "systems/common", "--register", "systems/mandates"),
    )
    assert [row["number"] for row in ran.json] == ["24/222"]
