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
        (("--year", "1950"), "of 1950 neither register, figures nor journal tell anything"),
        (("--year", "last"), "argument --year: 'last' is no year; expected 1901 to 2099, such as"),
        (("--year", "0"), "argument --year: '0' is no year; expected 1901 to 2099"),
        (("--year", "1"), "argument --year: '1' is no year; expected 1901 to 2099"),
        (("--year", "1900"), "argument --year: '1900' is no year"),
        (("--year", "2100"), "argument --year: '2100' is no year"),
        (("--year", "10000"), "argument --year: '10000' is no year"),
        (("--year", "20240"), "argument --year: '20240' is no year"),
        (("--year", "-1"), "argument --year: '-1' is no year"),
        (("--year", "٢٠٢٤"), "argument --year: '٢٠٢٤' is no year"),
        (("--year", "2024", "--journal", "no.db"), "There is no journal at no.db"),
        (("--year", "2024", "--figures", "no.toml"), "no.toml"),
    ],
)
def test_what_is_not_there_is_named(shell: Shell, words: tuple[str, ...], told: str):
    ran = shell("report", *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
