"""Decides a file: the law once, then chunk by chunk a set operation for each thing asked.

What one person would be told by `Scales.weigh` on the channel `batch` is what this tells of each.
The law is the same function; it is asked once for each combination of facts that occurs, of which
there are few, and its answer counts for all persons of whom the same is known.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from beraad.exchange.asking import Asking
from beraad.exchange.evidence import fitting
from beraad.exchange.files import directory, evidence
from beraad.exchange.files.numbers import valid
from beraad.exchange.files.population import held
from beraad.exchange.files.reader import Row
from beraad.exchange.files.rules import Status, ground_of, reason_of, status_of
from beraad.exchange.files.source import Many, Question, fetch
from beraad.exchange.gateway import NOBODY, Scales
from beraad.exchange.integration import agreed_flow, control, ends, stopped
from beraad.exchange.laws import InForce
from beraad.exchange.permutation import Permutation, in_bytes
from beraad.exchange.rules import FORWARDED, SIDES, Forwarding, competent, forwarding, lacks, over
from beraad.law.act import day_of
from beraad.law.communication import Communication, Decision, Permit, Refusal, Shortfall
from beraad.law.condition import Evidence as Fact

Signature: TypeAlias = Row
MOST_REMEMBERED = 10_000
"""So many combinations of facts are remembered; then memory starts afresh."""


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """What the law and the integration control say of all persons of whom the same is known."""

    asked: Communication
    decision: Decision
    forwarding: Forwarding
    status: Status = field(init=False)
    reason: str = field(init=False)
    ground: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "status", status_of(self.decision, self.forwarding))
        object.__setattr__(self, "reason", reason_of(self.decision, self.forwarding))
        object.__setattr__(self, "ground", ground_of(self.decision))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A chunk that was decided and fetched; of it nothing may leave before it is recorded.

    Of each line `numbers` has the number that now stands, or the one asked about where nobody bears
    it, and `rulings` what was ruled; both None where it cannot be a number. `given` tells for the
    rulings that permit what the source gives.
    """

    numbers: Sequence[str | None]
    rulings: Sequence[Ruling | None]
    given: Mapping[Ruling, Many]


@dataclass(slots=True)
class Plan:
    """What holds for a whole file: the law, the question as it was found, and what it needs.

    `choices` are the sources that may be competent, if the one asked was handed over (`moved`);
    `regions` the conditions on residence by which one is chosen, none where it has one successor.
    In pseudonymised form `permutation` tells the pseudonyms of the recipient. While a source is
    asked, `fetching` is the permit by which it is.
    """

    law: InForce
    received: Communication
    asked: Communication
    at: datetime
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    regions: Mapping[str, str]
    permutation: Permutation | None = None
    moved: bool = False
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    decided: dict[tuple[str, Signature], Decision] = field(default_factory=dict)
    ruled: dict[tuple[str, Signature, Forwarding], Ruling] = field(default_factory=dict)
    fetching: Permit | None = None

    def of(self, source: str) -> Communication:
        """The question to one of the sources."""
        return self.asked if source == self.asked.source else replace(self.asked, source=source)

    def keys(self, source: str) -> tuple[str, ...]:
        """The conditions that the candidate clauses of a source look at."""
        if source not in self.needs:
            self.needs[source] = self.law.needed(self.of(source), self.at)
        return self.needs[source]

    def refusal(self) -> Refusal | None:
        """What stands in the way of everybody, whatever is true of whom; None where nothing does.

        No fact about a person is told or asked: the conditions of the nearest clauses are left out.
        """
        for source, _ in self.choices:
            laws = fitting(self.law.about(source), self.of(source), self.law.catalogue, self.at)
            if laws:
                return None
        found = self.law.decide(replace(self.asked, facts={}), self.at)
        near = found.nearest if isinstance(found, Refusal) else ()
        return Refusal(tuple(without_conditions(one) for one in near))


def without_conditions(near: Shortfall, but: Collection[str] = ()) -> Shortfall:
    """What a clause lacks whoever is concerned; of conditions only those named here."""
    kept = tuple(one for one in near.missing if one.code != "condition" or one.detail in but)
    return replace(near, missing=kept)


def numbers_in(plan: Plan, texts: Sequence[str]) -> list[str | None]:
    """The national numbers that a file asks about, by number or by pseudonym."""
    if plan.permutation:
        return plan.permutation.numbers([in_bytes(text) for text in texts])
    return valid(texts, day_of(plan.at))


