"""A scenario walked through: what is asked, by which clause it is decided, what is answered, and
where that stands in the journal, with proof."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from beraad.demo.scenarios.chapter import LISTED, Chapter, Row
from beraad.demo.scenarios.run import Outcome
from beraad.demo.scenarios.told import Ruling
from beraad.demo.scenarios.world import Running, World
from beraad.journal.entry import Entry
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from beraad.law.catalogue import Language
from beraad.law.explain import say_evidence
from beraad.law.say import say

LANGUAGE: Language = "en"
STYLES = {"row": "bold", "clause": "bold", "lacks": "yellow", "proof": "green", "WRONG": "bold red"}
LONG = ("salt", "leaf")
"""What of an answer is left out of the walk, since nobody reads it."""


def chosen(chapter: Chapter, which: str) -> tuple[str, ...]:
    """The scenarios meant: all, one by its number from 1, or those with a word in their title.

    LookupError lists those there are.
    """
    titles = chapter.scenarios
    if which.isdecimal() and 0 < int(which) <= len(titles):
        return (titles[int(which) - 1],)
    found = tuple(title for title in titles if which.lower() in title.lower())
    if found and not which.isdecimal():
        return found
    listed = "".join(f"\n  {number:>2}  {title}" for number, title in enumerate(titles, 1))
    raise LookupError(f"{chapter.system} has no scenario '{which}'; it has:{listed}")


def show(
    console: Console, world: World, chapter: Chapter, scenario: str, outcomes: Iterable[Outcome]
) -> None:
    """One scenario: its sentences, and its rows in the order of the chapter. What a clause says is
    told once. On a terminal lines end within its width; elsewhere each step is one line."""
    console.print(f"\n[bold]{escape(scenario)}[/]", soft_wrap=True)
    told = prose(chapter, scenario)
    for text in [" ".join(told)] if console.is_terminal else told:
        console.print(escape(text), soft_wrap=not console.is_terminal, highlight=False)
    rows = {row.line: row for row in chapter.rows}
    own = [one for one in outcomes if one.scenario == scenario and one.system == chapter.system]
    said: set[str] = set()
    for one in sorted(own, key=lambda one: one.line):
        console.print()
        for head, text in steps(world, rows[one.line], one):
            if head != "says" or text not in said:
                print_step(console, head, text)
            said.add(text)


def print_step(console: Console, head: str, text: str) -> None:
    """One step beside its head."""
    style = STYLES.get(head, "")
    if not console.is_terminal:
        console.print(f"{head:<9} {escape(text)}", soft_wrap=True, highlight=False)
        return
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=9, style="dim")
    grid.add_column(overflow="fold", style=style)
    grid.add_row(head, escape(text))
    console.print(grid)


def prose(chapter: Chapter, scenario: str) -> Iterator[str]:
    """The sentences under a heading, before the first list or table."""
    begin = next(at for at, line in enumerate(chapter.lines) if heading(line) == scenario)
    for line in chapter.lines[begin + 1 :]:
        if line.startswith(("|", "#", "```")) or LISTED.fullmatch(line):
            return
        if line:
            yield line


def heading(line: str) -> str:
    """The text of a heading; '' of another line."""
    return line.lstrip("#").strip() if line.startswith("#") else ""


def steps(world: World, row: Row, one: Outcome) -> Iterator[tuple[str, str]]:
    """What happens in a row, each step with its head."""
    gateway = world.silent if one.asked.silent else world.gateway
    yield "row", f"line {one.line}. {question(row)}"
    for exchange in one.came.exchanges:
        sent = "" if exchange.body is None else f" {compact(exchange.body)}"
        yield "sent", f"{exchange.method} {exchange.path} as {exchange.organisation}{sent}"
    index = one.came.entry
    entries = [] if index is None else gateway.recorded(index)
    yield from evidence(world, (entry for _, entry in entries))
    for ruling in one.came.rulings:
        if ruling.rank == 0:
            yield from decided(world, one, ruling)
    for exchange in one.came.exchanges:
        told = (
            exchange.answer if isinstance(exchange.answer, str) else compact(full(exchange.answer))
        )
        yield "answer", f"{exchange.status} {told}"
    for name, cell in one.came.cells.items():
        if name in row.expected or name == "sentence":
            yield "told", f"{name}: {cell}"
    yield from proven(gateway, entries)
    for wrong in one.differences:
        yield "WRONG", f"{wrong.column}: expected {wrong.expected}, got {wrong.got}"


def question(row: Row) -> str:
    """What goes in, as a sentence."""
    cells = dict(row.given)
    day, about, source = cells.pop("day"), cells.pop("about"), cells.pop("from")
    changed = cells.pop("publishes", "")
    if changed:
        said = f"On {day}, {source} reports for {about} that this changed: {changed}"
    else:
        asked, purpose, who = cells.pop("asks"), cells.pop("for"), cells.pop("who")
        said = f"On {day}, {who} asks {source} for {purpose} about {about}: {asked}"
    return "; ".join([said, *(f"{name} {cell}" for name, cell in cells.items())])


def decided(world: World, one: Outcome, ruling: Ruling) -> Iterator[tuple[str, str]]:
    """The clause that decides, in words, and what it lacks."""
    yield "clause", f"{ruling.number} paragraph {ruling.paragraph} ({ruling.clause})"
    if text := clause_said(world, one, ruling):
        yield "says", text
    for lack in ruling.missing:
        yield "lacks", lack


def clause_said(world: World, one: Outcome, ruling: Ruling) -> str:
    """A clause as a sentence, as it stood on the day of the question; '' if it stood not."""
    for key in world.register.deliberations:
        version = world.register.consolidate(key, one.asked.at)
        if str(key[1]) == ruling.number and version is not None:
            content = version.content
            for paragraph, clause in content.clauses:
                if (paragraph, clause.name) == (ruling.paragraph, ruling.clause):
                    return say(clause, world.register.catalogue, content.lists, LANGUAGE)
    return ""


def evidence(world: World, entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """The evidence that was asked, in words."""
    for entry in entries:
        found = entry.facts.get("evidence")
        for text in found if isinstance(found, list | tuple) else ():
            key, is_told, value = str(text).partition(": ")
            words = say_evidence(key, True, world.register.catalogue, LANGUAGE) if is_told else ""
            yield "evidence", f"{key}: {value} ({words})" if is_told else f"{key} was asked"


def proven(gateway: Running, entries: Iterable[tuple[int, Entry]]) -> Iterator[tuple[str, str]]:
    """Each entry, and what the stand-alone verifier says of its proof; ValueError for a fault."""
    with Journal(gateway.files.journal) as journal, TemporaryDirectory() as folder:
        for index, entry in entries:
            path = Path(folder) / f"entry-{index}.proof"
            path.write_bytes(journal.prove(index))
            verdict = verify_export(path, str(gateway.files.key.public))
            if verdict.fault:
                raise ValueError(f"entry {index}: {verdict.fault}")
            yield "journal", f"entry {index}, {entry.act}: {compact(facts_of(entry))}"
            yield "proof", f"verified: {verdict.checks[-1]}"


def facts_of(entry: Entry) -> Mapping[str, object]:
    """The facts of an entry that say something; digests are left out."""
    left = ("evidence", "snapshot", "request_digest", "answer_digest", "root", "person")
    return {name: fact for name, fact in entry.facts.items() if fact and name not in left}


def full(value: Any) -> Any:
    """An answer without what is empty, and without the digits of salts and leaves; of a refusal
    the clause that comes nearest."""
    if isinstance(value, list):
        return [full(one) for one in value]
    if not isinstance(value, dict):
        return value
    left = {name: full(one) for name, one in value.items() if name not in LONG}
    left |= {"nearest": left["nearest"][:1]} if "nearest" in left else {}
    return {name: one for name, one in left.items() if one not in (None, [], {})}


def compact(value: Any) -> str:
    """JSON on one line, with blanks where it may be broken."""
    return msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
