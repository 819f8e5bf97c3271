"""A day of effect that is only the last possible one is told as such, and never as known."""

from datetime import UTC, date, datetime

import pytest

from beraad.law.act import Head, instant
from beraad.law.catalogue import Catalogue, Language
from beraad.law.communication import Communication, Missing, Refusal
from beraad.law.decide import decide
from beraad.law.expand import provisions
from beraad.law.explain import explain
from beraad.law.questions import ending_within
from beraad.law.reckoned import reckoned, reckoned_days
from beraad.law.register import Register
from tests.law.world import CATALOGUE, HISTORY, amendment, deliberation, register

ASKED = Communication(
    *("town", "gfd", "care", ("dispensing.product",), "identified", "consult", "pharmacist"),
    facts={
        "about(patients)": True,
        "consent(informed)": True,
        "therapeutic-relation": True,
        "excluded": False,
    },
)
EARLY, LATE = (datetime(year, 6, 1, tzinfo=UTC) for year in (2021, 2025))


def lacking(law: Register, at: datetime) -> Missing:
    """The one thing that the nearest clause lacks."""
    answer = decide(ASKED, law, at)
    assert isinstance(answer, Refusal)
    (lack,) = answer.nearest[0].missing
    return lack


LAWS = CATALOGUE.replace("- someday |", "- old | 2020-01-11 | a | b | c | d\n- someday |")


def of_year(more: str = "", body: str = HISTORY) -> Register:
    """A deliberation of which only the year of adoption is known."""
    return register(deliberation(body, adopted="2022", more=more), catalogue=LAWS)


def test_a_refusal_before_a_reckoned_start_says_so() -> None:
    lack = lacking(of_year(), EARLY)
    assert (lack.code, lack.detail) == ("not-yet-in-force", "2022-12-30T23:00:00+00:00")
    assert lack.reckoned
    assert not lacking(register(deliberation()), EARLY).reckoned


def test_a_refusal_after_a_reckoned_end_says_so() -> None:
    """The amendment that ended it took effect on a day that nobody knows."""
    law = register(deliberation(), amendment("- repeal clause history", adopted="2023"))
    lack = lacking(law, LATE)
    assert (lack.code, lack.reckoned) == ("ended", True)
    known = register(deliberation(), amendment("- repeal clause history"))
    assert (lacking(known, LATE).code, lacking(known, LATE).reckoned) == ("ended", False)


@pytest.mark.parametrize(
    ("language", "begins", "ended"),
    [
        (
            "nl",
            "22/056, punt 3: treedt uiterlijk op 31 december 2022 om 00.00 uur in werking; de "
            "precieze dag is niet bekend.",
            "22/056, punt 3: is uiterlijk op 16 januari 2024 om 00.00 uur buiten werking getreden;"
            " de precieze dag is niet bekend.",
        ),
        (
            "fr",
            "22/056, point 3~: entre en vigueur au plus tard le 31 décembre 2022 à 00~h~00~; le "
            "jour exact n'est pas connu.",
            "22/056, point 3~: a cessé d'avoir effet au plus tard le 16 janvier 2024 à 00~h~00~; "
            "le jour exact n'est pas connu.",
        ),
        (
            "de",
            "22/056, Randnummer 3: tritt spätestens am 31. Dezember 2022 um 00:00 Uhr in Kraft; der"
            " genaue Tag ist nicht bekannt.",
            "22/056, Randnummer 3: ist spätestens am 16. Januar 2024 um 00:00 Uhr außer Kraft "
            "getreten; der genaue Tag ist nicht bekannt.",
        ),
        (
            "en",
            "22/056, paragraph 3: takes effect on 31 December 2022 at 00:00 at the latest; the "
            "exact day is not known.",
            "22/056, paragraph 3: ceased to have effect on 16 January 2024 at 00:00 at the "
            "latest; the exact day is not known.",
        ),
    ],
)
def test_it_is_told_in_four_languages(language: Language, begins: str, ended: str) -> None:
    repealed = register(deliberation(), amendment("- repeal clause history", adopted="2023"))
    for law, at, told in ((of_year(), EARLY, begins), (repealed, LATE, ended)):
        (sentence,) = explain(decide(ASKED, law, at), law.catalogue, language)
        assert sentence == told.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("more", "body"),
    [
        pytest.param("in-force: 2023-02-01\n", HISTORY, id="the act tells the day itself"),
        pytest.param(
            "",
            HISTORY.replace("```clause history", "```clause history\nin-force: 2023-02-01"),
            id="its clause does",
        ),
    ],
)
def test_a_day_that_is_told_is_not_reckoned(more: str, body: str) -> None:
    lack = lacking(of_year(more, body), EARLY)
    assert (lack.detail, lack.reckoned) == ("2023-01-31T23:00:00+00:00", False)


def test_a_day_of_the_clause_that_came_before_its_text_does_not_make_the_start_known() -> None:
    """The amendment begins later than the clause may, on a day of 2023 that nobody knows."""
    body = HISTORY.replace("keep: nothing", "keep: nothing\nin-force: 2022-05-01")
    law = register(
        deliberation(body), amendment("- set keep of clause history: 1 year", adopted="2023")
    )
    first, second = provisions(law)
    assert (first.start_reckoned, first.end_reckoned) == (False, True)
    assert (second.start_reckoned, second.end_reckoned) == (True, False)
    (key,) = law.deliberations
    assert reckoned_days(law, key) == {date(2024, 1, 16)}
    assert reckoned_days(law, key, date(2023, 1, 1)) == set()


def test_a_known_last_day_is_no_reckoned_end() -> None:
    """Neither that of a clause nor that of the act, though an amendment comes as it ends."""
    body = HISTORY.replace("keep: nothing", "keep: nothing\nuntil: 2024-01-15")
    law = register(deliberation(body), amendment("- repeal clause history", adopted="2023"))
    assert not lacking(law, LATE).reckoned
    assert not lacking(register(deliberation(more="until: 2024-01-15\n")), LATE).reckoned


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("when law(2025-01-31) is in force", False),
        ("when law(someday) is in force", False),
        ("when law(old) is in force", True),
    ],
)
def test_an_act_that_waits_for_a_law_begins_on_a_known_day_if_the_law_comes_last(
    entry: str, expected: bool
) -> None:
    law = of_year(f"in-force: {entry}\n")
    (one,) = law.deliberations.values()
    assert reckoned(law, one.head) is expected


def test_the_end_of_a_clause_is_told_as_reckoned() -> None:
    law = register(deliberation(), amendment("- repeal clause history", adopted="2023"))
    (one,) = ending_within(provisions(law), instant(date(2023, 12, 1)))
    assert one.reckoned


def test_of_each_act_it_is_worked_out_when_it_takes_effect_but_a_few_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A text that was amended often, clause by clause, once took a look at each act for each."""
    clauses = (HISTORY.replace("clause history", f"clause c{i}") for i in range(4))
    months = [f"2023-{month:02}-01" for month in range(1, 13)]
    acts = [
        amendment(f"- set keep of clause c{i % 4}: {i + 1} days", adopted=day)
        for i, day in enumerate(months)
    ]
    law = register(deliberation("\n".join(clauses)), *acts)
    asked: list[Head] = []
    real = Head.in_force

    def counted(head: Head, catalogue: Catalogue, saturday: bool = False) -> datetime | None:
        asked.append(head)
        return real(head, catalogue, saturday)

    monkeypatch.setattr(Head, "in_force", counted)
    assert len(provisions(law)) == 4 * 13
    assert len(asked) < 8 * 13
