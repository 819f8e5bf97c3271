"""What a person sees: all of his or her own entries, with proof, and nothing of anybody else."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beraad.citizen.view import NotShownError, Page, View
from beraad.exchange.directory import Directory
from beraad.journal.entry import Entry
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.citizen.conftest import BEFORE, ME, OTHER, PSEUDONYMS, Renumbered
from tests.journal.conftest import KEY, START


def of(number: str) -> str:
    return PSEUDONYMS.of("subject", number)


def consulted(number: str, second: int, recipient: str = "hospital", **facts: object) -> Entry:
    """An answer about this person, as the gateway records it."""
    said = {
        "recipient": recipient,
        "role": "physician",
        "person": PSEUDONYMS.of("person", "10004406004", number),
        "source": "gfd",
        "purpose": "care",
        "fields": ["dispensing.product", "dispensing.date"],
        "passed": ["dispensing.product"],
        "answer": "fields",
        "number": "18/046",
        "paragraph": 8,
        "clause": "history",
    }
    at = START + timedelta(seconds=second)
    act = "communication.permitted"
    return Entry(at, act, "gateway", "18/046", of(number), said | facts)  # type: ignore[arg-type]


def indexes(page: Page) -> list[int]:
    return [one.index for one in page.entries]


def all_pages(view: View, most: int) -> list[int]:
    """The indexes of page after page."""
    page = view.page(ME, START, most)
    found = indexes(page)
    while page.following:
        page = view.page(ME, START, most, page.following)
        found += indexes(page)
    return found


def test_all_that_an_entry_says_to_its_person(view: View) -> None:
    refusal = {"answer": "refused", "missing": ["condition: consent(informed)"]}
    view.journal.append([consulted(ME, 0)])
    view.journal.append(
        [Entry(START, "communication.refused", "gateway", "18/046", of(ME),
               {"recipient": "town", "fields": ["a", "b"], "number": "18/046", **refusal})]
    )  # fmt: skip
    refused, answered = sorted(view.page(ME, START).entries, key=lambda one: -one.index)
    assert answered.recipient == "hospital"
    assert answered.role == "physician"
    assert answered.fields == ("dispensing.product",)
    assert (answered.number, answered.paragraph, answered.clause) == ("18/046", 8, "history")
    assert refused.fields == ("a", "b")
    assert refused.answer == "refused"
    assert refused.missing == ("condition: consent(informed)",)


def test_who_acted_shows_as_organisation_and_role_alone(view: View) -> None:
    view.journal.append([consulted(ME, 0)])
    shown = msgspec.json.encode(view.page(ME, START)).decode()
    assert PSEUDONYMS.of("person", "10004406004", ME) not in shown
    assert of(ME) not in shown


def test_one_carer_has_another_pseudonym_towards_each_person() -> None:
    """So two persons who lay their proofs side by side do not learn that it was the same one."""
    assert PSEUDONYMS.of("person", "x", ME) != PSEUDONYMS.of("person", "x", OTHER)


def test_a_former_number_is_followed_from_either_side(view: View) -> None:
    view.journal.append([consulted(BEFORE, 0), consulted(OTHER, 1), consulted(ME, 2)])
    view.journal.append([consulted(BEFORE, 3)])
    assert indexes(view.page(ME, START)) == [3, 2, 0]
    assert indexes(view.page(BEFORE, START)) == [3, 2, 0]
    assert indexes(view.page(OTHER, START)) == [1]


def test_the_directory_knows_every_number(tmp_path: Path) -> None:
    file = tmp_path / "directory.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE person (ssin)")
        database.execute("CREATE TABLE replaced (former, current)")
        database.executemany("INSERT INTO replaced VALUES (?, ?)", [("a", "b"), ("b", "c")])
        database.execute("INSERT INTO person VALUES ('c')")
    database.close()
    directory = Directory(file)
    for number in "abc":
        assert sorted(directory.numbers(number)) == ["a", "b", "c"]
    assert directory.numbers("d") == ("d",)
    directory.close()


@pytest.mark.parametrize("most", [1, 2, 7, 50])
def test_pages_follow_each_other_without_gap(view: View, most: int) -> None:
    """Newest first, also where entries of one instant fill more than a page."""
    numbers = [ME, BEFORE, OTHER]
    view.journal.append([consulted(numbers[n % 3], n // 9) for n in range(45)])
    mine = [n for n in range(45) if n % 3 < 2]
    assert all_pages(view, most) == sorted(mine, key=lambda n: (n // 9, n), reverse=True)


def test_each_entry_comes_with_a_proof(view: View, tmp_path: Path) -> None:
    view.journal.append([consulted(OTHER, 0), consulted(ME, 1), consulted(BEFORE, 2)])
    for one in view.page(ME, START).entries:
        (tmp_path / "proof").write_bytes(view.proof(ME, one.index, START))
        verdict = verify_export(tmp_path / "proof", str(KEY.public))
        assert f"number {one.index} of the first 3" in verdict.checks[1]


@pytest.mark.parametrize("index", [0, 2, 99, -1])
def test_what_is_not_mine_cannot_be_told_from_what_is_not(view: View, index: int) -> None:
    """Somebody else's, erased, and none at all give one answer."""
    view.journal.append([consulted(OTHER, 0), consulted(ME, 1), consulted(ME, 2)])
    view.journal.erase(2, "end of retention", actor="retention", at=START)
    with pytest.raises(NotShownError) as refused:
        view.proof(ME, index, START)
    assert refused.value.args == ()


