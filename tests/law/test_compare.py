"""What an amendment changes in practice: permissions, never text."""

import json
import os
import re
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from hypothesis import given, settings

from beraad.law.catalogue import Language
from beraad.law.compare import Comparison, compare, to_json
from beraad.law.compare_sentences import sentences
from beraad.law.expand import provisions
from beraad.law.load import load
from beraad.law.permission import at
from beraad.law.provision import Provision
from beraad.law.register import Register
from beraad.law.widens import widens
from tests.law.generate_change import changes
from tests.law.world import CATALOGUE, HISTORY, amendment, deliberation, register

Laws: TypeAlias = tuple[Provision, ...]

NIGHTLY = "BERAAD_NIGHTLY" in os.environ
BEFORE = datetime(2024, 1, 1, tzinfo=UTC)
AFTER = datetime(2024, 7, 1, tzinfo=UTC)

STATUSES = """```list granters
of: parties
nl: de lijst
fr: la liste
de: die Liste
en: the list
- town
```

```list sectors
of: values
nl: de sectoren
fr: les secteurs
de: die Sektoren
en: the sectors
- horeca
```

```clause statuses
from: [gfd, statuses]
to: list granters
for: benefits
fields: [dispensing.date, status.disability, status.living_wage]
form: identified
by: [consult, batch]
about: inhabitants
when: [any of (mandate, consent(worker)), sector in list sectors, sources > 1]
keep: 5 years
```
"""


def amended(instructions: str, body: str = HISTORY) -> tuple[Comparison, Register]:
    """The comparison of a deliberation before and after an amendment of March 2024."""
    law = register(deliberation(body), amendment(instructions))
    everything = provisions(law)
    return compare(at(everything, BEFORE), at(everything, AFTER), law.catalogue), law


def english(instructions: str, body: str = HISTORY) -> tuple[str, ...]:
    comparison, law = amended(instructions, body)
    return sentences(comparison, law.catalogue, "en")


# VIDIS, 22/056: history from six months to a year -------------------------------------------------

VIDIS = "- replace looking-back of clause history: 6 months -> 12 months"


def test_the_same_people_see_the_same_fields_six_months_further_back() -> None:
    comparison, _ = amended(VIDIS)
    (row,) = comparison.changed
    assert not comparison.added
    assert not comparison.removed
    assert row.aspects == ("looking_back",)
    assert row.recipients == ("role:pharmacist",)
    assert row.fields == ("dispensing.date", "dispensing.posology", "dispensing.product")
    assert row.before
    assert row.after
    assert (row.before.looking_back, row.after.looking_back) == ("6 months", "1 year")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "nl",
            "Dezelfde ontvangers zien dezelfde gegevens. Gewijzigd: apothekers, voor zorg (het "
            "gedeeld dossier: datum, posologie en product); historiek: 1 jaar in plaats van 6 "
            "maanden (6 maanden verder terug). Verder verandert er niets.",
        ),
        (
            "fr",
            "Les mêmes destinataires voient les mêmes données. Modifié~: pharmaciens, pour les "
            "soins (le dossier partagé~: date, posologie et produit)~; historique~: 1 an au "
            "lieu de 6 mois (6 mois plus loin dans le passé). Rien d'autre ne change.",
        ),
        (
            "de",
            "Dieselben Empfänger sehen dieselben Daten. Geändert: Apotheker, für die Pflege (die "
            "geteilte Akte: Datum, Dosierung und Produkt); Rückblick: 1 Jahr statt 6 Monate (6 "
            "Monate weiter zurück). Sonst ändert sich nichts.",
        ),
        (
            "en",
            "The same recipients see the same fields. Changed: pharmacists, for care (the shared "
            "file: date, posology and product); history: 1 year instead of 6 months (6 months "
            "further back). Nothing else changes.",
        ),
    ],
)
def test_it_is_told_in_four_languages(language: Language, told: str) -> None:
    comparison, law = amended(VIDIS)
    said = " ".join(sentences(comparison, law.catalogue, language))
    assert said == told.replace("~", "\u00a0")


