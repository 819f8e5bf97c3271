"""A clause can be read aloud: `say.md` beside this file is the chapter, held true here."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.law.catalogue import LANGUAGES, Language
from beraad.law.clause import (
    CHANNELS,
    FORMS,
    Answer,
    Clause,
    Population,
    Recipients,
    Retention,
    Start,
)
from beraad.law.condition import AnyOf, Compares, Condition, Holds, InList, key_parts, terms
from beraad.law.place import Place
from beraad.law.say import (
    TONGUES,
    say,
    say_condition,
    say_date,
    say_fields,
    say_instant,
    say_span,
)
from beraad.law.say_de import closed as closed_german
from beraad.law.say_fr import of
from beraad.law.say_nl import closed as closed_dutch
from beraad.law.span import Day, Span
from beraad.law.tongue import enumerated, sentence
from tests.law.spoken import spoken

CHAPTER = Path(__file__).with_name("say.md").read_text(encoding="utf-8")
BLOCKS = tuple(re.findall(r"```clause .*?\n```\n", CHAPTER, re.DOTALL))
SAID = tuple(re.findall(r"^- (nl|fr|de|en): (.*)$", CHAPTER, re.MULTILINE))
REGISTER = spoken(*BLOCKS)
CATALOGUE = REGISTER.catalogue
CONTENT = next(iter(REGISTER.deliberations.values())).content
CLAUSES = {clause.name: clause for _, clause in CONTENT.clauses}
CASES = [
    pytest.param(clause, language, said, id=f"{name}-{language}")
    for (name, clause), at in zip(CLAUSES.items(), range(0, len(SAID), 4), strict=True)
    for language, said in SAID[at : at + 4]
]


def test_the_chapter_holds_at_least_fourteen_clauses_in_four_languages() -> None:
    assert len(CLAUSES) >= 14
    assert [language for language, _ in SAID] == [*LANGUAGES] * len(CLAUSES)


@pytest.mark.parametrize(("clause", "language", "said"), CASES)
def test_a_clause_is_said_as_the_chapter_has_it(
    clause: Clause, language: Language, said: str
) -> None:
    assert say(clause, CATALOGUE, CONTENT.lists, language).replace("\u00a0", " ") == said


def test_every_channel_form_and_kind_of_recipient_stands_in_the_chapter() -> None:
    clauses = CLAUSES.values()
    assert {channel for clause in clauses for channel in clause.by} == set(CHANNELS)
    assert {clause.form for clause in clauses} == set(FORMS)
    assert {clause.to.kind for clause in clauses} == {
        *("party", "role", "list", "category", "subject", "anyone")
    }


def test_french_keeps_its_high_punctuation_to_the_word_before() -> None:
    said = say(CLAUSES["a-category-gets-yes-or-no"], CATALOGUE, CONTENT.lists, "fr")
    assert not re.search(r" [:;»%]|« ", said)
    assert re.search("\u00a0:", said)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2024, 4, 16), "16 april 2024 | 16 avril 2024 | 16. April 2024 | 16 April 2024"),
        (date(2024, 1, 1), "1 januari 2024 | 1er janvier 2024 | 1. Januar 2024 | 1 January 2024"),
        (
            Day(date(2024, 8, 6), date(2024, 8, 6)),
            "6 augustus 2024 | 6 août 2024 | 6. August 2024 | 6 August 2024",
        ),
        (
            Day(date(2024, 3, 1), date(2024, 3, 31)),
            "maart 2024 | mars 2024 | März 2024 | March 2024",
        ),
        (Day(date(2024, 1, 1), date(2024, 12, 31)), "2024 | 2024 | 2024 | 2024"),
    ],
)
def test_dates(day: date | Day, said: str) -> None:
    assert " | ".join(say_date(day, language) for language in LANGUAGES) == said


@pytest.mark.parametrize(
    ("span", "nl", "fr", "de", "en"),
    [
        (Span(months=12), "1 jaar", "1 an", "1 Jahr", "1 year"),
        (Span(months=60), "5 jaar", "5 ans", "5 Jahre", "5 years"),
        (Span(months=1), "1 maand", "1 mois", "1 Monat", "1 month"),
        (Span(months=18), "18 maanden", "18 mois", "18 Monate", "18 months"),
        (Span(days=1), "1 dag", "1 jour", "1 Tag", "1 day"),
        (Span(days=14), "14 dagen", "14 jours", "14 Tage", "14 days"),
    ],
)
def test_lengths_of_time(span: Span, nl: str, fr: str, de: str, en: str) -> None:
    assert [say_span(span, language) for language in LANGUAGES] == [nl, fr, de, en]


def test_instants_are_told_in_brussels_time() -> None:
    at = datetime(2024, 2, 20, 23, tzinfo=UTC)
    assert [say_instant(at, language).replace("\u00a0", " ") for language in LANGUAGES] == [
        "21 februari 2024 om 00.00 uur",
        "21 février 2024 à 00 h 00",
        "21. Februar 2024 um 00:00 Uhr",
        "21 February 2024 at 00:00",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("le dossier", "du dossier"),
        ("les patients", "des patients"),
        ("la banque", "de la banque"),
        ("l'office", "de l'office"),
        ("Iriscare", "d'Iriscare"),
        ("hôpitaux", "d'hôpitaux"),
        ("handicap", "de handicap"),
        ("Pharmanet", "de Pharmanet"),
    ],
)
def test_french_contracts_and_elides(name: str, said: str) -> None:
    assert of(name) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_enumerations_have_no_comma_before_the_last(parts: tuple[str, ...], said: str) -> None:
    assert enumerated(parts, " and ") == said


def test_a_relative_clause_inside_a_sentence_ends_with_a_comma_in_german_and_dutch() -> None:
    assert closed_german("Studien, die nützlich sind") == "Studien, die nützlich sind,"
    assert closed_german("Personen, für die er sorgt") == "Personen, für die er sorgt,"
    sample = "Personen, die leiden (Stichprobe von 2,5 %)"
    assert closed_german(sample) == f"{sample},"
    assert closed_german("Angestellte, Arbeiter und Beamte") == "Angestellte, Arbeiter und Beamte"
    assert closed_dutch("zorg waarvoor zij bevoegd is") == "zorg waarvoor zij bevoegd is,"
    for ended in ("lijst “zorg waarvoor zij bevoegd is”", "vervuld is (dat zij dat of dit zegt)"):
        assert closed_dutch(ended) == ended
    for ended in ("„Stand, für den er sorgt“ steht", "erfüllt ist (dass a, dass b oder dass c)"):
        assert closed_german(ended) == ended


def test_a_name_keeps_its_own_first_letter() -> None:
    assert sentence("eHealth may") == "eHealth may."
    assert sentence("the bank may") == "The bank may."


def test_a_field_that_no_source_knows_is_quoted() -> None:
    names = ("dispensing.product", "dispensing.price")
    assert say_fields(names, CATALOGUE, "en") == "product and “dispensing.price”"


def test_a_list_that_is_not_at_hand_is_called_by_its_name() -> None:
    said = say_condition(InList("sector", "sectors"), CATALOGUE, {}, "de")
    assert said == "der Sektor auf der Liste „sectors“ steht"


def words(kind: str) -> st.SearchStrategy[str]:
    """A word of one kind of the catalogue."""
    return st.sampled_from(sorted(getattr(CATALOGUE, kind)))


def several(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """One to four words, each once."""
    return st.lists(strategy, min_size=1, max_size=4, unique=True).map(tuple)


SPANS = st.builds(Span, months=st.integers(1, 400)) | st.builds(Span, days=st.integers(1, 400))
DATES = st.dates(date(2000, 1, 1), date(2100, 1, 1))
KEYS = [
    f"{word.word}({argument})" if argument else word.word
    for word in CATALOGUE.conditions.values()
    if word.evidence == "yes-no"
    for argument in (*word.arguments, *([] if word.arguments else [""]))
]
TERMS = (
    st.builds(Holds, st.sampled_from(KEYS))
    | st.just(Holds("excluded", wanted=False))
    | st.builds(
        Compares,
        st.just("sources"),
        st.sampled_from(["<", "<=", "=", ">=", ">"]),
        st.integers(0, 99),
    )
    | st.just(InList("sector", "sectors"))
)
CONDITIONS: st.SearchStrategy[Condition] = TERMS | st.builds(
    AnyOf, st.lists(TERMS, min_size=2, max_size=3).map(tuple)
)
RECIPIENTS = st.one_of(
    st.builds(Recipients, st.just("party"), several(words("parties"))),
    st.builds(Recipients, st.just("role"), several(words("roles"))),
    st.builds(Recipients, st.just("category"), several(words("categories"))),
    st.builds(Recipients, st.just("list"), several(st.sampled_from(sorted(CONTENT.lists)))),
    st.sampled_from([Recipients("subject"), Recipients("anyone")]),
)
RETENTIONS = st.builds(Retention, span=st.none() | SPANS, proof=st.booleans()) | st.builds(
    Retention, until=DATES, proof=st.booleans()
)
STARTS = st.one_of(
    st.just(Start()),
    st.builds(Start, at=DATES | st.datetimes(timezones=st.just(UTC))),
    st.builds(Start, law=words("laws")),
)


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    """Any clause that the catalogue allows."""
    sources = draw(several(words("sources")))
    known = sorted(CATALOGUE.fields_of(sources))
    return Clause(
        name="any",
        place=Place("any.md", 1),
        sources=sources,
        to=draw(RECIPIENTS),
        purpose=draw(words("purposes")),
        fields=draw(st.lists(st.sampled_from(known), min_size=1, unique=True).map(tuple)),
        form=draw(st.sampled_from(FORMS)),
        by=draw(st.lists(st.sampled_from(CHANNELS), min_size=1, unique=True).map(tuple)),
        about=Population(draw(words("populations")), draw(st.sampled_from([None, "2", "0.5"]))),
        keep=draw(RETENTIONS),
        when=draw(st.lists(CONDITIONS, max_size=4).map(tuple)),
        looking_back=draw(st.none() | SPANS),
        answer=draw(st.sampled_from(get_args(Answer))),
        limited_by_accession=draw(st.booleans()),
        leaves_as=draw(st.none() | st.just(("anonymous", "small-cell-analysis"))),
        start=draw(STARTS),
        until=draw(st.none() | DATES),
    )


def label_parts(condition: Condition, language: Language) -> list[str]:
    """The texts of a condition's labels around and in their blanks."""
    parts = []
    for term in terms(condition):
        word, argument = key_parts(term.key)
        meaning = CATALOGUE.conditions[word]
        denied = isinstance(term, Holds) and not term.wanted
        labels = meaning.denied if denied else meaning.labels
        assert labels is not None
        parts += re.split(r"\{[a-z]+\}", labels[language])
        parts += [meaning.arguments[argument][language]] if argument else []
    return parts


@given(clauses(), st.sampled_from(LANGUAGES))
def test_a_sentence_states_all_and_is_whole(clause: Clause, language: Language) -> None:
    said = say(clause, CATALOGUE, CONTENT.lists, language)
    tongue = TONGUES[language]
    wanted = [CATALOGUE.purposes[clause.purpose], CATALOGUE.populations[clause.about.word]]
    texts = [word.labels[language] for word in wanted]
    texts += [
        CATALOGUE.sources[source].fields[name].labels[language]
        for source in clause.sources
        for name in set(clause.fields) & set(CATALOGUE.sources[source].fields)
    ]
    texts += [part for condition in clause.when for part in label_parts(condition, language)]
    texts += [tongue.verbs[channel] for channel in clause.by]
    texts += [say_span(s, language) for s in (clause.keep.span, clause.looking_back) if s]
    texts += [say_date(d, language) for d in (clause.keep.until, clause.until) if d]
    assert [text for text in texts if text not in said] == []
    assert not re.search(r"[{}]|\s\s|\s[,.)]|,,|\.\.|[(]\s", said)
    assert said.endswith(".")
    assert said.count(tongue.yes_no) == (clause.answer == "yes-no")
    assert said.count(tongue.acceding) == clause.limited_by_accession
