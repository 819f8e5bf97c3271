"""What every organisation may ask, and what the clauses say of it: the law read once more, plainly.

The evidence is read from the store by queries of our own, and the decision is that of the reference
interpreter; neither is what the gateway uses.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

from beraad.demo.scenarios.raw import current, opened
from beraad.demo.scenarios.run import Outcome
from beraad.demo.scenarios.world import World
from beraad.exchange.asking import Asking, Ear
from beraad.exchange.evidence import Evidence, clock, fitting
from beraad.exchange.gateway import STATED
from beraad.exchange.mandate import KEYS as MANDATE
from beraad.exchange.reckoning import practitioner
from beraad.law.act import day_of
from beraad.law.clause import CHANNELS, FORMS, Channel, Form
from beraad.law.communication import Communication, Decision, Refusal
from beraad.law.condition import Evidence as Fact
from beraad.law.condition import terms
from beraad.law.decide import decide_by
from beraad.law.provision import Provision

BY_NUMBER = tuple(form for form in FORMS if form != "pseudonymised")
"""In the other form nobody is asked about by number; tests/exchange/files/test_pseudonymised.py."""

ACTING = 0.7
OTHERWISE = 0.1
"""The share of questions in another form or by another channel; of these only the decision is
asked."""


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody who is asked about, by someone who acts in a role, on a day."""

    subject: str
    role: str
    person: str
    stated: dict[str, Fact]
    at: datetime


def cases(outcomes: list[Outcome]) -> dict[str, list[Case]]:
    """For each source those about whom the chapters got an answer: of them there is something to
    tell."""
    found: dict[str, list[Case]] = {}
    for one in outcomes:
        asked = one.asked
        if one.came.cells.get("answer") in ("fields", "yes", "no") and asked.kind == "consult":
            case = Case(asked.about[0], asked.role, asked.person, asked.facts, asked.at)
            found.setdefault(asked.source, []).append(case)
    return found


def questions(
    world: World, at: dict[str, list[Case]], most: int, times: int
) -> list[tuple[Case, Communication]]:
    """Every organisation, source and purpose, all fields at once: first each that some clause may
    mean, so many times about various persons, then others by chance, so many in all.

    Sources that were handed over are left out: which one answers then depends on the residence, as
    the chapter on the sixth state reform shows.
    """
    words, chance = world.register.catalogue, random.Random(4)
    anybody = [case for cases in at.values() for case in cases]
    handed = {one.old for one in words.successions if one.kind == "source"}
    sources = [one for one in words.sources if one not in handed]
    every = [(o, s, p) for o in words.parties for s in sources for p in words.purposes]
    chance.shuffle(every)
    meant: dict[tuple[str, str], list[tuple[Form, Channel]]] = {}
    for law in world.laws:
        ways = meant.setdefault((law.source, law.clause.purpose), [])
        if law.clause.form in BY_NUMBER:
            ways += [(law.clause.form, channel) for channel in law.clause.by]
    near = {one for one in every if one[1:] in meant and may_be_meant(world, *one)}
    far = [one for one in every if one not in near][: max(0, most - len(near) * times)]
    found = []
    for organisation, source, purpose in [*sorted(near) * times, *far]:
        case = chance.choice(at.get(source) or anybody)
        role, person = (case.role, case.person) if chance.random() < ACTING else ("", "")
        form: Form = "identified"
        channel: Channel = "consult"
        if chance.random() < OTHERWISE:
            by_chance = [(chance.choice(BY_NUMBER), chance.choice(CHANNELS))]
            form, channel = chance.choice(meant.get((source, purpose)) or by_chance)
        fields = tuple(words.sources[source].fields)
        wish = Communication(organisation, source, purpose, fields, form, channel, role, person)
        found.append((case, replace(wish, facts=case.stated)))
    return found


def may_be_meant(world: World, organisation: str, source: str, purpose: str) -> bool:
    """Whether a clause on this source and purpose may mean the organisation, or a role in it."""
    tokens = {f"party:{organisation}", "anyone", "role:subject"}
    tokens |= {f"role:{role}" for role in world.register.catalogue.roles}
    categories = world.register.catalogue.parties[organisation].categories
    tokens |= {f"category:{one}" for one in categories}
    return any(
        law.source == source and law.clause.purpose == purpose and tokens & law.recipients
        for law in world.laws
    )


@dataclass(frozen=True, slots=True)
class Oracle:
    """Says what must come back."""

    world: World
    evidence: sqlite3.Connection
    ear: Ear
    mandates: Evidence

    def decision(self, asked: Communication, subject: str, at: datetime) -> Decision:
        """The decision of the reference interpreter on what the store says."""
        if not fitting(self.world.laws, asked, self.world.register.catalogue, at):
            return Refusal(())
        number = current(self.world.stores, subject)
        full = replace(asked, facts=self.facts(asked, number, at))
        return decide_by(self.world.laws, full, self.world.register.catalogue, at)

    def facts(self, asked: Communication, subject: str, at: datetime) -> dict[str, Fact]:
        """All that any clause on this source looks at."""
        laws = [law for law in self.world.laws if law.source == asked.source and law.on(at)]
        keys = sorted(set(keys_of(laws)))
        found = {key: self.fact(key, asked, subject, at) for key in keys if key not in MANDATE}
        found |= self.mandates.answers([k for k in keys if k in MANDATE], asked, subject, at)
        known = {key: fact for key, fact in found.items() if fact is not None}
        stated = {k: v for k, v in asked.facts.items() if k.partition("(")[0] in STATED}
        return known | {key: fact for key, fact in stated.items() if key in keys}

    def fact(self, key: str, asked: Communication, subject: str, at: datetime) -> Fact | None:
        """What the relation of this name says; None where there is none."""
        columns = [row[1] for row in self.evidence.execute(f'PRAGMA table_info("{key}")')]
        if not columns:
            return None
        self.ear.asking = Asking(day_of(at), asked.recipient, asked.role)
        said = {
            "subject": subject,
            "recipient": asked.recipient,
            "person": asked.person,
            "practitioner": practitioner(asked.person),
            "role": asked.role,
            "source": asked.source,
        }
        now = clock(at)
        rows = [
            row
            for row in self.evidence.execute(f'SELECT * FROM "{key}"{of(columns)}', said)
            if all(row[name] == value for name, value in said.items() if name in columns)
            if "begin" not in columns or (row["begin"] is not None and row["begin"] <= now)
            if "end" not in columns or row["end"] is None or row["end"] > now
        ]
        if "value" not in columns:
            return bool(rows)
        values = {row["value"] for row in rows}
        return values.pop() if len(values) == 1 else None


def of(columns: list[str]) -> str:
    """Only the rows of one person, where a relation is about persons: there are many others."""
    return " WHERE subject = :subject" if "subject" in columns else ""


def keys_of(laws: list[Provision]) -> Iterator[str]:
    """The keys of all conditions of these clauses."""
    for law in laws:
        for requirement in law.requirements:
            yield from (term.key for term in terms(requirement.condition))


def open_oracle(world: World) -> tuple[closing[sqlite3.Connection], closing[Evidence]]:
    """What an oracle reads, to be closed at the end."""
    path = world.stores / "evidence.sqlite"
    return closing(opened(path)), closing(Evidence(path))