def test_json_holds_plain_values_only_and_keeps_its_form() -> None:
    told = to_json(amended(VIDIS)[0])
    assert json.loads(json.dumps(told)) == told
    assert list(told) == ["added", "removed", "changed", "unchanged"]
    (row,) = told["changed"]
    assert list(row) == [
        *("recipients", "sources", "purpose", "form", "channels", "fields"),
        *("before", "after", "grounds", "aspects"),
    ]
    assert row["before"] == {
        "population": "patients",
        "conditions": ["consent(informed)", "not excluded", "therapeutic-relation"],
        "looking_back": "6 months",
        "keep": "nothing",
        "answer": "fields",
        "leaves_as": "",
        "accession": [],
        "until": "",
    }
    assert row["grounds"] == [
        {
            "chamber": "social-security-and-health",
            "number": "22/056",
            "paragraph": 3,
            "clause": "history",
        }
    ]


# What is no change in practice --------------------------------------------------------------------


def moved(body: str, number: str = "22/056") -> Register:
    return register(deliberation(body, number))


def same_in_practice(one: str, other: str) -> bool:
    comparison = compare(
        at(provisions(moved(one)), BEFORE),
        at(provisions(moved(other, "22/057")), BEFORE),
        moved(one).catalogue,
    )
    return not (comparison.added or comparison.removed or comparison.changed)


def test_a_text_put_differently_changes_nothing() -> None:
    renamed = HISTORY.replace("clause history", "clause other-name")
    paragraph = "4. Moved.\n\n" + HISTORY
    reordered = HISTORY.replace(
        "consent(informed), therapeutic-relation", "therapeutic-relation, consent(informed)"
    )
    split = HISTORY.replace("dispensing.posology, ", "") + HISTORY.replace(
        "clause history", "clause history-2"
    ).replace("[dispensing.product, dispensing.posology, dispensing.date]", "dispensing.posology")
    twelve = HISTORY.replace("6 months", "12 months"), HISTORY.replace("6 months", "1 year")
    lists = STATUSES, STATUSES.replace("granters", "grant-bodies").replace("list sectors", "list x")
    choice = STATUSES, STATUSES.replace("mandate, consent(worker)", "consent(worker), mandate")
    for pair in (
        *((HISTORY, one) for one in (renamed, paragraph, reordered, split)),
        *(twelve, lists, choice),
    ):
        assert same_in_practice(*pair), pair[1]
    assert not same_in_practice(HISTORY, twelve[0])


def test_nothing_changes_is_said_so() -> None:
    law = moved(HISTORY)
    now = at(provisions(law), BEFORE)
    comparison = compare(now, now, law.catalogue)
    assert comparison == Comparison((), (), (), unchanged=3)
    assert sentences(comparison, law.catalogue, "nl") == ("In de praktijk verandert er niets.",)


# What is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instruction", "told"),
    [
        (
            "- replace looking-back of clause history: 6 months -> 3 months",
            "history: 3 months instead of 6 months (3 months less far back)",
        ),
        (
            "- replace looking-back of clause history: 6 months -> 90 days",
            "history: 90 days instead of 6 months",
        ),
        (
            "- set keep of clause history: until 2029-12-31, destroyed with proof",
            "retention: until 31 December 2029, destruction with proof instead of none",
        ),
        ("- set keep of clause history: 5 years", "retention: 5 years instead of none"),
        (
            "- set about of clause history: sample 2 % of patients",
            "persons concerned: patients (a sample of 2%) instead of patients",
        ),
        (
            "- set about of clause history: everyone",
            "persons concerned: everyone instead of patients",
        ),
        ("- set until of clause history: 2029-12-31", "last day: 31 December 2029 instead of none"),
        (
            "- set leaves-as of clause history: anonymous after mandate",
            "results: anonymous data, on condition that there is a mandate instead of stay in",
        ),
        (
            "- set when of clause history: [consent(informed), not excluded, sources > 2]",
            "new condition: that the number of sources is more than 2; "
            "condition dropped: that there is a therapeutic relation",
        ),
    ],
)
def test_a_term_that_changes_is_told(instruction: str, told: str) -> None:
    before = HISTORY.replace("by: consult", "by: extract")
    *opening, row, closing = english(instruction, before)
    others = "answer:" in told or "persons concerned:" in told
    assert opening == ([] if others else ["The same recipients see the same fields."])
    subject = "Changed: pharmacists, for care (the shared file: date, posology and product); "
    assert row == f"{subject}{told}."
    assert closing == "Nothing else changes."


def test_an_answer_that_changes_is_told() -> None:
    body = STATUSES.replace("[gfd, statuses]", "statuses").replace("dispensing.date, ", "")
    told = english("- set answer of clause statuses: yes-no", body)[1]
    assert told.endswith("; answer: only yes or no instead of the fields.")


