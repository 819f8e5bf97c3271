"""Files at a real gateway, as each person in them sees them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from beraad.citizen.view import NotShownError, Seen, View
from beraad.exchange.directory import Directory
from beraad.exchange.files.lines import Lines
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.exchange.conftest import KEY
from tests.exchange.files.conftest import QUESTION, Live, rows_in
from tests.exchange.world import moment

LATER = moment("2030-01-01")


@pytest.fixture
def view(live: Live, home: Path) -> Iterator[View]:
    key = (live.places.own / "pseudonym.key").read_bytes()
    with (
        Journal(live.places.journal) as journal,
        closing(Directory(home / "sources" / "directory.sqlite")) as directory,
        closing(Lines(live.places.place("lines"))) as lines,
    ):
        yield View(journal, directory, Pseudonyms(key), (lines,))


@pytest.mark.parametrize("journal_place", ["sqlite", "postgres"], indirect=True)
def test_each_person_sees_what_the_answer_said_of_him_with_a_proof(
    live: Live, view: View, persons: list[str], tmp_path: Path
):
    """Of 250 persons in three chunks: the same as the recipient was told, and each proves it."""
    rows = rows_in(live.send(persons[:250]))
    live.until("file.ended")
    words = {"answered": "fields", "refused": "refused"}
    for person, row in zip(persons[:250:10], rows[::10], strict=True):
        (one,) = view.page(person, LATER).entries
        assert (one.act, one.answer) == ("file.lines", words[row["status"]])
        assert f"{one.number} {one.paragraph} {one.clause}" == row["ground"]
        assert (one.recipient, one.purpose) == (QUESTION["recipient"], QUESTION["purpose"])
        (tmp_path / "proof").write_bytes(view.proof(person, one.index, LATER, one.line))
        assert verify_export(tmp_path / "proof", str(KEY.public)).fault is None
    with pytest.raises(NotShownError):
        view.proof(persons[250], one.index, LATER)
    assert view.page(persons[250], LATER).entries == ()


def test_who_stood_in_two_files_and_twice_in_one_sees_each(
    live: Live, view: View, persons: list[str]
):
    live.send(persons[:150])
    live.send([persons[7]] * 2)
    live.until("file.ended")

    def found(most: int) -> list[Seen]:
        page = view.page(persons[7], LATER, most)
        entries = list(page.entries)
        while page.following:
            page = view.page(persons[7], LATER, most, page.following)
            entries += page.entries
        return entries

    assert [one.line for one in found(50)] == [2, 1, 1]
    assert found(1) == found(2) == found(50)
