"""The shelf: files of folders and what the committee published make one register, or none."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beraad.belgium.numbers import DeliberationNumber
from beraad.committee.docket import Docket
from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.document import MOST_BYTES
from beraad.law.place import LawError
from beraad.register.shelf import demonstrations, find_files, open_register
from tests.law.world import CATALOGUE, deliberation

PUBLISHED = datetime(2024, 3, 7, 9, 0, tzinfo=UTC)


@dataclass
class Chamber:
    """A folder of law, a journal and a docket."""

    folder: Path
    journal: Journal
    docket: Docket

    def publish(self, text: str, at: datetime = PUBLISHED) -> None:
        facts = {"document": self.docket.put(text.encode()), "in_force": at.isoformat()}
        entry = Entry(at, "deliberation.published", "secretariat", "24/044", facts=facts)
        self.journal.append([entry])


@pytest.fixture
def chamber(tmp_path: Path) -> Iterator[Chamber]:
    folder = tmp_path / "law"
    folder.mkdir()
    (folder / "catalogue.md").write_text(CATALOGUE, encoding="utf-8")
    key = SigningKey("beraad.example/journal", bytes(range(32)))
    with Journal(tmp_path / "journal.db", key) as journal:
        yield Chamber(folder, journal, Docket(tmp_path / "docket"))


def test_readme_and_scenarios_of_a_folder_are_no_law(tmp_path: Path):
    for name in ("one.md", "README.md", "scenarios.md", "source.sql"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert find_files([tmp_path]) == {str(tmp_path / "one.md"): b"one.md"}


def test_invented_deliberations_count_only_for_who_names_their_folder(tmp_path: Path):
    invented = tmp_path / "registers" / "demonstration"
    invented.mkdir(parents=True)
    (invented / "23-901.md").write_text("invented", encoding="utf-8")
    (tmp_path / "registers" / "one.md").write_text("one", encoding="utf-8")
    assert demonstrations([tmp_path]) == [invented]
    real = {str(tmp_path / "registers" / "one.md"): b"one"}
    assert find_files([tmp_path]) == real
    both = real | {str(invented / "23-901.md"): b"invented"}
    assert find_files([tmp_path, *demonstrations([tmp_path])]) == both


def test_a_file_that_is_named_counts_whatever_its_name(tmp_path: Path):
    file = tmp_path / "README.md"
    file.write_text("read me", encoding="utf-8")
    assert find_files([file]) == {str(file): b"read me"}


def test_folders_are_looked_through_to_the_bottom(tmp_path: Path):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "law.md").write_text("law", encoding="utf-8")
    assert list(find_files([tmp_path])) == [str(deep / "law.md")]


def test_a_path_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="nowhere: no such file or folder"):
        find_files([tmp_path / "nowhere"])


def test_a_folder_that_cannot_be_read_is_told_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shut = tmp_path / "shut"
    shut.mkdir()
    (tmp_path / "one.md").write_text("one", encoding="utf-8")
    scan = os.scandir

    def scandir(path: str | os.PathLike[str]) -> object:
        if os.fspath(path) == str(shut):  # as the system answers whoever has no right to it
            raise PermissionError(13, "Permission denied", str(shut))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(PermissionError, match="shut"):
        find_files([tmp_path])


def test_of_a_file_that_is_too_large_just_enough_is_read(tmp_path: Path):
    file = tmp_path / "large.md"
    with file.open("wb") as opened:
        opened.truncate(3 * MOST_BYTES)
    (content,) = find_files([tmp_path]).values()
    assert len(content) == MOST_BYTES + 1
    with pytest.raises(LawError, match=r"large\.md:1: "):
        open_register([tmp_path])


def test_what_is_no_file_is_told_at_once(tmp_path: Path):
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, Path("/dev/zero")):
        with pytest.raises(OSError, match="not a file, expected a document"):
            find_files([path])


def test_a_register_has_what_lies_in_its_folders(chamber: Chamber):
    (chamber.folder / "22-056.md").write_text(deliberation(), encoding="utf-8")
    register = open_register([chamber.folder])
    assert [str(number) for _, number in register.deliberations] == ["22/056"]


def test_what_was_published_joins_what_lies_in_the_folders(chamber: Chamber):
    (chamber.folder / "22-056.md").write_text(deliberation(), encoding="utf-8")
    chamber.publish(deliberation(number="24/044", adopted="2024-03-05"))
    register = open_register([chamber.folder], chamber.journal, chamber.docket)
    assert sorted(str(number) for _, number in register.deliberations) == ["22/056", "24/044"]
    found = register.find(DeliberationNumber(2024, 44))
    assert found.document.file.startswith("published/")


def test_without_its_docket_a_journal_adds_nothing(chamber: Chamber):
    chamber.publish(deliberation(number="24/044", adopted="2024-03-05"))
    assert open_register([chamber.folder], chamber.journal).deliberations == {}


def test_one_fault_and_nothing_is_loaded(chamber: Chamber):
    (chamber.folder / "22-056.md").write_text(deliberation(), encoding="utf-8")
    (chamber.folder / "bad.md").write_text("no front matter", encoding="utf-8")
    with pytest.raises(LawError, match=r"bad\.md:1: no front matter"):
        open_register([chamber.folder])
