"""Papers lie under their digest, whole or not at all."""

from pathlib import Path

import pytest

from beraad.committee.docket import Docket


@pytest.fixture
def docket(tmp_path: Path) -> Docket:
    return Docket(tmp_path / "docket")


def test_a_paper_that_was_changed_is_noticed(docket: Docket):
    digest = docket.put(b"as filed")
    assert docket.put(b"as filed") == digest
    assert [path.name for path in docket.folder.iterdir()] == [digest]
    (docket.folder / digest).write_bytes(b"changed")
    with pytest.raises(ValueError, match="not what it was when it was filed"):
        docket.get(digest)
    with pytest.raises(LookupError, match="no paper"):
        docket.get("0" * 64)


@pytest.mark.parametrize("name", ["", ".", "../journal.key", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_digest_names_a_paper(docket: Docket, name: str):
    (docket.folder / ("A" * 64)).write_bytes(b"no paper")
    (docket.folder.parent / "journal.key").write_bytes(b"no paper")
    with pytest.raises(LookupError, match="names no paper: expected 64 digits"):
        docket.get(name)


def test_file_and_folder_are_on_the_disk_when_a_paper_is_kept(
    docket: Docket, monkeypatch: pytest.MonkeyPatch
):
    """Seen by the inodes that are synchronised, the real call included."""
    from beraad.committee import docket as module

    real, synced = module.os.fsync, list[int]()

    def fsync(file: int) -> None:
        synced.append(module.os.fstat(file).st_ino)
        real(file)

    monkeypatch.setattr(module.os, "fsync", fsync)
    for _ in range(2):
        digest = docket.put(b"paper")
    folder = docket.folder.stat().st_ino
    assert synced == [(docket.folder / digest).stat().st_ino, folder, folder]


def test_a_write_that_fails_leaves_nothing(docket: Docket, monkeypatch: pytest.MonkeyPatch):
    def full(file: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("beraad.committee.docket.os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        docket.put(b"paper")
    assert list(docket.folder.iterdir()) == []
