"""One question about several persons: POST /v1/files, and the lines of the answer."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import TypeAlias

import msgspec

from beraad.demo.scenarios.asked import Asked
from beraad.demo.scenarios.cast import Cast
from beraad.demo.scenarios.consult import OK, named, refused
from beraad.demo.scenarios.raw import Claim, Compared, compare
from beraad.demo.scenarios.told import NOTHING, Came, Exchange, Ruling, lack_told, row_told
from beraad.demo.scenarios.world import Running, World
from beraad.exchange.files.numbers import CSV
from beraad.exchange.server.signature import QUESTION
from beraad.law.act import day_of
from beraad.law.decide import passed
from beraad.law.provision import Provision

FILES = "/v1/files"
YES, NO = "1", "0"
TRUTHS = {YES: True, NO: False}
UNANSWERED = "-"
HEADS = {"identified": "ssin", "pseudonymised": "pseudonym"}
NUMBER = re.compile(r"(?<![0-9a-f])\d{11}(?![0-9a-f])")
Line: TypeAlias = Mapping[str, str]


def send(world: World, gateway: Running, people: Cast, asked: Asked) -> Came:
    """What comes back to a file."""
    question, names = msgspec.json.encode(asked.wish()), named(gateway, asked)
    body = "" if asked.everybody else "\n".join((HEADS[asked.form], *names, ""))
    headers = {"Content-Type": CSV, "Accept-Language": asked.language}
    headers[QUESTION] = question.decode()
    response = gateway.client.post(asked.organisation, FILES, body.encode(), headers)
    sent = {QUESTION: asked.wish(), "body": body}
    there = ("POST", FILES, asked.organisation, sent, response.status_code)
    if response.status_code != OK:
        return refused(gateway, Exchange(*there, response.json()))
    index = int(response.headers["Beraad-Entry"])
    lines = list(csv.DictReader(StringIO(response.text)))
    if asked.everybody:
        places = {name: str(place) for place, name in enumerate(names, 1)}
        lines = [one | {"line": places.get(one["pseudonym"], "")} for one in lines]
    found = File(world, asked, lines)
    compared = list(found.compared())
    return Came(
        found.cells(people),
        (Exchange(*there, response.text),),
        tuple(found.rulings()),
        index,
        (*(f for one in compared for f in one.faults), *numbers_in(asked, response.text)),
        frozenset().union(*(one.edges for one in compared)),
    )


def numbers_in(asked: Asked, text: str) -> Iterator[str]:
    """Whether the answer to a pseudonymised file holds what might be a number of a person."""
    if asked.form == "pseudonymised" and NUMBER.search(text):
        yield "eleven digits in a row where only pseudonyms may stand"


@dataclass(frozen=True, slots=True)
class File:
    """The answer to a file: lines of CSV, as files/answer.py describes them."""

    world: World
    asked: Asked
    lines: Sequence[Line]

    def of(self, place: int) -> Sequence[Line]:
        """The lines about the person in this place, from 1."""
        return [line for line in self.lines if line["line"] == str(place)]

    def cells(self, people: Cast) -> dict[str, str]:
        """What came back: of `by`, what decides of the first person who is answered, or of the
        first; of `missing`, all that stands in the way of others."""
        answered = [line for line in self.lines if line["status"] == "answered"]
        lacks = [lacks_in(line) for line in self.lines if line["status"] == "refused"]
        grounds = [line["ground"] for line in answered or self.lines]
        number, paragraph = (*(grounds or [""])[0].split(" "), "", "")[:2]
        passed = self.passed(answered[0]) if answered else ()
        return {
            "answer": self.answer(answered),
            "by": f"{number} paragraph {paragraph}" if number else "no clause",
            "passed": ", ".join(passed) or NOTHING,
            "missing": "; ".join(dict.fromkeys(filter(None, lacks))) or NOTHING,
            "lines": "; ".join(self.told(place, people) for place, _ in self.persons()),
            "warned": "; ".join(dict.fromkeys(warnings(self.lines))) or NOTHING,
        }

    def persons(self) -> Iterator[tuple[int, str]]:
        """The numbers asked about, each with its place in the file."""
        return enumerate(self.asked.about, 1)

    def answer(self, answered: Sequence[Line]) -> str:
        """How the file as a whole is answered."""
        if not self.lines:
            return "nobody"
        if not answered:
            status = self.lines[0]["status"]
            return "refusal" if status == "refused" else status
        yeses = {line["yes"] for line in answered}
        return "fields" if yeses == {""} else "yes" if YES in yeses else "no"

    def told(self, place: int, people: Cast) -> str:
        """What is told of one person: `-` if nothing is, `nothing` if the source knows nothing."""
        number, lines = self.asked.about[place - 1], self.of(place)
        name = people.name(number) or number
        if not lines or lines[0]["status"] != "answered":
            return f"{name}: {UNANSWERED}"
        if lines[0]["yes"]:
            return f"{name}: {'yes' if lines[0]['yes'] == YES else 'no'}"
        rows = [row_told(row, people) for row in self.rows(lines)]
        return f"{name}: {' / '.join(rows) or NOTHING}"

    def rows(self, lines: Sequence[Line]) -> Iterator[dict[str, object]]:
        """The rows in these lines, with the fields that pass and those that should not have."""
        for line in (one for one in lines if one["table"]):
            passed = self.passed(line)
            names = [n for n in self.asked.fields if n.partition(".")[0] == line["table"]]
            yield {n: self.value(n, line[n]) for n in names if n in passed or line[n]}

    def passed(self, line: Line) -> tuple[str, ...]:
        """The fields that the clause of a line passes."""
        found = next(self.provisions(line), None)
        return passed(found, self.asked.communication()) if found else ()

    def provisions(self, line: Line) -> Iterator[Provision]:
        """The provisions that may be meant by the ground of a line: one for each source that is
        competent for somebody."""
        number, paragraph, clause = line["ground"].split(" ")
        words, day = self.world.register.catalogue, day_of(self.asked.at)
        for source, _ in words.successors("source", self.asked.source, day):
            for law in self.world.laws:
                here = (str(law.number), str(law.paragraph), law.clause.name, law.source)
                if here == (number, paragraph, clause, source) and law.on(self.asked.at):
                    yield law

    def value(self, name: str, cell: str) -> object:
        """A cell as the source has it."""
        source = self.world.register.catalogue.sources[self.asked.source]
        kind = source.fields[name].kind if name in source.fields else "text"
        if not cell:
            return None
        return TRUTHS[cell] if kind == "yes-no" else int(cell) if kind == "number" else cell

    def rulings(self) -> Iterator[Ruling]:
        """What was ruled of each person; of a file that named nobody, of all who are in it."""
        asked = [line for place, _ in self.persons() for line in self.of(place)[:1]]
        for line in self.lines if self.asked.everybody else asked:
            if line["ground"]:
                number, paragraph, clause = line["ground"].split(" ")
                permits = line["status"] != "refused"
                missing = () if permits else tuple(lacks_in(line).split("; "))
                yield Ruling(number, int(paragraph), clause, permits, missing)

    def compared(self) -> Iterator[Compared]:
        """The answer about each person beside the law and the source."""
        for place, number in self.persons():
            lines = self.of(place)
            if lines and lines[0]["status"] == "answered":
                found = [self.beside(law, number, lines) for law in self.provisions(lines[0])]
                none = Compared(("no provision in force has the clause that is said to permit",))
                yield min(found, key=lambda one: len(one.faults), default=none)

    def beside(self, law: Provision, number: str, lines: Sequence[Line]) -> Compared:
        """The same of one person, by one provision."""
        permit = {
            "chamber": law.chamber,
            "number": str(law.number),
            "paragraph": law.paragraph,
            "clause": law.clause.name,
            "passed": passed(law, self.asked.communication()),
        }
        yes = lines[0]["yes"] == YES if lines[0]["yes"] else None
        claim = Claim(law.source, permit, [*self.rows(lines)], yes)
        return compare(self.world, replace(self.asked, about=(number,)), claim)


def lacks_in(line: Line) -> str:
    """What the reason of a line says is missing."""
    pairs = (one.partition(": ") for one in line["reason"].split("; ") if one)
    return "; ".join(lack_told(code, detail) for code, _, detail in pairs)


def warnings(lines: Sequence[Line]) -> Iterator[str]:
    """What the integration control found, and the mark of a copy that is too old."""
    for line in lines:
        if line["status"] in ("answered", "not-forwarded") and line["reason"]:
            yield line["reason"]
        if line["stale"] == YES:
            yield "stale"
