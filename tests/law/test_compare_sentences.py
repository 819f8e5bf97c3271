"""What changes in practice, told to people."""

from dataclasses import replace

import pytest

from beraad.law.catalogue import Labels, Language
from beraad.law.compare import compare
from beraad.law.compare_sentences import sentences
from beraad.law.expand import provisions
from beraad.law.permission import at
from tests.law.compared import BEFORE, STATUSES, amended, english, moved
from tests.law.world import HISTORY

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


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", "betrokkenen: werknemers die hij heeft aangegeven, in plaats van patiënten."),
        ("fr", "personnes concernées\xa0: les travailleurs qu'il a déclarés au lieu de patients."),
        ("de", "Daten von Arbeitnehmern, die er gemeldet hat, statt Patienten."),
        ("en", "persons concerned: workers whom it declared instead of patients."),
    ],
)
def test_a_population_stands_in_its_case(language: Language, told: str) -> None:
    """German keeps populations in the dative, and ends a relative clause as Dutch does."""
    comparison, law = amended("- set about of clause history: everyone")
    labels = Labels(
        "werknemers die hij heeft aangegeven",
        "les travailleurs qu'il a déclarés",
        "Arbeitnehmern, die er gemeldet hat",
        "workers whom it declared",
    )
    everyone = replace(law.catalogue.populations["everyone"], labels=labels)
    populations = {**law.catalogue.populations, "everyone": everyone}
    catalogue = replace(law.catalogue, populations=populations)
    assert sentences(comparison, catalogue, language)[0].endswith(told)


def test_an_answer_that_changes_is_told() -> None:
    body = STATUSES.replace("[gfd, statuses]", "statuses").replace("dispensing.date, ", "")
    told, _ = english("- set answer of clause statuses: yes-no", body)
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
        "New: the village, for benefits (the shared file: date; the statuses: disability and "
        "living wage), non-pseudonymised personal data, by consultation or by file; condition: "
        "that at least one of these conditions is met (that the person gave worker's consent or "
        "that there is a mandate); condition: that the sector is on the list “horeca”; condition: "
        "that the number of sources is more than 1; persons concerned: inhabitants; retention: 5 "
        "years; answer: the fields."
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
        "; changed list in the condition: that at least one of these conditions is met (that "
        "there is a "
        "mandate or that the sector is on the list) (gains retail)."
    )


def test_where_two_lists_of_a_condition_change_it_is_told_as_another_condition() -> None:
    """Else nobody could tell which list gained what."""
    more = STATUSES.replace("```list sectors", "```list others", 1).split("```clause")[0]
    body = more[more.index("```list others") :].replace("horeca", "sport") + STATUSES.replace(
        "sector in list sectors,", "any of (sector in list sectors, sector in list others),"
    )
    told = english("- add bar to list sectors\n- add zoo to list others", body)[1]
    assert "new condition: that at least one of these conditions is met" in told
    assert "condition dropped: that at least one of these conditions is met" in told


def test_of_two_lists_on_one_word_each_is_told_with_its_own_changes() -> None:
    """A sector must stand on both, so each list gains what the other had already."""
    more = STATUSES[STATUSES.index("```list sectors") :].split("```clause")[0]
    others = more.replace("list sectors", "list others").replace("- horeca", "- horeca\n- zoo")
    body = others + STATUSES.replace("- horeca", "- horeca\n- bar\n- yoga").replace(
        "sector in list sectors,", "sector in list sectors, sector in list others,"
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
