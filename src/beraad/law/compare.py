"""What an amendment changes in practice: permissions added, removed and changed, never text.

A permission is recipient, source, purpose, form, channel and field, with its terms. Moving a
paragraph or renaming a clause changes nothing, nor does what the other side already gave under
other words: a row is told only where the proof of `widens` finds that something goes further after
than before, or went further before. Rows stand for many permissions with one change, so that a
person reads few of them.

One clause decides a whole request, so a field may change only when it is asked for together with
others. Those rows stand apart, each with the smallest request that shows it; and where the search
for them came to its bound, that is told too. If there is no row at all, no communication whatever
is answered otherwise after than before.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeAlias, TypeVar

from beraad.law.catalogue import Catalogue
from beraad.law.company import Company, Undecided, in_company
from beraad.law.condition import Evidence
from beraad.law.decide import ANYONE
from beraad.law.further import Further, further
from beraad.law.permission import Ground, Permission, Terms, ground, permissions, terms_of
from beraad.law.provision import Provision

Key: TypeAlias = tuple[str, ...]
Index: TypeAlias = dict[Key, dict[Terms, set[Ground]]]
Pair: TypeAlias = tuple[Terms | None, Terms | None]
Some = TypeVar("Some", bound="Row")


@dataclass(frozen=True, slots=True)
class Row:
    """Permissions that change alike. `before` is None where they are new, `after` where they end.

    `recipients` are tokens such as `role:pharmacist`; `grounds` are the clauses that give them,
    before or after.
    """

    recipients: tuple[str, ...]
    sources: tuple[str, ...]
    purpose: str
    form: str
    channels: tuple[str, ...]
    fields: tuple[str, ...]
    before: Terms | None
    after: Terms | None
    grounds: tuple[Ground, ...]

    @property
    def aspects(self) -> tuple[str, ...]:
        """The names of the terms that differ; empty where the whole permission is new or gone."""
        if self.before is None or self.after is None:
            return ()
        return differing(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Together(Row):
    """Fields that change only when all of `asked` are asked for at once, as `facts` allow.

    A recipient such as `party:town role:nurse` is both. `before` is None where the fields come to
    pass in this company, `after` where they no longer do, though each does alone. `decided_by` is
    the clause that decides the request after, `grounds` has also the one that did before;
    `likewise` are fields that fare so in the stead of these.
    """

    asked: tuple[str, ...]
    likewise: tuple[str, ...]
    facts: tuple[tuple[str, Evidence], ...]
    decided_by: Ground


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that changes, and how many single permissions do not.

    `undecided` has the fields of which it was not decided within the bound of the search whether
    anything more changes when some of them are asked for together; its rows have no terms.
    """

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Row, ...]
    unchanged: int
    together: tuple[Together, ...] = ()
    undecided: tuple[Row, ...] = ()


class Proofs:
    """What goes further on one side than on the other, found by clause and way of communicating."""

    def __init__(self, found: Iterable[Further]) -> None:
        self.found: dict[Key, list[Further]] = {}
        for one in found:
            self.found.setdefault(way_of(one), []).append(one)

    def of(self, key: Key, places: Iterable[Ground]) -> list[Further]:
        """All that goes further for a permission that stands in these places."""
        return [
            one
            for place in places
            for one in self.found.get((*key[1:], *place_of(place)), ())
            if key[0] in one.tokens
        ]

    def untold(self, rows: Iterable[Row]) -> Iterator[Further]:
        """What goes further without a row about its clause, recipient and field."""
        told: dict[Key, set[str]] = {}
        for row in rows:
            for place in row.grounds:
                way = (*row.sources, row.purpose, row.form, *row.channels, *row.fields)
                told.setdefault((*way, *place_of(place)), set()).update(row.recipients)
        for way, some in self.found.items():
            yield from (one for one in some if not one.tokens & told.get(way, set()))


