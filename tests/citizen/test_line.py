"""Files of many persons in the view of one: in order with all else, with proof, alone."""

import json
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beraad.citizen.investigation import Order, open_investigation
from beraad.citizen.view import NotShownError, View
from beraad.exchange.files.lines import Lines
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.citizen.conftest import BEFORE, ME, OTHER, PSEUDONYMS, Renumbered, file_of, of
from tests.citizen.test_view import all_pages, consulted, indexes
from tests.journal.conftest import KEY, START

THIRD = "85010100156"
END = START + timedelta(days=30)


@pytest.fixture
def filed(view: View) -> View:
    """Entries 0 to 6: a consultation, a file of four lines (its chunk is 3), a consultation."""
    people = [(OTHER, "refused"), (ME, "fields"), (THIRD, "refused"), (OTHER, "fields")]
    view.journal.append([consulted(ME, 0)])
    view.journal.append(file_of(view.lines[0], people, 1))
    view.journal.append([consulted(OTHER, 2), consulted(ME, 3)])
    return view


def test_a_file_stands_among_the_other_entries(filed: View) -> None:
    assert indexes(filed.page(ME, START)) == [6, 3, 0]
    assert indexes(filed.page(OTHER, START)) == [5, 3, 3]
    assert all_pages(filed, 1) == [6, 3, 0]


def test_it_says_who_asked_what_for_what_and_by_which_paragraph(filed: View) -> None:
    _, line, _ = filed.page(ME, START).entries
    assert (line.act, line.line, line.answer) == ("file.lines", 1, "fields")
    assert (line.recipient, line.source, line.purpose) == ("town", "status", "allowances")
    assert (line.number, line.paragraph, line.clause) == ("16/008", 13, "inhabitants")
    assert line.fields == ("status.living_wage",)
    refused = filed.page(THIRD, START).entries[0]
    assert (refused.answer, refused.fields) == ("refused", ("status.living_wage", "status.date"))
    assert refused.missing == ("condition: about(inhabitants-of-recipient)",)


def test_what_was_not_passed_on_says_so_whatever_the_law_would_have_let_pass(view: View) -> None:
    view.journal.append(file_of(view.lines[0], [(ME, "not-forwarded")]))
    (line,) = view.page(ME, START).entries
    assert (line.answer, line.fields) == ("not-forwarded", ("status.living_wage", "status.date"))


def test_the_line_proves_itself_with_all_that_was_decided(filed: View, tmp_path: Path) -> None:
    (tmp_path / "proof").write_bytes(filed.proof(ME, 3, START))
    verdict = verify_export(tmp_path / "proof", str(KEY.public))
    assert verdict.fault is None
    assert "This entry is number 3 of the first 7." in verdict.checks
    plain = json.loads((tmp_path / "proof").read_text())
    said = plain["line"]["entry"]
    assert (said["subject"], said["ruled"]["number"]) == (of(ME), "16/008")
    assert plain["entry"]["facts"] == {"file": "f1"}


def test_each_of_two_lines_has_its_own_proof(filed: View, tmp_path: Path) -> None:
    answers = []
    for one in filed.page(OTHER, START).entries[1:]:
        (tmp_path / "proof").write_bytes(filed.proof(OTHER, one.index, START, one.line))
        assert verify_export(tmp_path / "proof", str(KEY.public)).fault is None
        ruled = json.loads((tmp_path / "proof").read_text())["line"]["entry"]["ruled"]
        answers.append((one.answer, ruled["answer"]))
    assert sorted(answers) == [("fields", "fields"), ("refused", "refused")]


