"""Dead letters on the command line."""

from pathlib import Path

import msgspec
import pytest

from beraad.exchange.mutation.queue import opened
from beraad.site.command import main
from tests.exchange.mutation.test_queue import planned, published


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A gateway with a dead letter of one organisation, and two notifications that wait."""
    (tmp_path / "gateway").mkdir()
    with opened(tmp_path / "gateway" / "queue.sqlite") as queue:
        published(queue, planned("m", "s", "fpd", "nemo"), planned("n", "s", "fpd"))
        queue.failed(queue.heads("fpd", 1, 0)[0], due=0, dead=True)
    return tmp_path


def test_they_are_shown_without_the_person(home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["dead-letters", "--home", str(home)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].split() == ["organisation", "place", "source", "fields", "attempts"]
    assert told[2].split() == ["fpd", "1", "source", "t.x", "t.y", "1"]
    assert len(told) == 3
    assert main(["dead-letters", "--home", str(home), "--json"]) == 0
    (row,) = msgspec.json.decode(capsys.readouterr().out)
    assert (row["organisation"], row["place"]) == ("fpd", "1")


def test_they_are_sent_again(home: Path, capsys: pytest.CaptureFixture[str]):
    asked = ["dead-letters", "--home", str(home), "--resend"]
    assert main([*asked, "--organisation", "nemo"]) == 0
    assert main(asked) == 0
    assert capsys.readouterr().out == "0 to be sent again\n1 to be sent again\n"
    assert main(["dead-letters", "--home", str(home)]) == 0
    assert capsys.readouterr().out == "no dead letters\n"


def test_without_a_queue_it_says_what_makes_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["dead-letters", "--home", str(tmp_path)]) == 2
    assert "no queue; `beraad gateway` makes one" in capsys.readouterr().err
    assert not (tmp_path / "gateway").exists()
