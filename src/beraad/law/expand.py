"""From versions to provisions: lists, successors, frames, laws and accessions worked in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from typing import TypeAlias

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import after, day_of, instant
from beraad.law.catalogue import Catalogue
from beraad.law.clause import EVERYONE, Clause, Recipients
from beraad.law.condition import Holds, InList, terms
from beraad.law.content import Frame, NamedList
from beraad.law.provision import Provision, Requirement
from beraad.law.reckoned import begins_reckoned, ends_reckoned
from beraad.law.register import Accession, Register, Version

Regions: TypeAlias = tuple[str, ...]
ByRegion: TypeAlias = Mapping[Regions, frozenset[str]]


@dataclass(frozen=True, slots=True)
class BindingFrame:
    """A frame with the deliberation that sets it and the time during which it binds."""

    frame: Frame
    number: DeliberationNumber
    start: datetime
    end: datetime | None


def provisions(register: Register, known: date | None = None) -> tuple[Provision, ...]:
    """Every provision of the register, past, present and future, as it was known on a day.

    LawError where what was known then does not fit together; never for today (None).
    """
    frames = tuple(binding_frames(register, known))
    return tuple(
        provision
        for key in sorted(register.deliberations)
        for version in register.versions(key, known)
        for provision in expand_version(register, version, frames, known)
    )


def binding_frames(register: Register, known: date | None) -> Iterator[BindingFrame]:
    """The frames of all framework deliberations, in the order of their numbers."""
    for key in sorted(register.deliberations):
        for version in register.versions(key, known):
            for frame in version.content.frames:
                yield BindingFrame(frame, key[1], version.start, version.end)


def expand_version(
    register: Register, version: Version, frames: tuple[BindingFrame, ...], known: date | None
) -> Iterator[Provision]:
    """The provisions of one version, clause by clause."""
    key = version.deliberation.key
    accessions = register.joined(key, known)
    begins, ends = begins_reckoned(register, version), ends_reckoned(register, version, known)
    lists = version.content.lists
    # Many clauses may serve one list: its members are looked up once a day.
    receiving = cache(partial(recipients_by_region, lists, register.catalogue))
    for position, (paragraph, clause) in enumerate(version.content.clauses):
        start = clause_start(clause, version, register.catalogue)
        if start is None:
            continue
        end = earliest(version.end, after(clause.until))
        binding = tuple(f for f in frames if f.frame.covers(clause))
        cuts = clause_cuts(clause, lists, binding, accessions, register.catalogue)
        slices = (
            provision
            for begin, stop in stretches(start, end, cuts)
            for provision in expand_clause(
                Provision(
                    *(key[0], key[1], paragraph, position, clause, "", (), frozenset(), ()),
                    *({}, None, begin, stop),
                ),
                lists,
                receiving,
                binding,
                accessions if clause.limited_by_accession else None,
                register.catalogue,
            )
        )
        own, last = own_start(clause, register.catalogue), after(clause.until)
        for law in joined(slices):
            yield replace(
                law,
                start_reckoned=begins and law.start == version.start != own,
                end_reckoned=ends and law.end == version.end != last,
            )


def clause_start(clause: Clause, version: Version, catalogue: Catalogue) -> datetime | None:
    """When a clause begins: with its version, or later by its own entry; None if not known."""
    own = own_start(clause, catalogue)
    if own is None:
        return None if clause.start.law else version.start
    return max(version.start, own)


def clause_in_force(clause: Clause, version: Version, catalogue: Catalogue, at: datetime) -> bool:
    """Whether a clause holds at an instant at which its version does."""
    start, end = clause_start(clause, version, catalogue), after(clause.until)
    return start is not None and start <= at and (end is None or at < end)


def own_start(clause: Clause, catalogue: Catalogue) -> datetime | None:
    """From when a clause may begin by its own entry; None if that is not known or not there."""
    law, at = clause.start.law, clause.start.at
    moment = catalogue.laws[law].in_force if law else at
    return None if moment is None else instant(moment)


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of the moments that are given."""
    return min((moment for moment in moments if moment is not None), default=None)


def clause_cuts(
    clause: Clause,
    lists: Mapping[str, NamedList],
    frames: Iterable[BindingFrame],
    accessions: Iterable[Accession],
    catalogue: Catalogue,
) -> set[datetime]:
    """The instants at which something that the clause relies on may change."""
    days: set[date | None] = set()
    for name in {*lists_asked(clause), *lists_served(clause.to)}:
        days |= {day for member in lists[name].members for day in (member.start, member.end)}
    days |= {succession.on for succession in catalogue.successions}
    cuts = {instant(day) for day in days if day is not None}
    cuts |= {moment for f in frames for moment in (f.start, f.end) if moment is not None}
    if clause.limited_by_accession:
        cuts |= {instant(accession.start) for accession in accessions}
        cuts |= {end for accession in accessions if (end := after(accession.until))}
    return cuts


