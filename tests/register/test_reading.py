"""A text as its reader sees it: paragraphs with sentences, changes marked, the timeline beside."""

from datetime import date
from pathlib import Path

import pytest

from beraad.belgium.numbers import parse_deliberation_number
from beraad.law.act import instant
from beraad.law.catalogue import LANGUAGES, Language
from beraad.law.reckoned import reckoned_days
from beraad.law.register import Register, Version
from beraad.law.say import say, say_date
from beraad.register.facts import facts
from beraad.register.holdings import Holdings
from beraad.register.reading import Heading, Item, Note, Paragraph, read
from beraad.register.shelf import open_register
from beraad.register.texts import texts
from beraad.register.timeline import timeline
from tests.law.compared import STATUSES
from tests.law.world import amendment, deliberation, register

SYSTEMS = Path(__file__).parents[2] / "systems"
HOLDINGS = Holdings(open_register([SYSTEMS]), ())
REGISTER = HOLDINGS.register
EVERY = pytest.mark.parametrize("language", LANGUAGES)


def version(number: str, day: str) -> Version:
    key = REGISTER.find(parse_deliberation_number(number)).key
    found = REGISTER.consolidate(key, instant(date.fromisoformat(day)))
    assert found is not None
    return found


def items(number: str, day: str, language: Language = "en") -> list[Item]:
    found = version(number, day)
    original = found.deliberation.document
    return read(found.document, found.content, original, REGISTER.catalogue, language)


def paragraphs(number: str, day: str, language: Language = "en") -> list[Paragraph]:
    return [item for item in items(number, day, language) if isinstance(item, Paragraph)]


@EVERY
def test_headings_are_told_in_the_language_of_the_page(language: Language):
    told = [
        (i.level, i.text) for i in items("22/056", "2024-01-01", language) if isinstance(i, Heading)
    ]
    t = texts(language)
    assert told[0] == (1, t["heading-subject"])
    assert told[-1] == (1, t["heading-decision"])
    assert (2, t["heading-purpose-limitation"]) in told


@EVERY
def test_each_clause_stands_beside_its_paragraph_as_a_sentence(language: Language):
    found = version("22/056", "2024-01-01")
    told = {
        (paragraph.number, block.name): block.lines
        for paragraph in paragraphs("22/056", "2024-01-01", language)
        for block in paragraph.blocks
    }
    assert told == {
        (number, clause.name): (say(clause, REGISTER.catalogue, found.content.lists, language),)
        for number, clause in found.content.clauses
    }


def test_the_source_of_a_clause_is_what_the_machine_reads():
    (block,) = paragraphs("22/056", "2024-01-01")[9].blocks
    assert block.raw.startswith("from: gfd\nto: role [general-practitioner")
    assert "looking-back: 6 months" in block.raw
    assert "```" not in block.raw


def test_what_an_amendment_changed_is_marked():
    assert not any(
        p.changed or b.changed for p in paragraphs("22/056", "2024-01-01") for b in p.blocks
    )
    after = paragraphs("22/056", "2025-02-01")
    assert [p.number for p in after if p.changed] == [8]
    assert [b.name for p in after for b in p.blocks if b.changed] == ["dispensing-history"]


def test_what_an_amendment_inserted_is_marked():
    after = paragraphs("17/053", "2025-02-01")
    assert [p.number for p in after if p.changed] == [15]
    assert [b.name for p in after for b in p.blocks if b.changed] == ["recipient-lookup"]


def test_notes_that_follow_each_other_make_one_text():
    (note,) = [item for item in items("22/056", "2024-01-01") if isinstance(item, Note)]
    assert note.html.count("<p>") == note.html.count("</p>") == 1
    assert "Illustrative text." in note.html


def test_a_list_shows_its_members_by_name_and_day():
    (block,) = [b for p in paragraphs("18/046", "2024-01-01") for b in p.blocks if b.kind == "list"]
    assert block.title == "granting bodies for the harmonised social statuses"
    assert ("the municipality of Beukendaal", "from 1 September 2018", "") in block.rows
    (after,) = [b for p in paragraphs("18/046", "2025-02-01") for b in p.blocks if b.kind == "list"]
    ended = {name: last for name, _, last in after.rows if last}
    assert ended["the housing company Thuishaven"] == "up to and including 15 January 2025"


def test_a_frame_says_what_it_binds_and_asks():
    (block,) = [b for p in paragraphs("24/222", "2025-02-01") for b in p.blocks]
    assert block.kind == "frame"
    assert block.title.startswith("Framework: binds every clause")
    assert len(block.lines) == 4
    assert all(line.startswith("that ") for line in block.lines)


def test_a_checklist_shows_its_questions():
    (block,) = [b for p in paragraphs("24/044", "2025-02-01") for b in p.blocks]
    assert block.title == "use of public cloud services"
    assert "Is there a tested plan for leaving the service and taking the data back?" in block.lines


