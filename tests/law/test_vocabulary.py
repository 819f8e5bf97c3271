"""The catalogue: the closed world of words, spread over documents, each word in four languages."""

from datetime import date

import pytest

from beraad.law.catalogue import LANGUAGES, Catalogue, Labels
from beraad.law.load import load
from tests.law.world import CATALOGUE, register

MORE = """---
catalogue: more words
---

# Any heading will do

1. And any prose.

```roles
- doctor | artsen | médecins | Ärzte | doctors
```
```condition integrated
evidence: yes-no
asked-of: gfd
nl: er een integratie is
fr: il y ait une intégration
de: eine Integration besteht
en: there is an integration
not-nl: er geen is
not-fr: il n'y en ait pas
not-de: keine besteht
not-en: there is none
```
"""
WORLD = register().catalogue


def test_a_word_has_its_label_in_each_language() -> None:
    labels = WORLD.roles["pharmacist"].labels
    told = [labels[language] for language in LANGUAGES]
    assert told == ["apothekers", "pharmaciens", "Apotheker", "pharmacists"]


def test_documents_of_the_catalogue_make_one_whole_in_any_order() -> None:
    texts = {"a.md": CATALOGUE.encode(), "b.md": MORE.encode()}
    one = load(texts).catalogue
    other = load({"z.md": texts["a.md"], "b.md": texts["b.md"]}).catalogue
    assert set(one.roles) == {"pharmacist", "nurse", "doctor"}
    assert {**one.roles} == {**other.roles}
    assert {**one.conditions} == {**other.conditions}


def test_a_condition_is_asked_of_a_source_or_stands_in_the_communication() -> None:
    conditions = load({"a.md": CATALOGUE.encode(), "b.md": MORE.encode()}).catalogue.conditions
    assert conditions["integrated"].asked_of == "gfd"
    assert conditions["mandate"].asked_of == "communication"
    assert conditions["integrated"].denied == Labels(
        "er geen is", "il n'y en ait pas", "keine besteht", "there is none"
    )
    assert conditions["mandate"].denied is None
    assert set(conditions["consent"].arguments) == {"informed", "worker"}


def test_sources_parties_laws_and_regimes_are_read_with_what_belongs_to_them() -> None:
    gfd = WORLD.sources["gfd"]
    assert (gfd.holder, gfd.dated_by, gfd.fields["dispensing.date"].kind) == (
        *("pharmanet", "dispensing.date", "date"),
    )
    assert WORLD.sources["statuses"].dated_by == ""
    assert (WORLD.parties["pharmanet"].cbe, WORLD.parties["town"].cbe) == ("0123456749", "")
    assert WORLD.parties["federal-office"].categories == ()
    assert WORLD.laws["2025-01-31"].in_force == date(2025, 2, 19)
    assert WORLD.laws["someday"].in_force is None
    assert WORLD.regimes["2023-11-23"].working_days == 10
    assert WORLD.fields_of(["gfd", "statuses"]) > {"dispensing.date", "status.disability"}


@pytest.mark.parametrize("day", [date(2024, 1, 1), date(1950, 1, 1)])
def test_without_a_record_a_word_stands_for_itself(day: date) -> None:
    assert Catalogue().successors("party", "town", day) == (("town", ()),)
