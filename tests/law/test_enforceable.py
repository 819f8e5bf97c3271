"""A clause to which no gateway could keep does not load.

What counts is every source that the clause names, and every source that ever stands for one.
"""

import pytest

from beraad.law.clause import CHANNELS
from beraad.law.enforceable import DRAWN
from beraad.law.place import LawError
from tests.law.world import CATALOGUE, HISTORY, amendment, deliberation, register

ANSWER = """```clause answer
from: statuses
to: role nurse
for: care
fields: [status.disability]
form: identified
by: consult
about: everyone
keep: nothing
answer: yes-no
```
"""
FILE = """```source {name}
holder: pharmanet
{dated}nl: a
fr: b
de: c
en: d
- dispensing.product | text | a | b | c | d
- dispensing.posology | text | a | b | c | d
- dispensing.date | date | a | b | c | d
```
"""
HANDED_ON = """```successions
- gfd | new-file | 2026-01-01 | -
- new-file | newest-file | 2028-01-01 | -
```
"""


def files(new: str, newest: str) -> str:
    """The catalogue with a shared file that is handed on twice; each is told how it is dated."""
    return (
        CATALOGUE
        + FILE.format(name="new-file", dated=new)
        + FILE.format(name="newest-file", dated=newest)
        + HANDED_ON
    )


DATED = "dated-by: dispensing.date\n"


@pytest.mark.parametrize(
    ("new", "newest", "undated"),
    [(DATED, DATED, None), ("", DATED, "new-file"), (DATED, "", "newest-file")],
)
def test_history_needs_a_date_in_all_that_ever_stand_for_the_source(
    new: str, newest: str, undated: str | None
) -> None:
    catalogue = files(new, newest)
    assert register(catalogue=catalogue).deliberations == {}
    if undated is None:
        assert len(register(deliberation(), catalogue=catalogue).deliberations) == 1
        return
    with pytest.raises(LawError, match=f"on source '{undated}', which has no 'dated-by'"):
        register(deliberation(), catalogue=catalogue)


def test_without_a_limit_a_source_need_not_be_dated() -> None:
    unlimited = HISTORY.replace("looking-back: 6 months\n", "")
    law = register(deliberation(unlimited), catalogue=files("", ""))
    assert len(law.deliberations) == 1


def test_an_amendment_cannot_ask_the_impossible_either() -> None:
    change = amendment("- set looking-back of clause answer: 1 year")
    with pytest.raises(LawError, match=r"^2\.md:12: 'looking-back' on source 'statuses'"):
        register(deliberation(ANSWER), change)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_sample_is_drawn_by_some_channels_only(channel: str) -> None:
    drawn = HISTORY.replace("patients", "sample 2 % of patients").replace("consult", channel)
    if channel in DRAWN:
        assert len(register(deliberation(drawn)).deliberations) == 1
        return
    with pytest.raises(LawError, match=f"a sample by '{channel}', which draws none"):
        register(deliberation(drawn))


def test_a_sample_by_one_channel_that_draws_and_one_that_does_not_is_a_fault() -> None:
    both = HISTORY.replace("patients", "sample 2 % of patients")
    with pytest.raises(LawError, match="a sample by 'batch'"):
        register(deliberation(both.replace("by: consult", "by: [extract, batch]")))


def test_yes_or_no_answers_a_field_that_is_so_in_every_source_that_holds_it() -> None:
    assert len(register(deliberation(ANSWER)).deliberations) == 1
    told = ANSWER.replace("from: statuses", "from: [statuses, flemish-statuses]")
    assert len(register(deliberation(told)).deliberations) == 1
    old, new = CATALOGUE.split("```source flemish-statuses")
    number = old + "```source flemish-statuses" + new.replace("| yes-no |", "| number |", 1)
    with pytest.raises(LawError, match="which is a number in source 'flemish-statuses'"):
        register(deliberation(told), catalogue=number)
    succession = number + "```successions\n- statuses | flemish-statuses | 2030-01-01 | -\n```\n"
    with pytest.raises(LawError, match="which is a number in source 'flemish-statuses'"):
        register(deliberation(ANSWER), catalogue=succession)
