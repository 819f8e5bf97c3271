"""The report in four languages and three forms: complete, well formed, with sources."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.catalogue import LANGUAGES, Language
from beraad.report.blocks import Bullets, Document, Heading, Notes, Paragraph, Span, Table
from beraad.report.document import document
from beraad.report.html import fragment, page
from beraad.report.markdown import markdown
from beraad.report.plan import BLANK, read_plan
from beraad.report.render import FORMATS, Format, render
from beraad.report.report import report
from beraad.report.words import FIGURES, TABLES
from tests.register.page import Page
from tests.report.annual import printed, register, report_2024

EVERY = pytest.mark.parametrize("language", LANGUAGES)


def test_every_word_and_figure_has_a_text_in_every_language():
    for table in TABLES.values():
        for key, entry in table.items():
            assert sorted(entry) == sorted(LANGUAGES), key
            assert all(entry.values()), key


def test_every_figure_has_a_name():
    numbers = {name for name in report_2024().figures if name.startswith("amendments-of-")}
    assert report_2024().figures.keys() - numbers <= FIGURES.keys()


def test_the_sentences_of_the_plan_name_the_same_figures_in_every_language():
    for section in read_plan().sections:
        for sentence in section.sentences:
            for language in LANGUAGES:
                found = {match[1] for match in BLANK.finditer(sentence.text[language])}
                assert found - {"year"} == sentence.figures, sentence.text[language]


def test_every_printed_figure_is_said_in_a_sentence_of_the_plan():
    said = {
        name
        for section in read_plan().sections
        for one in section.sentences
        for name in one.figures
    }
    assert printed().figures.keys() <= said


@EVERY
def test_the_languages_have_the_same_blocks_and_figures(language: Language):
    assert shape(document(report_2024(), language)) == shape(document(report_2024(), "nl"))


def shape(told: Document) -> list[object]:
    """What does not depend on the language."""
    return [
        (type(block).__name__, block.anchor)
        if isinstance(block, Heading)
        else (type(block).__name__, sorted(span.figure for span in block.spans if span.figure))
        if isinstance(block, Paragraph)
        else (type(block).__name__, len(block.rows))
        if isinstance(block, Table)
        else type(block).__name__
        for block in told.blocks
    ]


@EVERY
def test_no_blank_or_key_is_left_in_the_text(language: Language):
    text = markdown(document(report_2024(), language))
    assert not re.search(r"\{[^}]*\}", text)


@EVERY
def test_figures_are_said_as_exact_or_about(language: Language):
    about = {"nl": "ongeveer 20", "fr": "environ 20", "de": "etwa 20", "en": "about 20"}
    silent = {
        "nl": "niet opgetekend",
        "fr": "non consigné",
        "de": "nicht festgehalten",
        "en": "not recorded",
    }
    text = markdown(document(report_2024(), language))
    assert "193[^requests]" in text
    assert f"{about[language]}[^register-accesses]" in text
    assert f"{silent[language]}[^requests-refused]" in text


@EVERY
def test_the_page_stands_on_its_own_and_is_accessible(language: Language):
    html = page(document(report_2024(), language))
    told = Page(html)
    assert told.language == language
    told.check_accessible()
    assert not re.search(r"<script|<link|<img|src=|@import|url\(", html)


@EVERY
def test_each_figure_links_to_its_source(language: Language):
    told = Page(fragment(document(report_2024(), language)))
    targets = [address for address in told.addresses if address.startswith("#source-")]
    assert {address.removeprefix("#") for address in targets} <= told.ids
    assert {f"source-{name}" for name in report_2024().figures} <= told.ids
    assert len(targets) > len(printed().figures)


def test_a_number_links_to_its_page_where_there_is_one():
    html = fragment(document(report_2024(), "nl"), lambda number: f"/nl/{number}/")
    assert '<a href="/nl/25/052/">25/052</a>' in html
    assert 'href="/nl' not in fragment(document(report_2024(), "nl"))


def test_text_is_escaped():
    blocks = (
        Paragraph((Span("<script>alert(1)</script> & more"),)),
        Bullets(((Span("home", href='x"onclick="y'),), (Span("<b>"),))),
    )
    html = fragment(Document("en", "t", blocks))
    assert "<script" not in html
    assert '"onclick' not in html
    assert "<ul>" in html
    assert "<b>" not in html
    assert r"\<script\>" in markdown(Document("en", "t", blocks))


def test_every_footnote_of_the_markdown_is_defined_once():
    text = markdown(document(report_2024(), "fr"))
    defined = re.findall(r"^\[\^([a-z0-9-]+)\]: ", text, re.MULTILINE)
    assert len(defined) == len(set(defined))
    assert set(re.findall(r"\[\^([a-z0-9-]+)\](?!:)", text)) <= set(defined)


def test_the_json_gives_each_figure_with_value_exactness_and_source():
    told = msgspec.json.decode(render(report_2024(), "nl", "json"))
    figures = {figure["id"]: figure for figure in told["figures"]}
    assert figures["requests"] == {
        "id": "requests",
        "value": 193,
        "exactness": "exact",
        "source": {
            "kind": "printed",
            "document": "activity report 2024",
            "sentence": printed().figures["requests"].source.sentence,
            "lines": [57, 63],
            "query": "",
            "entries": [],
        },
        "day": None,
        "printed": "193",
    }
    assert figures["oath"]["day"] == "2024-02-27"
    assert figures["requests-refused"]["value"] is None
    assert figures["requests-refused"]["source"]["kind"] == "not-recorded"
    assert [check["agrees"] for check in told["checks"]] == [True] * 4
    numbers = [d["row"]["number"] for s in told["sections"] for d in s["deliberations"]]
    assert len(numbers) == 34


def test_the_sources_of_printed_figures_are_quoted_in_dutch():
    notes = next(b for b in document(report_2024(), "de").blocks if isinstance(b, Notes))
    quoted = {note.figure: note.spans[-1] for note in notes.notes}
    assert quoted["requests"].lang == "nl"
    assert quoted["requests"].text == printed().figures["requests"].source.sentence


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_is_rendered(form: Format):
    assert get_args(Format) == FORMATS
    assert "24/222" in render(report_2024(), "en", form)


@EVERY
def test_what_was_counted_is_told_in_the_language_of_the_report(language: Language):
    told = {
        "nl": ["beraadslagingen aangenomen in 2024", "geweigerde aanvragen, 2024: vermeldingen"],
        "fr": ["délibérations adoptées en 2024", "demandes refusées, 2024\xa0: entrées"],
        "de": ["2024 angenommene Beratungen", "abgelehnte Anträge, 2024: Einträge"],
        "en": ["deliberations adopted in 2024", "requests refused, 2024: entries"],
    }
    (notes,) = (one for one in document(report_2024(), language).blocks if isinstance(one, Notes))
    text = "\n".join(span.text for note in notes.notes for span in note.spans)
    assert all(words in text for words in told[language])
    assert {span.lang for note in notes.notes for span in note.spans} <= {"", "nl"}  # as printed


@EVERY
def test_each_query_is_told_in_words_and_not_by_its_key(language: Language):
    bare = report(2026, register())
    (notes,) = (one for one in document(bare, language).blocks if isinstance(one, Notes))
    for note in notes.notes:
        assert not any(note.figure in span.text for span in note.spans if "-" in note.figure)


def test_french_sets_a_blank_before_the_colon_of_a_note():
    told = document(report_2024(), "fr")
    assert "]: numéros cités par le rapport\xa0: " in markdown(told)
    assert "numéros cités par le rapport\xa0: <strong>" in fragment(told)


def test_the_query_in_the_json_is_the_english_one():
    (notes,) = (one for one in document(report_2024(), "en").blocks if isinstance(one, Notes))
    for note in notes.notes:
        source = report_2024().figures[note.figure].source
        assert source.query in "".join(span.text for span in note.spans)


SOURCES = [
    ("nl", False, False, "Opgemaakt uit het register. "),
    ("fr", False, False, "Établi à partir du registre. "),
    ("de", False, False, "Erstellt aus dem Register. "),
    ("en", False, False, "Made from the register. "),
    ("en", False, True, "Made from the register and the journal. "),
    ("de", False, True, "Erstellt aus dem Register und dem Journal. "),
    ("nl", True, False, "Opgemaakt uit het register en de cijfers van het gedrukte verslag. "),
    (
        *("fr", True, True),
        "Établi à partir du registre, des chiffres du rapport imprimé et du journal. ",
    ),
]


@pytest.mark.parametrize(("language", "with_figures", "with_journal", "told"), SOURCES)
def test_the_report_names_the_sources_that_were_read_and_no_other(
    language: Language, with_figures: bool, with_journal: bool, told: str, tmp_path: Path
):
    with Journal(tmp_path / "journal.db", SigningKey("beraad.example/test", bytes(32))) as journal:
        made = report(
            2024 if with_figures else 2022,
            register(),
            printed() if with_figures else None,
            journal if with_journal else None,
        )
    assert f"\n{told}" in markdown(document(made, language))
