"""Who stands for whom: what is split, moved or merged keeps its clauses.

A record `old | new | day | region` of the catalogue says that from a day on `new` stands for `old`,
for the residents of a region or (`-`) for all. Clauses are not rewritten.

| before 2019 | from 2019 | who lives in |
| --- | --- | --- |
| statuses | flemish-statuses | Flanders |
| statuses | walloon-statuses | Wallonia |
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beraad.law.communication import Communication, Permit
from beraad.law.content import NamedList
from beraad.law.decide import decide, decide_by
from beraad.law.expand import clause_in_force, provisions
from beraad.law.register import Register
from tests.law.world import CATALOGUE, amendment, deliberation, listed, register

STATUS = """```clause status
from: statuses
to: town
for: benefits
fields: [status.disability, status.living_wage]
form: identified
by: batch
about: everyone
keep: nothing
```
"""
SPLIT = """```successions
- statuses | flemish-statuses | 2019-01-01 | flanders
- statuses | walloon-statuses | 2019-01-01 | wallonia
```
"""
ASKED = Communication("town", "statuses", "benefits", ("status.disability",), "identified", "batch")
FLANDERS = {"residence(flanders)": True, "residence(wallonia)": False}
WALLONIA = {"residence(flanders)": False, "residence(wallonia)": True}


def law(successions: str, body: str = STATUS, *more: str) -> Register:
    act = deliberation(body, number="18/046", adopted="2018-04-03")
    return register(act, *more, catalogue=CATALOGUE + successions)


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T11:00:00+00:00")


def answered(
    of: Register,
    day: str,
    source: str = "statuses",
    recipient: str = "town",
    lives: dict[str, bool] | None = None,
) -> bool:
    asked = replace(ASKED, source=source, recipient=recipient, facts=lives or {})
    return isinstance(decide(asked, of, noon(day)), Permit)


@pytest.mark.parametrize(
    ("source", "day", "lives", "answer"),
    [
        ("statuses", "2018-12-31", {}, True),
        ("statuses", "2019-01-01", FLANDERS, False),
        ("flemish-statuses", "2018-12-31", FLANDERS, False),
        ("flemish-statuses", "2019-01-01", FLANDERS, True),
        ("flemish-statuses", "2019-01-01", WALLONIA, False),
        ("flemish-statuses", "2019-01-01", {}, False),
        ("walloon-statuses", "2019-01-01", WALLONIA, True),
    ],
)
def test_a_split_source_is_followed_by_residence(
    source: str, day: str, lives: dict[str, bool], answer: bool
) -> None:
    assert answered(law(SPLIT), day, source, lives=lives) is answer


def test_the_residence_is_a_condition_of_the_paragraph_itself() -> None:
    refusal = decide(
        replace(ASKED, source="flemish-statuses"), law(SPLIT), datetime(2024, 5, 1, tzinfo=UTC)
    )
    assert not isinstance(refusal, Permit)
    (missing,) = refusal.nearest[0].missing
    assert (missing.code, missing.detail) == ("condition", "residence(flanders)")


@pytest.mark.parametrize(
    ("recipient", "day", "lives", "answer"),
    [
        ("federal-office", "2018-12-31", {}, True),
        ("federal-office", "2019-01-01", FLANDERS, False),
        ("flemish-agency", "2019-01-01", FLANDERS, True),
        ("flemish-agency", "2019-01-01", WALLONIA, False),
        ("walloon-agency", "2019-01-01", WALLONIA, True),
    ],
)
def test_a_split_recipient_is_followed_by_residence(
    recipient: str, day: str, lives: dict[str, bool], answer: bool
) -> None:
    split = SPLIT.replace("statuses", "agency").replace("- agency", "- federal-office")
    of = law(split, STATUS.replace("to: town", "to: federal-office"))
    assert answered(of, day, recipient=recipient, lives=lives) is answer


def test_where_source_and_recipient_are_split_the_resident_lives_in_both_parts() -> None:
    split = SPLIT + SPLIT.replace("statuses", "agency").replace("- agency", "- federal-office")
    of = law(split, STATUS.replace("to: town", "to: federal-office"))
    for source, recipient, answer in (
        ("flemish-statuses", "flemish-agency", True),
        ("flemish-statuses", "walloon-agency", False),
    ):
        assert answered(of, "2024-05-01", source, recipient, FLANDERS) is answer


CHAIN = """```successions
- town | village | 2020-01-01 | -
- village | hospital | 2022-01-01 | -
```
"""


@pytest.mark.parametrize(
    ("day", "recipient"),
    [("2019-12-31", "town"), ("2020-01-01", "village"), ("2022-01-01", "hospital")],
)
def test_a_chain_is_followed_to_who_stands_there_on_the_day(day: str, recipient: str) -> None:
    of = law(CHAIN)
    for party in ("town", "village", "hospital"):
        assert answered(of, day, recipient=party) is (party == recipient)


def test_what_is_split_twice_is_for_those_who_live_in_both_regions() -> None:
    """It once was for all of the second region, which nobody had granted."""
    twice = SPLIT.replace("- statuses | walloon", "- flemish-statuses | walloon")
    of = law(twice)
    assert not answered(of, "2024-05-01", "walloon-statuses", lives=WALLONIA)
    both = {"residence(flanders)": True, "residence(wallonia)": True}
    assert answered(of, "2024-05-01", "walloon-statuses", lives=both)


DIAMOND = """```successions
- town | village | 2020-01-01 | -
- town | hospital | 2020-01-01 | -
- village | federal-office | 2022-01-01 | -
- hospital | federal-office | 2022-01-01 | -
```
"""


def test_what_was_split_and_merged_again_stands_once() -> None:
    last = provisions(law(DIAMOND))[-1]
    assert last.recipients == {"party:federal-office"}
    assert len(provisions(law(DIAMOND))) == 3


MERGER = """```source merged
holder: federal-office
nl: a
fr: b
de: c
en: d
- status.disability | yes-no | a | b | c | d
- status.living_wage | yes-no | a | b | c | d
- dispensing.product | text | a | b | c | d
- dispensing.posology | text | a | b | c | d
- dispensing.date | date | a | b | c | d
```
```successions
- statuses | merged | 2020-01-01 | -
- gfd | merged | 2021-01-01 | -
```
"""
TWO_SOURCES = STATUS.replace("from: statuses", "from: [statuses, gfd]").replace(
    "status.living_wage]", "dispensing.date]"
)


def test_a_successor_gives_what_those_gave_for_whom_it_stands_and_no_more() -> None:
    """In 2020 it holds the dates too, but stands only for the statuses."""
    of = law(MERGER, TWO_SOURCES)
    given = {
        (p.source, p.start.astimezone(UTC).year): p.fields
        for p in provisions(of)
        if p.source != "x"
    }
    assert given["merged", 2019] == ("status.disability",)  # from midnight in Brussels
    assert given["merged", 2020] == ("status.disability", "dispensing.date")
    assert given["gfd", 2018] == ("dispensing.date",)


LIMITED = STATUS.replace("to: town", "to: list towns").replace(
    "keep: nothing", "keep: nothing\nlimited-by: accession"
) + (
    "\n```list towns\nnl: a\nfr: b\nde: c\nen: d\n- town\n- village from 2018-01-01\n"
    "- hospital from 2018-01-01 to 2030-01-01\n```\n"
)


def accession(party: str, fields: str) -> str:
    return (
        "---\naccedes-to: 18/046\nchamber: social-security-and-health\n---\n\n"
        f"```accession {party}\nfields: [{fields}]\nfrom: 2018-05-01\n```\n"
    )


@pytest.mark.parametrize(
    ("entry", "known", "joined"),
    [
        ("", date(2018, 4, 30), False),
        ("", date(2018, 5, 1), True),  # what is not told is known from the day on which it counts
        ("known: 2018-06-01\n", date(2018, 5, 31), False),
        ("known: 2018-06-01\n", date(2018, 6, 1), True),
        ("known: 2018-04-10\n", date(2018, 4, 10), True),
        ("known: 2018-06-01\n", None, True),
    ],
)
def test_an_accession_counts_from_its_day_as_soon_as_the_register_knew_it(
    entry: str, known: date | None, joined: bool
) -> None:
    told = accession("town", "status.disability").replace("from:", f"{entry}from:")
    of = law("", LIMITED, told)
    permit = decide_by(provisions(of, known), ASKED, of.catalogue, datetime(2018, 5, 2, tzinfo=UTC))
    assert isinstance(permit, Permit) is joined


def test_municipalities_that_merge_keep_their_accessions_together() -> None:
    """On 1 January 2025 town and village become one; each had named one status."""
    merger = "```successions\n- town | village | 2025-01-01 | -\n```\n"
    of = law(
        merger,
        LIMITED,
        accession("town", "status.disability"),
        accession("village", "status.living_wage"),
    )
    asked = replace(ASKED, recipient="village", fields=("status.disability", "status.living_wage"))
    before, since = (decide(asked, of, noon(day)) for day in ("2024-12-31", "2025-01-01"))
    assert isinstance(before, Permit)
    assert before.passed == ("status.living_wage",)
    assert isinstance(since, Permit)
    assert since.passed == asked.fields
    assert not answered(of, "2025-01-01")


def test_an_accession_passes_to_who_stands_for_the_region_there_alone() -> None:
    split = "```successions\n- town | hospital | 2025-01-01 | flanders\n```\n"
    of = law(split, LIMITED, accession("town", "status.disability"))
    assert answered(of, "2025-01-01", recipient="hospital", lives=FLANDERS)
    assert not answered(of, "2025-01-01", recipient="hospital", lives=WALLONIA)


def test_an_accession_may_name_a_field_of_a_source_that_an_amendment_adds() -> None:
    body = STATUS.replace("keep: nothing", "keep: nothing\nlimited-by: accession")
    feed = body.replace("status\nfrom: statuses", "history\nfrom: gfd").replace(
        "[status.disability, status.living_wage]", "[dispensing.date]"
    )
    inserted = "\n".join(f"    {line}" for line in feed.splitlines()[1:-1])
    of = law(
        "",
        body,
        amendment(f"- insert clause history after clause status\n{inserted}", number="18/046"),
        accession("town", "dispensing.date"),
    )
    asked = replace(ASKED, source="gfd", fields=("dispensing.date",))
    assert isinstance(decide(asked, of, noon("2024-05-01")), Permit)


def test_stretches_in_which_nothing_about_a_clause_changes_are_one() -> None:
    """A list that the clause does not name cuts nothing."""
    unused = "\n```list others\nnl: a\nfr: b\nde: c\nen: d\n- village from 2020-01-01\n```\n"
    of = law(CHAIN.replace("- town", "- walloon-agency"), STATUS + unused)
    (only,) = provisions(of)
    assert (only.end, only.lists) == (None, {})


def test_a_clause_keeps_to_the_lists_that_its_conditions_and_recipients_name() -> None:
    """Each of three lists changes once; `others` is named by no clause."""
    asking = STATUS.replace("keep: nothing", "keep: nothing\nwhen: [sector in list sectors]")
    lists = (
        listed("sectors", "values", "horeca", "retail from 2020-01-01")
        + listed("towns", "parties", "town", "village from 2021-01-01")
        + listed("others", "parties", "hospital from 2022-01-01")
    )
    of = law("", asking.replace("to: town", "to: list towns") + "\n" + lists)
    assert [(p.lists, p.recipients) for p in provisions(of)] == [
        ({"sectors": {"horeca"}}, {"party:town"}),
        ({"sectors": {"horeca", "retail"}}, {"party:town"}),
        ({"sectors": {"horeca", "retail"}}, {"party:town", "party:village"}),
    ]


def test_the_members_of_a_list_are_looked_up_once_for_all_clauses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clauses = (
        STATUS.replace("to: town", "to: list towns").replace("clause status", f"clause c{i}")
        for i in range(6)
    )
    members = ("town", "village from 2021-01-01", "hospital from 2022-01-01")
    of = law("", "\n".join([*clauses, listed("towns", "parties", *members)]))
    days: list[date] = []
    real = NamedList.on

    def counted(named: NamedList, day: date) -> frozenset[str]:
        days.append(day)
        return real(named, day)

    monkeypatch.setattr(NamedList, "on", counted)
    assert len(provisions(of)) == 6 * 3
    assert len(days) == 3


DAYS = st.dates(date(2018, 4, 3), date(2026, 1, 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=6), DAYS)
def test_at_every_instant_the_provisions_name_exactly_the_members(
    times: list[tuple[date, date]], day: date
) -> None:
    """Cutting and joining loses no day and adds none."""
    parties = ("town", "village", "hospital", "federal-office", "flemish-agency", "walloon-agency")
    spans = {p: sorted(t) for p, t in zip(parties, times, strict=False)}
    rows = "".join(f"- {p} from {a} to {b}\n" for p, (a, b) in spans.items())
    listed = f"\n```list towns\nnl: a\nfr: b\nde: c\nen: d\n{rows}```\n"
    of = law("", STATUS.replace("to: town", "to: list towns") + listed)
    now = noon(str(day))
    told = [p for p in provisions(of) if p.on(now)]
    named = frozenset[str]().union(*(p.recipients for p in told))
    assert named == {f"party:{p}" for p, (a, b) in spans.items() if a <= day < b}
    assert len(told) <= 1


@pytest.mark.parametrize(
    ("entry", "day", "holds"),
    [
        ("until: 2024-12-31", "2024-12-31", True),
        ("until: 2024-12-31", "2025-01-01", False),
        ("in-force: 2024-06-01", "2024-05-31", False),
        ("in-force: 2024-06-01", "2024-06-01", True),
        ("in-force: when law(someday) is in force", "2030-01-01", False),
    ],
)
def test_a_clause_may_hold_for_less_long_than_its_text(entry: str, day: str, holds: bool) -> None:
    register_ = law("", STATUS.replace("keep:", f"{entry}\nkeep:"))
    (key,) = register_.deliberations
    version = register_.consolidate(key, noon(day))
    assert version is not None
    ((_, clause),) = version.content.clauses
    assert clause_in_force(clause, version, register_.catalogue, noon(day)) is holds
    assert any(one.on(noon(day)) for one in provisions(register_)) is holds