def test_what_was_forgotten_is_gone_and_a_proof_that_was_kept_still_holds(
    view: View, tmp_path: Path
) -> None:
    view.journal.append([consulted(ME, 0), consulted(ME, 40 * 86_400)])
    kept = tmp_path / "kept.proof"
    kept.write_bytes(view.proof(ME, 0, START))
    view.journal.retain((START + timedelta(days=40)).date(), actor="retention", at=START)
    assert indexes(view.page(ME, START)) == [1]
    assert verify_export(kept, str(KEY.public)).fault is None
    kept.write_bytes(view.journal.prove(0))  # the same place, of which nothing is left but its leaf
    assert "This leaf is number 0" in verify_export(kept, str(KEY.public)).checks[1]


def test_that_something_was_erased_is_told_to_everybody_alike(view: View) -> None:
    """Whom it concerned nobody can know any more: neither does the page."""
    assert view.page(ME, START).forgotten == ""
    view.journal.append([consulted(ME, 0), consulted(OTHER, 40 * 86_400)])
    view.journal.erase(1, "by judgment", actor="registry", at=START)
    assert view.page(OTHER, START) == view.page("85060100150", START)
    view.journal.retain((START + timedelta(days=30)).date(), actor="retention", at=START)
    pages = [view.page(number, START) for number in (ME, OTHER, "85060100150")]
    assert pages[0] == pages[1] == pages[2]
    assert pages[0].forgotten == "2024-01"


OTHERS = st.lists(
    st.tuples(
        st.sampled_from(["hospital", "town", "research"]),
        st.sampled_from(["communication.permitted", "consent.given", "investigation.opened"]),
        st.integers(0, 99),
    ),
    max_size=6,
)


def story(path: Path, others: list[tuple[str, str, int]], now: datetime) -> list[dict[str, object]]:
    """My view where others have these entries: each has its place, whatever it says."""
    path.unlink(missing_ok=True)
    with Journal(path, KEY, salt=lambda: bytes(16)) as journal:
        for place in range(6):
            journal.append([consulted(ME, place)])
            recipient, act, second = (others + [("", "", 0)] * 6)[place]
            at = START + timedelta(seconds=second)
            facts = {"recipient": recipient, "purpose": "", "reason": "x"}
            facts |= {"since": START.isoformat(), "until": (now + timedelta(1)).isoformat()}
            theirs = Entry(at, act, "a", "", of(OTHER), facts) if act else Entry(at, "a.b", "a")
            journal.append([theirs])
        page = View(journal, Renumbered(), PSEUDONYMS).page(ME, now)
        return [msgspec.to_builtins(one) for one in page.entries]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(OTHERS)
def test_nothing_of_others_shows(tmp_path: Path, others: list[tuple[str, str, int]]) -> None:
    """Whatever happens to others, and even investigations of them: my view is the same."""
    now = START + timedelta(hours=1)
    assert story(tmp_path / "journal", others, now) == story(tmp_path / "journal", [], now)
