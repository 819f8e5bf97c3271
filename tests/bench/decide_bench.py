"""What a decision costs: the compiled snapshot against Cedar, Casbin and the reference.

2,000 communications of five fields are decided and the permitted fields returned; all peers decide
the same questions. Cedar gets its policies in slices by static key and recipient, parsed
beforehand, and the context written once; Casbin gets its fast enforcer, which files rules by the
same key. Peers that take longer are given fewer of the 2,000, the same in each round.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import casbin

from beraad.law.cedar import Slice, read_parties, read_slice
from beraad.law.communication import Communication, Permit
from beraad.law.decide import decide_by, recipient_tokens
from beraad.law.provision import Provision
from beraad.law.snapshot import Snapshot, compile_snapshot
from tests.bench.measure import cpu_seconds, interleaved, memory_mb, peak_mb, reset_peak
from tests.bench.workload import AT, Workload, workload

QUESTIONS = 2_000
SIZES = (2_000, 20_000, 200_000)
TARGETS = {2_000: "", 20_000: "≤ 5 µs", 200_000: ""}
CASBIN_MODEL = """
[request_definition]
r = who, key, field
[policy_definition]
p = who, key, field
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.who == p.who && r.key == p.key && r.field == p.field
"""
Row = dict[str, Any]
Decide = Callable[[Communication], object]


def run() -> list[Row]:
    """All rows."""
    rows = [row for size in SIZES for row in rows_of_size(size)]
    return [*rows, *rows_of_one_key()]


def rows_of_size(size: int) -> list[Row]:
    """Decisions under so many clauses, what compiling them takes, and the peers that fit."""
    world = workload(size, QUESTIONS)
    before = memory_mb()
    reset_peak()
    snapshot, seconds = compiled(world)
    gc.collect()
    held, peak = memory_mb() - before, peak_mb()
    subjects: dict[str, tuple[Decide, int]] = {
        "snapshot": (decider(snapshot, AT), QUESTIONS),
        "reference": (reference(world), max(1, 20_000 // size)),
    }
    subjects["cedarpy, slices"] = (cedar_slices(world), 200)
    subjects["pycasbin, fast"] = (casbin_fast(world), 100)
    if size <= 2_000:
        subjects["cedarpy, all policies"] = (cedar_whole(world), 5)
    name = f"decide, {size:,} clauses"
    rows = decision_rows(name, world, subjects, TARGETS[size], peak)
    assert_same(world, snapshot)
    first = first_time(world, snapshot)
    rows.append(row(name, "snapshot, of an asker never met", first, "µs", first / 1e6, peak))
    rows[-1]["target"] = "none: once an asker and snapshot"
    rows.append(row(f"compile, {size:,} clauses", "snapshot", seconds, "s", seconds, peak))
    rows.append(row(f"hold, {size:,} clauses", "snapshot", held, "MB", peak=peak))
    return rows


def rows_of_one_key() -> list[Row]:
    """Decisions where 1,000 clauses share one static key, and refusals among them."""
    world = workload(1_000, QUESTIONS, one_key=True)
    reset_peak()
    snapshot, _ = compiled(world)
    subjects: dict[str, tuple[Decide, int]] = {
        "snapshot": (decider(snapshot, AT), QUESTIONS),
        "reference": (reference(world), 5),
        "cedarpy, slices": (cedar_slices(world), 5),
    }
    name = "decide, 1,000 clauses under one key"
    rows = decision_rows(name, world, subjects, "≤ 20 µs", peak_mb())
    assert_same(world, snapshot)
    asked = world.communications[:50]
    seconds = interleaved({"explain": lambda: [snapshot.explain(one, AT) for one in asked]})
    cost = seconds["explain"] / len(asked)
    name = "explain a refusal, 1,000 clauses under one key"
    return [*rows, row(name, "snapshot", cost * 1e6, "µs", cost, peak_mb())]


def compiled(world: Workload) -> tuple[Snapshot, float]:
    """The snapshot and the CPU seconds that compiling took."""
    made: list[Snapshot] = []
    seconds = cpu_seconds(
        lambda: made.append(compile_snapshot(world.provisions, world.catalogue, AT))
    )
    return made[0], seconds


def decision_rows(
    name: str,
    world: Workload,
    subjects: Mapping[str, tuple[Decide, int]],
    target: str,
    peak: float,
) -> list[Row]:
    """A row for each subject, with the CPU a decision and, for the snapshot, ratios to peers."""

    def asking(decide: Decide, count: int) -> Callable[[], None]:
        questions = world.communications[:count]

        def ask() -> None:
            for question in questions:
                decide(question)

        return ask

    gc.collect()
    taken = interleaved({subject: asking(*how) for subject, how in subjects.items()})
    each = {subject: taken[subject] / subjects[subject][1] for subject in subjects}
    rows = [row(name, subject, each[subject] * 1e6, "µs", each[subject], peak) for subject in each]
    ours = each["snapshot"]
    rows[0]["ratios"] = {peer: ours / cost for peer, cost in each.items() if peer != "snapshot"}
    rows[0]["target"] = target
    for peer in rows[1:]:
        if peer["subject"] == "cedarpy, slices":
            peer["target"] = f"≥ 40 × ours, is {each['cedarpy, slices'] / ours:.0f} ×"
    return rows


def row(
    name: str, subject: str, value: float, unit: str, cpu: float = 0.0, peak: float = 0.0
) -> Row:
    """One row of the table."""
    return {
        "name": name,
        "subject": subject,
        "value": value,
        "unit": unit,
        "cpu_s": cpu,
        "peak_mb": peak,
        "ratios": {},
    }


def decider(snapshot: Snapshot, at: datetime) -> Decide:
    """The fast path of a snapshot."""
    return lambda communication: snapshot.decide(communication, at)


def first_time(world: Workload, snapshot: Snapshot) -> float:
    """CPU µs a decision where the names of who asks are not yet remembered."""
    decide = decider(snapshot, AT)

    def ask() -> None:
        snapshot.memory.names.clear()
        for one in world.communications:
            decide(one)

    return interleaved({"first": ask})["first"] / QUESTIONS * 1e6


def reference(world: Workload) -> Decide:
    """The reference interpreter over all provisions."""
    return lambda one: decide_by(world.provisions, one, world.catalogue, AT)


def cedar_slices(world: Workload) -> Decide:
    """Cedar over the policies of the static key and the recipient, parsed beforehand."""
    by_key: dict[tuple[str, ...], list[Provision]] = defaultdict(list)
    for law in world.provisions:
        for token in law.recipients:
            for channel in law.clause.by:
                by_key[law.source, law.clause.purpose, law.clause.form, channel, token].append(law)
    parties = read_parties(world.catalogue, AT)
    slices: dict[tuple[str, ...], Slice] = {}

    def decide(one: Communication) -> Permit | None:
        static = (one.source, one.purpose, one.form, one.channel)
        who = (one.recipient, one.role)
        found = slices.get((*static, *who))
        if found is None:
            tokens = sorted(recipient_tokens(one, world.catalogue, AT))
            laws = [law for token in tokens for law in by_key.get((*static, token), ())]
            found = slices[(*static, *who)] = read_slice(unique(laws), parties, AT)
        return found.permit(one)

    return decide


def unique(laws: Iterable[Provision]) -> list[Provision]:
    """Each provision once, though two categories of one recipient lead to it."""
    return list({id(law): law for law in laws}.values())


def cedar_whole(world: Workload) -> Decide:
    """Cedar over all policies at once."""
    return read_slice(world.provisions, read_parties(world.catalogue, AT), AT).permit


def casbin_fast(world: Workload) -> Decide:
    """Casbin's fast enforcer, asked for each field and each token; it weighs no conditions."""
    order = [0, 1]
    model = casbin.FastModel(order)
    model.load_model_from_text(CASBIN_MODEL)
    rules = {
        (token, f"{law.source} {law.clause.purpose} {law.clause.form} {channel}", field)
        for law in world.provisions
        for token in law.recipients
        for channel in law.clause.by
        for field in law.fields
    }
    for rule in sorted(rules):  # add_policies() looks through all rules for each: two minutes
        model.model["p"]["p"].policy.append(rule)
    enforcer = casbin.FastEnforcer(model, cache_key_order=order)

    def decide(one: Communication) -> list[str]:
        key = f"{one.source} {one.purpose} {one.form} {one.channel}"
        tokens = recipient_tokens(one, world.catalogue, AT)
        return [
            field
            for field in one.fields
            if any(enforcer.enforce(token, key, field) for token in tokens)
        ]

    return decide


def assert_same(world: Workload, snapshot: Snapshot) -> None:
    """The figures count only if the answers are those of the reference."""
    for one in world.communications[:3]:
        expected = decide_by(world.provisions, one, world.catalogue, AT)
        if snapshot.answer(one, AT) != expected:
            raise AssertionError(f"the snapshot does not agree with the reference on {one}")
