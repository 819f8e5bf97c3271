"""Mutations at a real gateway, as the person sees them: reported, told, and told to nobody."""

import pytest

from beraad.citizen.investigation import Order, open_investigation
from beraad.citizen.told import sentence
from beraad.citizen.view import Seen, View
from beraad.exchange.directory import Directory
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.store import Journal
from tests.exchange.conftest import KEY
from tests.exchange.mutation.conftest import Clock
from tests.exchange.mutation.world import ADDRESS, BIRTH, Party, integrate, mutation, subjects
from tests.exchange.server.conftest import Stage
from tests.exchange.world import moment

LATER = moment("2030-01-01")


@pytest.fixture
def subject(stage: Stage) -> str:
    ssin = subjects(stage.home)[0]
    integrate(stage.home, ssin, "fpd")
    return ssin


def view_of(stage: Stage, journal: Journal, directory: Directory) -> View:
    key = (stage.files.own / "pseudonym.key").read_bytes()
    return View(journal, directory, Pseudonyms(key))


def shown(stage: Stage, ssin: str) -> list[Seen]:
    directory = Directory(stage.home / "sources" / "directory.sqlite")
    with Journal(stage.files.journal) as journal:
        found = view_of(stage, journal, directory).page(ssin, LATER).entries
    directory.close()
    return list(found)


def test_what_was_reported_and_who_was_told(stage: Stage, subject: str, cbss: Party, fpd: Party):
    cbss.publish(mutation(subject, ADDRESS, BIRTH))
    fpd.heard()
    told, reported = shown(stage, subject)
    assert (reported.act, reported.fields) == ("mutation.published", (ADDRESS, BIRTH))
    assert (told.recipient, told.channel, told.fields) == ("fpd", "notify", (ADDRESS,))
    assert told.number
    assert sentence(told, "en") == "A recipient was notified of a change in your data."


def test_what_nobody_hears_of_shows_all_the_same(stage: Stage, subject: str, cbss: Party):
    other = subjects(stage.home)[1]
    cbss.publish(mutation(other, BIRTH))
    assert [one.act for one in shown(stage, other)] == ["mutation.published"]
    assert shown(stage, subject) == []


def test_a_hidden_recipient_leaves_no_trace_in_what_shows(
    stage: Stage, subject: str, cbss: Party, fpd: Party, clock: Clock
):
    """Of whom a recipient is watched, and of whom nobody was told, the same shows."""
    other = subjects(stage.home)[1]
    cbss.publish(mutation(subject, ADDRESS), mutation(other, ADDRESS))
    assert len(fpd.heard()) == 1
    directory = Directory(stage.home / "sources" / "directory.sqlite")
    with Journal(stage.files.journal, KEY) as journal:
        view = view_of(stage, journal, directory)
        order = Order("fpd", "", "inquiry-1", moment("2000-01-01"), moment("2040-01-01"))
        pseudonym = view.pseudonyms.of("subject", subject)
        open_investigation(journal, pseudonym, order, actor="authority", at=clock.at)
        pages = [view.page(ssin, LATER).entries for ssin in (subject, other)]
        facts = [dict(journal.entry(page[0].index).facts) for page in pages]
    directory.close()
    assert [[one.act for one in page] for page in pages] == [["mutation.published"]] * 2
    assert facts[0] == facts[1]
