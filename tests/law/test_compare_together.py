"""What changes only for fields that are asked for together, since one clause decides for all."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import TypeAlias

import pytest
from hypothesis import given, settings

from beraad.law import choice
from beraad.law.act import instant
from beraad.law.catalogue import Language
from beraad.law.communication import Communication, Permit
from beraad.law.company import Company, Step
from beraad.law.compare import Comparison, Together, compare, once, to_json
from beraad.law.compare_sentences import sentences
from beraad.law.condition import read_condition
from beraad.law.decide import decide_by
from beraad.law.evidence import EvidenceModel
from beraad.law.expand import provisions
from beraad.law.extent import Extent, permit_extent
from beraad.law.permission import at, without_time
from beraad.law.provision import Provision
from beraad.law.widens import DisagreementError, clause_of
from tests.law.compared import BEFORE, both_ways, clause, moved
from tests.law.generate_change import CONDITIONS, PLACE, THREE, changes, parts
from tests.law.test_widens import CATALOGUE, everyone

Laws: TypeAlias = tuple[Provision, ...]
Outcome: TypeAlias = dict[str, Extent]

DAYS = (date(2024, 3, 1), date(2024, 7, 31))
"""Around the end of some clauses; a month before or after these is no 30 days."""
NIGHTLY = "BERAAD_NIGHTLY" in os.environ
PRODUCT, POSOLOGY, DATE = "dispensing.product", "dispensing.posology", "dispensing.date"
PRODUCT_ONLY = clause("one", fields=PRODUCT)
OTHERS = clause("others", fields=f"[{POSOLOGY}, {DATE}]")


def others(found: Comparison) -> tuple[object, ...]:
    """What is told of fields asked for alone."""
    return (*found.added, *found.removed, *found.changed)


def test_a_clause_that_comes_to_pass_more_makes_another_field_drop() -> None:
    """Alone, the product is given as before; asked with two others it is left out."""
    fewer = clause("others", fields=POSOLOGY)
    found, _ = both_ways(PRODUCT_ONLY + fewer, PRODUCT_ONLY + OTHERS)
    (added,) = found.added
    assert added.fields == (DATE,)
    lost, gained = found.together
    assert {row.asked for row in found.together} == {(DATE, POSOLOGY, PRODUCT)}
    assert (gained.fields, gained.before) == ((POSOLOGY,), None)
    assert (lost.fields, lost.after) == ((PRODUCT,), None)
    assert lost.recipients == ("role:pharmacist",)
    assert lost.decided_by.clause == "others"
    assert [where.clause for where in lost.grounds] == ["one", "others"]


def test_two_clauses_made_into_one_give_more_together_and_nothing_more_alone() -> None:
    """The smallest request that shows it is told, and which other fields fare likewise."""
    found, undone = both_ways(PRODUCT_ONLY + OTHERS, clause("one"))
    assert not others(found)
    assert not others(undone)
    assert [(row.fields, row.asked, row.likewise) for row in found.together] == [
        ((DATE,), (DATE, PRODUCT), (POSOLOGY,)),
        ((PRODUCT,), (DATE, POSOLOGY, PRODUCT), ()),
    ]
    assert all(row.before is None for row in found.together)
    assert all(row.after is None for row in undone.together)


def test_in_company_a_field_may_go_back_less_far() -> None:
    """The longer clause comes first among equals, until the other passes one field more."""
    longer = clause("longer", fields=PRODUCT, looking_back="2 years")
    body = clause("more", fields=f"[{PRODUCT}, {DATE}]", when="[excluded, not excluded]")
    able = body.replace("excluded, not excluded", "consent(informed)")
    date_only = clause("date", fields=DATE)
    found, _ = both_ways(longer + date_only + body, longer + date_only + able)
    rows = {row.fields: row for row in found.together}
    (product,) = [row for row in found.together if PRODUCT in row.fields]
    assert product.asked == (DATE, PRODUCT)
    assert product.aspects == ("conditions", "looking_back")
    assert len(rows) == 2


def test_who_is_meant_by_one_name_before_and_by_another_after_is_told_by_both() -> None:
    town = clause("town", "town", fields=POSOLOGY)
    found, _ = both_ways(PRODUCT_ONLY + town, town + PRODUCT_ONLY)
    assert {row.recipients for row in found.together} == {("party:town role:pharmacist",)}


def test_of_two_clauses_that_change_places_the_other_decides() -> None:
    later = clause("later", fields=POSOLOGY)
    found, _ = both_ways(PRODUCT_ONLY + later, later + PRODUCT_ONLY)
    assert not others(found)
    assert [(row.fields, row.asked, row.after is None) for row in found.together] == [
        ((POSOLOGY,), (POSOLOGY, PRODUCT), False),
        ((PRODUCT,), (POSOLOGY, PRODUCT), True),
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "nl",
            "Samen gevraagd: apothekers, voor zorg (het gedeeld dossier: datum, posologie en "
            "product), niet-gepseudonimiseerde persoonsgegevens, via raadpleging; niet langer "
            "doorgegeven, tenzij afzonderlijk gevraagd: product; nu ook doorgegeven: posologie; de "
            "vraag valt dan onder 22/056, punt 3.",
        ),
        (
            "fr",
            "Demandées ensemble~: pharmaciens, pour les soins (le dossier partagé~: date, posologie"
            " et produit), données à caractère personnel non pseudonymisées, par consultation~; "
            "ne sont plus transmises, sauf si elles sont demandées séparément~: produit~; désormais"
            " transmises aussi~: posologie~; la demande relève alors de 22/056, point 3.",
        ),
        (
            "de",
            "Gemeinsam angefragt: Apotheker, für die Pflege (die geteilte Akte: Datum, Dosierung "
            "und Produkt), nicht pseudonymisierte personenbezogene Daten, durch Abruf; nicht mehr "
            "weitergegeben, außer bei getrennter Anfrage: Produkt; nun auch weitergegeben: "
            "Dosierung; die Anfrage fällt dann unter 22/056, Randnummer 3.",
        ),
        (
            "en",
            "Asked together: pharmacists, for care (the shared file: date, posology and product), "
            "non-pseudonymised personal data, by consultation; no longer passed on, unless asked "
            "for alone: product; now passed on too: posology; the request then falls under 22/056, "
            "paragraph 3.",
        ),
    ],
)
def test_what_no_longer_passes_in_company_is_told_in_four_languages(
    language: Language, told: str
) -> None:
    fewer = clause("others", fields=POSOLOGY)
    found, _ = both_ways(PRODUCT_ONLY + fewer, PRODUCT_ONLY + OTHERS)
    assert sentences(found, CATALOGUE, language)[1] == told.replace("~", "\u00a0")


def test_where_each_alone_fares_as_before_that_is_told_first() -> None:
    later = clause("later", fields=f"[{POSOLOGY}, {DATE}]")
    found, _ = both_ways(PRODUCT_ONLY + later, clause("one"))
    first, one, other, last = sentences(found, CATALOGUE, "en")
    assert first == "Whoever asks for each field alone receives the same as before."
    assert "; now passed on too: date; likewise with: posology; the request then" in one
    assert "(the shared file: date, posology and product), non-" in other
    assert last == "Nothing else changes."


def test_what_goes_less_far_in_company_is_told_by_its_terms() -> None:
    longer = clause("longer", fields=PRODUCT, looking_back="2 years")
    more = clause("more", fields=f"[{PRODUCT}, {DATE}]")
    found, _ = both_ways(
        longer + clause("date", fields=DATE) + more.replace("therapeutic-relation", "mandate"),
        longer + clause("date", fields=DATE) + more,
    )
    told = " ".join(sentences(found, CATALOGUE, "en"))
    assert "; changed for: product; history: 6 months instead of 2 years (1 year and" not in told
    assert "; changed for: product; history: 6 months instead of 2 years (18 months less" in told


def test_a_recipient_of_two_names_is_told_as_one() -> None:
    town = clause("town", "town", fields=POSOLOGY)
    found, _ = both_ways(PRODUCT_ONLY + town, town + PRODUCT_ONLY)
    assert all(
        "pharmacists (the town), for" in one for one in sentences(found, CATALOGUE, "en")[1:-1]
    )


def test_json_tells_the_request_and_the_evidence() -> None:
    (row, _) = to_json(both_ways(PRODUCT_ONLY + OTHERS, clause("one"))[0])["together"]
    assert list(row)[-5:] == ["asked", "likewise", "facts", "decided_by", "aspects"]
    assert row["asked"] == [DATE, PRODUCT]
    assert row["facts"] == {
        "about(patients)": True,
        "consent(informed)": True,
        "excluded": False,
        "therapeutic-relation": True,
    }
    assert row["decided_by"]["clause"] == "one"


def test_a_solver_that_errs_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EvidenceModel, "facts", lambda *_: {})
    with pytest.raises(DisagreementError, match=r"not confirmed: .*dispensing"):
        both_ways(PRODUCT_ONLY + OTHERS, clause("one"))


def test_no_more_evidence_is_told_than_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = EvidenceModel.facts
    needless = {"mandate": True}
    monkeypatch.setattr(EvidenceModel, "facts", lambda *given: found(*given) | needless)
    rows = both_ways(PRODUCT_ONLY + OTHERS, clause("one"))[0].together
    assert all("mandate" not in dict(row.facts) for row in rows)


def test_many_fields_are_asked_for_by_their_sorts() -> None:
    """Five clauses of fifteen out of thirty fields each: the solver counts, and names none."""
    draw = Random(1)
    old = [without_time(thirty(position, draw)) for position in range(5)]
    new = [replace(old[0], requirements=()), *old[1:]]
    found = compare(old, new, CATALOGUE)
    assert found.undecided == ()
    assert all(len(row.asked) < 12 for row in found.together)
    for row in found.together[:5]:
        asked = Communication("town", "gfd", "care", row.asked, "identified", "consult")
        asked = replace(asked, facts=dict(row.facts))
        one, other = (
            outcome(tuple(map(without_time, some)), asked, DAYS[0]) for some in (old, new)
        )
        assert all(one.get(name) != other.get(name) for name in row.fields)


def thirty(position: int, draw: Random) -> Provision:
    """A provision of half of thirty fields."""
    (law,) = at(provisions(moved(clause(f"c{position}", "town"))), BEFORE)
    fields = tuple(sorted(draw.sample([f"f.x{n}" for n in range(30)], 15)))
    asks = draw.sample(CONDITIONS, 2)
    met = tuple(replace(law.requirements[0], condition=read_condition(c, PLACE)) for c in asks)
    return replace(
        law, position=position, fields=fields, requirements=met, lists={"s": frozenset("a")}
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "nl",
            "Niet uitgemaakt binnen de grens van het onderzoek: apothekers, voor zorg (het gedeeld "
            "dossier: datum, posologie en product), niet-gepseudonimiseerde persoonsgegevens, via "
            "raadpleging; of er nog iets verandert voor wie meerdere van deze gegevens samen "
            "vraagt.",
        ),
        (
            "fr",
            "Non établi dans les limites de la recherche~: pharmaciens, pour les soins (le dossier "
            "partagé~: date, posologie et produit), données à caractère personnel non "
            "pseudonymisées, par consultation~; si autre chose change pour qui demande plusieurs "
            "de ces données ensemble.",
        ),
        (
            "de",
            "Innerhalb der Grenze der Suche nicht entschieden: Apotheker, für die Pflege (die "
            "geteilte Akte: Datum, Dosierung und Produkt), nicht pseudonymisierte "
            "personenbezogene Daten, durch Abruf; ob sich noch etwas ändert, wenn mehrere dieser "
            "Angaben gemeinsam angefragt werden.",
        ),
        (
            "en",
            "Not decided within the bound of the search: pharmacists, for care (the shared file: "
            "date, posology and product), non-pseudonymised personal data, by consultation; "
            "whether anything else changes for whoever asks for several of these fields together.",
        ),
    ],
)
def test_a_search_that_comes_to_its_bound_says_so(
    monkeypatch: pytest.MonkeyPatch, language: Language, told: str
) -> None:
    """It says neither that nothing changes, nor that nothing else does."""
    monkeypatch.setattr(choice, "BOUND", 1)
    found, _ = both_ways(PRODUCT_ONLY + OTHERS, clause("one"))
    assert found.together == ()
    (row,) = found.undecided
    assert row.fields == (DATE, POSOLOGY, PRODUCT)
    assert sentences(found, CATALOGUE, language)[1:] == (told.replace("~", "\u00a0"),)


def test_one_change_is_told_once_by_its_first_evidence() -> None:
    """The solver may show the same by other evidence, once some organisation has ended."""
    law = at(provisions(moved(clause("one"))), BEFORE)[0]
    steps = [
        Step(PRODUCT, "gained", (DATE, PRODUCT), (), facts, 0, 0)
        for facts in ((("mandate", True),), (("sources", 3),))
    ]
    tokens = frozenset({"anyone", "role:pharmacist"})
    (row,) = once(Company(tokens, "consult", step, law, law) for step in steps)
    assert row.facts == (("mandate", True),)


# Against trying everything -----------------------------------------------------------------------


def outcome(laws: Laws, asked: Communication, day: date) -> Outcome:
    """How far each field that is passed goes."""
    answer = decide_by(laws, asked, CATALOGUE, instant(day))
    if not isinstance(answer, Permit):
        return {}
    extent = permit_extent(answer, clause_of(answer, laws), day)
    return dict.fromkeys(answer.passed, extent)


def asking() -> Iterator[tuple[Communication, date]]:
    """Every communication of the small world but for its fields, on days that can tell."""
    return ((one, day) for one, day in everyone() if day in DAYS)


def differing(before: Laws, after: Laws) -> Iterator[Communication]:
    """Every communication of the small world that is answered otherwise after than before."""
    old, new = (tuple(map(without_time, laws)) for laws in (before, after))
    for one, day in asking():
        for fields in parts(THREE):
            asked = replace(one, fields=fields)
            if outcome(old, asked, day) != outcome(new, asked, day):
                yield asked


@settings(max_examples=500 if NIGHTLY else 20, deadline=None)
@given(changes(THREE))
def test_rows_are_told_if_and_only_if_some_communication_is_answered_otherwise(
    change: tuple[Laws, Laws],
) -> None:
    found = compare(*change, CATALOGUE)
    otherwise = next(differing(*change), None)
    assert bool(others(found) or found.together) == (otherwise is not None), otherwise


def shown(row: Together, before: Laws, after: Laws) -> bool:
    """Whether somebody who asks for just these fields with this evidence sees what is told."""
    old, new = (tuple(map(without_time, laws)) for laws in (before, after))
    for one, day in asking():
        asked = replace(one, fields=row.asked, facts=dict(row.facts))
        was, now = outcome(old, asked, day), outcome(new, asked, day)
        sides = all(
            (name in was, name in now) == (row.before is not None, row.after is not None)
            for name in row.fields
        )
        if sides and all(was.get(name) != now.get(name) for name in row.fields):
            return True
    return False


@settings(max_examples=500 if NIGHTLY else 40, deadline=None)
@given(changes(THREE))
def test_every_row_tells_a_request_that_shows_it(change: tuple[Laws, Laws]) -> None:
    for row in compare(*change, CATALOGUE).together:
        assert shown(row, *change), row
