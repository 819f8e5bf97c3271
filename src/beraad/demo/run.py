"""`beraad demo`: the main job, from a request to the report, in seven stages."""

import secrets
import shutil
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

import msgspec
from rich.console import Console
from rich.markup import escape

from beraad.belgium.numbers import parse_deliberation_number
from beraad.committee.decide.draft import draft, draft_amendment
from beraad.committee.docket import Docket
from beraad.demo import story
from beraad.demo.emergency import (
    Case,
    arrive,
    choose_case,
    close_gateway,
    consult,
    open_gateway,
    show_rows,
)
from beraad.demo.population import LARGEST_IN_SQLITE, build, check_size
from beraad.demo.procedure import decide, hand_in, publish, show_acts, told
from beraad.demo.proof import prove_entry, tamper
from beraad.demo.scene import Scene
from beraad.exchange.gateway import Gateway
from beraad.exchange.server.secret import own_key
from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal
from beraad.law.act import day_of
from beraad.law.catalogue import LANGUAGES, Language
from beraad.law.compare import compare
from beraad.law.compare_sentences import sentences
from beraad.law.expand import provisions
from beraad.law.permission import at as in_force_at
from beraad.law.say import say
from beraad.law.widens import widens
from beraad.report.printed import read_printed
from beraad.report.render import FORMATS, render
from beraad.report.report import report

MARK = "made-by-beraad-demo.txt"
SECOND = timedelta(seconds=1)
ORIGIN = "beraad.example/demonstration"


def run(console: Console, home: Path, systems: Path, persons: int, seed: int) -> None:
    """All stages; `home` is made anew. The console gets the story, `home` what was made."""
    check_size(persons, LARGEST_IN_SQLITE)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / MARK).write_text(
        "Made by `beraad demo`, which empties this folder when it runs again.\n"
    )
    key = make_key(home / "journal.key", ORIGIN, secrets.token_bytes(32))
    with Journal(home / "journal.db", key) as journal:
        scene = Scene(console, home, systems, journal, Docket(home / "docket"), persons, seed)
        load_register(scene)
        case = make_population(scene)
        begin = from_request_to_force(scene)
        (home / "gateway").mkdir()
        gateway = open_gateway(scene, own_key(home / "gateway" / "pseudonym.key"))
        try:
            before_and_after(scene, gateway, case, begin)
            amend(scene, gateway, case)
        finally:
            close_gateway(gateway)
        prove(scene)
        write_report(scene)
    farewell(scene)


def load_register(scene: Scene) -> None:
    """Stage 1: the register of the 2024 report."""
    with scene.staging("The register of the 2024 report", "reading deliberations ..."):
        register = scene.register()
        clauses = sum(len(d.content.clauses) for d in register.deliberations.values())
        amendments = sum(map(len, register.amendments.values()))
        scene.say(
            f"{len(register.deliberations)} deliberations, {amendments} amendments, {clauses} "
            f"clauses; {len(provisions(register))} provisions over time"
        )
        for warning in register.warnings:
            scene.say(f"[yellow]warning[/]  {warning.what}; probably {warning.nearest}")


def make_population(scene: Scene) -> Case:
    """Stage 2: simulated persons and the authentic sources about them."""
    with scene.staging("A simulated population and its sources", "simulating persons ..."):
        build(scene.home, scene.persons, scene.seed, scene.systems)
        stores = sorted(path.stem for path in (scene.home / "sources").glob("*.sqlite"))
        case = choose_case(scene.home, date(2026, 4, 21))
        scene.say(f"{scene.persons:,} persons, none of them real; {len(stores)} stores, among them")
        scene.say(", ".join(stores[:8]) + " ...")
    return case


def from_request_to_force(scene: Scene) -> datetime:
    """Stage 3: the request goes through the committee; the instant at which it takes effect."""
    with scene.staging("A request, from submission to publication", "the committee works ..."):
        hand_in(scene, story.NUMBER, story.REQUEST, story.SUBMITTED)
        whole = msgspec.structs.replace(story.REQUEST, legal_basis=story.LEGAL_BASIS)
        hand_in(scene, story.NUMBER, whole, story.SUPPLEMENTED)
        number = parse_deliberation_number(story.NUMBER)
        text = draft(whole, number, story.FIRST_SITTING)
        following = story.SUPPLEMENTED + timedelta(days=1)
        outcome = decide(scene, story.NUMBER, story.FIRST_SITTING, text, following)
        begin = publish(scene, story.NUMBER, story.FIRST_SITTING)
        show_acts(scene, story.NUMBER)
        scene.say(told(outcome))
        scene.say("The deliberation now says, in the words of its own clause:")
        for language in LANGUAGES:
            scene.say(f"[dim]{language}[/]  {clause_said(scene, language)}")
    return begin


