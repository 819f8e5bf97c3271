"""Evidence: asked for candidate clauses only, true at an instant, and never guessed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beraad.exchange.evidence import Evidence, EvidenceError, clock, needed
from beraad.exchange.laws import Laws
from beraad.law.communication import Communication, Permit
from beraad.law.condition import terms
from beraad.law.register import Register
from tests.exchange.engines import Engine
from tests.exchange.world import AFTER, BEFORE, moment, read, vidis


def small(engine: Engine, *statements: str) -> Evidence:
    """A store made of these statements."""
    return Evidence(engine.make(*statements))


@pytest.fixture(scope="session")
def store(built: Path, store_engine: Engine) -> Iterator[Evidence]:
    evidence = Evidence(store_engine.copy(built / "sources" / "evidence.sqlite"))
    yield evidence
    evidence.close()


WISH = Communication(
    "org", "gfd", "care", ("dispensing.date",), "identified", "consult", "nurse", "carer"
)
AT = moment(BEFORE)


def test_only_the_conditions_of_candidates_are_asked(register: Register):
    law = Laws(register).at(AT)
    keys = needed(law.about("gfd"), vidis("1"), law.catalogue, AT)
    assert keys == (
        "about(patients)",
        "consent(informed)",
        "excluded",
        "role-in-access-matrix",
        "therapeutic-relation",
    )
    assert needed(law.about("gfd"), replace(vidis("1"), role=""), law.catalogue, AT) == ()
    assert needed(law.about("gfd"), replace(vidis("1"), purpose="x"), law.catalogue, AT) == ()


def test_nothing_is_asked_for_a_clause_that_is_out_of_its_time(register: Register):
    """The own file opens with an amendment; whoever asks before it hears only that."""
    wish = replace(vidis("1"), role="subject", purpose="own-information")
    asked = {}
    for day in (BEFORE, AFTER):
        law, at = Laws(register).at(moment(day)), moment(day)
        asked[day] = needed(law.about("gfd"), wish, law.catalogue, at)
    assert asked == {BEFORE: (), AFTER: ("about(patients)", "identity(strong)")}


def test_a_key_without_relation_stays_unknown(store: Evidence):
    keys = ["consent(visitor)", "excluded", 'x"; DROP TABLE consent_given; --', "law(x)]"]
    assert set(store.answers(keys, WISH, "nobody", AT)) == {"excluded"}


LAWFUL = ("small_cell", "2fa", "consent(worker_x)")
"""Words that a catalogue may hold."""


def test_every_word_that_the_law_may_ask_for_can_have_evidence(store_engine: Engine):
    made = [
        line
        for key in LAWFUL
        for line in (
            f'CREATE TABLE "{key}" (subject TEXT)',
            f"INSERT INTO \"{key}\" VALUES ('p')",
        )
    ]
    evidence = small(store_engine, *made)
    assert evidence.answers(LAWFUL, WISH, "p", AT) == dict.fromkeys(LAWFUL, True)
    assert evidence.answers(LAWFUL[:1], WISH, "q", AT) == {"small_cell": False}
    evidence.close()


ROWS = [
    ("2024-10-01", None, True),
    ("2024-10-02", None, False),
    ("2020-01-01", "2024-10-01", False),
    ("2020-01-01", "2024-10-02", True),
    ("2024-10-01T14:00:00", None, True),  # noon in UTC is two o'clock in Brussels
    ("2024-10-01T14:00:01", None, False),
    ("2020-01-01", "2024-10-01T14:00:00", False),
]


@pytest.mark.parametrize(("begin", "end", "holds"), ROWS)
def test_begin_counts_in_and_end_counts_out(
    store_engine: Engine, begin: str, end: str | None, holds: bool
):
    row = f"('p', '{begin}', " + (f"'{end}')" if end else "NULL)")
    made = 'CREATE TABLE excluded (subject TEXT, begin TEXT, "end" TEXT)'
    evidence = small(store_engine, made, f"INSERT INTO excluded VALUES {row}")
    assert evidence.answers(["excluded"], WISH, "p", AT) == {"excluded": holds}
    evidence.close()


SAID = [
    ("subject", "p"),
    ("recipient", "org"),
    ("person", "carer"),
    ("role", "nurse"),
    ("source", "gfd"),
]


@pytest.mark.parametrize(("column", "value"), SAID)
def test_each_column_must_fit_what_is_said(store_engine: Engine, column: str, value: str):
    for stands, holds in ((value, True), ("other", False)):
        evidence = small(
            store_engine,
            f"CREATE TABLE known ({column} TEXT)",
            f"INSERT INTO known VALUES ('{stands}')",
        )
        assert evidence.answers(["known"], WISH, "p", AT) == {"known": holds}
        evidence.close()


VALUES = [((), {}), (("pc-302",), {"sector": "pc-302"}), (("pc-302", "pc-119"), {}), ((3,), None)]


@pytest.mark.parametrize(("values", "answer"), VALUES)
def test_a_number_or_word_is_known_only_if_it_is_one(
    store_engine: Engine, values: tuple[object, ...], answer: dict[str, str] | None
):
    evidence = small(
        store_engine,
        f"CREATE TABLE sector (value {'BIGINT' if answer is None else 'TEXT'})",
        *(f"INSERT INTO sector VALUES ({value!r})" for value in values),
    )
    expected = {"sector": 3} if answer is None else answer
    assert evidence.answers(["sector"], WISH, "p", AT) == expected
    evidence.close()


@pytest.mark.parametrize("kind", ["DOUBLE PRECISION", "BLOB"])
def test_a_value_that_is_neither_number_nor_word_stays_unknown(store_engine: Engine, kind: str):
    if store_engine.name == "postgres":
        kind = kind.replace("BLOB", "BYTEA")
    value = "1.5" if kind == "DOUBLE PRECISION" else f"CAST('1' AS {kind})"
    evidence = small(
        store_engine,
        f"CREATE TABLE sector (value {kind})",
        f"INSERT INTO sector VALUES ({value})",
    )
    assert evidence.answers(["sector"], WISH, "p", AT) == {}
    evidence.close()


def test_a_store_that_fails_says_so_and_names_nobody(store_engine: Engine):
    place = store_engine.make(
        "CREATE TABLE told (subject TEXT, kind TEXT)",
        """CREATE VIEW excluded AS SELECT subject,
        relation_until(kind, '2020-01-01', NULL, NULL) AS "end" FROM told""",
    )
    evidence = Evidence(place)
    assert evidence.answers(["excluded"], WISH, "85073003328", AT) == {"excluded": False}
    store_engine.change(place, "INSERT INTO told VALUES ('85073003328', 'of no known kind')")
    with pytest.raises(EvidenceError, match="no evidence on excluded can be had") as raised:
        evidence.answers(["excluded"], WISH, "85073003328", AT)
    assert "85073003328" not in str(raised.value)
    evidence.close()


def test_relations_that_come_change_or_go_are_seen_at_the_next_question(store_engine: Engine):
    """A consent that gains an end and is ended once went on; a new exclusion stayed unknown."""
    keys = ["consent(informed)", "excluded"]
    place = store_engine.make(
        """CREATE TABLE "consent(informed)" (subject TEXT, begin TEXT)""",
        """INSERT INTO "consent(informed)" VALUES ('p', '2020-01-01')""",
    )
    evidence = Evidence(place)
    assert evidence.answers(keys, WISH, "p", AT) == {"consent(informed)": True}
    for statement, answers in (
        ("""ALTER TABLE "consent(informed)" ADD COLUMN "end" TEXT""", {keys[0]: True}),
        ("""UPDATE "consent(informed)" SET "end" = '2024-01-01'""", {keys[0]: False}),
        ("CREATE TABLE excluded (subject TEXT)", {keys[0]: False, "excluded": False}),
        ("INSERT INTO excluded VALUES ('p')", {keys[0]: False, "excluded": True}),
        ("DROP TABLE excluded", {keys[0]: False}),
    ):
        store_engine.change(place, statement)
        assert evidence.answers(keys, WISH, "p", AT) == answers
    evidence.close()


def test_household_members_of_a_customer_count_while_they_live_together(
    store: Evidence, built: Path
):
    key = "about(customers-of-recipient-and-household)"
    wish = replace(WISH, recipient="energy-supplier-lumina")
    home = built / "population.sqlite"
    (pair,) = read(
        home,
        """SELECT c.subject, m.subject FROM contracts c JOIN residences h ON h.subject = c.subject
        JOIN residences m ON m.household = h.household AND m.subject <> h.subject
        WHERE c.organisation = 'energy-supplier-lumina' AND c.begin < '2024-01-01'
        AND c."end" IS NULL AND h."end" IS NULL AND m."end" IS NULL
        AND h.begin < '2024-01-01' AND m.begin < '2024-01-01'
        AND m.subject NOT IN (SELECT subject FROM contracts) LIMIT 1""",
    )
    assert [store.answers([key], wish, subject, AT)[key] for subject in pair] == [True, True]
    other = replace(wish, recipient="energy-supplier-other")
    assert store.answers([key], other, pair[1], AT) == {key: False}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_not_asked_would_not_have_changed_the_verdict(
    register: Register, built: Path, data: st.DataObject
):
    law = Laws(register).at(moment(data.draw(st.sampled_from([BEFORE, AFTER]))))
    at = law.snapshot.valid_from
    provision = data.draw(st.sampled_from([p for laws in law.by_source.values() for p in laws]))
    token = data.draw(st.sampled_from(sorted(provision.recipients)))
    kind, _, name = token.partition(":")
    wish = Communication(
        recipient=name if kind == "party" else "practice",
        source=provision.source,
        purpose=provision.clause.purpose,
        fields=provision.fields,
        form=provision.clause.form,
        channel=provision.clause.by[0],
        role=name if kind == "role" else "",
    )
    every = {
        t.key for p in law.about(wish.source) for r in p.requirements for t in terms(r.condition)
    }
    facts = {key: data.draw(st.booleans(), label=key) for key in sorted(every)}
    asked = {key: facts[key] for key in needed(law.about(wish.source), wish, law.catalogue, at)}
    in_force = [p for p in law.about(wish.source) if p.on(at)]
    assert asked.keys() <= {
        t.key for p in in_force for r in p.requirements for t in terms(r.condition)
    }
    verdicts = [law.decide(replace(wish, facts=known), at) for known in (facts, asked)]
    if isinstance(verdicts[0], Permit):
        assert verdicts[0] == verdicts[1]
        return
    assert not isinstance(verdicts[1], Permit)
    for shortfall in (*verdicts[0].nearest, *verdicts[1].nearest):
        codes = {lack.code for lack in shortfall.missing}
        assert "condition" not in codes or not codes & {"not-yet-in-force", "ended"}


def test_on_the_clocks_of_the_store_time_never_goes_back():
    """At 02:30 summer time a consent is withdrawn; an hour later it is 02:30 again."""
    start = datetime(2024, 10, 27, 0, 0, tzinfo=UTC)
    told = [clock(start + timedelta(minutes=minutes)) for minutes in range(0, 181, 5)]
    assert told == sorted(told)
    assert told[6] == "2024-10-27T02:30:00"
    assert all(moment > "2024-10-27T02:30:00" for moment in told[7:])
    assert told[-1] == "2024-10-27T04:00:00"
