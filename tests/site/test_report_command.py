"""`beraad report`: the figures of a year, each with its source."""

from pathlib import Path

import pytest

from tests.site.conftest import Shell


def test_the_json_has_value_exactness_and_source_of_each_figure(shell: Shell):
    told = shell("report", "--year", "2024", "--format", "json").json
    assert {"report", "year", "language", "title", "figures", "checks", "sections"} <= set(told)
    for figure in told["figures"]:
        assert {"id", "value", "exactness", "source"} <= set(figure)
        recorded = figure["source"]["kind"] != "not-recorded"
        assert recorded == (figure["exactness"] is not None)
        assert recorded or figure["value"] is None
    treated = next(one for one in told["figures"] if one["id"] == "requests")
    assert (treated["value"], treated["exactness"]) == (193, "exact")


@pytest.mark.parametrize(
    ("language", "title"),
    [("nl", "Activiteitenverslag"), ("fr", "Rapport"), ("de", "Tätigkeitsbericht"), ("en", "Act")],
)
def test_the_report_is_in_four_languages(shell: Shell, language: str, title: str):
    assert title in shell("report", "--year", "2024", "--lang", language).out.splitlines()[0]


def test_a_file_is_written_and_named(shell: Shell):
    ran = shell("report", "--year", "2024", "--format", "html", "--out", "report.html")
    assert (ran.code, ran.out) == (0, "report.html written\n")
    assert Path("report.html").read_text(encoding="utf-8").startswith("<!")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--register", "."), "no figures-YEAR.toml among the register's folders: give a year"),
        (("--year", "1800"), "of 1800 neither register, figures nor journal tell anything"),
        (("--year", "last"), "argument --year: invalid int value: 'last'"),
        (("--year", "2024", "--journal", "no.db"), "There is no journal at no.db"),
        (("--year", "2024", "--figures", "no.toml"), "no.toml"),
    ],
)
def test_what_is_not_there_is_named(shell: Shell, words: tuple[str, ...], told: str):
    ran = shell("report", *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
