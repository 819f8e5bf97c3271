"""Deliberations that show a system without being in the register: they say so, and stay apart."""

import pytest

from beraad.law.register import Amendment, Deliberation
from beraad.register.shelf import demonstrations, open_register
from tests.systems.social_security import SYSTEMS

REGISTER = open_register([SYSTEMS])
SHOWN = open_register([SYSTEMS, *demonstrations([SYSTEMS])])
INVENTED = [one for key, one in SHOWN.deliberations.items() if key not in REGISTER.deliberations]
ACTS: list[Deliberation | Amendment] = [
    *INVENTED,
    *(change for one in INVENTED for change in SHOWN.amendments.get(one.key, ())),
]


def test_six_deliberations_show_what_the_report_names_no_number_for() -> None:
    assert {str(one.number) for one in INVENTED} == {
        *("19/901", "23/901", "23/902", "23/903", "23/904", "25/920")
    }


def test_they_add_no_oddity_to_the_register() -> None:
    assert SHOWN.warnings == REGISTER.warnings


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.document.file.rpartition("/")[2])
def test_each_says_that_it_does_not_exist(act: Deliberation | Amendment) -> None:
    text = act.document.write()
    assert "# Subject\n\n> Demonstration. This " in text
    assert "does not exist and stands in no report" in text.replace("\n> ", " ")
    titles = act.head.titles
    beginnings = [title.split(":")[0].strip() for title in (titles.nl, titles.fr, titles.de)]
    assert beginnings == ["Demonstratie", "Démonstration", "Vorführung"]
    assert (act.head.source, act.head.passage, act.head.prose) == ("", "", "illustrative")
    assert act.head.parties == ()


def test_each_organisation_that_they_add_is_called_fictitious() -> None:
    added = SHOWN.catalogue.parties.keys() - REGISTER.catalogue.parties.keys()
    assert len(added) == 11
    assert all("(fictitious)" in SHOWN.catalogue.parties[word].labels.en for word in added)