def test_history_without_a_limit() -> None:
    body = HISTORY.replace("looking-back: 6 months\n", "")
    told = english("- set looking-back of clause history: 1 month", body)[1]
    assert told.endswith("history: 1 month instead of without limit.")


def test_a_new_member_of_a_list_is_a_new_recipient() -> None:
    comparison, law = amended("- add village to list granters", STATUSES)
    assert comparison.unchanged == 6
    assert not comparison.changed
    assert [row.recipients for row in comparison.added] == [("party:village",)] * 2
    assert [row.channels for row in comparison.added] == [("batch", "consult")] * 2
    assert sentences(comparison, law.catalogue, "en")[0] == (
        "New: the village, for benefits (the shared file: date), non-pseudonymised personal data, "
        "by consultation or by file; condition: at least one of these conditions is met (that "
        "the person gave worker's consent or that there is a mandate); condition: that the sector "
        "is on the list “horeca”; condition: that the number of sources is more than 1; persons "
        "concerned: inhabitants; retention: 5 years; answer: the fields."
    )


MOVED = "- add pc-112 to list sectors\n- add pc-140.01 to list sectors\n"


@pytest.mark.parametrize(
    ("language", "both", "joined", "left"),
    [
        (
            "nl",
            "gewijzigde lijst in de voorwaarde: dat de sector op de lijst staat (toegevoegd: pc-112"
            " en pc-140.01; geschrapt: horeca)",
            "(toegevoegd: pc-112 en pc-140.01)",
            "(geschrapt: horeca)",
        ),
        (
            "fr",
            "liste modifiée dans la condition~: que le secteur figure sur la liste (ajouts~: pc-112"
            " et pc-140.01~; retraits~: horeca)",
            "(ajouts~: pc-112 et pc-140.01)",
            "(retraits~: horeca)",
        ),
        (
            "de",
            "geänderte Liste in der Bedingung: dass der Sektor auf der Liste steht (hinzugekommen:"
            " pc-112 und pc-140.01; weggefallen: horeca)",
            "(hinzugekommen: pc-112 und pc-140.01)",
            "(weggefallen: horeca)",
        ),
        (
            "en",
            "changed list in the condition: that the sector is on the list (gains pc-112 and"
            " pc-140.01; loses horeca)",
            "(gains pc-112 and pc-140.01)",
            "(loses horeca)",
        ),
    ],
)
def test_of_a_list_in_a_condition_is_told_what_joined_and_what_left(
    language: Language, both: str, joined: str, left: str
) -> None:
    """Not all its members before and after: flexi-jobs has lists of dozens of sectors."""
    for instructions, told in (
        (MOVED + "- remove horeca from list sectors", both),
        (MOVED.rstrip(), joined),
        ("- remove horeca from list sectors", left),
    ):
        comparison, law = amended(instructions, STATUSES)
        rows = sentences(comparison, law.catalogue, language)[1:-1]
        assert rows
        assert all(row.endswith(f"{told}.".replace("~", "\u00a0")) for row in rows), rows


def test_of_a_list_in_one_of_several_choices_the_choices_stay_told() -> None:
    body = STATUSES.replace("sector in list sectors,", "any of (sector in list sectors, mandate),")
    told = english("- add retail to list sectors", body)[1]
    assert told.endswith(
        "; changed list in the condition: at least one of these conditions is met (that there is a "
        "mandate or that the sector is on the list) (gains retail)."
    )


def test_where_two_lists_of_a_condition_change_it_is_told_as_another_condition() -> None:
    """Else nobody could tell which list gained what."""
    more = STATUSES.replace("```list sectors", "```list others", 1).split("```clause")[0]
    body = more[more.index("```list others") :].replace("horeca", "sport") + STATUSES.replace(
        "sector in list sectors,", "any of (sector in list sectors, sector in list others),"
    )
    told = english("- add bar to list sectors\n- add zoo to list others", body)[1]
    assert "new condition: at least one of these conditions is met" in told
    assert "condition dropped: at least one of these conditions is met" in told


def test_of_two_lists_on_one_word_each_is_told_with_its_own_changes() -> None:
    more = STATUSES[STATUSES.index("```list sectors") :].split("```clause")[0]
    body = more.replace("list sectors", "list others").replace("horeca", "sport") + (
        STATUSES.replace(
            "sector in list sectors,", "sector in list sectors, sector in list others,"
        )
    )
    told = english("- add zoo to list sectors\n- add bar to list others", body)[1]
    assert told.count("changed list in the condition: that the sector is on the list (gains ") == 2
    assert "(gains bar)" in told
    assert "(gains zoo)" in told


