"""`beraad decide`: one decision a line, stable JSON in, stable JSON out."""

import importlib
import json
from datetime import datetime
from pathlib import Path

import pytest

from beraad.law.expand import provisions
from beraad.register.shelf import open_register
from tests.site.conftest import Shell

ASKED = {
    "recipient": "nihdi",
    "source": "gfd",
    "purpose": "integrated-medication-view",
    "fields": ["dispensing.product", "dispensing.date", "dispensing.pharmacy"],
    "form": "identified",
    "channel": "consult",
    "role": "nurse",
    "facts": {
        "about(patients)": True,
        "consent(informed)": True,
        "therapeutic-relation": True,
        "excluded": False,
        "role-in-access-matrix": True,
    },
}
PERMIT = [
    *("decision", "chamber", "number", "paragraph", "clause", "passed", "dropped", "answer"),
    *("not_before", "keep", "leaves_as", "facts_used", "sentences"),
]


def line(**changed: object) -> str:
    return json.dumps(ASKED | changed) + "\n"


def without(fact: str) -> dict[str, object]:
    return {key: value for key, value in ASKED["facts"].items() if key != fact}


def test_a_permit_has_exactly_the_documented_keys(shell: Shell):
    ran = shell("decide", "--on", "2024-07-01", given=line())
    (told,) = ran.lines
    assert ran.code == 0
    assert list(told) == PERMIT
    assert (told["number"], told["paragraph"]) == ("22/056", 10)
    assert told["passed"] == ["dispensing.product", "dispensing.date"]
    assert told["dropped"] == {"dispensing.pharmacy": "not-in-clause"}
    assert told["not_before"] == "2024-01-01"


def test_a_refusal_has_exactly_the_documented_keys(shell: Shell):
    ran = shell("decide", "--on", "2024-07-01", given=line(facts=without("therapeutic-relation")))
    (told,) = ran.lines
    assert ran.code == 0
    assert list(told) == ["decision", "nearest", "sentences"]
    assert list(told["nearest"][0]) == ["chamber", "number", "paragraph", "clause", "missing"]
    assert told["nearest"][0]["missing"] == [
        {
            "code": "condition",
            "detail": "therapeutic-relation",
            "number": "22/056",
            "paragraph": 10,
            "reckoned": False,
        }
    ]


def test_the_day_decides(shell: Shell):
    history = {
        day: shell("decide", "--on", day, given=line()).lines[0].get("not_before")
        for day in ("2022-02-28", "2024-07-01", "2025-07-01")
    }
    assert history == {
        "2022-02-28": None,
        "2024-07-01": "2024-01-01",
        "2025-07-01": "2024-07-01",
    }


def test_an_instant_decides_to_the_second(shell: Shell):
    before, after = (
        shell("decide", "--on", at, given=line()).lines[0]["decision"]
        for at in ("2022-02-28T23:59:59+01:00", "2022-03-01T00:00:00+01:00")
    )
    assert (before, after) == ("refusal", "permit")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "22/056, punt 10: er is niet aangetoond dat er een therapeutische relatie met"),
        ("fr", "22/056, point 10\xa0: il n'est pas établi qu'il existe une relation thérap"),
        ("de", "22/056, Randnummer 10: es ist nicht nachgewiesen, dass eine therapeutische"),
        ("en", "22/056, paragraph 10: it is not shown that a therapeutic relation with"),
    ],
)
def test_a_refusal_explains_itself(shell: Shell, language: str, sentence: str):
    asked = line(facts=without("therapeutic-relation"))
    (told,) = shell("decide", "--on", "2024-07-01", "--lang", language, given=asked).lines
    assert told["sentences"][0].startswith(sentence)


def test_lines_are_answered_in_their_order_and_empty_ones_left_out(shell: Shell):
    given = line() + "\n" + line(role="dentist", source="weather") + "  \n" + line()
    told = shell("decide", "--on", "2024-07-01", given=given).lines
    assert [one["decision"] for one in told] == ["permit", "refusal", "permit"]


