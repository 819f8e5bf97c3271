"""Entries under investigation do not show until its end or release, nor that there is any."""

from datetime import datetime, timedelta

import msgspec
import pytest

from beraad.citizen.investigation import Order, open_investigation, release
from beraad.citizen.view import NotShownError, Page, View
from beraad.journal.entry import Entry
from tests.citizen.conftest import BEFORE, ME
from tests.citizen.test_view import consulted, indexes, of
from tests.journal.conftest import START

END = START + timedelta(days=30)
ORDER = Order("inspection", "", "inquiry-2026-7", START, END)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


@pytest.fixture
def watched(view: View) -> View:
    """Entries 0 to 5: a hospital and an inspection by turns, under two numbers; 6 is the order."""
    for n in range(6):
        number = ME if n < 3 else BEFORE
        view.journal.append([consulted(number, n, ("hospital", "inspection")[n % 2])])
    open_investigation(view.journal, of(ME), ORDER, actor="authority", at=day(1))
    return view


def test_it_hides_what_is_asked_for_it_and_itself(watched: View) -> None:
    assert indexes(watched.page(ME, day(1))) == [4, 2, 0]
    for index in (1, 3, 5, 6):
        with pytest.raises(NotShownError):
            watched.proof(ME, index, day(1))
    assert watched.proof(ME, 0, day(1))


def test_all_shows_at_its_end(watched: View) -> None:
    assert indexes(watched.page(ME, END - timedelta(microseconds=1))) == [4, 2, 0]
    assert indexes(watched.page(ME, END)) == [6, 5, 4, 3, 2, 1, 0]
    assert watched.proof(ME, 6, END)


def test_all_shows_at_its_release(watched: View) -> None:
    release(watched.journal, 6, actor="authority", at=day(2))
    assert indexes(watched.page(BEFORE, day(2))) == [7, 6, 5, 4, 3, 2, 1, 0]


def test_what_comes_later_is_hidden_as_well(watched: View) -> None:
    watched.journal.append([consulted(BEFORE, 3 * 86_400, "inspection")])
    assert indexes(watched.page(ME, day(4))) == [4, 2, 0]


def told(page: Page) -> list[dict[str, object]]:
    """All but the indexes, which the whole journal shares."""
    plain = [msgspec.to_builtins(one) for one in page.entries]
    return [{key: value for key, value in one.items() if key != "index"} for one in plain]


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_the_pages_are_those_of_who_is_not_watched(watched: View, most: int) -> None:
    """As many on each, and a next one only where there is something to see."""
    other = "90010100123"
    watched.journal.append([consulted(other, n) for n in (0, 2, 4)])
    mine, theirs = (watched.page(number, day(1), most) for number in (ME, other))
    while True:
        assert len(mine.entries) == len(theirs.entries)
        assert [one["at"] for one in told(mine)] == [one["at"] for one in told(theirs)]
        assert (mine.following is None) == (theirs.following is None)
        if mine.following is None or theirs.following is None:
            break
        mine = watched.page(ME, day(1), most, mine.following)
        theirs = watched.page(other, day(1), most, theirs.following)


def test_an_order_may_be_for_one_purpose_from_a_day_on(view: View) -> None:
    view.journal.append([consulted(ME, n, "inspection") for n in range(2)])
    view.journal.append([consulted(ME, 2, "inspection", purpose="tax")])
    order = Order("inspection", "care", "x", START + timedelta(seconds=1), END)
    open_investigation(view.journal, of(ME), order, actor="authority", at=day(1))
    assert indexes(view.page(ME, day(1))) == [2, 0]


def test_own_acts_are_never_hidden(view: View) -> None:
    facts = {"recipient": "inspection", "purpose": "care"}
    view.journal.append([Entry(START, "mandate.given", "subject", "", of(ME), facts)])
    open_investigation(view.journal, of(ME), ORDER, actor="authority", at=day(1))
    assert indexes(view.page(ME, day(1))) == [0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": "Jan, see /x"}, "reason: expected a word"),
        ({"recipient": ""}, "recipient: expected whose"),
        ({"until": START}, "until: expected an instant after since"),
    ],
)
def test_an_order_says_for_how_long_and_why(change: dict[str, str], told: str) -> None:
    given = {"recipient": "a", "purpose": "", "reason": "x", "since": START, "until": END}
    with pytest.raises(ValueError, match=told):
        Order(**(given | change))  # type: ignore[arg-type]


def test_only_an_order_is_released(watched: View) -> None:
    with pytest.raises(ValueError, match="entry 0 opens no investigation"):
        release(watched.journal, 0, actor="authority", at=day(2))