def test_a_member_may_have_an_argument() -> None:
    told = english("- add research(pain) to list sectors", STATUSES)[1]
    assert told.endswith("(gains research(pain)).")


def test_another_word_on_another_list_is_another_condition() -> None:
    told = english("- set when of clause statuses: sector in list sectors", STATUSES)[1]
    assert "condition dropped: that the number of sources is more than 1" in told
    assert "changed list" not in told


def test_another_form_is_one_permission_gone_and_one_come() -> None:
    told = english("- set form of clause history: pseudonymised")
    assert [sentence.split(":")[0] for sentence in told] == [
        *("New", "No longer"),
        "Nothing else changes.",
    ]


def test_recipients_of_every_sort_are_told_by_their_labels() -> None:
    sorts = ("subject", "category municipality", "role nurse", "hospital", "anyone")
    body = "".join(
        HISTORY.replace("clause history", f"clause c{n}").replace("role pharmacist", to)
        for n, to in enumerate(sorts)
    )
    law = moved(body)
    comparison = compare((), at(provisions(law), BEFORE), law.catalogue)
    (row,) = comparison.added
    assert len(row.grounds) == len(sorts)
    assert sentences(comparison, law.catalogue, "en")[0].startswith(
        "New: anyone, municipalities, the hospital, nurses and the person concerned, for care ("
    )


# Several clauses for one thing --------------------------------------------------------------------


def test_of_two_clauses_for_one_thing_only_the_one_that_changes_is_told() -> None:
    own = HISTORY.replace("clause history", "clause longer").replace("6 months", "2 years")
    own = own.replace("consent(informed)", "consent(worker)")
    comparison, _ = amended("- set looking-back of clause longer: 3 years", HISTORY + own)
    (row,) = comparison.changed
    assert row.aspects == ("looking_back",)
    assert [where.clause for where in row.grounds] == ["longer"]
    assert comparison.unchanged == 3


def test_a_clause_that_goes_beside_one_that_stays() -> None:
    own = HISTORY.replace("clause history", "clause longer").replace("6 months", "2 years")
    own = own.replace("consent(informed)", "consent(worker)")
    comparison, law = amended("- repeal clause longer", HISTORY + own)
    (row,) = comparison.removed
    assert row.before
    assert row.before.looking_back == "2 years"
    assert not row.aspects
    assert sentences(comparison, law.catalogue, "de")[0].startswith("Entfällt: Apotheker, für")


# What is written otherwise but acts as before -----------------------------------------------------


def clause(name: str, to: str = "role pharmacist", **terms: str) -> str:
    """A clause of the shared file for a recipient, with other terms."""
    body = HISTORY.replace("clause history", f"clause {name}").replace("role pharmacist", to)
    for key, text in terms.items():
        body = re.sub(
            f"(?m)^{key.replace('_', '-')}: .*$", f"{key.replace('_', '-')}: {text}", body
        )
    return body


def both_ways(one: str, other: str) -> tuple[Comparison, Comparison]:
    """The comparison of two texts, and of the second with the first."""
    laws = [moved(body) for body in (one, other)]
    old, new = (at(provisions(law), BEFORE) for law in laws)
    catalogue = laws[0].catalogue
    return compare(old, new, catalogue), compare(new, old, catalogue)


def test_who_already_had_it_as_anyone_gains_and_loses_nothing() -> None:
    less, more = both_ways(clause("a", "anyone"), clause("a", "role nurse"))
    assert not less.added
    assert not more.removed
    assert [row.recipients for row in (*less.removed, *more.added)] == [("anyone",)] * 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            clause("a", "category municipality"),
            clause("a", "category municipality") + clause("b", "town"),
            id="a member of the category by name",
        ),
        pytest.param(
            clause("a"),
            clause("a")
            + clause("b", when="[consent(informed), not excluded, mandate, therapeutic-relation]"),
            id="a second clause with one more condition",
        ),
        pytest.param("", clause("a", when="[sources > 14, sources < 10]"), id="never met"),
        pytest.param("", clause("a", when="[excluded, not excluded]"), id="met and not met"),
        pytest.param(
            clause("a", when="mandate"),
            clause("a", when="[mandate, any of (mandate, excluded)]"),
            id="a choice that holds anyhow",
        ),
        pytest.param(
            clause("a", when="sources > 14"), clause("a", when="sources >= 15"), id="whole numbers"
        ),
        pytest.param(
            clause("a"), clause("a") + clause("b", looking_back="2 years"), id="decided before"
        ),
    ],
)
def test_what_acts_as_before_is_no_change_either_way(one: str, other: str) -> None:
    for comparison in both_ways(one, other):
        assert (*comparison.added, *comparison.removed, *comparison.changed) == ()


