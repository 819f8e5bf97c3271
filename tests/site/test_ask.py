"""`beraad ask`: every question that a register must be able to answer."""

import json
from pathlib import Path

import pytest

from beraad.journal.entry import Entry
from beraad.journal.store import Journal
from tests.site.conftest import KEY, START, Shell

ACCESS = ["by", "source", "fields", "recipients", "purpose", "form", "channels", "terms"]
ASKED = {
    "recipient": "nihdi",
    "source": "gfd",
    "purpose": "integrated-medication-view",
    "fields": ["dispensing.product"],
    "form": "identified",
    "channel": "consult",
    "role": "nurse",
    "facts": {
        "about(patients)": True,
        "consent(informed)": True,
        "excluded": False,
        "role-in-access-matrix": True,
    },
}


def ask(shell: Shell, *words: str, given: str = "") -> list[dict]:
    ran = shell("ask", *words, "--json", given=given)
    assert ran.code == 0
    return ran.json


def test_who_may_see_a_field(shell: Shell):
    found = ask(shell, "who-may-see", "gfd", "dispensing.product", "--on", "2024-07-01")
    assert [one["by"] for one in found] == [
        "12/082 paragraph 11 [pharmacist-history]",
        "22/056 paragraph 10 [dispensing-history]",
    ]
    assert all(list(one) == ACCESS for one in found)
    assert all(one["fields"] == ["dispensing.product"] for one in found)


def test_more_may_see_it_after_the_amendment(shell: Shell):
    def recipients(day: str) -> set[str]:
        found = ask(shell, "who-may-see", "gfd", "dispensing.product", "--on", day)
        return {recipient for one in found for recipient in one["recipients"]}

    assert "role:subject" not in recipients("2024-07-01")
    assert "role:subject" in recipients("2025-07-01")


def test_what_an_organisation_may_receive(shell: Shell):
    found = ask(shell, "what-may", "nsso", "--on", "2024-07-01")
    by_flexi_jobs = [one for one in found if one["by"].startswith("15/048")]
    assert [one["source"] for one in by_flexi_jobs] == [
        "sigedis-careers",
        "pension-cadastre",
        "employment-declarations",
    ]


@pytest.mark.parametrize("sort", ["role:pharmacist", "role:subject", "category:employer"])
def test_what_recipients_of_a_sort_may_receive(shell: Shell, sort: str):
    """The words are those with which `who-may-see` answers."""
    found = ask(shell, "what-may", sort, "--on", "2025-07-01")
    assert found
    assert all(set(one["recipients"]) <= {sort, "anyone"} for one in found)


def test_an_organisation_may_be_named_as_answers_name_it(shell: Shell):
    plain, named = (
        ask(shell, "what-may", name, "--on", "2024-07-01") for name in ("nsso", "party:nsso")
    )
    assert plain == named


def test_what_ends_soon(shell: Shell):
    assert ask(shell, "ending", "--on", "2029-01-01", "--days", "30") == []
    found = ask(shell, "ending", "--on", "2029-12-01", "--days", "90")
    assert {one["end"] for one in found} == {"2030-01-01T00:00:00+01:00"}
    assert ask(shell, "ending", "--on", "2029-12-01") == found


def test_what_overlaps(shell: Shell):
    found = ask(shell, "overlaps", "--on", "2025-02-01")
    assert [list(one) for one in found] == [["one", "other", "source", "fields"]] * len(found)
    assert "16/008 paragraph 13 [inhabitants]" in {one["one"] for one in found}


def test_what_can_never_be_met(shell: Shell):
    assert ask(shell, "never-met") == []
    own = Path("own")
    own.mkdir()
    text = Path("systems/flexi-jobs/15-048.md").read_text(encoding="utf-8")
    text = text.replace("number: 15/048", "number: 15/900").replace(
        "when: [sector in list flexi-job-sectors]",
        "when: [sector in list flexi-job-sectors, sources > 3, sources < 2]",
    )
    (own / "15-900.md").write_text(text, encoding="utf-8")
    found = ask(shell, "never-met", "--register", "systems", "--register", "own")
    assert [one["by"] for one in found] == ["15/900 paragraph 13 [eligibility]"]
    assert found[0]["because"]


def test_what_a_journal_shows_no_use_of(shell: Shell, journal: Path):
    found = ask(shell, "never-used", str(journal), "--on", "2024-07-01")
    never = {one["by"] for one in found}
    assert "22/056 paragraph 10 [dispensing-history]" not in never
    assert "22/056 paragraph 11 [medication-scheme]" in never