def test_nothing_asked_is_nothing_answered(shell: Shell):
    ran = shell("decide", "--on", "2024-07-01")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "line 3: Input data was truncated"),
        ('{"recipient": "nihdi"}', "line 3: Object missing required field `source`"),
        (b"\xff\xfe", "line 3: "),
        ('{"recipient": ' + "[" * 100_000, "line 3: "),
        (line(form="nude"), "line 3: Invalid enum value 'nude' - at `$.form`"),
        (line(fields="dispensing.date"), "line 3: Expected `array`, got `str` - at `$.fields`"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number(
    shell: Shell, bad: str | bytes, told: str
):
    third = bad if isinstance(bad, bytes) else bad.encode()
    given = b"\n".join((line().encode(), third, line().encode()))
    ran = shell("decide", "--on", "2024-07-01", given=given)
    assert ran.code == 2
    assert len(ran.lines) == 1
    assert ran.err.startswith(f"beraad: {told}")


@pytest.mark.parametrize("number", ["85073003328", "85.07.30-033.28", " 850730 033 28 "])
@pytest.mark.parametrize("part", ["person", "subjects"])
def test_a_national_number_is_refused_and_not_repeated(shell: Shell, part: str, number: str):
    given = line(**{part: number if part == "person" else ["p-1", number]})
    ran = shell("decide", "--on", "2024-07-01", given=given)
    assert (ran.code, ran.out) == (2, "")
    told = f"{part}: a national number, expected an opaque reference"
    assert ran.err == f"beraad: line 1: {told}\n"


def test_an_opaque_reference_may_have_digits(shell: Shell):
    given = line(person="85073003327", subjects=["p-85073003328", "1"])
    assert shell("decide", "--on", "2024-07-01", given=given).code == 0


def test_unknown_words_are_refused_not_widened(shell: Shell):
    given = line(recipient="nobody", role="nobody", purpose="nothing")
    (told,) = shell("decide", "--on", "2024-07-01", given=given).lines
    assert told["decision"] == "refusal"
    assert {"recipient", "purpose"} <= {lack["code"] for lack in told["nearest"][0]["missing"]}


@pytest.mark.parametrize(
    ("changed", "unknown"),
    [
        ({"source": "gdf"}, ("source", "gdf", "gfd", "")),
        ({"recipient": "nihid"}, ("recipient", "nihid", "nihdi", "")),
        ({"role": "nurs"}, ("role", "nurs", "nurse", "")),
        ({"purpose": "xyz"}, ("purpose", "xyz", "", "")),
        ({"fields": ["dispensing.dat"]}, ("fields", "dispensing.dat", "dispensing.date", "")),
        (
            {"facts": {"consent(infomed)": True}},
            ("facts", "consent(infomed)", "consent(informed)", ""),
        ),
        ({"facts": {"consent(informed)": "yes"}}, ("facts", "consent(informed)", "", "yes-no")),
        ({"facts": {"excluded": 0}}, ("facts", "excluded", "", "yes-no")),
        ({"facts": {"sector": True}}, ("facts", "sector", "", "word")),
        ({"facts": {"incapacity-days": "9"}}, ("facts", "incapacity-days", "", "number")),
    ],
)
def test_a_word_that_is_not_known_is_told(
    shell: Shell, changed: dict[str, object], unknown: tuple[str, ...]
):
    (told,) = shell("decide", "--on", "2024-07-01", given=line(**changed)).lines
    assert told["decision"] == "refusal"
    keys = ("part", "word", "nearest", "expected")
    assert told["unknown"] == [dict(zip(keys, unknown, strict=True))]


@pytest.mark.parametrize(
    ("language", "unknown", "wrong"),
    [
        (
            "nl",
            "Onbekende bron: “gdf” (bedoelde u “gfd”?).",
            "Enkel true of false telt als bewijs voor “excluded”.",
        ),
        (
            "fr",
            "Source inconnue\xa0: «\xa0gdf\xa0» (vouliez-vous dire «\xa0gfd\xa0»\xa0?).",
            "Seul true ou false vaut preuve pour «\xa0excluded\xa0».",
        ),
        (
            "de",
            "Unbekannte Quelle: „gdf“ (meinten Sie „gfd“?).",
            "Nur true oder false gilt als Nachweis für „excluded“.",
        ),
        (
            "en",
            "Unknown source: “gdf” (did you mean “gfd”?).",
            "Only true or false is evidence for “excluded”.",
        ),
    ],
)
def test_a_word_that_is_not_known_is_told_in_sentences(
    shell: Shell, language: str, unknown: str, wrong: str
):
    asked = line(source="gdf", facts={"excluded": "no"})
    (told,) = shell("decide", "--on", "2024-07-01", "--lang", language, given=asked).lines
    assert told["sentences"][-2:] == [unknown, wrong]


def test_a_person_may_ask_through_any_organisation(shell: Shell):
    asked = line(recipient="whoever", role="subject")
    (told,) = shell("decide", "--on", "2024-07-01", given=asked).lines
    assert "unknown" not in told


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("16/008", "granting bodies for the buffer database"),
        ("18/046", "granting bodies for the harmonised social statuses"),
    ],
)
def test_a_list_is_called_by_its_title_in_the_deliberation_that_refuses(
    shell: Shell, number: str, title: str
):
    """Two deliberations have a list `granting-bodies`, each with a title of its own."""
    laws = provisions(open_register([Path("systems")]))
    listed = [law for law in laws if law.clause.to.kind == "list" and str(law.number) == number]
    source, clause = listed[-1].source, listed[-1].clause
    asked = {
        "recipient": "nobody",
        "source": source,
        "purpose": clause.purpose,
        "fields": list(clause.fields),
        "form": clause.form,
        "channel": clause.by[0],
    }
    (told,) = shell("decide", "--on", "2025-03-01", given=json.dumps(asked) + "\n").lines
    own = [text for text in told["sentences"] if text.startswith(number) and "the list" in text]
    assert own
    assert all(f"“{title}”" in text for text in own)


def test_a_refusal_gives_its_instant_in_utc_and_the_manual_says_so(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
):
    asked = {
        "recipient": "nihdi",
        "role": "general-practitioner",
        "source": "trio-files",
        "purpose": "reintegration",
        "fields": ["message.date"],
        "form": "identified",
        "channel": "consult",
        "facts": {},
    }
    (told,) = shell("decide", "--on", "2024-12-01", given=json.dumps(asked) + "\n").lines
    (lack,) = told["nearest"][0]["missing"]
    assert (lack["code"], lack["detail"]) == ("not-yet-in-force", "2025-02-18T23:00:00+00:00")
    rows = {row["number"]: row for row in shell("register", "list", "--json").json}
    begins = rows["24/206"]["in_force"]
    assert begins == "2025-02-19T00:00:00+01:00"
    assert datetime.fromisoformat(begins) == datetime.fromisoformat(lack["detail"])
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "docs")
    manual = importlib.import_module("generator.meanings")
    assert "in UTC" in manual.DECISION["nearest[].missing[].detail"]