@pytest.mark.parametrize(("number", "index", "line"), [(ME, 3, 2), (ME, 1, 1), (ME, 4, 1)])
def test_other_lines_rulings_and_counts_are_not_shown(
    filed: View, number: str, index: int, line: int
) -> None:
    """A ruling would tell by its place, and the counts of a chunk by themselves, of others."""
    with pytest.raises(NotShownError):
        filed.proof(number, index, START, line)
    with pytest.raises(NotShownError):
        filed.proof("85060100150", 3, START)


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_pages_follow_each_other_without_gap(view: View, most: int) -> None:
    """Also where lines of one chunk, of several and of one instant fill more than a page."""
    people = [(ME, "fields"), (BEFORE, "refused"), (OTHER, "fields"), (ME, "fields")]
    for number in range(6):
        view.journal.append([consulted(ME, number // 2)])
        view.journal.append(file_of(view.lines[0], people, number // 2, f"f{number}"))
    view.lines[0].index(3)
    page = view.page(ME, START, most)
    found = [(one.at, one.index, one.line) for one in page.entries]
    while page.following:
        page = view.page(ME, START, most, page.following)
        found += [(one.at, one.index, one.line) for one in page.entries]
    assert len(found) == len(set(found)) == 6 * 4
    assert found == sorted(found, reverse=True)


def test_what_was_kept_but_never_sent_does_not_show(view: View) -> None:
    file_of(view.lines[0], [(ME, "fields")])
    assert indexes(view.page(ME, START)) == []


def test_many_files_are_looked_up_in_turn(view: View) -> None:
    for number in range(120):
        view.journal.append(file_of(view.lines[0], [(ME, "fields")], number, f"f{number}"))
    assert all_pages(view, 50) == [1 + 3 * number for number in range(119, -1, -1)]


def test_lines_of_several_gateways_are_one_view(view: View, tmp_path: Path) -> None:
    other = Lines(tmp_path / "other.sqlite")
    both = View(view.journal, view.numbers, view.pseudonyms, (*view.lines, other))
    view.journal.append(file_of(view.lines[0], [(ME, "fields")], 0, "f1"))
    view.journal.append(file_of(other, [(ME, "fields")], 1, "f2"))
    assert indexes(both.page(ME, START)) == [4, 1]
    assert both.proof(ME, 1, START)
    assert both.proof(ME, 4, START)
    other.close()


def test_an_investigation_hides_lines_as_well(view: View) -> None:
    view.journal.append(file_of(view.lines[0], [(ME, "fields")], 0, "f1", recipient="inspection"))
    view.journal.append(file_of(view.lines[0], [(ME, "fields")], 1, "f2"))
    order = Order("inspection", "allowances", "inquiry-2026-7", START, END)
    open_investigation(view.journal, of(ME), order, actor="authority", at=START)
    assert indexes(view.page(ME, START)) == [4]
    with pytest.raises(NotShownError):
        view.proof(ME, 1, START)
    assert indexes(view.page(ME, END)) == [4, 6, 1]
    assert view.proof(ME, 1, END)


def test_forgotten_lines_are_gone(filed: View) -> None:
    filed.lines[0].forget((START + timedelta(days=40)).date())
    assert indexes(filed.page(ME, START)) == [6, 0]


OTHERS = st.lists(
    st.tuples(st.sampled_from([OTHER, THIRD]), st.sampled_from(["fields", "refused"])), max_size=40
)


def shown(folder: Path, others: list[tuple[str, str]]) -> tuple[object, object, list[int]]:
    """My view and the proof of my line, without what the whole journal shares, and its shape."""
    for name in ("journal", "lines"):
        (folder / name).unlink(missing_ok=True)
    lines = Lines(folder / "lines")
    with Journal(folder / "journal", KEY, salt=lambda: bytes(16)) as journal:
        entries = file_of(lines, [*others[:20], (ME, "fields"), *others[20:]])
        journal.append(entries)
        view = View(journal, Renumbered(), PSEUDONYMS, (lines,))
        (one,) = view.page(ME, START).entries
        proof = json.loads(view.proof(ME, one.index, START))
    lines.close()
    page = {**msgspec.to_builtins(one), "index": 0}
    line = proof["line"]
    return page, line["entry"], [len(line["path"]), len(json.dumps(proof["entry"]))]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(OTHERS)
def test_nothing_shows_of_the_others_in_a_file(
    tmp_path: Path, others: list[tuple[str, str]]
) -> None:
    """Neither who they are, nor what was decided of them, nor how many there are."""
    assert shown(tmp_path, others) == shown(tmp_path, [])