def compare(
    before: Iterable[Provision], after: Iterable[Provision], catalogue: Catalogue
) -> Comparison:
    """The difference in practice between the provisions in force before and after.

    Both are as `permission.at` gives them for one instant: their own start and end do not count.
    Where nothing widens nothing is told as new, and where nothing widens either way nothing is.
    """
    had, has = tuple(before), tuple(after)
    wider, narrower = (Proofs(further(*sides, catalogue)) for sides in ((had, has), (has, had)))
    rows, unchanged = written(index(had), index(has), wider, narrower)
    rows += [row_of(one, one.was, one.law) for one in wider.untold(rows)]
    rows += [row_of(one, one.law, one.was) for one in narrower.untold(rows)]
    grouped, company = group(rows), tuple(in_company(had, has, catalogue))
    return Comparison(
        added=tuple(row for row in grouped if row.before is None),
        removed=tuple(row for row in grouped if row.after is None),
        changed=tuple(row for row in grouped if row.aspects),
        unchanged=unchanged,
        together=tuple(group(once(one for one in company if isinstance(one, Company)))),
        undecided=tuple(group(unsure(one) for one in company if isinstance(one, Undecided))),
    )


def written(old: Index, new: Index, wider: Proofs, narrower: Proofs) -> tuple[list[Row], int]:
    """Each permission that is written otherwise and acts otherwise, and how many act as before."""
    rows, unchanged = [], 0
    for key in sorted(old.keys() | new.keys()):
        had, has = old.get(key, {}), new.get(key, {})
        unchanged += len(had.keys() & has.keys())
        for one, other in pairs(had.keys() - has.keys(), has.keys() - had.keys()):
            gone, come = had.get(one, set()), has.get(other, set())  # type: ignore[arg-type]
            more, less = wider.of(key, come), narrower.of(key, gone)
            if more or less:
                one, other = one or already(more, key), other or already(less, key)
                rows.append(row(key, one, other, gone | come))
            else:
                unchanged += one is not None
    return rows, unchanged


def already(found: Iterable[Further], key: Key) -> Terms | None:
    """The terms on which the other side gives this less far; None where some of it is not given."""
    given = [one.was for one in found]
    if None in given:
        return None
    return min(terms_of(law, key[0], key[-1]) for law in given if law)


def row_of(one: Further, before: Provision | None, after: Provision | None) -> Row:
    """The row of what goes further though its own terms stay, since other clauses come or go."""
    token = max(one.tokens)
    clause = one.law.clause
    key = (token, one.law.source, clause.purpose, clause.form, one.channel, one.field)
    old, new = (
        terms_of(law, token, one.field) if law is not None else None for law in (before, after)
    )
    return row(key, old, new, {ground(law) for law in (before, after) if law is not None})


def once(found: Iterable[Company]) -> Iterable[Together]:
    """The rows of what changes in company, one for all stretches of time, with the first facts.

    Each stretch is a problem of its own, and the solver may show the same by other evidence.
    """
    rows: dict[Together, Together] = {}
    for row in map(together, found):
        rows.setdefault(replace(row, facts=()), row)
    return rows.values()


def together(one: Company) -> Together:
    """The row of a field that changes in company."""
    clause, step = one.new.clause, one.step
    before, after = (
        None if step.turn == absent else terms_of(law, token_of(one, law), step.field)
        for law, absent in ((one.old, "gained"), (one.new, "lost"))
    )
    places = {ground(one.old), ground(one.new)}
    return Together(
        *((recipient_of(one),), (one.new.source,), clause.purpose, clause.form, (one.channel,)),
        *((step.field,), before, after, tuple(sorted(places))),
        *(step.asked, step.likewise, step.facts, ground(one.new)),
    )


def unsure(one: Undecided) -> Row:
    """The row of fields of which it was not decided what becomes of them in company."""
    asked, names = one.asked, one.tokens & frozenset().union(*(law.recipients for law in one.laws))
    return Row(
        *((max(names),), (asked.source,), asked.purpose, asked.form, (asked.channel,)),
        *(tuple(sorted(asked.fields)), None, None, tuple(sorted(set(map(ground, one.laws))))),
    )


