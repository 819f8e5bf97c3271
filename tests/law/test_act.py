"""When an act takes effect.

Acts adopted before the law of 23 November 2023 took effect at once. Since then ten working days
pass after the meeting, in which the minister may order changes. Whether Saturday is a working day
is a setting. A day of which only the month or year is known counts from its last possible date.
"""

from datetime import UTC, date, datetime

import pytest

from beraad.belgium.calendar import ZONE
from beraad.law.act import Adoption, after, day_of
from beraad.law.load import load
from beraad.law.register import Register
from beraad.law.span import Day
from tests.law.world import CATALOGUE, amendment, deliberation, register


def in_force(adopted: str, more: str = "", saturday: bool = False, number: str = "17/001") -> str:
    """The moment in Brussels from which an act holds, without a midnight."""
    law = register(deliberation(number=number, adopted=adopted, more=more), saturday=saturday)
    moment = begin(law)
    if moment is None:
        return "waits"
    return moment.astimezone(ZONE).isoformat(" ", "minutes")[:16].removesuffix(" 00:00")


def begin(law: Register) -> datetime | None:
    (act,) = law.deliberations.values()
    return law.in_force(act.head)


@pytest.mark.parametrize(
    ("meeting", "in_force_from"),
    [
        ("2024-01-09", "2024-01-24"),
        ("2024-02-06", "2024-02-21"),
        ("2024-03-05", "2024-03-20"),
        ("2024-04-16", "2024-05-01"),
        ("2024-05-07", "2024-05-24"),  # Ascension and Whit Monday
        ("2024-06-04", "2024-06-19"),
        ("2024-07-02", "2024-07-17"),
        ("2024-09-03", "2024-09-18"),
        ("2024-10-01", "2024-10-16"),
        ("2024-11-05", "2024-11-21"),  # Armistice Day
        ("2024-12-03", "2024-12-18"),
    ],
)
def test_ten_working_days_pass_after_each_meeting_of_2024(meeting: str, in_force_from: str) -> None:
    assert in_force(meeting) == in_force_from


@pytest.mark.parametrize(
    ("adopted", "saturday", "in_force_from"),
    [
        ("2023-11-22", False, "2023-11-22"),  # the last day of the earlier regime
        ("2023-11-23", False, "2023-12-08"),
        ("2022-03-01", False, "2022-03-01"),
        ("2018-04-03", False, "2018-04-03"),  # before any regime of the catalogue
        ("2024-03-05", True, "2024-03-17"),
        ("2024-01-09", True, "2024-01-21"),
        ("2022-03-01", True, "2022-03-01"),
    ],
)
def test_the_regime_of_the_day_of_adoption_decides(
    adopted: str, saturday: bool, in_force_from: str
) -> None:
    assert in_force(adopted, saturday=saturday) == in_force_from


@pytest.mark.parametrize(
    ("entry", "in_force_from"),
    [
        ("2024-03-08", "2024-03-08"),  # released early by the minister
        ("2024-03-08T12:00:00+01:00", "2024-03-08 12:00"),
        ("2024-03-08T12:00:00Z", "2024-03-08 13:00"),
        ("2025-01-01", "2025-01-01"),  # put off
        ("when law(2025-01-31) is in force", "2025-02-19"),
        ("when law(someday) is in force", "waits"),
    ],
)
def test_an_act_may_tell_its_own_day(entry: str, in_force_from: str) -> None:
    assert in_force("2024-03-05", more=f"in-force: {entry}\n") == in_force_from


def test_a_law_already_in_force_does_not_shorten_the_ten_days() -> None:
    law = "in-force: when law(2025-01-31) is in force\n"
    assert in_force("2025-03-04", more=law) == "2025-03-19"


@pytest.mark.parametrize(
    ("adopted", "in_force_from"),
    [
        ("2022", "2022-12-31"),
        ("2022-02", "2022-02-28"),
        ("2024", "2025-01-16"),
        ("2017-09-05 (social-security), 2017-09-19 (health)", "2017-09-19"),
        ("2017-09-19 (health), 2017-09-05 (social-security)", "2017-09-19"),
    ],
)
def test_a_day_known_in_part_or_by_section_never_counts_too_early(
    adopted: str, in_force_from: str
) -> None:
    assert in_force(adopted) == in_force_from


