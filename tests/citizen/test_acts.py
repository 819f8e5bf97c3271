"""Every act that the journal knows, and whether the person whom it concerns sees it."""

import ast
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from beraad.belgium.numbers import parse_deliberation_number
from beraad.citizen.investigation import OPENED, RELEASED, Order, open_investigation
from beraad.citizen.told import ACTS, sentence
from beraad.citizen.view import Seen, View
from beraad.exchange.mutation.publication import Reported, published
from beraad.exchange.record import Consultation
from beraad.exchange.rules import Forwarding
from beraad.journal.entry import Entry
from beraad.law.catalogue import LANGUAGES, Catalogue
from beraad.law.clause import Retention
from beraad.law.communication import Communication, Missing, Obligations, Permit, Refusal, Shortfall
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.citizen.conftest import ME, OTHER, of
from tests.journal.conftest import START

ROOT = Path(__file__).parents[2]
NUMBER = parse_deliberation_number("22/056")
PERMIT = Permit(
    *("social-security-and-health", NUMBER, 10, "dispensing-history", ("dispensing.product",)),
    *((("dispensing.date", "not-in-clause"),), "fields", date(2024, 1, 1)),
    *(Obligations(Retention()), ()),
)
REFUSAL = Refusal(
    (
        Shortfall(
            *("social-security-and-health", NUMBER, 10, "dispensing-history"),
            (Missing("condition", "therapeutic-relation", NUMBER, 10),),
        ),
    )
)
ALONE = (
    "request.",
    "vote.",
    "deliberation.",
    "mutation.refused",
    "mutation.lapsed",
    "file.",
    "journal.",
)
"""Acts whose entries bear no subject; of a file each line does, which test_line.py shows."""


def known_acts() -> set[str]:
    """Those of the reference, docs/reference/journal-acts.md, from what generates it."""
    tree = ast.parse((ROOT / "docs/generator/acts.py").read_text())
    (table,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ACTS"
    )
    return set(ast.literal_eval(table))


def test_each_act_about_a_person_has_its_sentence_and_no_other_act_has() -> None:
    about_persons = {act for act in known_acts() if not act.startswith(ALONE)}
    assert about_persons == ACTS.keys()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(find_files([ROOT / "systems"])).catalogue


@pytest.fixture
def asked(catalogue: Catalogue) -> Consultation:
    wish = Communication(
        *("nihdi", "gfd", "integrated-medication-view"),
        *(("dispensing.product", "dispensing.date"), "identified", "consult"),
    )
    return Consultation(wish, START, of(ME), "p", {}, bytes(16), "s", catalogue)


def seen(view: View, entry: Entry) -> Seen:
    view.journal.append([entry])
    assert not view.page(OTHER, START).entries
    (found,) = view.page(ME, START).entries
    assert view.proof(ME, found.index, START)
    return found


CONSULTED: dict[str, tuple[Callable[[Consultation], Entry], str, int]] = {
    "communication.permitted": (lambda one: one.permitted(PERMIT, ()), "fields", 1),
    "communication.refused": (lambda one: one.refused(REFUSAL), "refused", 2),
    "communication.forwarded": (lambda one: one.forwarded(PERMIT), "fields", 1),
    "communication.interim": (lambda one: one.interim(PERMIT), "fields", 1),
    "communication.failed": (lambda one: one.failed("source-down", PERMIT), "fields", 1),
    "communication.explained": (lambda one: one.explained(PERMIT), "fields", 1),
}


@pytest.mark.parametrize("act", CONSULTED)
def test_each_stage_of_a_question_shows_who_what_for_what_and_by_which_number(
    view: View, asked: Consultation, act: str
) -> None:
    make, answer, fields = CONSULTED[act]
    found = seen(view, make(asked))
    assert (found.act, found.recipient, found.source) == (act, "nihdi", "gfd")
    assert (found.purpose, found.number, found.paragraph) == (
        *("integrated-medication-view", "22/056"),
        10,
    )
    assert (found.answer, len(found.fields), found.channel) == (answer, fields, "consult")


def test_what_the_control_stopped_was_not_passed_on(view: View, asked: Consultation) -> None:
    stopped = Forwarding(forwarded=False, remarks=("addressee: not-integrated",))
    asked = Consultation(
        *(asked.communication, asked.at, asked.subject, asked.person, asked.request, asked.salt),
        *(asked.snapshot, asked.catalogue),
        forwarding=stopped,
    )
    found = seen(view, asked.explained(PERMIT))
    assert (found.answer, len(found.fields)) == ("not-forwarded", 2)


def test_who_asked_in_the_name_of_another_is_named(view: View, asked: Consultation) -> None:
    found = seen(view, asked.turned_away("sciensano"))
    assert (found.act, found.recipient, found.answer) == (
        *("communication.refused", "sciensano"),
        "refused",
    )


def test_a_mutation_shows_also_where_nobody_was_told(view: View, catalogue: Catalogue) -> None:
    """And not how many are to hear of it: one of them may be under investigation."""
    reported = Reported("m-1", ME, ("address.municipality",), START)
    entry = published(catalogue, "cbss-registers", reported, "name", of(ME), START)
    found = seen(view, entry)
    assert (found.act, found.source, found.fields) == (
        *("mutation.published", "cbss-registers"),
        ("address.municipality",),
    )
    assert set(entry.facts) == {"source", "manager", "fields"}


BARE = sorted(ACTS.keys() - CONSULTED.keys() - {"mutation.published", OPENED})


@pytest.mark.parametrize("act", BARE)
def test_each_other_act_shows_to_its_person_alone_in_each_language(view: View, act: str) -> None:
    """What the desk and the post record: facts that are words, an actor who does not show."""
    facts = {"order": 0} if act == RELEASED else {"reason": "life-in-danger", "place": 1}
    found = seen(view, Entry(START, act, "pseudonym-of-who-acts", "", of(ME), facts))
    assert found.act == act
    assert len({sentence(found, language) for language in LANGUAGES}) == len(LANGUAGES)
    assert "pseudonym-of-who-acts" not in repr(found)


def test_a_dead_letter_and_a_question_in_anothers_name_are_hidden_with_the_rest(
    view: View, asked: Consultation
) -> None:
    """Though a dead letter does not tell for which purpose it was."""
    facts = {"recipient": "inspection", "place": 1, "attempts": 1, "status": 410}
    dead = Entry(START, "mutation.undelivered", "gateway", "m", of(ME), facts)
    view.journal.append([dead, asked.turned_away("inspection")])
    end = START + timedelta(days=1)
    order = Order("inspection", asked.communication.purpose, "x", START, end)
    open_investigation(view.journal, of(ME), order, actor="authority", at=START)
    assert not view.page(ME, START).entries
    assert len(view.page(ME, end).entries) == 3
