"""The register: what the law said at any moment, as far as it was known on any day.

Amendments reach the register in any order. What they make of a deliberation depends on when they
take effect, and among those of one instant on their day, sequence and document number.

| question | asked with |
| --- | --- |
| what holds today? | `consolidate(key, today)` |
| what held on 1 July? | `consolidate(key, 1 July)` |
| what did we think on 1 May would hold on 1 July? | `consolidate(key, 1 July, known=1 May)` |
"""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.expand import provisions
from beraad.law.load import load
from beraad.law.place import LawError
from beraad.law.register import Register
from tests.law.world import CATALOGUE, HISTORY, amendment, deliberation, register

KEY = ("social-security-and-health", DeliberationNumber(2022, 56))


def at(text: str) -> datetime:
    """Noon of a day."""
    return datetime.fromisoformat(f"{text}T12:00:00+00:00")


def history(law: Register, day: str, known: date | None = None) -> str:
    """How far the clause may look back on that day, or why it may not at all."""
    version = law.consolidate(KEY, at(day), known)  # type: ignore[arg-type]
    if version is None:
        return "no text"
    return str(version.content.clauses[0][1].looking_back) if version.content.clauses else "none"


def look_back(months: int, adopted: str, old: int = 6, more: str = "") -> str:
    """An amendment that sets the months of history; `set` would not mind what stood there."""
    what = f"- replace looking-back of clause history: {old} months -> {months} months"
    return amendment(what, adopted=adopted, more=more)


TWICE = register(deliberation(), look_back(12, "2024-03-05"), look_back(18, "2024-06-04", 12))


@pytest.mark.parametrize(
    ("day", "known", "answer"),
    [
        ("2022-02-28", None, "no text"),
        ("2022-03-01", None, "6 months"),
        ("2024-03-19", None, "6 months"),
        ("2024-03-20", None, "1 year"),
        ("2024-06-18", None, "1 year"),
        ("2024-06-19", None, "18 months"),
        ("2024-07-01", date(2024, 6, 3), "1 year"),
        ("2024-07-01", date(2024, 6, 4), "18 months"),
        ("2024-07-01", date(2024, 3, 4), "6 months"),
        ("2024-07-01", date(2022, 2, 28), "no text"),
    ],
)
def test_the_text_at_a_moment_as_known_on_a_day(day: str, known: date | None, answer: str) -> None:
    """22/056 of 1 March 2022: at once; its amendments: ten working days after the sitting."""
    assert history(TWICE, day, known) == answer


def test_an_act_that_the_register_learned_of_later_hides_until_then() -> None:
    late = register(deliberation(), look_back(12, "2024-03-05", more="known: 2024-09-01\n"))
    assert history(late, "2024-07-01", date(2024, 8, 31)) == "6 months"
    assert history(late, "2024-07-01", date(2024, 9, 1)) == "1 year"


def test_what_was_known_then_may_not_fit_without_what_was_not() -> None:
    late = register(
        deliberation(),
        look_back(12, "2024-03-05", more="known: 2024-09-01\n"),
        look_back(18, "2024-06-04", 12),
    )
    assert history(late, "2024-07-01") == "18 months"
    with pytest.raises(LawError, match="is not '12 months'"):
        history(late, "2024-07-01", date(2024, 7, 1))


def test_days_on_which_the_same_was_known_share_one_answer() -> None:
    """Whoever asks for every day of a century makes the register remember three answers."""
    law = register(deliberation(), look_back(12, "2024-03-05"), look_back(18, "2024-06-04", 12))
    law.cache.clear()
    key = next(iter(law.deliberations))
    days = [date(2000, 1, 1) + timedelta(days=30 * n) for n in range(600)]
    told = {id(law.versions(key, day)) for day in days}
    assert len(told) == 4  # with the empty answer before the first text
    assert law.versions(key) is law.versions(key, date(2099, 1, 1))
    assert len(law.cache) == 3


def test_an_undated_amendment_counts_from_the_end_of_its_year_and_its_sequence_orders_it() -> None:
    """Ten working days after 31 December 2024 the last of them is in force, never earlier."""
    law = register(
        deliberation(),
        look_back(18, "2024", 12, more="sequence: 2\n"),
        look_back(12, "2024", 6, more="sequence: 1\n"),
    )
    assert history(law, "2024-12-31") == "6 months"
    assert history(law, "2025-01-15") == "6 months"
    assert history(law, "2025-01-16") == "18 months"


def test_two_amendments_of_one_instant_make_one_text() -> None:
    law = register(
        deliberation(),
        look_back(12, "2024-03-05", more="sequence: 1\n"),
        look_back(18, "2024-03-05", 12, more="sequence: 2\n"),
    )
    versions = law.versions(KEY)  # type: ignore[arg-type]
    assert [len(version.amendments) for version in versions] == [0, 2]
    assert history(law, "2024-03-20") == "18 months"


def test_an_amendment_in_force_before_its_deliberation_changes_it_from_the_start() -> None:
    law = register(
        deliberation(adopted="2024-03-05", number="22/056"),
        look_back(12, "2024-03-05", more="in-force: 2024-03-10\n"),
    )
    (version,) = law.versions(KEY)  # type: ignore[arg-type]
    assert version.start == datetime(2024, 3, 19, 23, tzinfo=UTC)
    assert history(law, "2024-03-20") == "1 year"


