"""The figures file says what the printed report says, and a bad one says where it is bad."""

import pytest

from beraad.report.figure import Figure
from beraad.report.printed import FiguresError, find_printed, read_printed
from tests.report.annual import SYSTEMS, printed, printed_lines

GOOD = """
year = 2031
[[figure]]
id = "sittings"
value = 4
exactness = "exact"
printed = "vier"
sentence = "Er waren vier vergaderingen."
lines = [3, 4]
about = "sittings"
"""


def plain(text: str) -> str:
    """Without blanks and hyphens, which line ends put in and take out."""
    return "".join(text.split()).replace("-", "")


@pytest.mark.parametrize("figure", printed().figures.values(), ids=lambda figure: figure.id)
def test_each_figure_stands_in_the_printed_report_on_the_lines_it_names(figure: Figure):
    assert figure.source.lines is not None
    text = plain(printed_lines(*figure.source.lines))
    assert plain(figure.printed) in text
    for piece in figure.source.sentence.split("…"):
        assert plain(piece) in text


@pytest.mark.parametrize(
    ("identity", "value", "exactness"),
    [
        ("requests", 193, "exact"),
        ("requests-social-security", 140, "exact"),
        ("requests-health", 53, "exact"),
        ("sittings", 11, "exact"),
        ("amendments-16-008", 3, "exact"),
        ("amendments-18-046", 8, "exact"),
        ("amendments-15-048", 3, "exact"),
        ("register-accesses", 20, "approximate"),
        ("pseudonymised", 15, "approximate"),
        ("state-reform", 10, "approximate"),
        ("synthetic", None, "approximate"),
    ],
)
def test_figures_are_exact_or_approximate_as_printed(identity, value, exactness):
    figure = printed().figures[identity]
    assert (figure.value, figure.exactness, figure.source.kind) == (value, exactness, "printed")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[[figure]]", "[[figure"), "expected a TOML file of [[figure]] tables"),
        (("year = 2031", ""), "expected 'year = 2024'"),
        (("[[figure]]", "[figure]"), "expected 'year = 2024' and [[figure]] tables"),
        (('id = "sittings"', ""), "figure 1: no 'id'"),
        (("value = 4", "valeu = 4"), "unknown key 'valeu', expected id, "),
        (("value = 4", "value = 4.5"), "'value' is 4.5, expected int"),
        (("value = 4", "value = true"), "'value' is True, expected int"),
        (("value = 4", "value = -4"), "expected a value from 0 on"),
        (("value = 4", "value = 4\ndate = 2031-01-01"), "or a date, or neither"),
        (('"exact"', '"precise"'), "'precise', expected exact or approximate"),
        (("[3, 4]", "[4, 3]"), "lines [4, 3], expected [first, last]"),
        (("[3, 4]", "[3]"), "lines [3], expected [first, last]"),
    ],
)
def test_a_bad_figures_file_says_where_and_what_was_expected(change, told):
    with pytest.raises(FiguresError) as caught:
        read_printed(GOOD.replace(*change).encode(), "figures-2031.toml")
    assert str(caught.value).startswith("figures-2031.toml: ")
    assert told in str(caught.value)


def test_an_id_stands_once():
    with pytest.raises(FiguresError, match="figure 2: id 'sittings' stands twice"):
        read_printed((GOOD + GOOD.partition("2031")[2]).encode(), "figures-2031.toml")


def test_a_list_of_something_else_is_told():
    with pytest.raises(FiguresError, match=r"figure 1: expected a \[\[figure\]\] table"):
        read_printed(b"year = 2031\nfigure = [1]", "figures-2031.toml")


def test_a_year_without_a_printed_report_has_no_figures():
    assert find_printed([SYSTEMS], 2031) is None
    assert read_printed(GOOD.encode(), "f").figures["sittings"].value == 4
