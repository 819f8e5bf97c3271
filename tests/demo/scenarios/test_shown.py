"""A scenario step by step: each step is there, in its order, with a proof that was verified."""

import io
import re

import pytest
from rich.console import Console

from beraad.demo.scenarios.chapter import Chapter
from beraad.demo.scenarios.run import Outcome
from beraad.demo.scenarios.shown import chosen, show
from beraad.demo.scenarios.world import World


@pytest.fixture
def shown(world: World, chapters: list[Chapter], outcomes: list[Outcome]):
    def walk(system: str, which: str) -> list[str]:
        chapter = next(one for one in chapters if one.system == system)
        out = io.StringIO()
        for title in chosen(chapter, which):
            show(Console(file=out, soft_wrap=True), world, chapter, title, outcomes)
        return out.getvalue().splitlines()

    return walk


def heads(lines: list[str]) -> list[str]:
    """The heads of the steps of the first row, each once."""
    begin = next(at for at, line in enumerate(lines) if line.startswith("row"))
    row = [line.split(" ")[0] for line in lines[begin:]]
    return list(dict.fromkeys(row[: row.index("")] if "" in row else row))


def test_a_question_goes_from_the_request_to_the_proof(shown):
    lines = shown("flexi-jobs", "1")
    assert lines[1] == "The employer hears yes or no"
    assert heads(lines) == [
        "row", "sent", "evidence", "clause", "says", "answer", "told", "journal", "proof",
    ]  # fmt: skip
    text = "\n".join(lines)
    assert "employer-de-gouden-lepel asks flexi-job-check for flexi-job-scheme" in text
    assert "POST /v1/consult as employer-de-gouden-lepel {" in text
    assert "that the person concerned is among the workers declared by the recipient" in text
    assert "Employers may, for the application of the scheme of flexi-jobs, consult" in text
    assert "proof     verified: This entry is number" in text


def test_a_refusal_shows_what_the_clause_lacks(shown):
    text = "\n".join(shown("flexi-jobs", "yes or no"))
    assert "lacks     condition about(workers-declared-by-recipient)" in text


def test_a_file_shows_the_ruling_of_each_person_and_all_its_entries(shown):
    lines = shown("buffer-database", "municipality asks")
    text = "\n".join(lines)
    assert "POST /v1/files as municipality-beukendaal" in text
    for act in ("file.begun", "file.ruled", "file.lines", "file.sent", "file.ended"):
        assert f", {act}: " in text
    assert text.count("proof     verified: ") == text.count("journal   entry ")


def test_a_mutation_shows_who_hears_what(shown):
    text = "\n".join(shown("buffer-database", "hears of a change"))
    assert "living-wage reports for Maria that this changed: status.living_wage" in text
    assert "GET /v1/notifications as cbss" in text
    assert "mutation.published" in text
    assert "communication.permitted" in text


def test_on_a_terminal_no_line_is_wider_and_a_clause_is_said_once(
    world: World, chapters: list[Chapter], outcomes: list[Outcome]
):
    chapter = next(one for one in chapters if one.system == "flexi-jobs")
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80, no_color=True)
    show(console, world, chapter, chapter.scenarios[0], outcomes)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).splitlines()
    assert max(len(line.rstrip()) for line in lines) <= 80
    assert sum(line.startswith("clause") for line in lines) == 3
    assert sum(line.startswith("says") for line in lines) == 1


def test_an_unknown_scenario_gets_those_there_are(chapters: list[Chapter]):
    chapter = next(one for one in chapters if one.system == "flexi-jobs")
    with pytest.raises(LookupError, match="no scenario '9'; it has:\n   1  The employer hears"):
        chosen(chapter, "9")
    with pytest.raises(LookupError, match="no scenario 'garden'"):
        chosen(chapter, "garden")
    assert chosen(chapter, "") == chapter.scenarios