@pytest.mark.parametrize(
    ("chamber", "unused"), [("federal", True), ("social-security-and-health", False)]
)
def test_a_use_counts_for_the_chamber_that_is_told(
    shell: Shell, journal: Path, chamber: str, unused: bool
):
    facts = {"chamber": chamber, "number": "22/056", "clause": "medication-scheme"}
    with Journal(journal, KEY) as written:
        written.append([Entry(START, "communication.permitted", "gateway", facts=facts)])
    found = ask(shell, "never-used", str(journal), "--on", "2024-07-01")
    never = {one["by"] for one in found}
    assert ("22/056 paragraph 11 [medication-scheme]" in never) is unused


def test_what_would_have_been_allowed_and_what_is_missing(shell: Shell):
    given = json.dumps(ASKED) + "\n\n" + json.dumps(ASKED | {"purpose": "continuity-of-care"})
    found = ask(shell, "would-have-allowed", "--on", "2024-07-01", given=given)
    assert found[0]["by"] == "22/056 paragraph 10 [dispensing-history]"
    assert found[0]["missing"] == ["condition: therapeutic-relation"]
    assert found[0]["evidence"]["therapeutic-relation"] is True


def test_a_word_that_nobody_knows_is_told_beside_the_answer(shell: Shell):
    given = json.dumps(ASKED | {"purpose": "continuity-of-cares"})
    told = shell("ask", "would-have-allowed", "--on", "2024-07-01", "--json", given=given)
    assert json.loads(told.out)[0]["missing"][0].startswith("purpose")
    assert told.err == (
        "Unknown purpose: “continuity-of-cares” (did you mean “continuity-of-care”?).\n"
    )
    told = shell("ask", "would-have-allowed", "--lang", "fr", given=json.dumps(ASKED))
    assert told.err == ""


