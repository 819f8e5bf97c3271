"""`beraad evidence` does what patients and care providers do, on either database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from beraad.demo.emergency import choose_case
from beraad.demo.population import build
from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal
from beraad.site.commands.evidence_given import ADMITTED
from tests.exchange.engines import on_postgres
from tests.postgres import emptied, postgres
from tests.site.conftest import ROOT, Ran, Shell

__all__ = ["postgres"]  # the fixture

WHY = "Unconscious after a fall, no relative reached."
GLASS = ("--role", "emergency-physician", "--reason", "life-in-danger", "--explained", WHY)
Counter = Callable[..., Ran]


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    build(home, 1_000, 1, ROOT / "systems")
    return home


@pytest.fixture(params=["sqlite", "postgres"])
def home(
    request: pytest.FixtureRequest,
    population: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A home whose stores and journal are files, or in PostgreSQL by settings."""
    home = tmp_path / "home"
    (home / "sources").mkdir(parents=True)
    (home / "population.sqlite").symlink_to(population / "population.sqlite")
    make_key(str(home / "journal.key"), "beraad.example/evidence", bytes(range(32)))
    stores = ("evidence", "directory")
    if request.param == "sqlite":
        for name in stores:
            content = (population / "sources" / f"{name}.sqlite").read_bytes()
            (home / "sources" / f"{name}.sqlite").write_bytes(content)
        return home
    cluster = request.getfixturevalue("postgres")
    urls = {
        name: on_postgres(population / "sources" / f"{name}.sqlite", cluster) for name in stores
    }
    told = "".join(f"[{name}]\nurl = {url!r}\n" for name, url in urls.items())
    (home / "sources" / "sources.toml").write_text(told)
    monkeypatch.setenv("BERAAD_DATABASE", emptied(cluster))
    return home


@pytest.fixture
def counter(shell: Shell, home: Path) -> Counter:
    def act(*words: str, given: str = "") -> Ran:
        return shell("evidence", *words, "--home", str(home), given=given)

    return act


@pytest.fixture
def acts(home: Path, counter: Counter) -> Callable[[], list[str]]:
    def told() -> list[str]:
        from beraad.site.commands.gateway import place_of_journal

        with Journal(place_of_journal(home)) as journal:
            return [one.entry.act for one in journal.read()]

    return told


def test_each_act_is_done_and_recorded(counter: Counter, acts: Callable[[], list[str]]):
    for words, told in (
        (("give-consent",), "consent is given"),
        (("withdraw-consent",), "consent is withdrawn"),
        (("exclude",), "the care provider is excluded"),
        (("readmit",), "the care provider is excluded no longer"),
        (("begin-relation", "file"), "the relation has begun"),
        (("renew-file",), "the global medical file is renewed"),
        (("end-relation",), "the relations with the care provider have ended"),
    ):
        if words == ("give-consent",):
            counter("withdraw-consent")
        ran = counter(*words)
        assert (ran.code, ran.out) == (0, f"{told}\n"), ran.err
    assert acts()[-7:] == [
        *("consent.given", "consent.withdrawn", "exclusion.made", "exclusion.lifted"),
        *("relation.begun", "relation.renewed", "relation.ended"),
    ]


def test_a_mandate_is_given_and_revoked_by_its_number(counter: Counter):
    terms = ("--relation", "customer", "--purpose", "integrated-medication-view")
    ran = counter("give-mandate", "practice", *terms, "--field", "gfd:dispensing.date")
    assert ran.code == 0, ran.err
    number = ran.out.split()[1]
    assert counter("revoke-mandate", number).out == f"mandate {number} is revoked\n"
    again = counter("revoke-mandate", number)
    assert (again.code, again.out) == (2, "")
    assert "revoked it before" in again.err


def test_an_access_in_an_emergency_is_opened_and_reviewed_by_another(
    counter: Counter, home: Path, acts: Callable[[], list[str]]
):
    assert "waits for a review" in counter("break-glass", *GLASS).out
    case = choose_case(home, ADMITTED)
    shown = counter("to-review", "--json")
    assert [(one["professional"], one["explained"]) for one in shown.json] == [
        (case.physician, WHY)
    ]
    assert case.patient not in shown.out
    mine = counter("review", "1", "justified", "--reviewer", case.physician)
    assert (mine.code, "somebody else must" in mine.err) == (2, True)
    assert counter("review", "1", "not-justified", "--reviewer", "ombudsperson").code == 0
    assert counter("to-review").out == "accesses that wait for a review: 0\n"
    assert acts() == ["emergency.opened", "emergency.reviewed"]


WRONG = [
    (("give-consent", "--person", "12345678901"), "SSIN"),
    (("give-consent", "--person", "85073003328"), "nobody bears this number"),
    (("exclude", "--professional", "77"), "expected 11 or 8 digits"),
    (("begin-relation", "friendship"), "expected one of eid"),
    (("give-mandate", "x", "--relation", "y", "--purpose", "z", "--field", "gfd"), "SOURCE:FIELD"),
    (("give-mandate", "x", "--relation", "y", "--purpose", "z"), "comprises no field"),
    (("break-glass", *GLASS[:2], "--reason", "curiosity", *GLASS[4:]), "expected one of cannot"),
    (("review", "1", "fine", "--reviewer", "x"), "expected justified or not-justified"),
    (("review", "1", "justified", "--reviewer", "x"), "no access 1 waits"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_what_cannot_be_done_is_told_and_repeats_no_number(
    counter: Counter, acts: Callable[[], list[str]], words: tuple[str, ...], told: str
):
    ran = counter(*words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "85073003328" not in ran.err
    assert "12345678901" not in ran.err
    assert acts() == []


def test_the_number_of_a_person_may_come_from_standard_input(counter: Counter, home: Path):
    patient = choose_case(home, ADMITTED).patient
    assert counter("exclude", "--person", "-", given=f"{patient}\n").code == 0


def test_without_a_demonstration_whom_it_is_about_must_be_said(counter: Counter, home: Path):
    (home / "population.sqlite").unlink()
    ran = counter("give-consent")
    assert (ran.code, "give --person and --professional" in ran.err) == (2, True)


def test_a_store_that_does_not_answer_is_told(counter: Counter, home: Path):
    for file in (home / "sources").iterdir():
        file.unlink()
    ran = counter("give-consent", "--person", "85073003328")
    assert (ran.code, "does not answer" in ran.err) == (2, True)