def test_every_text_is_read_in_every_language():
    for key in REGISTER.deliberations:
        for found in REGISTER.versions(key):
            for language in LANGUAGES:
                original = found.deliberation.document
                assert read(found.document, found.content, original, REGISTER.catalogue, language)


def life(number: str, known: date | None = None, language: Language = "en") -> list[str]:
    deliberation = REGISTER.find(parse_deliberation_number(number))
    return [
        f"{event.when}: {event.what}"
        for event in timeline(HOLDINGS, deliberation, known, None, language)
    ]


def test_the_life_of_an_amended_deliberation():
    assert life("17/053") == [
        "5 September 2017: Adopted by the social security section",
        "19 September 2017: Adopted by the health section",
        "19 September 2017: Takes effect",
        "1 October 2024: Amendment adopted",
        "16 October 2024: The amended text takes effect",
    ]


def test_undated_amendments_of_a_year_go_together():
    assert life("18/046")[2:] == [
        "2024: 8 amendments adopted",
        "16 January 2025 at the latest: The amended text takes effect (reckoned: the day of "
        "adoption is not known)",
    ]


def test_what_was_not_known_is_not_told():
    assert life("17/053", date(2024, 9, 30)) == life("17/053")[:3]
    assert life("24/130", date(2024, 8, 1)) == ["3 September 2024: Adopted"]


def test_an_amendment_tells_what_changes_in_practice():
    deliberation = REGISTER.find(parse_deliberation_number("22/056"))
    reading = version("22/056", "2025-02-01")
    (last,) = [e for e in timeline(HOLDINGS, deliberation, None, reading, "en") if e.practice]
    assert last.current
    assert last.on == "2025-01-16"
    assert any("1 year instead of 6 months" in sentence for sentence in last.practice)


@pytest.mark.parametrize(
    ("language", "when", "what"),
    [
        ("nl", "uiterlijk 16 januari 2025", "(berekend: de dag van aanneming is niet bekend)"),
        ("fr", "au plus tard le 16 janvier 2025", "le jour de l'adoption n'est pas connu)"),
        ("de", "spätestens am 16. Januar 2025", "(berechnet: der Tag der Annahme ist nicht"),
        ("en", "16 January 2025 at the latest", "(reckoned: the day of adoption is not known)"),
    ],
)
def test_a_start_reckoned_from_the_year_alone_is_not_told_as_known(
    language: Language, when: str, what: str
):
    """The report gives no day for the amendment of 22/056, so the register counts from the last."""
    (one,) = [
        one for one in HOLDINGS.register.deliberations.values() if str(one.number) == "22/056"
    ]
    first, last = [e for e in timeline(HOLDINGS, one, None, None, language) if e.on]
    assert last.when == when
    assert what in last.what
    assert "(" not in first.what


@pytest.mark.parametrize(
    ("language", "joined", "left"),
    [
        ("nl", "uiterlijk vanaf 16 januari 2024", "uiterlijk tot en met 15 januari 2024"),
        ("fr", "au plus tard à partir du 16 janvier 2024", "au plus tard jusqu'au 15 janvier 2024"),
        ("de", "spätestens ab dem 16. Januar 2024", "spätestens bis einschließlich 15. Januar"),
        ("en", "from 16 January 2024 at the latest", "up to and including 15 January 2024 at the"),
    ],
)
def test_a_member_that_joins_or_leaves_on_a_reckoned_day_is_told_so(
    language: Language, joined: str, left: str
):
    """Nobody knows on which day of 2023 the amendment was adopted that changes the list."""
    change = "- add village to list granters\n- remove town from list granters"
    law = register(deliberation(STATUSES), amendment(change, adopted="2023"))
    (key,) = law.deliberations
    last = law.versions(key)[-1]
    days = reckoned_days(law, key)
    told = read(last.document, last.content, last.document, law.catalogue, language, days)
    rows = {row[0]: row for row in first_list(told)}
    assert list(rows) == [word(law, "town", language), word(law, "village", language)]
    assert rows[word(law, "village", language)][1] == joined
    assert rows[word(law, "town", language)][2].startswith(left)


def word(law: Register, party: str, language: Language) -> str:
    return law.catalogue.parties[party].labels[language]


def first_list(told: list[Item]) -> tuple[tuple[str, str, str], ...]:
    """The rows of the first list of a text."""
    blocks = (block for item in told if isinstance(item, Paragraph) for block in item.blocks)
    return next(block.rows for block in blocks if block.kind == "list")


@EVERY
def test_a_day_of_effect_that_is_reckoned_is_told_so_among_the_facts(language: Language):
    law = register(deliberation(adopted="2022"))
    (one,) = law.deliberations.values()
    told = facts(law, one, date(2024, 7, 1), None, language)
    t = texts(language)
    day = say_date(date(2022, 12, 31), language)
    assert told["in_force"] == t["event-reckoned"].format(t["at-latest"].format(day))
    assert told["reckoned"]
