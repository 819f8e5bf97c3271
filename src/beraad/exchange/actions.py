"""What patients and care providers do: consent, exclude, begin a relation, give a mandate.

Each function is one act. `at` is an aware instant, from which on it counts; what is withdrawn,
ended or revoked ends at that very moment. Numbers are checked; ActError says what may not happen.
"""

from dataclasses import dataclass
from datetime import datetime

from beraad.belgium.nihdi import parse_nihdi
from beraad.exchange.desk import ActError, Desk, following
from beraad.exchange.evidence import clock
from beraad.exchange.relation import KINDS

OPEN = '("end" IS NULL OR "end" > :at)'


@dataclass(frozen=True, slots=True)
class MandateGiven:
    """What a person allows an organisation: fields by source, for one purpose, from until."""

    recipient: str
    relation: str
    purpose: str
    fields: tuple[tuple[str, str], ...]
    begin: datetime
    end: datetime | None = None


def give_consent(desk: Desk, ssin: str, at: datetime) -> None:
    """Informed consent: given once, to any provider by whatever channel, it counts everywhere."""
    subject, moment = desk.subject(ssin, at), clock(at)
    given = {"subject": subject, "at": moment}
    with desk.act("consent.given", at, subject, {"kind": "informed"}) as store:
        query = f"""SELECT 1 FROM consent_given
            WHERE subject = :subject AND kind = 'informed' AND {OPEN}"""  # noqa: S608 (a constant)
        if store.rows(query, given):
            raise ActError("consent was given and still counts; there is nothing to give")
        store.run(
            "INSERT INTO consent_given (subject, kind, begin) VALUES (:subject, 'informed', :at)",
            given,
        )


def withdraw_consent(desk: Desk, ssin: str, at: datetime) -> None:
    """From now on there is no consent."""
    subject = desk.subject(ssin, at)
    with desk.act("consent.withdrawn", at, subject, {"kind": "informed"}) as store:
        changed = store.run(
            f"""UPDATE consent_given SET "end" = :at
            WHERE subject = :subject AND kind = 'informed' AND begin <= :at AND {OPEN}""",  # noqa: S608
            {"subject": subject, "at": clock(at)},
        )
        if not changed:
            raise ActError("there is no consent to withdraw")


def exclude(desk: Desk, ssin: str, nihdi: str, at: datetime) -> None:
    """The patient excludes a professional, by NIHDI number; it counts in each competence."""
    subject, number = desk.subject(ssin, at), parse_nihdi(nihdi).digits
    named = {"person": desk.pseudonyms.of("person", number, subject)}
    with desk.act("exclusion.made", at, subject, named) as store:
        store.run(
            "INSERT INTO exclusion (subject, professional, begin) VALUES (?, ?, ?)",
            (subject, number, clock(at)),
        )


def readmit(desk: Desk, ssin: str, nihdi: str, at: datetime) -> None:
    """The patient takes an exclusion back."""
    subject, number = desk.subject(ssin, at), parse_nihdi(nihdi)
    named = {"person": desk.pseudonyms.of("person", number.digits, subject)}
    with desk.act("exclusion.lifted", at, subject, named) as store:
        changed = store.run(
            f"""UPDATE exclusion SET "end" = :at WHERE subject = :subject
            AND practitioner(professional) = :person AND {OPEN}""",  # noqa: S608
            {"subject": subject, "person": number.person, "at": clock(at)},
        )
        if not changed:
            raise ActError("the patient does not exclude this professional")


def begin_relation(desk: Desk, kind: str, ssin: str, professional: str, at: datetime) -> None:
    """A fact from which a relation arises, such as `eid`; how long it lasts is told by its kind."""
    if kind not in KINDS:
        raise ActError(f"relation of kind {kind!r}: expected one of {', '.join(KINDS)}")
    subject = desk.subject(ssin, at)
    person = desk.professional(professional, KINDS[kind].roles)
    actor = "" if kind == "declared" else person
    facts = {"kind": kind, "person": desk.pseudonyms.of("person", person, subject)}
    with desk.act("relation.begun", at, subject, facts, actor) as store:
        store.run(
            "INSERT INTO relation (subject, kind, professional, begin) VALUES (?, ?, ?, ?)",
            (subject, kind, person, clock(at)[:10]),
        )


def renew_file(desk: Desk, ssin: str, professional: str, at: datetime) -> None:
    """The global medical file is renewed while it runs: it lasts a year longer."""
    subject, person = desk.subject(ssin, at), desk.professional(professional)
    facts = {"kind": "file", "person": desk.pseudonyms.of("person", person, subject)}
    with desk.act("relation.renewed", at, subject, facts, person) as store:
        changed = store.run(
            """UPDATE relation SET renewals = coalesce(renewals || ',', '') || :day
            WHERE subject = :subject AND kind = 'file' AND begin <= :at
            AND practitioner(professional) = practitioner(:person)
            AND relation_until(kind, begin, renewals, "end") > :at""",
            {"subject": subject, "person": person, "at": clock(at), "day": clock(at)[:10]},
        )
        if not changed:
            raise ActError("no file runs with this professional; open one")


def end_relation(desk: Desk, ssin: str, professional: str, at: datetime) -> None:
    """The patient ends all relations with a professional."""
    subject = desk.subject(ssin, at)
    facts = {"person": desk.pseudonyms.of("person", professional, subject)}
    with desk.act("relation.ended", at, subject, facts) as store:
        changed = store.run(
            """UPDATE relation SET "end" = :at WHERE subject = :subject AND begin <= :at
            AND practitioner(professional) = practitioner(:person)
            AND coalesce(relation_until(kind, begin, renewals, "end"), '9999') > :at""",
            {"subject": subject, "person": professional, "at": clock(at)},
        )
        if not changed:
            raise ActError("there is no relation with this professional to end")


def give_mandate(desk: Desk, ssin: str, mandate: MandateGiven, at: datetime) -> int:
    """The number of a mandate that a person gives to an organisation (deliberation 24/222)."""
    subject = desk.subject(ssin, at)
    if not mandate.fields:
        raise ActError("a mandate that comprises no field; name the fields, by source")
    if mandate.end is not None and mandate.end <= mandate.begin:
        raise ActError("the mandate ends before it begins")
    facts = {
        "recipient": mandate.recipient,
        "relation": mandate.relation,
        "purpose": mandate.purpose,
        "fields": [name for _, name in mandate.fields],
    }
    until = clock(mandate.end) if mandate.end else None
    who = (subject, mandate.recipient, mandate.relation, mandate.purpose)
    with desk.act("mandate.given", at, subject, facts) as store:
        number = following(store, "mandate_given")
        store.run(
            """INSERT INTO mandate_given
            (number, subject, recipient, relation, purpose, given, begin, "end")
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (number, *who, clock(at), clock(mandate.begin), until),
        )
        store.run_each(
            "INSERT INTO mandate_field (number, source, field) VALUES (?, ?, ?)",
            [(number, source, name) for source, name in dict.fromkeys(mandate.fields)],
        )
    return number


def revoke_mandate(desk: Desk, ssin: str, number: int, at: datetime) -> None:
    """The person revokes a mandate, which may be done at any time."""
    subject = desk.subject(ssin, at)
    with desk.act("mandate.revoked", at, subject, {"mandate": number}) as store:
        changed = store.run(
            """UPDATE mandate_given SET revoked = :at
            WHERE number = :number AND subject = :subject AND revoked IS NULL""",
            {"number": number, "subject": subject, "at": clock(at)},
        )
        if not changed:
            raise ActError("the person gave no such mandate, or revoked it before")