class FileScales:
    """Decides files with the stores of `scales`, and in their thread."""

    def __init__(self, scales: Scales) -> None:
        self.scales = scales
        self.directory = directory.many_in(scales.directory)
        self.evidence = evidence.many_in(scales.evidence)

    def plan(self, communication: Communication, at: datetime) -> Plan:
        """The law for a file asked at an aware instant; DirectoryError."""
        law = self.scales.laws.at(at)
        asked = self.scales.as_found(communication, None)
        choices = tuple(law.catalogue.successors("source", asked.source, day_of(at)))
        plan = Plan(law, communication, asked, at, choices, {})
        if asked.form == "pseudonymised":
            towards = self.scales.pseudonyms.towards
            plan.permutation = towards(asked.recipient, asked.purpose)
        if choices != ((asked.source, ()),) and self.fits(plan):
            plan.moved = True
            plan.regions = {f"residence({one})": one for _, where in choices for one in where}
        return plan

    def fits(self, plan: Plan) -> bool:
        """Whether a clause of one of the sources fits; else a stranger is told of no other."""
        words = plan.law.catalogue
        found = (
            fitting(plan.law.about(source), plan.of(source), words, plan.at)
            for source, _ in plan.choices
        )
        return any(found)

    def weigh(self, plan: Plan, texts: Sequence[str]) -> Weighed:
        """A chunk, decided and fetched. Raises DirectoryError, EvidenceError and SourceError."""
        numbers = numbers_in(plan, texts)
        with self.scales.directory.reading():
            currents = self.directory.currents([number for number in numbers if number])
            rulings = self.rule(plan, list(dict.fromkeys(currents.values())))
            is_known = all(number is None or number in currents for number in numbers)
            nobody = None if is_known else self.nobody(plan)
        found = [currents.get(number, number) if number else None for number in numbers]
        ruled = [rulings.get(number, nobody) if number else None for number in found]
        return Weighed(found, ruled, self.fetch(plan, rulings, nobody))

    def refusal(self, plan: Plan) -> Refusal | None:
        """What stands in the way of everybody. Whoever receives pseudonymised data names nobody, so
        what is no matter of a person, such as how it travels, is told of the file as a whole.
        """
        refused = plan.refusal()
        if refused or not plan.permutation:
            return refused
        for source, _ in plan.choices:
            refused = self.lacking(plan, source)
            if refused is None:
                return None
        return refused

    def lacking(self, plan: Plan, source: str) -> Refusal | None:
        """What each clause lacks that is about nobody; None where one lacks nothing of the kind."""
        keys = self.scales.evidence.impersonal(self.asked(plan, source))
        asked = plan.of(source)
        (row,) = self.evidence.answers(keys, asked, [NOBODY], plan.at)
        facts = {**self.stated(plan, plan.keys(source)), **self.evidence.facts(keys, row)}
        found = plan.law.decide(replace(asked, facts=facts), plan.at)
        near = found.nearest if isinstance(found, Refusal) else ()
        cut = tuple(without_conditions(one, keys) for one in near)
        return Refusal(cut) if cut and all(one.missing for one in cut) else None

    def everybody(self, plan: Plan) -> Iterator[list[bytes]]:
        """The pseudonyms of all of whom the sources hold something, some at a time; SourceError."""
        asking = Asking(day_of(plan.at), plan.asked.recipient, plan.asked.role)
        if plan.permutation is None:
            raise ValueError("a file of identified data is about the persons whom it names")
        for word, _ in plan.choices:
            source = self.scales.source(plan.of(word))
            names = [n for n in plan.asked.fields if n in plan.law.catalogue.sources[word].fields]
            for numbers in held(source, word, names, asking):
                known = self.directory.currents(numbers)
                yield plan.permutation.coded(list(dict.fromkeys(known.values())))

    def nobody(self, plan: Plan) -> Ruling:
        """What is ruled of a number that nobody bears: see `Scales.routed` and `Scales.facts`."""
        source = (plan.moved and competent(plan.choices, ())) or plan.asked.source
        keys = self.asked(plan, source)
        (row,) = self.signatures(plan, source, [NOBODY])
        facts = self.evidence.facts(keys, row)
        true = tuple(
            None if facts.get(key) is False else value for key, value in zip(keys, row, strict=True)
        )
        words, day = plan.law.catalogue, day_of(plan.at)
        forwarded = control(self.scales.directory, plan.of(source), words, None, day)
        return self.ruling(plan, source, true, forwarded)

    def rule(self, plan: Plan, subjects: Sequence[str]) -> dict[str, Ruling]:
        """What is ruled of each person whom the directory knows."""
        found: dict[str, Ruling] = {}
        for source, group in self.routed(plan, subjects).items():
            signatures = self.signatures(plan, source, group)
            decided = {one: self.decided(plan, source, one) for one in set(signatures)}
            permits = {one for one, each in decided.items() if isinstance(each, Permit)}
            pairs = list(zip(group, signatures, strict=True))
            controls = self.controls(plan, source, [who for who, one in pairs if one in permits])
            met: dict[tuple[Signature, int], Ruling] = {}  # by identity: to hash them all is slow
            for subject, signature in pairs:
                forwarded = controls.get(subject, FORWARDED)
                key = (signature, id(forwarded))
                if key not in met:
                    met[key] = self.ruling(plan, source, signature, forwarded)
                found[subject] = met[key]
        return found

    def routed(self, plan: Plan, subjects: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """The persons by the source that is competent for their residence."""
        if not plan.moved:
            return {plan.asked.source: subjects}
        regions = tuple(plan.regions.values())
        lives = self.evidence.answers(tuple(plan.regions), plan.asked, subjects, plan.at)
        found: dict[str, list[str]] = {}
        for subject, row in zip(subjects, lives, strict=True):
            where = [region for region, here in zip(regions, row, strict=True) if here]
            source = competent(plan.choices, where) or plan.asked.source
            found.setdefault(source, []).append(subject)
        return found

    def signatures(self, plan: Plan, source: str, subjects: Sequence[str]) -> list[Signature]:
        """Of each person what is known of the conditions that must be asked, in their order."""
        return self.evidence.answers(self.asked(plan, source), plan.of(source), subjects, plan.at)

    def asked(self, plan: Plan, source: str) -> tuple[str, ...]:
        """The conditions of a source on which the asker's own statement does not count."""
        keys = plan.keys(source)
        stated = self.stated(plan, keys)
        return tuple(key for key in keys if key not in stated)

    def stated(self, plan: Plan, keys: Iterable[str]) -> Mapping[str, Fact]:
        """What the asker's own statement establishes."""
        said, counts = plan.asked.facts, self.scales.stated
        return {key: said[key] for key in keys if key in said and key.partition("(")[0] in counts}

    def decided(self, plan: Plan, source: str, signature: Signature) -> Decision:
        """The decision of the law on these facts."""
        found = plan.decided.get((source, signature))
        if found is None:
            if len(plan.decided) >= MOST_REMEMBERED:
                plan.decided.clear()
            found = plan.law.decide(self.on(plan, source, signature), plan.at)
            plan.decided[source, signature] = found
        return found

    def on(self, plan: Plan, source: str, signature: Signature) -> Communication:
        """The question with the facts of a signature."""
        stated = self.stated(plan, plan.keys(source))
        keys = self.asked(plan, source)
        return replace(plan.of(source), facts={**stated, **self.evidence.facts(keys, signature)})

    def ruling(
        self, plan: Plan, source: str, signature: Signature, forwarded: Forwarding
    ) -> Ruling:
        """The ruling on these facts and this control, one object for all persons."""
        found = plan.ruled.get((source, signature, forwarded))
        if found is None:
            if len(plan.ruled) >= MOST_REMEMBERED:
                plan.ruled.clear()
            decision = self.decided(plan, source, signature)
            if isinstance(decision, Permit) and not forwarded.forwarded:
                decision = stopped(decision)
            elif isinstance(decision, Refusal):
                forwarded = FORWARDED
            found = Ruling(self.on(plan, source, signature), decision, forwarded)
            plan.ruled[source, signature, forwarded] = found
        return found

    def controls(
        self, plan: Plan, source: str, subjects: Sequence[str]
    ) -> Mapping[str, Forwarding]:
        """What the integration control finds of each person; nothing where it finds nothing."""
        asked, day = plan.of(source), day_of(plan.at)
        flow = agreed_flow(self.scales.directory, source, asked.recipient, asked.channel, day)
        sides = ends(asked, plan.law.catalogue)
        places = self.scales.directory.seats(*sides)
        via = over(map(places.get, sides))
        if flow.control == "none" or not subjects:
            return dict.fromkeys(subjects, Forwarding(via=via)) if via else {}
        seats = [(side, places.get(one)) for side, one in zip(SIDES, sides, strict=True)]
        lines = self.directory.lines(subjects)
        managed = any(seat and seat.managed_by for _, seat in seats)
        members = self.directory.members(subjects, day) if managed else {}
        met: dict[tuple[object, object], Forwarding] = {}  # by identity: to hash them all is slow
        found = {}
        for subject in subjects:
            known, within = lines.get(subject, ()), members.get(subject, frozenset())
            key = tuple(map(id, known)), within
            if key not in met:
                told = [(side, lacks(one, known, within, flow, day)) for side, one in seats]
                met[key] = forwarding(flow, told, via)
            found[subject] = met[key]
        return found

    def fetch(
        self, plan: Plan, rulings: Mapping[str, Ruling], nobody: Ruling | None
    ) -> dict[Ruling, Many]:
        """What the sources tell of all persons of whom a ruling permits it."""
        about: dict[Ruling, list[str]] = {} if nobody is None else {nobody: [NOBODY]}
        for subject, ruling in rulings.items():
            about.setdefault(ruling, []).append(subject)
        found = {}
        for ruling, subjects in about.items():
            if isinstance(permit := ruling.decision, Permit):
                asked = ruling.asked
                asking = Asking(day_of(plan.at), asked.recipient, asked.role)
                wish = (asked.source, tuple(permit.passed), permit.not_before, asking, plan.at)
                plan.fetching = permit
                found[ruling] = fetch(self.scales.source(asked), subjects, Question(*wish))
        plan.fetching = None
        return found