def test_a_clause_that_comes_to_the_fore_is_told_though_its_text_stays() -> None:
    """Repealing the clause that went first lets the later one decide, and go further back."""
    longer = clause("b", looking_back="2 years")
    more, less = both_ways(clause("a") + longer, longer)
    (wider,), (narrower,) = more.changed, less.changed
    assert (*more.added, *more.removed, *less.added, *less.removed) == ()
    assert wider.before
    assert wider.after
    assert (wider.before.looking_back, wider.after.looking_back) == ("6 months", "2 years")
    assert (narrower.before, narrower.after) == (wider.after, wider.before)
    assert [where.clause for where in wider.grounds] == ["a", "b"]


def test_a_longer_history_for_some_of_all_is_a_change_and_not_new() -> None:
    nurses = clause("a", "role nurse", looking_back="1 year")
    (row,) = both_ways(clause("b", "anyone"), nurses + clause("b", "anyone"))[0].changed
    assert row.recipients == ("role:nurse",)
    assert row.aspects == ("looking_back",)


@settings(max_examples=1000 if NIGHTLY else 60, deadline=None)
@given(changes())
def test_what_is_told_agrees_with_what_is_proven(change: tuple[Laws, Laws]) -> None:
    """Nothing widens: nothing is new. Nothing narrows: nothing goes. Neither: nothing changes."""
    before, after = change
    catalogue = register().catalogue
    wider, narrower = widens(before, after, catalogue), widens(after, before, catalogue)
    for told, found in (
        (compare(before, after, catalogue), (wider, narrower)),
        (compare(after, before, catalogue), (narrower, wider)),
    ):
        assert found[0] or not told.added
        assert found[1] or not told.removed
        assert bool(told.added or told.removed or told.changed) == any(found)


# General deliberations with accessions ------------------------------------------------------------

ACCESSIONS = """---
accedes-to: 22/056
chamber: social-security-and-health
---

```accession town
from: 2023-01-01
fields: [status.disability]
```
```accession village
from: {day}
fields: [status.disability, status.living_wage]
```
"""
GENERAL = """```clause statuses
from: statuses
to: {to}
for: benefits
fields: [status.disability, status.living_wage]
form: identified
by: consult
about: inhabitants
keep: nothing
limited-by: accession
```
"""


def acceded(to: str) -> tuple[Comparison, Register]:
    """A comparison of before and after the village acceded."""
    law = load(
        {
            "c.md": CATALOGUE.encode(),
            "1.md": deliberation(GENERAL.format(to=to), kind="general").encode(),
            "2.md": ACCESSIONS.format(day="2024-03-01").encode(),
        }
    )
    everything = provisions(law)
    return compare(at(everything, BEFORE), at(everything, AFTER), law.catalogue), law


def test_an_accession_opens_to_a_party_the_fields_it_names() -> None:
    comparison, _ = acceded("[town, village, hospital]")
    (row,) = comparison.added
    assert (row.recipients, row.fields) == (
        ("party:village",),
        ("status.disability", "status.living_wage"),
    )
    assert not comparison.changed
    assert comparison.unchanged == 1


def test_an_accession_to_what_a_category_may_is_a_term() -> None:
    comparison, law = acceded("category municipality")
    (added,), (changed,) = comparison.added, comparison.changed
    assert added.after
    assert (added.fields, added.after.accession) == (("status.living_wage",), ("village",))
    assert changed.aspects == ("accession",)
    told = "acceding parties: the town and the village instead of the town."
    assert sentences(comparison, law.catalogue, "en")[1].endswith(told)


def test_a_clause_to_which_nobody_acceded_permits_nothing() -> None:
    law = register(deliberation(GENERAL.format(to="anyone"), kind="general"))
    assert compare((), at(provisions(law), BEFORE), law.catalogue) == Comparison((), (), (), 0)
