"""An amendment: what each instruction does to the text, and so to what the machine enforces.

Each row gives an instruction, what stood there, and what stands there afterwards.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from beraad.law.clause import Clause
from beraad.law.load import load
from beraad.law.place import LawError
from beraad.law.register import Version
from tests.law.world import CATALOGUE, amendment

BASE = (Path(__file__).parent / "base.md").read_text("utf-8")
IN_FORCE = "in-force: 2024-03-05\n"
LATER = datetime(2030, 1, 1, tzinfo=UTC)
FEED = """    from: gfd
    to: hospital
    for: care
    # the whole of it is illustrative
    fields: [dispensing.product,  # the product
        dispensing.date]

    form: identified
    by: notify
    about: patients
    keep: nothing"""


def after(instructions: str, base: str = BASE) -> Version:
    """The consolidated deliberation once these instructions are in force."""
    act = amendment(instructions, more=IN_FORCE)
    loaded = load(
        {"base.md": base.encode(), "change.md": act.encode(), "catalogue.md": CATALOGUE.encode()}
    )
    (key,) = loaded.deliberations
    version = loaded.consolidate(key, LATER)
    assert version is not None
    return version


def text_after(instructions: str, base: str = BASE) -> str:
    return after(instructions, base).document.write()


def clauses_after(instructions: str, base: str = BASE) -> dict[str, Clause]:
    return {clause.name: clause for _, clause in after(instructions, base).content.clauses}


def fault_of(instructions: str, base: str = BASE) -> str:
    with pytest.raises(LawError) as error:
        after(instructions, base)
    return str(error.value)


CHANGES = [
    (
        "replace looking-back of clause history: 6 months -> 12 months",
        "looking-back: 6 months\n",
        "looking-back: 12 months\n",
    ),
    (
        "set looking-back of clause history: 2 years",
        "looking-back: 6 months\n",
        "looking-back: 2 y",
    ),
    (
        "set until of clause history: 2029-12-31",
        "keep: nothing\n```",
        "keep: nothing\nuntil: 2029-12-31\n```",
    ),
    ("repeal looking-back of clause history", "looking-back: 6 months\nkeep", "excluded]\nkeep"),
    (
        "add identity(strong), mandate to when of clause history",
        "not excluded]",
        "not excluded, identity(strong), mandate]",
    ),
    (
        "remove dispensing.date, dispensing.posology from fields of clause history",
        "fields: [dispensing.product, dispensing.posology, dispensing.date]",
        "fields: [dispensing.product]",
    ),
    (
        "add nurse to to of clause history",
        "to: role pharmacist\n",
        "to: role [pharmacist, nurse]\n",
    ),
    ("add batch to by of clause history", "by: consult\n", "by: [consult, batch]\n"),
    ("set en of list bodies: the towns", "en: the bodies\n", "en: the towns\n"),
    (
        "add hospital to list bodies",
        "to 2024-05-01\n```",
        "to 2024-05-01\n- hospital from 2024-03-05\n```",
    ),
    (
        "remove town from list bodies",
        "- town from 2018-04-18\n",
        "- town from 2018-04-18 to 2024-03",
    ),
    ("remove village from list bodies", "to 2024-05-01", "- village from 2018-04-18 to 2024-03-05"),
    ("repeal paragraph 2", "2. What is weighed.\n", "2. (repealed)\n"),
    ("replace paragraph 2\n    What is\n    said.", "2. What is weighed.\n", "2. What is\nsaid.\n"),
    (
        "insert paragraph 4 after paragraph 3\n    More.\n\n    And more.",
        "- village from 2018-04-18 to 2024-05-01\n```\n",
        "- village from 2018-04-18 to 2024-05-01\n```\n4. More.\nAnd more.\n\n",
    ),
]
WORLD = CATALOGUE.replace(
    "```condition mandate\n",
    "```condition identity\nevidence: yes-no\nasked-of: communication\nnl: a\nfr: b\nde: c\nen: d\n"
    "- strong | a | b | c | d\n```\n```condition mandate\n",
)


@pytest.mark.parametrize(("instruction", "old", "new"), CHANGES, ids=lambda text: text[:40])
def test_an_instruction_changes_the_text(instruction: str, old: str, new: str) -> None:
    files = {
        "base.md": BASE.encode(),
        "change.md": amendment(f"- {instruction}", more=IN_FORCE).encode(),
        "catalogue.md": WORLD.encode(),
    }
    loaded = load(files)
    (key,) = loaded.deliberations
    version = loaded.consolidate(key, LATER)
    assert version is not None
    assert old in BASE
    assert new not in BASE
    assert new in version.document.write()


def test_what_is_not_named_stays_byte_for_byte() -> None:
    changed = text_after("- set looking-back of clause history: 2 years")
    assert changed == BASE.replace("6 months", "2 years")


def test_the_clause_is_read_from_the_changed_text() -> None:
    clause = clauses_after("- replace looking-back of clause history: 6 months -> 12 months")
    assert str(clause["history"].looking_back) == "1 year"


def test_a_clause_is_inserted_after_another() -> None:
    version = after(f"- insert clause feed after clause history\n{FEED}")
    assert [(p, c.name) for p, c in version.content.clauses] == [(3, "history"), (3, "feed")]
    assert version.content.clauses[1][1].fields == ("dispensing.product", "dispensing.date")
    assert "# the whole of it is illustrative\n" in version.document.write()


def test_a_clause_is_inserted_under_a_paragraph_that_the_same_amendment_inserts() -> None:
    version = after(
        "- insert paragraph 4 after paragraph 3\n    The hospital is fed.\n"
        f"- insert clause feed after paragraph 4\n{FEED}"
    )
    assert [(p, c.name) for p, c in version.content.clauses] == [(3, "history"), (4, "feed")]


def test_an_inserted_clause_is_changed_by_a_later_instruction() -> None:
    clauses = clauses_after(
        f"- insert clause feed after clause history\n{FEED}\n"
        "- remove dispensing.product from fields of clause feed\n"
        "- replace keep of clause feed: nothing -> 1 year\n"
        "- set until of clause feed: 2029-12-31"
    )
    assert clauses["feed"].fields == ("dispensing.date",)
    assert clauses["feed"].until == date(2029, 12, 31)


def test_a_clause_is_repealed_and_may_come_back_otherwise() -> None:
    assert clauses_after("- repeal clause history") == {}
    again = clauses_after(
        f"- repeal clause history\n- insert clause history after paragraph 3\n{FEED}"
    )
    assert again["history"].by == ("notify",)


def test_with_a_paragraph_the_blocks_below_it_are_repealed() -> None:
    """Else a clause would stand under a paragraph that no longer says it."""
    version = after("- repeal paragraph 3")
    assert version.content.clauses == ()
    assert version.content.lists == {}
    assert "3. (repealed)\n" in version.document.write()


def test_a_repealed_deliberation_keeps_its_prose_and_permits_nothing() -> None:
    version = after("- repeal deliberation")
    assert version.content.clauses == ()
    assert "3. What is decided.\n" in version.document.write()


MANY_LINES = BASE.replace(
    "fields: [dispensing.product, dispensing.posology, dispensing.date]",
    "fields: [dispensing.product,  # the product\n"
    "    # and how to take it:\n"
    "    dispensing.posology,\n"
    "\n"
    "    dispensing.date]  # when",
)


def test_a_list_over_many_lines_with_comments_is_replaced_whole() -> None:
    changed = text_after("- remove dispensing.date from fields of clause history", MANY_LINES)
    assert "fields: [dispensing.product, dispensing.posology]\nform: identified\n" in changed
    assert changed.count("dispensing.date") == 0


def test_an_entry_after_a_list_over_many_lines_is_found() -> None:
    changed = text_after("- set keep of clause history: 1 year", MANY_LINES)
    assert changed == MANY_LINES.replace("keep: nothing", "keep: 1 year")


def test_a_comment_does_not_swallow_the_end_of_a_membership() -> None:
    """It once did: the member that the amendment removed stayed one."""
    base = BASE.replace("- town from 2018-04-18\n", "- town from 2018-04-18  # by request\n")
    town = after("- remove town from list bodies", base).content.lists["bodies"].members[0]
    assert town.end == date(2024, 3, 5)


def test_a_member_whose_end_was_planned_may_be_removed_before_and_added_after() -> None:
    members = after(
        "- remove village from list bodies\n- add village to list bodies"
    ).content.lists["bodies"]
    assert members.on(date(2024, 6, 1)) == {"town", "village"}


def test_the_entry_of_a_block_without_entries_can_be_set() -> None:
    labels = "".join(f"- set {lang} of list towns: x\n" for lang in ("nl", "fr", "de", "en"))
    version = after(f"- insert list towns after paragraph 3\n    - town\n{labels}".rstrip())
    assert version.content.lists["towns"].on(date(2024, 6, 1)) == {"town"}


def test_a_paragraph_is_inserted_behind_notes_and_blocks_of_the_one_before() -> None:
    base = BASE.replace("2. What is weighed.\n", "2. What is weighed.\n> In short.\n")
    changed = text_after("- repeal paragraph 3\n- replace paragraph 2\n    Weighed.", base)
    assert "2. Weighed.\n> In short.\n" in changed


@pytest.mark.parametrize("text", ["# Decision", "> a note", "```clause x", "7. a number"])
def test_the_text_of_a_paragraph_is_nothing_but_text(text: str) -> None:
    """Else the text, written and read again, would not say what the parts say."""
    told = fault_of(f"- replace paragraph 2\n    What is weighed.\n    {text}")
    assert told.startswith("change.md:13: the text of paragraph 2 is more than a paragraph")


def test_a_fault_in_what_an_amendment_writes_is_told_with_its_own_line() -> None:
    told = fault_of("- set keep of clause history: 1 year\n- set for of clause history: caer")
    assert told.startswith("change.md:14: unknown purpose 'caer'")


def test_a_fault_that_an_amendment_causes_elsewhere_names_the_amendment() -> None:
    base = BASE.replace("to: role pharmacist", "to: list bodies")
    told = fault_of("- repeal list bodies", base)
    assert told.startswith("base.md:26: unknown list 'bodies', once change.md has amended it")


def test_a_clause_that_an_amendment_inserts_is_at_fault_where_it_stands() -> None:
    told = fault_of(f"- insert clause feed after clause history\n{FEED.replace('date]', 'dat]')}")
    assert told.startswith("change.md:18: unknown field 'dispensing.dat'")


def test_an_open_list_in_an_instruction_does_not_swallow_what_follows() -> None:
    told = fault_of("- set fields of clause history: [dispensing.date")
    assert told.startswith("change.md:13: list not closed in 'fields'")


def test_an_amendment_waiting_for_a_law_must_fit_all_the_same() -> None:
    waiting = amendment("- repeal clause history", more="in-force: when law(someday) is in force\n")
    files = {"base.md": BASE, "change.md": waiting, "catalogue.md": CATALOGUE}
    loaded = load({name: text.encode() for name, text in files.items()})
    (key,) = loaded.deliberations
    assert len(loaded.versions(key)) == 1
    files["change.md"] = waiting.replace("clause history", "clause other")
    with pytest.raises(LawError, match=r"change\.md:13: unknown clause 'other'"):
        load({name: text.encode() for name, text in files.items()})


def test_amendments_of_a_deliberation_that_waits_for_a_law_must_fit_it() -> None:
    waits = "kind: individual\nin-force: when law(someday) is in force\n"
    files = {"catalogue.md": CATALOGUE.encode()}
    files["base.md"] = BASE.replace("kind: individual\n", waits).encode()
    files["change.md"] = amendment("- set for of clause history: benefits").encode()
    loaded = load(files)
    (key,) = loaded.deliberations
    assert loaded.versions(key) == ()
    files["change.md"] = amendment("- set for of clause history: caer").encode()
    with pytest.raises(LawError, match=r"change\.md:12: unknown purpose 'caer'"):
        load(files)


def test_a_list_is_repealed() -> None:
    assert after("- repeal list bodies").content.lists == {}
