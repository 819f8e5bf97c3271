"""Who may receive: by name, role, category, list or accession, each on its days."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from beraad.law.communication import Permit
from beraad.law.decide import decide
from tests.law.asked import ASKED, NOW, lacks, permitted
from tests.law.world import HISTORY, accession, amendment, deliberation, listed, register


@pytest.mark.parametrize(
    ("to", "changes", "answer"),
    [
        ("hospital", {"recipient": "hospital", "role": ""}, True),
        ("hospital", {"recipient": "hospital"}, True),
        ("hospital", {}, False),
        ("[hospital, town]", {"recipient": "town"}, True),
        ("[hospital, town]", {"recipient": "village"}, False),
        ("role [pharmacist, nurse]", {"role": "nurse"}, True),
        ("category municipality", {"recipient": "village"}, True),
        ("category municipality", {"recipient": "hospital"}, False),
        ("category municipality", {"recipient": "municipality"}, False),
        ("subject", {"role": "subject"}, True),
        ("subject", {}, False),
        ("anyone", {"recipient": "nobody-knows", "role": ""}, True),
        ("hospital", {"recipient": "nobody-knows"}, False),
    ],
)
def test_who_may_receive(to: str, changes: dict[str, str], answer: bool) -> None:
    law = register(deliberation(HISTORY.replace("role pharmacist", to)))
    asked = replace(ASKED, **changes)  # type: ignore[arg-type]
    assert isinstance(decide(asked, law, NOW), Permit) is answer


LIST = listed(
    "bodies",
    "parties",
    "town from 2023-01-01 to 2024-05-01",
    "village to 2024-05-02",
    "hospital from 2024-05-01",
    "hospital from 2023-01-01 to 2023-02-01",
)


@pytest.mark.parametrize(
    ("party", "day", "answer"),
    [
        ("town", "2022-12-31", False),
        ("town", "2023-01-01", True),
        ("town", "2024-04-30", True),
        ("town", "2024-05-01", False),
        ("village", "2022-06-01", True),
        ("village", "2024-05-01", True),
        ("village", "2024-05-02", False),
        ("hospital", "2023-01-31", True),
        ("hospital", "2023-02-01", False),
        ("hospital", "2024-05-01", True),
        ("hospital", "2034-05-01", True),
        ("pharmanet", "2024-05-01", False),
    ],
)
def test_members_of_a_list_receive_from_their_first_day_until_the_day_before_the_last(
    party: str, day: str, answer: bool
) -> None:
    law = register(deliberation(HISTORY.replace("role pharmacist", "list bodies") + LIST))
    noon = datetime.fromisoformat(f"{day}T11:00:00+00:00")
    assert isinstance(decide(replace(ASKED, recipient=party), law, noon), Permit) is answer


def test_who_left_the_list_hears_when_and_who_never_was_on_it_that_it_is_no_recipient() -> None:
    """Of one clause the stretch that fits is told: here the one in which the town was a member."""
    law = register(deliberation(HISTORY.replace("role pharmacist", "list bodies") + LIST))
    assert [code for code, _ in lacks(replace(ASKED, recipient="town"), law)] == ["ended"]
    stranger = replace(ASKED, recipient="federal-office", role="")
    assert lacks(stranger, law) == [("recipient", "list bodies")]


def test_an_amendment_changes_the_list_from_its_entry_into_force() -> None:
    law = register(
        deliberation(HISTORY.replace("role pharmacist", "list bodies") + LIST),
        amendment("- add pharmanet to list bodies\n- remove village from list bodies"),
    )
    before, later = (datetime(2024, 3, day, 22, 59, 59, tzinfo=UTC) for day in (19, 20))
    start = datetime(2024, 3, 19, 23, tzinfo=UTC)
    village = replace(ASKED, recipient="village")
    assert lacks(ASKED, law, before) == [("not-yet-in-force", start.isoformat())]
    permitted(village, law, before)
    permitted(ASKED, law, start)
    permitted(ASKED, law, later)
    assert lacks(village, law, start) == [("ended", start.isoformat())]


LIMITED = HISTORY.replace("role pharmacist", "category municipality").replace(
    "keep: nothing", "keep: nothing\nlimited-by: accession"
)


ACCEDED = register(
    deliberation(LIMITED),
    accession("town", "dispensing.product", "2023-01-01", "2024-05-01"),
    accession("town", "dispensing.date", "2024-01-01"),
)


@pytest.mark.parametrize(
    ("day", "passed"),
    [
        ("2022-12-31", ()),
        ("2023-01-01", ("dispensing.product",)),
        ("2024-01-01", ("dispensing.product", "dispensing.date")),
        ("2024-05-01", ("dispensing.product", "dispensing.date")),
        ("2024-05-02", ("dispensing.date",)),
    ],
)
def test_who_acceded_gets_the_fields_it_named_while_its_accessions_run(
    day: str, passed: tuple[str, ...]
) -> None:
    noon = datetime.fromisoformat(f"{day}T11:00:00+00:00")
    answer = decide(replace(ASKED, recipient="town"), ACCEDED, noon)
    assert (answer.passed if isinstance(answer, Permit) else ()) == passed


def test_a_field_outside_the_accession_is_dropped_and_who_did_not_accede_gets_none() -> None:
    late = datetime(2024, 6, 1, tzinfo=UTC)
    permit = permitted(replace(ASKED, recipient="town"), ACCEDED, late)
    assert permit.dropped == (("dispensing.product", "not-in-accession"),)
    village = replace(ASKED, recipient="village")
    assert lacks(village, ACCEDED, late) == [("accession", "village")]
    product = replace(ASKED, recipient="town", fields=("dispensing.product",))
    assert [code for code, _ in lacks(product, ACCEDED, late)] == ["ended"]