@pytest.fixture
def past(shell: Shell) -> str:
    """Two questions of the summer of 2024, the second without the needed relation."""
    full = ASKED | {"facts": ASKED["facts"] | {"therapeutic-relation": True}}
    lines = [
        {"at": "2024-07-01T10:00:00+02:00", "communication": full},
        {"at": "2024-07-02T10:00:00+02:00", "communication": ASKED},
    ]
    Path("past.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return "past.jsonl"


def test_what_the_past_would_be_under_another_law(shell: Shell, past: str):
    (altered,) = ask(shell, "replay", past, "2025-02-01")["altered"]
    assert altered["before"]["not_before"] == "2024-01-01"
    assert altered["after"]["not_before"] == "2023-07-01"
    found = ask(shell, "replay", past, "2025-02-01")
    assert (found["opened"], found["closed"], found["same"]) == ([], [], 1)
    (closed,) = ask(shell, "replay", past, "2020-01-01")["closed"]
    assert closed["after"]["decision"] == "refusal"


def test_a_replay_is_summed_up_for_people(shell: Shell, past: str):
    ran = shell("ask", "replay", past, "2025-02-01")
    assert ran.out == (
        "altered: 2024-07-01T10:00:00+02:00\n"
        "  recipient: nihdi\n"
        "  role: nurse\n"
        "  source: gfd\n"
        "  purpose: integrated-medication-view\n"
        "  fields: dispensing.product\n"
        "  before: not_before: 2024-01-01\n"
        "  after: not_before: 2023-07-01\n"
        "\nopened: 0\nclosed: 0\naltered: 1\nsame: 1\n"
    )


@pytest.mark.parametrize(
    ("language", "then", "now"),
    [
        (
            "nl",
            "Toen: Er wordt niets doorgegeven van vóór 1 januari 2024.",
            "Nu: Er wordt niets doorgegeven van vóór 1 juli 2023.",
        ),
        (
            "fr",
            "Alors\xa0: Rien d'antérieur au 1er janvier 2024 n'est transmis.",
            "Maintenant\xa0: Rien d'antérieur au 1er juillet 2023 n'est transmis.",
        ),
        (
            "de",
            "Damals: Was vor dem 1. Januar 2024 liegt, wird nicht weitergegeben.",
            "Jetzt: Was vor dem 1. Juli 2023 liegt, wird nicht weitergegeben.",
        ),
        (
            "en",
            "Then: Nothing older than 1 January 2024 is passed on.",
            "Now: Nothing older than 1 July 2023 is passed on.",
        ),
    ],
)
def test_a_replay_tells_which_question_and_what_differs(
    shell: Shell, past: str, language: str, then: str, now: str
):
    told = shell("ask", "replay", past, "2025-02-01", "--lang", language).out.splitlines()
    assert "nihdi, gfd (dispensing.product)" in told[0]
    assert told[1:4] == [then, now, ""]


def test_a_replay_that_closes_tells_why(shell: Shell, past: str):
    out = shell("ask", "replay", past, "2020-01-01").out
    assert out.startswith("closed: 2024-07-01T10:00:00+02:00\n")
    assert "\n  before: decision: permit; " in out
    assert "\n  after: decision: refusal; nearest: " in out


def test_cards_tell_the_same_for_people(shell: Shell):
    out = shell("ask", "who-may-see", "gfd", "dispensing.product", "--on", "2024-07-01").out
    assert out.startswith("12/082 paragraph 11 [pharmacist-history]\n  source: gfd\n")
    assert out.endswith("2 found\n")
    assert shell("ask", "never-met").out == "nothing found\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("who-may-see", "gdf", "x"), "beraad: no source 'gdf', did you mean 'gfd'?\n"),
        (
            ("who-may-see", "gfd", "dispensing.produkt"),
            "beraad: no field 'dispensing.produkt', did you mean 'dispensing.product'?\n",
        ),
        (("what-may", "scienssano"), "no organisation 'scienssano', did you mean 'sciensano'?\n"),
        (
            ("what-may", "pharmacist"),
            "no organisation 'pharmacist', did you mean 'role:pharmacist'?",
        ),
        (("what-may", "role:nurs"), "no recipients 'role:nurs', did you mean 'role:nurse'?\n"),
        (("never-used", "no.db"), "no journal at no.db; only a signing key makes a new one.\n"),
        (("replay", "no.jsonl", "2025-01-01"), "no.jsonl"),
        (("replay", "no.jsonl", "someday"), "'someday' is no instant; expected a day such as"),
        (("ending", "--days", "many"), "argument --days: 'many' is no number of days from 0 to"),
        (("ending", "--days", "99999999999"), "argument --days: '99999999999' is no number of"),
        (("ending", "--on", "0001-01-01"), "'0001-01-01' lies outside the years 1901 to 2099"),
        (("ending", "--on", "0001-01-01T00:00:00+14:00"), "lies outside the years 1901 to 2099"),
        (("ending", "--on", "9999-12-31T23:59:59-12:00"), "lies outside the years 1901 to 2099"),
        (("what-if",), "invalid choice: 'what-if' (choose from"),
    ],
)
def test_a_question_that_cannot_be_answered_gets_help(
    shell: Shell, words: tuple[str, ...], told: str
):
    ran = shell("ask", *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_past_line_that_cannot_be_read_is_told_with_its_number(shell: Shell, past: str):
    with Path(past).open("a", encoding="utf-8") as file:
        file.write('\n{"at": "2024-07-01T10:00:00+02:00"}\n')
    ran = shell("ask", "replay", past, "2025-02-01")
    assert ran.code == 2
    assert ran.err == "beraad: past.jsonl:3: Object missing required field `communication`\n"


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2024-07-01T10:00:00", "Expected `datetime` with a timezone component"),
        ("0001-01-01T00:00:00+14:00", "at: expected a year from 1901 to 2099"),
    ],
)
def test_a_past_that_cannot_be_reckoned_is_told(shell: Shell, past: str, at: str, told: str):
    line = {"at": at, "communication": ASKED}
    Path(past).write_text(json.dumps(line), encoding="utf-8")
    ran = shell("ask", "replay", past, "2025-02-01")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"beraad: past.jsonl:1: {told}")


def test_a_past_that_is_no_text_is_told_with_file_and_line(shell: Shell, past: str):
    Path(past).write_bytes(b"\n\xff\xfe\n")
    ran = shell("ask", "replay", past, "2025-02-01")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("beraad: past.jsonl:2: ")


def test_what_was_asked_too_early_is_told_in_the_time_of_brussels(shell: Shell):
    facts = ASKED["facts"] | {"therapeutic-relation": True}
    found = ask(
        *(shell, "would-have-allowed", "--on", "2022-02-28"),
        given=json.dumps(ASKED | {"facts": facts}),
    )
    assert found[0]["missing"] == ["not-yet-in-force: 2022-03-01T00:00:00+01:00"]