def test_a_deliberation_ends_after_its_last_day_and_amendments_do_not_revive_it() -> None:
    law = register(deliberation(more="until: 2024-03-31\n"), look_back(12, "2024-06-04"))
    (version,) = law.versions(KEY)  # type: ignore[arg-type]
    assert version.end == datetime(2024, 3, 31, 22, tzinfo=UTC)  # summer time begins that day
    assert history(law, "2024-03-31") == "6 months"
    assert history(law, "2024-04-01") == "no text"


def test_an_amended_deliberation_still_ends_on_its_day() -> None:
    law = register(deliberation(more="until: 2024-03-31\n"), look_back(12, "2024-03-05"))
    assert history(law, "2024-03-31") == "1 year"
    assert history(law, "2024-04-01") == "no text"


def test_words_of_an_amendment_that_never_takes_effect_must_be_known_too() -> None:
    dead = amendment("- set for of clause history: caer", adopted="2024-06-04")
    with pytest.raises(LawError, match="unknown purpose 'caer'"):
        register(deliberation(more="until: 2024-03-31\n"), dead)


def test_repeal_permits_nothing_from_its_entry_into_force() -> None:
    law = register(deliberation(), amendment("- repeal deliberation"))
    assert history(law, "2024-03-19") == "6 months"
    assert history(law, "2024-03-20") == "none"
    assert [version.repealed for version in law.versions(KEY)] == [False, True]  # type: ignore[arg-type]


def test_a_deliberation_without_clauses_that_nobody_repealed_is_not_repealed() -> None:
    law = register(deliberation(), amendment("- repeal clause history"))
    assert [version.repealed for version in law.versions(KEY)] == [False, False]  # type: ignore[arg-type]


def test_a_deliberation_is_found_by_its_number_and_chamber() -> None:
    assert TWICE.find(DeliberationNumber(2022, 56)).key == KEY
    assert TWICE.find(DeliberationNumber(2022, 56), "social-security-and-health").key == KEY
    with pytest.raises(LookupError, match="no deliberation 22/056; known: 22/056"):
        TWICE.find(DeliberationNumber(2022, 56), "federal")
    with pytest.raises(LookupError, match="no deliberation 24/001; known: none of that year"):
        TWICE.find(DeliberationNumber(2024, 1))


def test_a_number_that_was_probably_meant_leads_to_the_one_that_is_printed() -> None:
    law = register(deliberation(number="22/056", more="as-printed: 22/056\nprobably: 22/055\n"))
    with pytest.raises(LookupError, match="known: 22/056; perhaps it is printed as 22/056"):
        law.find(DeliberationNumber(2022, 55))


def test_two_chambers_may_each_have_a_deliberation_of_one_number() -> None:
    federal = deliberation().replace("social-security-and-health", "federal")
    law = register(deliberation(), federal)
    assert len(law.deliberations) == 2
    assert law.find(DeliberationNumber(2022, 56), "federal").head.chamber == "federal"


ACTS = {
    "a.md": deliberation(HISTORY + "\n```list bodies\nnl: a\nfr: b\nde: c\nen: d\n- town\n```\n"),
    "b.md": deliberation(number="24/001", adopted="2024-01-09"),
    "c.md": look_back(12, "2024-03-05"),
    "d.md": look_back(18, "2024-06-04", 12),
    "e.md": amendment("- add hospital to list bodies", adopted="2024-06-04", more="sequence: 1\n"),
    "f.md": amendment("- remove hospital from list bodies", adopted="2024-09-03"),
    "g.md": amendment("- set to of clause history: list bodies", adopted="2024"),
    "h.md": amendment("- repeal clause history", number="24/001", adopted="2024-10-01"),
    "i.md": CATALOGUE,
}


def loaded(names: tuple[str, ...]) -> tuple[object, ...]:
    """All that can be told of a register whose files arrive in this order."""
    law = load({name: ACTS[name].encode() for name in names})
    versions = [v for key in sorted(law.deliberations) for v in law.versions(key)]
    return (
        [(v.start, v.end, v.document.write(), v.content, v.amendments) for v in versions],
        provisions(law),
        provisions(law, date(2024, 6, 30)),
        law,
    )


IN_ORDER = loaded(tuple(ACTS))


@settings(max_examples=40, deadline=None)
@given(st.permutations(list(ACTS)))
def test_acts_that_arrive_in_any_order_make_one_law(names: list[str]) -> None:
    assert loaded(tuple(names)) == IN_ORDER


def test_amendments_of_one_day_without_sequence_are_ordered_by_document_number() -> None:
    texts = [
        look_back(12, "2024-03-05", more="document: IVC/KSZG/24/101\n"),
        look_back(18, "2024-03-05", 12, more="document: IVC/KSZG/24/102\n"),
    ]
    for arrived in permutations(texts):
        assert history(register(deliberation(), *arrived), "2024-03-20") == "18 months"