def lists_asked(clause: Clause) -> frozenset[str]:
    """The lists that the conditions of a clause name; those of frames name none."""
    asked = (term for condition in clause.when for term in terms(condition))
    return frozenset(term.list_name for term in asked if isinstance(term, InList))


def lists_served(to: Recipients) -> tuple[str, ...]:
    """The lists whose members are recipients."""
    return to.names if to.kind == "list" else ()


def stretches(
    start: datetime, end: datetime | None, cuts: set[datetime]
) -> Iterator[tuple[datetime, datetime | None]]:
    """The time from start to end, cut at each of the instants that lie within."""
    if end is None or start < end:
        inside = sorted(cut for cut in cuts if start < cut and (end is None or cut < end))
        yield from zip([start, *inside], [*inside, end], strict=True)


def expand_clause(
    bare: Provision,
    lists: Mapping[str, NamedList],
    receiving: Callable[[Recipients, date], ByRegion],
    frames: Iterable[BindingFrame],
    accessions: Iterable[Accession] | None,
    catalogue: Catalogue,
) -> Iterator[Provision]:
    """One clause over one stretch: a provision for each source and each region of recipients."""
    day, clause = day_of(bare.start), bare.clause
    members = {name: lists[name].on(day) for name in lists_asked(clause)}
    own = own_requirements(bare)
    framed = [
        Requirement(condition, f.number, f.frame.paragraph)
        for f in frames
        if f.start <= bare.start and (f.end is None or bare.start < f.end)
        for condition in f.frame.requires
    ]
    for (source, source_regions), held in fields_by_source(clause, catalogue, day).items():
        for regions, recipients in receiving(clause.to, day).items():
            places = [
                Requirement(Holds(f"residence({region})"), bare.number, bare.paragraph)
                for region in dict.fromkeys((*source_regions, *regions))
            ]
            yield replace(
                bare,
                source=source,
                fields=tuple(name for name in clause.fields if name in held),
                recipients=recipients,
                requirements=(*own, *framed, *places),
                lists=members,
                accessions=None
                if accessions is None
                else acceding_fields(accessions, regions, catalogue, day),
            )


def own_requirements(bare: Provision) -> list[Requirement]:
    """The population and the conditions that the clause itself sets."""
    clause = bare.clause
    found = [Requirement(condition, bare.number, bare.paragraph) for condition in clause.when]
    if clause.about.word != EVERYONE:
        about = Holds(f"about({clause.about.word})")
        found.insert(0, Requirement(about, bare.number, bare.paragraph))
    return found


def fields_by_source(
    clause: Clause, catalogue: Catalogue, day: date
) -> dict[tuple[str, Regions], set[str]]:
    """What each source gives on that day, by the regions for which it does.

    A successor gives what those gave for whom it stands, also where it holds more.
    """
    found: dict[tuple[str, Regions], set[str]] = {}
    for word in clause.sources:
        for end in catalogue.successors("source", word, day):
            found.setdefault(end, set()).update(catalogue.sources[word].fields)
    return found


def acceding_fields(
    accessions: Iterable[Accession], regions: Regions, catalogue: Catalogue, day: date
) -> dict[str, frozenset[str]]:
    """For each party that had acceded on that day, or its successor, the fields it named."""
    found: dict[str, frozenset[str]] = {}
    for one in accessions:
        if one.start <= day and (one.until is None or day <= one.until):
            for party, where in catalogue.successors("party", one.party, day):
                if set(where) <= set(regions):
                    found[party] = found.get(party, frozenset()) | one.fields
    return found


def recipients_by_region(
    lists: Mapping[str, NamedList], catalogue: Catalogue, to: Recipients, day: date
) -> ByRegion:
    """The recipient tokens of a clause, by the regions for which they receive (none: all)."""
    if to.kind == "anyone":
        return {(): frozenset({"anyone"})}
    if to.kind == "subject":
        return {(): frozenset({"role:subject"})}
    if to.kind in ("role", "category"):
        return {(): frozenset(f"{to.kind}:{name}" for name in to.names)}
    parties: Iterable[str] = to.names
    if to.kind == "list":
        parties = sorted(frozenset().union(*(lists[name].on(day) for name in to.names)))
    found: dict[Regions, set[str]] = {}
    for word in parties:
        for party, regions in catalogue.successors("party", word, day):
            found.setdefault(regions, set()).add(f"party:{party}")
    return {regions: frozenset(tokens) for regions, tokens in found.items()}


def joined(slices: Iterable[Provision]) -> Iterator[Provision]:
    """Provisions that follow each other and differ only in time, made into one."""
    open_ones: dict[tuple[object, ...], Provision] = {}
    for new in slices:
        slot = (new.source, new.fields, new.recipients, new.requirements)
        old = open_ones.get(slot)
        if old and old.end == new.start and replace(old, start=new.start, end=new.end) == new:
            open_ones[slot] = replace(old, end=new.end)
            continue
        if old:
            yield old
        open_ones[slot] = new
    yield from open_ones.values()