@pytest.mark.parametrize(
    ("adopted", "entry", "saturday", "early"),
    [
        ("2024-03-05", "2024-03-05", False, "2024-03-20"),
        ("2024-03-05", "2024-03-19", False, "2024-03-20"),
        ("2024-03-05", "2024-03-19T12:00:00+01:00", False, "2024-03-20"),
        ("2024-03-05", "2024-03-20", False, ""),
        ("2024-03-05", "2024-03-19", True, ""),  # where Saturdays count, from 17 March
        ("2024-03-05", "when law(someday) is in force", False, ""),
        ("2024", "2024-03-05", False, ""),  # perhaps adopted in January
        ("2024", "2024-01-05", False, "2024-01-16"),
        ("2022-03-01", "2022-03-01", False, ""),  # the regime that lets no days pass
    ],
)
def test_an_act_in_force_before_its_regime_allows_is_told_and_loaded(
    adopted: str, entry: str, saturday: bool, early: str
) -> None:
    """The minister may have released it; the register cannot know."""
    more = f"in-force: {entry}\n"
    words = (
        "takes effect before the 10 working days of the regime have passed, expected "
        f"{early} or later, unless it was released earlier"
    )
    one = register(deliberation(number="22/001", adopted=adopted, more=more), saturday=saturday)
    assert [str(told) for told in one.warnings] == ([f"1.md:10: {words}"] if early else [])
    change = amendment("- set keep of clause history: 1 year", adopted=adopted, more=more)
    other = register(deliberation(), change, saturday=saturday)
    assert [str(told) for told in other.warnings] == ([f"2.md:9: {words}"] if early else [])


def test_each_section_keeps_its_day() -> None:
    adopted = "2017-09-05 (social-security), 2017-09-19 (health)"
    (act,) = register(deliberation(number="17/053", adopted=adopted)).deliberations.values()
    assert act.head.adopted == (
        Adoption(Day(date(2017, 9, 5), date(2017, 9, 5)), "social-security"),
        Adoption(Day(date(2017, 9, 19), date(2017, 9, 19)), "health"),
    )
    assert act.head.complete == act.head.known == date(2017, 9, 19)


def test_without_regimes_acts_take_effect_at_once() -> None:
    bare = CATALOGUE[: CATALOGUE.index("```regimes")]
    files = {"a.md": deliberation(adopted="2024-03-05"), "catalogue.md": bare}
    law = load({name: text.encode() for name, text in files.items()})
    assert begin(law) == datetime(2024, 3, 4, 23, tzinfo=UTC)


def test_the_last_day_is_part_of_the_time_and_a_day_is_one_of_belgium() -> None:
    assert after(date(2024, 3, 30)) == datetime(2024, 3, 30, 23, tzinfo=UTC)
    assert after(date(2024, 3, 31)) == datetime(2024, 3, 31, 22, tzinfo=UTC)
    assert after(None) is None
    assert day_of(datetime(2024, 3, 31, 22, tzinfo=UTC)) == date(2024, 4, 1)


def test_a_head_keeps_what_the_report_prints() -> None:
    printed = (
        "as-printed: 25/052\nprobably: 24/052\nsource: activity report 2024\npassage: page 9\n"
        "prose: illustrative\nparties: [hospital, municipality]\nillustrative-parties: town\n"
        "document: IVC/KSZG/24/100\n"
    )
    law = register(deliberation(number="25/052", adopted="2024-04-16", more=printed))
    (act,) = law.deliberations.values()
    head = act.head
    assert (head.as_printed, head.probably, head.passage) == ("25/052", ("24/052",), "page 9")
    assert (head.source, head.prose) == ("activity report 2024", "illustrative")
    assert (head.parties, head.illustrative_parties) == (("hospital", "municipality"), ("town",))
    assert head.document_number == "IVC/KSZG/24/100"
    (warning,) = law.warnings
    assert str(warning) == (
        "1.md:1: number 25/052 is later than its adoption in 2024; kept as printed, "
        "did you mean '24/052'?"
    )