def token_of(one: Company, law: Provision) -> str:
    """The closest name under which a provision means this recipient."""
    return max(one.tokens & law.recipients)


def recipient_of(one: Company) -> str:
    """The closest name under which both sides mean this recipient, else the one of each."""
    shared = one.tokens & one.old.recipients & one.new.recipients
    if shared - {ANYONE}:
        return max(shared)
    names = {token_of(one, law) for law in (one.old, one.new)}
    return " ".join(sorted(names - {ANYONE})) or ANYONE


def way_of(one: Further) -> Key:
    """The way of communicating in which something goes further, and where the clause stands."""
    clause = one.law.clause
    way = (one.law.source, clause.purpose, clause.form, one.channel, one.field)
    return (*way, *place_of(ground(one.law)))


def place_of(where: Ground) -> Key:
    """A ground in words."""
    return (where.chamber, where.number, where.clause)


def to_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain lists, dicts, texts and numbers, for programs; stable."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(comparison)))
    for kind in ("changed", "together"):
        for told, row in zip(plain[kind], getattr(comparison, kind), strict=True):
            told["aspects"] = list(row.aspects)
    for told in plain["together"]:
        told["facts"] = dict(told["facts"])
    return plain


def index(provisions: Iterable[Provision]) -> Index:
    """The terms of every single permission, with where each stands."""
    found: Index = {}
    for provision in provisions:
        where = ground(provision)
        for permission in permissions(provision):
            alternatives = found.setdefault(key_of(permission), {})
            alternatives.setdefault(permission.terms, set()).add(where)
    return found


def key_of(one: Permission) -> Key:
    """What a permission permits, without its terms."""
    return (one.recipient, one.source, one.purpose, one.form, one.channel, one.field)


def pairs(gone: Iterable[Terms], come: Iterable[Terms]) -> Iterator[Pair]:
    """Old terms with the new ones that are most like them, what is left over alone."""
    left, right = sorted(gone), sorted(come)
    while left and right:
        one, other = min(
            ((old, new) for old in left for new in right), key=lambda pair: len(differing(*pair))
        )
        left.remove(one)
        right.remove(other)
        yield one, other
    yield from ((one, None) for one in left)
    yield from ((None, other) for other in right)


def differing(one: Terms, other: Terms) -> tuple[str, ...]:
    """The names of the terms in which these differ."""
    names = (entry.name for entry in fields(Terms))
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def row(key: Key, before: Terms | None, after: Terms | None, grounds: Iterable[Ground]) -> Row:
    """The row of a single permission."""
    recipient, source, purpose, form, channel, field = key
    return Row(
        *((recipient,), (source,), purpose, form, (channel,), (field,)),
        *(before, after, tuple(sorted(grounds))),
    )


def group(rows: Iterable[Some]) -> list[Some]:
    """Fields with one change together, then recipients, then channels, then sources."""
    found = list(rows)
    for name in ("fields", "recipients", "channels", "sources"):
        found = merged(found, name)
    return found


def merged(rows: Iterable[Some], name: str) -> list[Some]:
    """Rows that differ only in this entry and in their grounds, made into one."""
    alike: dict[Some, list[Some]] = {}
    for one in rows:
        bare: dict[str, Any] = {name: (), "grounds": ()}
        alike.setdefault(replace(one, **bare), []).append(one)
    return [united(row, some, (name, "grounds")) for row, some in alike.items()]


def united(row: Some, some: Iterable[Some], names: Iterable[str]) -> Some:
    """The row with all that these rows have in the named entries, in order."""
    all_of = {name: {word for one in some for word in getattr(one, name)} for name in names}
    told: dict[str, Any] = {name: tuple(sorted(words)) for name, words in all_of.items()}
    return replace(row, **told)