def clause_said(scene: Scene, language: Language) -> str:
    """The clause of the new deliberation as a sentence."""
    register = scene.register()
    content = register.find(parse_deliberation_number(story.NUMBER)).content
    return say(content.clauses[0][1], register.catalogue, content.lists, language)


def before_and_after(scene: Scene, gateway: Gateway, case: Case, begin: datetime) -> None:
    """Stage 4: a second before it is in force, and at the second."""
    with scene.staging("The same question, before and after", "asking the gateway ..."):
        arrive(scene.home, case, day_of(begin - SECOND))
        scene.say("An emergency physician asks what was dispensed to a patient, the pharmacy too.")
        consult(scene, gateway, case, begin - SECOND)
        answer = consult(scene, gateway, case, begin)
        show_rows(scene, answer)


def amend(scene: Scene, gateway: Gateway, case: Case) -> None:
    """Stage 5: the amendment, what it changes in practice, and the second at which it does."""
    with scene.staging("An amendment, and what it changes in practice", "comparing, proving ..."):
        hand_in(scene, story.AMENDMENT, story.CHANGE, story.CHANGE_ASKED)
        text = draft_amendment(story.CHANGE, story.SECOND_SITTING)
        asked = story.CHANGE_ASKED + timedelta(days=1)
        decide(scene, story.AMENDMENT, story.SECOND_SITTING, text, asked)
        begin = publish(scene, story.AMENDMENT, story.SECOND_SITTING)
        register = scene.register()
        gateway.laws.adopt(register)
        laws = provisions(register)
        before, after = in_force_at(laws, begin - SECOND), in_force_at(laws, begin)
        for sentence in sentences(
            compare(before, after, register.catalogue), register.catalogue, "en"
        ):
            scene.say(sentence)
        wider = widens(before, after, register.catalogue)
        scene.say("Does it widen? " + (f"yes: {', '.join(wider.ways)}" if wider else "proven: no"))
        consult(scene, gateway, case, begin - SECOND)
        show_rows(scene, consult(scene, gateway, case, begin))


def prove(scene: Scene) -> None:
    """Stage 6: the checkpoint, the proof of one entry, and a row that was tampered with."""
    with scene.staging("The journal, and its proofs", "verifying ..."):
        for line in scene.journal.checkpoint().strip().splitlines():
            scene.say(f"[dim]{escape(line)}[/]")
        (last,) = list(scene.journal.read(act="communication.permitted"))[-1:]
        prove_entry(scene, last.index)
        tamper(scene, last.index)


def write_report(scene: Scene) -> None:
    """Stage 7: the report of 2024 as printed, and that of the year played, from the journal."""
    with scene.staging("The activity report", "writing ..."):
        register, file = scene.register(), scene.systems / "figures-2024.toml"
        printed = read_printed(file.read_bytes(), str(file))
        made = report(2024, register, printed)
        for language, form in product(LANGUAGES, FORMATS):
            path = scene.home / f"report-2024-{language}.{form}"
            path.write_text(render(made, language, form))
        played = report(2026, register, None, scene.journal)
        (scene.home / "report-2026-en.html").write_text(render(played, "en", "html"))
        for check in made.checks:
            parts = " + ".join(str(made.figures[name].value) for name in check.figures)
            verdict = "[green]agrees[/]" if check.agrees else "[red]differs[/]"
            scene.say(f"{verdict}  {check.claimed}: printed {check.printed}, counted {parts}")
        scene.say("2024 in nl, fr, de and en, 2026 from the journal alone")


def farewell(scene: Scene) -> None:
    """Where everything lies, and what to try next."""
    scene.console.print("\n[bold]All of it lies in[/] " + str(scene.home))
    scene.say("Try now, with .venv/bin/ before each:")
    scene.say(f"beraad journal verify {scene.home / 'journal.jsonl'}")
    scene.say("beraad register list")
    scene.say("beraad say 22/056 --lang nl")
    scene.say(f"beraad serve --home {scene.home}  [dim]register and report in the browser[/]")
